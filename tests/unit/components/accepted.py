"""Configurations that are accepted: drawn from the models, and mended where a rule is broken.

Nothing is known here about single decisions, so that a new one is drawn as soon as it exists.
"""

import re
from copy import deepcopy
from typing import Any, Literal, get_args, get_origin

from hypothesis import assume
from hypothesis import strategies as st

from config.decisions import Decisions
from config.findings import PREFIX, Finding, Severity
from config.not_offered import not_offered
from config.parse import examine
from config.reference.answers import example, parts, takes, typed
from config.reference.entries import is_gated, is_installed
from config.reference.examples import is_list, of_model
from config.secrets import SECRETS_BY_KEY, SecretInput
from config.shape import Key, field_at, keys, limits, models, topology_of
from config.types import CpuQuantity, Quantity

Raw = dict[str, Any]

MARK = "Unspeakable"
"""A part of every secret that is brought along."""

MENDINGS = 60
"""How often a configuration is mended before it is given up."""

_SECRETS = {key: f"{MARK}{key}0123456789abcdef" for key in SECRETS_BY_KEY} | {
    "sentryDsn": f"https://{MARK}@sentry.example.com/1"
}
_LEAVES = tuple(
    key for key in keys() if not key.is_group and key.name != "topology" and is_installed(key)
)
_ALL = tuple(keys())
_STORES = tuple(key for key in keys() if len(models(key.field)) > 1)


@st.composite
def accepted(draw: st.DrawFn) -> tuple[Raw, dict[str, str]]:
    """Groups and secrets, as they stand in the stack's file, that are without errors."""
    raw: Raw = {"application": {"adminEmail": "ops@example.com"}}
    target = draw(st.sampled_from(("renderTo", "context")))
    raw["kubernetes"] = {target: "rendered/unit"}
    raw["deployment"] = {"tier": draw(st.sampled_from(("dev", "production")))}
    for store in _STORES:
        offered = [
            model
            for model in models(store.field)
            if not is_gated((*store.location, "topology"), topology_of(model))
        ]
        _put(raw, store.location, of_model(draw(st.sampled_from(offered)), store.location))
    chosen = draw(st.lists(st.sampled_from(_LEAVES), min_size=8, max_size=40, unique_by=id))
    written = [key for key in chosen if _has_topology(raw, key)]
    for key in (*filter(_is_required, _LEAVES), *written):
        if _has_topology(raw, key):
            _put_answer(raw, key, draw(_answers(key)))
    given = draw(st.sets(st.sampled_from(sorted(SECRETS_BY_KEY)), max_size=4))
    secrets = {key: _SECRETS[key] for key in sorted(given)}
    assume(mend(raw, secrets, [key.location for key in written]))
    return raw, secrets


def _is_required(key: Key) -> bool:
    """Whether the store has to have the answer: no other group requires any."""
    return key.field.is_required() and len(key.location) == 3


def _has_topology(raw: Raw, key: Key) -> bool:
    if key.topology is None:
        return True
    return _at(raw, (*key.location[:2], "topology")) == key.topology


def _answers(key: Key) -> st.SearchStrategy[object]:
    """Answers of the type of `key` that this version acts upon."""
    kind = typed(key.field)
    base, _ = parts(kind)
    inner = [choice for choice in get_args(base) if choice is not type(None)]
    plain = parts(inner[0])[0] if type(None) in get_args(base) else base
    found: st.SearchStrategy[object] = st.just(example(kind))
    if plain is bool:
        found = st.booleans()
    elif get_origin(plain) is Literal:
        found = st.sampled_from(get_args(plain))
    elif plain is int:
        least, greatest = limits(key.field)
        # Nothing that is required has a limit that goes with all defaults, as one data node has.
        least = 3 if key.field.is_required() else least or 0
        found = st.integers(least, min(greatest or 10**6, 10**6))
    elif plain is Quantity:
        found = st.sampled_from(("128Mi", "512Mi", "1Gi", "4Gi", "20Gi", "64Gi", "2Ti"))
    elif plain is CpuQuantity:
        found = st.sampled_from(("50m", "500m", "1", "2.5", "16"))
    return found.filter(
        lambda value: takes(kind, value) and not_offered(key.location, value) is None
    )


def _put_answer(raw: Raw, key: Key, answer: object) -> None:
    """Write the answer, with what the groups around it require."""
    place = key.location
    for length in range(2, len(place)):
        tagged = place[:length]
        if key.topology is not None and length > 2:
            tagged = (*place[:2], key.topology, *place[2:length])
        field = field_at(tagged)
        inner = models(field) if field is not None else []
        if field is None or len(inner) != 1 or _at(raw, place[:length]) is not None:
            continue
        needed = of_model(inner[0])
        _put(raw, place[:length], [needed] if is_list(field.annotation) else needed)
    _put(raw, place, answer)


def _put(raw: Raw, place: tuple[str, ...], value: object) -> None:
    inner: Any = raw
    for part in place[:-1]:
        inner = inner.setdefault(part, {})
        inner = inner[0] if isinstance(inner, list) else inner
    inner[place[-1]] = value


def _at(raw: Raw, place: tuple[str, ...]) -> object:
    inner: Any = raw
    for part in place:
        inner = inner[0] if isinstance(inner, list) else inner
        inner = inner.get(part) if isinstance(inner, dict) else None
    return inner


def mend(raw: Raw, secrets: dict[str, str], written: list[tuple[str, ...]]) -> bool:
    """Change `raw` and `secrets` until no error is left; whether that came about.

    A risk is accepted, a missing secret is given, and any other answer that an error is about is
    taken away. Where an error is about a default value, one more of the `written` answers is, until
    those are gone that it does not go with.
    """
    for _ in range(MENDINGS):
        given = {key: SecretInput(value, True) for key, value in secrets.items()}
        _, findings = examine(deepcopy(raw), given)
        errors = [finding for finding in findings if finding.severity is Severity.ERROR]
        if not errors:
            return True
        # Each place once: a secret that two rules refuse would be taken away and given again.
        mended = [_mend(raw, secrets, error) for error in {e.path: e for e in errors}.values()]
        if not any(mended):
            if not written:
                return False
            _take_away(raw, written.pop())
    return False


def _mend(raw: Raw, secrets: dict[str, str], error: Finding) -> bool:
    """Whether something could be done about the error."""
    place = tuple(re.findall(r"[^.\[\]]+", error.path.removeprefix(PREFIX)))
    risks = raw["deployment"].setdefault("acceptRisks", [])
    if error.waiver is not None:
        if error.waiver not in risks:
            risks.append(error.waiver)
    elif place[:2] == ("deployment", "acceptRisks"):
        useless = error.value
        raw["deployment"]["acceptRisks"] = [risk for risk in risks if risk != useless]
    elif place[0] in SECRETS_BY_KEY:
        if secrets.pop(place[0], None) is None:
            secrets[place[0]] = _SECRETS[place[0]]
    elif place == ("kubernetes",):
        raw["kubernetes"]["renderTo"] = "rendered/unit"
    else:
        return _take_away(raw, place)
    return True


def _take_away(raw: Raw, place: tuple[str, ...]) -> bool:
    """Whether there was something at `place` that the default can stand in for."""
    inner: Any = raw
    for part in place[:-1]:
        if isinstance(inner, list):
            inner = inner[int(part)] if int(part) < len(inner) else None
        else:
            inner = inner.get(part) if isinstance(inner, dict) else None
    last = place[-1]
    if isinstance(inner, list) and last.isdecimal() and int(last) < len(inner):
        inner.pop(int(last))
        return True
    key = next((key for key in _ALL if key.location == place and _has_topology(raw, key)), None)
    needed = len(place) == 1 or place[-1] == "topology" or (key and key.field.is_required())
    if not isinstance(inner, dict) or last not in inner or needed:
        return False
    del inner[last]
    return True


def decisions_of(raw: Raw, secrets: dict[str, str]) -> Decisions | None:
    """The decisions of a configuration that was drawn."""
    return examine(raw, {key: SecretInput(value, True) for key, value in secrets.items()})[0]
