"""What stood in a file at an earlier revision of its git repository."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from config.findings import Finding, render

PATH: Final = "--against"
"""What the findings here are about: the option of the command."""

_SECONDS: Final = 60
"""Time for one command of git, which only looks into its own files."""


_HOOK: Final = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"})
"""Variables by which git tells its hooks where they run; the file may lie elsewhere."""


class NoRevision(Exception):
    """There is nothing to compare with; `finding` says why."""

    def __init__(self, revision: str, rule: str, advice: str) -> None:
        self.finding = Finding(PATH, render(revision), rule, advice)
        super().__init__(str(self.finding))


@dataclass(frozen=True)
class Revision:
    """The commit that a revision stands for, and the content that the file has there; None where
    it does not exist.
    """

    commit: str
    content: bytes | None


def at_revision(revision: str, file: Path) -> Revision:
    """`file` as it was at `revision`: a branch, a tag, a commit or what else git understands.

    Raises NoRevision if there is no git, no repository around the file, or no such revision.
    """
    if not revision or revision.startswith("-"):
        raise NoRevision(revision, "is no revision", "name a branch, a tag or a commit")
    file = file.resolve()
    folder = file.parent
    # In two steps: something behind the revision could complete it to another one.
    meant = _object(revision, folder, revision)
    commit = _object(revision, folder, f"{meant}^{{commit}}")
    # A path that begins with ./ is one below the folder that git is called in.
    there = _git(revision, folder, "ls-tree", "--name-only", commit, "--", f"./{file.name}")
    if there.returncode != 0:
        raise _unknown(revision, there.stderr)
    if not there.stdout.strip():
        return Revision(commit, None)
    shown = _git(revision, folder, "show", f"{commit}:./{file.name}")
    if shown.returncode != 0:
        raise _unknown(revision, shown.stderr)
    return Revision(commit, shown.stdout)


def _object(revision: str, folder: Path, name: str) -> str:
    found = _git(revision, folder, "rev-parse", "--verify", name)
    if found.returncode != 0:
        raise _unknown(revision, found.stderr)
    return found.stdout.decode("ascii", "replace").strip()


def _git(revision: str, folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    environment = {name: value for name, value in os.environ.items() if name not in _HOOK}
    try:
        return subprocess.run(
            ["git", "--no-pager", "--literal-pathspecs", *arguments],
            cwd=folder,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            env={**environment, "LC_ALL": "C"},
            timeout=_SECONDS,
            check=False,
        )
    except FileNotFoundError:
        rule, advice = "cannot be read: there is no git on PATH", "install git, or leave it out"
    except subprocess.TimeoutExpired:
        rule, advice = f"cannot be read: git took more than {_SECONDS} seconds", "try it by hand"
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text for a command"
        rule, advice = f"cannot be read: {reason}", "name a branch, a tag or a commit"
    raise NoRevision(revision, rule, advice)


def _unknown(revision: str, said: bytes) -> NoRevision:
    """What git `said`, in other words where they help more."""
    lines = said.decode("utf-8", "replace").strip().splitlines() or ["nothing"]
    if any("Needed a single revision" in line or "expected commit" in line for line in lines):
        return NoRevision(
            revision,
            "is no revision of this repository",
            "name a branch, a tag or a commit; a shallow clone has to fetch it first",
        )
    if "not a git repository" in lines[0]:
        advice = "leave it out: without a repository there is nothing to compare with"
        return NoRevision(revision, "cannot be read: the file lies in no git repository", advice)
    return NoRevision(revision, f"cannot be read: git says {render(lines[0])}", "put that right")
