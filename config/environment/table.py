"""The types of the environment table: processes, kinds, rows and settings."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from config.decisions import Decisions
from config.endpoints import Endpoints


class Process(StrEnum):
    """The processes that run Tracardi's images."""

    PRIVATE_API = "private-api"
    PUBLIC_API = "public-api"
    INSTALLATION = "installation"
    """The private API's program in a pod of its own, on loopback, for one POST /install."""
    MERGING_WORKER = "merging-worker"
    UPDATE_WORKER = "update-worker"
    GUI = "gui"


APIS: Final = frozenset({Process.PRIVATE_API, Process.PUBLIC_API})
SERVERS: Final = APIS | {Process.INSTALLATION}
"""Processes that run the API's program, so also those that serve POST /install."""
LIBRARY: Final = SERVERS | {Process.MERGING_WORKER, Process.UPDATE_WORKER}
"""Processes that import Tracardi's library, which reads its whole configuration at import. They
get the same values: processes that disagree about index names or hash keys lose data."""


class Kind(StrEnum):
    """How a process reads a variable."""

    BOOLEAN = "boolean"
    """yes, on, true, no, off, false in any case; anything else ends the process."""
    YES = "only yes"
    """On if it is `yes`; off, without a word, if it is anything else."""
    FLAG = "flag"
    """On as soon as it is not empty, whatever it says."""
    INTEGER = "integer"
    """Digits; anything else silently becomes the default."""
    LEVEL = "logging level"
    """DEBUG, INFO, WARNING, ERROR; anything else silently becomes WARNING."""
    PERIOD = "partitioning"
    """year, quarter, month, day; anything else breaks the first use of an index name."""
    TEXT = "text"
    SECRET = "secret"  # noqa: S105 - the name of a kind
    PLATFORM = "platform"
    """Set by the components that make the workload, not by `environment`."""


@dataclass(frozen=True)
class Setting:
    """One environment variable of one process: a plain `value` or the name of a `secret`.

    With `recorded`, the value that was recorded under this key at the first installation counts
    instead of `value`.
    """

    name: str
    value: str | None = None
    secret: str | None = None
    recorded: str | None = None

    def __post_init__(self) -> None:
        """Raise ValueError unless there is exactly one of value and secret, and it is not empty."""
        if (self.value is None) == (self.secret is None):
            raise ValueError(f"{self.name} needs either a value or a secret")
        if self.value == "" or self.secret == "":
            raise ValueError(f"{self.name} must not be empty: Tracardi would not start")


@dataclass(frozen=True)
class Inputs:
    """What a value is derived from."""

    decisions: Decisions
    endpoints: Endpoints
    process: Process


@dataclass(frozen=True)
class Variable:
    """One row: a variable, who reads it, and how its value is found or why it is left `unset`.

    `default` is what Tracardi takes if the variable is not there; `source` names the file that
    reads it. `value` and `secret` return None where the variable is not set for a process.
    """

    name: str
    readers: frozenset[Process]
    kind: Kind
    default: str
    source: str
    value: Callable[[Inputs], str | None] | None = None
    secret: Callable[[Inputs], str | None] | None = None
    recorded: str | None = None
    unset: str | None = None

    def setting(self, inputs: Inputs) -> Setting | None:
        """The setting that these inputs lead to, or None to leave the variable alone."""
        if self.secret is not None:
            secret = self.secret(inputs)
            return None if secret is None else Setting(self.name, secret=secret)
        value = self.value(inputs) if self.value is not None else None
        if value is None:
            return None
        return Setting(self.name, value=value, recorded=self.recorded)


LIBRARY_SOURCE: Final = "Tracardi/tracardi tracardi/config.py 0.9.0-dev"
API_SOURCE: Final = "Tracardi/tracardi-api app/config.py 0.9.0-dev"
APM_SOURCE: Final = "Tracardi/apm app/config.py 0.9.0-dev"
NEWER_SOURCE: Final = "Tracardi/tracardi tracardi/config.py, after 1.0"


def yes_or_no(answer: bool) -> str:
    """A boolean as every one of Tracardi's parsers understands it."""
    return "yes" if answer else "no"


def left(
    name: str,
    kind: Kind,
    default: str,
    reason: str,
    *,
    source: str = LIBRARY_SOURCE,
    readers: frozenset[Process] = LIBRARY,
) -> Variable:
    """A row of a variable that is left alone for `reason`."""
    return Variable(name, readers, kind, default, source, unset=reason)
