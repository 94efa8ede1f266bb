"""The three Jobs of an installation: wait for the stores, install Tracardi, prove that it works.

Their scripts are the files of components/jobs; they are run by the Python of Tracardi's own image.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pulumi
from pulumi_kubernetes.batch import v1 as batch
from pulumi_kubernetes.core import v1 as core

from components.kubernetes import workload
from components.kubernetes.environment import (
    PYTHON,
    STORE_PREFIXES,
    TracardiContext,
    literal,
)
from components.kubernetes.platform import Platform, Wave
from components.kubernetes.pod import (
    TRACARDI_USER,
    Container,
    FixedResources,
    Pod,
    config_files,
    scratch,
)
from config.environment import Process
from config.types import CpuQuantity, Quantity

SCRIPTS = Path(__file__).parent.parent / "jobs"
MOUNT_PATH = "/jobs"
CONFIG_MAP = "tracardi-jobs"

# The installation runs the whole API in its pod: 188 MB at rest and 247 MB at most (measured).
RESOURCES = FixedResources(Quantity("512Mi"), CpuQuantity("250m"))


@dataclass(frozen=True)
class JobsArgs:
    """What the Jobs stand on."""

    platform: Platform
    context: TracardiContext


class Jobs(pulumi.ComponentResource):
    """The scripts, and a Job for each of them, to be placed in the order of an `up`."""

    def __init__(
        self, name: str, args: JobsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("tracardi:kubernetes:Jobs", name, None, opts)
        self._args = args
        self._files = scripts()
        self._config_map = core.ConfigMap(
            "jobs-scripts",
            metadata=args.platform.metadata(CONFIG_MAP, "jobs", Wave.SETTINGS),
            data=self._files,
            opts=args.platform.options(self),
        )
        self.register_outputs({})

    def preflight(self, depends_on: Sequence[pulumi.Resource]) -> batch.Job:
        """Waits until every store answers and the declared data nodes have joined."""
        context = self._args.context
        stores = context.of(Process.INSTALLATION, STORE_PREFIXES)
        values = {
            "EXPECTED_DATA_NODES": str(context.endpoints.elasticsearch.data_nodes),
            "RUNTIME_MYSQL_USERNAME": context.endpoints.mysql.username,
        }
        variables = [
            *stores.variables(),
            *context.secret_variables({"RUNTIME_MYSQL_PASSWORD": "mysql-password"}),
        ]
        inputs = [stores.digest()]
        return self._job("preflight", Wave.PREFLIGHT, variables, values, inputs, depends_on)

    def installation(self, depends_on: Sequence[pulumi.Resource]) -> batch.Job:
        """Installs Tracardi, through its own API on loopback in the pod, and proves it."""
        context = self._args.context
        api = context.of(Process.INSTALLATION)
        values = {
            "EXPECTED_DATA_NODES": str(context.endpoints.elasticsearch.data_nodes),
            "ADMIN_EMAIL": context.decisions.application.admin_email,
        }
        variables = [*api.variables(), *context.secret_variables(ADMIN_PASSWORD)]
        inputs = [api.digest()]
        return self._job("installation", Wave.INSTALLATION, variables, values, inputs, depends_on)

    def verification(
        self, private_api_url: str, public_api_url: str, depends_on: Sequence[pulumi.Resource]
    ) -> batch.Job:
        """Sends an event through the public API and reads the same event back.

        Again whenever one of the APIs is given something else.
        """
        context = self._args.context
        values = {
            "PRIVATE_API_URL": private_api_url,
            "PUBLIC_API_URL": public_api_url,
            "ADMIN_EMAIL": context.decisions.application.admin_email,
        }
        variables = [*context.secret_variables(ADMIN_PASSWORD), *PYTHON]
        inputs = [
            context.of(process).digest() for process in (Process.PRIVATE_API, Process.PUBLIC_API)
        ]
        return self._job("verification", Wave.VERIFICATION, variables, values, inputs, depends_on)

    def _job(
        self,
        component: str,
        wave: Wave,
        variables: Sequence[core.EnvVarArgs],
        values: Mapping[str, str],
        inputs: Sequence[pulumi.Output[str]],
        depends_on: Sequence[pulumi.Resource],
    ) -> batch.Job:
        platform = self._args.platform
        account = platform.service_account(component, self)
        # The platform ends the Job a little later than the script gives up, so that the script's
        # own last line, which says what is missing, is what people read.
        values = {**values, "WAIT_SECONDS": str(max(60, platform.wait_seconds // 2))}
        image = platform.image("tracardi-api")
        container = Container(
            name=component,
            image=image,
            resources=RESOURCES,
            command=["python3", f"{MOUNT_PATH}/{SCRIPT_OF[component]}"],
            environment=[*variables, *(literal(name, value) for name, value in values.items())],
            mounts=[
                scratch("tmp", "/tmp"),
                config_files("jobs", CONFIG_MAP, MOUNT_PATH),
                *self._args.context.certificate_mounts(),
            ],
        )
        one_shot = workload.OneShot(
            pod=Pod(
                component=component,
                user=TRACARDI_USER,
                containers=[container],
                restart_policy="Never",
            ),
            wave=wave,
            inputs=[image, workload.digest(self._files), workload.digest(values), *inputs],
        )
        return workload.job(one_shot, platform, self, [*depends_on, account, self._config_map])


ADMIN_PASSWORD = {"ADMIN_PASSWORD": "admin-password"}

SCRIPT_OF = {
    "preflight": "preflight.py",
    "installation": "install.py",
    "verification": "verify.py",
}


def scripts() -> dict[str, str]:
    """The Jobs' files, by name."""
    return {path.name: path.read_text() for path in sorted(SCRIPTS.glob("*.py"))}
