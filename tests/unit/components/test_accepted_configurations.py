"""Every configuration that is accepted becomes manifests, well-formed ones without a secret."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from tests.unit.components.accepted import MARK, Raw, accepted
from tests.unit.components.recording import SECRET, Recording, Registered, install

pytestmark = pytest.mark.unit

_NAME = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")
_LABEL_KEY = re.compile(r"([a-z0-9.-]{1,253}/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?")
_LABEL_VALUE = re.compile(r"([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_AMOUNT = re.compile(r"\d+(\.\d+)?(m|k|M|G|T|P|Ki|Mi|Gi|Ti|Pi)?")
_IMAGE = re.compile(r"[a-z0-9.-]+(:\d+)?(/[a-z0-9._-]+)+:[\w.-]+(@sha256:[0-9a-f]{64})?")
_GENERATED = re.compile(r"generated[a-z]+x")
"""What the mocks say is a generated password."""

_OF_THE_CLUSTER = {"Namespace"}
"""Kinds that are in no namespace."""


# Derandomized and without a database, so that a run says the same as the one before it: what a
# change breaks is found by the change's own run, not by a later one of somebody else.
@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(accepted())
def test_an_accepted_configuration_becomes_manifests(drawn: tuple[Raw, dict[str, str]]) -> None:
    raw, secrets = drawn
    recording, outputs = install(raw, secrets)
    manifests = [item for item in recording.resources if item.kind.startswith("kubernetes:")]

    assert len(manifests) > 20
    assert outputs["adminEmail"] == raw["application"]["adminEmail"]
    names = [(item.kind, item.input("metadata.name")) for item in manifests]
    assert len(set(names)) == len(names), "two objects with one name"
    for manifest in manifests:
        hold_object(manifest)
        for spec in pods(manifest.inputs):
            hold_pod(spec)
    hold_selectors(recording)
    kept = json.dumps([item.inputs for item in recording.of("Secret")])
    assert _GENERATED.search(kept), "the search below would find nothing"
    for item in recording.resources:
        said = json.dumps(without_secrets(item.inputs))
        assert MARK not in said, item.name
        assert not _GENERATED.search(said), item.name


def test_an_installer_with_the_name_of_the_runtime_user_is_the_same_user() -> None:
    mysql = {
        "topology": "external",
        "host": "mysql.example.com",
        "username": "tracardi",
        "installerUsername": "tracardi",
    }
    raw = {
        "kubernetes": {"renderTo": "rendered/unit"},
        "application": {"adminEmail": "ops@example.com"},
        "dependencies": {"mysql": mysql},
    }
    recording, _ = install(raw, {"mysqlPassword": f"{MARK}0123456789"})
    (container,) = recording.one("Job", "installation-job").input("spec.template.spec.containers")
    (password,) = [item for item in container["env"] if item["name"] == "MYSQL_PASSWORD"]

    assert password["valueFrom"]["secretKeyRef"] == {"name": "mysql", "key": "password"}


def hold_object(manifest: Registered) -> None:
    """Assert what Kubernetes asks of every object."""
    version, kind = manifest.kind.removeprefix("kubernetes:").split(":")
    assert manifest.inputs["kind"] == kind
    assert manifest.inputs["apiVersion"] == version.removeprefix("core/")
    name = manifest.input("metadata.name")
    assert _NAME.fullmatch(name)
    assert len(name) <= 63
    assert (manifest.input("metadata.namespace") is None) == (kind in _OF_THE_CLUSTER)
    assert not list(empty(without_secrets(manifest.inputs)))
    for metadata in metadata_of(manifest.inputs):
        for key, value in metadata.get("labels", {}).items():
            assert _LABEL_KEY.fullmatch(key)
            assert _LABEL_VALUE.fullmatch(value), value
        for key, value in metadata.get("annotations", {}).items():
            assert _LABEL_KEY.fullmatch(key)
            assert isinstance(value, str) or SECRET in value


def hold_pod(spec: Mapping[str, Any]) -> None:
    """Assert what Kubernetes asks of every pod, and that each image is of one version."""
    containers = [*spec.get("initContainers", ()), *spec["containers"]]
    assert spec["containers"]
    assert len({container["name"] for container in containers}) == len(containers)
    volumes = [volume["name"] for volume in spec.get("volumes", ())]
    assert len(set(volumes)) == len(volumes)
    for container in containers:
        assert _IMAGE.fullmatch(container["image"]), container["image"]
        variables = [variable["name"] for variable in container.get("env", ())]
        assert len(set(variables)) == len(variables)
        for variable in container.get("env", ()):
            assert _VARIABLE.fullmatch(variable["name"])
            assert ("value" in variable) != ("valueFrom" in variable)
            assert isinstance(variable.get("value", ""), str)
            assert variable.get("value") != ""
        assert {mount["name"] for mount in container.get("volumeMounts", ())} <= set(volumes)
        ports = [port["containerPort"] for port in container.get("ports", ())]
        assert all(0 < port < 65536 for port in ports)
        for amounts in container["resources"].values():
            assert all(_AMOUNT.fullmatch(amount) for amount in amounts.values())


def hold_selectors(recording: Recording) -> None:
    """Assert that what selects pods selects some."""
    labels = [
        template["metadata"]["labels"]
        for item in recording.resources
        if isinstance(template := item.input("spec.template"), Mapping)
    ]
    selectors = [item.input("spec.selector") for item in recording.of("Service")]
    selectors += [
        item.input("spec.selector.matchLabels")
        for kind in ("Deployment", "StatefulSet", "PodDisruptionBudget")
        for item in recording.of(kind)
    ]
    assert selectors
    for selector in selectors:
        assert selector
        assert any(selector.items() <= label.items() for label in labels)


def pods(inputs: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The specifications of the pods inside of an object."""
    for key, value in inputs.items():
        if key == "template" and isinstance(value, Mapping) and "spec" in value:
            yield value["spec"]
        elif isinstance(value, Mapping):
            yield from pods(value)


def metadata_of(inputs: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The metadata of an object, and of what it makes."""
    for key, value in inputs.items():
        if key == "metadata":
            yield value
        elif isinstance(value, Mapping):
            yield from metadata_of(value)


def without_secrets(value: Any) -> Any:
    """`value` without what the engine keeps encrypted."""
    if isinstance(value, Mapping):
        if SECRET in value:
            return "(secret)"
        return {key: without_secrets(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [without_secrets(inner) for inner in value]
    return value


def empty(value: Any, place: str = "") -> Iterator[str]:
    """The places that hold nothing, where an object of Kubernetes has no key at all."""
    if value is None:
        yield place
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from empty(inner, f"{place}.{key}")
    if isinstance(value, list):
        for position, inner in enumerate(value):
            yield from empty(inner, f"{place}[{position}]")
