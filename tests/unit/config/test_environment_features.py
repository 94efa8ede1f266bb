"""Each answer about the application reaches its own environment variable, and no other."""

import pytest

from config.environment import Process, Setting
from config.environment.table import APIS, LIBRARY
from tests.unit.config.settings import EVERYTHING, of, values

pytestmark = pytest.mark.unit

SWITCHES = {
    "workflows": "ENABLE_WORKFLOW",
    "systemEvents": "SYSTEM_EVENTS",
    "eventDestinations": "ENABLE_EVENT_DESTINATIONS",
    "profileDestinations": "ENABLE_PROFILE_DESTINATIONS",
    "eventValidation": "ENABLE_EVENT_VALIDATION",
    "eventReshaping": "ENABLE_EVENT_RESHAPING",
    "identificationPoints": "ENABLE_IDENTIFICATION_POINT",
    "fieldUpdateLog": "ENABLE_FIELD_UPDATE_LOG",
    "errorsOnResponse": "ENABLE_ERRORS_ON_RESPONSE",
    "blockBots": "DISALLOW_BOT_TRAFFIC",
    "demo": "DEMO",
    "trackDebug": "TRACK_DEBUG",
    "apiDocs": "API_DOCS",
}


@pytest.mark.parametrize(("key", "name"), SWITCHES.items(), ids=SWITCHES)
def test_each_switch_moves_its_own_variable(key: str, name: str) -> None:
    on = values(Process.PRIVATE_API, f"application: {{{key}: true}}")
    off = values(Process.PRIVATE_API, f"application: {{{key}: false}}")

    assert (on[name], off[name]) == ("yes", "no")
    moved = {item for item in on if on[item] != off[item]}
    assert moved - {"ENABLE_IDENTIFICATION_POINTS"} == {name}


CACHES = {
    "sourceSeconds": "SOURCE_CACHE_TTL",
    "sessionSeconds": "SESSION_CACHE_TTL",
    "profileSeconds": "PROFILE_CACHE_TTL",
    "eventValidationSeconds": "EVENT_VALIDATION_CACHE_TTL",
    "eventMetadataSeconds": "EVENT_METADATA_CACHE_TTL",
    "eventDestinationSeconds": "EVENT_DESTINATION_CACHE_TTL",
    "profileDestinationSeconds": "PROFILE_DESTINATION_CACHE_TTL",
    "eventToProfileCopySeconds": "EVENT_TO_PROFILE_COPY_CACHE_TTL",
    "dataComplianceSeconds": "DATA_COMPLIANCE_CACHE_TTL",
    "triggerRuleSeconds": "TRIGGER_RULE_CACHE_TTL",
    "profileRetentionSeconds": "KEEP_PROFILE_IN_CACHE_FOR",
    "sessionRetentionSeconds": "KEEP_SESSION_IN_CACHE_FOR",
}


@pytest.mark.parametrize(("key", "name"), CACHES.items(), ids=CACHES)
def test_each_cache_has_its_own_variable(key: str, name: str) -> None:
    before = values(Process.PUBLIC_API)
    after = values(Process.PUBLIC_API, f"application: {{caches: {{{key}: 77}}}}")

    assert after[name] == "77"
    assert {item for item in after if before.get(item) != after[item]} == {name}


def test_sessions_keep_both_of_tracardis_defaults_unless_one_is_asked_for() -> None:
    assert "SESSION_CACHE_TTL" not in values(Process.PUBLIC_API)


def test_logging() -> None:
    layer = """
    application: {loggingLevel: info, elasticsearchLoggingLevel: debug}
    monitoring: {telemetry: {storeLogsInElasticsearch: true}}
    """

    found = values(Process.UPDATE_WORKER, layer)
    assert found["LOGGING_LEVEL"] == "INFO"
    assert found["ELASTIC_LOGGING_LEVEL"] == "DEBUG"
    assert found["SAVE_LOGS"] == "yes"
    assert "SERVER_LOGGING_LEVEL" not in found


def test_a_sentry_address_reaches_the_apis_if_there_is_one() -> None:
    layer = "sentryDsn: {secure: 'https://key@sentry.example.com/1'}"

    for process in Process:
        assert "PERFORMANCE_TRACKING" not in of(process)
        assert ("PERFORMANCE_TRACKING" in of(process, layer)) == (process in APIS)
    assert of(Process.PUBLIC_API, layer)["PERFORMANCE_TRACKING"].secret == "sentry-dsn"


def test_forwarding_headers() -> None:
    found = values(Process.PUBLIC_API, EVERYTHING)

    assert found["USE_X_FORWARDED_IP"] == "x-forwarded-for"
    assert found["FORWARDED_ALLOW_IPS"] == "10.0.0.1,10.0.0.2"
    assert not {"USE_X_FORWARDED_IP", "FORWARDED_ALLOW_IPS"} & of(Process.PUBLIC_API).keys()


def test_the_merging_worker_runs_for_ever_and_in_both_contexts() -> None:
    layer = "application: {tenantName: acme, merging: {pauseSeconds: 900}}"

    found = of(Process.MERGING_WORKER, layer)
    assert found["MODE"].value == "worker"
    assert found["PAUSE"].value == "900"
    assert found["TENANT"] == Setting("TENANT", value="acme", recorded="tenantName")
    assert found["APM"].value == "yes"
    # Unset, it merges production and staging.
    assert "PRODUCTION" not in found
    assert values(Process.PUBLIC_API, "application: {merging: {enabled: false}}")["APM"] == "no"


def test_the_interface_gets_the_address_of_the_private_api_and_nothing_else() -> None:
    layer = "exposure: {privateApiUrl: 'https://api.example.com'}"

    assert values(Process.GUI, layer) == {"API_URL": "https://api.example.com"}


def test_no_tenant_is_no_variable() -> None:
    for process in Process:
        assert not {"TENANT", "TENANT_NAME"} & of(process).keys()


def test_further_variables_reach_the_processes_that_import_the_library() -> None:
    layer = "application: {extraEnvironment: {ZONE: a, ENTITY_CACHE_TTL: '60'}}"

    for process in Process:
        before, after = of(process), of(process, layer)
        added = {"ZONE", "ENTITY_CACHE_TTL"} if process in LIBRARY else set()
        assert after.keys() - before.keys() == added
        assert list(after) == sorted(after)
    found = of(Process.UPDATE_WORKER, layer)
    assert found["ENTITY_CACHE_TTL"] == Setting("ENTITY_CACHE_TTL", value="60")
