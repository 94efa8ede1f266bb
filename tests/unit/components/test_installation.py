"""The graph of resources that decisions become, without an engine."""

from typing import Any

import pytest

from components.guard import fingerprint
from config.environment import VARIABLES, VARIABLES_BY_NAME, Kind
from tests.unit.components.recording import SECRET, Recording, install

RAW: dict[str, Any] = {
    "kubernetes": {"renderTo": "rendered/unit"},
    "application": {"adminEmail": "ops@example.com"},
}
EXTERNAL: dict[str, Any] = {
    "elasticsearch": {
        "topology": "external",
        "hosts": ["search.example.com:9243"],
        "username": "tracardi",
        "dataNodes": 3,
    },
    "mysql": {"topology": "external", "host": "mysql.example.com", "username": "tracardi"},
    "redis": {"topology": "external", "host": "redis.example.com"},
}
PASSWORDS = {
    "mysqlPassword": "PasswordOfMysql0123456789",
    "redisPassword": "PasswordOfRedis0123456789",
    "elasticsearchPassword": "PasswordOfSearch0123456789",
}


@pytest.fixture(scope="module")
def single() -> Recording:
    return install(RAW)[0]


@pytest.fixture(scope="module")
def external() -> Recording:
    return install({**RAW, "dependencies": EXTERNAL}, PASSWORDS)[0]


def variables(recording: Recording, name: str) -> dict[str, Any]:
    """The environment of a workload's first container, by variable."""
    kind = "Job" if name.endswith("-job") else "Deployment"
    containers = recording.one(kind, name).input("spec.template.spec.containers")
    return {item["name"]: item for item in containers[0]["env"]}


def test_the_data_of_every_secret_is_marked_as_secret(single: Recording) -> None:
    secrets = single.of("Secret")
    assert {item.input("metadata.name") for item in secrets} == {
        "elasticsearch",
        "mysql",
        "redis",
        "tracardi",
    }
    for secret in secrets:
        assert SECRET in secret.inputs["stringData"], f"{secret.name} is in plain text"


def test_generated_secrets_are_letters_and_digits_and_protected(single: Recording) -> None:
    passwords = single.of("RandomPassword")
    assert len(passwords) == 9
    for password in passwords:
        assert password.inputs["special"] is False
        assert password.inputs["length"] >= 32


def test_recorded_decisions_are_texts(single: Recording) -> None:
    stashes = {item.name: item.inputs["input"] for item in single.of("Stash")}
    assert stashes["decision-elasticsearchShards"] == "3"
    assert stashes["decision-mergingKey"] == fingerprint("generatedmergingkey".ljust(32, "x"))
    assert all(isinstance(value, str) for value in stashes.values())


def test_installer_and_runtime_have_users_of_their_own(single: Recording) -> None:
    installer = variables(single, "installation-job")
    runtime = variables(single, "private-api-deployment")
    assert installer["MYSQL_USERNAME"]["value"] == "tracardi_installer"
    assert runtime["MYSQL_USERNAME"]["value"] == "tracardi"
    key = "valueFrom"
    assert installer["MYSQL_PASSWORD"][key] != runtime["MYSQL_PASSWORD"][key]


def test_the_verification_knows_no_secret_but_the_administrators_password(
    single: Recording,
) -> None:
    given = variables(single, "verification-job")
    assert {name for name, item in given.items() if "valueFrom" in item} == {"ADMIN_PASSWORD"}


def test_the_preflight_knows_the_stores_and_nothing_else(single: Recording) -> None:
    given = variables(single, "preflight-job")
    secrets = {name for name, item in given.items() if "valueFrom" in item}
    assert secrets == {
        "ELASTIC_HTTP_AUTH_PASSWORD",
        "MYSQL_PASSWORD",
        "REDIS_PASSWORD",
        "RUNTIME_MYSQL_PASSWORD",
    }


def test_one_replica_has_no_disruption_budget_and_several_have(single: Recording) -> None:
    assert single.of("PodDisruptionBudget") == []
    application = {**RAW["application"], "privateApi": {"replicas": 2}}
    recording, _ = install({**RAW, "application": application})
    (budget,) = recording.of("PodDisruptionBudget")
    assert budget.input("spec.maxUnavailable") == 1
    deployment = recording.one("Deployment", "private-api-deployment")
    assert budget.input("spec.selector") == deployment.input("spec.selector")
    assert deployment.input("spec.template.spec.topologySpreadConstraints")


def test_a_drain_leaves_as_many_replicas_as_are_asked_for() -> None:
    application = {
        **RAW["application"],
        "publicApi": {"replicas": 3, "minAvailable": 2},
        "gui": {"replicas": 2, "minAvailable": 1},
    }
    recording, _ = install({**RAW, "application": application})
    budgets = {item.name: item for item in recording.of("PodDisruptionBudget")}
    assert {name: item.input("spec.minAvailable") for name, item in budgets.items()} == {
        "public-api-disruption-budget": 2,
        "gui-disruption-budget": 1,
    }
    assert all(item.input("spec.maxUnavailable") is None for item in budgets.values())


def test_further_variables_reach_every_process_of_tracardi_and_no_other() -> None:
    application = {**RAW["application"], "extraEnvironment": {"ENTITY_CACHE_TTL": "60"}}
    recording, _ = install({**RAW, "application": application})
    reached = {
        item.name
        for item in recording.of("Deployment")
        if "ENTITY_CACHE_TTL" in variables(recording, item.name)
    }
    assert reached == {
        "private-api-deployment",
        "public-api-deployment",
        "merging-worker-deployment",
        "update-worker-deployment",
    }
    installation = variables(recording, "installation-job")
    assert installation["ENTITY_CACHE_TTL"]["value"] == "60"


def test_external_stores_are_not_installed(external: Recording) -> None:
    assert external.of("StatefulSet") == []
    assert external.of("PersistentVolumeClaim") == []
    assert "mysql-root-password" not in {item.name for item in external.of("RandomPassword")}


def test_external_stores_are_reached_as_they_were_given(external: Recording) -> None:
    given = variables(external, "public-api-deployment")
    assert given["ELASTIC_HOST"]["value"] == "search.example.com:9243"
    assert given["ELASTIC_VERIFY_CERTS"]["value"] == "yes"
    assert given["MYSQL_HOST"]["value"] == "mysql.example.com"
    assert given["REDIS_HOST"]["value"] == "redis.example.com"
    assert variables(external, "preflight-job")["EXPECTED_DATA_NODES"]["value"] == "3"


def test_one_mysql_user_serves_for_both_where_only_one_is_given(external: Recording) -> None:
    installer = variables(external, "installation-job")
    assert installer["MYSQL_USERNAME"]["value"] == "tracardi"
    reference = installer["MYSQL_PASSWORD"]["valueFrom"]["secretKeyRef"]
    assert reference == {"name": "mysql", "key": "password"}


def test_a_private_certificate_authority_is_mounted_where_it_is_checked(
    authority: str,
) -> None:
    stores = {
        **EXTERNAL,
        "elasticsearch": {**EXTERNAL["elasticsearch"], "certificateAuthority": authority},
    }
    recording, _ = install({**RAW, "dependencies": stores}, PASSWORDS)
    path = variables(recording, "private-api-deployment")["ELASTIC_CA_FILE"]["value"]
    names = ["private-api", "public-api", "merging-worker", "update-worker"]
    for item in [
        *(recording.one("Deployment", f"{name}-deployment") for name in names),
        *(recording.one("Job", f"{name}-job") for name in ("preflight", "installation")),
    ]:
        (container,) = item.input("spec.template.spec.containers")
        mounted = {mount["mountPath"] for mount in container["volumeMounts"]}
        assert path.rpartition("/")[0] in mounted, item.name


def test_what_is_switched_off_is_not_installed() -> None:
    application = {
        **RAW["application"],
        "gui": {"enabled": False},
        "merging": {"enabled": False},
    }
    recording, outputs = install({**RAW, "application": application})
    names = {item.name for item in recording.of("Deployment")}
    assert names == {"private-api-deployment", "public-api-deployment", "update-worker-deployment"}
    assert "guiUrl" not in outputs
    assert variables(recording, "private-api-deployment")["APM"]["value"] == "no"


def test_a_sentry_address_is_a_secret() -> None:
    recording, _ = install(RAW, {"sentryDsn": "https://key@sentry.example.com/1"})
    assert "valueFrom" in variables(recording, "public-api-deployment")["PERFORMANCE_TRACKING"]


def test_a_mirror_and_its_credentials_reach_every_pod() -> None:
    images = {"registry": "registry.example.com/mirror", "pullSecrets": ["mirror"]}
    recording, _ = install({**RAW, "images": images})
    workloads = [
        item for kind in ("Deployment", "StatefulSet", "Job") for item in recording.of(kind)
    ]
    assert len(workloads) == 11
    for item in workloads:
        spec = item.input("spec.template.spec")
        assert spec["imagePullSecrets"] == [{"name": "mirror"}]
        for container in [*spec["containers"], *spec.get("initContainers", [])]:
            assert container["image"].startswith("registry.example.com/mirror/")


def test_outputs_say_how_to_reach_a_live_installation() -> None:
    kubernetes = {"context": "kind", "namespace": "crm"}
    _, outputs = install({**RAW, "kubernetes": kubernetes})
    assert "rendered" not in outputs
    assert [line.split()[-1] for line in outputs["reach"]] == ["8686", "8585", "8787"]
    assert all("--context kind --namespace crm" in line for line in outputs["reach"])


def test_containers_and_the_table_of_variables_agree(single: Recording) -> None:
    given = set()
    for item in [*single.of("Deployment"), *single.of("StatefulSet"), *single.of("Job")]:
        spec = item.input("spec.template.spec")
        for container in [*spec["containers"], *spec.get("initContainers", [])]:
            given |= {variable["name"] for variable in container.get("env", [])}
    assert given <= VARIABLES_BY_NAME.keys()
    by_components = {row.name for row in VARIABLES if row.kind is Kind.PLATFORM}
    assert by_components <= given, "a row that no container is given"


def test_outputs_tell_what_the_expected_load_needs() -> None:
    _, without_load = install(RAW)
    workload = {"eventsPerDay": 50_000, "retention": {"event": 3}}
    _, outputs = install({**RAW, "workload": workload})

    # 833 sessions in the busiest hour: 833 profiles of 4500 bytes, half as many sessions of 2000
    # bytes, and 64 MiB.
    assert outputs["estimate"]["Redis data"] == "69Mi needed, 614Mi given"
    assert "Redis data" not in without_load["estimate"]
    assert without_load["estimate"]["MySQL connections"].endswith(" needed, 200 given")
