"""Installs the custom resource definitions of ECK and of Percona's MySQL operator.

They are taken out of the operators' own pinned Go modules when they are needed, so the API server
validates, prunes and defaults a custom resource as it does where the operator is installed.
"""

import functools
from collections.abc import Callable
from pathlib import Path

import yaml

from tools import gobuild
from tools.controlplane.client import Client, Manifest, Refused, wait_until
from tools.controlplane.operators import ECK_MODULE, MODULES, PERCONA_MODULE

# The file of all definitions in each module.
FILES = {
    "eck": f"{ECK_MODULE}//config/crds/v1/all-crds.yaml",
    "percona": f"{PERCONA_MODULE}//deploy/crd.yaml",
}
ESTABLISH_TIMEOUT_SECONDS = 30.0


def install_crds(client: Client, log: Callable[[str], None] = print) -> list[str]:
    """Apply all definitions, wait until the API server serves them, and return their names.

    Applying them again changes nothing. Downloads the Go modules if they are not in Go's cache;
    raises tools.gobuild.ToolMissing and tools.gobuild.BuildFailed as the builds do, and
    tools.controlplane.client.Refused if the API server refuses a definition.
    """
    found = [manifest for operator in FILES for manifest in definitions(operator, log)]
    for manifest in found:
        client.apply(manifest)
    for manifest in found:
        wait_until(
            f"the API server to serve {manifest['metadata']['name']}",
            functools.partial(_is_served, client, manifest),
            ESTABLISH_TIMEOUT_SECONDS,
        )
    return [manifest["metadata"]["name"] for manifest in found]


def definitions(operator: str, log: Callable[[str], None] = print) -> list[Manifest]:
    """Return the definitions of one operator of FILES. Raises as `install_crds` does."""
    module = MODULES / operator
    folder = gobuild.build(
        f"{operator}-definitions", module, {}, "", copies={"crds.yaml": FILES[operator]}, log=log
    )
    return _load(folder / "crds.yaml")


def _load(file: Path) -> list[Manifest]:
    # libyaml's loader is many times faster than the one in Python, and these are long files.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    documents = yaml.load_all(file.read_text(), Loader=loader)
    return [document for document in documents if document]


def _is_served(client: Client, definition: Manifest) -> bool:
    spec = definition["spec"]
    for version in spec["versions"]:
        if not version["served"]:
            continue
        try:
            answer = client.request("GET", f"/apis/{spec['group']}/{version['name']}")
        except Refused as refusal:
            if refusal.status == 404:
                return False
            raise
        if spec["names"]["kind"] not in {item["kind"] for item in answer["resources"]}:
            return False
    return True
