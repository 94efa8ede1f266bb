import re
from pathlib import Path

import pytest

from tools import gobuild
from tools.engine import versions
from tools.engine.layout import CHECKOUT

pytestmark = pytest.mark.unit


def locked(name: str) -> str:
    match = re.search(
        rf"^{re.escape(name)}==(\S+)", (CHECKOUT / "requirements.txt").read_text(), re.MULTILINE
    )
    assert match is not None, f"{name} is not in requirements.txt"
    return match.group(1)


def required(module: Path) -> dict[str, str]:
    """Every module of a go.mod with its version."""
    lines = re.findall(
        r"^(?:require )?\t?(\S+\.\S+/\S+) (v\S+)", (module / "go.mod").read_text(), re.MULTILINE
    )
    return dict(lines)


def test_the_command_line_has_the_version_of_the_python_package() -> None:
    assert locked("pulumi") == versions.PULUMI


@pytest.mark.parametrize("provider", versions.PROVIDERS, ids=lambda provider: provider.name)
def test_each_provider_has_the_version_of_its_python_package(provider: versions.Provider) -> None:
    assert locked(f"pulumi-{provider.name}") == provider.version


def test_every_pulumi_package_in_the_lock_file_has_its_provider() -> None:
    packages = re.findall(
        r"^pulumi-([a-z-]+)==", (CHECKOUT / "requirements.txt").read_text(), re.MULTILINE
    )
    assert sorted(packages) == sorted(provider.name for provider in versions.PROVIDERS)


@pytest.mark.parametrize("build", versions.BUILDS, ids=lambda build: build.name)
def test_the_table_pins_what_the_go_modules_pin(build: versions.Build) -> None:
    modules = required(build.module)
    assert {module: modules.get(module) for module in build.pins} == dict(build.pins)
    assert (build.module / "go.sum").exists()


@pytest.mark.parametrize("build", versions.BUILDS, ids=lambda build: build.name)
def test_copies_come_from_pinned_modules(build: versions.Build) -> None:
    assert {origin.split("//")[0] for origin in build.copies.values()} <= set(build.pins)


def test_every_program_of_the_engine_is_built() -> None:
    built = {build.binary for build in versions.BUILDS}
    assert built == {"pulumi", *(provider.binary for provider in versions.PROVIDERS)}


def test_the_versions_are_what_the_programs_say_of_themselves() -> None:
    flags = {build.name: build.ldflags for build in versions.BUILDS}
    assert flags["pulumi"].endswith(f".Version=v{versions.PULUMI}")
    for provider in versions.PROVIDERS:
        assert flags[provider.name].endswith(f"main.version={provider.version}")


def test_the_least_go_version_can_be_read() -> None:
    for build in versions.BUILDS:
        assert gobuild.version_numbers(gobuild.least_go_version(build.module)) >= (1, 24)


@pytest.mark.parametrize("version", ["3.208.0", "v3.250.0", "3.251.0-alpha.1+dirty", "3.999.1\n"])
def test_supported(version: str) -> None:
    assert versions.supported_pulumi(version)


@pytest.mark.parametrize("version", ["3.207.9", "v2.25.0", "4.0.0", "", "dev", "3.x"])
def test_not_supported(version: str) -> None:
    assert not versions.supported_pulumi(version)
