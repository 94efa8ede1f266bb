"""Checks of backups: warnings, where the rules begin and end, and what is let through."""

import pytest

from config.findings import Finding, Severity
from tests.unit.config.stacks import (
    CLUSTERS,
    EXTERNAL,
    NOT_INSTALLED,
    PRODUCTION,
    SAVED,
    SMALLEST,
    examined,
)

pytestmark = pytest.mark.unit

SAVED_PRODUCTION = (
    EXTERNAL,
    PRODUCTION,
    SAVED,
    "deployment: {acceptRisks: [no-monitoring]}",
)
KEYS = """
backupAccessKeyId: {secure: AccessKey1}
backupSecretAccessKey: {secure: SecretAccessKey1}
"""
BUCKET_OF_OUR_OWN = f"""{KEYS}
backup: {{target: {{s3: {{endpoint: 'https://10.0.0.5:9000', pathStyle: true}}}}}}
"""
ONE_RECIPIENT = """
backup:
  encryption: {recipients: [age1y5krxwjpfp84vhtydde8nqy8362eega2kxutl3kd6nd7960s7llqw0jzjr]}
"""
KEYSTORE = "tracardi:backup.elasticsearch"
"""Where a warning stands whenever others run Elasticsearch."""


def found(*layers: str) -> list[Finding]:
    return [
        finding
        for finding in examined(*layers)
        if finding.path.startswith(("tracardi:backup", "tracardi:deployment.acceptRisks"))
        and NOT_INSTALLED not in finding.rule
    ]


def saved(*layers: str) -> list[Finding]:
    return [each for each in found(*SAVED_PRODUCTION, *layers) if each.path != KEYSTORE]


@pytest.mark.parametrize(
    "layer",
    [
        "{}",
        KEYS,
        "backup: {timeZone: Europe/Warsaw, contacts: ['on call: +48 22 000 00 00']}",
        "backup: {objectives: {recoveryPointHours: 24, recoveryTimeHours: 8}}",
        "backup: {target: {s3: {basePath: live/tracardi/es}}}",
        "backup: {target: {s3: {bucket: a.b.c, pathStyle: true}}}",
        BUCKET_OF_OUR_OWN,
        "backup: {elasticsearch: {schedule: '0 */8 * * *'}}",
        "backup: {elasticsearch: {schedule: '*/15 * * * *', retention: {days: 1}}}",
        "backup: {mysql: {schedule: '@weekly', retention: {days: 7, minimumCount: 1}}}",
    ],
)
def test_backups_without_a_finding(layer: str) -> None:
    assert [each for each in saved(layer) if "retention" not in each.path] == []


@pytest.mark.parametrize(
    ("layer", "path", "says"),
    [
        ("backup: {mysql: null}", "mysql", "whoever runs the store"),
        ("backup: {elasticsearch: null}", "elasticsearch", "whoever runs the store"),
        (
            "backup: {elasticsearch: {schedule: '0 * * * *'}, drills: {schedule: '30 4 * * 0'}}",
            "elasticsearch.retention.maximumCount",
            "4 days instead of 30 days",
        ),
        # Catalogue 83.
        ("backup: {mysql: {schedule: '31 1 * * *'}}", "mysql.schedule", "elasticsearch.schedule"),
        ("backup: {drills: {schedule: '10 1 * * 0'}}", "drills.schedule", "mysql.schedule"),
        ("backup: {drills: {schedule: '25 1 1 * *'}}", "drills.schedule", "ten minutes"),
        (
            ONE_RECIPIENT,
            "encryption.recipients",
            "in a safe",
        ),
        (
            "backup: {target: {s3: {endpoint: 'https://s3.example.com'}}}",
            "target.s3.endpoint",
            "without keys",
        ),
    ],
)
def test_what_is_a_warning(layer: str, path: str, says: str) -> None:
    findings = found(*SAVED_PRODUCTION, layer)
    (finding,) = [each for each in findings if "keystore" not in each.rule]

    assert finding.path == f"tracardi:backup.{path}"
    assert finding.severity is Severity.WARNING
    assert says in f"{finding.rule}; {finding.advice}"


def test_keys_lie_in_the_keystore_of_an_elasticsearch_that_others_run() -> None:
    (finding,) = found(*SAVED_PRODUCTION)

    assert finding.path == KEYSTORE
    assert "s3.client.default.access_key" in finding.advice
    assert finding.severity is Severity.WARNING
    assert found(SMALLEST, SAVED) == []


@pytest.mark.parametrize(
    ("days", "schedule", "refused"),
    [
        (1, "0 1 * * *", False),
        (7, "0 1 * * 0", False),
        (6, "0 1 * * 0", True),
        (31, "0 1 1 * *", False),
        (30, "0 1 1 * *", True),
    ],
)
def test_a_backup_lives_until_the_next_one(days: int, schedule: str, refused: bool) -> None:
    layer = f"backup: {{mysql: {{schedule: '{schedule}', retention: {{days: {days}}}}}}}"

    assert [each.path for each in saved(layer)] == [
        "tracardi:backup.mysql.retention.days"
    ] * refused


@pytest.mark.parametrize(("hours", "refused"), [(24, 0), (23, 2)])
def test_what_was_promised_follows_from_the_schedules(hours: int, refused: int) -> None:
    objectives = f"{{recoveryPointHours: {hours}, recoveryTimeHours: 1}}"

    assert len(saved(f"backup: {{objectives: {objectives}}}")) == refused


VOLUME = "backup: {target: {s3: null, volume: {size: %s, accessMode: %s}}}"


@pytest.mark.parametrize(
    ("size", "mode", "paths"),
    [
        ("20Gi", "ReadWriteOnce", []),
        ("20Gi", "ReadWriteMany", []),
        ("20479Mi", "ReadWriteMany", ["tracardi:backup.target.volume.size"]),
    ],
)
def test_one_node_may_save_to_a_volume_of_its_own_size(
    size: str, mode: str, paths: list[str]
) -> None:
    assert [each.path for each in found(SMALLEST, SAVED, VOLUME % (size, mode))] == paths


def test_copies_of_documents_are_saved_once() -> None:
    # Three nodes of 100 GiB with one copy of each document hold 150 GiB of them.
    layers = (
        CLUSTERS,
        SAVED,
        "deployment: {acceptRisks: [no-monitoring, backups-in-cluster]}",
        "dependencies: {elasticsearch: {nodes: 3, replicas: 1, storage: {size: 100Gi}}}",
        "backup: {mysql: {scratchSize: 1Ti}}",
    )

    assert [each.waiver for each in found(*layers, VOLUME % ("150Gi", "ReadWriteMany"))] == [
        "backups-in-cluster"
    ]
    small = found(*layers, VOLUME % ("149Gi", "ReadWriteMany"))
    assert [each.advice for each in small if each.waiver is None] == ["write 150Gi or more"]


@pytest.mark.parametrize(("scratch", "refused"), [("5Gi", False), ("5119Mi", True)])
def test_a_dump_needs_half_of_the_volume(scratch: str, refused: bool) -> None:
    layer = f"backup: {{mysql: {{scratchSize: {scratch}}}}}"

    assert [each.path for each in found(SMALLEST, SAVED, layer)] == [
        "tracardi:backup.mysql.scratchSize"
    ] * refused


def test_one_store_is_enough_on_a_desk_and_so_is_no_drill() -> None:
    desk = "backup: {mysql: null, drills: null, encryption: null}"

    assert found(SMALLEST, SAVED, desk) == []


def test_keys_may_be_references() -> None:
    reference = "secrets: {existing: {backupAccessKeyId: {name: s3, key: id}}}"
    (finding,) = saved(reference)

    assert finding.path == "tracardi:backupSecretAccessKey"
    assert saved(reference, "backupSecretAccessKey: {secure: SecretAccessKey1}") == []


def test_everything_that_stands_beside_mode_off_is_named() -> None:
    layer = SAVED.replace("mode: scheduled", "mode: 'off'")

    assert [each.path.removeprefix("tracardi:backup.") for each in found(SMALLEST, layer)] == [
        "elasticsearch",
        "mysql",
        "target",
        "encryption",
        "drills",
    ]
