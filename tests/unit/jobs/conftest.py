"""Fixtures of the Job scripts' tests: a job and healthy servers, which each test then spoils."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from .fake_elasticsearch import FakeElasticsearch
from .fake_redis import FakeRedis
from .fake_tracardi import FakeTracardi, Stores
from .json_server import JsonServer
from .running import SECRETS, Job


@pytest.fixture
def job(tmp_path: Path) -> Job:
    return Job(tmp_path, starts_process=False)


@pytest.fixture
def elasticsearch(job: Job) -> Iterator[FakeElasticsearch]:
    fake = FakeElasticsearch("elastic", SECRETS["ELASTIC_HTTP_AUTH_PASSWORD"])
    with JsonServer(fake) as server:
        job.environment["ELASTIC_HOST"] = server.address
        yield fake


@pytest.fixture
def redis(job: Job) -> Iterator[FakeRedis]:
    with FakeRedis(SECRETS["REDIS_PASSWORD"]) as fake:
        job.environment["REDIS_PORT"] = str(fake.port)
        yield fake


@pytest.fixture
def preflight(job: Job, elasticsearch: FakeElasticsearch, redis: FakeRedis) -> Job:
    """A job whose stores are all ready, with one data node declared."""
    assert elasticsearch is not None
    assert redis is not None
    job.environment["EXPECTED_DATA_NODES"] = "1"
    return job


@pytest.fixture
def installation(job: Job, elasticsearch: FakeElasticsearch) -> Job:
    """A job that installs on an empty system with two data nodes."""
    elasticsearch.data_nodes = [2]
    job.environment |= {
        "EXPECTED_DATA_NODES": "2",
        "ADMIN_EMAIL": "admin@example.com",
        "ELASTIC_INDEX_SHARDS": "3",
        "ELASTIC_CONF_INDEX_SHARDS": "1",
        "ELASTIC_INDEX_REPLICAS": "1",
        "EVENT_PARTITIONING": "month",
        "PROFILE_PARTITIONING": "quarter",
        "SESSION_PARTITIONING": "quarter",
        "ITEM_PARTITIONING": "year",
        "ENTITY_PARTITIONING": "year",
        "LOG_PARTITIONING": "day",
        "FIELD_CHANGE_LOG_PARTITIONING": "month",
        "API_REQUEST_SECONDS": "1.5",
        "PROOF_SECONDS": "0.1",
        "API_STOP_SECONDS": "2",
    }
    return job


@dataclass
class Apis:
    """The private and the public API, and their servers' records of requests."""

    stores: Stores
    private: FakeTracardi
    public: FakeTracardi
    private_server: JsonServer
    public_server: JsonServer


@pytest.fixture
def apis(job: Job) -> Iterator[Apis]:
    stores = Stores("admin@example.com", SECRETS["ADMIN_PASSWORD"])
    private = FakeTracardi(stores, production=False, expose_gui_api=True)
    public = FakeTracardi(stores, production=True, expose_gui_api=False)
    with JsonServer(private) as private_server, JsonServer(public) as public_server:
        job.environment |= {
            "PRIVATE_API_URL": private_server.url,
            "PUBLIC_API_URL": public_server.url,
            "ADMIN_EMAIL": "admin@example.com",
            "CLEAN_UP_SECONDS": "0.1",
            "READ_BACK_SECONDS": "0.1",
            "SOURCE_SECONDS": "1",
        }
        yield Apis(stores, private, public, private_server, public_server)
