"""A stack among the others of its project: its name, and the places that it writes to."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from config.findings import Finding, path_of, render

_LABEL_VALUE: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?", re.ASCII)

Raw = Mapping[str, object]
"""The groups of a stack's file as they stand in it, unchecked."""


def stack_name_findings(stack: str) -> list[Finding]:
    """What is wrong with the name of `stack`, which every object carries as a label.

    Pulumi takes up to 100 characters and any of them first and last (pulumi/pulumi
    sdk/go/common/tokens), Kubernetes 63 and only letters and digits at both ends.
    """
    name = stack.rpartition("/")[2]
    if _LABEL_VALUE.fullmatch(name):
        return []
    return [
        Finding(
            f"Pulumi.{name}.yaml",
            "",
            "has a stack's name that Kubernetes takes for no label, and every object carries it",
            "rename the stack: at most 63 letters, digits, hyphens, dots and underscores, with a "
            "letter or digit first and last",
        )
    ]


def shared_places(raw: Raw, others: Mapping[str, Raw]) -> list[Finding]:
    """A finding for each stack of `others`, by name, that writes to the same place as `raw`.

    Broken answers have no place; other findings tell of them.
    """
    own = dict(_places(raw))
    return [
        Finding(
            path,
            render(own[key]),
            f"is where the stack {name} writes to as well, and each would overwrite the other",
            "write another one for each stack",
        )
        for name, other in others.items()
        for path, key in _MEANT.items()
        if key in own and dict(_places(other)).get(key) == own[key]
    ]


_MEANT: Final = {
    path_of("kubernetes", "namespace"): "namespace",
    path_of("kubernetes", "renderTo"): "folder",
    path_of("docker", "name"): "docker",
    path_of("backup", "target", "s3", "basePath"): "backups",
}


def _places(raw: Raw) -> Iterator[tuple[str, str]]:
    deployment, kubernetes, docker = (
        _group(raw, name) for name in ("deployment", "kubernetes", "docker")
    )
    if deployment.get("platform", "kubernetes") == "docker":
        host = docker.get("host", "unix:///var/run/docker.sock")
        yield "docker", f"{docker.get('name', 'tracardi')} on {host}"
    elif kubernetes.get("renderTo") is not None:
        yield "folder", str(kubernetes["renderTo"]).rstrip("/").removeprefix("./")
    elif kubernetes.get("context") is not None:
        namespace = kubernetes.get("namespace", "tracardi")
        yield "namespace", f"{namespace} in {kubernetes['context']}"
    # Without a path of its own, a stack saves to one that bears its name.
    s3 = _group(_group(_group(raw, "backup"), "target"), "s3")
    if s3.get("bucket") is not None and s3.get("basePath") is not None:
        yield "backups", f"{s3['basePath']} in {s3['bucket']} at {s3.get('endpoint', 'Amazon')}"


def _group(raw: Mapping[Any, object], name: str) -> Mapping[Any, object]:
    group = raw.get(name)
    return group if isinstance(group, dict) else {}
