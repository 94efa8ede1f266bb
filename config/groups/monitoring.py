"""How performance and health are followed, who is told, and where logs go."""

from typing import Final, Literal

from config.about import Change, answer, group
from config.groups.alerts import Alerts
from config.groups.store import Storage
from config.groups.telemetry import Telemetry
from config.types import Answers, Quantity
from config.types.labels import Labels

_PROMETHEUS: Final = "Prometheus documentation, Storage and Configuration"
_OPERATOR: Final = "Prometheus Operator documentation, API reference; kube-prometheus-stack chart"
_DASHBOARDS: Final = "kube-prometheus-stack chart, values of the Grafana sidecar"


class PrometheusStorage(Storage):
    """The volume of metrics."""

    size: Quantity = answer(
        Quantity("20Gi"),
        "The size of the volume of metrics; some 1 GiB for each day suffices by far.",
        consequence="A full volume ends the recording of metrics, and with it all alerts.",
        change=Change.COSTLY,
        later="write a larger size and run `make up`; it cannot shrink",
        source=_PROMETHEUS,
    )


class BundledMonitoring(Answers):
    """Prometheus, Alertmanager and the exporters, installed beside Tracardi."""

    retention_days: int = answer(
        15,
        "For how many days metrics are kept. Two weeks show a trend; capacity planning wants a "
        "quarter of a year.",
        consequence="The volume must have room for all of them.",
        source=_PROMETHEUS,
        ge=1,
        le=400,
    )
    storage: PrometheusStorage = group(PrometheusStorage, "The volume of metrics.")
    scrape_interval_seconds: int = answer(
        30,
        "How often each exporter is asked.",
        consequence="A shorter interval sees shorter troubles and needs more room; each scrape of "
        "Elasticsearch asks its master node.",
        source="prometheus-community/elasticsearch_exporter, README",
        ge=5,
        le=300,
    )
    scrape_timeout_seconds: int = answer(
        20,
        "After how many seconds an exporter counts as silent; no longer than the interval.",
        consequence="Too short a time alarms whenever Elasticsearch is slow.",
        source=_PROMETHEUS,
        ge=1,
        le=300,
    )
    grafana: bool = answer(
        True,
        "Whether Grafana with the dashboards is installed as well.",
        consequence="It is reached by `kubectl port-forward`, and its administrator's password is "
        "generated.",
        source="Grafana documentation, Provision Grafana",
    )


class OperatorMonitoring(Answers):
    """Objects for a prometheus-operator that runs in the cluster already."""

    resources_installed: bool = answer(
        False,
        "Whether the cluster knows ServiceMonitor, Probe and PrometheusRule "
        "(`kubectl get crd servicemonitors.monitoring.coreos.com`). Say so yourself: the program "
        "does not ask, so that a preview gives the same answer everywhere.",
        consequence="If it is not true, `up` fails at the first of these objects.",
        source=_OPERATOR,
    )
    labels: Labels = answer(
        ...,
        "The labels by which that Prometheus chooses its objects, for instance release: "
        "kube-prometheus-stack.",
        consequence="With the wrong labels nothing is scraped and no rule counts, without any "
        "error.",
        source=_OPERATOR,
    )
    scrape_interval_seconds: int = answer(
        30,
        "How often each exporter is asked.",
        consequence="A shorter interval sees shorter troubles and needs more room; each scrape of "
        "Elasticsearch asks its master node.",
        source="prometheus-community/elasticsearch_exporter, README",
        ge=5,
        le=300,
    )
    scrape_timeout_seconds: int = answer(
        20,
        "After how many seconds an exporter counts as silent; no longer than the interval.",
        consequence="Too short a time alarms whenever Elasticsearch is slow.",
        source=_PROMETHEUS,
        ge=1,
        le=300,
    )
    dashboards: bool = answer(
        True,
        "Whether dashboards are made as ConfigMaps, which the sidecar of an existing Grafana "
        "picks up.",
        consequence="Without a Grafana that looks for them, the ConfigMaps lie there unread.",
        source=_DASHBOARDS,
    )
    dashboard_labels: Labels = answer(
        None,
        "The labels by which the sidecar of Grafana finds dashboards; kube-prometheus-stack's own "
        "by default.",
        consequence="With the wrong labels no dashboard appears.",
        source=_DASHBOARDS,
        factory=lambda: {"grafana_dashboard": "1"},
    )


class Monitoring(Answers):
    """Metrics, alerts and telemetry."""

    mode: Literal["off", "bundled", "operator"] = answer(
        "off",
        "Who collects metrics and raises alerts: bundled installs Prometheus, Alertmanager and "
        "Grafana beside Tracardi, operator makes objects for a prometheus-operator that the "
        "cluster has, off leaves it to you. Choose operator where there is one.",
        consequence="With off nobody is told when it breaks.",
        source="Tracardi documentation, qa/production_configuration.md",
    )
    bundled: BundledMonitoring | None = group(None, "What is installed with mode: bundled.")
    operator: OperatorMonitoring | None = group(None, "What is made with mode: operator.")
    alerts: Alerts | None = group(None, "When somebody is told, and who.")
    telemetry: Telemetry = group(
        Telemetry, "What the processes report about themselves.", question="5.2"
    )
