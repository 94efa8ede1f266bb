"""Versions of programs that somebody else runs."""

import re
from typing import Annotated, Final

from pydantic import AfterValidator

from config.types.refused import Refused

_VERSION: Final = re.compile(r"(\d{1,3})\.(\d{1,3})(?:\.(\d{1,3}))?", re.ASCII)
_LAST_OF_SEVEN: Final = (7, 17)
_OLDEST_OF_EIGHT: Final = (8, 8)


def _elasticsearch_version(text: str) -> str:
    advice = 'write the version that GET / shows as version.number, for instance "8.19.3"'
    match = _VERSION.fullmatch(text)
    if match is None:
        raise Refused("is no version of Elasticsearch", advice)
    reason = unusable_elasticsearch((int(match[1]), int(match[2])))
    if reason is not None:
        raise Refused(reason, "use Elasticsearch 8.8 or newer within 8, or 7.17")
    return text


def unusable_elasticsearch(version: tuple[int, int]) -> str | None:
    """Why Tracardi cannot use this major and minor version of Elasticsearch; None if it can.

    Tracardi's client is the one of 7.10 (Tracardi/tracardi setup.py 0.9.0-dev); its documentation
    prefers 7.x, has seen 8.x work and last tested 8.11.3 (dependencies_versions.md).
    """
    if version[0] >= 9:
        return "is a major version that nobody has tried Tracardi's client of 7.10 with"
    if version[0] == 8 and version < _OLDEST_OF_EIGHT:
        return "is an early 8.x that is no longer maintained"
    if version[0] < 8 and version != _LAST_OF_SEVEN:
        return "is older than 7.17, from which alone there is a way up to 8.x"
    return None


ElasticsearchVersion = Annotated[str, AfterValidator(_elasticsearch_version)]
"""`x.y` or `x.y.z` of an Elasticsearch that Tracardi can use: 7.17, or 8.8 and newer within 8."""
