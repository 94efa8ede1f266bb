"""The host of Pulumi's published archives.

TRACARDI_ENGINE_RELEASES names a mirror to use instead of https://get.pulumi.com/releases; it holds
the same files: `sdk/pulumi-v<version>-<platform>.tar.gz`, `sdk/pulumi-<version>-checksums.txt`
(lines of `sha256sum`), and `plugins/pulumi-resource-<name>-v<version>-<platform>.tar.gz`.
"""

import hashlib
import http.client
import os
import platform
import queue
import threading
import urllib.error
import urllib.request

from tools.engine import versions
from tools.engine.choice import NotUsable

MIRROR_VARIABLE = "TRACARDI_ENGINE_RELEASES"
CONNECT_SECONDS = 3.0
CONNECT_TRIES = 2
ANSWER_SECONDS = 7.0
SYSTEMS = {"Linux": "linux", "Darwin": "darwin"}
MACHINES = {"x86_64": "x64", "amd64": "x64", "arm64": "arm64", "aarch64": "arm64"}


def releases_url() -> str:
    """Return the address below which the archives lie, without a slash at the end."""
    return os.environ.get(MIRROR_VARIABLE, versions.RELEASES_URL).rstrip("/")


def archive_name() -> str:
    """Return the file name of the CLI for this machine. Raises NotUsable for an unknown one."""
    system = SYSTEMS.get(platform.system())
    machine = MACHINES.get(platform.machine().lower())
    if system is None or machine is None:
        raise NotUsable(
            f"Pulumi publishes nothing that is known here for {platform.system()} on "
            f"{platform.machine()}."
        )
    return f"pulumi-v{versions.PULUMI}-{system}-{machine}.tar.gz"


def plugin_server() -> str | None:
    """Return the address of the plugins on a mirror, None where Pulumi knows it by itself."""
    url = releases_url()
    return None if url == versions.RELEASES_URL else f"{url}/plugins"


def published_checksum() -> str:
    """Return the SHA-256 of this machine's archive, in hexadecimal, as the release host states it.

    Raises NotUsable if the host cannot be reached or states none.
    """
    name = archive_name()
    for line in checksums().splitlines():
        digest, _, file = line.strip().partition(" ")
        if file.strip().lstrip("*./") == name and len(digest) == hashlib.sha256().digest_size * 2:
            return digest.lower()
    raise NotUsable(f"{checksums_url()} has no line for {name}.")


def checksums_url() -> str:
    """Return the address of the checksums of all archives of the pinned version."""
    return f"{releases_url()}/sdk/pulumi-{versions.PULUMI}-checksums.txt"


def checksums() -> str:
    """Return the published checksums: also the test, within seconds, of whether there is a host.

    Raises NotUsable if it cannot be reached.
    """
    answers: queue.SimpleQueue[str | NotUsable] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(_checksums())
        except NotUsable as reason:
            answers.put(reason)

    # In a thread of its own: looking a name up has no time limit that could be set.
    threading.Thread(target=ask, daemon=True).start()
    try:
        answer = answers.get(timeout=ANSWER_SECONDS)
    except queue.Empty:
        answer = NotUsable(f"{checksums_url()} gave no answer in {ANSWER_SECONDS:.0f} s.")
    if isinstance(answer, NotUsable):
        raise answer
    return answer


def _checksums() -> str:
    url = checksums_url()
    reason = ""
    for _ in range(CONNECT_TRIES):
        try:
            with urllib.request.urlopen(url, timeout=CONNECT_SECONDS) as answer:  # noqa: S310  (named)
                return str(answer.read(), "utf-8")
        except urllib.error.HTTPError as error:
            error.close()
            raise NotUsable(f"{url} answered {error.code} {error.reason}.") from error
        except (OSError, ValueError, http.client.HTTPException) as error:
            reason = str(getattr(error, "reason", error))
    raise NotUsable(f"{url} cannot be reached: {reason}.")
