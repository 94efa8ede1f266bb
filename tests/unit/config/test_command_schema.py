"""`python -m config schema`: the schema that editors use is that of the models."""

import copy
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.__main__ import main
from config.commands import schema as commands_schema
from config.commands.schema import SCHEMA_FILE, as_text, is_current, stack_schema
from config.parse import KNOWN_KEYS
from config.shape import fields, keys, models
from tests.unit.config.stacks import EXTERNAL, PRODUCTION, PROJECT, SMALLEST, merged

pytestmark = pytest.mark.unit

SCHEMA = stack_schema()
TYPES: dict[str, type] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "boolean": bool,
    "null": type(None),
}
UNDERSTOOD = {
    "$ref", "additionalProperties", "anyOf", "const", "default", "description", "enum", "items",
    "maximum", "minItems", "minimum", "oneOf", "pattern", "properties", "required", "title", "type",
    "$schema", "$defs",
}  # fmt: skip


def problems(schema: dict[str, Any], value: Any, place: str = "") -> list[str]:
    """What is wrong with `value`, by the keywords that the schema of a stack uses."""
    assert schema.keys() <= UNDERSTOOD
    wrong = []
    if "$ref" in schema:
        wrong += problems(SCHEMA["$defs"][schema["$ref"].removeprefix("#/$defs/")], value, place)
    for keyword in ("oneOf", "anyOf"):
        if keyword in schema:
            fit = [choice for choice in schema[keyword] if not problems(choice, value, place)]
            if not fit or (keyword == "oneOf" and len(fit) > 1):
                wrong.append(f"{place}: {keyword}")
    kind = schema.get("type")
    if kind and (not isinstance(value, TYPES[kind]) or (kind == "integer" and value is True)):
        return [*wrong, f"{place}: type"]
    if value not in schema.get("enum", [value]) or value != schema.get("const", value):
        wrong.append(f"{place}: choice")
    if isinstance(value, dict):
        return wrong + problems_of_keys(schema, value, place)
    if isinstance(value, list):
        wrong += [f"{place}: minItems"] if len(value) < schema.get("minItems", 0) else []
        return wrong + [each for item in value for each in problems(schema["items"], item, place)]
    return wrong + ([f"{place}: limit"] if beyond(schema, value) else [])


def problems_of_keys(schema: dict[str, Any], value: dict[str, Any], place: str) -> list[str]:
    known = schema.get("properties", {})
    wrong = [f"{place}.{key}: missing" for key in schema.get("required", []) if key not in value]
    for key, inner in value.items():
        if key in known:
            wrong += problems(known[key], inner, f"{place}.{key}")
        elif schema.get("additionalProperties") is False:
            wrong.append(f"{place}.{key}: unknown")
    return wrong


def beyond(schema: dict[str, Any], value: object) -> bool:
    if isinstance(value, int):
        return not schema.get("minimum", value) <= value <= schema.get("maximum", value)
    return isinstance(value, str) and not re.search(schema.get("pattern", ""), value)


def stack(*layers: str) -> dict[str, Any]:
    decisions = copy.deepcopy(merged(*layers))
    return {"config": {f"tracardi:{key}": value for key, value in decisions.items()}}


def test_the_committed_schema_is_that_of_the_models() -> None:
    assert SCHEMA_FILE.read_text("utf-8") == as_text(), "run `make schema`"
    assert as_text().endswith("}\n")
    assert main(["schema", "--check"]) == 0


def test_another_schema_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "schema.json"
    assert not is_current(file)
    file.write_text(as_text().replace("Events.", "Event."))
    assert not is_current(file)
    monkeypatch.setattr(commands_schema, "is_current", lambda: False)
    assert main(["schema", "--check"]) == 1
    assert "`make schema` writes it" in capsys.readouterr().err


def test_it_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0
    assert capsys.readouterr().out == as_text()


def test_it_has_every_key_with_a_description() -> None:
    config = SCHEMA["properties"]["config"]

    assert list(config["properties"]) == [f"tracardi:{key}" for key in KNOWN_KEYS]
    for key in keys():
        for model in models(key.field):
            definition = SCHEMA["$defs"][model.__name__]
            assert definition["properties"].keys() == fields(model).keys()
            assert definition["additionalProperties"] is False
            for name, entry in definition["properties"].items():
                referred = SCHEMA["$defs"].get(entry.get("$ref", "").removeprefix("#/$defs/"), {})
                assert "description" in {**entry, **referred}, f"{model.__name__}.{name}"


@pytest.mark.parametrize(
    "content",
    [
        yaml.safe_load((PROJECT / "Pulumi.dev.yaml").read_text("utf-8")),
        stack(SMALLEST),
        stack(SMALLEST, EXTERNAL, PRODUCTION),
        {**stack(SMALLEST), "encryptionsalt": "v1:abc"},
        {"config": {**stack(SMALLEST)["config"], "aws:region": "eu-west-1"}},
    ],
)
def test_a_good_stack_fits(content: dict[str, Any]) -> None:
    assert problems(SCHEMA, content) == []


@pytest.mark.parametrize(
    ("layer", "problem"),
    [
        ("kubernetes: {nampespace: a}", "tracardi:kubernetes.nampespace: unknown"),
        ("deployment: {tier: test}", "tracardi:deployment.tier: choice"),
        ("deployment: {acceptRisks: [all]}", "tracardi:deployment.acceptRisks: oneOf"),
        ("kubernetes: {timeoutMinutes: 0}", "tracardi:kubernetes.timeoutMinutes: limit"),
        ("kubernetes: {timeoutMinutes: '5'}", "tracardi:kubernetes.timeoutMinutes: type"),
        ("application: {publicApi: {memory: 512m}}", "publicApi.memory: limit"),
        ("application: {publicApi: {cpu: 1 core}}", "publicApi.cpu: limit"),
        ("application: {publicApi: {cpu: 2}}", "publicApi.cpu: type"),
        ("dependencies: {redis: {topology: cluster}}", "dependencies.redis: oneOf"),
        ("dependencies: {redis: {host: redis.example.com}}", "dependencies.redis: oneOf"),
        ("adminPassword: Password12345678", "tracardi:adminPassword: type"),
    ],
)
def test_a_wrong_stack_does_not(layer: str, problem: str) -> None:
    (said,) = problems(SCHEMA, stack(SMALLEST, layer))

    assert said.endswith(problem)


def test_the_address_of_the_administrator_is_required() -> None:
    assert problems(SCHEMA, stack("kubernetes: {renderTo: a/b}")) == [
        ".config.tracardi:application: missing"
    ]


def test_every_stack_leads_the_editor_to_the_schema() -> None:
    for file in PROJECT.glob("Pulumi.?*.yaml"):
        first = file.read_text("utf-8").splitlines()[0]
        assert first == "# yaml-language-server: $schema=config/schema.json", file.name
