"""`python -m config schema`: the schema that editors use is that of the models."""

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from config.__main__ import main
from config.commands.file import yaml_content
from config.parse import KNOWN_KEYS, examine
from config.reference.stack_schema import FILE, as_text, is_current, stack_schema
from config.shape import fields, keys, model_at, models
from tests.unit.config.stacks import EXTERNAL, PRODUCTION, PROJECT, SMALLEST, merged, split
from tests.unit.config.test_bad_configurations import CASES

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
    "maximum", "maxItems", "maxProperties", "minItems", "minimum", "oneOf", "pattern",
    "patternProperties", "properties", "required", "title", "type", "$schema", "$defs",
}  # fmt: skip


def subschemas(schema: Any) -> Iterator[dict[str, Any]]:
    """`schema` and every schema inside of it."""
    if not isinstance(schema, dict):
        return
    yield schema
    inner = [schema.get("items"), schema.get("additionalProperties")]
    for keyword in ("properties", "patternProperties", "$defs"):
        inner += schema.get(keyword, {}).values()
    for keyword in ("oneOf", "anyOf"):
        inner += schema.get(keyword, [])
    for each in inner:
        yield from subschemas(each)


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
        least, greatest = schema.get("minItems", 0), schema.get("maxItems", len(value))
        wrong += [] if least <= len(value) <= greatest else [f"{place}: length"]
        items = schema.get("items", {})
        return wrong + [each for item in value for each in problems(items, item, place)]
    return wrong + ([f"{place}: limit"] if beyond(schema, value) else [])


def problems_of_keys(schema: dict[str, Any], value: dict[str, Any], place: str) -> list[str]:
    known = schema.get("properties", {})
    wrong = [f"{place}.{key}: missing" for key in schema.get("required", []) if key not in value]
    forbidden = [name for name, each in schema.get("patternProperties", {}).items() if not each]
    others = schema.get("additionalProperties", {})
    for key, inner in value.items():
        if key in known:
            wrong += problems(known[key], inner, f"{place}.{key}")
        elif others is False or any(re.search(name, key) for name in forbidden):
            wrong.append(f"{place}.{key}: unknown")
        else:
            wrong += problems(others, inner, f"{place}.{key}")
    return wrong


def beyond(schema: dict[str, Any], value: object) -> bool:
    if isinstance(value, int):
        return not schema.get("minimum", value) <= value <= schema.get("maximum", value)
    return isinstance(value, str) and not re.search(schema.get("pattern", ""), value)


def stack(*layers: str) -> dict[str, Any]:
    decisions = copy.deepcopy(merged(*layers))
    return {"config": {f"tracardi:{key}": value for key, value in decisions.items()}}


def test_the_committed_schema_is_that_of_the_models() -> None:
    assert (PROJECT / FILE).read_text("utf-8") == as_text(), "run `make schema`"
    assert as_text().endswith("}\n")
    assert main(["schema", "--check"]) == 0


def test_another_schema_is_noticed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "--check"], tmp_path) == 1
    assert "`make schema` writes it" in capsys.readouterr().err
    file = tmp_path / "schema.json"
    file.write_text(as_text().replace("event", "happening", 1))
    assert not is_current(file)
    file.write_text(as_text())
    assert is_current(file)


def test_it_is_a_schema_of_draft_2020_12() -> None:
    """As far as it goes: known keywords of the right types, and references that lead somewhere."""
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    for each in subschemas(SCHEMA):
        assert each.keys() <= UNDERSTOOD, each
        assert each.get("type", "object") in TYPES
        assert isinstance(each.get("description", ""), str)
        for keyword in ("enum", "required", "oneOf", "anyOf"):
            found = each.get(keyword, ["one"])
            assert found
            assert len({json.dumps(one) for one in found}) == len(found)
        for keyword in ("minimum", "maximum", "minItems", "maxItems", "maxProperties"):
            assert isinstance(each.get(keyword, 0), int)
        if "$ref" in each:
            assert each["$ref"].removeprefix("#/$defs/") in SCHEMA["$defs"]
        if "default" in each:
            assert problems(each, each["default"]) == []


def test_its_patterns_are_those_of_editors_as_well() -> None:
    """JavaScript knows no \\Z, no named groups as Python writes them, and no comments."""
    patterns = [each["pattern"] for each in subschemas(SCHEMA) if "pattern" in each]

    assert len(patterns) > 50
    for pattern in patterns:
        re.compile(pattern)
        assert not re.search(r"\\[ZA]|\(\?[P#>aiLmsux]|[*+?}]\+", pattern), pattern
        assert pattern.startswith("^(?:")
        assert pattern.endswith(")$")


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
        *(yaml_content(file, file.read_bytes())[0] for file in PROJECT.glob("Pulumi.?*.yaml")),
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


def test_an_editor_shows_what_follows_and_whether_it_can_be_changed() -> None:
    shards = SCHEMA["$defs"]["ElasticsearchSingle"]["properties"]["shards"]["description"]
    workflows = SCHEMA["$defs"]["Application"]["properties"]["workflows"]["description"]
    merging_key = SCHEMA["properties"]["config"]["properties"]["tracardi:mergingKey"]

    for key in keys():
        if key.is_group or key.topology is not None:
            continue
        model = model_at(key.location[:-1])
        assert model is not None
        entry = SCHEMA["$defs"][model.__name__]["properties"][key.name]
        assert key.field.description in entry["description"]
        assert str(key.about.consequence) in entry["description"]
    assert shards.endswith("Later change: never.")
    assert "Later change" not in workflows
    assert "Later change: never." in merging_key["description"]
    assert "pulumi config set --secret tracardi:mergingKey" in merging_key["description"]


def test_an_editor_shows_what_this_version_does_not_install() -> None:
    definitions = SCHEMA["$defs"]

    assert definitions["Deployment"]["properties"]["platform"]["description"].endswith(
        "Not installed by this version: docker."
    )
    for name in ("multiTenancy", "commercial"):
        entry = definitions["Application"]["properties"][name]
        assert entry["description"].endswith("Not installed by this version.")
    assert "Not installed" in definitions["PulsarCluster"]["description"]
    assert "Not installed" not in definitions["ElasticsearchCluster"]["description"]
    operator = definitions["ElasticsearchCluster"]["properties"]["operator"]
    assert operator["description"].endswith("Not installed by this version: install.")


def test_no_definition_is_left_over() -> None:
    referred = {each["$ref"] for each in subschemas(SCHEMA) if "$ref" in each}

    assert referred == {f"#/$defs/{name}" for name in SCHEMA["$defs"]}


# What only `check` knows: texts whose form is more than a pattern (addresses, schedules, versions,
# certificates), a number written as 3.0, and every rule across keys.
def test_most_configurations_of_a_wrong_shape_do_not_fit() -> None:
    """Of the bad configurations, those that do not even become decisions."""
    wrong = [case for case in CASES if examine(*split(merged(*case.layers)))[0] is None]
    fits = [case.name for case in wrong if not problems(SCHEMA, stack(*case.layers))]

    assert len(wrong) > 200
    assert len(fits) < len(wrong) / 2, fits


def test_every_unknown_key_is_noticed() -> None:
    for name in ("aplication", "mysqlPasword", "elasticsearch", "backups"):
        (said,) = problems(SCHEMA, stack(SMALLEST, f"{name}: {{}}"))
        assert said.endswith(f"tracardi:{name}: unknown")
