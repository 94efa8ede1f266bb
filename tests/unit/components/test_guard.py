"""The guard's decisions, without an engine."""

import pytest

from components.guard import accept_merging_key, fingerprint


def test_the_recorded_merging_key_is_handed_on() -> None:
    given = {"key": "k" * 32, "wanted": fingerprint("k" * 32), "recorded": fingerprint("k" * 32)}
    assert accept_merging_key(given) == "k" * 32


def test_another_merging_key_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr("pulumi.log.error", said.append)
    given = {"key": "n" * 32, "wanted": fingerprint("n" * 32), "recorded": fingerprint("k" * 32)}
    with pytest.raises(SystemExit) as end:
        accept_merging_key(given)
    assert end.value.code == 32, "the engine then adds no words of its own"
    (line,) = said
    assert "tracardi:mergingKey" in line
    assert "n" * 32 not in line
