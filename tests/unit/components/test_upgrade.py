"""A workload never gets an image that cannot read its data."""

from typing import Any

import pytest
from pulumi import ResourceHookArgs

from components.kubernetes.upgrade import refuse_downgrade


def workload(**images: object) -> dict[str, Any]:
    containers = [{"name": name, "image": image} for name, image in images.items()]
    return {"spec": {"template": {"spec": {"containers": containers}}}}


def update(old: Any, new: Any) -> ResourceHookArgs:
    return ResourceHookArgs(
        "urn", "id", "mysql-statefulset", "kind", new_inputs=new, old_inputs=old
    )


def test_a_newer_version_and_a_new_container_are_let_through() -> None:
    old, new = (
        workload(mysql="mysql:8.0.40"),
        workload(mysql="mysql:8.4.6", exporter="exporter:1.0.0"),
    )
    refuse_downgrade(update(old, new))


def test_an_older_version_is_refused_with_the_name_of_the_workload() -> None:
    with pytest.raises(ValueError, match=r"mysql-statefulset: MySQL cannot go back from 8\.4\.6"):
        refuse_downgrade(update(workload(mysql="mysql:8.4.6"), workload(mysql="mysql:8.0.40")))


@pytest.mark.parametrize("unknown", [None, {}, {"spec": None}, workload(mysql=object())])
def test_an_unknown_image_is_left_to_the_cluster(unknown: object) -> None:
    refuse_downgrade(update(unknown, workload(mysql="mysql:8.0.40")))
    refuse_downgrade(update(workload(mysql="mysql:8.4.6"), unknown))


def cluster(version: object) -> dict[str, Any]:
    return {"kind": "Elasticsearch", "spec": {"version": version}}


def servers(image: object) -> dict[str, Any]:
    return {"kind": "PerconaXtraDBCluster", "spec": {"pxc": {"image": image}}}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (cluster("8.19.3"), cluster("8.19.20")),
        (cluster("8.19.3"), cluster(object())),
        (cluster(None), cluster("8.19.3")),
        (servers("percona/pxc:8.0.36-28.1"), servers("percona/pxc:8.0.41-32.1")),
        (servers(object()), servers("percona/pxc:8.0.41-32.1")),
    ],
)
def test_an_operator_may_be_asked_for_a_newer_version(old: Any, new: Any) -> None:
    refuse_downgrade(update(old, new))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (cluster("8.19.20"), cluster("8.19.3"), r"cannot go back from 8\.19\.20 to 8\.19\.3"),
        (cluster("8.17.9"), cluster("9.0.0"), r"go to 8\.18 or newer first"),
        (servers("percona/pxc:8.4.3-3.1"), servers("percona/pxc:8.0.41-32.1"), "cannot go back"),
    ],
)
def test_an_operator_is_not_asked_for_a_version_that_data_does_not_survive(
    old: Any, new: Any, says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        refuse_downgrade(update(old, new))
