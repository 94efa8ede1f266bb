"""The one table of the engine's versions.

The versions of the CLI and of the providers are those of the Python packages in requirements.txt;
the versions of the Go modules are those of the go.mod files in modules/. A test compares them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

MODULES = Path(__file__).parent / "modules"

PULUMI = "3.250.0"
OLDEST_PULUMI = (3, 208)  # the first release whose built-in resource Stash the program can use
BELOW_PULUMI = (4,)  # the next major version may break the program

RELEASES_URL = "https://get.pulumi.com/releases"
INSTALL_PULUMI_URL = "https://www.pulumi.com/docs/install/"
INSTALL_GO_URL = "https://go.dev/dl/"

LANGUAGE_EXECUTOR = "pulumi-language-python-exec"


@dataclass(frozen=True)
class Provider:
    """A provider plugin: the name and version by which the Python package asks for it."""

    name: str
    version: str

    @property
    def binary(self) -> str:
        """The file name of the program."""
        return f"pulumi-resource-{self.name}"

    @property
    def folder(self) -> str:
        """The name of the plugin's folder in PULUMI_HOME/plugins."""
        return f"resource-{self.name}-v{self.version}"


@dataclass(frozen=True)
class Build:
    """How one program is built from a folder of `MODULES`; the fields are those of gobuild.build.

    `pins` names the Go modules whose version decides what is built.
    """

    name: str
    package: str
    binary: str
    ldflags: str
    pins: Mapping[str, str]
    copies: Mapping[str, str] = field(default_factory=dict)

    @property
    def module(self) -> Path:
        """The folder with go.mod and go.sum."""
        return MODULES / self.name

    @property
    def cache_name(self) -> str:
        """The first part of the name of the cache folder."""
        return f"engine-{self.name}"


KUBERNETES = Provider("kubernetes", "4.25.0")
RANDOM = Provider("random", "4.18.2")
PROVIDERS = (KUBERNETES, RANDOM)

_KUBERNETES_MODULE = "github.com/pulumi/pulumi-kubernetes/provider/v4"
_PULUMI_SDK_MODULE = "github.com/pulumi/pulumi/sdk/v3"

BUILDS = (
    Build(
        name="pulumi",
        package="github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
        binary="pulumi",
        ldflags=f"-s -w -X {_PULUMI_SDK_MODULE}/go/common/version.Version=v{PULUMI}",
        pins={"github.com/pulumi/pulumi/pkg/v3": f"v{PULUMI}", _PULUMI_SDK_MODULE: f"v{PULUMI}"},
        # Pulumi's own starter of Python programs; our language host calls it.
        copies={LANGUAGE_EXECUTOR: f"{_PULUMI_SDK_MODULE}//python/cmd/{LANGUAGE_EXECUTOR}"},
    ),
    Build(
        name="kubernetes",
        package=".",
        binary=KUBERNETES.binary,
        ldflags=f"-s -w -X main.version={KUBERNETES.version}",
        # The provider's module has no tags of its own; this is the commit of January 2026.
        pins={_KUBERNETES_MODULE: "v4.0.0-20260115033456-f47bc2d6f199"},
        copies={
            file: f"{_KUBERNETES_MODULE}//cmd/{KUBERNETES.binary}/{file}"
            for file in ("schema.json", "terraform-mapping.json")
        },
    ),
    Build(
        name="random",
        package=".",
        binary=RANDOM.binary,
        ldflags=f"-s -w -X main.version={RANDOM.version}",
        pins={
            "github.com/pulumi/pulumi-terraform-bridge/v3": "v3.115.0",
            "github.com/terraform-providers/terraform-provider-random": (
                "v1.3.2-0.20250422105519-bc2ddb552b46"
            ),
        },
    ),
)


def supported_pulumi(version: str) -> bool:
    """Say whether `version`, such as "v3.250.0" or "3.251.0-dev.1", is one the program runs on."""
    numbers = version.strip().removeprefix("v").split("-", maxsplit=1)[0].split(".")
    try:
        parsed = tuple(int(number) for number in numbers)
    except ValueError:
        return False
    return OLDEST_PULUMI <= parsed < BELOW_PULUMI


def supported_range() -> str:
    """Return the supported versions in words."""
    oldest = ".".join(str(number) for number in OLDEST_PULUMI)
    return f"{oldest} or later, below {BELOW_PULUMI[0]}"
