"""What is said about a decision beside its type: meaning, consequence, and the way back.

Every field of a group is made by `answer` or `group`. The documentation, the decision sheet, the
wizard and the editors' schema are all generated from what stands there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from pydantic import Field
from pydantic.config import JsonDict
from pydantic.fields import FieldInfo


class Change(StrEnum):
    """Whether a decision can be changed after the first installation."""

    FREE = "free"
    """Edit the stack's file and run `make up`."""
    COSTLY = "costly"
    """Possible, with work, downtime or money; `About.later` says how."""
    NEVER = "never"
    """Recorded at the first `up`, and refused ever after; `About.later` names the migration."""


@dataclass(frozen=True)
class About:
    """What a field means beyond its description.

    `question` is an id of `config.questions`, `source` names a document or a code base; both hold
    for everything below a group unless said otherwise there. `variables` are the environment
    variables of Tracardi that the answer ends up in.
    """

    consequence: str | None = None
    change: Change = Change.FREE
    later: str | None = None
    question: str | None = None
    source: str | None = None
    variables: tuple[str, ...] = ()

    def __call__(self, schema: JsonDict) -> None:
        """Tell an editor, which shows the description of a key, the consequence as well."""
        parts = [schema.get("description"), self.consequence]
        if self.change is not Change.FREE:
            parts.append(f"Later change: {self.change}.")
        schema["description"] = " ".join(str(part) for part in parts if part)


FREE_CHANGE: Final = "edit the stack's file and run `make up`"
"""How a decision is changed later that is free to change."""


def answer(
    default: Any,
    meaning: str,
    *,
    consequence: str,
    change: Change = Change.FREE,
    later: str | None = None,
    question: str | None = None,
    source: str | None = None,
    variables: tuple[str, ...] = (),
    factory: Callable[[], Any] | None = None,
    ge: int | None = None,
    le: int | None = None,
    min_length: int | None = None,
) -> Any:
    """A field with one answer. `default` is `...` where an answer is required.

    `meaning` says what it is and when to choose what, `consequence` what the answer costs or
    breaks, `later` how to change it where that is more than editing it. `factory` makes the default
    value of a list or a mapping, with `default` left at None.
    """
    said = About(consequence, change, later, question, source, variables)
    if factory is not None:
        return Field(
            default_factory=factory, description=meaning, json_schema_extra=said, max_length=100
        )
    return Field(
        default, description=meaning, json_schema_extra=said, ge=ge, le=le, min_length=min_length
    )


def group(
    factory: Callable[[], Any] | None,
    meaning: str,
    *,
    question: str | None = None,
    source: str | None = None,
) -> Any:
    """A field with answers of its own below it; without a `factory` it is absent by default."""
    said = About(question=question, source=source)
    if factory is None:
        return Field(None, description=meaning, json_schema_extra=said)
    return Field(default_factory=factory, description=meaning, json_schema_extra=said)


def about(field: FieldInfo) -> About:
    """What is said about `field`; nothing where it was not made by `answer` or `group`."""
    said = field.json_schema_extra
    return said if isinstance(said, About) else About()
