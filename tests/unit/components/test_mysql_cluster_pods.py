"""The pods of MySQL as a cluster: what they may do, and where they go."""

import pytest

from tests.unit.components.mysql_clusters import KIND, NAME, cluster, installed
from tests.unit.components.recording import Recording, Registered

pytestmark = pytest.mark.unit

HOST = "kubernetes.io/hostname"
ZONE = "topology.kubernetes.io/zone"
PARTS = ("pxc", "haproxy")
REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"


@pytest.fixture(scope="module")
def default() -> Recording:
    return installed()


@pytest.fixture(scope="module")
def resource(default: Recording) -> Registered:
    return default.one(KIND, NAME)


@pytest.mark.parametrize("part", PARTS)
def test_pods_are_such_as_the_strictest_standard_admits(
    default: Recording, resource: Registered, part: str
) -> None:
    pod = resource.input(f"spec.{part}.podSecurityContext")
    assert pod["runAsNonRoot"] is True
    assert pod["runAsUser"] == pod["fsGroup"] > 0
    assert pod["seccompProfile"] == {"type": "RuntimeDefault"}
    container = resource.input(f"spec.{part}.containerSecurityContext")
    assert container["allowPrivilegeEscalation"] is False
    assert container["capabilities"] == {"drop": ["ALL"]}
    account = default.one("ServiceAccount", "mysql-account")
    assert resource.input(f"spec.{part}.serviceAccountName") == account.input("metadata.name")
    assert account.input("automountServiceAccountToken") is False


@pytest.mark.parametrize("part", PARTS)
def test_pods_go_where_they_may_go(part: str) -> None:
    taint = {"key": "dedicated", "operator": "Exists", "effect": "NoExecute"}
    found = cluster(
        kubernetes={
            "nodeSelector": {"pool": "stores"},
            "tolerations": [{**taint, "tolerationSeconds": 30}],
            "priorityClass": "high",
            "zones": ["a", "b", "c"],
        },
        images={"pullSecrets": ["mirror"]},
    )
    of = found.input(f"spec.{part}")
    assert of["nodeSelector"] == {"pool": "stores"}
    assert of["tolerations"] == [{**taint, "tolerationSeconds": 30}]
    assert of["priorityClassName"] == "high"
    assert of["imagePullSecrets"] == [{"name": "mirror"}]
    (term,) = of["affinity"]["advanced"]["nodeAffinity"][REQUIRED]["nodeSelectorTerms"]
    assert term["matchExpressions"] == [{"key": ZONE, "operator": "In", "values": ["a", "b", "c"]}]


@pytest.mark.parametrize("part", PARTS)
def test_by_default_pods_may_go_anywhere(resource: Registered, part: str) -> None:
    of = resource.input(f"spec.{part}")
    placement = {"nodeSelector", "tolerations", "priorityClassName", "imagePullSecrets"}
    assert not placement & of.keys()
    assert "nodeAffinity" not in of["affinity"]["advanced"]


def test_servers_are_kept_apart_as_decided() -> None:
    apart = "spec.pxc.affinity.advanced.podAntiAffinity"
    (term,) = cluster().input(apart)[REQUIRED]
    (weighted,) = cluster({"antiAffinity": "preferred"}).input(apart)[PREFERRED]
    assert term == weighted["podAffinityTerm"]
    assert term["topologyKey"] == HOST
    assert term["labelSelector"]["matchLabels"] == {
        "app.kubernetes.io/name": "percona-xtradb-cluster",
        "app.kubernetes.io/instance": "mysql",
        "app.kubernetes.io/component": "pxc",
    }


@pytest.mark.parametrize(
    ("zones", "wanted"), [([], "ScheduleAnyway"), (["a", "b", "c"], "DoNotSchedule")]
)
def test_decided_zones_share_the_servers_out(zones: list[str], wanted: str) -> None:
    found = cluster(kubernetes={"zones": zones})
    (spread,) = found.input("spec.pxc.topologySpreadConstraints")
    assert (spread["topologyKey"], spread["maxSkew"]) == (ZONE, 1)
    assert spread["whenUnsatisfiable"] == wanted
    selected = spread["labelSelector"]["matchLabels"]
    assert selected["app.kubernetes.io/component"] == "pxc"


@pytest.mark.parametrize(
    ("decided", "wanted"), [("required", "DoNotSchedule"), ("preferred", "ScheduleAnyway")]
)
def test_proxies_are_spread_and_more_of_them_than_machines_can_start(
    decided: str, wanted: str
) -> None:
    found = cluster({"antiAffinity": decided, "haproxyReplicas": 5}).input("spec.haproxy")
    assert REQUIRED not in found["affinity"]["advanced"]["podAntiAffinity"]
    by_key = {item["topologyKey"]: item for item in found["topologySpreadConstraints"]}
    assert by_key[HOST]["whenUnsatisfiable"] == wanted
    assert by_key[ZONE]["whenUnsatisfiable"] == "ScheduleAnyway"
    selected = by_key[HOST]["labelSelector"]["matchLabels"]
    assert selected["app.kubernetes.io/component"] == "haproxy"


@pytest.mark.parametrize("part", PARTS)
def test_a_drain_takes_one_pod_at_a_time(resource: Registered, part: str) -> None:
    assert resource.input(f"spec.{part}.podDisruptionBudget") == {"maxUnavailable": 1}
