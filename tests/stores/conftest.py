"""Fixtures: each test has servers of its own, as they are after their first start."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from config.groups.dependencies import MysqlSingle, RedisSingle
from config.types import Quantity
from tests.stores.mariadb import Mariadb, make_data, own_folder
from tests.stores.redis import Redis
from tests.unit.jobs.running import SECRETS


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    folder = tmp_path / "redis"
    folder.mkdir()
    server = Redis(folder, RedisSingle(memory=Quantity("16Mi")), SECRETS["REDIS_PASSWORD"])
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def new_mariadb_data() -> Iterator[Path]:
    """The data of a server that was never started; it is copied, not used."""
    with own_folder() as folder:
        make_data(folder / "data")
        yield folder / "data"


@pytest.fixture
def mariadb(new_mariadb_data: Path) -> Iterator[Mariadb]:
    with own_folder() as folder:
        server = Mariadb(folder, new_mariadb_data, MysqlSingle(memory=Quantity("512Mi")))
        try:
            server.start()
            yield server
        finally:
            server.stop()
