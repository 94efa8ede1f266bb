"""Which stages of the test cluster stand in for an operator that is not there."""

import pytest

from tools.controlplane.stages import (
    COURSES,
    FAILS_LATER,
    NEVER_READY,
    OPERATOR_ANNOTATION,
    READY,
    Stage,
    custom_resource_stages,
)

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("default", "expected"),
    [(READY, {READY}), (NEVER_READY, {NEVER_READY}), (FAILS_LATER, {READY, FAILS_LATER})],
)
def test_a_resource_without_an_annotation_takes_the_default_course(
    default: str, expected: set[str]
) -> None:
    fitting = {
        stage["metadata"]["name"]
        for stage in custom_resource_stages(default)
        if choice(stage)["operator"] == "NotIn"
    }
    kinds = ("elasticsearch", "perconaxtradbcluster")
    assert fitting == {f"{kind}-{course}" for kind in kinds for course in expected}


@pytest.mark.parametrize("default", COURSES)
def test_an_annotation_outdoes_the_default(default: str) -> None:
    for stage in custom_resource_stages(default):
        allowed = {course for course in COURSES if fits(stage, course)}
        course = stage["metadata"]["name"].partition("-")[2]
        assert allowed == ({READY, FAILS_LATER} if course == READY else {course})


def test_an_unknown_course_is_refused() -> None:
    with pytest.raises(ValueError, match="'sometimes' is none of ready, never-ready, fails-later"):
        custom_resource_stages("sometimes")


def choice(stage: Stage) -> dict[str, object]:
    """The expression of a stage that asks for the annotation."""
    expressions: list[dict[str, object]] = stage["spec"]["selector"]["matchExpressions"]
    (found,) = [item for item in expressions if OPERATOR_ANNOTATION in str(item.get("key"))]
    return found


def fits(stage: Stage, course: str) -> bool:
    """Whether a resource with that annotation gets this stage."""
    values = choice(stage)["values"]
    assert isinstance(values, list)
    return (course in values) == (choice(stage)["operator"] == "In")
