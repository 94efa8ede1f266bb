"""What every group of decisions has in common."""

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel


class Answers(BaseModel):
    """The base of every group of decisions: camelCase in YAML, strict, closed and frozen.

    Strict means that `"yes"` is no boolean and `"3"` no number: Tracardi reads several spellings
    of either and takes some of the others for the opposite without a word.
    """

    model_config = ConfigDict(
        alias_generator=to_camel, extra="forbid", frozen=True, strict=True, validate_default=False
    )
