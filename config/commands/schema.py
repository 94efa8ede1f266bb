"""`python -m config schema`: the JSON Schema of a stack's file, for editors.

An editor with a YAML language server completes keys and shows their descriptions. The schema says
less than `check` does: it knows nothing of the rules across groups.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any, Final

from pydantic.json_schema import GenerateJsonSchema

from config.commands.output import print_text
from config.decisions import GROUPS, Decisions
from config.deployment import WAIVERS
from config.findings import PREFIX
from config.secret_table import SECRETS_BY_KEY, Secret
from config.shape import models

SCHEMA_FILE: Final = Path(__file__).parents[1] / "schema.json"
"""Where the schema is kept; the first line of a stack's file leads an editor to it."""


HELP: Final = "print the JSON Schema of a stack's file"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `schema`."""
    parser.add_argument(
        "--check", action="store_true", help="compare it with config/schema.json instead"
    )


def run(options: argparse.Namespace, project: Path) -> int:
    """Print the schema; with --check, 1 if config/schema.json is another one."""
    del project
    if not options.check:
        print_text(as_text())
        return 0
    if is_current():
        return 0
    name = "/".join(SCHEMA_FILE.parts[-2:])
    print(f"{name} is not the schema of the decisions; `make schema` writes it.", file=sys.stderr)
    return 1


class _WithoutFieldTitles(GenerateJsonSchema):
    """Without a title for each field, which would only repeat its key."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        """Never."""
        del schema
        return False


def stack_schema() -> dict[str, Any]:
    """The schema (JSON Schema draft 2020-12) of a `Pulumi.<stack>.yaml`.

    Keys of other namespaces, and Pulumi's own beside `config`, may be anything.
    """
    model = Decisions.model_json_schema(by_alias=True, schema_generator=_WithoutFieldTitles)
    definitions: dict[str, Any] = model["$defs"]
    _name_risks(definitions)
    _require_topology(definitions)
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
                "required": [PREFIX + key for key in model["required"]],
            }
        },
        "required": ["config"],
        "$defs": definitions,
    }


def as_text() -> str:
    """The schema as it is kept: indented, in the order of the questions, with a final newline."""
    return json.dumps(stack_schema(), indent=2, ensure_ascii=False) + "\n"


def is_current(file: Path = SCHEMA_FILE) -> bool:
    """Say whether `file` holds the schema of the models as they are."""
    return file.exists() and file.read_text("utf-8") == as_text()


def _name_risks(definitions: dict[str, Any]) -> None:
    risks = definitions["Deployment"]["properties"]["acceptRisks"]
    risks["items"] = {
        "oneOf": [{"const": name, "description": meaning} for name, meaning in WAIVERS.items()]
    }


def _require_topology(definitions: dict[str, Any]) -> None:
    """Without the key `topology`, a store is a single one: the others need it."""
    dependencies = Decisions.model_fields["dependencies"]
    for store in models(dependencies)[0].model_fields.values():
        for other in models(store)[1:]:
            definition = definitions[other.__name__]
            definition["required"] = ["topology", *definition["required"]]


def _secret(key: str, secret: Secret) -> dict[str, Any]:
    return {
        "description": f"Encrypted: {secret.purpose}. Set it with `pulumi config set --secret "
        f"{PREFIX}{key}`.",
        "type": "object",
        "properties": {"secure": {"description": "The encrypted text.", "type": "string"}},
        "required": ["secure"],
        "additionalProperties": False,
    }
