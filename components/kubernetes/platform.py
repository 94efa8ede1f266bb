"""The ground that everything else stands on: provider, namespace, names, labels and order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

import pulumi
import pulumi_kubernetes as kubernetes
from pulumi_kubernetes.core import v1 as core
from pulumi_kubernetes.meta import v1 as meta

from components.kubernetes.growth import growth_hook
from components.kubernetes.upgrade import upgrade_hook
from config.decisions import Decisions
from config.image_table import own_reference, reference, version

POD_SECURITY = "pod-security.kubernetes.io"

# An edit by hand makes the editor the owner of the field, and without this an `up` that puts it
# right fails with "Server-Side Apply field conflict detected".
LIVE = {"pulumi.com/patchForce": "true"}


class Wave(IntEnum):
    """The order of an installation, as a GitOps tool has to follow it.

    A live `up` follows `depends_on`. A rendered folder has no such thing, so each rendered object
    says its place by an Argo CD sync wave (argo-cd docs, user-guide/sync-waves).
    """

    NAMESPACE = -10
    SETTINGS = -8
    STORAGE = -7
    DEPENDENCY = -6
    PREFLIGHT = -4
    INSTALLATION = -2
    APPLICATION = 0
    VERIFICATION = 2


@dataclass(frozen=True)
class PlatformArgs:
    """What the platform is made of.

    `instance` tells installations in one cluster apart; it is the stack's name. `accepted` is known
    once the unchangeable decisions are found unchanged.
    """

    decisions: Decisions
    instance: str
    accepted: pulumi.Output[dict[str, str]]


class Platform(pulumi.ComponentResource):
    """Provider and namespace, and what every object in it has in common.

    The namespace enforces the Pod Security level "restricted". It is protected like the data in it,
    because deleting a namespace deletes the claims.
    """

    namespace: core.Namespace
    provider: kubernetes.Provider

    def __init__(
        self, name: str, args: PlatformArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("tracardi:kubernetes:Platform", name, None, opts)
        self._decisions = args.decisions
        self._instance = args.instance
        target = args.decisions.kubernetes
        self.growth_hook = growth_hook()
        self.upgrade_hook = upgrade_hook()
        self.provider = kubernetes.Provider(
            "kubernetes",
            context=target.context,
            kubeconfig=target.kubeconfig,
            render_yaml_to_directory=target.render_to,
            # Without an identifier of our own, a renewed kubeconfig can look like another cluster,
            # and then the provider and all that it made would be replaced (pulumi-kubernetes#4019).
            # Every object waits for its provider, and the provider waits here for the guard: when a
            # decision is refused, nothing has been touched, and no other error hides the reason.
            cluster_identifier=args.accepted.apply(
                lambda _: target.context or f"folder:{target.render_to}"
            ),
            enable_server_side_apply=target.render_to is None,
            enable_config_map_mutable=True,
            enable_secret_mutable=True,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.namespace = core.Namespace(
            "namespace",
            metadata=self.metadata(
                target.namespace,
                "namespace",
                Wave.NAMESPACE,
                labels={
                    f"{POD_SECURITY}/enforce": target.pod_security.level,
                    f"{POD_SECURITY}/enforce-version": target.pod_security.version,
                    f"{POD_SECURITY}/audit": "restricted",
                    f"{POD_SECURITY}/warn": "restricted",
                },
                namespaced=False,
            ),
            opts=self.options(self, protect=self.keeps_data),
        )
        self.register_outputs({})

    @property
    def keeps_data(self) -> bool:
        """Whether `destroy` leaves the data alone."""
        return self._decisions.deployment.data_on_destroy == "retain"

    @property
    def image_pull_secrets(self) -> list[core.LocalObjectReferenceArgs]:
        """The registry credentials that every pod names."""
        names = self._decisions.images.pull_secrets
        return [core.LocalObjectReferenceArgs(name=name) for name in names]

    @property
    def node_selector(self) -> dict[str, str]:
        """The labels that a machine must have to take a pod."""
        return self._decisions.kubernetes.node_selector

    @property
    def tolerations(self) -> list[core.TolerationArgs]:
        """The taints that every pod puts up with."""
        return [
            core.TolerationArgs(
                key=toleration.key,
                operator=toleration.operator,
                value=toleration.value,
                effect=toleration.effect,
                toleration_seconds=toleration.toleration_seconds,
            )
            for toleration in self._decisions.kubernetes.tolerations
        ]

    @property
    def priority_class(self) -> str | None:
        """The priority class of every pod."""
        return self._decisions.kubernetes.priority_class

    @property
    def zones(self) -> list[str]:
        """The zones that pods may be placed in; empty for any."""
        return self._decisions.kubernetes.zones

    @property
    def wait_seconds(self) -> int:
        """How long an `up` waits for one workload or Job."""
        return self._decisions.kubernetes.timeout_minutes * 60

    def image(self, name: str) -> str:
        """The reference of an image of config/image_table.py."""
        return reference(name, self._decisions)

    def version(self, name: str) -> str:
        """The version of an image, as an operator wants to be told it."""
        return version(name, self._decisions)

    def own_image(self, name: str) -> str | None:
        """The reference of an image where it is another than an operator takes by itself."""
        return own_reference(name, self._decisions)

    def host(self, service: str) -> str:
        """The name by which a Service of this namespace is reached from any namespace."""
        target = self._decisions.kubernetes
        return f"{service}.{target.namespace}.svc.{target.cluster_domain}"

    def selector(self, component: str) -> dict[str, str]:
        """The labels that find a component's pods. They are immutable, so no version is in them."""
        return {
            "app.kubernetes.io/name": "tracardi",
            "app.kubernetes.io/instance": self._instance,
            "app.kubernetes.io/component": component,
        }

    def labels(self, component: str) -> dict[str, str]:
        """The labels that every object of a component carries."""
        return {
            **self.selector(component),
            "app.kubernetes.io/part-of": "tracardi",
            "app.kubernetes.io/managed-by": "pulumi",
        }

    def metadata(
        self,
        name: pulumi.Input[str],
        component: str,
        wave: Wave,
        *,
        labels: Mapping[str, str] | None = None,
        annotations: Mapping[str, pulumi.Input[str]] | None = None,
        namespaced: bool = True,
        awaited: bool = True,
    ) -> meta.ObjectMetaArgs:
        """The metadata of an object: a name that people can predict, labels, and its place in line.

        `awaited`: whether an `up` waits until the object is ready.
        """
        order = {"argocd.argoproj.io/sync-wave": str(int(wave))} if self.renders else LIVE
        if not awaited and not self.renders:
            order = {**order, "pulumi.com/skipAwait": "true"}
        return meta.ObjectMetaArgs(
            name=name,
            namespace=self.namespace.metadata.name if namespaced else None,
            labels={**self.labels(component), **(labels or {})},
            annotations={**order, **(annotations or {})} or None,
        )

    def job_metadata(
        self, name: pulumi.Input[str], component: str, wave: Wave
    ) -> meta.ObjectMetaArgs:
        """The metadata of a Job, which a GitOps tool has to run as a hook and await."""
        hook = {
            "argocd.argoproj.io/hook": "Sync",
            "argocd.argoproj.io/hook-delete-policy": "BeforeHookCreation",
        }
        return self.metadata(name, component, wave, annotations=hook if self.renders else None)

    @property
    def renders(self) -> bool:
        """Whether the objects go to a folder instead of a cluster."""
        return self._decisions.kubernetes.render_to is not None

    def options(
        self,
        parent: pulumi.Resource,
        *,
        depends_on: Sequence[pulumi.Resource] = (),
        protect: bool = False,
        before_update: Sequence[pulumi.ResourceHook] = (),
    ) -> pulumi.ResourceOptions:
        """The options of every object: this provider, the decided patience, protection of data."""
        timeout = f"{self._decisions.kubernetes.timeout_minutes}m"
        return pulumi.ResourceOptions(
            parent=parent,
            provider=self.provider,
            depends_on=list(depends_on),
            protect=protect,
            retain_on_delete=protect,
            custom_timeouts=pulumi.CustomTimeouts(create=timeout, update=timeout),
            hooks=pulumi.ResourceHookBinding(before_update=list(before_update))
            if before_update
            else None,
        )

    def service_account(self, component: str, parent: pulumi.Resource) -> core.ServiceAccount:
        """An account without any right, so that no pod runs as the namespace's default account."""
        return core.ServiceAccount(
            f"{component}-account",
            metadata=self.metadata(component, component, Wave.SETTINGS),
            automount_service_account_token=False,
            opts=self.options(parent),
        )

    def secret(
        self,
        name: str,
        component: str,
        data: Mapping[str, pulumi.Input[str]],
        parent: pulumi.Resource,
        kind: str | None = None,
    ) -> core.Secret:
        """A Secret; its data is encrypted in the state and hidden in a preview. `kind`: one of the
        types that Kubernetes knows, by default the one that stands for any.
        """
        return core.Secret(
            f"{name}-secret",
            metadata=self.metadata(name, component, Wave.SETTINGS),
            string_data=data,
            type=kind,
            opts=self.options(parent),
        )
