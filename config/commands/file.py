"""A stack's file as it lies on disk: read without Pulumi, and taken as Pulumi would take it."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

from config.decisions import GROUPS
from config.findings import PREFIX, Finding, path_of
from config.parse import KNOWN_KEYS, group_of
from config.secrets import SECRETS_BY_KEY, SecretInput

_BOOLEAN: Final = re.compile(r"true|True|TRUE|false|False|FALSE")
_INTEGER: Final = re.compile(r"[-+]?(?:0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|0|[1-9][0-9_]*)")
_NUMBER: Final = re.compile(
    r"[-+]?(?:(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|\.(?:inf|Inf|INF))"
    r"|\.(?:nan|NaN|NAN)"
)
_REPLACED: Final = {f"tag:yaml.org,2002:{kind}" for kind in ("bool", "int", "float", "timestamp")}


class StackLoader(yaml.SafeLoader):
    """YAML as Pulumi's reader (gopkg.in/yaml.v3) takes it: `yes` and `12:30` are texts.

    A value that does not fit its tag is a YAML error; merge keys cannot grow without bounds.
    """

    yaml_implicit_resolvers = {  # noqa: RUF012 - the attribute is PyYAML's
        first: [rule for rule in rules if rule[0] not in _REPLACED]
        for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        """The value of `node`; YAMLError with its place if there is none."""
        try:
            return super().construct_object(node, deep)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            raise yaml.MarkedYAMLError(
                problem="found a value that is not of its type", problem_mark=node.start_mark
            ) from None

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        """Replace merge keys (`<<`) by what they stand for, each key once."""
        super().flatten_mapping(node)
        last = {_identity(key): (key, value) for key, value in node.value}
        node.value = list(last.values())


for _kind, _pattern, _first in (
    ("bool", _BOOLEAN, "tTfF"),
    ("int", _INTEGER, "-+0123456789"),
    ("float", _NUMBER, "-+.0123456789"),
):
    StackLoader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_kind}", re.compile(rf"(?:{_pattern.pattern})\Z"), list(_first)
    )


class Unreadable(Exception):
    """There is no stack in the file; `finding` says why, with the file as its path."""

    def __init__(self, file: Path, rule: str, advice: str) -> None:
        self.finding = Finding(str(file), "", rule, advice)
        super().__init__(str(self.finding))


@dataclass(frozen=True)
class StackFile:
    """What `config.parse.parse` takes, and the findings about the file itself.

    `fingerprints` has a text for each secret that differs where what stands in the file differs,
    which `secrets` does not tell of encrypted ones; it is there to be compared and never shown.
    """

    raw: dict[str, object] = field(default_factory=dict)
    secrets: dict[str, SecretInput] = field(default_factory=dict)
    fingerprints: dict[str, str] = field(default_factory=dict, repr=False)
    encrypted_groups: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)


def read_stack(file: Path, text: bytes) -> StackFile:
    """The `tracardi:` keys of a stack's file that holds `text`; `file` is for messages.

    Keys of other namespaces are left out. Raises Unreadable if it is no YAML.
    """
    content, findings = yaml_content(file, text)
    stack = StackFile(findings=findings)
    if content is None:
        return stack
    if not isinstance(content, dict):
        raise Unreadable(file, "is no mapping of keys", "write config: and the keys below it")
    stack.findings.extend(_outside(content))
    config = content.get("config")
    if config is not None and not isinstance(config, dict):
        findings.append(
            Finding("config", "", "must be a mapping of keys", "write the keys below it")
        )
    elif config is not None:
        _take(stack, config)
    return stack


def placeholder(key: str) -> str:
    """A text in place of the encrypted secret `key`, about which no rule has anything to say."""
    form = SECRETS_BY_KEY[key].form
    return hashlib.sha256(key.encode()).hexdigest() if form is None else form.example


def yaml_content(file: Path, text: bytes) -> tuple[object, list[Finding]]:
    """What the YAML of `text` holds, and a finding for each key that stands twice in a mapping;
    `file` is for messages. Raises Unreadable if it is no YAML.
    """
    look = (
        "look at indentation, colons and quotes there; a text that begins with one of "
        "* & ! % @ ` needs quotes"
    )
    try:
        loader = StackLoader(text)
        node = loader.get_single_node()
        if node is None:
            return None, []
        findings = list(_duplicates(node, (), set()))
        return loader.construct_document(node), findings
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        # The names of aliases and tags may be the beginning of a password without quotes.
        problem = re.sub(r"\b(alias|anchor|tag|handle) ['\"].*", r"\1", error.problem or "")
        raise Unreadable(file, f"is not YAML: {place}{problem}", look) from None
    except yaml.YAMLError:
        advice = "save it as UTF-8 text without control characters"
        raise Unreadable(file, "is not YAML: it is no text", advice) from None


def _identity(key: yaml.Node) -> object:
    return (key.tag, key.value) if isinstance(key, yaml.ScalarNode) else id(key)


def _duplicates(node: yaml.Node, above: tuple[str, ...], seen: set[int]) -> Iterator[Finding]:
    """A finding for each key that stands more than once in one mapping."""
    if id(node) in seen or isinstance(node, yaml.ScalarNode):
        return
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        for position, inner in enumerate(node.value):
            yield from _duplicates(inner, (*above, str(position)), seen)
        return
    lines: dict[object, list[int]] = {}
    for key, value in node.value:
        name = key.value if isinstance(key, yaml.ScalarNode) else "?"
        before = lines.setdefault(_identity(key), [])
        if before and name != "<<":
            yield Finding(
                _place((*above, name)),
                "",
                f"stands twice, on lines {before[-1]} and {key.start_mark.line + 1}",
                "keep one of them",
            )
        before.append(key.start_mark.line + 1)
        yield from _duplicates(value, (*above, name), seen)


def _place(names: tuple[str, ...]) -> str:
    if len(names) > 1 and names[0] == "config" and (name := own_name(names[1])) is not None:
        return path_of(name, *(int(part) if part.isdecimal() else part for part in names[2:]))
    return path_of(*names).removeprefix(PREFIX)


def _outside(content: Mapping[object, object]) -> Iterator[Finding]:
    for key in content:
        if isinstance(key, str) and (key.startswith(PREFIX) or key in KNOWN_KEYS):
            name = key.removeprefix(PREFIX)
            yield Finding(
                path_of(name), "", "stands outside of config", "put it below config:, indented"
            )


def own_name(key: str) -> str | None:
    """The key without its namespace, None if it is another program's.

    Pulumi takes a key without a namespace for the project's own, and `tracardi:config:name` for
    `tracardi:name` (pulumi/pulumi sdk/go/common/workspace/loaders.go and resource/config/key.go).
    """
    if ":" not in key:
        return key
    name = key.removeprefix(PREFIX)
    return None if name == key else name.removeprefix("config:")


def _take(stack: StackFile, config: Mapping[object, object]) -> None:
    written: dict[str, str] = {}
    for key, value in config.items():
        if not isinstance(key, str):
            stack.findings.append(Finding("config", "", "has a key that is no text", "remove it"))
            continue
        name = own_name(key)
        if name is None:
            continue
        if name in written:
            rule = f"stands twice, as {written[name]} and as {key}"
            stack.findings.append(Finding(path_of(name), "", rule, "keep one of them"))
        written[name] = key
        if name in SECRETS_BY_KEY:
            _take_secret(stack, name, value)
        else:
            stack.raw[name] = _group(value) if name in GROUPS else None
            if name in GROUPS and _holds_encrypted(value, set()):
                stack.encrypted_groups.add(name)


def _group(value: object) -> object:
    """A group as `pulumi config set` may have written it, as a text of JSON; others as they are."""
    return group_of(value) if isinstance(value, str) else value


def _take_secret(stack: StackFile, name: str, value: object) -> None:
    stack.fingerprints[name] = _fingerprint(value)
    if _is_encrypted(value):
        # The text cannot be checked without its key; an empty one cannot be decrypted.
        stack.secrets[name] = SecretInput(
            placeholder(name) if value != {"secure": ""} else "", True
        )
    elif isinstance(value, str | int | float):
        if value != "":  # the project's own default: not given
            stack.secrets[name] = SecretInput(_text(value), False)
    elif value is not None:
        stack.secrets[name] = SecretInput(placeholder(name), False)


def _fingerprint(value: object) -> str:
    if isinstance(value, dict):
        value = value["secure"] if _is_encrypted(value) else ""
    text = _text(value) if isinstance(value, str | int | float) else ""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _text(value: str | float) -> str:
    try:
        return str(value)
    except ValueError:  # an integer of thousands of digits
        return "0" * 64


def _is_encrypted(value: object) -> bool:
    return isinstance(value, dict) and len(value) == 1 and isinstance(value.get("secure"), str)


def _holds_encrypted(value: object, seen: set[int]) -> bool:
    if id(value) in seen or not isinstance(value, dict | list):
        return False
    seen.add(id(value))
    inner = value.values() if isinstance(value, dict) else value
    return _is_encrypted(value) or any(_holds_encrypted(part, seen) for part in inner)
