"""An `up` whose engine is killed at any moment is finished by the next one."""

import base64
import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.cluster.installed import configuration, secret_data, workloads
from tests.conftest import StackMaker
from tests.stack import PROJECT, Stack
from tools.controlplane.client import Client
from tools.controlplane.cluster import ControlPlane

pytestmark = pytest.mark.cluster

# An `up` of the smallest installation makes 76 resources; the moments are counted in those that the
# engine has reported as made, so they lie where they are meant to on a fast and a slow machine.
MOMENTS = (0, 3, 9, 20, 32, 44, 56, 63, 68, 73)
MADE = '"resOutputsEvent"'
PASSWORDS = {
    "mysql-password": ("mysql", "password"),
    "mysql-installer-password": ("mysql", "installer-password"),
    "mysql-root-password": ("mysql", "root-password"),
    "redis-password": ("redis", "password"),
    "elasticsearch-password": ("elasticsearch", "password"),
    "installation-token": ("tracardi", "installation-token"),
    "merging-key": ("tracardi", "merging-key"),
    "admin-password": ("tracardi", "admin-password"),
}


@pytest.mark.parametrize("made", MOMENTS)
def test_the_next_up_converges_and_keeps_every_secret(
    made: int,
    control_plane: ControlPlane,
    client: Client,
    new_namespace: Callable[[], str],
    new_stack: StackMaker,
) -> None:
    namespace = new_namespace()
    stack = new_stack(configuration(control_plane, namespace))
    killed_up(stack, made)
    before = stack.generated_secrets()
    in_cluster = secrets_in(client, namespace)

    stack.cancel()
    stack.up("--refresh")

    after = stack.generated_secrets()
    assert {name: after[name] for name in before} == before
    now_in_cluster = secrets_in(client, namespace)
    assert {name: now_in_cluster[name] for name in in_cluster} == in_cluster
    assert now_in_cluster == {name: after[name] for name in PASSWORDS}
    for item in workloads(client, namespace):
        status = item["status"]
        assert status.get("succeeded") == 1 or status["readyReplicas"] == item["spec"]["replicas"]
    run = stack.preview("--expect-no-changes")
    assert run.exit_code == 0, run.text


def killed_up(stack: Stack, made: int) -> None:
    """Starts an `up` and kills the engine once it has made so many resources."""
    words, log = stack.arguments("up", "--yes", "--skip-preview")
    with subprocess.Popen(
        words,
        cwd=PROJECT,
        env=stack.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        deadline = time.monotonic() + 120
        while process.poll() is None and time.monotonic() < deadline:
            if log.exists() and log.read_text().count(MADE) >= made:
                break
            time.sleep(0.02)
        assert process.poll() is None, "the up was over before it could be killed"
        process.send_signal(signal.SIGKILL)
        process.wait()
        # Providers outlive a killed engine; the next run must not find one of them still at work.
        end_session(process.pid)


def end_session(session: int) -> None:
    """Ends what is left of a session. The engine's plugins have process groups of their own."""
    listed = subprocess.run(
        ["ps", "-s", str(session), "-o", "pid="], capture_output=True, text=True, check=False
    )
    for process in listed.stdout.split():
        with contextlib.suppress(ProcessLookupError):
            os.kill(int(process), signal.SIGKILL)


def secrets_in(client: Client, namespace: str) -> dict[str, str]:
    """The generated secrets that have reached the cluster, by logical name."""
    found: dict[str, Any] = {}
    if client.get("v1", "Namespace", namespace) is None:
        return found
    held = secret_data(client, namespace)
    for name, (secret, key) in PASSWORDS.items():
        if secret in held:
            found[name] = base64.b64decode(held[secret][key]).decode()
    return found
