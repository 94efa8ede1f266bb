"""The environment table: complete, sound, and parsed by Tracardi as it is meant."""

from dataclasses import replace
from pathlib import Path

import pytest

from config.decisions import Decisions
from config.environment import (
    VARIABLES,
    VARIABLES_BY_NAME,
    Kind,
    Process,
    Setting,
    Variable,
    environment,
)
from config.environment.table import LIBRARY, SERVERS
from config.parse import SecretInput
from config.recorded import unchangeable
from config.secrets import SECRETS
from tests.unit.config.settings import EVERYTHING, of, values
from tests.unit.config.stacks import decisions, endpoints

pytestmark = pytest.mark.unit


def _known_names() -> dict[str, str]:
    text = Path(__file__).with_name("tracardi_environment_names.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return dict(line.split("\t") for line in lines)


def test_every_variable_that_tracardi_knows_is_in_the_table() -> None:
    assert _known_names().keys() <= VARIABLES_BY_NAME.keys()
    assert len(_known_names()) == 130


def test_every_variable_of_the_table_is_known_or_set_by_a_component() -> None:
    newer = {
        "ENABLE_GLOBAL_SETTINGS",
        "IDENTIFICATION_EVENT_TYPE",
        "IDENTIFICATION_POINT_TYPE",
        "MYSQL_RECYCLE",
        "SYSTEM_EVENTS_FOR_PROPERTY_CHANGE",
    }
    web_server = {"GUNICORN_CMD_ARGS", "MAX_WORKERS", "WORKERS_PER_CORE"}
    platform = {variable.name for variable in VARIABLES if variable.kind is Kind.PLATFORM}

    assert VARIABLES_BY_NAME.keys() == _known_names().keys() | newer | web_server | platform


def test_no_variable_stands_in_the_table_twice_and_the_table_is_sorted() -> None:
    names = [variable.name for variable in VARIABLES]
    assert names == sorted(set(names))


@pytest.mark.parametrize("variable", VARIABLES, ids=lambda variable: variable.name)
def test_a_variable_is_set_in_one_way_or_left_for_a_reason(variable: Variable) -> None:
    ways = [variable.value, variable.secret, variable.unset]
    assert sum(way is not None for way in ways) == 1
    assert variable.default
    assert variable.source
    assert variable.readers or variable.unset
    assert (variable.kind is Kind.SECRET) == (variable.secret is not None) or variable.unset


@pytest.mark.parametrize("variable", VARIABLES, ids=lambda variable: variable.name)
def test_a_variable_that_can_be_set_is_set_for_every_reader(variable: Variable) -> None:
    for process in Process:
        expected = process in variable.readers and variable.unset is None
        assert (variable.name in of(process, EVERYTHING)) == expected


@pytest.mark.parametrize("process", Process)
@pytest.mark.parametrize("layers", [(), (EVERYTHING,)], ids=["smallest", "everything"])
def test_settings_are_sorted_never_empty_and_of_their_kind(
    process: Process, layers: tuple[str, ...]
) -> None:
    settings = environment(decisions(*layers), endpoints(), process)

    assert [setting.name for setting in settings] == sorted({item.name for item in settings})
    for setting in settings:
        kind = VARIABLES_BY_NAME[setting.name].kind
        if setting.secret is not None:
            assert setting.secret in SECRETS
            assert kind is Kind.SECRET
            continue
        assert setting.value
        if kind in (Kind.BOOLEAN, Kind.YES):
            assert setting.value in ("yes", "no")
        if kind is Kind.FLAG:
            assert setting.value == "yes"
        if kind is Kind.INTEGER:
            assert setting.value.isdigit()
        if kind is Kind.LEVEL:
            assert setting.value in ("DEBUG", "INFO", "WARNING", "ERROR")
        if kind is Kind.PERIOD:
            assert setting.value in ("year", "quarter", "month", "day")


def test_a_setting_is_a_value_or_a_secret_and_not_empty() -> None:
    for wrong in ({}, {"value": "a", "secret": "b"}, {"value": ""}, {"secret": ""}):
        with pytest.raises(ValueError, match="NAME"):
            Setting("NAME", **wrong)


def test_an_empty_endpoint_is_refused_rather_than_rendered() -> None:
    broken = replace(endpoints(), redis=replace(endpoints().redis, host=""))

    with pytest.raises(ValueError, match="REDIS_HOST must not be empty"):
        environment(decisions(), broken, Process.PRIVATE_API)


def test_a_secret_never_becomes_a_value() -> None:
    given = {"sentryDsn": "https://key@sentry.example.com/1", "mergingKey": "M" * 24}
    layer = "\n".join(f"{key}: {{secure: '{value}'}}" for key, value in given.items())

    for process in Process:
        settings = environment(decisions(layer), endpoints(), process)
        assert not set(given.values()) & {str(setting.value) for setting in settings}


@pytest.mark.parametrize(
    ("name", "private", "public", "installation"),
    [
        ("PRODUCTION", "no", "yes", "no"),
        ("EXPOSE_GUI_API", "yes", "no", "yes"),
        ("API_DOCS", "yes", "no", "no"),
        ("DEMO", "yes", "no", "yes"),
        ("TRACK_DEBUG", "yes", "yes", "yes"),
        ("WEB_CONCURRENCY", "2", "3", "1"),
        ("SERVER_LOGGING_LEVEL", "INFO", "INFO", "INFO"),
    ],
)
def test_what_sets_the_servers_apart(
    name: str, private: str, public: str, installation: str
) -> None:
    layer = """
    application:
      apiDocs: true
      demo: true
      trackDebug: true
      serverLoggingLevel: info
      privateApi: {processes: 2}
      publicApi: {processes: 3}
    """

    assert values(Process.PRIVATE_API, layer)[name] == private
    assert values(Process.PUBLIC_API, layer)[name] == public
    assert values(Process.INSTALLATION, layer)[name] == installation


@pytest.mark.parametrize("name", ["API_DOCS", "DEMO", "TRACK_DEBUG", "SAVE_LOGS"])
def test_what_is_off_is_said_to_be_off(name: str) -> None:
    # Two of these are on if they are left alone.
    assert values(Process.PRIVATE_API)[name] == "no"


def test_every_process_that_serves_the_installation_asks_for_the_token() -> None:
    for process in Process:
        token = of(process).get("INSTALLATION_TOKEN")
        if process in SERVERS:
            assert token == Setting("INSTALLATION_TOKEN", secret="installation-token")
        else:
            assert token is None


def test_the_installer_signs_in_as_its_own_mysql_user_and_the_others_do_not() -> None:
    for process in LIBRARY:
        found = of(process)
        installs = process is Process.INSTALLATION
        assert found["MYSQL_USERNAME"].value == ("installer" if installs else "tracardi")
        assert found["MYSQL_PASSWORD"].secret == (
            "mysql-installer-password" if installs else "mysql-password"
        )


def test_one_mysql_user_for_everything_has_one_password() -> None:
    settings = environment(decisions(), endpoints("tracardi"), Process.INSTALLATION)
    found = {setting.name: setting for setting in settings}

    assert found["MYSQL_USERNAME"].value == "tracardi"
    assert found["MYSQL_PASSWORD"].secret == "mysql-password"


def test_the_stores_are_reached_as_the_endpoints_say() -> None:
    found = {
        setting.name: setting.value
        for setting in environment(
            decisions(),
            endpoints(certificate_authority_path="/ca/ca.crt", hosts=("a:9200", "b:9243")),
            Process.UPDATE_WORKER,
        )
    }

    # ELASTIC_PORT is never read, so the port belongs to the host.
    assert found["ELASTIC_HOST"] == "a:9200,b:9243"
    assert "ELASTIC_PORT" not in found
    assert found["ELASTIC_SCHEME"] == "http"
    assert found["ELASTIC_CA_FILE"] == "/ca/ca.crt"
    assert found["ELASTIC_VERIFY_CERTS"] == "no"
    assert found["ELASTIC_HTTP_AUTH_USERNAME"] == "elastic"
    # A Service called redis or mysql would set the ports to tcp://... otherwise.
    assert (found["REDIS_HOST"], found["REDIS_PORT"]) == ("redis", "6379")
    assert (found["MYSQL_HOST"], found["MYSQL_PORT"]) == ("mysql", "3306")
    assert found["MYSQL_DATABASE"] == "tracardi"


def test_compression_is_left_alone_unless_it_is_wanted() -> None:
    # Tracardi takes any text for a yes, "no" included.
    assert "ELASTIC_HTTP_COMPRESS" not in values(Process.PRIVATE_API)
    layer = "dependencies: {elasticsearch: {client: {compression: true}}}"
    assert values(Process.PRIVATE_API, layer)["ELASTIC_HTTP_COMPRESS"] == "yes"


def test_the_update_worker_gets_no_number_that_it_would_take_for_a_text() -> None:
    assert "ELASTIC_MAX_CONN" not in values(Process.UPDATE_WORKER)
    assert values(Process.MERGING_WORKER)["ELASTIC_MAX_CONN"] == "25"


def test_both_names_of_the_entity_partitioning_say_the_same() -> None:
    found = of(Process.PRIVATE_API, "application: {partitioning: {entity: year}}")

    assert found["ENTITY_PARTITIONING"].value == found["ITEM_PARTITIONING"].value == "year"
    assert found["ENTITY_PARTITIONING"].recorded == found["ITEM_PARTITIONING"].recorded


def test_both_names_of_the_identification_switch_say_the_same() -> None:
    found = values(Process.PUBLIC_API, "application: {identificationPoints: false}")

    assert found["ENABLE_IDENTIFICATION_POINT"] == "no"
    assert found["ENABLE_IDENTIFICATION_POINTS"] == "no"


RECORDED = {
    "ELASTIC_INDEX_SHARDS": "elasticsearchShards",
    "ELASTIC_CONF_INDEX_SHARDS": "fieldUpdateLogShards",
    "EVENT_PARTITIONING": "partitioningEvent",
    "PROFILE_PARTITIONING": "partitioningProfile",
    "SESSION_PARTITIONING": "partitioningSession",
    "ENTITY_PARTITIONING": "partitioningEntity",
    "ITEM_PARTITIONING": "partitioningEntity",
    "LOG_PARTITIONING": "partitioningLog",
    "FIELD_CHANGE_LOG_PARTITIONING": "partitioningFieldUpdateLog",
    "TENANT_NAME": "tenantName",
    "TENANT": "tenantName",
    "MYSQL_DATABASE": "mysqlDatabase",
}


def test_what_cannot_change_is_taken_from_the_record() -> None:
    found = {
        variable.name: variable.recorded for variable in VARIABLES if variable.recorded is not None
    }
    assert found == RECORDED


@pytest.mark.parametrize("process", sorted(LIBRARY))
def test_a_recorded_setting_has_the_value_that_is_recorded(process: Process) -> None:
    found: Decisions = decisions(EVERYTHING)
    recorded = unchangeable(found)

    for setting in environment(found, endpoints(), process):
        if setting.recorded is not None:
            assert setting.value == recorded[setting.recorded].value


def test_the_repr_of_a_secret_input_is_safe() -> None:
    assert "value=***" in repr(SecretInput("abc", is_secure=True))
