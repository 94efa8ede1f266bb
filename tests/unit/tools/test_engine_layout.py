import stat
from pathlib import Path

import pytest

from tests.unit.tools import programs
from tools.engine import layout, versions
from tools.engine.choice import NotUsable

pytestmark = pytest.mark.unit


def test_plugins_lie_as_if_pulumi_had_installed_them(tmp_path: Path) -> None:
    built = {provider: tmp_path / provider.binary for provider in versions.PROVIDERS}
    for binary in built.values():
        programs.program(binary.parent, binary.name, "exit 0")
    home = layout.place_plugins(tmp_path / ".engine", built)
    assert layout.place_plugins(tmp_path / ".engine", built) == home
    for provider, binary in built.items():
        folder = home / "plugins" / f"resource-{provider.name}-v{provider.version}"
        assert folder.is_dir()
        assert not folder.is_symlink()  # Pulumi skips a folder that is a link
        assert [path.name for path in folder.iterdir()] == [provider.binary]
        assert (folder / provider.binary).resolve() == binary.resolve()


def test_a_newer_plugin_takes_the_place_of_an_older_one(tmp_path: Path) -> None:
    old = programs.program(tmp_path / "old", "plugin", "exit 0")
    new = programs.program(tmp_path / "new", "plugin", "exit 0")
    layout.place_plugins(tmp_path, {versions.RANDOM: old})
    home = layout.place_plugins(tmp_path, {versions.RANDOM: new})
    place = home / "plugins" / versions.RANDOM.folder / versions.RANDOM.binary
    assert place.resolve() == new.resolve()


def test_the_command_line_and_the_language_host_lie_side_by_side(tmp_path: Path) -> None:
    pulumi = programs.program(tmp_path / "built", "pulumi", "echo one")
    executor = tmp_path / "built" / "an executor's place"
    placed = layout.place_cli(tmp_path / ".engine", pulumi, executor)
    host = placed.with_name("pulumi-language-python")
    assert sorted(path.name for path in placed.parent.iterdir()) == [
        "pulumi",
        "pulumi-language-python",
    ]
    assert not placed.is_symlink()  # Pulumi looks beside the file that a link points at
    assert placed.read_text() == pulumi.read_text()
    assert stat.S_IMODE(host.stat().st_mode) == 0o755
    assert str(layout.CHECKOUT) in host.read_text()

    newer = programs.program(tmp_path / "newer", "pulumi", "echo two, and longer")
    assert layout.place_cli(tmp_path / ".engine", newer, executor).read_text() == newer.read_text()


def test_a_python_without_the_packages_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "find_spec", lambda _: None)
    with pytest.raises(NotUsable, match=r"lacks the package pulumi.*make engine"):
        layout.require_host_packages()


def test_a_login_in_the_users_own_home_stays_in_use(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    home = tmp_path / ".engine" / "home"
    before = layout.home_environment(home, {"PULUMI_HOME": str(own)})
    assert before == {"PULUMI_HOME": str(home), "PULUMI_IGNORE_AMBIENT_PLUGINS": "true"}
    (own / "credentials.json").write_text("{}")
    after = layout.home_environment(home, {"PULUMI_HOME": str(own)})
    assert after["PULUMI_CREDENTIALS_PATH"] == str(own)
    named = layout.home_environment(
        home, {"PULUMI_HOME": str(own), "PULUMI_CREDENTIALS_PATH": "/elsewhere"}
    )
    assert "PULUMI_CREDENTIALS_PATH" not in named  # the user's own value stays


def test_the_folder_comes_first_on_path(tmp_path: Path) -> None:
    assert layout.path_with(tmp_path, {"PATH": "/usr/bin"}) == f"{tmp_path}:/usr/bin"
