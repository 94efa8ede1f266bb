"""The command lines of the programs. All listen on 127.0.0.1 only, or not at all."""

from pathlib import Path

from tools.controlplane.manifests import NODE_ANNOTATION

# Clients of the API server need not be asked anything: port 0 is "do not listen".
CLIENT_FLAGS = (
    "--leader-elect=false",
    "--profiling=false",
    "--bind-address=127.0.0.1",
    "--secure-port=0",
)


def etcd_command(program: Path, data: Path, port: int, peer_port: int) -> list[str]:
    """Return the command of an etcd that forgets its data on a power cut, for speed."""
    url, peer_url = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{peer_port}"
    return [
        str(program),
        "--name=test",
        f"--data-dir={data}",
        f"--listen-client-urls={url}",
        f"--advertise-client-urls={url}",
        f"--listen-peer-urls={peer_url}",
        f"--initial-advertise-peer-urls={peer_url}",
        f"--initial-cluster=test={peer_url}",
        "--unsafe-no-fsync",
        "--log-level=warn",
    ]


def apiserver_command(
    program: Path, port: int, etcd_port: int, certificates: Path, token_file: Path
) -> list[str]:
    """Return the command of the API server. Pod Security admission and RBAC are on."""
    key = certificates / "apiserver.key"
    return [
        str(program),
        f"--etcd-servers=http://127.0.0.1:{etcd_port}",
        "--bind-address=127.0.0.1",
        "--advertise-address=127.0.0.1",
        f"--secure-port={port}",
        f"--cert-dir={certificates}",
        f"--token-auth-file={token_file}",
        "--authorization-mode=RBAC",
        "--service-account-issuer=https://kubernetes.default.svc",
        f"--service-account-signing-key-file={key}",
        f"--service-account-key-file={key}",
        "--service-cluster-ip-range=10.96.0.0/16",
        # Pod Security shall be what refuses a privileged pod, not a switch for the whole server.
        "--allow-privileged=true",
        # The Service "kubernetes" cannot have a loopback address as its endpoint.
        "--endpoint-reconciler-type=none",
        # The names of the nodes are known to no name server.
        "--kubelet-preferred-address-types=InternalIP",
        "--profiling=false",
        "--shutdown-delay-duration=0s",
    ]


def controller_manager_command(
    program: Path, kubeconfig: Path, certificate: Path, key: Path
) -> list[str]:
    """Return the command of the controller manager; each controller acts under its own role."""
    return [
        str(program),
        f"--kubeconfig={kubeconfig}",
        "--use-service-account-credentials",
        f"--service-account-private-key-file={key}",
        f"--root-ca-file={certificate}",
        *CLIENT_FLAGS,
    ]


def scheduler_command(program: Path, kubeconfig: Path) -> list[str]:
    """Return the command of the scheduler."""
    return [str(program), f"--kubeconfig={kubeconfig}", *CLIENT_FLAGS]


def kwok_command(
    program: Path, kubeconfig: Path, stages: Path, port: int, certificate: Path, key: Path
) -> list[str]:
    """Return the command of a kwok that knows the stages of that file and no others.

    On `port` it is the kubelet of all nodes, by which the API server forwards ports of pods.
    """
    return [
        str(program),
        f"--kubeconfig={kubeconfig}",
        f"--config={stages}",
        f"--manage-nodes-with-annotation-selector={NODE_ANNOTATION}=fake",
        "--node-ip=127.0.0.1",
        f"--node-port={port}",
        f"--server-address=127.0.0.1:{port}",
        f"--tls-cert-file={certificate}",
        f"--tls-private-key-file={key}",
    ]


def kwok_of_custom_resources_command(
    program: Path, kubeconfig: Path, configuration: Path
) -> list[str]:
    """Return the command of a second kwok, which plays no nodes and no pods."""
    return [
        str(program),
        f"--kubeconfig={kubeconfig}",
        f"--config={configuration}",
        f"--manage-nodes-with-annotation-selector={NODE_ANNOTATION}=none",
    ]


def eck_command(program: Path, operator_namespace: str, namespace: str) -> list[str]:
    """Return the command of an ECK operator that minds the resources of one namespace.

    It reaches Elasticsearch through the API server's port forwarding, as names of pods mean nothing
    on this machine; that is a feature of its development mode. Its flags: the ECK documentation,
    "Configure ECK", and cmd/manager of elastic/cloud-on-k8s 3.5.0.
    """
    return [
        str(program),
        "--development",
        "manager",
        "--auto-port-forward",
        # Both would else listen on a port that is always the same, or on all addresses.
        "--debug-http-listen=127.0.0.1:0",
        "--metrics-host=127.0.0.1",
        "--metrics-port=0",
        f"--operator-namespace={operator_namespace}",
        f"--namespaces={namespace}",
        # A webhook server always listens on all addresses.
        "--enable-webhook=false",
        "--enable-leader-election=false",
        "--disable-telemetry",
        "--elasticsearch-client-timeout=5s",
        "--elasticsearch-observation-interval=1s",
    ]
