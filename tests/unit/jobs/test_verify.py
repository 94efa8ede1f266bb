"""The verification: an event in, the same event out, and nothing left behind."""

from __future__ import annotations

import json
import signal

import pytest

from . import fake_tracardi
from .conftest import Apis
from .running import SECRETS, Job, Result, wait_until

pytestmark = pytest.mark.unit

CHANGED_IN_TRACARDI = (
    "if the administrator's password was changed in Tracardi itself, set it with `pulumi config "
    "set --secret tracardi:adminPassword`"
)


def verify(job: Job) -> Result:
    return without_secrets(job.run("verify.py"))


def failing(job: Job, wait: str = "0") -> Result:
    return without_secrets(job.fail("verify.py", wait))


def without_secrets(result: Result) -> Result:
    for secret in (fake_tracardi.TOKEN, fake_tracardi.PASSWORD_HASH):
        assert secret not in result.output
    return result


def test_an_event_goes_in_and_comes_out(job: Job, apis: Apis) -> None:
    result = without_secrets(job.run_process("verify.py"))
    assert result.code == 0, result.output
    assert result.last.endswith(
        "done: an event sent through the public API was stored and read back"
    )
    assert "read back from prod-09x.8504a.tracardi-event-2026-11" in result.output
    assert "warning" not in result.output
    assert not apis.stores.documents
    assert not apis.stores.sources
    tracked = [request for request in apis.public_server.requests if request.path == "/track"]
    payload = tracked[0].json()
    assert payload["events"][0]["type"] == "installation-verification"
    assert payload["source"] == {"id": "installation-verification"}
    assert "authorization" not in tracked[0].headers


def test_the_event_source_is_made_among_the_production_data(job: Job, apis: Apis) -> None:
    apis.private.fault_delete_status = 500
    result = verify(job)
    assert result.code == 0
    assert list(apis.stores.sources) == [("production", "installation-verification")]


def test_no_password_is_sent_to_the_public_api(job: Job, apis: Apis) -> None:
    verify(job)
    sent = b"".join(request.body for request in apis.public_server.requests)
    assert SECRETS["ADMIN_PASSWORD"].encode() not in sent


def test_it_can_run_again_and_beside_an_event_source_that_is_there(job: Job, apis: Apis) -> None:
    apis.private.fault_delete_status = 500
    assert verify(job).code == 0
    apis.private.fault_delete_status = 0
    assert verify(job).code == 0
    ids = {
        json.loads(request.body)["events"][0]["id"]
        for request in apis.public_server.requests
        if request.path == "/track"
    }
    assert len(ids) == 2


# --- Login ------------------------------------------------------------------------------------


def test_a_wrong_password(job: Job, apis: Apis) -> None:
    apis.stores.password = "another"
    last = failing(job, wait="20").last
    assert "an installation keeps those of its first run" in last
    assert CHANGED_IN_TRACARDI in last


def test_a_login_that_fails_for_another_reason_is_waited_for(job: Job, apis: Apis) -> None:
    apis.stores.down = {"mysql"}
    last = failing(job).last
    assert "answers 400 to the login: is Tracardi installed" in last
    assert CHANGED_IN_TRACARDI in last
    job.environment["WAIT_SECONDS"] = "20"
    process = job.start("verify.py")
    wait_until(lambda: len(apis.private_server.requests) > 3)
    apis.stores.down = set()
    assert job.finish(process).code == 0


def test_only_400_can_mean_another_password(job: Job, apis: Apis) -> None:
    apis.private.fault_login_status = 404
    last = failing(job).last
    assert "answers 404 to the login: is Tracardi installed" in last
    assert "adminPassword" not in last


def test_a_private_api_that_is_closed(job: Job, apis: Apis) -> None:
    apis.private.expose_gui_api = False
    assert "must run with EXPOSE_GUI_API=yes" in failing(job, wait="20").last


def test_a_public_api_that_lets_people_log_in(job: Job, apis: Apis) -> None:
    apis.public.expose_gui_api = True
    last = failing(job, wait="20").last
    assert "open for logins (it answers 400, not 403)" in last
    assert not apis.stores.sources  # it stops before it changes anything


def test_a_login_that_redis_has_lost_is_repeated(job: Job, apis: Apis) -> None:
    process = job.start("verify.py")
    wait_until(lambda: apis.stores.logged_in or process.poll() is not None)
    apis.stores.logged_in = False
    assert job.finish(process).code == 0


# --- Event ------------------------------------------------------------------------------------


def test_a_cached_miss_of_the_event_source_is_waited_out(job: Job, apis: Apis) -> None:
    apis.public.source_unknown_times = 3
    result = verify(job)
    assert result.code == 0
    assert "does not know the event source yet (401)" in result.output


def test_a_public_api_that_works_on_staging_data(job: Job, apis: Apis) -> None:
    apis.public.production = False
    job.environment["SOURCE_SECONDS"] = "0.2"
    last = failing(job, wait="20").last
    assert "does not know the event source (401): it must run with PRODUCTION=yes" in last


def test_passing_trouble_is_repeated(job: Job, apis: Apis) -> None:
    apis.public.fault_responses = [403, 500, 500, 503]  # the first is the closed login
    apis.private.fault_responses = [500, 500]
    result = verify(job)
    assert result.code == 0, result.output
    assert "waiting for the public API: answers 500 to POST /track" in result.output


def test_trouble_that_stays(job: Job, apis: Apis) -> None:
    apis.stores.down = {"elasticsearch"}
    last = failing(job, wait="1").last
    assert "the public API answers 500 to POST /track" in last
    assert not apis.stores.sources


def test_an_answer_that_no_repetition_changes(job: Job, apis: Apis) -> None:
    apis.public.fault_responses = [403, 422]
    assert "the public API answers 422 to the event" in failing(job, wait="20").last


def test_an_event_that_is_taken_but_lost(job: Job, apis: Apis) -> None:
    apis.public.fault_loses_events = True
    last = failing(job, wait="20").last
    assert "took the event, but it cannot be read back (GET /event answers 404)" in last


def test_an_event_that_went_to_the_staging_data(job: Job, apis: Apis) -> None:
    # The source is there in both contexts, left by an earlier run.
    apis.stores.sources["staging", "installation-verification"] = {}
    apis.public.production = False
    assert "lies among the staging data" in failing(job, wait="20").last


def test_an_event_in_the_wrong_index(job: Job, apis: Apis) -> None:
    apis.public.fault_index_prefix = ""
    assert "lies in the index 09x.8504a.tracardi-event" in failing(job, wait="20").last


def test_the_login_token_is_masked_wherever_it_turns_up(job: Job, apis: Apis) -> None:
    apis.public.fault_index_prefix = f"{fake_tracardi.TOKEN}-"
    assert "lies in the index ***-09x" in failing(job, wait="20").last


def test_apis_that_do_not_listen(job: Job, apis: Apis) -> None:
    assert apis is not None
    job.environment["PUBLIC_API_URL"] = "http://127.0.0.1:1"
    assert "the public API does not listen (connection refused)" in failing(job).last
    job.environment["PUBLIC_API_URL"] = "api.example.com"
    assert "not an http or https address: api.example.com" in failing(job).last


# --- Clean-up ---------------------------------------------------------------------------------


def test_what_cannot_be_removed_is_a_warning(job: Job, apis: Apis) -> None:
    apis.private.fault_never_searchable = ("/profile/",)
    apis.private.fault_delete_status = 404
    result = verify(job)
    assert result.code == 0
    assert "warning: the profile of the verification stays behind" in result.output
    assert "warning: the event source of the verification stays behind" in result.output


def test_sigterm(job: Job, apis: Apis) -> None:
    apis.public.source_unknown_times = 10_000
    job.environment["SOURCE_SECONDS"] = "30"
    process = job.start("verify.py")
    wait_until(lambda: any(r.path == "/track" for r in apis.public_server.requests))
    process.send_signal(signal.SIGTERM)
    assert job.finish(process, timeout=10).code == 143
