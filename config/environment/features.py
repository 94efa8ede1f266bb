"""Environment variables that switch features on and off, and that keep things in caches."""

from collections.abc import Callable
from typing import Final

from config.environment.table import (
    LIBRARY,
    LIBRARY_SOURCE,
    NEWER_SOURCE,
    SERVERS,
    Inputs,
    Kind,
    Process,
    Variable,
    left,
    yes_or_no,
)
from config.groups.application import Application
from config.groups.caches import Caches

_INSTALLATION_SOURCE: Final = f"{LIBRARY_SOURCE}, tracardi/service/installation.py"


def _switch(
    name: str, default: str, answer: Callable[[Application], bool], source: str = LIBRARY_SOURCE
) -> Variable:
    return Variable(
        name,
        LIBRARY,
        Kind.BOOLEAN,
        default,
        source,
        value=lambda inputs: yes_or_no(answer(inputs.decisions.application)),
    )


def _seconds(name: str, default: str, answer: Callable[[Caches], int | None]) -> Variable:
    def value(inputs: Inputs) -> str | None:
        seconds = answer(inputs.decisions.application.caches)
        return None if seconds is None else str(seconds)

    return Variable(name, LIBRARY, Kind.INTEGER, default, LIBRARY_SOURCE, value=value)


FEATURES: Final = (
    _switch("ENABLE_WORKFLOW", "yes", lambda application: application.workflows),
    _switch(
        "SYSTEM_EVENTS", "yes in 0.9, no in 1.0", lambda application: application.system_events
    ),
    _switch("ENABLE_EVENT_DESTINATIONS", "no", lambda application: application.event_destinations),
    _switch(
        "ENABLE_PROFILE_DESTINATIONS", "no", lambda application: application.profile_destinations
    ),
    _switch("ENABLE_EVENT_VALIDATION", "yes", lambda application: application.event_validation),
    _switch("ENABLE_EVENT_RESHAPING", "yes", lambda application: application.event_reshaping),
    # 0.9 and 1.0 read the singular, later versions the plural.
    _switch(
        "ENABLE_IDENTIFICATION_POINT", "yes", lambda application: application.identification_points
    ),
    _switch(
        "ENABLE_IDENTIFICATION_POINTS",
        "yes",
        lambda application: application.identification_points,
        NEWER_SOURCE,
    ),
    _switch("ENABLE_FIELD_UPDATE_LOG", "no", lambda application: application.field_update_log),
    _switch("ENABLE_ERRORS_ON_RESPONSE", "yes", lambda application: application.errors_on_response),
    _switch("DISALLOW_BOT_TRAFFIC", "yes", lambda application: application.block_bots),
    _switch("APM", "yes", lambda application: application.merging.enabled),
    Variable(
        "TRACK_DEBUG",
        LIBRARY,
        Kind.YES,
        "no",
        LIBRARY_SOURCE,
        value=lambda inputs: yes_or_no(inputs.decisions.application.track_debug),
    ),
    # The installation writes the invented profiles, the private API serves the demo site.
    Variable(
        "DEMO",
        SERVERS,
        Kind.YES,
        "no",
        f"{_INSTALLATION_SOURCE}, Tracardi/tracardi-api app/main.py",
        value=lambda inputs: yes_or_no(
            inputs.decisions.application.demo and inputs.process is not Process.PUBLIC_API
        ),
    ),
    left(
        "ENABLE_EVENT_SOURCE_CHECK",
        Kind.BOOLEAN,
        "yes",
        "without the check anybody could send events in the name of any source",
    ),
    left("ENABLE_POST_EVENT_SEGMENTATION", Kind.BOOLEAN, "yes", "the feature went with 0.9"),
    left(
        "NEW_COLLECTOR",
        Kind.BOOLEAN,
        "yes",
        "switches back to a collector that is no longer maintained",
    ),
    left(
        "SKIP_ERRORS_ON_PROFILE_MAPPING",
        Kind.BOOLEAN,
        "no",
        "errors of mappings would pass unnoticed",
    ),
    *(
        left(name, Kind.BOOLEAN, default, reason, source=NEWER_SOURCE)
        for name, default, reason in (
            ("ENABLE_AUDIENCES", "yes", "not read by 1.0 and older"),
            ("ENABLE_EVENT_MAPPING", "yes", "not read by 1.0 and older"),
            ("ENABLE_EVENT_TO_PROFILE_MAPPING", "yes", "not read by 1.0 and older"),
            ("ENABLE_DATA_COMPLIANCE", "yes", "not read by 1.0 and older"),
            ("ENABLE_GLOBAL_SETTINGS", "yes", "not read by 1.0 and older"),
            ("ENABLE_VISIT_ENDED", "no", "needs the commercial edition's scheduled jobs"),
            ("EFF_LATE_PROFILE_BINDING", "no", "an experiment of the commercial edition"),
        )
    ),
    *(
        left(name, Kind.TEXT, default, "not read by 1.0 and older", source=NEWER_SOURCE)
        for name, default in (
            ("IDENTIFICATION_EVENT_PROPERTY", "nine fields of keys, addresses and numbers"),
            ("IDENTIFICATION_EVENT_TYPE", "none"),
            ("IDENTIFICATION_POINT_TYPE", "restricted"),
            ("SYSTEM_EVENTS_FOR_PROPERTY_CHANGE", "none"),
        )
    ),
)

CACHES: Final = (
    _seconds("SOURCE_CACHE_TTL", "2", lambda caches: caches.source_seconds),
    _seconds("SESSION_CACHE_TTL", "2 and 60", lambda caches: caches.session_seconds),
    _seconds("PROFILE_CACHE_TTL", "60", lambda caches: caches.profile_seconds),
    _seconds("EVENT_VALIDATION_CACHE_TTL", "2", lambda caches: caches.event_validation_seconds),
    _seconds("EVENT_METADATA_CACHE_TTL", "2", lambda caches: caches.event_metadata_seconds),
    _seconds("EVENT_DESTINATION_CACHE_TTL", "2", lambda caches: caches.event_destination_seconds),
    _seconds(
        "PROFILE_DESTINATION_CACHE_TTL", "2", lambda caches: caches.profile_destination_seconds
    ),
    _seconds(
        "EVENT_TO_PROFILE_COPY_CACHE_TTL", "2", lambda caches: caches.event_to_profile_copy_seconds
    ),
    _seconds("DATA_COMPLIANCE_CACHE_TTL", "2", lambda caches: caches.data_compliance_seconds),
    _seconds("TRIGGER_RULE_CACHE_TTL", "5", lambda caches: caches.trigger_rule_seconds),
    _seconds("KEEP_PROFILE_IN_CACHE_FOR", "3600", lambda caches: caches.profile_retention_seconds),
    _seconds("KEEP_SESSION_IN_CACHE_FOR", "1800", lambda caches: caches.session_retention_seconds),
    left("SYNC_PROFILE_TRACKS_MAX_REPEATS", Kind.INTEGER, "10", "read and then not used"),
    left("SYNC_PROFILE_TRACKS_WAIT", Kind.INTEGER, "1", "read and then not used"),
)

FEATURE_VARIABLES: Final = (*FEATURES, *CACHES)
