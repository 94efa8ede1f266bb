"""Claims may grow, never shrink."""

from typing import Any

import pytest
from pulumi import ResourceHookArgs

from components.kubernetes.growth import refuse_shrinking


def claim(size: object) -> dict[str, Any]:
    return {"spec": {"resources": {"requests": {"storage": size}}}}


def update(old: object, new: object) -> ResourceHookArgs:
    return ResourceHookArgs(
        "urn", "id", "redis-claim", "claim", new_inputs=claim(new), old_inputs=claim(old)
    )


@pytest.mark.parametrize(("old", "new"), [("5Gi", "5Gi"), ("5Gi", "6Gi"), ("1000Mi", "1Gi")])
def test_growth_is_allowed(old: str, new: str) -> None:
    refuse_shrinking(update(old, new))


@pytest.mark.parametrize(("old", "new"), [("5Gi", "4Gi"), ("1Gi", "1G"), ("1Ti", "999Gi")])
def test_shrinking_is_refused_with_both_sizes(old: str, new: str) -> None:
    with pytest.raises(ValueError, match=f"redis-claim: storage cannot shrink from {old} to {new}"):
        refuse_shrinking(update(old, new))


def test_an_unknown_size_is_left_to_the_cluster() -> None:
    refuse_shrinking(update(object(), "5Gi"))
    refuse_shrinking(ResourceHookArgs("urn", "id", "name", "claim"))
