"""Stack configurations of the tests, written as they stand in a Pulumi.<stack>.yaml."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import yaml

from config.decisions import Decisions
from config.endpoints import (
    ElasticsearchEndpoint,
    Endpoints,
    MysqlEndpoint,
    RedisEndpoint,
)
from config.findings import Finding, InvalidDecisions
from config.parse import examine, parse
from config.secrets import SECRETS_BY_KEY, SecretInput

PROJECT = Path(__file__).parents[3]

SMALLEST = """
kubernetes: {renderTo: rendered/test}
application: {adminEmail: ops@example.com}
"""
"""A configuration without errors and without warnings."""

EXTERNAL = """
kubernetes: {context: production}
application: {adminEmail: ops@example.com}
dependencies:
  elasticsearch:
    {topology: external, hosts: [es.example.com], username: tracardi, dataNodes: 3}
  mysql: {topology: external, host: mysql.example.com, username: tracardi}
  redis: {topology: external, host: redis.example.com}
elasticsearchPassword: {secure: ElasticsearchPassword1}
mysqlPassword: {secure: MysqlPassword12345}
redisPassword: {secure: RedisPassword12345}
"""
"""The same with stores that somebody else runs."""

PRODUCTION = """
deployment: {tier: production, acceptRisks: [no-monitoring, no-backup]}
kubernetes: {context: production}
application: {adminEmail: ops@example.com, publicApi: {replicas: 3}}
exposure:
  privateApiUrl: https://api.example.com
  publicApiUrl: https://collect.example.com
  guiUrl: https://tracardi.example.com
"""
"""Added to EXTERNAL, a configuration without errors; both accepted risks are warnings."""

CLUSTERS = """
deployment: {edition: commercial, tier: production, acceptRisks: [no-monitoring, no-backup]}
kubernetes: {context: production}
application: {adminEmail: ops@example.com, publicApi: {replicas: 3}}
exposure:
  privateApiUrl: https://api.example.com
  publicApiUrl: https://collect.example.com
  guiUrl: https://tracardi.example.com
dependencies:
  elasticsearch: {topology: cluster}
  mysql: {topology: cluster}
  redis: {topology: external, host: redis.example.com}
  pulsar: {topology: cluster}
redisPassword: {secure: RedisPassword12345}
license: {secure: LicenceKeyOfTheCommercialEdition1}
dockerHubToken: {secure: DockerHubTokenOfTheVendor1}
"""
"""The commercial edition on clusters, whose only errors say that they are not installed yet."""

COMMERCIAL = """
deployment: {edition: commercial, version: 1.2.0}
dependencies:
  pulsar:
    topology: external
    serviceUrl: pulsar://pulsar.example.com:6650
    adminUrl: http://pulsar.example.com:8080
    clusterName: main
pulsarToken: {secure: ATokenThatMayAdministerItsTenant}
license: {secure: AnOpaqueTextThatEndsInSevenDigits1234567}
dockerHubToken: {secure: AnAccessTokenOfTheVendor}
"""
"""Added to EXTERNAL and PRODUCTION, the commercial edition, which only a later version installs."""

EXPOSED = """
exposure:
  mode: ingress
  className: nginx
  clientIpHeader: x-forwarded-for
  tls: {issuer: letsencrypt}
  publicApi: {host: collect.example.com}
  privateApi: {host: api.example.com, allowedNetworks: [203.0.113.0/24]}
  gui: {host: tracardi.example.com, allowedNetworks: [203.0.113.0/24]}
"""
"""Added to EXTERNAL and PRODUCTION, a way in by Ingress, which only a later version makes."""

WATCHED = """
deployment: {acceptRisks: [no-backup]}
monitoring:
  mode: bundled
  bundled: {}
  alerts: {receivers: {slack: {channel: '#alerts'}}}
slackWebhookUrl: {secure: 'https://hooks.slack.com/services/T0/B0/abcdefgh'}
"""
"""Added to EXTERNAL and PRODUCTION, monitoring, which only a later version installs."""

SAVED = """
backup:
  mode: scheduled
  elasticsearch: {}
  mysql: {}
  target: {s3: {bucket: example-backup, region: eu-central-1}}
  encryption:
    recipients:
      - age1y5krxwjpfp84vhtydde8nqy8362eega2kxutl3kd6nd7960s7llqw0jzjr
      - age1ffg4shmxd468hq5fjzteafdvkwavrjx06mw7f6ljlyqqwrs4rs3szp7lj0
  drills: {}
"""
"""Added to anything, backups, which only a later version makes."""

NOT_INSTALLED = "is not installed by this version"
"""What a finding says about an answer that only a later version can act upon."""

Raw = dict[str, object]


def merged(*layers: str) -> Raw:
    """The layers on top of each other, key by key."""
    result: Raw = {}
    for layer in layers:
        _merge(result, yaml.safe_load(layer) or {})
    return result


def _merge(target: Raw, layer: Raw) -> None:
    for key, value in layer.items():
        inner = target.get(key)
        if isinstance(inner, dict) and isinstance(value, dict) and "secure" not in value:
            _merge(inner, value)
        else:
            target[key] = value


def split(stack: Raw) -> tuple[Raw, dict[str, SecretInput]]:
    """Groups and secrets of `stack`; {secure: value} stands for an encrypted secret."""
    secrets = {}
    for key in SECRETS_BY_KEY:
        if key in stack:
            value = stack[key]
            secure = isinstance(value, Mapping)
            text = value["secure"] if isinstance(value, Mapping) else value
            secrets[key] = SecretInput(str(text), secure)
    return {key: value for key, value in stack.items() if key not in secrets}, secrets


def decide(*layers: str) -> tuple[Decisions, tuple[Finding, ...]]:
    """Decisions and warnings of the layers, which must be without errors."""
    return parse(*split(merged(*layers)))


def decisions(*layers: str) -> Decisions:
    """Decisions of the layers on top of SMALLEST."""
    return decide(SMALLEST, *layers)[0]


def errors(*layers: str) -> tuple[Finding, ...]:
    """The errors of the layers; empty if there are none."""
    try:
        decide(*layers)
    except InvalidDecisions as invalid:
        return invalid.findings
    return ()


def examined(*layers: str) -> list[Finding]:
    """Every finding about the layers, errors and warnings."""
    return examine(*split(merged(*layers)))[1]


def waive(layers: Iterable[str], waiver: str) -> list[Finding]:
    """Every finding about the layers with one more accepted risk."""
    stack = merged(*layers)
    deployment = stack["deployment"]
    assert isinstance(deployment, dict)
    deployment["acceptRisks"] = [*deployment["acceptRisks"], waiver]
    return examine(*split(stack))[1]


def endpoints(
    installer_username: str = "installer",
    certificate_authority_path: str | None = None,
    hosts: tuple[str, ...] = ("elasticsearch:9200",),
) -> Endpoints:
    """Endpoints as the stores of a namespace hand them on."""
    return Endpoints(
        elasticsearch=ElasticsearchEndpoint(
            hosts=hosts,
            scheme="http",
            username="elastic",
            verify_certificates=False,
            certificate_authority_path=certificate_authority_path,
            data_nodes=1,
        ),
        mysql=MysqlEndpoint("mysql", 3306, "tracardi", "tracardi", installer_username),
        redis=RedisEndpoint("redis", 6379),
    )
