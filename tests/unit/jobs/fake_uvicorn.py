"""What `python3 -m uvicorn app.main:application` runs in the tests: the fake installation."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path

from .fake_installation import FakeInstallation
from .json_server import Answer, JsonServer, Request


def main() -> int:
    given = sys.argv[1:]
    port, workers = (given[given.index(name) + 1] for name in ("--port", "--workers"))
    environment = os.environ
    with Path(environment["FAKE_PROCESSES"]).open("a") as file:
        file.write(f"{os.getpid()}\n")
    # What LOGGING_LEVEL=DEBUG prints in the real one, and a failed statement of SQLAlchemy.
    print(f"DEBUG: redis://:{environment['REDIS_PASSWORD']}@redis/0")
    print("ERROR: denied [parameters: ('admin', '5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8')]")
    sys.stdout.flush()
    installation = FakeInstallation(environment, json.loads(environment["FAKE_FAULTS"]))
    unfit = workers != "1" or "--no-access-log" in given
    if installation.fault("start-exit-3") or unfit:
        print("ERROR: (2003, \"Can't connect to MySQL server on 'mysql'\")", flush=True)
        return 3
    if installation.fault("start-exit-1"):
        print("ValueError: Invalid value for boolean setting:", flush=True)
        return 1
    if not installation.fault("ignores-sigterm"):
        signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    else:
        signal.signal(signal.SIGTERM, lambda *_: print("INFO: not yet", flush=True))
    if installation.fault("never-listens"):
        time.sleep(60)
        return 0
    if installation.fault("listens-late"):
        time.sleep(0.1)

    def application(request: Request) -> Answer:
        status, content = installation(request)
        line = f'INFO:     127.0.0.1:9 - "{request.method} {request.path} HTTP/1.1" {status}'
        print(line, flush=True)
        return status, content

    with JsonServer(application, int(port)):
        print(f"INFO: running in {environment.get('APP_NAME', 'a test')}", flush=True)
        time.sleep(120)
    return 0


if __name__ == "__main__":
    sys.exit(main())
