"""Answers that stand where nothing reads them."""

from collections.abc import Collection

from config.findings import Finding, path_of, render
from config.types import Answers


def given_keys(model: Answers) -> list[str]:
    """The keys below `model`, as they stand in YAML, that somebody wrote with a value."""
    return [
        field.alias or name
        for name, field in type(model).model_fields.items()
        if name in model.model_fields_set and getattr(model, name) is not None
    ]


def useless(
    model: Answers | None,
    place: tuple[str, ...],
    keys: Collection[str],
    rule: str,
    advice: str = "remove it",
) -> list[Finding]:
    """One finding for each of `keys` that is given below `model`, which stands at `place`."""
    if model is None:
        return []
    aliases = {field.alias or name: name for name, field in type(model).model_fields.items()}
    return [
        Finding(path_of(*place, key), _shown(getattr(model, aliases[key])), rule, advice)
        for key in given_keys(model)
        if key in keys
    ]


def _shown(value: object) -> str:
    return "" if isinstance(value, Answers) else render(value)
