# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import typing as t

import pytest
import yaml

from ansible_collections.mdm.intune.plugins.module_utils import _ade_sync
from ansible_collections.mdm.intune.plugins.modules import ade_token_sync
from ansible_collections.mdm.intune.tests.unit.plugins.fakes import CLIENT_ID, TENANT, TOKENS_URL, FakeSession
from ansible_collections.mdm.intune.tests.unit.plugins.running import (
    GIVEN,
    OF_ANSIBLE,
    TOKEN,
    Module,
    assert_documented,
    documented,
)

Published = t.Callable[[str], t.Any]

SECRET = "a-secret~that.nobody-knows"
RETURN = yaml.safe_load(ade_token_sync.RETURN)
WITH_ROWS = "success, or when a token could not be synced"
ID = "00000000-0000-0000-0000-0000000000aa"  # of the published list
SYNC_URL = f"{TOKENS_URL}/{ID}/syncWithAppleDeviceEnrollmentProgram"
LATER = "2026-07-17T12:00:03Z"


@pytest.fixture
def module(as_module: t.Callable[[t.Callable[[], None]], Module]) -> Module:
    return as_module(ade_token_sync.main)


@pytest.fixture
def listed(published: Published) -> t.Callable[..., dict[str, t.Any]]:
    """The published list of one token, with some changes."""

    def body(**changes: t.Any) -> dict[str, t.Any]:
        page = published("shape_depOnboardingSettings_list_ok")
        (token,) = page["value"]
        return {**page, "value": [{**token, "lastSyncTriggeredDateTime": "2026-07-16T00:00:00Z", **changes}]}

    return body


Listed = t.Callable[..., dict[str, t.Any]]


def test_success_is_as_documented(session: FakeSession, module: Module, listed: Listed) -> None:
    session.get(TOKENS_URL, listed()).expect("POST", SYNC_URL, 204, text="")
    session.get(TOKENS_URL, listed(lastSuccessfulSyncDateTime=LATER))
    result = module(**GIVEN)
    assert set(result) - OF_ANSIBLE == documented(RETURN, WITH_ROWS)
    assert (result["changed"], "failed" in result) == (True, False)
    for name in documented(RETURN, WITH_ROWS):
        assert result[name]
        assert_documented(result[name], RETURN[name], name)
    (row,) = result["results"]
    assert (row["outcome"], row["token_id"]) == ("synced", ID)
    assert module.warnings == []


def test_failure_is_as_documented_and_carries_the_rows(session: FakeSession, module: Module, listed: Listed) -> None:
    session.get(TOKENS_URL, listed())
    session.expect("POST", SYNC_URL, 403, json={"error": {"code": "Forbidden", "message": "No."}})
    result = module(**GIVEN)
    assert result["failed"] is True
    assert set(result) - OF_ANSIBLE == documented(RETURN, WITH_ROWS) | documented(RETURN, "failure")
    for name in set(RETURN):
        assert_documented(result[name], RETURN[name], name)
    (row,) = result["results"]
    assert row["outcome"] == "failed"
    assert result["failure"] == row["failure"]
    assert result["changed"] is False
    assert row["message"] in result["msg"]
    assert "DeviceManagementServiceConfig.ReadWrite.All" in result["msg"]


def test_what_was_done_is_said_of_a_failure(session: FakeSession, module: Module, listed: Listed) -> None:
    session.get(TOKENS_URL, listed()).expect("POST", SYNC_URL, 204, text="")
    session.get(TOKENS_URL, listed(lastSyncErrorCode=3))
    result = module(**GIVEN)
    assert (result["failed"], result["changed"]) == (True, True)
    assert result["results"][0]["code"] == 3


def test_a_failure_before_anything_was_known_has_no_rows(session: FakeSession, module: Module) -> None:
    session.get(TOKENS_URL, status=404, text="")
    result = module(**GIVEN)
    assert set(result) - OF_ANSIBLE == documented(RETURN, "failure") == {"failure"}
    assert_documented(result["failure"], RETURN["failure"], "failure")


def test_all_outcomes_are_documented() -> None:
    (outcome,) = [
        " ".join(value["description"]) for name, value in RETURN["results"]["contains"].items() if name == "outcome"
    ]
    for name in ("SYNCED", "NOT_DUE", "REQUESTED", "THROTTLED", "FAILED", "TIMED_OUT"):
        assert f"V({getattr(_ade_sync, name)})" in outcome
    assert _ade_sync.UNSUCCESSFUL == (_ade_sync.THROTTLED, _ade_sync.FAILED, _ade_sync.TIMED_OUT)


@pytest.mark.parametrize("shown", [True, False])
def test_the_diff_is_shown_when_asked_for(session: FakeSession, module: Module, listed: Listed, shown: bool) -> None:
    session.get(TOKENS_URL, listed())
    result = module(**GIVEN, _ansible_check_mode=True, _ansible_diff=shown)
    assert result["changed"] is True
    assert ("diff" in result) is shown
    if shown:
        assert result["diff"][0]["before"] == {"last_sync_requested_at": "2026-07-16T00:00:00Z"}


def test_a_failure_shows_its_diff_as_well(session: FakeSession, module: Module, listed: Listed) -> None:
    session.get(TOKENS_URL, listed()).expect("POST", SYNC_URL, 204, text="")
    session.get(TOKENS_URL, listed())
    result = module(**GIVEN, wait_timeout=0, _ansible_diff=True)
    assert (result["failed"], len(result["diff"])) == (True, 1)


def test_check_mode_writes_nothing(session: FakeSession, module: Module, listed: Listed) -> None:
    session.get(TOKENS_URL, listed())
    (row,) = module(**GIVEN, _ansible_check_mode=True)["results"]
    assert (row["outcome"], row["changed"]) == ("requested", True)
    assert {call.method for call in session.calls} == {"GET"}


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"tenants": ["a.example"]}, "mutually exclusive"),
        ({"token_id": "a", "token_name": "b"}, "mutually exclusive"),
        ({"min_age": "soon"}, "min_age"),
        ({"min_age": -1}, "min_age must not be negative, it is -1."),
        ({"min_age": "nan"}, "min_age must be a number of seconds, it is nan."),
        ({"wait_timeout": -1}, "wait_timeout must not be negative"),
        ({"wait_timeout": "inf"}, "wait_timeout must be a number of seconds"),
        ({"wait_sleep": 0}, "wait_sleep must be greater than 0"),
        ({"wait": "perhaps"}, "wait"),
        ({"client_secret": SECRET, "client_id": CLIENT_ID}, "two credentials are given"),
    ],
    ids=str,
)
def test_bad_options_send_no_request(
    session: FakeSession, module: Module, args: dict[str, t.Any], message: str
) -> None:
    result = module(**GIVEN, **args)
    assert result["failed"] is True
    assert message in result["msg"]
    assert session.calls == []
    assert SECRET not in module.printed


def test_no_secret_is_printed(
    session: FakeSession, module: Module, listed: Listed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Graph repeats what it was told, in words that go into the message, the row and the failure."""
    monkeypatch.setenv("AZURE_CLIENT_SECRET", SECRET)
    session.get(TOKENS_URL, listed())
    words = f"Bad value {SECRET} or {TOKEN}!"
    session.expect("POST", SYNC_URL, 400, json={"error": {"code": "BadRequest", "message": words}})
    result = module(**GIVEN)
    assert "Bad value ******** or ********!" in result["results"][0]["message"]
    assert SECRET not in module.printed
    assert TOKEN not in module.printed


def test_the_trap_of_the_masking_test_is_armed(session: FakeSession, module: Module, listed: Listed) -> None:
    session.get(TOKENS_URL, listed())
    words = f"Bad value {SECRET}!"
    session.expect("POST", SYNC_URL, 400, json={"error": {"code": "BadRequest", "message": words}})
    assert words.rstrip("!") in module(**GIVEN)["msg"]


def test_a_tenant_that_fails_fails_the_task_at_the_end(session: FakeSession, module: Module, listed: Listed) -> None:
    session.get(TOKENS_URL, status=403, text="", bearer="token-of-a")
    session.get(TOKENS_URL, listed(), bearer="token-of-b").expect("POST", SYNC_URL, 204, text="", bearer="token-of-b")
    rows = [{"tenant_id": f"{name}.example", "access_token": f"token-of-{name}"} for name in "ab"]
    result = module(tenants=rows, wait=False)
    assert (result["failed"], result["changed"]) == (True, True)
    assert [row["tenant_id"] for row in result["results"]] == ["b.example"]
    for row in result["tenants"]:
        assert set(row) == set(RETURN["tenants"]["contains"])
    assert result["failure"]["tenant_id"] == "a.example"
    assert module.warnings == [f"Could not check: {result['failure']['message']}"]


def test_the_tenant_is_named_as_it_was_asked_for(session: FakeSession, module: Module, listed: Listed) -> None:
    session.get(TOKENS_URL, listed()).expect("POST", SYNC_URL, 204, text="")
    (row,) = module(**GIVEN, wait=False)["results"]
    assert (row["tenant_id"], row["tenant_name"]) == (TENANT, TENANT)
