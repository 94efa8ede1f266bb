"""Answers that are given beforehand: in a file, or in the environment."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

from config.commands.file import Unreadable, own_name, yaml_content
from config.decisions import GROUPS
from config.findings import Finding, path_of
from config.parse import group_of
from config.secrets import SECRETS_BY_KEY
from config.shape import nearest
from config.wizard.fields import Kind, flattened, keys_by_path, kind_of
from config.wizard.sofar import SoFar
from config.wizard.values import from_text

VARIABLE_PREFIX: Final = "TRACARDI_WIZARD_"
"""What the name of every variable that holds an answer begins with."""


@dataclass(frozen=True)
class Given:
    """Answers by path, and what is wrong with the place that they come from."""

    answers: dict[str, object] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


@cache
def variables() -> Mapping[str, str]:
    """The path of the answer that a variable holds, for every variable there is.

    `dependencies.mysql.host` is held by `TRACARDI_WIZARD_DEPENDENCIES_MYSQL_HOST`.
    """
    return {
        variable(path): path
        for path, known in keys_by_path().items()
        if any(kind_of(key.field) is not Kind.GROUP for key in known)
    }


def variable(path: str) -> str:
    """The name of the variable that holds the answer at `path`."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", path.replace(".", "_"))
    return VARIABLE_PREFIX + words.upper()


def from_environment(environment: Mapping[str, str], before: Mapping[str, object]) -> Given:
    """The answers in `environment`; an empty variable is none.

    `before` are the answers given elsewhere, which say what kind of answer is wanted.
    """
    given = Given()
    texts: dict[str, str] = {}
    for name in sorted(environment):
        if not name.startswith(VARIABLE_PREFIX) or not environment[name].strip():
            continue
        path = variables().get(name)
        if path is None:
            given.findings.append(_unknown(name))
        else:
            texts[path] = environment[name]
    # What kind of answer is wanted depends on the topologies, which are texts.
    so_far = SoFar({**before, **texts})
    given.answers.update({path: from_text(path, text, so_far) for path, text in texts.items()})
    return given


def from_file(file: Path, text: bytes) -> Given:
    """The answers in `text`: keys as in a stack's file, or dotted paths, or a whole stack's file.

    The prefix `tracardi:` may be left out. Raises Unreadable if it is no YAML or no mapping.
    """
    content, findings = yaml_content(file, text)
    given = Given(findings=findings)
    if content is None:
        return given
    if not isinstance(content, dict):
        raise Unreadable(file, "is no mapping of keys", "write the answers by their keys")
    if "config" in content:  # a stack's file; what stands beside is Pulumi's
        content = content["config"] or {}
        if not isinstance(content, dict):
            raise Unreadable(file, "has a config without keys", "write the answers below it")
    for key, value in content.items():
        name = own_name(str(key))
        if name is None:  # another program's
            continue
        if name in SECRETS_BY_KEY or _is_encrypted(value):
            if not _is_encrypted(value):
                given.findings.append(_secret(name))
            continue
        # `pulumi config set` may write a group as a text of JSON.
        group = group_of(value) if isinstance(value, str) and name in GROUPS else value
        for path, answer in flattened({name: group}).items():
            if answer is None or answer == {}:
                continue
            if path in given.answers:
                given.findings.append(_twice(path))
            given.answers[path] = answer
    return given


def _is_encrypted(value: object) -> bool:
    return isinstance(value, dict) and value.keys() == {"secure"}


def _secret(name: str) -> Finding:
    return Finding(
        path_of(name),
        "",
        "is a secret, and secrets do not belong into a file of answers",
        f"remove it and set it with `pulumi config set --secret {path_of(name)}`",
    )


def _twice(path: str) -> Finding:
    return Finding(path_of(*path.split(".")), "", "is answered twice", "keep one of the answers")


def _unknown(name: str) -> Finding:
    meant = nearest(name, tuple(variables()))
    advice = f"did you mean {meant}?" if meant else "unset it, or name it after the path of a key"
    return Finding(name, "", "is no variable that holds an answer", advice)
