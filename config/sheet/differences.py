"""Which answers differ between two states of the decisions."""

from dataclasses import dataclass
from typing import Final

from config.about import Change
from config.decisions import Decisions
from config.flat import Answer, Origin, answers
from config.recorded import Recorded, unchangeable

_RANK: Final = {Change.NEVER: 0, Change.COSTLY: 1, Change.FREE: 2}


@dataclass(frozen=True)
class Difference:
    """A path with another answer than before; None where the path did not or does not exist.

    `recorded` says more about a decision that is recorded at the first installation.
    """

    path: str
    before: Answer | None
    after: Answer | None
    recorded: Recorded | None

    @property
    def change(self) -> Change:
        """Whether an installation can follow."""
        if self.recorded is not None:
            return Change.NEVER
        answer = self.after or self.before
        return Change.FREE if answer is None else answer.key.about.change

    @property
    def is_aside(self) -> bool:
        """Whether it is a default that came or went because of another answer."""
        if self.change is Change.NEVER:
            return False
        there = [answer for answer in (self.before, self.after) if answer is not None]
        return len(there) == 1 and there[0].origin is Origin.DEFAULT


def differences(before: Decisions, after: Decisions) -> list[Difference]:
    """Every path with another answer: unchangeable ones first, then costly ones, then the rest,
    each in the order of the groups.
    """
    old = {answer.path: answer for answer in answers(before)}
    new = {answer.path: answer for answer in answers(after)}
    recorded = _recorded(before, after)
    found = [
        Difference(path, old.get(path), new.get(path), recorded.get(path))
        for path in dict.fromkeys((*new, *old, *recorded))
        if path in recorded or _differ(old.get(path), new.get(path))
    ]
    return sorted(found, key=lambda difference: _RANK[difference.change])


def _recorded(before: Decisions, after: Decisions) -> dict[str, Recorded]:
    """What is said about the recorded decisions that differ, by path."""
    old, new = unchangeable(before), unchangeable(after)
    return {
        decision.path: decision
        for key, decision in {**old, **new}.items()
        if key not in old or key not in new or old[key].value != new[key].value
    }


def _differ(before: Answer | None, after: Answer | None) -> bool:
    if before is not None and after is not None:
        return before.value != after.value
    # A group is one answer where it is absent, and has answers of its own below it otherwise.
    there = before or after
    return there is not None and not there.key.is_group
