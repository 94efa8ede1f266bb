"""The pods of the Elasticsearch cluster: where they go, and what they may do there."""

import pytest

from tests.unit.components.elasticsearch_clusters import (
    cluster,
    installed,
    node_sets,
    pod,
    variables,
)

pytestmark = pytest.mark.unit


def test_without_zones_copies_are_kept_off_the_same_machine_alone() -> None:
    made = cluster()
    (nodes,) = made.input("spec.nodeSets")

    # What the operator sets by itself, and a setting of ours would replace.
    assert "cluster.routing.allocation.awareness.attributes" not in nodes["config"]
    assert "ZONE" not in variables(pod(nodes)["containers"][0])
    assert "eck.k8s.elastic.co/downward-node-labels" not in made.input("metadata.annotations")
    (spread,) = pod(nodes)["topologySpreadConstraints"]
    assert spread["whenUnsatisfiable"] == "ScheduleAnyway"
    assert "nodeAffinity" not in pod(nodes)["affinity"]


def test_copies_lie_in_different_zones() -> None:
    masters = {"nodes": 3}
    found = cluster(
        {"zoneAware": True, "nodes": 6, "dedicatedMasters": masters},
        kubernetes={"zones": ["a", "b", "c"]},
    )
    label = "topology.kubernetes.io/zone"

    assert found.input("metadata.annotations")["eck.k8s.elastic.co/downward-node-labels"] == label
    # The masters have it as well: it is the elected one's settings that count.
    for name, nodes in node_sets(found).items():
        config = nodes["config"]
        assert config["node.attr.zone"] == "${ZONE}"
        assert config["cluster.routing.allocation.awareness.attributes"] == "k8s_node_name,zone"
        (server,) = pod(nodes)["containers"]
        field = {"fieldRef": {"fieldPath": f"metadata.annotations['{label}']"}}
        assert variables(server)["ZONE"] == field
        (spread,) = pod(nodes)["topologySpreadConstraints"]
        assert (spread["topologyKey"], spread["maxSkew"]) == (label, 1)
        assert spread["whenUnsatisfiable"] == "DoNotSchedule"
        assert spread["labelSelector"]["matchLabels"] == {
            "elasticsearch.k8s.elastic.co/statefulset-name": f"elasticsearch-es-{name}"
        }
        placed = pod(nodes)["affinity"]["nodeAffinity"]
        terms = placed["requiredDuringSchedulingIgnoredDuringExecution"]["nodeSelectorTerms"]
        assert terms[0]["matchExpressions"][0]["values"] == ["a", "b", "c"]


def test_two_nodes_never_share_a_machine_unless_that_is_allowed() -> None:
    for answer, rule in (
        ("required", "requiredDuringSchedulingIgnoredDuringExecution"),
        ("preferred", "preferredDuringSchedulingIgnoredDuringExecution"),
    ):
        (nodes,) = cluster({"antiAffinity": answer}).input("spec.nodeSets")
        apart = pod(nodes)["affinity"]["podAntiAffinity"]
        (term,) = apart.pop(rule)
        assert apart == {}
        term = term.get("podAffinityTerm", term)
        assert term["topologyKey"] == "kubernetes.io/hostname"
        assert term["labelSelector"]["matchLabels"] == {
            "elasticsearch.k8s.elastic.co/statefulset-name": "elasticsearch-es-data"
        }


def test_a_drain_takes_as_many_nodes_as_are_allowed() -> None:
    budget = cluster({"nodes": 5, "replicas": 2, "maxUnavailable": 2}).input(
        "spec.podDisruptionBudget.spec"
    )

    assert budget == {
        "maxUnavailable": 2,
        "selector": {"matchLabels": {"elasticsearch.k8s.elastic.co/cluster-name": "elasticsearch"}},
    }


def test_pods_are_as_restricted_asks_for_and_go_where_they_may() -> None:
    found = cluster(
        kubernetes={
            "nodeSelector": {"pool": "tracardi"},
            "tolerations": [{"key": "spot", "operator": "Exists"}],
            "priorityClass": "high",
        },
        images={"pullSecrets": ["mirror"]},
    )
    (nodes,) = found.input("spec.nodeSets")
    spec = pod(nodes)

    assert spec["securityContext"]["runAsNonRoot"] is True
    assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert spec["securityContext"]["fsGroup"] == 1000
    (server,) = spec["containers"]
    assert server["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert spec["automountServiceAccountToken"] is False
    assert spec["enableServiceLinks"] is False
    assert spec["serviceAccountName"] == "elasticsearch"
    assert installed().one("ServiceAccount", "elasticsearch-account").inputs
    assert spec["nodeSelector"] == {"pool": "tracardi"}
    assert spec["tolerations"] == [{"key": "spot", "operator": "Exists"}]
    assert spec["priorityClassName"] == "high"
    assert spec["imagePullSecrets"] == [{"name": "mirror"}]
