"""The second way to an engine: the archives that Pulumi publishes, in the pinned versions."""

import hashlib
import os
import shutil
import tarfile
import tempfile
import urllib.request
from collections.abc import Callable
from pathlib import Path

from tools import gobuild
from tools.engine import layout, versions
from tools.engine.choice import Engine, NotUsable, Source
from tools.engine.installed import QUIET, install_provider, installed_plugins, missing_providers
from tools.engine.release_host import archive_name, published_checksum, releases_url

BLOCK_BYTES = 1024 * 1024

Log = Callable[[str], None]


def release_folder() -> Path:
    """Return where the downloaded release lies, or would lie."""
    return gobuild.cache_folder() / f"release-{archive_name().removesuffix('.tar.gz')}"


def cached_release(checkout: Path) -> Engine:
    """Return the engine of an earlier download. Raises NotUsable if there is none."""
    folder = release_folder()
    if not (folder / "pulumi").exists() or missing_providers(_plugins(folder)):
        raise NotUsable("nothing was downloaded before.")
    plugins = {
        provider: _plugin_home(folder) / "plugins" / provider.folder / provider.binary
        for provider in versions.PROVIDERS
    }
    home = layout.place_plugins(checkout / ".engine", plugins)
    return Engine(
        pulumi=folder / "pulumi",
        source=Source.RELEASE,
        why=f"Pulumi's published release {versions.PULUMI} was downloaded to {folder}.",
        environment={
            **QUIET,
            **layout.home_environment(home, os.environ),
            "PATH": layout.path_with(folder, os.environ),
        },
    )


def download_release(checkout: Path, log: Log) -> Engine:
    """Download the CLI and the plugins into the cache. Raises NotUsable if that does not work."""
    checksum = published_checksum()
    folder = release_folder()
    if not (folder / "pulumi").exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        log(f"Downloading Pulumi {versions.PULUMI} from {releases_url()}.")
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix="download-") as scratch:
            archive = Path(scratch) / archive_name()
            _download(f"{releases_url()}/sdk/{archive.name}", archive, checksum)
            _unpack(archive, Path(scratch))
            shutil.rmtree(folder, ignore_errors=True)
            (Path(scratch) / "pulumi").replace(folder)
    for provider in missing_providers(_plugins(folder)):
        home = {"PULUMI_HOME": str(_plugin_home(folder))}
        install_provider(folder / "pulumi", provider, home, log)
    return cached_release(checkout)


def _plugin_home(folder: Path) -> Path:
    return folder.with_name(folder.name + "-home")


def _plugins(folder: Path) -> set[tuple[str, str]]:
    return installed_plugins(folder / "pulumi", {"PULUMI_HOME": str(_plugin_home(folder))})


def _download(url: str, file: Path, checksum: str) -> None:
    digest = hashlib.sha256()
    try:
        with urllib.request.urlopen(url, timeout=60) as answer, file.open("wb") as sink:  # noqa: S310
            while block := answer.read(BLOCK_BYTES):
                digest.update(block)
                sink.write(block)
    except OSError as error:
        raise NotUsable(f"{url} could not be downloaded: {error}.") from error
    if digest.hexdigest() != checksum:
        raise NotUsable(
            f"{url} has the SHA-256 {digest.hexdigest()}, but {checksum} is published: not used."
        )


def _unpack(archive: Path, folder: Path) -> None:
    """Unpack the archive's folder `pulumi` into `folder`."""
    try:
        with tarfile.open(archive) as content:
            # PEP 706: refuses links and paths that lead out of the folder; since Python 3.11.4.
            if hasattr(tarfile, "data_filter"):
                content.extraction_filter = tarfile.data_filter
            content.extractall(folder)  # noqa: S202  (its checksum is the published one)
    except (tarfile.TarError, OSError) as error:
        raise NotUsable(f"{archive.name} cannot be unpacked: {error}.") from error
    if not (folder / "pulumi" / "pulumi").exists():
        raise NotUsable(f"{archive.name} holds no pulumi/pulumi.")
