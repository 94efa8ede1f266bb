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


class _Matching:
    """A validator with a `pattern`, by which an editor can tell a wrong text as it is written."""

    def __init__(self, pattern: str, rule: str, advice: str) -> None:
        self.pattern = pattern
        self._compiled = re.compile(pattern, re.ASCII)
        self._refused = rule, advice

    def __call__(self, text: str) -> str:
        if self._compiled.fullmatch(text) is None:
            raise Refused(*self._refused)
        return text


def matching(pattern: str, rule: str, advice: str) -> Callable[[str], str]:
    """A validator that lets through texts which match all of `pattern`, and refuses the others.

    It has the attribute `pattern`.
    """
    return _Matching(pattern, rule, advice)
