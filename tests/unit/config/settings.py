"""The settings of one process, by name."""

from dataclasses import replace

from config.decisions import Decisions
from config.endpoints import Endpoints
from config.environment import Process, Setting, environment
from config.groups.dependencies import ElasticsearchExternal, MysqlExternal, RedisExternal
from tests.unit.config.stacks import decisions, endpoints

EVERYTHING = """
application:
  tenantName: acme
  caches: {sessionSeconds: 5}
dependencies: {elasticsearch: {client: {compression: true}}}
exposure: {clientIpHeader: x-forwarded-for, trustedProxies: [10.0.0.1, 10.0.0.2]}
sentryDsn: {secure: 'https://key@sentry.example.com/1'}
"""
"""Decisions that lead to every variable that can be set."""


def of(process: Process, *layers: str) -> dict[str, Setting]:
    stores = endpoints(certificate_authority_path="/ca/ca.crt")
    return {setting.name: setting for setting in environment(decisions(*layers), stores, process)}


def values(process: Process, *layers: str) -> dict[str, str | None]:
    return {name: setting.value for name, setting in of(process, *layers).items()}


def stores_of(found: Decisions) -> Endpoints:
    """The endpoints that the stores of `found` hand on: their own ones, or those that are given."""
    stores = found.dependencies
    made = endpoints(certificate_authority_path="/ca/ca.crt")
    elasticsearch, mysql, redis = made.elasticsearch, made.mysql, made.redis
    if isinstance(stores.elasticsearch, ElasticsearchExternal):
        given = stores.elasticsearch
        elasticsearch = replace(
            elasticsearch,
            hosts=tuple(given.hosts),
            scheme=given.scheme,
            username=given.username,
            verify_certificates=given.verify_certificates,
            certificate_authority_path="/ca/ca.crt" if given.certificate_authority else None,
        )
    if isinstance(stores.mysql, MysqlExternal):
        mysql = replace(
            mysql,
            host=stores.mysql.host,
            port=stores.mysql.port,
            username=stores.mysql.username,
            installer_username=stores.mysql.installer_username or stores.mysql.username,
        )
    if isinstance(stores.redis, RedisExternal):
        redis = replace(redis, host=stores.redis.host, port=stores.redis.port)
    mysql = replace(mysql, database=stores.mysql.database)
    return Endpoints(elasticsearch=elasticsearch, mysql=mysql, redis=redis)
