"""Open-source Tracardi: the private and the public API, the GUI, and the two workers."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from components.kubernetes import workload
from components.kubernetes.environment import TracardiContext
from components.kubernetes.platform import Platform, Wave
from components.kubernetes.pod import (
    TRACARDI_USER,
    Container,
    FixedResources,
    Mount,
    Pod,
    Resources,
    http_probe,
    scratch,
)
from config.environment import Process
from config.groups.processes import ApiProcess, GuiProcess
from config.types import CpuQuantity, Quantity

HTTP_PORT = 80
PRIVATE_API_PORT = 8686
PUBLIC_API_PORT = 8585
GUI_PORT = 8787
GUI_FILES = "/usr/share/nginx/html"


@dataclass(frozen=True)
class TracardiArgs:
    """What the processes stand on. `installed` must exist before any of them starts."""

    platform: Platform
    context: TracardiContext
    installed: Sequence[pulumi.Resource]


class Tracardi(pulumi.ComponentResource):
    """Every process of open-source Tracardi. `serving` exist once both APIs answer."""

    serving: Sequence[pulumi.Resource]
    private_api_host: str
    public_api_host: str

    def __init__(
        self, name: str, args: TracardiArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("tracardi:kubernetes:Tracardi", name, None, opts)
        self._args = args
        application = args.context.decisions.application
        self.serving = [
            *self._api(Process.PRIVATE_API, application.private_api, PRIVATE_API_PORT),
            *self._api(Process.PUBLIC_API, application.public_api, PUBLIC_API_PORT),
        ]
        self.private_api_host = Process.PRIVATE_API.value
        self.public_api_host = Process.PUBLIC_API.value
        if application.gui.enabled:
            self._gui()
        if application.merging.enabled:
            self._worker(Process.MERGING_WORKER, "apm", application.workers.merging)
        self._worker(Process.UPDATE_WORKER, "update-worker", application.workers.update)
        self.register_outputs({})

    def _api(self, process: Process, decision: ApiProcess, port: int) -> list[pulumi.Resource]:
        args, component = self._args, process.value
        environment = args.context.of(process)
        container = Container(
            name="api",
            image=args.platform.image("tracardi-api"),
            resources=decision,
            # Said here because the images of different versions start different servers. The number
            # of processes is in WEB_CONCURRENCY. The access log must stay on: without it the API
            # does not start ("IndexError: list index out of range", measured on API 0.9.0-dev).
            command=[
                "uvicorn",
                "app.main:application",
                "--proxy-headers",
                "--host=0.0.0.0",
                f"--port={HTTP_PORT}",
            ],
            environment=environment.variables(),
            mounts=[scratch("tmp", "/tmp"), *args.context.certificate_mounts()],
            ports={"http": HTTP_PORT},
            # No Host header in the probes: the API asks for one only where it has several tenants.
            # The API waits for MySQL, Redis and Elasticsearch in turn, up to 59 s for the last
            # alone, and its port opens only then (measured); a restart in between starts all over.
            startup=http_probe("/healthcheck", "http", period=5, failures=60),
            # Readiness asks the same page as liveness, which looks at no store. On purpose: a page
            # that did would take all replicas out of the Service at once when a store fails, while
            # the API still answers much (cached sources, other stores) and recovers by itself.
            readiness=http_probe("/healthcheck", "http", period=5, failures=3),
            # A process can lock up for good, and only a restart helps (measured); but a store that
            # hangs stops the page too, and then a restart is no cure. So: seldom and late.
            liveness=http_probe("/healthcheck", "http", period=20, failures=6, timeout=10),
            # Lets proxies and the cluster's network forget the pod before it stops listening.
            pre_stop=["sleep", "5"],
        )
        pod = Pod(
            component=component,
            user=TRACARDI_USER,
            containers=[container],
            grace_seconds=45,
            binds_port_80=True,
            spread=decision.replicas > 1,
            annotations={workload.CHECKSUM: args.context.secrets_checksum},
        )
        return self._serve(pod, decision, port)

    def _gui(self) -> None:
        args, component = self._args, Process.GUI.value
        decision = args.context.decisions.application.gui
        image = args.platform.image("tracardi-gui")
        # The image writes its settings into a script beside its pages when it starts
        # (Tracardi/tracardi-gui Dockerfile, env.sh), so it works on a copy of the pages.
        pages = scratch("pages", GUI_FILES, "128Mi")
        copy = Container(
            name="pages",
            image=image,
            resources=FixedResources(Quantity("64Mi"), CpuQuantity("50m")),
            command=["cp", "-R", f"{GUI_FILES}/.", "/pages/"],
            mounts=[Mount(pages.volume, "/pages")],
        )
        container = Container(
            name="gui",
            image=image,
            resources=decision,
            environment=args.context.of(Process.GUI).variables(),
            mounts=[
                pages,
                scratch("cache", "/var/cache/nginx"),
                scratch("run", "/var/run", "16Mi"),
                scratch("tmp", "/tmp"),
            ],
            ports={"http": HTTP_PORT},
            startup=http_probe("/", "http", period=5, failures=24),
            readiness=http_probe("/", "http", period=5, failures=3),
            liveness=http_probe("/", "http", period=20, failures=6),
            pre_stop=["sleep", "5"],
        )
        pod = Pod(
            component=component,
            user=TRACARDI_USER,
            init_containers=[copy],
            containers=[container],
            binds_port_80=True,
            spread=decision.replicas > 1,
        )
        self._serve(pod, decision, GUI_PORT)

    def _serve(
        self, pod: Pod, decision: ApiProcess | GuiProcess, port: int
    ) -> list[pulumi.Resource]:
        """A Deployment behind a Service, with a disruption budget where it has replicas."""
        platform, component = self._args.platform, pod.component
        account = platform.service_account(component, self)
        servers = workload.deployment(
            pod, decision.replicas, platform, self, [*self._args.installed, account]
        )
        front = workload.service(
            component, component, {"http": (port, "http")}, platform, self, Wave.APPLICATION
        )
        workload.disruption_budget(
            component, decision.replicas, platform, self, decision.min_available
        )
        return [servers, front]

    def _worker(self, process: Process, image: str, resources: Resources) -> None:
        """A worker has no port to probe: when its process ends, it is started anew, and no more."""
        args, component = self._args, process.value
        environment = args.context.of(process)
        account = args.platform.service_account(component, self)
        container = Container(
            name="worker",
            image=args.platform.image(image),
            resources=resources,
            environment=environment.variables(),
            mounts=[scratch("tmp", "/tmp"), *args.context.certificate_mounts()],
        )
        pod = Pod(
            component=component,
            user=TRACARDI_USER,
            containers=[container],
            # A pass over a batch of profiles, or of a re-index, may be under way.
            grace_seconds=120,
            annotations={workload.CHECKSUM: args.context.secrets_checksum},
        )
        # Two at once would work on the same profiles, or take the same task of the queue twice.
        workload.deployment(
            pod,
            1,
            args.platform,
            self,
            [*args.installed, account],
            one_at_a_time=True,
        )
