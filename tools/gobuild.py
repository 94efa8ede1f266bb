"""Builds programs from pinned Go modules into a cache outside the checkout.

A module here is a folder with a `go.mod` and a `go.sum` that pin one program and everything it is
made of. The result lies in `$XDG_CACHE_HOME/tracardi-installer/<name>-<hash>` (`~/.cache` where the
variable is unset). The hash covers every file of the module folder, the Go version, the target
platform and the flags: a change of any of them builds anew and leaves the older result alone.

Go's own documentation is the source of the flags: `go help build`, `go help modules`.
"""

import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

FIXED_FLAGS = ("-mod=readonly", "-trimpath", "-buildvcs=false")
PROGRESS_SECONDS = 15.0
ERROR_LINES = 25
NOTHING: Mapping[str, str] = MappingProxyType({})

Log = Callable[[str], None]


class ToolMissing(Exception):
    """A program of this machine is absent or too old; the message says which one and what to do."""


class BuildFailed(Exception):
    """Go ran and failed; the message carries the end of what Go said."""


@dataclass(frozen=True)
class Go:
    """The Go toolchain in use and what of it decides about the result of a build."""

    executable: Path
    version: str
    platform: str
    cgo: bool


@dataclass
class _Progress:
    """What a running `go build -v` has said so far."""

    packages: int = 0
    messages: list[str] = field(default_factory=list)


def build(
    name: str,
    module: Path,
    packages: Mapping[str, str],
    ldflags: str,
    copies: Mapping[str, str] = NOTHING,
    log: Log = print,
) -> Path:
    """Build every program of `packages` and return the folder that holds them.

    `packages` maps the name of each binary to the Go package it is built from (none: only files
    are copied). `copies` maps a
    relative path to `<module path>//<file in that module>`: the file is taken out of the Go module
    cache, lies beside the sources during the build (for `go:embed`) and in the returned folder.
    Raises ToolMissing if Go is absent or older than `module` asks for, BuildFailed if Go fails.
    """
    go = find_go(module)
    target = _target(name, module, go, packages, ldflags, copies)
    if target.is_dir():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    with _locked(
        target.with_name(target.name + ".lock"), f"another process is building {name}", log
    ):
        if target.is_dir():
            return target
        # Nobody else works here while the lock is held: what lies there is left from a kill.
        work = target.with_name(target.name + ".building")
        shutil.rmtree(work, ignore_errors=True)
        try:
            _build_in(work, name, module, go, packages, ldflags, copies, log)
            (work / "result").replace(target)
        finally:
            shutil.rmtree(work, ignore_errors=True)
    return target


def cached(
    name: str,
    module: Path,
    packages: Mapping[str, str],
    ldflags: str,
    copies: Mapping[str, str] = NOTHING,
) -> Path | None:
    """Return what `build` would return if that is built already, None otherwise.

    Raises ToolMissing as `build` does: the Go version is part of what is asked for.
    """
    target = _target(name, module, find_go(module), packages, ldflags, copies)
    return target if target.is_dir() else None


def cache_folder() -> Path:
    """Return the folder of all results; it need not exist."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    # The XDG base directory specification: a relative path is invalid and to be ignored.
    parent = Path(base) if base and Path(base).is_absolute() else Path.home() / ".cache"
    return parent / "tracardi-installer"


def cache_key(
    module: Path,
    go: Go,
    packages: Mapping[str, str],
    ldflags: str,
    copies: Mapping[str, str] = NOTHING,
) -> str:
    """Return 12 hexadecimal digits that change with everything that decides about the result."""
    decisive = [
        [go.version, go.platform, go.cgo, FIXED_FLAGS, ldflags],
        sorted(packages.items()),
        sorted(copies.items()),
    ]
    digest = hashlib.sha256(json.dumps(decisive).encode())
    for file in sorted(path for path in module.rglob("*") if path.is_file()):
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        digest.update(f"{file.relative_to(module).as_posix()}\0{content}\0".encode())
    return digest.hexdigest()[:12]


def find_go(module: Path) -> Go:
    """Return the `go` on PATH. Raises ToolMissing if it is absent or too old for `module`."""
    least = least_go_version(module)
    found = shutil.which("go")
    if found is None:
        raise ToolMissing(
            f"Go is not installed: no `go` on PATH. Install Go {least} or later (https://go.dev/dl/)."
        )
    try:
        answer = subprocess.run(
            [found, "env", "-json", "GOVERSION", "GOOS", "GOARCH", "CGO_ENABLED"],
            # A toolchain download of several hundred megabytes shall not start unasked.
            env={**os.environ, "GOTOOLCHAIN": "local", "GOWORK": "off"},
            check=True,
            capture_output=True,
            text=True,
            timeout=60,
        )
        values = json.loads(answer.stdout)
        version = str(values["GOVERSION"]).removeprefix("go")
        go = Go(
            executable=Path(found),
            version=version,
            platform=f"{values['GOOS']}/{values['GOARCH']}",
            cgo=values["CGO_ENABLED"] == "1",
        )
    except (OSError, subprocess.SubprocessError, ValueError, KeyError) as error:
        raise ToolMissing(
            f"The Go at {found} does not answer `go env`. "
            f"Install Go {least} or later (https://go.dev/dl/)."
        ) from error
    if version_numbers(go.version) < version_numbers(least):
        raise ToolMissing(
            f"The Go at {found} is {go.version}, which is too old. "
            f"Install Go {least} or later (https://go.dev/dl/)."
        )
    return go


def least_go_version(module: Path) -> str:
    """Return the `go` line of the module, such as "1.25.11"."""
    match = re.search(r"^go\s+(\S+)", (module / "go.mod").read_text(), re.MULTILINE)
    if match is None:
        raise ValueError(f"{module / 'go.mod'} has no go line")
    return match.group(1)


def version_numbers(version: str) -> tuple[int, ...]:
    """Return a Go version such as "1.25.11" or "1.26rc1" as numbers that compare."""
    return tuple(int(number) for number in re.findall(r"\d+", version)[:3])


def module_folder(module: Path, path: str) -> Path:
    """Return where the Go module cache holds the module `path` that `module` pins.

    Downloads it if need be. Raises ToolMissing and BuildFailed as `build` does.
    """
    go = find_go(module)
    _run_go(go, ["mod", "download", path], module, "downloading " + path)
    folder = _run_go(go, ["list", "-m", "-f", "{{.Dir}}", path], module, "finding " + path)
    return Path(folder.strip())


def _target(
    name: str,
    module: Path,
    go: Go,
    packages: Mapping[str, str],
    ldflags: str,
    copies: Mapping[str, str],
) -> Path:
    return cache_folder() / f"{name}-{cache_key(module, go, packages, ldflags, copies)}"


def _build_in(
    work: Path,
    name: str,
    module: Path,
    go: Go,
    packages: Mapping[str, str],
    ldflags: str,
    copies: Mapping[str, str],
    log: Log,
) -> None:
    source, result = work / "source", work / "result"
    shutil.copytree(module, source)
    result.mkdir()
    if packages:
        log(f"Building {name} from pinned Go modules with Go {go.version} (minutes, once).")
    else:
        log(f"Taking {name} out of pinned Go modules.")
    folders: dict[str, Path] = {}
    for destination, origin in sorted(copies.items()):
        path, _, file = origin.partition("//")
        if path not in folders:
            folders[path] = module_folder(source, path)
        for folder in (source, result):
            copy = folder / destination
            copy.parent.mkdir(parents=True, exist_ok=True)
            # Files of the module cache are read-only; a copy has to be removable.
            shutil.copyfile(folders[path] / file, copy)
    started = time.monotonic()
    for binary, package in sorted(packages.items()):
        command = ["build", "-v", *FIXED_FLAGS, "-ldflags", ldflags]
        command += ["-o", str(result / binary), package]
        _compile(go, command, source, binary, log)
    if packages:
        log(f"Built {', '.join(sorted(packages))} in {time.monotonic() - started:.0f} s.")


def _compile(go: Go, arguments: list[str], folder: Path, binary: str, log: Log) -> None:
    """Run a `go build -v` and tell every PROGRESS_SECONDS how far it is."""
    started = time.monotonic()
    progress = _Progress()
    process = subprocess.Popen(
        [str(go.executable), *arguments],
        cwd=folder,
        env=_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
    )
    reader = threading.Thread(target=_follow, args=(process, progress), daemon=True)
    reader.start()
    try:
        while True:
            try:
                code = process.wait(timeout=PROGRESS_SECONDS)
                break
            except subprocess.TimeoutExpired:
                elapsed = time.monotonic() - started
                log(f"  {binary}: {elapsed:.0f} s, packages compiled: {progress.packages}")
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()
    reader.join(timeout=5)
    if code != 0:
        raise _failure(f"building {binary}", "\n".join(progress.messages))


def _follow(process: "subprocess.Popen[str]", progress: _Progress) -> None:
    assert process.stderr is not None  # noqa: S101  (Popen was asked for a pipe)
    with process.stderr:
        for line in process.stderr:
            text = line.rstrip()
            # With -v Go prints a bare import path for each compiled package; all else is a message.
            if re.fullmatch(r"[\w.~+/-]+", text):
                progress.packages += 1
            elif text and not text.startswith("go: downloading "):
                progress.messages.append(text)


def _run_go(go: Go, arguments: list[str], folder: Path, what: str) -> str:
    answer = subprocess.run(
        [str(go.executable), *arguments],
        cwd=folder,
        env=_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode != 0:
        raise _failure(what, answer.stderr)
    return answer.stdout


def _environment() -> dict[str, str]:
    """Return the user's environment (GOPROXY, GOMODCACHE ... count) without their workspace."""
    return {**os.environ, "GOTOOLCHAIN": "local", "GOWORK": "off", "GO111MODULE": "on"}


def _failure(what: str, output: str) -> BuildFailed:
    lines = output.strip().splitlines()[-ERROR_LINES:]
    said = "\n".join(f"    {line}" for line in lines)
    return BuildFailed(
        f"Go failed while {what}. The end of what it said:\n{said}\n"
        "If modules could not be downloaded, set GOPROXY to a Go module proxy that this machine "
        "can reach."
    )


@contextmanager
def _locked(path: Path, waiting: str, log: Log) -> Iterator[None]:
    """Hold an exclusive lock on `path`; the kernel lifts it if this process is killed."""
    with path.open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            log(f"Waiting: {waiting}.")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
