"""Labels of Kubernetes and what selects by them."""

import re
from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator

from config.types.addresses import LABEL
from config.types.refused import Refused, matching

_NAME: Final = r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?"
_KEY: Final = re.compile(rf"(?:(?=[^/]{{1,253}}/){LABEL}(?:\.{LABEL})*/)?{_NAME}", re.ASCII)
_VALUE: Final = re.compile(rf"(?:{_NAME})?", re.ASCII)


def _node_selector(given: object) -> object:
    return _labels(
        given, "write labels of machines and their values below it, for instance disktype: ssd"
    )


def _object_labels(given: object) -> object:
    advice = "write labels and their values below it, for instance release: kube-prometheus-stack"
    if given == {}:
        raise Refused("is empty, so that nothing chooses by it", advice)
    return _labels(given, advice)


def _labels(given: object, advice: str) -> object:
    if given is None:
        return given
    if not isinstance(given, dict):
        raise Refused("must be a mapping of labels", advice)
    for key, value in given.items():
        if not isinstance(key, str) or _KEY.fullmatch(key) is None:
            raise Refused("has a key that is no label of Kubernetes", advice)
        if not isinstance(value, str):
            raise Refused(f"has a value for {key} that is no text", "put it between quotes")
        if _VALUE.fullmatch(value) is None:
            raise Refused(f"has a value for {key} that no label can have", advice)
    return given


NodeSelector = Annotated[dict[str, str], BeforeValidator(_node_selector)]
"""Labels that a machine must have."""
Labels = Annotated[dict[str, str], BeforeValidator(_object_labels)]
"""One label of an object or more."""
LabelKey = Annotated[
    str,
    AfterValidator(
        matching(
            _KEY.pattern,
            "is no key of a taint",
            "write one of the keys that `kubectl describe node` shows under Taints",
        )
    ),
]
LabelValue = Annotated[
    str,
    AfterValidator(
        matching(
            _VALUE.pattern,
            "is no value of a taint",
            "write at most 63 letters, digits, hyphens, dots or underscores",
        )
    ),
]
ZoneName = Annotated[
    str,
    AfterValidator(
        matching(
            _NAME,
            "is no name of a zone",
            "write one of the values that `kubectl get nodes -L topology.kubernetes.io/zone` shows",
        )
    ),
]
