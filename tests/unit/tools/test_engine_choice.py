from collections.abc import Callable
from pathlib import Path

import pytest

from tools.engine.choice import (
    Attempt,
    Engine,
    EngineMissing,
    NotUsable,
    Source,
    choose,
    forced_source,
    least_go,
)
from tools.engine.find import attempts

pytestmark = pytest.mark.unit


class Ways:
    """Attempts that succeed or fail, and the order in which they were made."""

    def __init__(self) -> None:
        self.made: list[str] = []

    def closed(self, source: Source, reason: str) -> Attempt:
        def get() -> Engine:
            self.made.append(reason)
            raise NotUsable(reason)

        return Attempt(source, get)

    def open(self, source: Source, why: str) -> Attempt:
        def get() -> Engine:
            self.made.append(why)
            return Engine(Path("/bin/pulumi"), source, why)

        return Attempt(source, get)


def test_the_first_open_way_is_taken_and_no_later_one_tried() -> None:
    ways = Ways()
    engine = choose(
        [
            ways.closed(Source.PATH, "no pulumi"),
            ways.open(Source.RELEASE, "downloaded"),
            ways.open(Source.BUILD, "built"),
        ]
    )
    assert (engine.source, engine.why) == (Source.RELEASE, "downloaded")
    assert ways.made == ["no pulumi", "downloaded"]


@pytest.mark.parametrize("source", list(Source))
def test_a_forced_source_is_the_only_one_tried(source: Source) -> None:
    ways = Ways()
    engine = choose([ways.open(each, each.value) for each in Source], forced=source)
    assert engine.source is source
    assert ways.made == [source.value]


def test_with_every_way_closed_one_message_gives_each_last_reason_and_what_to_install() -> None:
    ways = Ways()
    with pytest.raises(EngineMissing) as missing:
        choose(
            [
                ways.closed(Source.PATH, "no plugins there"),
                ways.closed(Source.PATH, "plugins cannot be fetched"),
                ways.closed(Source.RELEASE, "cannot be reached"),
                ways.closed(Source.BUILD, "no Go"),
            ]
        )
    message = str(missing.value)
    assert "no plugins there" not in message
    for reason in ("plugins cannot be fetched", "cannot be reached", "no Go"):
        assert message.count(reason) == 1
    assert "Install the Pulumi CLI 3.208 or later" in message
    assert f"or Go {least_go()} or later" in message


def test_a_closed_forced_source_says_that_only_it_was_tried() -> None:
    ways = Ways()
    with pytest.raises(EngineMissing, match="Only build was tried"):
        choose(
            [ways.open(Source.PATH, "here"), ways.closed(Source.BUILD, "no Go")],
            forced=Source.BUILD,
        )
    assert ways.made == ["no Go"]


def test_the_variable_names_a_source() -> None:
    assert forced_source({}) is None
    assert forced_source({"TRACARDI_ENGINE": ""}) is None
    assert forced_source({"TRACARDI_ENGINE": "build"}) is Source.BUILD
    with pytest.raises(EngineMissing, match="not one of: path, release, build"):
        forced_source({"TRACARDI_ENGINE": "docker"})


def test_what_is_there_comes_before_what_has_to_be_fetched(tmp_path: Path) -> None:
    def nothing(_: str) -> None: ...

    log: Callable[[str], None] = nothing
    assert [attempt.source for attempt in attempts(log, tmp_path)] == 2 * [
        Source.PATH,
        Source.RELEASE,
        Source.BUILD,
    ]


def test_the_engines_variables_win() -> None:
    engine = Engine(Path("/bin/pulumi"), Source.BUILD, "built", {"PULUMI_HOME": "/engine"})
    assert engine.full_environment({"PULUMI_HOME": "/mine", "LANG": "C"}) == {
        "PULUMI_HOME": "/engine",
        "LANG": "C",
    }
