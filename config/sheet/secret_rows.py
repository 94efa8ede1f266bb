"""The secrets of an installation, each by its key and never with its value."""

from collections.abc import Iterator, Mapping
from typing import Final

from config.decisions import Decisions
from config.secrets import SECRETS, Provision
from config.sheet.blocks import Code, Line, Strong, prose
from config.sheet.row import Row
from config.sheet.subject import GivenSecret, Subject

_STATES: Final[dict[Provision, Line]] = {
    Provision.GENERATED: ("generated",),
    Provision.KEPT: ("generated once and kept",),
    Provision.REQUIRED: (Strong("required and missing"),),
    Provision.OPTIONAL: ("none",),
    Provision.UNUSED: ("not needed",),
}


def secret_rows(subject: Subject, decisions: Decisions) -> Iterator[tuple[str, Row]]:
    """A row for each secret, with the id of its question. Open are those that somebody brought
    along, and those that the installation has.
    """
    existing = _existing(decisions)
    for secret in SECRETS.values():
        key = secret.config_key or secret.name
        provision = secret.provision(decisions)
        given = subject.secrets.get(key)
        answer = _STATES[provision]
        if given is not None:
            answer = _given(given, provision)
        elif key in existing:
            answer = existing[key]
        brought = given is not None or key in existing
        row = Row(
            decision=(Code(key),),
            answer=answer,
            origin="given" if brought else "default",
            change=secret.change,
            consequence=prose(f"Secret: {secret.purpose}. {secret.consequence}"),
            is_open=brought or provision not in (Provision.OPTIONAL, Provision.UNUSED),
        )
        yield secret.question, row


def _given(given: GivenSecret, provision: Provision) -> Line:
    state = "given, encrypted" if given.is_encrypted else Strong("given in clear text")
    unread = provision in (Provision.KEPT, Provision.UNUSED)
    return (state, ", and read by nothing") if unread else (state,)


def _existing(decisions: Decisions) -> Mapping[str, Line]:
    """The references to Secrets that somebody else keeps, by the keys of what they replace."""
    existing = decisions.secrets.existing
    references = existing.model_dump(by_alias=True, exclude_none=True) if existing else {}
    return {
        key: ("existing: ", Code(f"{reference['name']}/{reference['key']}"))
        for key, reference in references.items()
    }
