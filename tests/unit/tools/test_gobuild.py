import dataclasses
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from tests.unit.tools import programs
from tools import gobuild

pytestmark = pytest.mark.unit

GO = gobuild.Go(Path("/usr/bin/go"), "1.26.0", "linux/amd64", cgo=False)


@pytest.fixture
def module(tmp_path: Path) -> Path:
    folder = tmp_path / "module"
    (folder / "shim").mkdir(parents=True)
    (folder / "go.mod").write_text("module example\n\ngo 1.25.11\n")
    (folder / "go.sum").write_text("example.org/one v1.0.0 h1:x=\n")
    (folder / "shim" / "main.go").write_text("package main\n")
    return folder


@pytest.fixture
def bin_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that comes first on PATH, and a cache of the test's own."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return folder


def key(module: Path, go: gobuild.Go = GO, **changes: Any) -> str:
    asked = {"packages": {"one": "."}, "ldflags": "-s", "copies": {}, **changes}
    return gobuild.cache_key(module, go, **asked)


def test_the_same_inputs_have_the_same_key(module: Path) -> None:
    assert key(module) == key(module)
    assert len(key(module)) == 12


@pytest.mark.parametrize("file", ["go.mod", "go.sum", "shim/main.go", "shim/new.go"])
def test_the_key_changes_with_every_file(module: Path, file: str) -> None:
    before = key(module)
    with (module / file).open("a") as handle:
        handle.write("// changed\n")
    assert key(module) != before


def test_the_key_changes_with_a_file_name(module: Path) -> None:
    before = key(module)
    (module / "shim" / "main.go").rename(module / "shim" / "other.go")
    assert key(module) != before


@pytest.mark.parametrize(
    "changes",
    [
        {"packages": {"two": "."}},
        {"packages": {"one": "./shim"}},
        {"ldflags": "-w"},
        {"copies": {"schema.json": "example.org/one//schema.json"}},
    ],
)
def test_the_key_changes_with_what_is_asked_for(module: Path, changes: dict[str, Any]) -> None:
    assert key(module, **changes) != key(module)


@pytest.mark.parametrize(
    "changes", [{"version": "1.26.1"}, {"platform": "linux/arm64"}, {"cgo": True}]
)
def test_the_key_changes_with_the_toolchain(module: Path, changes: dict[str, Any]) -> None:
    assert key(module, dataclasses.replace(GO, **changes)) != key(module)


def test_without_go_the_message_names_go_and_the_least_version(
    module: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    with pytest.raises(gobuild.ToolMissing, match=r"Install Go 1\.25\.11 or later"):
        gobuild.build("example", module, {"one": "."}, "")


@pytest.mark.parametrize("version", ["1.25.10", "1.25", "1.24.99", "1.9.9"])
def test_an_old_go_is_refused(module: Path, bin_folder: Path, version: str) -> None:
    programs.go(bin_folder, version)
    with pytest.raises(gobuild.ToolMissing) as refusal:
        gobuild.build("example", module, {"one": "."}, "")
    assert f"is {version}, which is too old" in str(refusal.value)
    assert "Install Go 1.25.11 or later" in str(refusal.value)


@pytest.mark.parametrize("version", ["1.25.11", "1.26", "1.26rc1", "1.100.0"])
def test_a_new_enough_go_is_taken(module: Path, bin_folder: Path, version: str) -> None:
    programs.go(bin_folder, version)
    assert gobuild.find_go(module).version == version


def test_a_broken_go_is_refused(module: Path, bin_folder: Path) -> None:
    programs.program(bin_folder, "go", "echo nonsense; exit 0")
    with pytest.raises(gobuild.ToolMissing, match="does not answer"):
        gobuild.find_go(module)


def test_a_build_is_made_once(module: Path, bin_folder: Path) -> None:
    programs.go(bin_folder)
    assert gobuild.cached("example", module, {"one": "./shim"}, "-s -w") is None
    folder = gobuild.build("example", module, {"one": "./shim"}, "-s -w", log=lambda _: None)
    again = gobuild.build("example", module, {"one": "./shim"}, "-s -w", log=lambda _: None)

    assert again == folder == gobuild.cached("example", module, {"one": "./shim"}, "-s -w")
    assert (folder / "one").read_text() == "built\n"
    builds = [
        line
        for line in (bin_folder / "calls").read_text().splitlines()
        if line.startswith("build ")
    ]
    assert len(builds) == 1
    assert "-mod=readonly -trimpath -buildvcs=false -ldflags -s -w -o " in builds[0]
    assert builds[0].endswith(" ./shim")
    assert sorted(path.name for path in folder.parent.iterdir()) == [
        folder.name,
        f"{folder.name}.lock",
    ]


def test_copies_lie_beside_the_sources_and_the_result(
    module: Path, bin_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_cache = tmp_path / "module-cache" / "deep" / "schema.json"
    in_cache.parent.mkdir(parents=True)
    in_cache.write_text("{}")
    in_cache.chmod(0o444)
    monkeypatch.setenv("MODULE_CACHE", str(tmp_path / "module-cache"))
    programs.go(bin_folder, build='cat schema.json > "$output"')
    folder = gobuild.build(
        "example",
        module,
        {"one": "."},
        "",
        {"schema.json": "example.org/one//deep/schema.json"},
        log=lambda _: None,
    )
    assert (folder / "one").read_text() == "{}"
    assert (folder / "schema.json").read_text() == "{}"
    assert not (module / "schema.json").exists()
    assert "mod download example.org/one" in (bin_folder / "calls").read_text()


def test_a_failed_build_says_what_go_said_and_leaves_nothing(
    module: Path, bin_folder: Path, tmp_path: Path
) -> None:
    said = "echo internal/abi >&2; echo 'main.go:3:1: expected declaration' >&2; exit 1"
    programs.go(bin_folder, build=said)
    with pytest.raises(gobuild.BuildFailed) as failure:
        gobuild.build("example", module, {"one": "."}, "", log=lambda _: None)
    assert "main.go:3:1: expected declaration" in str(failure.value)
    assert "internal/abi" not in str(failure.value)  # the name of a compiled package
    assert "GOPROXY" in str(failure.value)
    left = [path.suffix for path in (tmp_path / "cache" / "tracardi-installer").iterdir()]
    assert left == [".lock"]


def test_a_missing_module_says_so(module: Path, bin_folder: Path) -> None:
    programs.go(bin_folder)
    file = bin_folder / "go"
    file.write_text(
        file.read_text().replace("mod) ;;", "mod) echo 'dial tcp: refused' >&2; exit 1 ;;")
    )
    with pytest.raises(gobuild.BuildFailed, match=r"example\.org/one[\s\S]*dial tcp: refused"):
        gobuild.build(
            "example", module, {"one": "."}, "", {"a": "example.org/one//a"}, log=lambda _: None
        )


def test_what_a_killed_build_left_is_no_obstacle(module: Path, bin_folder: Path) -> None:
    programs.go(bin_folder)
    folder = gobuild.build("example", module, {"one": "."}, "", log=lambda _: None)
    folder.rename(folder.with_name(f"{folder.name}.building"))
    assert gobuild.build("example", module, {"one": "."}, "", log=lambda _: None) == folder
    assert (folder / "one").exists()
    assert not folder.with_name(f"{folder.name}.building").exists()


def test_two_builds_of_one_thing_happen_once(module: Path, bin_folder: Path) -> None:
    programs.go(bin_folder, build='sleep 0.3; echo built > "$output"')
    said: list[str] = []

    def build() -> None:
        gobuild.build("example", module, {"one": "."}, "", log=said.append)

    threads = [threading.Thread(target=build) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    calls = (bin_folder / "calls").read_text().splitlines()
    assert sum(call.startswith("build ") for call in calls) == 1
    assert "Waiting: another process is building example." in said


def test_a_long_build_tells_how_far_it_is(
    module: Path, bin_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gobuild, "PROGRESS_SECONDS", 0.1)
    programs.go(bin_folder, build='echo example.org/one >&2; sleep 0.5; echo built > "$output"')
    said: list[str] = []
    started = time.monotonic()
    gobuild.build("example", module, {"one": "."}, "", log=said.append)
    assert time.monotonic() - started < 10
    assert any("one: " in line and "packages compiled: 1" in line for line in said)


@pytest.mark.parametrize("value", ["", "relative/cache"])
def test_an_unusable_cache_variable_is_ignored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", value)
    assert gobuild.cache_folder() == tmp_path / ".cache" / "tracardi-installer"
