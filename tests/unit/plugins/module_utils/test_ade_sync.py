# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import typing as t

import pytest
import requests

from ansible_collections.mdm.intune.plugins.module_utils import _task
from ansible_collections.mdm.intune.plugins.module_utils._ade_sync import TOKEN_SYNC, token_sync
from ansible_collections.mdm.intune.plugins.module_utils._errors import (
    ActionError,
    AuthenticationError,
    ConfigurationError,
    GraphError,
)
from ansible_collections.mdm.intune.tests.unit.plugins.fakes import TENANT, TOKENS_URL, Clock, FakeSession
from ansible_collections.mdm.intune.tests.unit.plugins.running import Run, tenants

# Graph's clock says 12:00:00 in every answer that does not say otherwise.
NOW = "2026-07-17T12:00:00Z"
EARLIER = "2026-07-17T10:00:00Z"
LATER = "2026-07-17T12:00:03Z"

TERMS = 3
UNKNOWN = 1024


def raw(identifier: str = "id-1", **changes: t.Any) -> dict[str, t.Any]:
    """A token as Graph has it; its last sync was two hours ago."""
    return {
        "id": identifier,
        "tokenName": f"Token {identifier[-1]}",
        "tokenType": "dep",
        "lastSuccessfulSyncDateTime": EARLIER,
        "lastSyncTriggeredDateTime": EARLIER,
        "lastSyncErrorCode": 0,
        **changes,
    }


def synced(identifier: str = "id-1", at: str = LATER, **changes: t.Any) -> dict[str, t.Any]:
    return raw(identifier, lastSuccessfulSyncDateTime=at, lastSyncTriggeredDateTime=NOW, **changes)


def listed(session: FakeSession, *tokens: dict[str, t.Any], **kwargs: t.Any) -> FakeSession:
    return session.get(TOKENS_URL, {"value": list(tokens)}, **kwargs)


def post(session: FakeSession, identifier: str = "id-1", status: int = 204, **kwargs: t.Any) -> FakeSession:
    text = kwargs.pop("text", "" if "json" not in kwargs else None)
    url = f"{TOKENS_URL}/{identifier}/syncWithAppleDeviceEnrollmentProgram"
    return session.expect("POST", url, status, text=text, **kwargs)


def error(code: str, message: str) -> dict[str, t.Any]:
    return {"error": {"code": code, "message": message}}


@pytest.fixture
def run(fake_network: dict[str, t.Any]) -> Run:
    return Run(TOKEN_SYNC, token_sync)


def row_of(result: dict[str, t.Any]) -> dict[str, t.Any]:
    (row,) = result["results"]
    return t.cast("dict[str, t.Any]", row)


def failing(run: Run, **given: t.Any) -> ActionError:
    with pytest.raises(ActionError) as caught:
        run(**given)
    return caught.value


def posts(session: FakeSession) -> list[str]:
    return [call.url.split("/")[-2] for call in session.calls if call.method == "POST"]


# A sync that is seen through


def test_a_sync(session: FakeSession, run: Run, clock: Clock) -> None:
    listed(session, raw())
    post(session)
    listed(session, raw(lastSyncTriggeredDateTime=NOW), times=2)
    listed(session, synced())
    result = run()
    row = row_of(result)
    token = row.pop("token")
    assert row == {
        "tenant_id": TENANT,
        "tenant_name": TENANT,
        "token_id": "id-1",
        "token_name": "Token 1",
        "outcome": "synced",
        "changed": True,
        "requested_at": NOW,
        "due_at": None,
        "code": 0,
        "message": f"Synced at {LATER}.",
        "failure": None,
    }
    assert (token["kind"], token["last_sync_at"], token["last_sync_requested_at"]) == ("ade_token", LATER, NOW)
    assert result["changed"] is True
    assert result["tenants"] == [{"tenant_id": TENANT, "name": TENANT, "checked": True, "failure": None}]
    assert (result["checked_at"], result["controller_at"]) == (NOW, "2026-07-17T12:00:20Z")
    assert clock.sleeps == [10.0, 10.0], "the first look is at once"
    assert run.warnings == []
    request = session.calls[1]
    assert (request.method, request.body) == ("POST", None)


def test_an_answer_with_a_body_is_as_good(session: FakeSession, run: Run) -> None:
    listed(session, raw())
    post(session, status=200, json={"@odata.context": "anything"})
    listed(session, synced())
    assert row_of(run())["outcome"] == "synced"


def test_the_pace_is_as_told(session: FakeSession, run: Run, clock: Clock) -> None:
    listed(session, raw())
    post(session)
    listed(session, raw(), times=4)
    failure = failing(run, wait_timeout=25.0, wait_sleep=9.5)
    assert clock.sleeps == [9.5, 9.5, 6.0], "the last look is when the time is over"
    assert row_of(failure.result)["outcome"] == "timed_out"


def test_a_look_that_takes_long_counts(session: FakeSession, run: Run, clock: Clock) -> None:
    listed(session, raw())
    post(session)
    listed(session, raw(), takes=30.0)
    failure = failing(run, wait_timeout=25.0)
    assert (row_of(failure.result)["outcome"], clock.sleeps) == ("timed_out", [])


def test_no_time_means_one_look(session: FakeSession, run: Run, clock: Clock) -> None:
    listed(session, raw())
    post(session)
    listed(session, synced())
    assert row_of(run(wait_timeout=0.0))["outcome"] == "synced"
    assert clock.sleeps == []


def test_not_waiting(session: FakeSession, run: Run, clock: Clock) -> None:
    listed(session, raw())
    post(session)
    row = row_of(run(wait=False))
    assert (row["outcome"], row["changed"], row["requested_at"]) == ("requested", True, NOW)
    assert (row["message"], row["token"]["last_sync_at"]) == ("A sync was requested.", EARLIER)
    assert clock.sleeps == []


@pytest.mark.parametrize(
    "shown", [NOW, "2026-07-17T12:00:00.0000001Z", "2026-07-17T12:00:00.9999999Z", "2026-07-17T14:00:00+02:00"]
)
def test_a_success_in_the_second_of_the_request(session: FakeSession, run: Run, shown: str) -> None:
    listed(session, raw())
    post(session)
    listed(session, synced(at=shown))
    assert row_of(run())["message"] == f"Synced at {NOW}."


@pytest.mark.parametrize("shown", ["2026-07-17T11:59:59.9999999Z", None, "0001-01-01T00:00:00Z", ""])
def test_a_success_before_the_request_is_another_one(session: FakeSession, run: Run, shown: str | None) -> None:
    """A sync by Intune itself may have ended between our first look and the request."""
    listed(session, raw())
    post(session)
    listed(session, raw(lastSuccessfulSyncDateTime=shown), times=2)
    assert row_of(failing(run, wait_timeout=1.0).result)["outcome"] == "timed_out"


def test_the_request_is_as_late_as_it_was(session: FakeSession, run: Run) -> None:
    """Much may lie between the look at a token and the request: the other tenants, or a wait that Graph asked for."""
    listed(session, raw("id-1"), raw("id-2"))
    post(session, "id-1", takes=90.0, headers={"Date": "Fri, 17 Jul 2026 12:01:30 GMT"})
    post(session, "id-2")
    first, second = run(wait=False)["results"]
    assert (first["requested_at"], second["requested_at"]) == (NOW, "2026-07-17T12:01:30Z")


def test_the_other_tenants_take_their_time(session: FakeSession, run: Run) -> None:
    listed(session, raw(), bearer="a")
    session.get(TOKENS_URL, {"value": []}, bearer="b", takes=3600.0)
    post(session, bearer="a")
    row = row_of(run(**tenants("a", "b"), concurrency=1, wait=False))
    assert row["requested_at"] == "2026-07-17T13:00:00Z"


def test_the_clock_is_graphs(session: FakeSession, run: Run, clock: Clock) -> None:
    clock.elapsed = 6000.0
    listed(session, raw(lastSyncTriggeredDateTime="2026-07-17T11:50:00Z"))
    assert row_of(run())["outcome"] == "not_due", "by the clock of this machine it would be due"


def test_without_graphs_clock_it_is_ours(session: FakeSession, run: Run, clock: Clock) -> None:
    clock.elapsed = 6000.0
    listed(session, raw(lastSyncTriggeredDateTime="2026-07-17T11:50:00Z"), headers={"Date": None})
    post(session)
    assert row_of(run(wait=False))["requested_at"] == "2026-07-17T13:40:00Z"


# When a sync is due


@pytest.mark.parametrize("name", ["lastSuccessfulSyncDateTime", "lastSyncTriggeredDateTime"])
@pytest.mark.parametrize(
    ("moment", "due"),
    [
        ("2026-07-17T11:45:00Z", True),
        ("2026-07-17T11:45:01Z", False),
        ("2026-07-17T11:44:59Z", True),
        ("2026-07-17T12:00:00Z", False),
        ("2026-07-17T12:00:01Z", False),  # clocks may differ
        ("2026-07-17T18:00:00Z", False),
        ("2026-07-16T12:00:01Z", True),  # a day less a second ago
        ("2026-07-16T11:59:59Z", True),  # a day and a second ago: what counts is all of it, not the second
        ("2026-07-16T11:50:00Z", True),
        ("2025-07-17T11:59:00Z", True),
        ("0001-01-01T00:00:00Z", True),
        (None, True),
        ("", True),
    ],
)
def test_due(session: FakeSession, run: Run, name: str, moment: str | None, due: bool) -> None:
    other = {"lastSuccessfulSyncDateTime": "2026-07-10T00:00:00Z", "lastSyncTriggeredDateTime": None}
    listed(session, raw(**{**other, name: moment}))
    if due:
        post(session)
    assert row_of(run(wait=False))["outcome"] == ("requested" if due else "not_due")


def test_never_synced_is_due(session: FakeSession, run: Run) -> None:
    listed(session, raw(lastSuccessfulSyncDateTime=None, lastSyncTriggeredDateTime=None))
    post(session)
    listed(session, synced())
    assert row_of(run())["outcome"] == "synced"


@pytest.mark.parametrize(
    ("last", "requested"), [("2026-07-17T11:50:00Z", EARLIER), (EARLIER, "2026-07-17T11:50:00Z")], ids=str
)
def test_not_due(session: FakeSession, run: Run, last: str, requested: str) -> None:
    listed(session, raw(lastSuccessfulSyncDateTime=last, lastSyncTriggeredDateTime=requested, lastSyncErrorCode=TERMS))
    result = run()
    row = row_of(result)
    token = row.pop("token")
    assert row == {
        "tenant_id": TENANT,
        "tenant_name": TENANT,
        "token_id": "id-1",
        "token_name": "Token 1",
        "outcome": "not_due",
        "changed": False,
        "requested_at": None,
        "due_at": "2026-07-17T12:05:00Z",
        "code": TERMS,
        "message": "The last sync, or request for one, was at 2026-07-17T11:50:00Z; the next is due at"
        " 2026-07-17T12:05:00Z.",
        "failure": None,
    }
    assert token["last_sync_at"] == last
    assert (result["changed"], result["diff"]) == (False, [])
    assert posts(session) == []


@pytest.mark.parametrize(("min_age", "due"), [(7200.0, True), (7200.5, False), (7201.0, False), (0.0, True)])
def test_due_by_min_age(session: FakeSession, run: Run, min_age: float, due: bool) -> None:
    listed(session, raw())
    if due:
        post(session)
    assert row_of(run(wait=False, min_age=min_age))["outcome"] == ("requested" if due else "not_due")


def test_without_an_age_a_sync_is_always_due(session: FakeSession, run: Run) -> None:
    listed(session, raw(lastSuccessfulSyncDateTime="2026-07-17T12:10:00Z"))
    post(session)
    assert row_of(run(wait=False, min_age=0.0))["outcome"] == "requested"


def test_an_old_success_that_lies_ahead_is_not_taken_for_the_new_one(session: FakeSession, run: Run) -> None:
    ahead = raw(lastSuccessfulSyncDateTime="2026-07-17T12:10:00Z")
    listed(session, ahead)
    post(session)
    listed(session, ahead, ahead | {"id": "id-2"}, times=2)
    assert row_of(failing(run, min_age=0.0, wait_timeout=5.0).result)["outcome"] == "timed_out"


@pytest.mark.parametrize("last", ["9999-12-31T23:59:59Z", EARLIER])
def test_times_without_end(session: FakeSession, run: Run, last: str) -> None:
    listed(session, raw(lastSyncTriggeredDateTime=last))
    row = row_of(run(min_age=1e15))
    assert (row["outcome"], row["due_at"]) == ("not_due", "9999-12-31T23:59:59Z")


# How a sync fails


@pytest.mark.parametrize("before", [0, None, UNKNOWN])
def test_terms_that_nobody_has_accepted(session: FakeSession, run: Run, clock: Clock, before: int | None) -> None:
    listed(session, raw(lastSyncErrorCode=before))
    post(session)
    listed(session, raw(lastSyncErrorCode=before))
    listed(session, raw(lastSyncErrorCode=TERMS, lastSyncTriggeredDateTime=NOW))
    failure = failing(run)
    row = row_of(failure.result)
    assert (row["outcome"], row["code"], row["changed"], row["requested_at"]) == ("failed", TERMS, True, NOW)
    assert row["token"]["last_sync_error_code"] == TERMS
    assert row["message"].startswith("The sync ended with error code 3: ")
    assert "terms" in row["message"].lower()
    assert "What to do first: " in row["message"]
    assert clock.sleeps == [10.0], "a code that appears ends the waiting"
    assert failure.message == f"Tenant {TENANT}: token Token 1 (id-1): {row['message']}"
    assert failure.result["changed"] is True


def test_a_code_without_a_published_meaning(session: FakeSession, run: Run) -> None:
    listed(session, raw())
    post(session)
    listed(session, raw(lastSyncErrorCode=UNKNOWN))
    row = row_of(failing(run).result)
    assert (row["outcome"], row["code"]) == ("failed", UNKNOWN)
    assert row["message"].startswith("The sync ended with error code 1024: ")
    assert "terms" not in row["message"].split("What to do first")[0].lower()


def test_a_code_that_stays_is_believed_when_the_time_is_over(session: FakeSession, run: Run, clock: Clock) -> None:
    listed(session, raw(lastSyncErrorCode=TERMS))
    post(session)
    listed(session, raw(lastSyncErrorCode=TERMS), times=4)
    row = row_of(failing(run, wait_timeout=30.0).result)
    assert (row["outcome"], row["code"]) == ("failed", TERMS)
    assert "error code 3 (it was there before the request, and has stayed for 30 s): " in row["message"]
    assert sum(clock.sleeps) == 30.0


def test_a_code_that_clears_is_a_success_when_the_success_shows(session: FakeSession, run: Run) -> None:
    listed(session, raw(lastSyncErrorCode=TERMS))
    post(session)
    listed(session, raw(lastSyncErrorCode=TERMS))
    listed(session, raw(lastSyncErrorCode=0))
    listed(session, synced())
    row = row_of(run())
    assert (row["outcome"], row["code"]) == ("synced", 0)


def test_a_code_that_clears_and_comes_again_is_a_failure(session: FakeSession, run: Run, clock: Clock) -> None:
    listed(session, raw(lastSyncErrorCode=TERMS))
    post(session)
    for code in (TERMS, 0, TERMS):
        listed(session, raw(lastSyncErrorCode=code))
    row = row_of(failing(run).result)
    assert (row["outcome"], row["code"]) == ("failed", TERMS)
    assert "error code 3: " in row["message"]
    assert clock.sleeps == [10.0, 10.0]


def test_a_success_with_a_code_is_a_success(session: FakeSession, run: Run) -> None:
    """A success that is not older than the request says more than a code, of which nobody knows when it was set."""
    listed(session, raw(lastSyncErrorCode=TERMS))
    post(session)
    listed(session, synced(lastSyncErrorCode=TERMS))
    row = row_of(run())
    assert (row["outcome"], row["code"]) == ("synced", TERMS)


def test_no_outcome_shows(session: FakeSession, run: Run) -> None:
    listed(session, raw())
    post(session)
    listed(session, raw())
    listed(session, raw(lastSyncTriggeredDateTime=NOW, syncedDeviceCount=9))
    failure = failing(run, wait_timeout=10.0)
    row = row_of(failure.result)
    assert (row["outcome"], row["code"], row["changed"], row["failure"]) == ("timed_out", 0, True, None)
    assert row["message"] == "No outcome of the sync showed within 10 s. A sync has 15 minutes: look again later."
    assert (row["token"]["last_sync_requested_at"], row["token"]["synced_device_count"]) == (NOW, 9), "as seen last"
    assert failure.failure["message"] == failure.message
    assert failure.failure["status"] is None


# How a request is refused


@pytest.mark.parametrize("status", [400, 405, 409, 412, 422, 429])
def test_a_refusal_is_taken_for_one_that_came_too_early(
    session: FakeSession, run: Run, clock: Clock, status: int
) -> None:
    listed(session, raw())
    post(session, status=status, json=error("Refused", "Not now."), headers={"request-id": "request-1"})
    failure = failing(run)
    row = row_of(failure.result)
    assert (row["outcome"], row["changed"], row["requested_at"]) == ("throttled", False, None)
    assert f"Graph answered {status} Refused to POST " in row["message"]
    assert "Not now." in row["message"]
    assert "request-id request-1" in row["message"]
    assert "at most every 15 minutes: try again after that time" in row["message"]
    assert failure.failure == row["failure"]
    assert (row["failure"]["status"], row["failure"]["request_id"]) == (status, "request-1")
    assert row["failure"]["permission"] == "DeviceManagementServiceConfig.ReadWrite.All"
    assert (failure.result["changed"], failure.result["diff"]) == (False, [])
    assert clock.sleeps == []


def test_a_refusal_that_says_when_is_tried_again(session: FakeSession, run: Run, clock: Clock) -> None:
    listed(session, raw())
    post(session, status=429, headers={"Retry-After": "7"})
    post(session)
    listed(session, synced())
    assert row_of(run())["outcome"] == "synced"
    assert clock.sleeps == [7.0]


def test_a_refusal_that_asks_for_too_long_a_wait(session: FakeSession, run: Run, clock: Clock) -> None:
    listed(session, raw())
    post(session, status=429, headers={"Retry-After": "600"})
    row = row_of(failing(run).result)
    assert row["outcome"] == "throttled"
    assert "the next try was due in 600 s" in row["message"]
    assert clock.sleeps == []


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (401, "No sync was requested. "),
        (403, "No sync was requested. "),
        (404, "No sync was requested: the token was deleted meanwhile. "),
        (500, "Whether Graph has begun a sync is not known. "),
        (502, "Whether Graph has begun a sync is not known. "),
        (503, "Whether Graph has begun a sync is not known. "),
        (302, "Whether Graph has begun a sync is not known. "),
    ],
)
def test_other_refusals(session: FakeSession, run: Run, clock: Clock, status: int, said: str) -> None:
    listed(session, raw())
    post(session, status=status, json=error("Refused", "No."))
    failure = failing(run)
    row = row_of(failure.result)
    assert (row["outcome"], row["changed"], row["requested_at"]) == ("failed", False, None)
    assert row["message"].startswith(f"{said}Tenant {TENANT}: ")
    assert "15 minutes" not in row["message"]
    assert row["failure"]["status"] == status
    assert failure.failure == row["failure"]
    assert clock.sleeps == []


def test_403_names_the_permission_to_write(session: FakeSession, run: Run) -> None:
    listed(session, raw())
    post(session, status=403, json=error("Forbidden", "No."))
    message = failing(run).message
    assert "needs the application permission DeviceManagementServiceConfig.ReadWrite.All" in message
    assert "Grant admin consent" in message


def test_a_connection_that_is_lost_is_not_tried_again(session: FakeSession, run: Run) -> None:
    listed(session, raw())
    post(session, raises=requests.exceptions.ConnectionError("reset by peer"))
    row = row_of(failing(run).result)
    assert (row["outcome"], row["changed"]) == ("failed", False)
    assert row["message"].startswith(f"Whether Graph has begun a sync is not known. Tenant {TENANT}: No answer to POST")
    assert "reset by peer" in row["message"]
    assert (row["failure"]["status"], row["failure"]["tenant_id"]) == (None, TENANT)


# What happens while a sync is waited for


def test_a_token_that_is_deleted(session: FakeSession, run: Run) -> None:
    listed(session, raw("id-1"), raw("id-2"))
    post(session, "id-1")
    post(session, "id-2")
    listed(session, raw("id-1"), raw("id-2", lastSyncTriggeredDateTime=NOW))
    listed(session, raw("id-1"))
    listed(session, synced("id-1"))
    failure = failing(run)
    first, second = failure.result["results"]
    assert (first["outcome"], second["outcome"]) == ("synced", "failed")
    assert second["message"] == "A sync was requested. The token was deleted meanwhile."
    assert (second["changed"], second["token"]["last_sync_requested_at"]) == (True, NOW)
    assert failure.message == f"Tenant {TENANT}: token Token 2 (id-2): {second['message']}"


@pytest.mark.parametrize("status", [400, 401, 403, 500])
def test_looks_that_are_refused(session: FakeSession, run: Run, status: int) -> None:
    listed(session, raw("id-1"), raw("id-2"))
    post(session, "id-1")
    post(session, "id-2")
    listed(session, raw("id-1"), synced("id-2"))
    session.get(TOKENS_URL, error("Refused", "No."), status=status)
    first, second = failing(run).result["results"]
    assert (first["outcome"], second["outcome"]) == ("failed", "synced")
    assert first["message"].startswith("A sync was requested, but how it ended could not be read. Tenant ")
    assert (first["changed"], first["failure"]["status"]) == (True, status)
    assert second["failure"] is None


def test_looks_are_tried_again(session: FakeSession, run: Run) -> None:
    listed(session, raw())
    post(session)
    session.get(TOKENS_URL, status=503, text="").get(TOKENS_URL, raises=requests.exceptions.ConnectionError("gone"))
    listed(session, synced())
    assert row_of(run())["outcome"] == "synced"


@pytest.mark.parametrize(
    "body", [{}, {"value": [raw(lastSuccessfulSyncDateTime="soon")]}, {"value": [{**raw(), "id": None}]}], ids=str
)
def test_a_look_at_what_is_no_list_of_tokens(session: FakeSession, run: Run, body: t.Any) -> None:
    listed(session, raw())
    post(session)
    session.get(TOKENS_URL, body)
    row = row_of(failing(run).result)
    assert (row["outcome"], row["changed"]) == ("failed", True)
    assert "how it ended could not be read" in row["message"]


# Several tokens


def test_one_token_does_not_stop_the_others(session: FakeSession, run: Run, clock: Clock) -> None:
    listed(
        session,
        raw("id-1"),
        raw("id-2", lastSyncTriggeredDateTime=NOW),
        raw("id-3"),
        raw("id-4"),
        raw("id-5"),
        raw("id-6"),
    )
    post(session, "id-1", 403)
    post(session, "id-3", 400)
    for number in (4, 5, 6):
        post(session, f"id-{number}")
    listed(session, synced("id-4"), raw("id-5"), raw("id-6"))
    listed(session, synced("id-4"), raw("id-5", lastSyncErrorCode=TERMS), raw("id-6"), times=2)
    failure = failing(run, wait_timeout=20.0)
    rows = failure.result["results"]
    assert [row["token_id"][-1] + row["outcome"] for row in rows] == [
        "1failed",
        "2not_due",
        "3throttled",
        "4synced",
        "5failed",
        "6timed_out",
    ]
    assert [row["changed"] for row in rows] == [False, False, False, True, True, True]
    assert failure.result["changed"] is True
    assert posts(session) == ["id-1", "id-3", "id-4", "id-5", "id-6"], "each once"
    lines = failure.message.splitlines()
    assert [line.split("(")[1][:4] for line in lines] == ["id-1", "id-3", "id-5", "id-6"]
    assert failure.failure == rows[0]["failure"]


def test_one_look_is_for_all_tokens(session: FakeSession, run: Run, clock: Clock) -> None:
    listed(session, *(raw(f"id-{number}") for number in (1, 2, 3)))
    for number in (1, 2, 3):
        post(session, f"id-{number}")
    listed(session, *(synced(f"id-{number}") for number in (1, 2, 3)))
    assert [row["outcome"] for row in run()["results"]] == ["synced"] * 3
    assert clock.sleeps == []


def test_apple_configurator_is_not_synced(session: FakeSession, run: Run) -> None:
    listed(session, raw("id-1", tokenType="none"), raw("id-2"))
    post(session, "id-2")
    assert [row["token_id"] for row in run(wait=False)["results"]] == ["id-2"]


@pytest.mark.parametrize(
    ("given", "chosen"),
    [
        ({"token_id": "ID-2"}, ["id-2"]),
        ({"token_name": "Token 2"}, ["id-2"]),
        ({"token_type": "apple_school_manager"}, ["id-3"]),
        ({}, ["id-1", "id-2", "id-3"]),
    ],
    ids=str,
)
def test_selection(session: FakeSession, run: Run, given: dict[str, str], chosen: list[str]) -> None:
    listed(session, raw("id-1"), raw("id-2"), raw("id-3", tokenType="appleSchoolManager"))
    for identifier in chosen:
        post(session, identifier)
    assert [row["token_id"] for row in run(**given, wait=False)["results"]] == chosen


def test_an_ambiguous_name_writes_nothing(session: FakeSession, run: Run) -> None:
    listed(session, raw("id-1", tokenName="iPads"), bearer="a")
    listed(session, raw("id-3", tokenName="iPads"), raw("id-2", tokenName="iPads"), bearer="b")
    with pytest.raises(ConfigurationError, match=r"has 2 tokens with token_name 'iPads'.*: id-2, id-3\.$"):
        run(**tenants("a", "b"), token_name="iPads")
    assert posts(session) == []


def test_a_name_that_nothing_has(session: FakeSession, run: Run) -> None:
    listed(session, raw())
    with pytest.raises(ConfigurationError, match=r"No token with token_name 'Other'.*Tokens there: 'Token 1'\."):
        run(token_name="Other")


@pytest.mark.parametrize("given", [{}, {"token_type": "apple_school_manager"}], ids=str)
def test_nothing_to_sync_is_a_warning(session: FakeSession, run: Run, given: dict[str, str]) -> None:
    listed(session, *([raw()] if given else [raw(tokenType="none")]))
    result = run(**given)
    assert (result["results"], result["changed"], result["checked_at"]) == ([], False, NOW)
    assert run.warnings == ["No token was found: nothing was synced."]


# Several tenants


def test_tenants(session: FakeSession, run: Run) -> None:
    """The same ids may be in two tenants."""
    for name in "ab":
        listed(session, raw(tokenName=f"iPads of {name}"), bearer=name)
        post(session, bearer=name)
        listed(session, synced(tokenName=f"iPads of {name}"), bearer=name)
    result = run(**tenants("a", "b"))
    assert [(row["tenant_id"], row["token_name"], row["outcome"]) for row in result["results"]] == [
        ("a.example", "iPads of a", "synced"),
        ("b.example", "iPads of b", "synced"),
    ]
    assert [row["tenant_id"] for row in result["tenants"]] == ["a.example", "b.example"]


def test_what_is_shown_is_the_sync_and_not_the_look_before(
    session: FakeSession, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[int, int]] = []
    monkeypatch.setattr(_task, "Progress", lambda _path: lambda done: told.append((done, len(posts(session)))))
    for name in "ab":
        listed(session, raw(), bearer=name)
        post(session, bearer=name)
        listed(session, synced(), bearer=name)
    run(**tenants("a", "b"))
    assert told[-1] == (2, 2)
    assert (2, 0) not in told


def test_a_tenant_that_cannot_be_read_does_not_stop_the_others(session: FakeSession, run: Run) -> None:
    session.get(TOKENS_URL, error("Forbidden", "No."), status=403, bearer="a")
    listed(session, raw(), bearer="b")
    post(session, bearer="b")
    listed(session, synced(), bearer="b")
    listed(session, bearer="c")
    failure = failing(run, **tenants("a", "b", "c"))
    assert [(row["tenant_id"], row["outcome"]) for row in failure.result["results"]] == [("b.example", "synced")]
    assert [row["checked"] for row in failure.result["tenants"]] == [False, True, True]
    assert failure.result["changed"] is True
    assert failure.message.startswith("Could not read Tenant a (a.example): Graph answered 403")
    assert failure.failure == failure.result["tenants"][0]["failure"]
    assert failure.failure["tenant_id"] == "a.example"
    assert len(run.warnings) == 1


def test_all_tenants_may_fail(session: FakeSession, run: Run) -> None:
    for name in "ab":
        session.get(TOKENS_URL, status=403, text="", bearer=name)
    failure = failing(run, **tenants("a", "b"))
    assert (failure.result["results"], failure.result["changed"]) == ([], False)
    assert failure.result["checked_at"] == NOW
    assert len(failure.message.splitlines()) == 2
    assert "No token was found: nothing was synced." not in run.warnings


def test_the_only_tenant_cannot_be_read(session: FakeSession, run: Run) -> None:
    session.get(TOKENS_URL, status=404, text="")
    with pytest.raises(GraphError, match="Graph answered 404"):
        run()


def test_the_only_tenant_cannot_be_signed_in_to(session: FakeSession, run: Run) -> None:
    session.get(TOKENS_URL, status=401, text="")
    with pytest.raises(AuthenticationError):
        run()


def test_nothing_is_written_before_all_is_read(session: FakeSession, run: Run) -> None:
    for name in "ab":
        listed(session, raw(), bearer=name)
        post(session, bearer=name)
    run(**tenants("a", "b"), wait=False)
    assert [call.method for call in session.calls] == ["GET", "GET", "POST", "POST"]


# Check mode and diff


def test_check_mode_writes_nothing(session: FakeSession, run: Run) -> None:
    listed(session, raw("id-1"), raw("id-2", lastSyncTriggeredDateTime=NOW))
    result = run(check_mode=True)
    assert [(row["outcome"], row["changed"], row["requested_at"]) for row in result["results"]] == [
        ("requested", True, None),
        ("not_due", False, None),
    ]
    assert result["results"][0]["message"] == "A sync would be requested."
    assert result["changed"] is True
    assert [call.method for call in session.calls] == ["GET"]
    assert [(each["before"], each["after"]) for each in result["diff"]] == [
        ({"last_sync_requested_at": EARLIER}, {"last_sync_requested_at": "the time of the run"})
    ]


def test_check_mode_when_nothing_is_due(session: FakeSession, run: Run) -> None:
    listed(session, raw(lastSyncTriggeredDateTime=NOW))
    result = run(check_mode=True)
    assert (result["changed"], result["diff"]) == (False, [])


def test_diff(session: FakeSession, run: Run) -> None:
    listed(session, raw("id-1"), raw("id-2", lastSyncTriggeredDateTime=NOW))
    post(session, "id-1")
    listed(session, synced("id-1"), raw("id-2"))
    assert run()["diff"] == [
        {
            "before_header": f"{TENANT}: Token 1",
            "after_header": f"{TENANT}: Token 1",
            "before": {"last_sync_requested_at": EARLIER},
            "after": {"last_sync_requested_at": NOW},
        }
    ]


# What cannot be right


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"min_age": -1.0}, "min_age must not be negative, it is -1."),
        ({"wait_timeout": -0.5}, "wait_timeout must not be negative, it is -0.5."),
        ({"wait_sleep": 0.0}, "wait_sleep must be greater than 0, it is 0."),
        ({"wait_sleep": -10.0}, "wait_sleep must be greater than 0, it is -10."),
        ({"min_age": float("nan")}, "min_age must be a number of seconds, it is nan."),
        ({"wait_timeout": float("inf")}, "wait_timeout must be a number of seconds, it is inf."),
        ({"wait_sleep": float("nan")}, "wait_sleep must be a number of seconds, it is nan."),
        ({"tenants": [], "tenant_id": None}, "tenants is an empty list"),
    ],
    ids=str,
)
@pytest.mark.parametrize("check_mode", [False, True])
def test_bad_options_send_no_request(
    session: FakeSession, run: Run, given: dict[str, t.Any], message: str, check_mode: bool
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        run(**given, check_mode=check_mode)
    assert caught.value.message.startswith(message)
    assert session.calls == []
