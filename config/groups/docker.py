"""The Docker host that receives the installation."""

from typing import Final

from config.about import Change, answer, group
from config.types import Answers, BindAddress, DockerHost, DockerName, FilePath

_ENGINE: Final = "Docker documentation, Protect the Docker daemon socket"
_PORTS: Final = "Docker documentation, Packet filtering and firewalls"


class DockerPorts(Answers):
    """The ports of the host at which the services are published."""

    public_api: int = answer(
        8585,
        "The port at which web sites and programs send events.",
        consequence="The port must be free on the host; one below 1024 needs allowPrivilegedPorts.",
        source=_PORTS,
        ge=1,
        le=65535,
    )
    private_api: int = answer(
        8686,
        "The port of the interface's API.",
        consequence="The port must be free on the host; one below 1024 needs allowPrivilegedPorts.",
        source=_PORTS,
        ge=1,
        le=65535,
    )
    gui: int = answer(
        8787,
        "The port of the user interface.",
        consequence="The port must be free on the host; one below 1024 needs allowPrivilegedPorts.",
        source=_PORTS,
        ge=1,
        le=65535,
    )


class Docker(Answers):
    """Where the Docker Engine listens, and what it publishes."""

    host: DockerHost = answer(
        "unix:///var/run/docker.sock",
        "Where the Docker Engine listens: a socket of this machine, another machine over ssh://, "
        "or tcp:// with certificates.",
        consequence="Who may talk to the Engine is root on its host.",
        change=Change.NEVER,
        later="volumes stay on the old host: install a second stack on the new one, restore "
        "backups there, and then destroy this one",
        source=_ENGINE,
    )
    certificates: FilePath | None = answer(
        None,
        "For tcp://, the folder with ca.pem, cert.pem and key.pem.",
        consequence="Without them, anybody on the network would be root on the host.",
        question="3.1",
        source=_ENGINE,
    )
    name: DockerName = answer(
        "tracardi",
        "What the names of containers, networks and volumes begin with; one for each stack on the "
        "same host.",
        consequence="Under another name the stores start with new, empty volumes.",
        change=Change.NEVER,
        later="install a second stack under the new name, restore backups there, and then destroy "
        "this one",
        source="Docker documentation, docker container create --name",
    )
    bind_address: BindAddress = answer(
        "127.0.0.1",
        "The address of the host at which ports are published. Keep loopback and put a reverse "
        "proxy in front; another one only on a network where everybody is trusted.",
        consequence="Docker goes around the host's firewall: a port published at 0.0.0.0 is open "
        "to everybody who reaches the host.",
        question="3.1",
        source=_PORTS,
    )
    ports: DockerPorts = group(
        DockerPorts, "The ports of the host. No store is ever published.", question="3.1"
    )
    allow_privileged_ports: bool = answer(
        False,
        "Whether ports below 1024 may be published, for a host that serves nothing else.",
        consequence="Such ports may be taken by the host's own web or mail server.",
        question="3.1",
        source="CIS Docker Benchmark, 5.8",
    )
    timeout_minutes: int = answer(
        20,
        "How many minutes to wait until a container is healthy.",
        consequence="A failure that never mends itself is told after that time.",
        source="Pulumi Docker provider, waitTimeout",
        ge=1,
        le=240,
    )
