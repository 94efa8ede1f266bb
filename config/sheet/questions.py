"""The questions with their answers."""

from collections.abc import Iterator
from typing import Final

from config.decisions import Decisions
from config.flat import answers
from config.questions import QUESTIONS, Question
from config.recorded import unchangeable
from config.sheet.blocks import Block, Bullets, Folded, Heading, Paragraph, Strong, counted, line
from config.sheet.row import Row, is_elsewhere, row_of, short, table_of
from config.sheet.secret_rows import secret_rows
from config.sheet.subject import Subject

MAIN_DECISIONS: Final = frozenset(
    {
        "deployment.edition",
        "deployment.platform",
        "deployment.tier",
        "deployment.version",
        "dependencies.elasticsearch.topology",
        "dependencies.mysql.topology",
        "dependencies.redis.topology",
        "dependencies.pulsar.topology",
        "workload.preset",
        "workload.eventsPerDay",
        "dependencies.elasticsearch.shards",
        "dependencies.elasticsearch.replicas",
        "application.privateApi.replicas",
        "application.publicApi.replicas",
        "dependencies.elasticsearch.storage.size",
        "dependencies.elasticsearch.storagePerNode",
        "dependencies.mysql.storage.size",
        "dependencies.redis.storage.size",
        "dependencies.redis.appendFsync",
        "application.adminEmail",
        "exposure.mode",
        "exposure.networkPolicies",
        "application.merging.enabled",
        "application.tenantName",
        "application.multiTenancy",
        "application.partitioning.event",
        "application.partitioning.profile",
        "application.partitioning.session",
        "application.loggingLevel",
        "application.apiDocs",
        "application.workflows",
        "licensing.licenceExpires",
        "licensing.registryUsername",
        "monitoring.mode",
        "monitoring.alerts",
        "monitoring.telemetry.storeLogsInElasticsearch",
        "monitoring.telemetry.openTelemetry",
        "backup.mode",
        "backup.elasticsearch",
        "backup.mysql",
        "backup.target",
        "backup.objectives",
        "backup.drills",
        "backup.contacts",
    }
)
"""The answers that each question is really about, without `tracardi:`: never folded away."""


def questions(subject: Subject) -> Iterator[Block]:
    """A section for each question, in order, with at least one line."""
    yield Heading(("Decisions",))
    if subject.decisions is None:
        yield Paragraph(("The answers cannot be shown until the errors above are put right.",))
        yield Bullets(tuple(line(Strong(_title(each)), f": {each.text}") for each in QUESTIONS))
        return
    rows = _rows(subject, subject.decisions)
    for question in QUESTIONS:
        yield Heading((_title(question),), level=3)
        yield Paragraph((question.text,))
        yield from _section(rows[question.id])


def _title(question: Question) -> str:
    return f"{question.id} {question.title}"


def _rows(subject: Subject, decisions: Decisions) -> dict[str | None, list[Row]]:
    rows: dict[str | None, list[Row]] = {question.id: [] for question in QUESTIONS}
    recorded = {decision.path for decision in unchangeable(decisions).values()}
    for answer in answers(decisions):
        row = row_of(
            answer,
            is_recorded=answer.path in recorded,
            is_main=short(answer.path) in MAIN_DECISIONS,
            is_elsewhere=is_elsewhere(answer.path, decisions),
        )
        rows[answer.key.about.question].append(row)
    for question, row in secret_rows(subject, decisions):
        rows[question].append(row)
    return rows


def _section(rows: list[Row]) -> Iterator[Block]:
    yield table_of(row for row in rows if row.is_open)
    folded = [row for row in rows if not row.is_open]
    if folded:
        yield Folded((counted(len(folded), "more default"),), table_of(folded))
