import hashlib
import http.server
import io
import socket
import tarfile
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tools.engine import release, release_host, versions
from tools.engine.choice import NotUsable, Source

pytestmark = pytest.mark.unit

# A `pulumi` that keeps its list of plugins in PULUMI_HOME, as the real one does in folders.
PULUMI = """#!/bin/sh
shift # --non-interactive
case "$1 $2" in
"plugin ls")
    printf '['
    if [ -f "$PULUMI_HOME/list" ]; then paste -sd, "$PULUMI_HOME/list"; fi
    printf ']' ;;
"plugin install")
    mkdir -p "$PULUMI_HOME/plugins/resource-$4-v$5"
    echo "$7" > "$PULUMI_HOME/plugins/resource-$4-v$5/pulumi-resource-$4"
    echo "{\\"name\\": \\"$4\\", \\"kind\\": \\"resource\\", \\"version\\": \\"$5\\"}" \\
        >> "$PULUMI_HOME/list" ;;
esac
"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None: ...


class Mirror:
    """A release host on this machine."""

    def __init__(self, folder: Path) -> None:
        self.sdk = folder / "sdk"
        self.sdk.mkdir(parents=True)
        self._server = http.server.ThreadingHTTPServer(
            ("127.0.0.1", 0), partial(Quiet, directory=str(folder))
        )
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def publish(self, *, checksum: str | None = None) -> None:
        """Publish an archive and its checksum, or the one given."""
        content = io.BytesIO()
        with tarfile.open(fileobj=content, mode="w:gz") as archive:
            for name, text in {"pulumi": PULUMI, "pulumi-language-python": "#!/bin/sh\n"}.items():
                entry = tarfile.TarInfo(f"pulumi/{name}")
                entry.size = len(text)
                entry.mode = 0o755
                archive.addfile(entry, io.BytesIO(text.encode()))
        (self.sdk / release_host.archive_name()).write_bytes(content.getvalue())
        digest = checksum or hashlib.sha256(content.getvalue()).hexdigest()
        (self.sdk / f"pulumi-{versions.PULUMI}-checksums.txt").write_text(
            f"{'0' * 64}  pulumi-v{versions.PULUMI}-plan9-x64.tar.gz\n"
            f"{digest}  {release_host.archive_name()}\n"
        )

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def mirror(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mirror]:
    served = Mirror(tmp_path / "mirror")
    monkeypatch.setenv("TRACARDI_ENGINE_RELEASES", served.url + "/")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    yield served
    served.stop()


def quiet(_: str) -> None: ...


def cached_files(tmp_path: Path) -> list[str]:
    folder = tmp_path / "cache" / "tracardi-installer"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_a_release_is_downloaded_once_and_used_without_the_network(
    tmp_path: Path, mirror: Mirror
) -> None:
    mirror.publish()
    with pytest.raises(NotUsable, match="nothing was downloaded"):
        release.cached_release(tmp_path)
    said: list[str] = []
    engine = release.download_release(tmp_path, said.append)
    mirror.stop()

    assert release.cached_release(tmp_path) == engine
    assert engine.source is Source.RELEASE
    assert engine.pulumi.read_text() == PULUMI
    assert engine.environment["PATH"].split(":")[0] == str(engine.pulumi.parent)
    home = Path(engine.environment["PULUMI_HOME"])
    assert home == tmp_path / ".engine" / "home"
    for provider in versions.PROVIDERS:
        plugin = home / "plugins" / provider.folder / provider.binary
        assert plugin.read_text() == f"{mirror.url}/plugins\n"  # the server it was fetched from
    assert any(mirror.url in line for line in said)


def test_an_archive_with_another_checksum_is_not_used(tmp_path: Path, mirror: Mirror) -> None:
    mirror.publish(checksum="ab" * 32)
    with pytest.raises(NotUsable, match="but " + "ab" * 32 + " is published: not used"):
        release.download_release(tmp_path, quiet)
    assert cached_files(tmp_path) == []


def test_an_archive_that_is_missing(tmp_path: Path, mirror: Mirror) -> None:
    mirror.publish()
    (mirror.sdk / release_host.archive_name()).unlink()
    with pytest.raises(NotUsable, match="could not be downloaded"):
        release.download_release(tmp_path, quiet)
    assert cached_files(tmp_path) == []


def test_a_host_without_checksums(tmp_path: Path, mirror: Mirror) -> None:
    with pytest.raises(NotUsable, match=rf"{mirror.url}/sdk/.*checksums\.txt answered 404"):
        release.download_release(tmp_path, quiet)


def test_checksums_without_this_machine(mirror: Mirror) -> None:
    (mirror.sdk / f"pulumi-{versions.PULUMI}-checksums.txt").write_text("00  other.tar.gz\n")
    with pytest.raises(NotUsable, match="has no line for"):
        release_host.published_checksum()


def test_a_closed_port_is_noticed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    monkeypatch.setenv("TRACARDI_ENGINE_RELEASES", f"http://127.0.0.1:{port}")
    started = time.monotonic()
    with pytest.raises(NotUsable, match="cannot be reached"):
        release_host.published_checksum()
    assert time.monotonic() - started < 2


def test_a_silent_host_is_given_up_after_two_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(release_host, "CONNECT_SECONDS", 0.2)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        monkeypatch.setenv(
            "TRACARDI_ENGINE_RELEASES", f"http://127.0.0.1:{silent.getsockname()[1]}"
        )
        started = time.monotonic()
        with pytest.raises(NotUsable, match="cannot be reached: timed out"):
            release_host.published_checksum()
        assert 0.4 <= time.monotonic() - started < 2


def test_a_name_that_is_looked_up_for_ever_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(release_host, "ANSWER_SECONDS", 0.2)

    def never_found(*_: object, **__: object) -> None:
        time.sleep(2)
        raise OSError("no such name")

    monkeypatch.setattr("socket.getaddrinfo", never_found)
    monkeypatch.setenv("TRACARDI_ENGINE_RELEASES", "http://releases.example.org")
    started = time.monotonic()
    with pytest.raises(NotUsable, match="gave no answer"):
        release_host.published_checksum()
    assert time.monotonic() - started < 1


def test_the_official_host_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TRACARDI_ENGINE_RELEASES", raising=False)
    assert release_host.releases_url() == "https://get.pulumi.com/releases"


@pytest.mark.parametrize(
    ("system", "machine", "ending"),
    [
        ("Linux", "x86_64", "linux-x64.tar.gz"),
        ("Linux", "aarch64", "linux-arm64.tar.gz"),
        ("Darwin", "arm64", "darwin-arm64.tar.gz"),
    ],
)
def test_the_archive_is_that_of_the_machine(
    monkeypatch: pytest.MonkeyPatch, system: str, machine: str, ending: str
) -> None:
    monkeypatch.setattr("platform.system", lambda: system)
    monkeypatch.setattr("platform.machine", lambda: machine)
    assert release_host.archive_name() == f"pulumi-v{versions.PULUMI}-{ending}"


def test_an_unknown_machine_is_said_to_be_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    with pytest.raises(NotUsable, match="riscv64"):
        release_host.archive_name()
