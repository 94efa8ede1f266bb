"""A real Redis with the configuration of our own."""

import os
import subprocess
from pathlib import Path

from components.kubernetes import redis
from config.groups.dependencies import RedisSingle
from tests.stores.server import Server, program


class Redis(Server):
    """Debian's redis-server; only address, port and folder are not those of the container."""

    def __init__(self, folder: Path, decision: RedisSingle, password: str) -> None:
        super().__init__(folder)
        self.password = password
        self.configuration = redis.configuration(decision, password)
        self.replaced = {
            "bind * -::*": "bind 127.0.0.1",
            f"port {redis.PORT}": f"port {self.port}",
            "dir /data": f"dir {folder}",
        }
        lines = self.configuration.splitlines()
        assert self.replaced.keys() <= set(lines)
        self._file = folder / "redis.conf"
        self._file.write_text("\n".join(self.replaced.get(line, line) for line in lines) + "\n")

    @property
    def settings(self) -> dict[str, str]:
        """What the configuration says, but for the three lines that are replaced."""
        lines = [line for line in self.configuration.splitlines() if line not in self.replaced]
        pairs = [line.partition(" ") for line in lines if line and not line.startswith("#")]
        settings = {name: value for name, _, value in pairs}
        assert len(settings) == len(pairs), "a setting is given twice"
        return settings

    def command(self) -> list[str]:
        return [program("redis-server"), str(self._file)]

    def answers(self) -> bool:
        return self.call("PING") == "PONG"

    def call(self, *words: str, value: bytes | None = None, password: str | None = None) -> str:
        """What the server answers, or why not; `value` becomes the last word of the command.

        The password is the right one unless another one, or "" for none, is given.
        """
        environment = {"PATH": os.environ["PATH"]}
        if secret := self.password if password is None else password:
            environment["REDISCLI_AUTH"] = secret
        command = [program("redis-cli"), "-h", "127.0.0.1", "-p", str(self.port)]
        if value is not None:
            command.append("-x")
        done = subprocess.run(
            [*command, *words],
            env=environment,
            input=value or b"",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=10,
            check=False,
        )
        return done.stdout.decode().strip()
