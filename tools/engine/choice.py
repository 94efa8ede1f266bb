"""What an engine is, and the choice among the ways to get one. Pure: no process, no network."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from tools.engine import versions

CHOICE_VARIABLE = "TRACARDI_ENGINE"


class Source(StrEnum):
    """Where an engine comes from; the values are those of TRACARDI_ENGINE."""

    PATH = "path"
    RELEASE = "release"
    BUILD = "build"


class NotUsable(Exception):
    """One way to an engine is closed; the message says why."""


class EngineMissing(Exception):
    """Every way to an engine is closed; the message says what to install."""


@dataclass(frozen=True)
class Engine:
    """A Pulumi CLI that is ready to run this program.

    `environment` holds the variables to set for it besides those of the calling process; `why`
    is one sentence for people.
    """

    pulumi: Path
    source: Source
    why: str
    environment: Mapping[str, str] = field(default_factory=dict)

    def full_environment(self, base: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return `base`, or this process's environment, with the engine's variables."""
        return {**(os.environ if base is None else base), **self.environment}


@dataclass(frozen=True)
class Attempt:
    """One way to get an engine: `get` returns it or raises NotUsable."""

    source: Source
    get: Callable[[], Engine]


def forced_source(environment: Mapping[str, str]) -> Source | None:
    """Return the source that TRACARDI_ENGINE names. Raises EngineMissing for an unknown one."""
    value = environment.get(CHOICE_VARIABLE, "")
    if not value:
        return None
    try:
        return Source(value)
    except ValueError as error:
        known = ", ".join(Source)
        raise EngineMissing(
            f"{CHOICE_VARIABLE} is {value!r}, which is not one of: {known}. "
            "Leave it unset to try all of them."
        ) from error


def choose(attempts: Sequence[Attempt], forced: Source | None = None) -> Engine:
    """Return the engine of the first attempt that succeeds, only of the source `forced` if given.

    Raises EngineMissing, with the last reason of every source tried, if none does.
    """
    reasons: dict[Source, str] = {}
    for attempt in attempts:
        if forced is not None and attempt.source is not forced:
            continue
        try:
            return attempt.get()
        except NotUsable as reason:
            reasons[attempt.source] = str(reason)
    raise EngineMissing(missing_message(reasons, forced))


def missing_message(reasons: Mapping[Source, str], forced: Source | None = None) -> str:
    """Return the one message for people without any engine."""
    lines = ["There is no Pulumi engine to run the program with:"]
    lines += [f"  {source}: {reason}" for source, reason in reasons.items()]
    if forced is not None:
        lines.append(f"  Only {forced} was tried, because {CHOICE_VARIABLE}={forced} is set.")
    lines.append(
        f"Install the Pulumi CLI {versions.supported_range()} ({versions.INSTALL_PULUMI_URL}), "
        f"or Go {least_go()} or later ({versions.INSTALL_GO_URL}), and try again."
    )
    return "\n".join(lines)


def least_go() -> str:
    """Return the oldest Go version that can build every program of the engine."""
    # Imported here: nothing else in this module needs the build tool.
    from tools.gobuild import least_go_version, version_numbers  # noqa: PLC0415

    return max((least_go_version(build.module) for build in versions.BUILDS), key=version_numbers)
