"""How data is saved, brought back, and how it is known that this works."""

from typing import Final, Literal

from config.about import answer, group
from config.groups.backup_target import BackupTarget
from config.types import Answers, Quantity
from config.types.alerting import ContactLine
from config.types.schedules import CronSchedule, TimeZone
from config.types.storage import AgeRecipient

_SNAPSHOTS: Final = "Elasticsearch reference, Snapshot lifecycle management"
_DUMPS: Final = "MySQL 8.4 reference manual, mysqldump"
_CRON: Final = "Kubernetes documentation, CronJob"
_PLAN: Final = "Tracardi documentation, qa/does_tracarid_have_its_own_backup_system.md"


class BackupRetention(Answers):
    """Which backups are deleted. Nothing is deleted before a newer backup has been verified."""

    days: int = answer(
        30,
        "For how many days a backup is kept: long enough to notice a mistake, and no longer than "
        "the promise to forget people allows.",
        consequence="Whoever is deleted from Tracardi stays in the backups for so long.",
        source=_SNAPSHOTS,
        ge=1,
        le=3650,
    )
    minimum_count: int = answer(
        7,
        "How many backups are kept in any case, however old they are.",
        consequence="It is what is left when backups fail for weeks without anybody noticing.",
        source=_SNAPSHOTS,
        ge=1,
        le=100,
    )
    maximum_count: int = answer(
        100,
        "How many backups are kept at most; the oldest go first.",
        consequence="Each backup more makes listing them slower, and the metrics with it.",
        source="prometheus-community/elasticsearch_exporter, README, collector.snapshots",
        ge=1,
        le=100,
    )


class ElasticsearchBackup(Answers):
    """Snapshots of all indices with templates and aliases; each holds only what changed."""

    schedule: CronSchedule = answer(
        CronSchedule("30 1 * * *"),
        "When a snapshot is taken, as five fields of cron. Snapshots hold only what changed, so "
        "every few hours is possible; once a day is a start.",
        consequence="Events and profiles that are younger than the last snapshot are lost with "
        "the cluster.",
        source=_SNAPSHOTS,
    )
    retention: BackupRetention = group(BackupRetention, "How long snapshots are kept.")


class MysqlBackup(Answers):
    """Dumps of the databases of Tracardi and of its tenant service."""

    schedule: CronSchedule = answer(
        CronSchedule("15 1 * * *"),
        "When a dump is made, as five fields of cron. Put it shortly before or after the snapshot "
        "of Elasticsearch: events refer to sources and workflows in MySQL.",
        consequence="Sources, workflows and users that are younger than the last dump are lost "
        "with the server.",
        source=_DUMPS,
    )
    retention: BackupRetention = group(BackupRetention, "How long dumps are kept.")
    scratch_size: Quantity = answer(
        Quantity("5Gi"),
        "Room on the machine for one dump before it is encrypted and sent away; a dump is mostly "
        "smaller than the database.",
        consequence="A dump that finds no room fails, and the one before stays the newest.",
        source="Kubernetes documentation, Local ephemeral storage",
    )


class Encryption(Answers):
    """Dumps and manifests are encrypted before they leave; snapshots by the object store."""

    recipients: list[AgeRecipient] = answer(
        ...,
        "Public keys of age (`age-keygen`): one for operations and one in a safe, so that a lost "
        "key is no lost backup.",
        consequence="Only the private keys open the dumps; without them nobody can restore. "
        "Snapshots of Elasticsearch have no encryption of their own: turn on that of the bucket.",
        source="The specification of age encryption, age-encryption.org/v1",
        min_length=1,
    )


class Drills(Answers):
    """The newest backups are restored into a scratch place, counted, and dropped again."""

    enabled: bool = answer(
        True,
        "Whether restores are rehearsed by the clock.",
        consequence="A backup that nobody has ever restored is a hope.",
        source="GitLab documentation, Restore GitLab",
    )
    schedule: CronSchedule = answer(
        CronSchedule("0 4 * * 0"),
        "When the rehearsal runs, as five fields of cron: weekly, some hours after a backup.",
        consequence="It needs memory and disk for a second, small set of stores while it runs.",
        source=_CRON,
    )


class Objectives(Answers):
    """What the business was promised."""

    recovery_point_hours: int = answer(
        ...,
        "How many hours of data may be lost at most when a store is lost.",
        consequence="Every schedule is checked against it, and alerts follow it.",
        source=_PLAN,
        ge=1,
        le=8760,
    )
    recovery_time_hours: int = answer(
        ...,
        "After how many hours events must be taken again at the latest.",
        consequence="The last rehearsal is compared with it.",
        source=_PLAN,
        ge=1,
        le=8760,
    )


class Backup(Answers):
    """Backups of Elasticsearch and MySQL, and the way back after a disaster."""

    mode: Literal["off", "scheduled"] = answer(
        "off",
        "Whether this program saves Elasticsearch and MySQL. Leave it off on a desk, or where "
        "both are external and saved by those who run them.",
        consequence="With off, lost data stays lost: Tracardi has no backup of its own.",
        source=_PLAN,
    )
    time_zone: TimeZone = answer(
        "Etc/UTC",
        "The time zone of all schedules, as the IANA database names it.",
        consequence="Where clocks change twice a year, a schedule between 02:00 and 03:00 may be "
        "left out or run twice. Elasticsearch itself counts in UTC, so its snapshots come an hour "
        "earlier or later after a change.",
        source=_CRON,
    )
    elasticsearch: ElasticsearchBackup | None = group(
        None, "Snapshots of Elasticsearch; without this key none are taken."
    )
    mysql: MysqlBackup | None = group(None, "Dumps of MySQL; without this key none are made.")
    target: BackupTarget | None = group(None, "Where backups lie: in a bucket or on a volume.")
    encryption: Encryption | None = group(
        None, "For whom dumps are encrypted; without this key they are not."
    )
    drills: Drills | None = group(
        None, "Rehearsals of the restore; without this key there are none.", question="6.2"
    )
    objectives: Objectives | None = group(
        None, "How much data may be lost, and how long it may take.", question="6.2"
    )
    contacts: list[ContactLine] = answer(
        None,
        "Whom to call after a disaster and how, one line for each: on call, owner of the data, "
        "provider of the cluster.",
        consequence="They stand on the first page of the plan, which people read on the worst day.",
        question="6.2",
        source=_PLAN,
        factory=list,
    )
