"""The third way to an engine: everything built from Go modules in pinned versions."""

import os
from collections.abc import Callable
from pathlib import Path

from tools import gobuild
from tools.engine import layout, versions
from tools.engine.choice import Engine, NotUsable, Source
from tools.engine.installed import QUIET

Log = Callable[[str], None]


def require_go() -> None:
    """Raise NotUsable unless there is a Go that can build every program."""
    try:
        for build in versions.BUILDS:
            gobuild.find_go(build.module)
    except gobuild.ToolMissing as error:
        raise NotUsable(str(error)) from error


def cached_build(checkout: Path) -> Engine:
    """Return the engine of an earlier build. Raises NotUsable if a part of it is missing."""
    layout.require_host_packages()
    return _engine(checkout, _refuse_to_build)


def build_engine(checkout: Path, log: Log) -> Engine:
    """Build what is missing. Raises NotUsable if there is no suitable Go or a build fails."""
    require_go()
    layout.require_host_packages()

    def build_one(build: versions.Build) -> Path:
        return gobuild.build(
            build.cache_name,
            build.module,
            {build.binary: build.package},
            build.ldflags,
            build.copies,
            log,
        )

    return _engine(checkout, build_one)


def _refuse_to_build(build: versions.Build) -> Path:
    folder = gobuild.cached(
        build.cache_name, build.module, {build.binary: build.package}, build.ldflags, build.copies
    )
    if folder is None:
        raise NotUsable(f"{build.binary} was not built before.")
    return folder


def _engine(checkout: Path, get: Callable[[versions.Build], Path]) -> Engine:
    try:
        folders = {build.name: get(build) for build in versions.BUILDS}
    except (gobuild.ToolMissing, gobuild.BuildFailed) as error:
        raise NotUsable(str(error)) from error
    home = layout.place_plugins(
        checkout / ".engine",
        {provider: folders[provider.name] / provider.binary for provider in versions.PROVIDERS},
    )
    cli = folders["pulumi"]
    pulumi = layout.place_cli(
        checkout / ".engine", cli / "pulumi", cli / versions.LANGUAGE_EXECUTOR
    )
    return Engine(
        pulumi=pulumi,
        source=Source.BUILD,
        why=(
            f"Pulumi {versions.PULUMI} and its plugins were built from pinned Go modules; they lie "
            f"in {gobuild.cache_folder()}."
        ),
        environment={
            **QUIET,
            **layout.home_environment(home, os.environ),
            "PATH": layout.path_with(pulumi.parent, os.environ),
            # All plugins are in place; a download would only be waited for.
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        },
    )
