"""Prove a running Tracardi: send an event through the public API and read the same event back.

Safe to run again after any end: the event source is put in place each time, each event has an id
of its own, and everything that was made is removed.

Environment: PRIVATE_API_URL, PUBLIC_API_URL, ADMIN_EMAIL, ADMIN_PASSWORD, WAIT_SECONDS. What each
step relies on was measured on API 0.9.0-dev.
"""

from __future__ import annotations

import uuid
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING or __package__:
    from . import common, web
    from .api_client import Api
else:  # started as a file: this folder is the first entry of sys.path
    import common
    import web
    from api_client import Api

SOURCE_ID = "installation-verification"
EVENT_TYPE = "installation-verification"
# Constant in every installation (Tracardi/tracardi tracardi/service/setup/data/defaults.py).
REST_BRIDGE = {"id": "778ded05-4ff3-4e08-9a86-72c0195fa95d", "name": "REST API Bridge"}
# The private API works on staging data (PRODUCTION=no) unless a request says otherwise.
PRODUCTION = {"x-context": "production"}

# How long a new event source may be unknown to the public API. It caches a miss for
# SOURCE_CACHE_TTL (2 s), and that cache does not tell staging from production.
_SOURCE_SECONDS = 30.0
_READ_BACK_SECONDS = 60.0
_CLEAN_UP_SECONDS = 15.0


def main() -> None:
    """Raises JobFailed with what is wrong and what to do."""
    given = common.required(
        "PRIVATE_API_URL", "PUBLIC_API_URL", "ADMIN_EMAIL", "ADMIN_PASSWORD", "WAIT_SECONDS"
    )
    deadline = common.Deadline(common.whole_number("WAIT_SECONDS"))
    try:
        private = Api("private API", given["PRIVATE_API_URL"], deadline, PRODUCTION)
        public = Api("public API", given["PUBLIC_API_URL"], deadline)
    except ValueError as error:
        raise common.JobFailed(f"PRIVATE_API_URL or PUBLIC_API_URL: {error}") from None
    private.log_in(given["ADMIN_EMAIL"], given["ADMIN_PASSWORD"])
    require_closed_login(public)
    with Made(private) as made:
        made.add("event source", f"/event-source/{SOURCE_ID}")
        make_event_source(private)
        event_id = str(uuid.uuid4())
        made.add("event", f"/event/{event_id}")
        for what, path in send_event(public, event_id).items():
            made.add(what, path)
        read_back(private, event_id)
    common.log("done: an event sent through the public API was stored and read back")


class Made:
    """What the verification made. Leaving removes it, except on SIGTERM, which must be quick."""

    def __init__(self, private: Api) -> None:
        self._private = private
        self._paths: list[tuple[str, str]] = []

    def __enter__(self) -> Made:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None or issubclass(kind, Exception):
            self._remove_all(patiently=kind is None)

    def add(self, what: str, path: str) -> None:
        """Remember an object by the path that deletes it."""
        self._paths.append((what, path))

    def _remove_all(self, patiently: bool) -> None:
        """What stays is a warning, because it does not change what the verification found."""
        patience = common.seconds("CLEAN_UP_SECONDS", _CLEAN_UP_SECONDS) if patiently else 0
        limit = common.Deadline(patience)
        for what, path in reversed(self._paths):
            trouble = self._remove(path, limit)
            if trouble:
                common.log(f"warning: the {what} of the verification stays behind ({trouble})")

    def _remove(self, path: str, limit: common.Deadline) -> str:
        """Delete one object; 404 is repeated, because what is not searchable yet is not found."""
        while True:
            try:
                if path.startswith(("/profile/", "/session/", "/event/")):
                    self._private.once("GET", f"/{path.split('/')[1]}s/refresh")
                status = self._private.once("DELETE", path).status
                trouble = "" if status == 200 else f"DELETE answers {status}"
            except web.Unreachable as error:
                trouble = str(error)
            if not trouble or limit.passed:
                return trouble
            limit.sleep(common.poll_seconds())


def require_closed_login(public: Api) -> None:
    """Raises JobFailed when the public API lets people log in. No real password is sent."""
    form = {"username": "nobody@example.com", "password": str(uuid.uuid4())}
    status = public.request("POST", "/user/token", form=form).status
    if status not in (403, 404):
        raise common.JobFailed(
            f"the public API is open for logins (it answers {status}, not 403): it must run with "
            "EXPOSE_GUI_API=no; is PUBLIC_API_URL the private one?"
        )
    common.log("the public API is closed for logins, as it should be")


def make_event_source(private: Api) -> None:
    """Put the event source in place; the call is an upsert."""
    source = {"id": SOURCE_ID, "name": SOURCE_ID, "type": "rest", "bridge": REST_BRIDGE}
    status = private.request("POST", "/event-source", json_body=source).status
    if status != 200:
        raise common.JobFailed(
            f"the private API answers {status} to the new event source: ADMIN_EMAIL must be an "
            "administrator's, and the version of Tracardi one that this program knows"
        )
    common.log(f"the event source {SOURCE_ID} is in place")


def send_event(public: Api, event_id: str) -> dict[str, str]:
    """Send the event; returns the paths of the session and profile that were made for it.

    Repeating is safe: the id makes every repetition the same event.
    """
    payload = {
        "source": {"id": SOURCE_ID},
        "events": [{"id": event_id, "type": EVENT_TYPE, "properties": {}}],
    }
    limit = common.Deadline(
        min(common.seconds("SOURCE_SECONDS", _SOURCE_SECONDS), public.deadline.left())
    )
    while True:
        response = public.request("POST", "/track", json_body=payload)
        if response.status != 401:
            break
        if limit.passed:
            raise common.JobFailed(
                "the public API does not know the event source (401): it must run with "
                "PRODUCTION=yes, the word in lower case, and with the private API's TENANT_NAME, "
                "MySQL database and Redis"
            )
        common.log("waiting for the public API: it does not know the event source yet (401)")
        limit.sleep(common.poll_seconds())
    if response.status != 200:
        raise common.JobFailed(
            f"the public API answers {response.status} to the event: look at the log of its pods"
        )
    answer = response.mapping()
    common.log(f"the public API took the event {event_id}")
    made: dict[str, str] = {}
    for what in ("profile", "session"):
        value = answer.get(what)
        if isinstance(value, dict) and isinstance(value.get("id"), str):
            made[what] = f"/{what}/{value['id']}"
    return made


def read_back(private: Api, event_id: str) -> None:
    """Read the event until it is there; raises JobFailed when it is lost or in the wrong place."""
    read_seconds = common.seconds("READ_BACK_SECONDS", _READ_BACK_SECONDS)
    limit = common.Deadline(min(read_seconds, private.deadline.left()))
    while True:
        private.request("GET", "/events/refresh")
        response = private.request("GET", f"/event/{event_id}")
        if response.status == 200:
            break
        if limit.passed:
            raise common.JobFailed(not_found_words(private, event_id, response.status))
        common.log("waiting for the event to be readable")
        limit.sleep(common.poll_seconds())
    metadata = response.mapping().get("_metadata")
    index = metadata.get("index") if isinstance(metadata, dict) else None
    if not str(index).startswith("prod-"):
        raise common.JobFailed(
            f"the event lies in the index {index}, not among the production data: the public API "
            "must run with PRODUCTION=yes, the word in lower case"
        )
    common.log(f"the event was read back from {index}")


def not_found_words(private: Api, event_id: str, status: int) -> str:
    """Why the event cannot be read: it may have gone to the staging data."""
    try:
        staging = {"x-context": "staging"}
        private.once("GET", "/events/refresh", headers=staging)
        if private.once("GET", f"/event/{event_id}", headers=staging).status == 200:
            return (
                "the event lies among the staging data: the public API must run with "
                "PRODUCTION=yes, the word in lower case"
            )
    except web.Unreachable:
        pass
    return (
        f"the public API took the event, but it cannot be read back (GET /event answers {status}): "
        "it was lost on the way to Elasticsearch; look at the log of the public API and at the "
        "health of Elasticsearch"
    )


if __name__ == "__main__":
    common.run(main)
