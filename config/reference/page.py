"""`docs/decisions.md` as a whole: the questions in their order, the risks, and an index."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from config.decisions import Decisions
from config.environment import COMMERCIAL_NAMES, VARIABLES_BY_NAME, Kind
from config.environment.commercial import COMMERCIAL_REASONS
from config.findings import PREFIX
from config.groups.deployment import WAIVERS
from config.questions import QUESTIONS, Question
from config.reference.entries import Entry, entries, twins
from config.reference.markdown import RISKS, entry_lines, secret_lines
from config.reference.text import anchor, code, link, prose, sentence
from config.secrets import SECRETS

FILE: Final = Path("docs", "decisions.md")
"""Where the reference is kept in the project."""

_INDEX: Final = "Environment variables"


def page() -> str:
    """The reference: Markdown with a final newline and no space at the end of a line."""
    everything = entries()
    lines = [*_beginning()]
    for question in QUESTIONS:
        lines += _question(question, everything)
    lines += [*_risks(), *_variables(everything)]
    return "\n".join(lines).rstrip() + "\n"


def is_current(file: Path) -> bool:
    """Say whether `file` holds the reference of the models as they are."""
    return file.exists() and file.read_text("utf-8") == page()


def _beginning() -> Iterator[str]:
    yield "# Decisions"
    yield ""
    yield (
        "What must be decided before Tracardi is installed for production, question by question. "
        "Each decision is one key of `Pulumi.<stack>.yaml`; `application.workflows` stands there "
        "as `workflows` below `tracardi:application`. "
        "What is left out of the file has the default value."
    )
    yield ""
    yield (
        "A later change is free, or possible at a cost, or never possible: then the first `up` "
        "records the answer, and a preview with another one fails. What is marked as not installed "
        "is known to this version and refused by it, so that nothing is silently left out."
    )
    yield ""
    yield "`make docs` writes this page from the models of `config/`; do not edit it."
    yield ""
    for question in QUESTIONS:
        title = _title(question)
        yield f"- [{title}](#{anchor(title)}): {prose(question.text)}"
    yield f"- [{RISKS}](#{anchor(RISKS)})"
    yield f"- [{_INDEX}](#{anchor(_INDEX)})"
    yield ""


def _title(question: Question) -> str:
    return f"{question.id} {question.title}"


def _question(question: Question, everything: tuple[Entry, ...]) -> Iterator[str]:
    yield f"## {_title(question)}"
    yield ""
    yield prose(question.text)
    yield ""
    alike = twins(everything)
    here = [
        entry
        for entry in everything
        if entry.question == question.id
        and not entry.path.startswith(tuple(f"{path}." for path in alike))
    ]
    for group in Decisions.model_fields:
        below = [entry for entry in here if entry.group == group]
        for position, entry in enumerate(below):
            if position == 0:
                at_home = entry.path == group
                yield f"### {PREFIX}{group}{'' if at_home else f', {question.title.lower()}'}"
                yield ""
            if entry.path != group:
                yield from entry_lines(entry, alike.get(entry.path))
            else:
                yield from (prose(entry.keys[0].field.description or ""), "")
    secrets = [secret for secret in SECRETS.values() if secret.question == question.id]
    if secrets:
        yield f"### Secrets: {question.title.lower()}"
        yield ""
    for secret in secrets:
        yield from secret_lines(secret)


def _risks() -> Iterator[str]:
    yield f"## {RISKS}"
    yield ""
    yield (
        f"In production (`deployment.tier: production`) these are errors. Named in "
        f"{link('deployment.acceptRisks')}, a risk becomes a warning that every preview repeats. "
        "A name that waives nothing is an error, too."
    )
    yield ""
    yield "| Name | Accepting it means |"
    yield "| --- | --- |"
    for name, meaning in WAIVERS.items():
        yield f"| {code(name)} | {sentence(prose(meaning))} |"
    yield ""


def _variables(everything: tuple[Entry, ...]) -> Iterator[str]:
    yield f"## {_INDEX}"
    yield ""
    yield (
        "Every environment variable that Tracardi's processes read, and where its value comes "
        "from. The program sets them; one that is missing here can be set by "
        f"{link('application.extraEnvironment')}."
    )
    yield ""
    deciding: dict[str, list[str]] = {}
    for entry in everything:
        for name in dict.fromkeys(name for key in entry.keys for name in key.about.variables):
            deciding.setdefault(name, []).append(link(entry.path))
    for secret in SECRETS.values():
        for name in secret.variables:
            where = f"[secret `{secret.name}`](#{anchor(f'secret {secret.name}')})"
            deciding.setdefault(name, []).append(where)
    for name in sorted({*deciding, *VARIABLES_BY_NAME, *COMMERCIAL_NAMES}):
        yield f"- {code(name)}: {', '.join(deciding.get(name, ())) or _without_decision(name)}"


def _without_decision(name: str) -> str:
    variable = VARIABLES_BY_NAME.get(name)
    unset = COMMERCIAL_REASONS.get(name)
    if variable is not None:
        unset = None if variable.kind is Kind.PLATFORM else variable.unset
    return "set by the program" if unset is None else f"left alone ({prose(unset)})"
