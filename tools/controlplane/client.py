"""A client of the test cluster that remembers every warning the API server sends.

The API server answers a questionable request with `Warning` headers: deprecated kinds, duplicate
environment variables, templates that the namespace's Pod Security level would refuse. The
official Python client drops them.
"""

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from kubernetes import client as kubernetes
from kubernetes import config as kubernetes_config
from kubernetes.client import rest

Manifest = dict[str, Any]
Result = TypeVar("Result")

# RFC 9111, section 5.5: code, agent and quoted text. Kubernetes always sends 299 and "-".
WARNING_HEADER = re.compile(r'\d{3} \S+ "((?:[^"\\]|\\.)*)"')

REQUEST_TIMEOUT_SECONDS = 30.0

# Left out of Client.objects: events come and go, and v1 Endpoints only mirror the EndpointSlices
# (reading them is itself a deprecated use that the API server warns of).
NOT_LISTED = frozenset({"events", "endpoints"})


@dataclass(frozen=True)
class ApiWarning:
    """One `Warning` header: the request that caused it and what the API server said."""

    method: str
    path: str
    text: str


class Refused(Exception):
    """The API server refused a request; `status` is the HTTP status code."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(f"{status}: {message}")
        self.status = status
        self.message = message


@dataclass(frozen=True)
class DryRun:
    """What the API server says to an object that it was asked to admit but not to keep."""

    warnings: tuple[str, ...]
    error: str | None


class _RecordingRest(rest.RESTClientObject):
    """The client's transport, which also notes each warning of each response."""

    def __init__(self, configuration: kubernetes.Configuration) -> None:
        super().__init__(configuration)
        self.warnings: list[ApiWarning] = []

    def request(self, method: str, url: str, *args: Any, **options: Any) -> rest.RESTResponse:
        response: rest.RESTResponse = super().request(  # type: ignore[no-untyped-call]
            method, url, *args, **options
        )
        path = url.removeprefix(self.configuration.host).partition("?")[0]
        for header in response.headers.getlist("Warning"):
            self.warnings += [ApiWarning(method, path, text) for text in parse_warnings(header)]
        return response


class Client:
    """Requests to the API server as plain dictionaries, for one user of a kubeconfig.

    `api_client` serves the classes of the `kubernetes` package, such as
    `kubernetes.client.CoreV1Api(client.api_client)`; their warnings are recorded as well.
    """

    def __init__(self, kubeconfig: Path, context: str) -> None:
        configuration = kubernetes.Configuration()
        kubernetes_config.load_kube_config(  # type: ignore[no-untyped-call]
            str(kubeconfig), context, configuration, persist_config=False
        )
        configuration.proxy = None  # the server is on this machine, whatever HTTPS_PROXY says
        configuration.retries = False  # a refused connection is told at once
        self.api_client = kubernetes.ApiClient(configuration)
        self._rest = _RecordingRest(configuration)
        self.api_client.rest_client = self._rest
        self._resources: dict[str, list[dict[str, Any]]] = {}

    def close(self) -> None:
        """Close the connections."""
        self.api_client.close()  # type: ignore[no-untyped-call]

    @property
    def warnings(self) -> list[ApiWarning]:
        """All warnings so far, oldest first."""
        return self._rest.warnings

    def request(
        self,
        method: str,
        path: str,
        body: object = None,
        query: Mapping[str, str] | None = None,
        content_type: str = "application/json",
    ) -> dict[str, Any]:
        """Send one request and return the JSON object of the answer ({} if it is not JSON).

        Raises Refused for every status code of 400 and above.
        """
        request = self.api_client.param_serialize(
            method,
            path,
            query_params=list((query or {}).items()),
            header_params={"Accept": "application/json", "Content-Type": content_type},
            body=body,
            auth_settings=["BearerToken"],
        )
        response = self.api_client.call_api(*request, _request_timeout=REQUEST_TIMEOUT_SECONDS)
        text = response.read().decode()  # type: ignore[no-untyped-call]
        try:
            answer = json.loads(text)
        except ValueError:
            answer = {}
        if response.status >= 400:
            raise Refused(response.status, answer.get("message") or text)
        return answer if isinstance(answer, dict) else {}

    def path_of(
        self, api_version: str, kind: str, namespace: str | None = None, name: str | None = None
    ) -> str:
        """Return the URL path of an object, or of the collection if `name` is None.

        `namespace` is ignored for kinds without one. Raises LookupError for an unknown kind.
        """
        for resource in self._resources_of(api_version):
            if resource["kind"] == kind and "/" not in resource["name"]:
                return _path(api_version, resource, namespace, name)
        raise LookupError(f"the API server has no {kind} in {api_version}")

    def get(
        self, api_version: str, kind: str, name: str, namespace: str | None = None
    ) -> Manifest | None:
        """Return an object, or None if it does not exist."""
        try:
            return self.request("GET", self.path_of(api_version, kind, namespace, name))
        except Refused as refusal:
            if refusal.status == 404:
                return None
            raise

    def list_of(self, api_version: str, kind: str, namespace: str | None = None) -> list[Manifest]:
        """Return all objects of a kind, in one namespace or (None) in all of them."""
        answer = self.request("GET", self.path_of(api_version, kind, namespace))
        return [{"apiVersion": api_version, "kind": kind, **item} for item in answer["items"]]

    def create(self, manifest: Manifest, *, dry_run: bool = False) -> Manifest:
        """Create an object, with unknown and duplicate fields refused, and return it."""
        metadata = manifest["metadata"]
        path = self.path_of(manifest["apiVersion"], manifest["kind"], metadata.get("namespace"))
        query = {"fieldValidation": "Strict", **({"dryRun": "All"} if dry_run else {})}
        return self.request("POST", path, manifest, query)

    def apply(self, manifest: Manifest, *, dry_run: bool = False) -> Manifest:
        """Apply an object on the server's side, taking over fields of others, and return it."""
        query = {"fieldManager": "tests", "force": "true", "fieldValidation": "Strict"}
        if dry_run:
            query["dryRun"] = "All"
        return self.request(
            "PATCH", self._path_of(manifest), manifest, query, "application/apply-patch+yaml"
        )

    def patch(self, manifest: Manifest, change: Mapping[str, Any]) -> Manifest:
        """Merge `change` into an existing object, as somebody with `kubectl edit` would."""
        path, query = self._path_of(manifest), {"fieldManager": "kubectl-edit"}
        return self.request("PATCH", path, change, query, "application/merge-patch+json")

    def delete(self, manifest: Manifest) -> None:
        """Ask for the deletion of an object in the background; an absent one is fine."""
        try:
            self.request("DELETE", self._path_of(manifest), {"propagationPolicy": "Background"})
        except Refused as refusal:
            if refusal.status != 404:
                raise

    def create_namespace(self, name: str, labels: Mapping[str, str] | None = None) -> None:
        """Create a namespace and wait for its default service account, without which no pod is."""
        metadata = {"name": name, "labels": dict(labels or {})}
        self.create({"apiVersion": "v1", "kind": "Namespace", "metadata": metadata})
        wait_until(
            f"the default service account of namespace {name}",
            lambda: self.get("v1", "ServiceAccount", "default", name),
        )

    def dry_run_pod_of(self, workload: Manifest) -> DryRun:
        """Ask the API server whether it would admit a pod made from a workload's template.

        Takes a Deployment, StatefulSet, DaemonSet, ReplicaSet, Job or CronJob that names its
        namespace. The API server checks a template less than a pod: a workload whose pods are
        refused by Pod Security, for instance, is itself accepted.
        """
        before = len(self.warnings)
        error = None
        try:
            self.create(pod_of(workload), dry_run=True)
        except Refused as refusal:
            error = str(refusal)
        return DryRun(tuple(warning.text for warning in self.warnings[before:]), error)

    def objects(self, namespace: str) -> list[Manifest]:
        """Return every object in a namespace, of every kind that the API server knows.

        All but events and Endpoints (NOT_LISTED). Each group is read in its preferred version.
        """
        found: list[Manifest] = []
        for api_version, resource in self._namespaced_resources():
            answer = self.request("GET", _path(api_version, resource, namespace, None))
            kind = {"apiVersion": api_version, "kind": resource["kind"]}
            found += [{**kind, **item} for item in answer["items"]]
        return found

    def _path_of(self, manifest: Manifest) -> str:
        metadata = manifest["metadata"]
        return self.path_of(
            manifest["apiVersion"], manifest["kind"], metadata.get("namespace"), metadata["name"]
        )

    def _namespaced_resources(self) -> Iterator[tuple[str, dict[str, Any]]]:
        groups = self.request("GET", "/apis")["groups"]
        for api_version in ["v1", *(group["preferredVersion"]["groupVersion"] for group in groups)]:
            self._resources.pop(api_version, None)  # kinds may have been added since the last time
            for resource in self._resources_of(api_version):
                listed = resource["namespaced"] and "list" in resource["verbs"]
                if listed and resource["name"] not in NOT_LISTED:
                    yield api_version, resource

    def _resources_of(self, api_version: str) -> list[dict[str, Any]]:
        if api_version not in self._resources:
            try:
                answer = self.request("GET", _root(api_version))
            except Refused as refusal:
                if refusal.status == 404:
                    return []
                raise
            self._resources[api_version] = answer["resources"]
        return self._resources[api_version]


def pod_of(workload: Manifest) -> Manifest:
    """Return the Pod that a workload's template describes, as its controller would create it.

    Claims of a StatefulSet's volumeClaimTemplates become volumes of the pod.
    """
    kind, metadata, spec = workload["kind"], workload["metadata"], workload["spec"]
    template = (spec["jobTemplate"]["spec"] if kind == "CronJob" else spec)["template"]
    pod_spec = dict(template["spec"])
    claims = [claim["metadata"]["name"] for claim in spec.get("volumeClaimTemplates", [])]
    pod_spec["volumes"] = [
        *pod_spec.get("volumes", []),
        *(
            {"name": claim, "persistentVolumeClaim": {"claimName": f"{claim}-{metadata['name']}-0"}}
            for claim in claims
        ),
    ]
    inherited = template.get("metadata", {})
    pod_metadata = {key: inherited[key] for key in ("labels", "annotations") if key in inherited}
    pod_metadata["generateName"] = f"{metadata['name']}-"
    pod_metadata["namespace"] = metadata["namespace"]
    return {"apiVersion": "v1", "kind": "Pod", "metadata": pod_metadata, "spec": pod_spec}


def parse_warnings(header: str) -> list[str]:
    """Return the texts of a `Warning` header; the whole header if it has an unknown form."""
    texts = WARNING_HEADER.findall(header)
    return [re.sub(r"\\(.)", r"\1", text) for text in texts] or [header]


def wait_until(
    what: str,
    check: Callable[[], Result],
    timeout_seconds: float = 30.0,
    interval_seconds: float = 0.1,
) -> Result:
    """Call `check` until it returns something true, and return that.

    Raises TimeoutError that names `what` and the last thing that `check` returned.
    """
    deadline = time.monotonic() + timeout_seconds
    while not (result := check()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what}: not within {timeout_seconds:g} s, last seen: {result!r}")
        time.sleep(interval_seconds)
    return result


def _root(api_version: str) -> str:
    return f"/apis/{api_version}" if "/" in api_version else f"/api/{api_version}"


def _path(
    api_version: str, resource: Mapping[str, Any], namespace: str | None, name: str | None
) -> str:
    scope = f"/namespaces/{namespace}" if resource["namespaced"] and namespace else ""
    return f"{_root(api_version)}{scope}/{resource['name']}" + (f"/{name}" if name else "")
