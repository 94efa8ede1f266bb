import socket
from pathlib import Path

import pytest

from tests.unit.tools import programs
from tools.engine import versions
from tools.engine.choice import NotUsable, Source
from tools.engine.installed import installed_engine

pytestmark = pytest.mark.unit

LACKING = "lacks the plugins kubernetes"


@pytest.fixture
def bin_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    # A host of plugins of the user's own, so that the official one is not asked for.
    monkeypatch.setenv("PULUMI_PLUGIN_DOWNLOAD_URL_OVERRIDES", "^.*=http://127.0.0.1:9")
    return folder


def pulumi(
    folder: Path, *, version: str = versions.PULUMI, plugins: bool = True, download: str = "exit 1"
) -> None:
    """Write a `pulumi`; without plugins `download` decides what `plugin install` does."""
    present = ", ".join(
        f'{{"name": "{provider.name}", "kind": "resource", "version": "{provider.version}"}}'
        for provider in versions.PROVIDERS
    )
    if plugins:
        (folder / "plugins").write_text(f"[{present}]")
    else:
        (folder / "plugins").write_text("[]")
    (folder / "complete").write_text(f"[{present}]")
    programs.program(
        folder,
        "pulumi",
        f"""
shift # --non-interactive
case "$1 $2" in
"version ") echo v{version} ;;
"plugin ls") cat {folder}/plugins ;;
"plugin install") echo "$*" >> {folder}/installed; {download} ;;
esac
""",
    )


def quiet(_: str) -> None: ...


def test_a_complete_pulumi_is_used(bin_folder: Path) -> None:
    pulumi(bin_folder)
    programs.program(bin_folder, "pulumi-language-python", "exit 0")
    engine = installed_engine(install=False, log=quiet)
    assert engine.pulumi == bin_folder / "pulumi"
    assert engine.source is Source.PATH
    assert versions.PULUMI in engine.why
    assert "PULUMI_HOME" not in engine.environment  # it stays the user's own


@pytest.mark.usefixtures("bin_folder")
def test_no_pulumi() -> None:
    with pytest.raises(NotUsable, match="no `pulumi` on PATH"):
        installed_engine(install=True, log=quiet)


@pytest.mark.parametrize("version", ["3.207.0", "4.0.0"])
def test_an_unsupported_pulumi_is_named_with_what_is_supported(
    bin_folder: Path, version: str
) -> None:
    pulumi(bin_folder, version=version)
    with pytest.raises(NotUsable, match=rf"is version {version}; .* 3\.208 or later, below 4"):
        installed_engine(install=True, log=quiet)


def test_a_pulumi_that_cannot_run_python(bin_folder: Path) -> None:
    pulumi(bin_folder)
    with pytest.raises(NotUsable, match="pulumi-language-python"):
        installed_engine(install=True, log=quiet)


def test_missing_plugins_are_not_fetched_unasked(bin_folder: Path) -> None:
    pulumi(bin_folder, plugins=False)
    programs.program(bin_folder, "pulumi-language-python", "exit 0")
    with pytest.raises(NotUsable, match=LACKING):
        installed_engine(install=False, log=quiet)
    assert not (bin_folder / "installed").exists()


def test_missing_plugins_are_fetched_in_the_pinned_versions(bin_folder: Path) -> None:
    pulumi(bin_folder, plugins=False, download=f"cp {bin_folder}/complete {bin_folder}/plugins")
    programs.program(bin_folder, "pulumi-language-python", "exit 0")
    said: list[str] = []
    assert installed_engine(install=True, log=said.append).source is Source.PATH
    assert (bin_folder / "installed").read_text().splitlines() == [
        f"plugin install resource {provider.name} {provider.version}"
        for provider in versions.PROVIDERS
    ]
    assert len(said) == len(versions.PROVIDERS)


def test_plugins_that_cannot_be_fetched(bin_folder: Path) -> None:
    pulumi(bin_folder, plugins=False, download="echo 'error: no such host' >&2; exit 255")
    programs.program(bin_folder, "pulumi-language-python", "exit 0")
    with pytest.raises(NotUsable, match="error: no such host"):
        installed_engine(install=True, log=quiet)


def test_plugins_are_not_waited_for_behind_a_closed_network(
    bin_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pulumi(bin_folder, plugins=False, download="sleep 60")
    programs.program(bin_folder, "pulumi-language-python", "exit 0")
    monkeypatch.delenv("PULUMI_PLUGIN_DOWNLOAD_URL_OVERRIDES")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        monkeypatch.setenv("TRACARDI_ENGINE_RELEASES", f"http://127.0.0.1:{free.getsockname()[1]}")
    with pytest.raises(NotUsable, match="cannot be reached"):
        installed_engine(install=True, log=quiet)
    assert not (bin_folder / "installed").exists()


def test_a_mirror_serves_the_plugins(bin_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pulumi(bin_folder, plugins=False, download=f"cp {bin_folder}/complete {bin_folder}/plugins")
    programs.program(bin_folder, "pulumi-language-python", "exit 0")
    monkeypatch.setenv("TRACARDI_ENGINE_RELEASES", "http://127.0.0.1:9/pulumi/")
    installed_engine(install=True, log=quiet)
    for line in (bin_folder / "installed").read_text().splitlines():
        assert line.endswith(" --server http://127.0.0.1:9/pulumi/plugins")


def test_a_pulumi_that_says_something_else(bin_folder: Path) -> None:
    pulumi(bin_folder)
    (bin_folder / "plugins").write_text("warning: something")
    programs.program(bin_folder, "pulumi-language-python", "exit 0")
    with pytest.raises(NotUsable, match="answered something unknown"):
        installed_engine(install=False, log=quiet)
