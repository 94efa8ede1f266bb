"""The settings of one process, by name."""

from config.environment import Process, Setting, environment
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
