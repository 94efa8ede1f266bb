"""Places in Tracardi's profiles and events, and files of settings."""

from typing import Annotated

from pydantic import AfterValidator

from config.types.refused import Refused, matching

FieldPath = Annotated[
    str,
    AfterValidator(
        matching(
            r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*){1,9}",
            "is no field of a profile",
            "write its path with dots, for instance data.contact.email.main",
        )
    ),
]
"""The path of a field of a profile, `data.contact.email.main`."""
PrimaryId = Annotated[
    str,
    AfterValidator(
        matching(
            r"[a-z]{3}-|[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*){1,9}",
            "is neither a field of a profile nor the prefix of an identifier",
            "write a field, for instance data.identifier.pk, or a prefix, for instance emm-",
        )
    ),
]
"""A field of a profile, or the prefix of a kind of identifier (`emm-` for the main address)."""
EventType = Annotated[
    str,
    AfterValidator(
        matching(
            r"[a-z0-9][a-z0-9_-]{0,63}",
            "is no type of an event",
            "write lower-case letters, digits and hyphens, for instance sign-in",
        )
    ),
]


def _project_file(text: str) -> str:
    advice = "write a path inside the project, for instance tracardi/resources.json"
    if text.startswith(("/", "~")) or ".." in text.split("/"):
        raise Refused("lies outside of the project, where others cannot find it", advice)
    return matching(r"[\w./ -]{1,200}\.json", "is no JSON file", advice)(text)


ProjectFile = Annotated[str, AfterValidator(_project_file)]
"""A JSON file of the project, by its path from the folder of `Pulumi.yaml`."""
