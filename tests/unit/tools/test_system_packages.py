from pathlib import Path

import pytest

from tests.unit.tools import programs
from tools import lock, system_packages

pytestmark = pytest.mark.unit


@pytest.fixture
def bin_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder on PATH; `chmod` is there for the stand-ins."""
    folder = tmp_path / "bin"
    programs.program(folder, "chmod", '/bin/chmod "$@"')
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(system_packages, "_MORE_FOLDERS", (str(tmp_path / "sbin"),))
    monkeypatch.setattr(system_packages, "POLICY", tmp_path / "policy-rc.d")
    return folder


def test_what_is_there_is_not_installed(bin_folder: Path) -> None:
    programs.program(bin_folder, "shellcheck", "exit 0")
    programs.program(bin_folder, "apt-get", "exit 1")
    assert system_packages.main(["shellcheck"]) == 0


def test_root_on_debian_installs_what_is_missing(
    bin_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 0)
    programs.program(
        bin_folder,
        "apt-get",
        f"""
echo "$*" >> {bin_folder}/calls
if [ "$1" = install ]; then
    echo '#!/bin/sh' > {bin_folder}/shellcheck; chmod +x {bin_folder}/shellcheck
fi
""",
    )
    assert system_packages.main(["shellcheck"]) == 0
    assert (bin_folder / "calls").read_text().splitlines() == [
        "update -qq",
        "install --yes -qq --no-install-recommends shellcheck",
    ]


@pytest.mark.parametrize(("user", "apt"), [(1000, True), (0, False)])
def test_elsewhere_the_missing_programs_are_named(
    bin_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    user: int,
    apt: bool,
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: user)
    if apt:
        programs.program(bin_folder, "apt-get", f"touch {bin_folder}/called")
    assert system_packages.main(["shellcheck", "chmod"]) == 1
    assert capsys.readouterr().err.startswith("Not installed: shellcheck. Install the package")
    assert not (bin_folder / "called").exists()


def test_an_installation_that_fails_is_a_failure(
    bin_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 0)
    programs.program(bin_folder, "apt-get", "exit 100")
    assert system_packages.main(["shellcheck"]) == 1
    assert "Not installed: shellcheck" in capsys.readouterr().err


def test_a_server_is_found_outside_path_and_has_a_package_of_another_name(
    bin_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    programs.program(bin_folder, "apt-get", "exit 100")
    assert system_packages.main(["mariadbd"]) == 1
    assert "sudo apt-get install mariadb-server`" in capsys.readouterr().err
    programs.program(tmp_path / "sbin", "mariadbd", "exit 0")
    assert system_packages.main(["mariadbd"]) == 0


@pytest.mark.parametrize("code", [0, 100])
def test_no_service_is_started_while_packages_are_installed(
    bin_folder: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 0)
    policy = system_packages.POLICY
    programs.program(
        bin_folder,
        "apt-get",
        f"{policy} redis-server start; echo $? >> {policy}.answers; exit {code}",
    )
    system_packages.main(["redis-server"])
    answers = policy.with_name("policy-rc.d.answers").read_text().split()
    assert set(answers) == {"101"}  # "action forbidden by policy", invoke-rc.d(8)
    assert not policy.exists()


def test_a_policy_of_the_systems_own_stays(
    bin_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 0)
    programs.program(bin_folder, "apt-get", "exit 0")
    system_packages.POLICY.write_text("the system's own")
    system_packages.main(["redis-server"])
    assert system_packages.POLICY.read_text() == "the system's own"


@pytest.mark.parametrize("name", lock.FILES)
def test_lock_files_hold_hashes_and_no_address_of_an_index(name: str) -> None:
    text = (lock.CHECKOUT / f"{name}.txt").read_text()
    pinned = [line for line in text.splitlines() if "==" in line and not line.startswith(" ")]
    assert pinned
    assert all(line.endswith(" \\") for line in pinned)
    assert text.count("--hash=sha256:") >= len(pinned)
    assert "://" not in text
    assert "--index-url" not in text


def test_a_lock_is_for_every_platform_and_the_oldest_python() -> None:
    command = lock.command(Path("uv"), "requirements", upgrade=False)
    assert {"--universal", "--python-version=3.11", "--generate-hashes"} <= set(command)
    assert command[-2:] == ["--output-file=requirements.txt", "requirements.in"]
    assert "--upgrade" not in command
    assert "--upgrade" in lock.command(Path("uv"), "requirements", upgrade=True)
