"""Two ways to drive the wizard: with prepared answers, and in a real pseudo-terminal."""

import os
import re
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pexpect

from config.wizard.asking import BACK, Complaint, Option
from config.wizard.given import VARIABLE_PREFIX as PREFIX
from tests.unit.config.stacks import PROJECT

ANSWERS = """
kubernetes: {context: staging}
application: {adminEmail: ops@example.com, loggingLevel: info}
dependencies:
  elasticsearch: {memory: 8Gi, storage: {storageClass: fast}}
  redis: {storage: {storageClass: fast}}
"""
"""Answers without errors and without warnings, as a file of answers holds them."""

_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]|\r")
_PROMPT = re.compile(r"^\? ([\w. ]+)[:?]", re.MULTILINE)
_TIMEOUT_SECONDS = 60


class Script:
    """Answers prompts as prepared: by name, one after the other, and else with the default.

    A text is typed, a value is chosen; an exception is raised. What was asked is in `asked`, what
    was said in `said`.
    """

    def __init__(self, **answers: Sequence[object]) -> None:
        self.answers = {name.replace("__", "."): list(each) for name, each in answers.items()}
        self.asked: list[str] = []
        self.said: list[str] = []
        self.offered: dict[str, Sequence[Option]] = {}
        self.complaints: list[str] = []

    def say(self, text: str, *, title: bool = False) -> None:
        del title
        self.said.append(text)

    def choose(self, message: str, choices: Sequence[Option], default: object) -> object:
        self.offered[message] = choices
        answer = self._next(message, default)
        (option,) = [each for each in choices if _named(each, answer)]
        assert option.disabled is None
        return option.value

    def write(self, message: str, hint: str, complaint: Complaint) -> str:
        assert BACK in hint
        while True:
            is_prepared = bool(self.answers.get(message))
            text = str(self._next(message, ""))
            wrong = complaint(text)
            if wrong is None:
                return text
            assert is_prepared, f"{message}: {wrong}"
            self.complaints.append(wrong)

    def hide(self, message: str, complaint: Complaint) -> str:
        text = str(self._next(message, ""))
        assert complaint(text) is None
        return text

    def mark(self, message: str, choices: Sequence[Option]) -> list[object]:
        self.offered[message] = choices
        marked = self._next(message, [])
        assert isinstance(marked, list)
        return marked

    def _next(self, message: str, default: object) -> object:
        self.asked.append(message)
        assert len(self.asked) < 300, self.asked[-20:]
        prepared = self.answers.get(message)
        answer = prepared.pop(0) if prepared else default
        if isinstance(answer, BaseException):
            raise answer
        return answer


def _named(option: Option, answer: object) -> bool:
    return option.value == answer or option.title.split(" (")[0] == answer


class Terminal:
    """`python -m config wizard` in a pseudo-terminal of 100 columns."""

    def __init__(
        self,
        project: Path,
        *arguments: str,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        program = (
            "import sys; from pathlib import Path; from config.__main__ import main; "
            "sys.exit(main(['wizard', *sys.argv[2:]], Path(sys.argv[1])))"
        )
        self._child = pexpect.spawn(
            sys.executable,
            ["-c", program, str(project), *arguments],
            cwd=str(PROJECT),
            env={
                **{name: v for name, v in os.environ.items() if not name.startswith(PREFIX)},
                "PYTHONPATH": str(PROJECT),
                "TERM": "xterm",
                # No terminal answers here when it is asked for the cursor's place.
                "PROMPT_TOOLKIT_NO_CPR": "1",
                **(environment or {}),
            },
            dimensions=(40, 100),
            encoding="utf-8",
        )
        self._child.delaybeforesend = None
        self._new = ""
        self._at = ""
        self.text = ""

    def prompt(self) -> str | None:
        """The name of the next prompt, once it is there; None when the program has ended."""
        found = self.wait_for(lambda text: any(name != self._at for name in _PROMPT.findall(text)))
        if not found:
            return None
        self._at = next(name for name in _PROMPT.findall(self.plain) if name != self._at)
        return self._at

    def wait_for(self, condition: Callable[[str], object]) -> bool:
        """Read until `condition` holds for what was printed since the last `send`; False if the
        program ends before.
        """
        deadline = time.monotonic() + _TIMEOUT_SECONDS
        while not condition(self.plain):
            assert time.monotonic() < deadline, self.plain
            try:
                read = self._child.read_nonblocking(4096, timeout=1)
            except pexpect.TIMEOUT:
                continue
            except pexpect.EOF:
                return bool(condition(self.plain))
            self._new += read
            self.text += read
        return True

    @property
    def plain(self) -> str:
        """What was printed since the last `send`, without colours and movements of the cursor."""
        return _ESCAPES.sub("", self._new)

    def send(self, keys: str) -> None:
        """Press `keys`."""
        self._new = ""
        self._child.send(keys)

    def answer(self, keys: Mapping[str, Sequence[str]], until: str | None = None) -> list[str]:
        """Press the next of `keys` at each prompt, by its name, else Enter, as far as the prompt
        `until` or the end. Returns the names of the prompts.
        """
        left = {name: list(each) for name, each in keys.items()}
        asked = []
        while (name := self.prompt()) != until:
            assert name is not None
            asked.append(name)
            prepared = left.get(name)
            self.send(prepared.pop(0) if prepared else ENTER)
        assert not any(left.values()), left
        return asked

    def exit_code(self) -> int:
        """The exit code, once the program has ended."""
        assert not self.wait_for(lambda _: False)
        self._child.close()
        code = self._child.exitstatus
        assert code is not None, self._child.signalstatus
        return int(code)


ENTER = "\r"
DOWN = "\x1b[B"
UP = "\x1b[A"
INTERRUPT = "\x03"
