"""How an answer is refused."""

import re
from collections.abc import Callable


class Refused(ValueError):
    """An answer that breaks `rule`; `advice` says what to write instead.

    Both are parts of a sentence: without a capital at the beginning, without a full stop.
    """

    def __init__(self, rule: str, advice: str) -> None:
        super().__init__(f"{rule}; {advice}")
        self.rule = rule
        self.advice = advice


def matching(pattern: str, rule: str, advice: str) -> Callable[[str], str]:
    """A validator that lets through texts which match all of `pattern`, and refuses the others."""
    compiled = re.compile(pattern, re.ASCII)

    def check(text: str) -> str:
        if compiled.fullmatch(text) is None:
            raise Refused(rule, advice)
        return text

    return check
