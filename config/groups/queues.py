"""The commercial edition's workers, its bridge, and its connection to Apache Kafka."""

from typing import Any, Final, Literal

from config.about import answer, group
from config.groups.processes import cpu, memory, replicas
from config.types import (
    Answers,
    CertificateAuthority,
    ClientCertificate,
    CpuQuantity,
    DnsLabel,
    HostName,
    Quantity,
    SaslUser,
)

_CHART: Final = "Tracardi chart 1.2.0 (Tracardi/argocd 1.3.x)"

PARTITIONS: Final = 10
"""Partitions of each topic (Tracardi documentation, how_to_scale_tracardi.md)."""


class BacklogScaling(Answers):
    """How many workers there are depends on how many messages wait."""

    min_replicas: int = answer(
        1,
        "The fewest workers that run, however short the queue is.",
        consequence="They run all night as well.",
        ge=1,
        le=100,
    )
    max_replicas: int = answer(
        5,
        "The most workers that run, however long the queue is; at most 10, since a topic has 10 "
        "partitions and a further worker would stand idle.",
        consequence="The connections of MySQL are counted with this number.",
        source="Tracardi documentation, how_to_scale_tracardi.md",
        ge=1,
        le=100,
    )
    messages_per_replica: int = answer(
        1000,
        "How many waiting messages one more worker is started for. Write less where events must "
        "be processed within seconds.",
        consequence="The fewer, the more workers run and the sooner the queue is empty.",
        source="an assumption: watch the queue, then set it",
        ge=1,
        le=1000000,
    )


def _scaling() -> Any:
    return group(
        None,
        "Let KEDA choose the number of workers by the length of the queue, in place of replicas; "
        "it has to be in the cluster already.",
        source="KEDA documentation, Apache Pulsar scaler",
    )


def _enabled(default: bool, meaning: str, consequence: str) -> Any:
    return answer(default, meaning, consequence=consequence, source=_CHART)


def _replicas() -> Any:
    return replicas(
        1,
        "this worker",
        "Write as many as keep the queue short, at most 10, the partitions of a topic.",
    )


def _flush() -> Any:
    return answer(
        10000,
        "After how many milliseconds without a message the worker stores what it has gathered. "
        "Write less where events must be visible sooner.",
        consequence="The longer, the larger the batches that Elasticsearch is sent, and the later "
        "a quiet site sees its events.",
        source=_CHART,
        variables=("INACTIVITY_TIME_OUT",),
        ge=100,
        le=600000,
    )


class BackgroundWorker(Answers):
    """The worker that stores events and profiles; it always runs."""

    replicas: int = _replicas()
    scaling: BacklogScaling | None = _scaling()
    flush_after_milliseconds: int = _flush()
    memory: Quantity = memory("2500Mi", "the background worker", source=_CHART)
    cpu: CpuQuantity = cpu("300m", "the background worker")


class CollectorWorker(Answers):
    """The worker that processes events in place of the public API."""

    enabled: bool = _enabled(
        False,
        "Whether events are processed by a worker of their own in place of the public API. Write "
        "true where the API must answer quickly whatever the load.",
        "Events that ask to be queued wait for ever without it; with it, they are visible later.",
    )
    replicas: int = _replicas()
    scaling: BacklogScaling | None = _scaling()
    flush_after_milliseconds: int = _flush()
    memory: Quantity = memory("2500Mi", "the collector worker", source=_CHART)
    cpu: CpuQuantity = cpu("300m", "the collector worker")


class WorkflowWorker(Answers):
    """The worker that runs workflows."""

    enabled: bool = _enabled(
        True,
        "Whether the worker runs that workflows need from 1.1 on. Write false only where there are "
        "no workflows.",
        "Without it no workflow runs, without a word.",
    )
    replicas: int = _replicas()
    scaling: BacklogScaling | None = _scaling()
    flush_after_milliseconds: int = _flush()
    memory: Quantity = memory("500Mi", "the workflow worker", source=_CHART)
    cpu: CpuQuantity = cpu("300m", "the workflow worker")


class DestinationWorker(Answers):
    """The worker that sends events and profiles on."""

    enabled: bool = _enabled(
        False,
        "Whether events and profiles are sent on by a worker of their own, from 1.2 on. Write true "
        "where destinations are slow.",
        "Without it the background worker sends them, and waits where a destination is slow.",
    )
    replicas: int = _replicas()
    scaling: BacklogScaling | None = _scaling()
    flush_after_milliseconds: int = _flush()
    memory: Quantity = memory("500Mi", "the destination worker", source=_CHART)
    cpu: CpuQuantity = cpu("300m", "the destination worker")


class LoggerWorker(Answers):
    """The worker that stores log lines."""

    enabled: bool = _enabled(
        False,
        "Whether log lines are stored by a worker of their own, from 1.2 on. Write true where "
        "monitoring.telemetry.storeLogsInElasticsearch is on and there are many of them.",
        "Without it each process stores its own log lines.",
    )
    replicas: int = _replicas()
    scaling: BacklogScaling | None = _scaling()
    flush_after_milliseconds: int = _flush()
    memory: Quantity = memory("500Mi", "the logger worker", source=_CHART)
    cpu: CpuQuantity = cpu("300m", "the logger worker")


QueueWorker = BackgroundWorker | CollectorWorker | WorkflowWorker | DestinationWorker | LoggerWorker
"""Any of the workers that take messages from a topic."""


class CommercialWorkers(Answers):
    """The workers behind the queue, each with a role of its own."""

    background: BackgroundWorker = group(
        BackgroundWorker, "The worker that stores events and profiles; it always runs."
    )
    collector: CollectorWorker = group(
        CollectorWorker, "The worker that processes events in place of the public API."
    )
    workflow: WorkflowWorker = group(WorkflowWorker, "The worker that runs workflows.")
    destination: DestinationWorker = group(
        DestinationWorker, "The worker that sends events and profiles on."
    )
    logger: LoggerWorker = group(LoggerWorker, "The worker that stores log lines.")


class QueueBridge(Answers):
    """The process that fetches events from brokers and mailboxes of others."""

    enabled: bool = answer(
        False,
        "Whether events are fetched from Kafka, RabbitMQ, MQTT, Pulsar or a mailbox, as event "
        "sources of the user interface say. Each kind has to stand in the licence.",
        consequence="Without it such event sources can be made and nothing arrives.",
    )
    check_seconds: int = answer(
        1800,
        "Seconds between two looks at which event sources there are.",
        consequence="A new event source is fetched from after these seconds at the latest.",
        variables=("BRIDGE_CHECK",),
        ge=10,
        le=86400,
    )
    memory: Quantity = memory("256Mi", "the queue bridge", source=_CHART)
    cpu: CpuQuantity = cpu("300m", "the queue bridge")


class KafkaSasl(Answers):
    """How Tracardi signs in to Kafka."""

    mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = answer(
        "SCRAM-SHA-512",
        "How the password is proved. Choose what the brokers offer; PLAIN over TLS only.",
        consequence="With another one than the brokers', every connection is refused.",
        variables=("KAFKA_SASL_MECHANISM",),
    )
    username: SaslUser = answer(
        ...,
        "The user that Tracardi signs in as; the password is tracardi:kafkaSaslPassword.",
        consequence="It needs to write to and read from the topics.",
        variables=("KAFKA_SASL_USERNAME",),
    )


class Kafka(Answers):
    """The connection to Apache Kafka."""

    name: DnsLabel = answer(
        "kafka",
        "What the connection is called; the vendor's chart calls it kf1.",
        consequence="No effect of the name is known.",
        variables=("KAFKA_NAME",),
    )
    host: HostName = answer(
        ...,
        "The name of a broker, or of a balancer before them; the others are learnt from it.",
        consequence="While it cannot be reached, processes that start now do not start.",
        variables=("KAFKA_HOST",),
    )
    port: int = answer(
        9092,
        "The port of the brokers.",
        consequence="It has to be the listener of the security protocol below.",
        variables=("KAFKA_PORT",),
        ge=1,
        le=65535,
    )
    security_protocol: Literal["SASL_SSL", "SASL_PLAINTEXT", "SSL", "PLAINTEXT"] = answer(
        "SASL_SSL",
        "How the connection is protected: SSL encrypts it, SASL signs in. Choose SASL_SSL unless "
        "the brokers offer something else.",
        consequence="Without SSL, events and passwords cross the network in clear text.",
        variables=("KAFKA_SECURITY_PROTOCOL",),
    )
    sasl: KafkaSasl | None = group(
        None, "How Tracardi signs in, where the security protocol begins with SASL."
    )
    certificate_authority: CertificateAuthority | None = answer(
        None,
        "The certificate of the authority that signed the brokers', in PEM form; by default those "
        "of the image count.",
        consequence="Without it a private authority's certificate is refused.",
        variables=("KAFKA_CA_CERT",),
    )
    client_certificate: ClientCertificate | None = answer(
        None,
        "The certificate that Tracardi proves itself with, in PEM form, where the brokers ask for "
        "one; its key is tracardi:kafkaClientKey.",
        consequence="It has to be renewed before it expires.",
        variables=("KAFKA_CERTFILE",),
    )
    metadata_max_age_seconds: int = answer(
        300,
        "After how many seconds the list of brokers and partitions is asked for anew.",
        consequence="New partitions are used after these seconds at the latest.",
        variables=("KAFKA_METADATA_MAX_AGE_MS",),
        ge=1,
        le=86400,
    )
    request_timeout_seconds: int = answer(
        40,
        "After how many seconds without an answer a request is given up.",
        consequence="The longer, the later a lost broker is noticed.",
        variables=("KAFKA_REQUEST_TIMEOUT_MS",),
        ge=1,
        le=600,
    )
    max_batch: Quantity = answer(
        Quantity("16Ki"),
        "How much is gathered for one partition before it is sent.",
        consequence="The more, the fewer requests and the more memory.",
        variables=("KAFKA_MAX_BATCH_SIZE",),
    )
    max_request: Quantity = answer(
        Quantity("1Mi"),
        "The largest request, and so the largest message. Not above the brokers' own limit, "
        "message.max.bytes.",
        consequence="A larger event is refused.",
        variables=("KAFKA_MAX_REQUEST_SIZE",),
    )
