"""How Tracardi itself behaves: partitioning, features, logging, caches, processes."""

from typing import Literal

from pydantic import Field

from config.types import Answers, CpuQuantity, EmailAddress, Quantity, TenantName

Period = Literal["year", "quarter", "month", "day"]
LoggingLevel = Literal["debug", "info", "warning", "error"]


class Partitioning(Answers):
    """How long one index of each kind is written to before the next begins; unchangeable."""

    event: Period = Field("month", description="Events.")
    profile: Period = Field("quarter", description="Profiles.")
    session: Period = Field("quarter", description="Sessions.")
    entity: Period = Field("quarter", description="Entities.")
    log: Period = Field("month", description="Log lines stored in Elasticsearch.")
    field_update_log: Period = Field("month", description="The log of field changes.")


class Caches(Answers):
    """For how many seconds the processes keep what they have read.

    A change in the user interface takes effect after these seconds. The default values are those
    of Tracardi 0.9.
    """

    source_seconds: int = Field(2, ge=1, le=86400, description="Event sources.")
    session_seconds: int | None = Field(
        None,
        ge=1,
        le=86400,
        description="Sessions. Tracardi reads one setting in two places with two defaults (2 and "
        "60 seconds); by default both stay.",
    )
    profile_seconds: int = Field(60, ge=1, le=86400, description="Profiles in a process.")
    event_validation_seconds: int = Field(2, ge=1, le=86400, description="Validation rules.")
    event_metadata_seconds: int = Field(2, ge=1, le=86400, description="Event metadata.")
    event_destination_seconds: int = Field(2, ge=1, le=86400, description="Event destinations.")
    profile_destination_seconds: int = Field(2, ge=1, le=86400, description="Profile destinations.")
    event_to_profile_copy_seconds: int = Field(
        2, ge=1, le=86400, description="Rules that copy event data to profiles."
    )
    data_compliance_seconds: int = Field(2, ge=1, le=86400, description="Consent rules.")
    trigger_rule_seconds: int = Field(5, ge=1, le=86400, description="Rules that start workflows.")
    profile_retention_seconds: int = Field(
        3600, ge=1, le=604800, description="Profiles in Redis; sets how much memory Redis needs."
    )
    session_retention_seconds: int = Field(1800, ge=1, le=604800, description="Sessions in Redis.")


class Merging(Answers):
    """Automatic merging of profiles that turn out to be the same person."""

    enabled: bool = Field(True, description="Whether profiles are merged.")
    pause_seconds: int = Field(
        60, ge=1, le=86400, description="Seconds between two passes of the merging worker."
    )


class Resources(Answers):
    """What one pod gets: memory is request and limit, processor time is a request."""

    memory: Quantity = Field(..., description="Memory, asked for and at most.")
    cpu: CpuQuantity = Field(..., description="Processor time asked for.")


class ApiProcess(Resources):
    """One of the two APIs."""

    replicas: int = Field(1, ge=1, le=100, description="How many pods.")
    processes: int = Field(
        1, ge=1, le=32, description="Server processes in each pod, some 250 MiB of memory each."
    )
    memory: Quantity = Field(Quantity("1Gi"), description="Memory of one pod.")
    cpu: CpuQuantity = Field(CpuQuantity("250m"), description="Processor time of one pod.")


class PublicApiProcess(ApiProcess):
    """The API that collects events."""

    cpu: CpuQuantity = Field(CpuQuantity("500m"), description="Processor time of one pod.")


class GuiProcess(Resources):
    """The user interface: static files behind a web server."""

    enabled: bool = Field(True, description="Whether the user interface is installed.")
    replicas: int = Field(1, ge=1, le=100, description="How many pods.")
    memory: Quantity = Field(Quantity("128Mi"), description="Memory of one pod.")
    cpu: CpuQuantity = Field(CpuQuantity("50m"), description="Processor time of one pod.")


class MergingWorker(Resources):
    """The worker that merges profiles."""

    memory: Quantity = Field(Quantity("1Gi"), description="Memory of the pod.")
    cpu: CpuQuantity = Field(CpuQuantity("100m"), description="Processor time of the pod.")


class UpdateWorker(Resources):
    """The worker of imports and upgrades."""

    memory: Quantity = Field(Quantity("512Mi"), description="Memory of the pod.")
    cpu: CpuQuantity = Field(CpuQuantity("100m"), description="Processor time of the pod.")


class Workers(Answers):
    """The processes that work behind the APIs."""

    merging: MergingWorker = Field(
        default_factory=MergingWorker, description="The worker that merges profiles."
    )
    update: UpdateWorker = Field(
        default_factory=UpdateWorker, description="The worker of imports and upgrades."
    )


class Application(Answers):
    """Everything Tracardi is told about its own behaviour."""

    admin_email: EmailAddress = Field(..., description="The administrator's login.")
    tenant_name: TenantName | None = Field(
        None,
        description="Prefix of the indices, for several installations on one Elasticsearch; by "
        "default Tracardi's own, 8504a. Unchangeable.",
    )
    partitioning: Partitioning = Field(
        default_factory=Partitioning, description="The periods of the indices."
    )
    workflows: bool = Field(True, description="Whether workflows run.")
    system_events: bool = Field(
        False, description="Whether events such as profile-created are stored as well."
    )
    event_destinations: bool = Field(False, description="Whether events are sent on.")
    profile_destinations: bool = Field(False, description="Whether profile changes are sent on.")
    event_validation: bool = Field(True, description="Whether events are checked by schema.")
    event_reshaping: bool = Field(True, description="Whether events are reshaped by rules.")
    identification_points: bool = Field(
        True, description="Whether customers are identified by their events."
    )
    field_update_log: bool = Field(
        False, description="Whether every change of a profile field is logged."
    )
    errors_on_response: bool = Field(True, description="Whether /track replies hold errors.")
    block_bots: bool = Field(True, description="Whether bot traffic is turned away.")
    demo: bool = Field(False, description="Whether a hundred invented profiles are installed.")
    track_debug: bool = Field(False, description="Whether tracking keeps debugging data.")
    api_docs: bool = Field(False, description="Whether the private API serves /docs and /redoc.")
    logging_level: LoggingLevel = Field("warning", description="What the application logs.")
    server_logging_level: LoggingLevel = Field("warning", description="What the server logs.")
    elasticsearch_logging_level: LoggingLevel = Field(
        "error", description="What the Elasticsearch client logs."
    )
    caches: Caches = Field(default_factory=Caches, description="How long things are kept.")
    merging: Merging = Field(default_factory=Merging, description="Merging of profiles.")
    private_api: ApiProcess = Field(
        default_factory=ApiProcess, description="The API of the user interface."
    )
    public_api: PublicApiProcess = Field(
        default_factory=PublicApiProcess, description="The API that collects events."
    )
    gui: GuiProcess = Field(default_factory=GuiProcess, description="The user interface.")
    workers: Workers = Field(default_factory=Workers, description="The processes behind.")
