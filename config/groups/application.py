"""How Tracardi itself behaves: its identity, features, logging, and the processes that run it."""

from typing import Any, Final, Literal

from config.about import Change, answer, group
from config.groups.caches import Caches, Merging
from config.groups.commercial import Commercial
from config.groups.partitioning import Partitioning
from config.groups.processes import ApiProcess, GuiProcess, PublicApiProcess, Workers
from config.groups.tenancy import MultiTenancy
from config.types import Answers, EmailAddress, TenantName, VariableName, VariableValue

LoggingLevel = Literal["debug", "info", "warning", "error"]

_LIBRARY: Final = "Tracardi/tracardi tracardi/config.py 0.9.0-dev"
_API: Final = "Tracardi/tracardi-api app/config.py 0.9.0-dev"
_INSTALLATION: Final = "Tracardi/tracardi tracardi/service/installation.py 0.9.0-dev"


def _switch(
    default: bool, meaning: str, consequence: str, *variables: str, source: str = _LIBRARY
) -> Any:
    return answer(
        default,
        meaning,
        consequence=consequence,
        question="3.5",
        source=source,
        variables=variables,
    )


def _level(
    default: LoggingLevel, meaning: str, consequence: str, variable: str, source: str
) -> Any:
    return answer(
        default,
        meaning,
        consequence=consequence,
        question="3.5",
        source=source,
        variables=(variable,),
    )


class Application(Answers):
    """Everything Tracardi is told about its own behaviour."""

    admin_email: EmailAddress = answer(
        ...,
        "The login of the first administrator. Write an address that a team reads, not one "
        "person's.",
        consequence="Tracardi takes nothing but an e-mail address as a login; the password is "
        "generated unless tracardi:adminPassword is set.",
        change=Change.COSTLY,
        later="add another administrator in the user interface, and remove the first one there: "
        "a later installation changes neither login nor password",
        question="3.1",
        source=_INSTALLATION,
    )
    tenant_name: TenantName | None = answer(
        None,
        "The prefix of every index and every MySQL row, so that several installations can share "
        "one Elasticsearch; by default Tracardi's own, 8504a. Leave it out where Elasticsearch "
        "serves one installation.",
        consequence="With another one, Tracardi shows an empty system that is not installed.",
        change=Change.NEVER,
        later="install a second stack with the new value, copy the data over, and then destroy the "
        "first one",
        question="3.3",
        source=_LIBRARY,
        variables=("TENANT_NAME", "TENANT"),
    )
    multi_tenancy: MultiTenancy | None = group(
        None,
        "Several clients or divisions kept apart in one installation, in the commercial edition "
        "with a licence for it. Leave it out for one; decide before the installation, because the "
        "names of all indices depend on it.",
        question="3.3",
        source="Tracardi documentation, how_to_configure_tracardi_to_be_multi_tenant.md",
    )
    partitioning: Partitioning = group(
        Partitioning,
        "Into which periods the indices are divided.",
        question="3.4",
        source="Tracardi documentation, data_partitioning.md",
    )
    workflows: bool = _switch(
        True,
        "Whether workflows run. Write false where Tracardi only collects.",
        "Without it workflows can be drawn and none of them starts.",
        "ENABLE_WORKFLOW",
    )
    system_events: bool = _switch(
        False,
        "Whether events of Tracardi's own, such as profile-created and session-opened, are stored "
        "as well. Write true where workflows start from them.",
        "Some two events more for each visit: more indices, more disk.",
        "SYSTEM_EVENTS",
    )
    event_destinations: bool = _switch(
        False,
        "Whether events are sent on to other systems, as destinations of the user interface say.",
        "Each event waits for its destinations, and the cluster has to let the processes reach "
        "them.",
        "ENABLE_EVENT_DESTINATIONS",
    )
    profile_destinations: bool = _switch(
        False,
        "Whether changed profiles are sent on to other systems, as destinations of the user "
        "interface say.",
        "Each change of a profile waits for its destinations, and customers' data leaves the "
        "cluster.",
        "ENABLE_PROFILE_DESTINATIONS",
    )
    event_validation: bool = _switch(
        True,
        "Whether events are checked against the schemas of the user interface.",
        "Without it, events of any shape are stored, and some of them cannot be searched.",
        "ENABLE_EVENT_VALIDATION",
    )
    event_reshaping: bool = _switch(
        True,
        "Whether events are reshaped by the rules of the user interface.",
        "Without it such rules can be made and none of them works.",
        "ENABLE_EVENT_RESHAPING",
    )
    identification_points: bool = _switch(
        True,
        "Whether customers are identified by the events that identification points name.",
        "Without it, visitors stay anonymous until they are merged by a key.",
        # 0.9 and 1.0 read the singular, later versions the plural.
        "ENABLE_IDENTIFICATION_POINT",
        "ENABLE_IDENTIFICATION_POINTS",
    )
    field_update_log: bool = _switch(
        False,
        "Whether every change of a field of a profile is logged. Write true where it must be shown "
        "who learnt what and when.",
        "One document more for each change: disk that grows with every event.",
        "ENABLE_FIELD_UPDATE_LOG",
    )
    errors_on_response: bool = _switch(
        True,
        "Whether the reply to an event says what went wrong with it. Write false where web pages "
        "of others send events.",
        "With it, whoever sends events reads error messages of the inside.",
        "ENABLE_ERRORS_ON_RESPONSE",
    )
    block_bots: bool = _switch(
        True,
        "Whether events of search engines and other bots are turned away by their user agent.",
        "Without it, every crawler is a visitor with a profile.",
        "DISALLOW_BOT_TRAFFIC",
    )
    demo: bool = _switch(
        False,
        "Whether a hundred invented profiles are installed and a page to try tracking on is "
        "served. Write true on a stack to look around in.",
        "The invented profiles stay among the real ones.",
        "DEMO",
        source=f"{_INSTALLATION}; Tracardi/tracardi-api app/main.py",
    )
    track_debug: bool = _switch(
        False,
        "Whether tracking keeps what it did with an event. Write true to find out why an event "
        "does not arrive.",
        "The reply to an event holds the inside of the processing, customers' data among it.",
        "TRACK_DEBUG",
    )
    api_docs: bool = _switch(
        False,
        "Whether the private API serves an interactive description of itself at /docs and /redoc. "
        "Write true where programs are written against it.",
        "Whoever reaches the private API sees how all of it is used; /openapi.json is served "
        "whatever this says.",
        "API_DOCS",
        source=_API,
    )
    logging_level: LoggingLevel = _level(
        "warning",
        "From which level on Tracardi writes to its log. Write info to follow what it does, debug "
        "on a desk only.",
        "At debug the log holds the Redis password in clear text.",
        "LOGGING_LEVEL",
        f"{_LIBRARY}; measured on API 0.9.0-dev",
    )
    server_logging_level: LoggingLevel = _level(
        "warning",
        "From which level on the web server of the APIs writes to its log. Write info for a line "
        "about each request.",
        "At info there is a line for each event, and disk and telemetry to hold it.",
        "SERVER_LOGGING_LEVEL",
        _LIBRARY,
    )
    elasticsearch_logging_level: LoggingLevel = _level(
        "error",
        "From which level on the client of Elasticsearch writes to its log. Write info to see each "
        "query with its duration.",
        "At info there is a line for each query, at debug its whole content.",
        "ELASTIC_LOGGING_LEVEL",
        _LIBRARY,
    )
    caches: Caches = group(
        Caches, "For how long the processes and Redis keep what they have read.", source=_LIBRARY
    )
    merging: Merging = group(
        Merging,
        "Automatic merging of profiles that turn out to be the same person.",
        source="Tracardi documentation, apm.md",
    )
    private_api: ApiProcess = group(
        ApiProcess,
        "The API of the user interface and of programs that administer Tracardi.",
        question="2.2",
    )
    public_api: PublicApiProcess = group(
        PublicApiProcess, "The API that collects events.", question="2.2"
    )
    gui: GuiProcess = group(GuiProcess, "The user interface.", question="2.2")
    workers: Workers = group(
        Workers, "The processes that work behind the APIs in every edition.", question="2.2"
    )
    commercial: Commercial | None = group(
        None,
        "What only the commercial edition can be told: identity, further features, queues, "
        "workers. Leave it out with the open-source edition.",
        question="3.2",
        source="Tracardi documentation, commercial environment variables",
    )
    extra_environment: dict[VariableName, VariableValue] = answer(
        None,
        "Further environment variables, by name, for every process that imports Tracardi's "
        "library. Only for variables of newer versions that this program does not know yet.",
        consequence="Nothing checks what they do. None of them can take the place of a variable "
        "that has a key of its own, and none can be secret.",
        source=_LIBRARY,
        factory=dict,
    )
