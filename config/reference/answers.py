"""What an answer looks like: its type in words, and an example that is one."""

import re
from collections.abc import Iterator
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

import annotated_types
import yaml
from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from config.reference.text import code, listed, prose
from config.types import Answers, Refused

_PROBES: Final = ("?", "\n")
"""Texts of which hardly any type takes both; the refusal says in words what a type does take."""

_EXAMPLES: Final = re.compile(r"(for instance|such as) (?!`)")
"""What stands before examples in an advice."""

_EXAMPLE: Final = re.compile(
    r'"[^"]*"|(?!(?:a|an|the)\b)[^\s,;()]+?(?:: [^\s,;()]+)?(?=[\s,;()]|$)'
)
"""One of them: something between quotes, a word, or a key with its value, but no article."""

_NEXT: Final = re.compile(r",? or |, ")
"""What stands between two of them."""

_WRITTEN: Final = re.compile(r"\bwrite (?=\S*[\d:/.])([^\s,;]+)")
"""Something to be written literally, such as an address: no word of the language."""

_AGE_RECIPIENT: Final = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
"""The public key in the manual of age, for the one type that has no example in its advice."""


def typed(field: FieldInfo) -> Any:
    """The whole type of `field`: pydantic keeps limits and validators beside the annotation."""
    return Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation


def parts(kind: Any) -> tuple[Any, list[Any]]:
    """The type without its annotations, and these, those inside of a `Field(...)` included."""
    if get_origin(kind) is not Annotated:
        return kind, []
    base, *around = get_args(kind)
    metadata: list[Any] = []
    for part in around:
        metadata += part.metadata if isinstance(part, FieldInfo) else [part]
    return base, metadata


def words(kind: Any) -> str:
    """What an answer of type `kind` is, as a part of a sentence in Markdown."""
    if get_origin(kind) is Annotated:
        return _annotated(kind)
    origin = get_origin(kind)
    if origin is Literal:
        return listed([code(choice) for choice in get_args(kind)], "or")
    if origin in (Union, UnionType):
        return " or ".join(words(choice) for choice in get_args(kind) if choice is not NoneType)
    if origin is list:
        return f"a list; each entry is {words(get_args(kind)[0])}"
    if origin is dict:
        key, value = get_args(kind)
        return f"a mapping; each key is {words(key)}, each value {words(value)}"
    if isinstance(kind, type) and issubclass(kind, Answers):
        return "a mapping of the keys below"
    if kind is bool:
        return "`true` or `false`"
    if kind in (int, float):
        return "a whole number" if kind is int else "a number"
    return _text(kind)


def _annotated(kind: Any) -> str:
    base, metadata = parts(kind)
    least = greatest = None
    for limit in metadata:
        if isinstance(limit, annotated_types.Ge | annotated_types.MinLen):
            least = limit.ge if isinstance(limit, annotated_types.Ge) else limit.min_length
        if isinstance(limit, annotated_types.Le | annotated_types.MaxLen):
            greatest = limit.le if isinstance(limit, annotated_types.Le) else limit.max_length
    said = words(base) if _of_its_own(base) or _advice(kind) is None else _text(kind)
    if get_origin(base) in (list, dict):
        amount = f"at least {least}, " if least else ""
        return f"{said}; {amount}at most {greatest}" if greatest else said
    if greatest is not None:
        return f"{said} from {least} to {greatest}"
    return f"{said} of at least {least}" if least is not None else said


def _of_its_own(base: Any) -> bool:
    """Whether the words for `base` say enough without the validators around it."""
    if get_origin(base) is dict or _is_text(base):
        return False
    return base in (int, float, bool) or get_origin(base) is not None


def _is_text(base: Any) -> bool:
    choices = [choice for choice in get_args(base) if choice is not NoneType]
    return get_origin(base) in (Union, UnionType) and choices == [str]


@cache
def _advice(kind: Any) -> str | None:
    """What the validator of `kind` advises somebody who wrote no such thing."""
    found = (_refusal(kind, probe) for probe in _PROBES)
    return next((advice for advice in found if advice is not None), None)


def _refusal(kind: Any, value: object) -> str | None:
    try:
        _adapter(kind).validate_python(value, strict=True)
    except ValidationError as error:
        refused = error.errors()[0].get("ctx", {}).get("error")
        return refused.advice if isinstance(refused, Refused) else None
    return None


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _text(kind: Any) -> str:
    advice = _advice(kind)
    if advice is None:
        return "a text"
    said = _with_code(advice)
    return said.removeprefix("write ") if said.startswith("write ") else f"a text: {said}"


def _with_code(advice: str) -> str:
    """`advice` in Markdown, with its examples as code."""
    match = _EXAMPLES.search(advice)
    if match is None:
        return prose(advice)
    said, rest = prose(advice[: match.end()]), advice[match.end() :]
    for text, between in _examples_at(rest):
        said += f"{code(text)}{between}"
        rest = rest[len(text) + len(between) :]
    return said + prose(rest)


def _examples_at(text: str) -> Iterator[tuple[str, str]]:
    """The examples that `text` begins with, each with what stands between it and the next one."""
    place = 0
    while match := _EXAMPLE.match(text, place):
        following = _NEXT.match(text, match.end())
        if following is None or not _EXAMPLE.match(text, following.end()):
            yield match[0], ""
            return
        yield match[0], following[0]
        place = following.end()


def takes(kind: Any, value: object) -> bool:
    """Whether `value`, as it stands in YAML, is an answer of type `kind`."""
    try:
        _adapter(kind).validate_python(value, strict=True)
    except ValidationError:
        return False
    return True


@cache
def example(kind: Any) -> object | None:
    """An answer of type `kind` as it stands in YAML; None if there is none to be told."""
    return next((value for value in _candidates(kind) if takes(kind, value)), None)


def _candidates(kind: Any) -> Iterator[object]:
    base, metadata = parts(kind)
    if get_origin(base) in (Union, UnionType):
        choices = [choice for choice in get_args(base) if choice is not NoneType]
        for choice in choices:
            yield from _candidates(Annotated[(choice, *metadata)] if metadata else choice)
    elif get_origin(base) is Literal:
        yield from get_args(base)
    elif get_origin(base) is list:
        yield from ([value] for value in _candidates(get_args(base)[0]))
    elif get_origin(base) is dict:
        yield from (yaml.safe_load(text) for text in _advised(_advice(kind)))
        key, value = (example(part) for part in get_args(base))
        yield {key: value}
    elif base is bool:
        yield from (True, False)
    elif base in (int, float):
        yield from (limit.ge for limit in metadata if isinstance(limit, annotated_types.Ge))
        yield 1
    else:
        yield from _texts(kind)
        yield from ("example", _AGE_RECIPIENT, "")


def _texts(kind: Any) -> Iterator[str]:
    """The examples in what the validator of `kind` advises, and in what it advises about them."""
    seen: list[str] = list(_PROBES)
    for text in seen:  # which grows meanwhile
        if text not in _PROBES:
            yield text
        new = (other for other in _advised(_refusal(kind, text)) if other not in seen)
        seen.extend(new)


def _advised(advice: str | None) -> Iterator[str]:
    """The examples in `advice`."""
    for match in _EXAMPLES.finditer(advice or ""):
        yield from (text.strip('"') for text, _ in _examples_at((advice or "")[match.end() :]))
    yield from (match[1].strip('"') for match in _WRITTEN.finditer(advice or ""))
