"""The estimate as curves over its months."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from config.sheet.blocks import Chart, Curve
from config.sheet.values import percent
from config.sizing import FLOOD_STAGE, HIGH_WATERMARK, LOW_WATERMARK, Estimate, Month

TIGHT: Final = 0.8
"""The part of the limit of shards that is drawn as a line of its own: time to act."""

_GIBIBYTE: Final = 1024**3


def charts(estimate: Estimate) -> Iterator[Chart]:
    """Shards against the cluster's limit; and, where the events per day are known, the data on
    each node, against its volume and the watermarks where the volume is known.
    """
    limit = estimate.shard_limit
    levels = {"limit": limit, f"{percent(TIGHT)} of the limit": limit * TIGHT}
    curves = (*_growth(estimate, _shards), *_levels(estimate, levels))
    yield Chart("shards", "Shards in the cluster", "shards", curves)
    if not has_bytes(estimate):
        return
    levels = {}
    if estimate.disk_per_node_bytes is not None:
        volume = estimate.disk_per_node_bytes / _GIBIBYTE
        levels = {
            "volume": volume,
            f"flood stage, {percent(FLOOD_STAGE)}": volume * FLOOD_STAGE,
            f"high watermark, {percent(HIGH_WATERMARK)}": volume * HIGH_WATERMARK,
            f"low watermark, {percent(LOW_WATERMARK)}": volume * LOW_WATERMARK,
        }
    curves = (*_growth(estimate, _disk), *_levels(estimate, levels))
    yield Chart("disk", "Data on each Elasticsearch node", "GiB", curves)


def has_bytes(estimate: Estimate) -> bool:
    """Whether the events per day are known, and so the bytes that they take."""
    return all(month.bytes_per_node is not None for month in (*estimate.everything, *estimate.kept))


def has_retention(estimate: Estimate) -> bool:
    """Whether anything is ever deleted."""
    return estimate.kept != estimate.everything


def _growth(estimate: Estimate, value: Callable[[Month], float]) -> Iterator[Curve]:
    yield Curve("nothing is deleted", tuple(map(value, estimate.everything)))
    if has_retention(estimate):
        yield Curve("with retention", tuple(map(value, estimate.kept)))


def _levels(estimate: Estimate, levels: Mapping[str, float]) -> Iterator[Curve]:
    for name, level in levels.items():
        yield Curve(name, (level,) * len(estimate.everything), limit=True)


def _shards(month: Month) -> float:
    return month.shards


def _disk(month: Month) -> float:
    return round((month.bytes_per_node or 0) / _GIBIBYTE, 3)
