"""The text of a stack's file: decisions with the reason for each, and what was in it before."""

import re
import textwrap
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import Any, Final

import yaml

from config.about import Change
from config.commands.file import StackLoader
from config.findings import PREFIX
from config.groups.deployment import WAIVERS
from config.questions import QUESTIONS
from config.shape import Key
from config.wizard.existing import Existing
from config.wizard.fields import keys_by_path
from config.wizard.sofar import FORK, SoFar

MODELINE: Final = "# yaml-language-server: $schema=config/schema.json"
"""Leads an editor to the schema; the path is that from the stack's file."""

_WIDTH: Final = 100
_TITLES: Final = {question.id: question.title for question in QUESTIONS}
_LATER: Final = {
    Change.FREE: "",
    Change.COSTLY: " Costly to change later.",
    Change.NEVER: " Cannot be changed later.",
}


class _Dumper(yaml.SafeDumper):
    """Writes what Pulumi's reader and PyYAML's take for the same."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent the entries of lists."""
        del indentless
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        """Write equal values twice."""
        del data
        return True


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = None
    if "\n" in text:
        style = "|"
    elif len(text) > 70 and " " not in text:  # on a line of its own it may be longer than others
        style = ">"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)


_Dumper.add_representer(str, _represent_text)
# A text that either reader would take for something else is put between quotes.
_Dumper.yaml_implicit_resolvers = {
    first: [
        *yaml.SafeDumper.yaml_implicit_resolvers.get(first, []),
        *StackLoader.yaml_implicit_resolvers.get(first, []),
    ]
    for first in {
        *yaml.SafeDumper.yaml_implicit_resolvers,
        *StackLoader.yaml_implicit_resolvers,
    }
}


def written(so_far: SoFar, always: Collection[str]) -> dict[str, object]:
    """The answers that stand in the file, by path and in the order of the models.

    An answer that is the default under all the others is left out, unless it is one of `always`:
    those are there even if nobody has given them.
    """
    left = so_far
    for path, value in so_far.answers.items():
        if not path.endswith(FORK) and value == left.default(path):
            left = left.without(path)
    answers = {path: v for path, v in left.answers.items() if not path.endswith(FORK)}
    answers |= {path: left.value(path) for path in always if left.value(path) is not None}
    risks = answers.get("deployment.acceptRisks")
    if isinstance(risks, list):
        known = [risk for risk in WAIVERS if risk in risks]
        answers["deployment.acceptRisks"] = known + [risk for risk in risks if risk not in known]
    order = _in_order()
    return dict(sorted(answers.items(), key=lambda item: order.get(item[0], len(order))))


@cache
def _in_order() -> dict[str, int]:
    """The position of each path in the file: that in the models, but a store begins with who runs
    it.
    """
    models = {path: position for position, path in enumerate(keys_by_path())}

    def place(path: str) -> tuple[int, bool, int]:
        store = ".".join(path.split(".")[:2])
        if f"{store}.topology" not in models:
            return models[path], False, 0
        return models[store], path not in (store, f"{store}.topology"), models[path]

    return {path: position for position, path in enumerate(sorted(models, key=place))}


def document(stack: str, answers: Mapping[str, object], existing: Existing) -> str:
    """The whole file: the decisions `answers` by path, and what is kept of `existing`."""
    so_far = SoFar(answers)
    lines = [
        MODELINE,
        *_comment(
            f"The decisions of the stack {stack}, as `make wizard STACK={stack}` wrote them. "
            "Everything else has its default value: docs/decisions.md explains each key.",
            0,
        ),
        "config:",
    ]
    above: tuple[str, ...] = ()
    for path, value in answers.items():
        location = tuple(path.split("."))
        lines += _openings(location, above, so_far, answers)
        above = location[:-1]
        key = so_far.key(path)
        depth = len(location)
        if key is not None and depth > 1:
            lines += _comment(_reason(key), depth)
        name = location[-1] if depth > 1 else PREFIX + location[0]
        lines += _dumped({name: value}, depth)
    if existing.secrets:
        lines += _comment("Secrets, encrypted by `pulumi config set --secret`.", 1)
        lines += _dumped({PREFIX + key: value for key, value in existing.secrets.items()}, 1)
    if existing.others:
        lines += _comment("Other programs' settings.", 1)
        lines += _dumped(existing.others, 1)
    if existing.settings:
        lines += _dumped(existing.settings, 0)
    return "\n".join(lines) + "\n"


def first_sentence(text: str) -> str:
    """The first sentence of `text`, with its stop."""
    return re.split(r"(?<=\.)\s+(?=[A-Z0-9`])", text, maxsplit=1)[0]


def _openings(
    location: tuple[str, ...],
    above: tuple[str, ...],
    so_far: SoFar,
    answers: Mapping[str, object],
) -> Iterator[str]:
    """The keys of groups that `location` lies in and the line before did not."""
    for depth in range(1, len(location)):
        place = location[:depth]
        if above[:depth] == place:
            continue
        if depth == 1:
            yield from _comment(_questions(place[0], so_far, answers), 1)
            yield f"  {PREFIX}{place[0]}:"
        else:
            key = keys_by_path()[".".join(place)][0]
            yield from _comment(first_sentence(key.field.description or ""), depth)
            yield f"{'  ' * depth}{place[-1]}:"


def _questions(group: str, so_far: SoFar, answers: Mapping[str, object]) -> str:
    """The titles of the questions that the answers of `group` belong to."""
    keys = [so_far.key(path) for path in answers if path.split(".")[0] == group]
    ids = {key.about.question for key in keys if key is not None}
    return " · ".join(f"{id_} {title}" for id_, title in _TITLES.items() if id_ in ids)


def _reason(key: Key) -> str:
    if key.topology is not None and key.name == "topology":
        return ""  # said above the store, and by the value itself
    return first_sentence(key.field.description or "") + _LATER[key.about.change]


def _comment(text: str, depth: int) -> list[str]:
    indent = "  " * depth
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=f"{indent}# ",
        subsequent_indent=f"{indent}# ",
        break_on_hyphens=False,
    )


def _dumped(mapping: Mapping[str, object], depth: int) -> list[str]:
    text = yaml.dump(
        dict(mapping),
        Dumper=_Dumper,
        default_flow_style=False,
        sort_keys=False,
        allow_unicode=True,
        width=_WIDTH - 20 - 2 * depth,
    )
    # Texts may hold other characters that Python takes for spaces or ends of lines.
    return [f"{'  ' * depth}{line}" if line else "" for line in text.removesuffix("\n").split("\n")]
