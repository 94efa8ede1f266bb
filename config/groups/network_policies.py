"""Which pod may talk to which, and to what outside of the cluster."""

from typing import Final

from config.about import answer
from config.types import Answers, DnsLabel
from config.types.networks import NetworkCidr, PortNumber

_SOURCE: Final = "Kubernetes documentation, Network Policies"


class NetworkPolicies(Answers):
    """Nothing is let in or out of the namespace but what stands here and what Tracardi needs."""

    enabled: bool = answer(
        True,
        "Whether network policies are made. Turn them off only where the cluster's network has "
        "policies of its own for the namespace.",
        consequence="They have an effect only where the network plugin enforces them; one that "
        "does not ignores them without a word.",
        source=_SOURCE,
    )
    ingress_namespace: DnsLabel | None = answer(
        None,
        "The namespace in which the ingress controller or the Gateway runs, whose pods may reach "
        "the published services.",
        consequence="Without it every namespace of the cluster may reach them.",
        source=_SOURCE,
    )
    monitoring_namespace: DnsLabel | None = answer(
        None,
        "The namespace of an existing Prometheus that scrapes the exporters.",
        consequence="Without it no other namespace reaches the exporters.",
        source=_SOURCE,
    )
    egress_networks: list[NetworkCidr] = answer(
        None,
        "The networks outside of the cluster that workflows and destinations send to; 0.0.0.0/0 "
        "for the whole internet.",
        consequence="Workflows and destinations cannot reach anything else.",
        source=_SOURCE,
        factory=list,
    )
    egress_ports: list[PortNumber] = answer(
        None,
        "The ports on these networks.",
        consequence="With 443 alone, mail servers and databases outside are out of reach.",
        source=_SOURCE,
        factory=lambda: [443],
    )
    store_networks: list[NetworkCidr] = answer(
        None,
        "The networks of external stores; their names cannot stand in a network policy. By "
        "default every address is allowed on the ports of the external stores.",
        consequence="After a failover to an address elsewhere Tracardi does not reach the store.",
        source=_SOURCE,
        factory=list,
    )
    dns_namespace: DnsLabel = answer(
        "kube-system",
        "The namespace in which the cluster's DNS servers run.",
        consequence="With a wrong one no pod finds any other by name.",
        source=_SOURCE,
    )
