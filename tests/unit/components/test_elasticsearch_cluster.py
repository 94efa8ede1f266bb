"""Elasticsearch as a cluster: what its operator is asked for, and what Tracardi is told of it."""

import json
from typing import Any

import pytest
import yaml

from config.image_table import IMAGES
from tests.unit.components.elasticsearch_clusters import (
    RAW,
    cluster,
    installed,
    node_sets,
    pod,
    variables,
)
from tests.unit.components.recording import SECRET, Recording, Registered, install

pytestmark = pytest.mark.unit

TAG = IMAGES["elasticsearch"].tag


@pytest.fixture(scope="module")
def usual() -> Recording:
    return installed()


@pytest.fixture(scope="module")
def made(usual: Recording) -> Registered:
    return usual.one("Elasticsearch", "elasticsearch-cluster")


def test_three_nodes_of_one_set_hold_data_and_lead(made: Registered) -> None:
    assert made.input("metadata.name") == "elasticsearch"
    assert made.inputs["apiVersion"] == "elasticsearch.k8s.elastic.co/v1"
    (nodes,) = made.input("spec.nodeSets")
    assert (nodes["name"], nodes["count"]) == ("data", 3)
    assert nodes["config"]["node.roles"] == ["master", "data", "ingest"]


def test_masters_of_their_own_lead_and_hold_no_data() -> None:
    masters = {"nodes": 5, "memory": "4Gi", "cpu": "1", "storage": {"size": "7Gi"}}
    found = node_sets(cluster({"nodes": 8, "dedicatedMasters": masters}))

    assert {name: nodes["count"] for name, nodes in found.items()} == {"data": 8, "masters": 5}
    assert found["data"]["config"]["node.roles"] == ["data", "ingest"]
    assert found["masters"]["config"]["node.roles"] == ["master"]
    (server,) = pod(found["masters"])["containers"]
    assert variables(server)["ES_JAVA_OPTS"] == "-Xms2048m -Xmx2048m"
    assert server["resources"]["requests"] == {"memory": "4Gi", "cpu": "1"}
    (claim,) = found["masters"]["volumeClaimTemplates"]
    assert claim["spec"]["resources"]["requests"]["storage"] == "7Gi"


def test_the_sizes_of_a_node() -> None:
    storage = {"size": "300Gi", "storageClass": "fast", "accessMode": "ReadWriteOncePod"}
    found = cluster({"memory": "16Gi", "heap": "6Gi", "cpu": "3", "storage": storage})
    (nodes,) = found.input("spec.nodeSets")
    (server,) = pod(nodes)["containers"]

    assert variables(server) == {"ES_JAVA_OPTS": "-Xms6144m -Xmx6144m"}
    assert server["resources"] == {
        "requests": {"memory": "16Gi", "cpu": "3"},
        "limits": {"memory": "16Gi"},
    }
    assert nodes["volumeClaimTemplates"] == [
        {
            "metadata": {"name": "elasticsearch-data"},
            "spec": {
                "accessModes": ["ReadWriteOncePod"],
                "resources": {"requests": {"storage": "300Gi"}},
                "storageClassName": "fast",
            },
        }
    ]


def test_a_class_that_nobody_chose_is_not_written(made: Registered) -> None:
    (nodes,) = made.input("spec.nodeSets")
    assert "storageClassName" not in nodes["volumeClaimTemplates"][0]["spec"]


def test_volumes_outlive_the_cluster(made: Registered) -> None:
    assert made.input("spec.volumeClaimDeletePolicy") == "DeleteOnScaledownOnly"


@pytest.mark.parametrize(("mmap", "allowed"), [("host", True), ("disabled", False)])
def test_settings_are_those_of_one_node_where_they_apply(mmap: str, allowed: bool) -> None:
    (nodes,) = cluster({"mmap": mmap}).input("spec.nodeSets")
    (files,) = [
        item
        for item in install({**RAW, "dependencies": {"elasticsearch": {"mmap": mmap}}})[0].of(
            "ConfigMap"
        )
        if item.name == "elasticsearch-configuration"
    ]
    single = yaml.safe_load(files.input("data")["elasticsearch.yml"])
    shared = nodes["config"].keys() & single.keys()

    assert shared == {
        "action.auto_create_index",
        "ingest.geoip.downloader.enabled",
        "node.store.allow_mmap",
        "xpack.ml.enabled",
    }
    assert {key: nodes["config"][key] for key in shared} == {key: single[key] for key in shared}
    assert nodes["config"]["node.store.allow_mmap"] is allowed


def test_the_watermarks_are_those_of_the_estimate(made: Registered) -> None:
    (nodes,) = made.input("spec.nodeSets")
    prefix = "cluster.routing.allocation.disk.watermark"
    found = {key: value for key, value in nodes["config"].items() if key.startswith(prefix)}

    assert found == {
        f"{prefix}.low": "85%",
        f"{prefix}.high": "90%",
        f"{prefix}.flood_stage": "95%",
    }


def test_the_image_is_said_only_where_it_is_another_than_the_operators() -> None:
    usual = cluster()
    assert usual.input("spec.version") == TAG
    assert "image" not in usual.input("spec")
    mirrored = cluster(images={"registry": "registry.example.com/mirror"})
    assert mirrored.input("spec.version") == TAG
    path = f"registry.example.com/mirror/elasticsearch/elasticsearch:{TAG}"
    assert mirrored.input("spec.image") == path
    own = "registry.example.com/elasticsearch:8.19.21-plugins@sha256:" + "0" * 64
    overridden = cluster(images={"overrides": {"elasticsearch": own}})
    assert overridden.input("spec.version") == "8.19.21"
    assert overridden.input("spec.image") == own


def test_user_and_role_are_secrets_that_the_cluster_refers_to(usual: Recording) -> None:
    spec = usual.one("Elasticsearch", "elasticsearch-cluster").input("spec")
    user = usual.one("Secret", "elasticsearch-secret")
    role = usual.one("Secret", "elasticsearch-roles-secret")

    assert spec["auth"] == {
        "fileRealm": [{"secretName": user.input("metadata.name")}],
        "roles": [{"secretName": role.input("metadata.name")}],
    }
    assert user.inputs["type"] == "kubernetes.io/basic-auth"
    assert SECRET in user.inputs["stringData"]
    given = user.inputs["stringData"]["value"]
    assert given.keys() == {"username", "password", "roles"}
    rights = yaml.safe_load(text_of(role)["roles.yml"])
    assert rights.keys() == {given["username"]} == {given["roles"]} == {"tracardi"}
    assert rights["tracardi"]["cluster"] == ["monitor", "manage_index_templates"]
    (indices,) = rights["tracardi"]["indices"]
    assert "all" not in indices["privileges"]
    assert all("09x." in name for name in indices["names"])


def text_of(secret: Registered) -> dict[str, str]:
    """A Secret's texts, marked as secret or not."""
    given: dict[str, Any] = secret.inputs["stringData"]
    found: dict[str, str] = given.get("value", given)
    return found


PROCESSES = ("private-api", "public-api", "merging-worker", "update-worker")
JOBS = ("preflight", "installation", "verification")


def test_every_process_verifies_the_certificate(usual: Recording) -> None:
    workloads = [
        *(usual.one("Deployment", f"{name}-deployment") for name in PROCESSES),
        *(usual.one("Job", f"{name}-job") for name in JOBS),
    ]
    for item in workloads:
        spec = item.input("spec.template.spec")
        (container,) = spec["containers"]
        (volume,) = [each for each in spec["volumes"] if each["name"] == "elasticsearch-ca"]
        assert volume["secret"]["secretName"] == "elasticsearch-es-http-certs-public"
        assert volume["secret"]["items"] == [{"key": "ca.crt", "path": "ca.crt"}]
        (mount,) = [each for each in container["volumeMounts"] if each["name"] == volume["name"]]
        # A file that is mounted by itself is never renewed.
        assert "subPath" not in mount
        if item.name == "verification-job":
            continue
        given = variables(container)
        assert given["ELASTIC_CA_FILE"] == f"{mount['mountPath']}/ca.crt"
        assert given["ELASTIC_VERIFY_CERTS"] == "yes"
        assert given["ELASTIC_SCHEME"] == "https"
        assert given["ELASTIC_HTTP_AUTH_USERNAME"] == "tracardi"
        password = given["ELASTIC_HTTP_AUTH_PASSWORD"]["secretKeyRef"]
        assert password == {"name": "elasticsearch", "key": "password"}


def test_the_name_that_is_used_stands_in_the_certificate(usual: Recording) -> None:
    (container,) = usual.one("Deployment", "public-api-deployment").input(
        "spec.template.spec.containers"
    )
    host, _, port = variables(container)["ELASTIC_HOST"].partition(":")
    names = usual.one("Elasticsearch", "elasticsearch-cluster").input(
        "spec.http.tls.selfSignedCertificate.subjectAltNames"
    )

    assert (host, port) == ("elasticsearch-es-http", "9200")
    assert {"dns": host} in names
    assert {"dns": f"{host}.tracardi.svc.cluster.local"} in names


def test_the_installation_waits_for_the_declared_nodes() -> None:
    recording = installed({"nodes": 5})
    for name in ("preflight", "installation"):
        (container,) = recording.one("Job", f"{name}-job").input("spec.template.spec.containers")
        assert variables(container)["EXPECTED_DATA_NODES"] == "5"


def test_an_up_waits_until_all_nodes_are_there_and_green() -> None:
    found = cluster(
        {"nodes": 7, "dedicatedMasters": {"nodes": 3}},
        kubernetes={"renderTo": None, "context": "kind", "timeoutMinutes": 30},
    )
    annotations = found.input("metadata.annotations")

    assert json.loads(annotations["pulumi.com/waitFor"]) == [
        "jsonpath={.status.phase}=Ready",
        "jsonpath={.status.health}=green",
        f"jsonpath={{.status.version}}={TAG}",
        "jsonpath={.status.availableNodes}=10",
    ]
    assert annotations["pulumi.com/timeoutSeconds"] == "1800"


def test_a_folder_is_told_the_order_and_nothing_of_pulumi(made: Registered) -> None:
    assert made.input("metadata.annotations") == {"argocd.argoproj.io/sync-wave": "-6"}


def test_one_node_is_not_installed_beside_the_cluster(usual: Recording) -> None:
    assert {item.name for item in usual.of("StatefulSet")} == {
        "mysql-statefulset",
        "redis-statefulset",
    }
    assert "elasticsearch-claim" not in {item.name for item in usual.of("PersistentVolumeClaim")}
    assert "elasticsearch-service" not in {item.name for item in usual.of("Service")}
