"""Fixtures for tests against the shared test control plane."""

import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from tools.controlplane import binaries, operators
from tools.controlplane.client import ApiWarning, Client
from tools.controlplane.cluster import ControlPlane
from tools.controlplane.crds import install_crds

Built = TypeVar("Built")
NamespaceMaker = Callable[[], str]

START_REPORT = pytest.StashKey[str]()


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    report = config.stash.get(START_REPORT, None)
    if report is not None:
        terminalreporter.write_line(report)


@pytest.fixture(scope="session")
def control_plane(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ControlPlane]:
    """The one control plane of the test run: three nodes, each in a zone of its own."""
    folder = tmp_path_factory.mktemp("control-plane")
    programs = _build(request.config, binaries.build)
    with ControlPlane(nodes=3, folder=folder, binaries=programs) as plane:
        request.config.stash[START_REPORT] = _describe(plane)
        yield plane


@pytest.fixture(scope="session")
def definitions(control_plane: ControlPlane) -> list[str]:
    """The names of the custom resource definitions, which the API server serves from now on."""
    client = control_plane.client()
    try:
        return install_crds(client)
    finally:
        client.close()


@pytest.fixture(scope="session")
def eck_program(request: pytest.FixtureRequest) -> Path:
    """The ECK operator."""
    return _build(request.config, operators.build_eck)


@pytest.fixture(scope="session")
def percona_program(request: pytest.FixtureRequest) -> Path:
    """Percona's operator for MySQL."""
    return _build(request.config, operators.build_percona)


@pytest.fixture
def client(control_plane: ControlPlane) -> Iterator[Client]:
    """A new client of the administrator; it records each warning of the API server."""
    control_plane.check()
    client = control_plane.client()
    yield client
    client.close()


@pytest.fixture
def warnings(client: Client) -> list[ApiWarning]:
    """The warnings that `client` has got in this test; the list grows as they come."""
    return client.warnings


@pytest.fixture
def new_namespace(control_plane: ControlPlane) -> Iterator[NamespaceMaker]:
    """Makes names of namespaces that do not exist yet; what stands there is deleted afterwards."""
    names: list[str] = []

    def make() -> str:
        names.append(f"test-{secrets.token_hex(4)}")
        return names[-1]

    yield make
    client = control_plane.client()
    for name in names:
        client.delete({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}})
    client.close()


@pytest.fixture
def namespace(new_namespace: NamespaceMaker) -> str:
    """The name of a namespace that does not exist yet; what stands there is deleted afterwards."""
    return new_namespace()


def _build(config: pytest.Config, build: Callable[[], Built]) -> Built:
    """Build programs with the progress shown, as a cold build takes minutes."""
    capture = config.pluginmanager.getplugin("capturemanager")
    if capture is None:  # pytest was told not to load its capture plugin
        return build()
    with capture.global_and_fixture_disabled():
        return build()


def _describe(plane: ControlPlane) -> str:
    memory = plane.memory_bytes()
    each = ", ".join(f"{name} {size / 1e6:.0f}" for name, size in memory.items())
    return (
        f"Control plane: ready in {plane.start_seconds:.1f} s with "
        f"{sum(memory.values()) / 1e6:.0f} MB of memory ({each}). Logs: {plane.logs}"
    )
