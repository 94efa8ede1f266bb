"""One decision, or one secret, as a heading and the lines below it."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from config.findings import PREFIX, render
from config.presets import PRESETS, fill
from config.reference.answers import typed, words
from config.reference.changes import later
from config.reference.entries import (
    Entry,
    gated_choices,
    is_gated,
    is_installed,
    is_optional,
    topologies_at,
)
from config.reference.examples import fenced, is_list
from config.reference.secrets import provisions
from config.reference.text import anchor, code, link, listed, prose, sentence
from config.secrets import Secret
from config.shape import Key, field_at, fields, keys_of, models, topology_of

NOT_INSTALLED: Final = "not installed by this version"
RISKS: Final = "Risks that can be accepted"
"""The title of the table of risks."""


def entry_lines(entry: Entry, twin: str | None = None) -> Iterator[str]:
    """The lines of `entry`, with an empty one at the end; `twin` is the path of a group that has
    the very same keys, about which nothing is said again.
    """
    yield f"#### {code(entry.path)}"
    yield ""
    if not entry.is_installed:
        yield f"**{sentence(NOT_INSTALLED)}**"
        yield ""
    for paragraph in _paragraphs(entry):
        yield paragraph
        yield ""
    if entry.is_group:
        yield from _group(entry.keys[0]) if twin is None else _twin(entry.keys[0], twin)
        return
    if 0 < len(entry.topologies) < len(entry.all_topologies):
        yield f"- Topology: {_codes(entry.topologies, 'or')}"
    for name, fact in (_FACTS_OF_TOPOLOGY if entry.is_topology else _FACTS).items():
        texts = [
            f"{text} (topology {_codes(topologies, 'or')})" if topologies else text
            for text, topologies in _said(entry, fact).items()
        ]
        if texts:
            yield f"- {name}: {'; '.join(texts)}"
    yield ""


def _paragraphs(entry: Entry) -> Iterator[str]:
    """What it is and what follows from it, in one paragraph where all topologies agree."""
    meanings = _said(entry, lambda key: prose(key.field.description or ""))
    consequences = _said(entry, lambda key: prose(key.about.consequence or "") or None)
    if len(meanings) == len(consequences) == 1:
        yield " ".join((*meanings, *consequences))
        return
    for text, topologies in (*meanings.items(), *consequences.items()):
        yield f"With topology {_codes(topologies, 'or')}: {text}" if topologies else text


def secret_lines(secret: Secret) -> Iterator[str]:
    """The lines of `secret`, with an empty one at the end."""
    yield f"#### Secret {code(secret.name)}"
    yield ""
    yield f"{sentence(prose(secret.purpose))} {prose(secret.consequence)}"
    yield ""
    if secret.config_key is None:
        yield "- Key: none, because nobody can bring it along"
    else:
        command = f"pulumi config set --secret {PREFIX}{secret.config_key}"
        yield f"- Key: {code(PREFIX + secret.config_key)}, set by {code(command)}"
    first, *others = provisions(secret)
    yield f"- Where it comes from: {first}"
    for other in others:
        yield f"  - {other}"
    yield f"- Text: {_shape(secret)}"
    yield f"- Later change: {prose(later(secret))}"
    if secret.variables:
        yield f"- Sets: {', '.join(code(name) for name in secret.variables)}"
    if secret.source is not None:
        yield f"- Source: {prose(secret.source)}"
    yield ""


def _shape(secret: Secret) -> str:
    if secret.letters_and_digits_only:
        kind = "letters and digits only"
    else:
        kind = "printable ASCII" + (", spaces and line breaks" if " " in secret.characters else "")
    return f"{secret.minimum_length} characters or more, {kind}"


def _said(entry: Entry, about: Callable[[Key], str | None]) -> dict[str, list[str]]:
    """What `about` says of the keys of `entry`, with the topologies that it is said of; none where
    the same is said of all.
    """
    found: dict[str, list[str]] = {}
    for key in entry.keys:
        text = about(key)
        if text is not None:
            found.setdefault(text, []).append(str(key.topology))
    if len(found) == 1 and sum(map(len, found.values())) == len(entry.keys):
        return {text: [] for text in found}
    return found


def _codes(texts: list[str], last: str) -> str:
    return listed([code(text) for text in texts], last)


def _answer(key: Key) -> str:
    if key.location == ("deployment", "acceptRisks"):
        return f"a list of names of [risks](#{anchor(RISKS)})"
    said = words(typed(key.field))
    gated = [code(render(choice)) for choice in gated_choices(key)]
    if gated and is_installed(key):
        said += f"; {NOT_INSTALLED}: {listed(gated, 'and')}"
    return said


def _group(key: Key) -> Iterator[str]:
    """What stands below `key`, and what to copy into the file where that is more than one key."""
    inner = models(key.field)
    for model in inner:
        names = ", ".join(link(".".join((*key.location, name)), name) for name in fields(model))
        with_what = f" with topology {code(topology_of(model))}" if len(inner) > 1 else ""
        yield f"- Keys{with_what}: {names or 'none yet'}"
    if is_list(key.field.annotation):
        yield "- It is a list: each entry has these keys."
    if is_optional(key):
        yield "- Default: absent"
    yield ""
    if len(inner) == 1 and not is_optional(key) and not is_list(key.field.annotation):
        return
    for model in inner[1:] or inner:
        yield "```yaml"
        yield from fenced(key, model).splitlines()
        yield "```"
        yield ""


def _twin(key: Key, twin: str) -> Iterator[str]:
    below = [inner.location for inner in keys_of(models(key.field)[0], key)]
    anchors = "".join(f'<a id="{anchor(".".join(place))}"></a>' for place in below)
    yield f"- Keys: {anchors}those of {link(twin)}"
    if is_optional(key):
        yield "- Default: absent"
    yield ""


def _topologies(key: Key) -> str:
    """All topologies of the store that `key` belongs to."""
    found = topologies_at(key.location[:-1])
    gated = [code(name) for name in found if is_gated(key.location, name)]
    note = f"; {NOT_INSTALLED}: {listed(gated, 'and')}" if gated else ""
    return f"{_codes(found, 'or')}{note}"


def _default_topology(key: Key) -> str:
    store = field_at(key.location[:-1])
    made = store.get_default(call_default_factory=True) if store is not None else None
    return code(getattr(made, "topology", None))


def _default(key: Key) -> str:
    field = key.field
    if field.is_required():
        above = len(key.location) > 2 or key.topology is not None
        return "none; it is required where the keys around it are given" if above else "required"
    value = field.get_default(call_default_factory=True)
    if value is None:
        return "nothing"
    if isinstance(value, list | tuple):
        listed_values = ", ".join(render(entry) for entry in value)
        return code(f"[{listed_values}]")
    if isinstance(value, dict):
        inner = ", ".join(f"{name}: {render(entry)}" for name, entry in value.items())
        return code(f"{{{inner}}}")
    return code(render(value))


def _with_presets(key: Key) -> str | None:
    """What each preset of the workload fills in."""
    found = []
    for preset in PRESETS:
        raw: dict[str, object] = {"workload": {"preset": preset}}
        if key.topology is not None:
            raw["dependencies"] = {key.location[1]: {"topology": key.topology}}
        value: Any = fill(raw)[0]
        for part in key.location:
            value = value.get(part) if isinstance(value, dict) else None
        if value is not None and key.name not in ("preset", "topology"):
            found.append(f"{code(render(value))} with preset {code(preset)}")
    return ", ".join(found) or None


def _variables(key: Key) -> str | None:
    return ", ".join(code(name) for name in key.about.variables) or None


def _source(key: Key) -> str | None:
    return None if key.about.source is None else prose(key.about.source)


_FACTS: Final[Mapping[str, Callable[[Key], str | None]]] = MappingProxyType(
    {
        "Answer": _answer,
        "Default": _default,
        "Filled in": _with_presets,
        "Later change": lambda key: prose(later(key.about, key.location)),
        "Sets": _variables,
        "Source": _source,
    }
)
_FACTS_OF_TOPOLOGY: Final = MappingProxyType(
    {**_FACTS, "Answer": _topologies, "Default": _default_topology}
)
