"""Decisions, endpoints and secrets become the environment variables of each process.

The one table is `VARIABLES`. Every variable that Tracardi's open-source processes read is in it:
with the rule that gives its value, or with the reason why it is left alone. The rows stand in
`stores`, `application`, `features`, `processes` and `platform`.

Tracardi parses its environment in several ways (Tracardi/tracardi 0.9.0-dev,
tracardi/service/utils/environment.py and tracardi/config.py):

- most booleans take yes, on, true, no, off and false in any case; anything else, the empty text
  included, ends the process at start;
- PRODUCTION, TRACK_DEBUG, API_DOCS, DEMO and MYSQL_ECHO are on if the text is `yes` and off
  otherwise, without a word;
- numbers that are none, and levels that are none, silently become the default;
- a few texts count as soon as they are not empty, so that `no` switches them on.

So booleans are rendered `yes` and `no`, and no variable ever gets an empty value.
"""

from types import MappingProxyType
from typing import Final

from config.decisions import Decisions
from config.endpoints import Endpoints
from config.environment.application import APPLICATION
from config.environment.commercial import COMMERCIAL_NAMES, COMMERCIAL_VARIABLES
from config.environment.features import FEATURE_VARIABLES
from config.environment.platform import PLATFORM
from config.environment.processes import PROCESSES
from config.environment.stores import STORES
from config.environment.table import LIBRARY, Inputs, Kind, Process, Setting, Variable

__all__ = [
    "COMMERCIAL_NAMES",
    "COMMERCIAL_VARIABLES",
    "VARIABLES",
    "VARIABLES_BY_NAME",
    "Inputs",
    "Kind",
    "Process",
    "Setting",
    "Variable",
    "environment",
]

VARIABLES: Final[tuple[Variable, ...]] = tuple(
    sorted(
        (*STORES, *APPLICATION, *FEATURE_VARIABLES, *PROCESSES, *PLATFORM),
        key=lambda variable: variable.name,
    )
)
"""The whole table, sorted by name; no name stands in it twice."""

VARIABLES_BY_NAME: Final = MappingProxyType({variable.name: variable for variable in VARIABLES})


def environment(decisions: Decisions, endpoints: Endpoints, process: Process) -> list[Setting]:
    """The settings of `process`, sorted by name.

    Those of `application.extraEnvironment` are among them for a process that imports Tracardi's
    library. Holds the names of secrets, never their values, and no empty value. Raises ValueError
    if a decision leads to an empty text, which would be a mistake of the table.
    """
    inputs = Inputs(decisions, endpoints, process)
    known = [variable.setting(inputs) for variable in VARIABLES if process in variable.readers]
    settings = [setting for setting in known if setting is not None]
    if process in LIBRARY:
        extra = decisions.application.extra_environment
        settings += [Setting(name, value=value) for name, value in extra.items()]
    return sorted(settings, key=lambda setting: setting.name)
