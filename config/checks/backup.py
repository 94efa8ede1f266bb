"""Checks of backups: whether they are complete, lie safely, and come often enough."""

from typing import Final

from config.checks.common import Check, Secrets, in_production
from config.checks.useless import given_keys, useless
from config.decisions import Decisions
from config.findings import Finding, Severity, path_of, render
from config.groups.backup import Backup, ElasticsearchBackup, MysqlBackup

_BACKUP: Final = ("backup",)


def backup_in_production(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Tracardi has no backup of its own."""
    del secrets
    if not in_production(decisions) or decisions.backup.mode != "off":
        return []
    return [
        Finding(
            path_of("backup", "mode"),
            render("off"),
            "leaves production without backups, and this version makes none",
            "save Elasticsearch, MySQL and the Pulumi state with your own tools",
            waiver="no-backup",
        )
    ]


def answers_fit_the_mode(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Without backups, nobody reads when and where to."""
    del secrets
    backup = decisions.backup
    if backup.mode != "off":
        return []
    others = [key for key in given_keys(backup) if key != "mode"]
    rule, advice = 'is of no use with mode: "off"', "remove it, or write mode: scheduled"
    return useless(backup, _BACKUP, others, rule, advice)


def backup_is_complete(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Something is saved, and somewhere."""
    del secrets
    backup = decisions.backup
    if backup.mode == "off":
        return []
    findings = []
    if backup.elasticsearch is None and backup.mysql is None:
        rule, advice = "saves nothing", "add elasticsearch: {} and mysql: {}"
        findings.append(Finding(path_of("backup"), "", rule, advice))
    if backup.target is None:
        rule, advice = "is missing: backups need a place", "add target: {s3: {...}}"
        findings.append(Finding(path_of("backup", "target"), "", rule, advice))
    elif backup.target.s3 is None and backup.target.volume is None:
        rule, advice = "names no place", "write s3 or volume below it"
        findings.append(Finding(path_of("backup", "target"), "", rule, advice))
    elif backup.target.s3 is not None and backup.target.volume is not None:
        rule, advice = "stands beside s3, and backups lie in one place", "remove one of the two"
        findings.append(Finding(path_of("backup", "target", "volume"), "", rule, advice))
    return findings


def both_stores_are_saved(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Events refer to sources and workflows in MySQL, so one without the other is half a backup."""
    del secrets
    backup, stores = decisions.backup, decisions.dependencies
    saved = {
        "elasticsearch": (backup.elasticsearch, stores.elasticsearch.topology),
        "mysql": (backup.mysql, stores.mysql.topology),
    }
    missing = [key for key, (given, _) in saved.items() if given is None]
    if backup.mode == "off" or len(missing) != 1 or not in_production(decisions):
        return []
    (key,) = missing
    place = path_of("backup", key)
    if saved[key][1] == "external":
        rule = "is missing, and whoever runs the store must save it at about the same time"
        return [Finding(place, "", rule, f"add {key}: {{}}, or ask them", Severity.WARNING)]
    rule = "is missing, and without it the other store's backup is of little use"
    return [Finding(place, "", rule, f"add {key}: {{}}", waiver="no-backup")]


def schedules_suit_elasticsearch(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Elasticsearch counts days in one way at a time, and takes 15 minutes at least."""
    del secrets
    if decisions.backup.mode == "off" or decisions.backup.elasticsearch is None:
        return []
    schedule = decisions.backup.elasticsearch.schedule
    place = path_of("backup", "elasticsearch", "schedule")
    if schedule.restricts_both_days:
        return [
            Finding(
                place,
                render(schedule),
                "names days of the month and days of the week, and Elasticsearch can count in one "
                "of the two only",
                "write * for one of them",
            )
        ]
    if schedule.shortest_period_minutes < 15:
        return [
            Finding(
                place,
                render(schedule),
                "fires more often than every 15 minutes, which Elasticsearch refuses",
                'write a longer period, for instance "0 * * * *"',
            )
        ]
    return []


def retention_fits_schedule(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """A backup must live until the next one, and numbers must not contradict days."""
    del secrets
    findings = []
    for key, part in _scheduled(decisions.backup).items():
        retention, period = part.retention, part.schedule.longest_period_hours
        place = (*_BACKUP, key, "retention")
        if retention.minimum_count > retention.maximum_count:
            findings.append(
                Finding(
                    path_of(*place, "minimumCount"),
                    str(retention.minimum_count),
                    f"must not be more than maximumCount, which is {retention.maximum_count}",
                    f"write {retention.maximum_count} or less",
                )
            )
        elif retention.days * 24 < period:
            findings.append(
                Finding(
                    path_of(*place, "days"),
                    str(retention.days),
                    f"ends before the next backup, which can be {_in_words(period)} away",
                    f"write {-(-int(period) // 24) + 1} or more, or back up more often",
                )
            )
        elif retention.maximum_count * period < retention.days * 24:
            findings.append(
                Finding(
                    path_of(*place, "maximumCount"),
                    str(retention.maximum_count),
                    f"leaves backups of {_in_words(retention.maximum_count * period)} instead of "
                    f"{retention.days} days",
                    "back up less often, or write fewer days",
                    Severity.WARNING,
                )
            )
    return findings


def recovery_point_is_kept(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """What was promised must follow from the schedules."""
    del secrets
    objectives = decisions.backup.objectives
    if objectives is None:
        return []
    return [
        Finding(
            path_of(*_BACKUP, key, "schedule"),
            render(part.schedule),
            f"lets {_in_words(part.schedule.longest_period_hours)} pass, and recoveryPointHours "
            f"is {objectives.recovery_point_hours}",
            "back up more often, or promise less",
        )
        for key, part in _scheduled(decisions.backup).items()
        if part.schedule.longest_period_hours > objectives.recovery_point_hours
    ]


def schedules_keep_apart(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """Two heavy things at the same time disturb each other, and so does a new set of indices."""
    del secrets
    backup = decisions.backup
    schedules = {key: part.schedule for key, part in _scheduled(backup).items()}
    if backup.mode != "off" and backup.drills is not None and backup.drills.enabled:
        schedules["drills"] = backup.drills.schedule
    # Between firings every quarter of an hour there is no room for anything.
    rare = {key: each for key, each in schedules.items() if each.shortest_period_minutes > 20}
    findings = []
    for position, (key, schedule) in enumerate(rare.items()):
        near = [other for other in list(rare)[:position] if schedule.is_near(rare[other], 10)]
        if near:
            findings.append(
                Finding(
                    path_of(*_BACKUP, key, "schedule"),
                    render(schedule),
                    f"fires within ten minutes of {near[0]}.schedule",
                    "let an hour lie between the two, or a quarter of one at least",
                    Severity.WARNING,
                )
            )
    return findings


def drills_run(decisions: Decisions, secrets: Secrets) -> list[Finding]:
    """A backup that nobody has restored is a hope."""
    del secrets
    backup = decisions.backup
    if backup.mode == "off":
        return []
    if backup.drills is not None and not backup.drills.enabled:
        rule = "is of no use with enabled: false"
        findings = useless(backup.drills, ("backup", "drills"), ("schedule",), rule)
    else:
        findings = []
    if (backup.drills is None or not backup.drills.enabled) and in_production(decisions):
        findings.append(
            Finding(
                path_of("backup", "drills"),
                "",
                "is missing, so that the first restore ever is on the worst day"
                if backup.drills is None
                else "is turned off, so that the first restore ever is on the worst day",
                "write drills: {enabled: true}",
                waiver="no-restore-drills",
            )
        )
    return findings


def _in_words(hours: float) -> str:
    if hours < 48:
        return f"{hours:g} hours"
    return f"{hours / 24:.0f} days"


def _scheduled(backup: Backup) -> dict[str, ElasticsearchBackup | MysqlBackup]:
    parts = {"elasticsearch": backup.elasticsearch, "mysql": backup.mysql}
    if backup.mode == "off":
        return {}
    return {key: part for key, part in parts.items() if part is not None}


CHECKS: Final[tuple[Check, ...]] = (
    backup_in_production,
    answers_fit_the_mode,
    backup_is_complete,
    both_stores_are_saved,
    schedules_suit_elasticsearch,
    retention_fits_schedule,
    recovery_point_is_kept,
    schedules_keep_apart,
    drills_run,
)
