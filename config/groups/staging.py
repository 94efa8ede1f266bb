"""Settings of Tracardi that come from outside of its user interface, or wait in it."""

from typing import Any

from config.about import answer
from config.types import Answers, ProjectFile


class Staging(Answers):
    """How settings come from the staging context into the production one."""

    deployment: bool = answer(
        True,
        "Whether people try settings in the staging context and deploy them to production. Write "
        "false where one person does everything and production may change at once.",
        consequence="Without it, every change in the user interface counts at once.",
        variables=("MODE",),
    )
    edit_production: bool = answer(
        False,
        "Whether settings of the production context can be edited in the user interface too.",
        consequence="Both contexts drift apart, and the next deployment undoes the edits.",
        variables=("ALLOW_UPDATES_ON_PRODUCTION",),
    )


def _file(what: str) -> Any:
    return answer(
        None,
        f"A JSON file with {what}: an object whose keys are the ids, each entry with locked: true. "
        "Copy an entry with the button JSON of the user interface.",
        consequence="They exist in every tenant and cannot be changed in the user interface. "
        "Whoever reads the project reads them, so no password may stand in the file.",
    )


class Preconfiguration(Answers):
    """What every tenant has from the start, locked."""

    resources: ProjectFile | None = _file("resources")
    event_sources: ProjectFile | None = _file("event sources")
    destinations: ProjectFile | None = _file("destinations")
    tenant_aliases: ProjectFile | None = _file("further names of tenants")
