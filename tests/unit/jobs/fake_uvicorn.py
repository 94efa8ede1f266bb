"""What `python3 -m uvicorn app.main:application` runs in the tests: the fake installation."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import threading
import time
from pathlib import Path

from .fake_installation import FakeInstallation
from .json_server import Answer, JsonServer, Request


def main() -> int:
    options = argparse.ArgumentParser()
    options.add_argument("application")
    options.add_argument("--host")
    options.add_argument("--port", type=int)
    options.add_argument("--workers", type=int)
    options.add_argument("--no-access-log", action="store_true")
    given = options.parse_args()
    environment = os.environ
    with Path(environment["FAKE_PROCESSES"]).open("a") as file:
        file.write(f"{os.getpid()}\n")
    # What LOGGING_LEVEL=DEBUG prints in the real one, and a failed statement of SQLAlchemy.
    print(f"DEBUG: redis://:{environment['REDIS_PASSWORD']}@redis/0")
    print("ERROR: denied [parameters: ('admin', '5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8')]")
    sys.stdout.flush()
    installation = FakeInstallation(environment, json.loads(environment["FAKE_FAULTS"]))
    if installation.fault("start-exit-3") or given.no_access_log or given.workers != 1:
        print("ERROR: (2003, \"Can't connect to MySQL server on 'mysql'\")", flush=True)
        return 3
    if installation.fault("start-exit-1"):
        print("ValueError: Invalid value for boolean setting:", flush=True)
        return 1
    stopped = threading.Event()
    if not installation.fault("ignores-sigterm"):
        signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    else:
        signal.signal(signal.SIGTERM, lambda *_: print("INFO: not yet", flush=True))
    if installation.fault("never-listens"):
        stopped.wait(60)
        return 0
    if installation.fault("listens-late"):
        time.sleep(0.4)

    def application(request: Request) -> Answer:
        status, content = installation(request)
        line = f'INFO:     127.0.0.1:9 - "{request.method} {request.path} HTTP/1.1" {status}'
        print(line, flush=True)
        return status, content

    with JsonServer(application, given.port):
        print(f"INFO: running in {environment.get('APP_NAME', 'a test')}", flush=True)
        stopped.wait(120)
    return 0


if __name__ == "__main__":
    sys.exit(main())
