"""Claims may grow, never shrink."""

from typing import Any

import pytest
from pulumi import ResourceHookArgs

from components.kubernetes.growth import refuse_shrinking


def claim(size: object) -> dict[str, Any]:
    return {"spec": {"resources": {"requests": {"storage": size}}}}


def update(old: object, new: object) -> ResourceHookArgs:
    return ResourceHookArgs(
        "urn", "id", "redis-claim", "claim", new_inputs=claim(new), old_inputs=claim(old)
    )


@pytest.mark.parametrize(("old", "new"), [("5Gi", "5Gi"), ("5Gi", "6Gi"), ("1000Mi", "1Gi")])
def test_growth_is_allowed(old: str, new: str) -> None:
    refuse_shrinking(update(old, new))


@pytest.mark.parametrize(("old", "new"), [("5Gi", "4Gi"), ("1Gi", "1G"), ("1Ti", "999Gi")])
def test_shrinking_is_refused_with_both_sizes(old: str, new: str) -> None:
    with pytest.raises(ValueError, match=f"redis-claim: storage cannot shrink from {old} to {new}"):
        refuse_shrinking(update(old, new))


def test_an_unknown_size_is_left_to_the_cluster() -> None:
    refuse_shrinking(update(object(), "5Gi"))
    refuse_shrinking(ResourceHookArgs("urn", "id", "name", "claim"))


def cluster(**sizes: str) -> dict[str, Any]:
    """An operator's resource with a node set for each of the sizes."""
    return {
        "kind": "Elasticsearch",
        "spec": {
            "nodeSets": [
                {
                    "name": name,
                    "podTemplate": {"spec": {"containers": [{"name": "x", "resources": {}}]}},
                    "volumeClaimTemplates": [
                        {"metadata": {"name": "elasticsearch-data"}, "spec": claim(size)["spec"]}
                    ],
                }
                for name, size in sizes.items()
            ]
        },
    }


def change(old: dict[str, Any], new: dict[str, Any]) -> ResourceHookArgs:
    return ResourceHookArgs(
        "urn", "id", "elasticsearch-cluster", "kind", new_inputs=new, old_inputs=old
    )


def test_the_volumes_of_a_node_set_grow_and_a_set_comes_and_goes() -> None:
    refuse_shrinking(change(cluster(data="1Ti"), cluster(data="2Ti", masters="5Gi")))
    refuse_shrinking(change(cluster(data="1Ti", masters="5Gi"), cluster(data="1Ti")))
    refuse_shrinking(change(cluster(data="1Ti", masters="5Gi"), cluster(masters="5Gi", data="1Ti")))


def test_the_volumes_of_a_node_set_do_not_shrink() -> None:
    with pytest.raises(
        ValueError,
        match="elasticsearch-cluster: storage of masters cannot shrink from 5Gi to 4Gi",
    ):
        refuse_shrinking(
            change(cluster(data="1Ti", masters="5Gi"), cluster(data="1Ti", masters="4Gi"))
        )


def test_the_volumes_of_servers_behind_an_operator_do_not_shrink() -> None:
    def servers(size: str) -> dict[str, Any]:
        volume = {"persistentVolumeClaim": claim(size)["spec"]}
        memory = {"resources": {"requests": {"memory": "4Gi"}}}
        return {"spec": {"pxc": {**memory, "volumeSpec": volume}, "haproxy": memory}}

    refuse_shrinking(change(servers("20Gi"), servers("30Gi")))
    with pytest.raises(ValueError, match="cannot shrink from 20Gi to 10Gi"):
        refuse_shrinking(change(servers("20Gi"), servers("10Gi")))


@pytest.mark.parametrize(
    ("key", "old", "new", "says"),
    [
        ("storageClassName", None, "fast", "its class from the cluster's default to fast"),
        ("storageClassName", "fast", "slow", "its class from fast to slow"),
        (
            "accessModes",
            ["ReadWriteOnce"],
            ["ReadWriteOncePod"],
            "its access modes from ReadWriteOnce to ReadWriteOncePod",
        ),
    ],
)
def test_the_volumes_of_a_node_set_stay_where_they_are(
    key: str, old: object, new: object, says: str
) -> None:
    def masters(value: object) -> dict[str, Any]:
        made = cluster(masters="5Gi")
        if value is not None:
            made["spec"]["nodeSets"][0]["volumeClaimTemplates"][0]["spec"][key] = value
        return made

    with pytest.raises(ValueError, match=f"storage of masters cannot change {says}"):
        refuse_shrinking(change(masters(old), masters(new)))
