"""What every Job script shares: settings, one-line logging that masks secrets, waiting, ending.

A script ends with exit code 0 (done), 1 (failed; the last lines say what is wrong and what to do)
or 143 (ended by SIGTERM). Everything it prints goes through `redact`.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import re
import signal
import sys
import threading
import time
import traceback
import urllib.parse
from collections.abc import Callable, Iterator, Mapping
from types import FrameType, TracebackType
from typing import NoReturn

_STARTED = time.monotonic()
_LONGEST_LINE = 2000  # characters

_SECRET_SUFFIXES = ("_PASSWORD", "_TOKEN", "_KEY")
# Secrets of Tracardi whose names do not say so (Tracardi/tracardi tracardi/config.py 0.9.0-dev).
_SECRET_NAMES = frozenset({"AUTO_PROFILE_MERGING", "LICENSE", "PERFORMANCE_TRACKING"})
_SHORTEST_SECRET = 3  # characters; masking every "no" would make the log unreadable
# SQLAlchemy prints the values of a failed statement, among them the hash of a password.
_STATEMENT_VALUES = re.compile(r"\[parameters: .*")

_extra_secrets: list[str] = []


class JobFailed(Exception):
    """The Job cannot succeed; each line says what is wrong and what to do, for a person."""

    def __init__(self, *lines: str) -> None:
        super().__init__("; ".join(lines))
        self.lines = lines


class NotReady(Exception):
    """Something that is waited for cannot be used yet.

    `state` continues the name of the thing ("has 1 of 3 data nodes"), `advice` says what to do.
    `refused` marks a clear no (a wrong password): it is waited for only a short while.
    `unusable` marks what no waiting can change (a wrong product).
    """

    def __init__(
        self, state: str, advice: str, *, refused: bool = False, unusable: bool = False
    ) -> None:
        super().__init__(f"{state}; {advice}")
        self.state = state
        self.advice = advice
        self.refused = refused
        self.unusable = unusable


class Terminated(BaseException):
    """SIGTERM arrived: leave, ending what was started on the way out."""


# --- Printing ---------------------------------------------------------------------------------


def add_secret(value: str) -> None:
    """Mask a secret that is not in the environment, such as a login token."""
    _extra_secrets.append(value)


def _secret_spellings() -> list[str]:
    """Every spelling of every secret, longest first, so that no part of one stays readable."""
    values = set(_extra_secrets)
    for name, value in os.environ.items():
        if name.endswith(_SECRET_SUFFIXES) or name in _SECRET_NAMES:
            values.add(value)
    spellings: set[str] = set()
    for value in values:
        if len(value) < _SHORTEST_SECRET:
            continue
        spellings.update((value, urllib.parse.quote(value, safe=""), repr(value)[1:-1]))
        spellings.update((urllib.parse.quote_plus(value), json.dumps(value)[1:-1]))
        spellings.add(base64.b64encode(value.encode()).decode())
    user = os.environ.get("ELASTIC_HTTP_AUTH_USERNAME", "")
    password = os.environ.get("ELASTIC_HTTP_AUTH_PASSWORD", "")
    if password:
        spellings.add(base64.b64encode(f"{user}:{password}".encode()).decode())
    return sorted(spellings, key=len, reverse=True)


def redact(text: str) -> str:
    """The text with every known secret replaced by ``***``."""
    for spelling in _secret_spellings():
        text = text.replace(spelling, "***")
    return _STATEMENT_VALUES.sub("[parameters: ***]", text)


def log(message: str) -> None:
    """Print one line: seconds since the start of the script, then the message."""
    line = " ".join(redact(message).split())[:_LONGEST_LINE]
    sys.stdout.write(f"[{time.monotonic() - _STARTED:7.1f}s] {line}\n")
    sys.stdout.flush()


def _report_unexpected(
    kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
) -> None:
    """Print an unexpected exception with every secret masked; Python then exits with 1."""
    text = "".join(traceback.format_exception(kind, error, trace))
    sys.stderr.write(redact(text))
    sys.stderr.flush()
    log("FAILED: an error that this script does not know, shown above: please report it")


def _report_thread(details: threading.ExceptHookArgs) -> None:
    _report_unexpected(details.exc_type, details.exc_value, details.exc_traceback)


# --- Settings ---------------------------------------------------------------------------------


def required(*names: str) -> dict[str, str]:
    """The values of these environment variables; raises `JobFailed` naming all that are missing."""
    missing = [name for name in names if not os.environ.get(name)]
    if missing:
        raise JobFailed(
            f"environment variables missing or empty: {', '.join(missing)}: "
            "give them to the container of this Job"
        )
    return {name: os.environ[name] for name in names}


def whole_number(name: str, least: int = 0) -> int:
    """A required whole number; raises `JobFailed` when it is none or below `least`."""
    value = required(name)[name]
    if not (value.isascii() and value.isdigit()) or int(value) < least:
        raise JobFailed(f"{name}={value}: write a whole number of at least {least}")
    return int(value)


def port(name: str, default: int) -> int:
    """An optional port number.

    Kubernetes can set such a variable to an address (MYSQL_PORT=tcp://...), which Tracardi does
    not survive.
    """
    value = os.environ.get(name) or str(default)
    if not (value.isascii() and value.isdigit()) or not 0 < int(value) < 65536:
        raise JobFailed(f"{name}={value}: write a port number; set enableServiceLinks to false")
    return int(value)


def seconds(name: str, default: float) -> float:
    """An optional length of time in seconds."""
    value = os.environ.get(name) or str(default)
    try:
        return float(value)
    except ValueError:
        raise JobFailed(f"{name}={value}: write a number of seconds") from None


def switch(name: str, default: bool) -> bool:
    """A yes/no setting, read as Tracardi reads its strict booleans."""
    value = os.environ.get(name)
    if value is None:
        return default
    if value.lower() in ("yes", "on", "true"):
        return True
    if value.lower() in ("no", "off", "false"):
        return False
    raise JobFailed(f"{name}={value}: write yes or no")


# --- Waiting ----------------------------------------------------------------------------------


class Deadline:
    """A moment in the future, on the monotonic clock."""

    def __init__(self, seconds_from_now: float) -> None:
        self._end = time.monotonic() + seconds_from_now

    def left(self) -> float:
        """Seconds left, never below zero."""
        return max(0.0, self._end - time.monotonic())

    @property
    def passed(self) -> bool:
        """Whether no time is left."""
        return self.left() == 0.0

    def sleep(self, length: float) -> None:
        """Sleep so many seconds, but not past the deadline."""
        time.sleep(min(length, self.left()))


def poll_seconds() -> float:
    """The pause between two looks at something that is waited for."""
    return seconds("POLL_SECONDS", 5)


def _trouble_of(name: str, probe: Callable[[], str]) -> NotReady | None:
    try:
        log(f"{name} is ready: {probe()}")
    except NotReady as trouble:
        return trouble
    return None


def wait_for(probes: Mapping[str, Callable[[], str]], deadline: Deadline) -> None:
    """Call each probe until it returns (a note for the log) instead of raising `NotReady`.

    Raises `JobFailed` with one line for each thing that is still not ready: at the deadline, at
    once for an unusable one, and for a clear refusal that lasts REFUSAL_SECONDS (60).
    """
    patience = seconds("REFUSAL_SECONDS", 60)
    pending = dict(probes)
    refused_since: dict[str, float] = {}
    while True:
        troubles: dict[str, NotReady] = {}
        for name, probe in list(pending.items()):
            trouble = _trouble_of(name, probe)
            if trouble is None:
                del pending[name]
            else:
                troubles[name] = trouble
        if not troubles:
            return
        now = time.monotonic()
        refused_since = {n: refused_since.get(n, now) for n, t in troubles.items() if t.refused}
        hopeless = any(trouble.unusable for trouble in troubles.values())
        refused = any(now - since >= patience for since in refused_since.values())
        if hopeless or refused or deadline.passed:
            raise JobFailed(*(f"{n} {t.state}: {t.advice}" for n, t in troubles.items()))
        states = "; ".join(f"{name} {trouble.state}" for name, trouble in troubles.items())
        log(f"waiting for {', '.join(troubles)}: {states}")
        deadline.sleep(poll_seconds())


# --- Ending -----------------------------------------------------------------------------------


class _Termination:
    """What SIGTERM does: it raises Terminated, at once or when it is no longer held back."""

    def __init__(self) -> None:
        self.held = False
        self._came = False

    def __call__(self, _number: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        self._came = True
        self.raise_if_due()

    def raise_if_due(self) -> None:
        if self._came and not self.held:
            raise Terminated


_termination = _Termination()


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Hold SIGTERM back while something is begun that must be known to be ended."""
    _termination.held = True
    try:
        yield
    finally:
        _termination.held = False
    _termination.raise_if_due()


def run(job: Callable[[], None]) -> NoReturn:
    """Run a Job script's main function and leave the process with its exit code."""
    sys.excepthook = _report_unexpected
    threading.excepthook = _report_thread
    signal.signal(signal.SIGTERM, _termination)
    try:
        job()
    except JobFailed as failure:
        for line in failure.lines:
            log(f"FAILED: {line}")
        sys.exit(1)
    except Terminated:
        log("ended by SIGTERM before the work was done: it is safe to run this Job again")
        sys.exit(143)
    sys.exit(0)
