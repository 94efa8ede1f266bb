"""The JSON Schema of a stack's file, from the models."""

import json
from pathlib import Path
from typing import Any, Final

from pydantic.json_schema import GenerateJsonSchema

from config.about import Change
from config.decisions import GROUPS, Decisions
from config.findings import PREFIX
from config.groups.deployment import WAIVERS
from config.reference.entries import gated_choices, is_gated, is_installed
from config.secrets import SECRETS_BY_KEY, Secret
from config.shape import Key, Location, keys, model_at, models, topology_of

FILE: Final = Path("config", "schema.json")
"""Where the schema is kept in the project; a stack's file leads an editor to it."""


class _Generator(GenerateJsonSchema):
    """Without a title for each field, which would only repeat its key; with patterns of texts."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        """Never."""
        del schema
        return False

    def default_schema(self, schema: Any) -> dict[str, Any]:
        """Without the default of what is absent by default: an editor would write null."""
        found = super().default_schema(schema)
        if found.get("default", ...) is None:
            del found["default"]
        return found

    def function_after_schema(self, schema: Any) -> dict[str, Any]:
        """With the pattern of a validator that has one."""
        found = super().function_after_schema(schema)
        pattern = getattr(schema["function"]["function"], "pattern", None)
        if pattern is not None and found.get("type") == "string":
            # JSON Schema has the regular expressions of JavaScript, which know no \Z.
            found.setdefault("pattern", f"^(?:{pattern})$".replace(r"\Z", "$"))
        return found


def stack_schema() -> dict[str, Any]:
    """The schema (JSON Schema draft 2020-12) of a `Pulumi.<stack>.yaml`.

    Keys of other namespaces, and Pulumi's own beside `config`, may be anything. It lets through
    what only a rule across keys refuses, texts whose form is more than a pattern (addresses,
    schedules, certificates), 3.0 for a whole number, and a key that stands twice.
    """
    model = Decisions.model_json_schema(by_alias=True, schema_generator=_Generator)
    definitions: dict[str, Any] = model["$defs"]
    _name_risks(definitions)
    _require_topology(definitions)
    _say_what_is_not_installed(model["properties"], definitions)
    groups = {PREFIX + group: model["properties"][group] for group in GROUPS}
    secrets = {PREFIX + key: _secret(key, secret) for key, secret in SECRETS_BY_KEY.items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Pulumi.<stack>.yaml of the Tracardi installer",
        "type": "object",
        "properties": {
            "config": {
                "description": "The decisions of one installation.",
                "type": "object",
                "properties": {**groups, **secrets},
                "patternProperties": {
                    f"^{PREFIX}(?!(?:{'|'.join([*GROUPS, *SECRETS_BY_KEY])})$)": False
                },
                "required": [PREFIX + key for key in model["required"]],
            }
        },
        "required": ["config"],
        "$defs": definitions,
    }


def as_text() -> str:
    """The schema as it is kept: indented, in the order of the questions, with a final newline."""
    return json.dumps(stack_schema(), indent=2, ensure_ascii=False) + "\n"


def is_current(file: Path) -> bool:
    """Say whether `file` holds the schema of the models as they are."""
    return file.exists() and file.read_text("utf-8") == as_text()


def _name_risks(definitions: dict[str, Any]) -> None:
    risks = definitions["Deployment"]["properties"]["acceptRisks"]
    risks["items"] = {
        "oneOf": [{"const": name, "description": meaning} for name, meaning in WAIVERS.items()]
    }


def _require_topology(definitions: dict[str, Any]) -> None:
    """Without the key `topology`, a store is of the first kind: the others need it."""
    dependencies = Decisions.model_fields["dependencies"]
    for store in models(dependencies)[0].model_fields.values():
        for other in models(store)[1:]:
            definition = definitions[other.__name__]
            definition["required"] = ["topology", *definition.get("required", [])]


def _say_what_is_not_installed(properties: dict[str, Any], definitions: dict[str, Any]) -> None:
    """In the description of each group, topology and choice that this version refuses."""
    installed: dict[Location, bool] = {(): True}
    for key in keys():
        if key.topology is not None:
            _note_choices(key, definitions)
            continue
        place = key.location
        model = model_at(place[:-1])
        if model is None:
            continue
        around = properties if model is Decisions else definitions[model.__name__]["properties"]
        installed[place] = is_installed(key)
        if installed[place[:-1]] and not installed[place]:
            _note(around[key.name], "Not installed by this version.")
        _note_gated(around[key.name], key)
        for choice in models(key.field):
            topology = topology_of(choice)
            if topology is not None and is_gated((*place, "topology"), topology):
                _note(definitions[choice.__name__], "Not installed by this version.")


def _note_choices(key: Key, definitions: dict[str, Any]) -> None:
    """The same for a key of one topology, where that topology itself is installed."""
    place = key.location
    model = model_at((*place[:2], key.topology or "", *place[2:-1]))
    if model is not None and key.name != "topology" and is_installed(key):
        _note_gated(definitions[model.__name__]["properties"][key.name], key)


def _note_gated(entry: dict[str, Any], key: Key) -> None:
    if gated := gated_choices(key):
        listed = ", ".join(str(choice) for choice in gated)
        _note(entry, f"Not installed by this version: {listed}.")


def _note(entry: dict[str, Any], note: str) -> None:
    entry["description"] = " ".join(part for part in (entry.get("description"), note) if part)


def _secret(key: str, secret: Secret) -> dict[str, Any]:
    parts = [f"Encrypted: {secret.purpose}.", secret.consequence]
    if secret.change is not Change.FREE:
        parts.append(f"Later change: {secret.change}.")
    parts.append(f"Set it with `pulumi config set --secret {PREFIX}{key}`.")
    return {
        "description": " ".join(parts),
        "type": "object",
        "properties": {"secure": {"description": "The encrypted text.", "type": "string"}},
        "required": ["secure"],
        "additionalProperties": False,
    }
