"""What the tests of every kind share."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.stack import Stack
from tools.engine import Engine, find_engine

StackMaker = Callable[[Mapping[str, Any]], Stack]


@pytest.fixture(scope="session")
def engine(pytestconfig: pytest.Config) -> Engine:
    """The real Pulumi engine, found or built as `make up` does it."""
    capture = pytestconfig.pluginmanager.getplugin("capturemanager")
    if capture is None:
        return find_engine()
    with capture.global_and_fixture_disabled():
        return find_engine()


@pytest.fixture
def new_stack(engine: Engine, tmp_path: Path) -> StackMaker:
    """Makes stacks, each with a folder, a configuration and a state of its own."""

    def make(configuration: Mapping[str, Any]) -> Stack:
        return Stack(tmp_path / f"stack-{len(list(tmp_path.iterdir()))}", engine, configuration)

    return make
