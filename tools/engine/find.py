"""The order in which the ways to an engine are tried."""

import os
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tools.engine import versions
from tools.engine.build import build_engine, cached_build, require_go
from tools.engine.choice import (
    Attempt,
    Engine,
    EngineMissing,
    NotUsable,
    Source,
    choose,
    forced_source,
    missing_message,
)
from tools.engine.installed import installed_engine, pulumi_version
from tools.engine.layout import CHECKOUT
from tools.engine.release import cached_release, download_release
from tools.engine.release_host import published_checksum

Log = Callable[[str], None]


def find_engine(log: Log = print, checkout: Path = CHECKOUT) -> Engine:
    """Return an engine that is ready to use; make one if need be, which can take minutes.

    What is there already comes first, so that a second call needs no network. Raises EngineMissing,
    whose message says what to install.
    """
    return choose(attempts(log, checkout), forced_source(os.environ))


def attempts(log: Log, checkout: Path) -> list[Attempt]:
    """Return every way to an engine: first those that only look, then those that fetch or build."""
    return [
        Attempt(Source.PATH, partial(installed_engine, install=False, log=log)),
        Attempt(Source.RELEASE, partial(cached_release, checkout)),
        Attempt(Source.BUILD, partial(cached_build, checkout)),
        Attempt(Source.PATH, partial(installed_engine, install=True, log=log)),
        Attempt(Source.RELEASE, partial(download_release, checkout, log)),
        Attempt(Source.BUILD, partial(build_engine, checkout, log)),
    ]


def require_possible() -> None:
    """Raise EngineMissing, within seconds, if it is clear that no engine can be had."""
    forced = forced_source(os.environ)
    checks: dict[Source, Callable[[], object]] = {
        Source.PATH: _require_pulumi,
        Source.BUILD: require_go,
        Source.RELEASE: published_checksum,
    }
    reasons = {}
    for source, check in checks.items():
        if forced in (None, source):
            try:
                check()
            except NotUsable as reason:
                reasons[source] = str(reason)
            else:
                return
    raise EngineMissing(missing_message(reasons, forced))


def _require_pulumi() -> None:
    found = shutil.which("pulumi")
    if found is None:
        raise NotUsable("no `pulumi` on PATH.")
    version = pulumi_version(Path(found))
    if not versions.supported_pulumi(version):
        raise NotUsable(f"{found} is version {version}; needed: {versions.supported_range()}.")
