"""The presets: laid under what was written, never over it, whatever that is."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.findings import Severity
from config.flat import Origin, answers
from config.parse import examine
from config.presets import PRESETS, fill
from tests.unit.config.stacks import EXTERNAL, NOT_INSTALLED, SMALLEST, merged, split

pytestmark = pytest.mark.unit

CLUSTER = """
kubernetes: {context: production}
application: {adminEmail: ops@example.com}
dependencies: {elasticsearch: {topology: cluster}, mysql: {topology: cluster}}
"""
BASES = {"single": SMALLEST, "cluster": CLUSTER, "external": EXTERNAL}


def at(raw: Any, path: str) -> Any:
    for key in path.removeprefix("tracardi:").split("."):
        raw = raw[key]
    return raw


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("tier", ["dev", "production"])
def test_a_preset_leads_to_no_finding_about_capacity(base: str, preset: str, tier: str) -> None:
    layer = f"{{workload: {{preset: {preset}}}, deployment: {{tier: {tier}, acceptRisks: []}}}}"
    decisions, found = examine(*split(merged(BASES[base], layer)))

    assert decisions is not None
    # Left over are the risks of production, which have nothing to do with sizes.
    assert [
        str(item) for item in found if item.waiver is None and NOT_INSTALLED not in item.rule
    ] == []
    assert decisions.workload.events_per_day is not None


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("preset", PRESETS)
def test_every_filled_answer_is_one_of_the_model_and_marked_as_such(base: str, preset: str) -> None:
    stack = merged(BASES[base], f"workload: {{preset: {preset}}}")
    filled, paths = fill(split(stack)[0])
    decisions, _ = examine(*split(stack))

    assert decisions is not None
    assert decisions.filled_by_preset == paths
    by_path = {answer.path: answer for answer in answers(decisions)}
    for path in paths:
        assert by_path[path].origin is Origin.PRESET
        assert by_path[path].value == at(filled, path)
    assert by_path["tracardi:workload.preset"].origin is Origin.GIVEN
    assert by_path["tracardi:workload.peakFactor"].origin is Origin.DEFAULT


@pytest.mark.parametrize("preset", PRESETS)
def test_a_store_of_somebody_else_gets_no_size(preset: str) -> None:
    _, paths = fill(split(merged(EXTERNAL, f"workload: {{preset: {preset}}}"))[0])

    assert {path for path in paths if ":dependencies." in path} == {
        "tracardi:dependencies.elasticsearch.shards"
    }


@pytest.mark.parametrize("store", ["elasticsearch", "mysql", "redis"])
def test_each_store_is_filled_in_by_its_own_topology(store: str) -> None:
    outside = f"dependencies: {{{store}: {{topology: external}}}}"
    _, paths = fill(merged(SMALLEST, outside, "workload: {preset: medium}"))
    sized = {path.split(".", 1)[1] for path in paths if path.endswith("storage.size")}

    assert sized == {
        f"{other}.storage.size" for other in ("elasticsearch", "mysql", "redis") if other != store
    }


def test_what_is_written_wins() -> None:
    stack = merged(
        SMALLEST,
        """
        workload: {preset: large, eventsPerDay: 7, retention: {event: 1}}
        dependencies:
          elasticsearch: {memory: 3Gi, storage: {storageClass: fast}}
          redis: {memory: null}
        application: {partitioning: {event: year}}
        """,
    )
    before = deepcopy(stack)
    filled, paths = fill(stack)

    assert stack == before
    assert at(filled, "workload.eventsPerDay") == 7
    assert at(filled, "workload.retention.event") == 1
    assert at(filled, "dependencies.elasticsearch.memory") == "3Gi"
    assert at(filled, "dependencies.redis.memory") is None
    assert at(filled, "application.partitioning.event") == "year"
    assert at(filled, "dependencies.elasticsearch.storage") == {
        "storageClass": "fast",
        "size": "9000Gi",
    }
    assert paths.isdisjoint(
        {
            "tracardi:workload.eventsPerDay",
            "tracardi:workload.retention.event",
            "tracardi:dependencies.elasticsearch.memory",
            "tracardi:dependencies.redis.memory",
            "tracardi:application.partitioning.event",
            "tracardi:dependencies.elasticsearch.storage.storageClass",
        }
    )
    assert "tracardi:dependencies.elasticsearch.storage.size" in paths
    assert "tracardi:workload.retention.session" in paths


def test_pods_are_not_filled_in_beside_autoscaling() -> None:
    scaled = "application: {publicApi: {autoscaling: {maxReplicas: 40}}}"
    filled, paths = fill(merged(SMALLEST, scaled, "workload: {preset: large}"))

    assert "replicas" not in at(filled, "application.publicApi")
    assert "tracardi:application.publicApi.memory" in paths
    assert at(filled, "application.privateApi.replicas") == 2


@pytest.mark.parametrize("workload", ["{}", "{preset: null}", "{eventsPerDay: 5}"])
def test_without_a_preset_nothing_is_filled_in(workload: str) -> None:
    stack = merged(SMALLEST, f"workload: {workload}")

    assert fill(stack) == (stack, frozenset())


def test_an_unknown_preset_is_refused_and_fills_nothing_in() -> None:
    stack = merged(SMALLEST, "workload: {preset: medium-sized}")
    assert fill(stack) == (stack, frozenset())

    _, found = examine(*split(stack))
    assert [(item.path, item.severity) for item in found] == [
        ("tracardi:workload.preset", Severity.ERROR)
    ]


GARBAGE = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["small", "medium", "large", "single", "cluster", "external"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["preset", "topology", "elasticsearch", "mysql", "redis", "publicApi", "storage"]
            )
            | st.text(max_size=3)
            | st.integers(),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(
    st.dictionaries(
        st.sampled_from(["workload", "dependencies", "application", "x"]), GARBAGE, max_size=4
    ),
    st.sampled_from([*PRESETS, None]),
)
@settings(deadline=None)
def test_no_garbage_stops_a_preset_or_is_lost(raw: dict[str, Any], preset: str | None) -> None:
    if preset is not None:
        raw = {**raw, "workload": {"preset": preset}}
    before = deepcopy(raw)
    filled, paths = fill(raw)

    assert repr(raw) == repr(before)
    assert all(path.startswith("tracardi:") for path in paths)
    assert repr(without(filled, paths)) == repr(pruned(raw, filled))
    examine(raw, {})


def without(filled: Any, paths: frozenset[str], place: str = "") -> Any:
    """What is left of `filled` when the answers at `paths` are taken away."""
    if not isinstance(filled, dict):
        return filled
    left = {}
    for key, value in filled.items():
        here = f"{place}.{key}" if place else f"tracardi:{key}"
        if here not in paths:
            left[key] = without(value, paths, here)
    return left


def pruned(raw: Any, filled: Any) -> Any:
    """`raw` with an empty mapping wherever only `filled` has a mapping."""
    if not isinstance(filled, dict) or not isinstance(raw, dict):
        return raw
    result = {}
    for key, value in filled.items():
        if key in raw:
            result[key] = pruned(raw[key], value)
        elif isinstance(value, dict):
            result[key] = pruned({}, value)
    return result
