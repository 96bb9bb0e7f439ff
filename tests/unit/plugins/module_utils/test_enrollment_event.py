# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import datetime as dt
import typing as t

import pytest

from ansible_collections.mdm.intune.plugins.module_utils._enrollment_event import (
    ENROLLMENT_EVENT_INFO,
    MAXIMUM_HOURS,
    enrollment_event_info,
    read_enrollment_events,
    snake_case,
)
from ansible_collections.mdm.intune.plugins.module_utils._errors import ConfigurationError, GraphError
from ansible_collections.mdm.intune.plugins.module_utils._graph import GraphClient
from ansible_collections.mdm.intune.tests.unit.plugins.fakes import GRAPH, START, TENANT, Clock, FakeSession
from ansible_collections.mdm.intune.tests.unit.plugins.running import Run, tenants

Published = t.Callable[[str], t.Any]
Event = dict[str, t.Any]

URL = f"{GRAPH}/v1.0/deviceManagement/troubleshootingEvents"


@pytest.fixture
def run(fake_network: dict[str, t.Any]) -> Run:
    return Run(ENROLLMENT_EVENT_INFO, enrollment_event_info)


def ago(**since: float) -> str:
    return f"{START - dt.timedelta(**since):%Y-%m-%dT%H:%M:%S.%f}0Z"


def event(identifier: t.Any = "1", **properties: t.Any) -> Event:
    return {
        "id": identifier,
        "eventDateTime": ago(hours=1),
        "enrollmentType": "appleBulkWithUser",
        "failureCategory": "authentication",
        **properties,
    }


def answers(session: FakeSession, *events: Event, **kwargs: t.Any) -> FakeSession:
    return session.get(URL, {"value": list(events)}, **kwargs)


def ids(events: t.Iterable[Event]) -> list[t.Any]:
    return [found["id"] for found in events]


def test_an_event_as_graph_documents_it(session: FakeSession, client: GraphClient, published: Published) -> None:
    (body,) = published("official_enrollmentTroubleshootingEvents_list_v1")["value"]
    body["enrollmentType"] = "appleBulkWithUser"
    answers(session, body)
    summary, (found,) = read_enrollment_events(client, MAXIMUM_HOURS, 5)
    assert found == {
        "kind": "enrollment_event",
        "tenant_id": TENANT,
        "tenant_name": "Contoso",
        "id": "c4a623f5-23f5-c4a6-f523-a6c4f523a6c4",
        "name": "Device Id value",
        "occurred_at": "2017-01-01T07:59:23Z",
        "category": "authentication",
        "reason": "Failure Reason value",
        "enrollment_type": "apple_bulk_with_user",
        "operating_system": "Operating System value",
        "os_version": "Os Version value",
        "user_id": "User Id value",
        "device_id": "Device Id value",
        "managed_device_id": "Managed Device Identifier value",
        "correlation_id": "Correlation Id value",
    }
    assert summary == {
        "kind": "enrollment_event_summary",
        "tenant_id": TENANT,
        "tenant_name": "Contoso",
        "id": TENANT,
        "name": "Contoso",
        "hours": MAXIMUM_HOURS,
        "total": 1,
        "by_category": {"authentication": 1},
        "latest_by_category": {"authentication": "2017-01-01T07:59:23Z"},
        "latest_at": "2017-01-01T07:59:23Z",
    }


def test_properties_may_be_missing(session: FakeSession, client: GraphClient) -> None:
    answers(session, {"enrollmentType": "appleBulkWithoutUser"})
    _summary, (found,) = read_enrollment_events(client, 24, 5)
    assert {name: value for name, value in found.items() if value is not None} == {
        "kind": "enrollment_event",
        "tenant_id": TENANT,
        "tenant_name": "Contoso",
        "category": "unknown",
        "enrollment_type": "apple_bulk_without_user",
    }


def test_the_device_is_named_by_what_is_known(session: FakeSession, client: GraphClient) -> None:
    answers(
        session,
        event("1", deviceId="entra", managedDeviceIdentifier="intune"),
        event("2", deviceId="", managedDeviceIdentifier="intune"),
        event("3", deviceId=None),
    )
    _summary, found = read_enrollment_events(client, 24, 5)
    assert [item["name"] for item in found] == ["entra", "intune", None]


@pytest.mark.parametrize(
    ("enrollment_type", "counts"),
    [
        ("appleBulkWithUser", True),
        ("appleBulkWithoutUser", True),
        ("userEnrollment", False),
        ("deviceEnrollmentManager", False),
        ("windowsAutoEnrollment", False),
        ("appleUserEnrollment", False),
        ("unknown", False),
        ("unknownFutureValue", False),
        (None, False),
        (3, False),
        (["appleBulkWithUser"], False),
    ],
    ids=str,
)
def test_apple_bulk_enrollments_count(
    session: FakeSession, client: GraphClient, enrollment_type: t.Any, counts: bool
) -> None:
    answers(session, event(enrollmentType=enrollment_type))
    summary, found = read_enrollment_events(client, 24, 5)
    assert (summary["total"], len(found)) == ((1, 1) if counts else (0, 0))


def test_what_does_not_count_is_not_looked_at(session: FakeSession, client: GraphClient) -> None:
    answers(session, event(enrollmentType="userEnrollment", eventDateTime="soon"))
    assert read_enrollment_events(client, 24, 5)[0]["total"] == 0


@pytest.mark.parametrize(
    ("member", "text"),
    [
        ("authentication", "authentication"),
        ("authorization", "authorization"),
        ("accountValidation", "account_validation"),
        ("userValidation", "user_validation"),
        ("deviceNotSupported", "device_not_supported"),
        ("inMaintenance", "in_maintenance"),
        ("badRequest", "bad_request"),
        ("featureNotSupported", "feature_not_supported"),
        ("enrollmentRestrictionsEnforced", "enrollment_restrictions_enforced"),
        ("clientDisconnected", "client_disconnected"),
        ("userAbandonment", "user_abandonment"),
        ("unknown", "unknown"),
        ("unknownFutureValue", "unknown_future_value"),
        ("", "unknown"),
        (None, "unknown"),
        (5, "unknown"),
        (["a"], "unknown"),
    ],
    ids=str,
)
def test_categories(session: FakeSession, client: GraphClient, member: t.Any, text: str) -> None:
    assert snake_case(member) == text
    answers(session, event(failureCategory=member))
    summary, (found,) = read_enrollment_events(client, 24, 5)
    assert (summary["by_category"], found["category"]) == ({text: 1}, text)


# The window


@pytest.mark.parametrize(
    ("occurred_at", "counts"),
    [
        (ago(hours=0), True),
        (ago(hours=23, minutes=59, seconds=59), True),
        (ago(hours=24), True),
        (ago(hours=24, milliseconds=-1), True),
        (ago(hours=24, milliseconds=1), False),
        (ago(hours=24, seconds=1), False),
        (ago(hours=-1), True),  # Intune's clock may be ahead of Graph's
        (None, True),  # better shown than lost
        ("", True),
        ("0001-01-01T00:00:00Z", True),
    ],
)
def test_the_window(session: FakeSession, client: GraphClient, occurred_at: str | None, counts: bool) -> None:
    answers(session, event(eventDateTime=occurred_at))
    assert read_enrollment_events(client, 24, 5)[0]["total"] == int(counts)


def test_the_clock_is_that_of_graph(session: FakeSession, run: Run, clock: Clock) -> None:
    clock.elapsed = 7 * 24 * 3600.0  # the controller is a week ahead
    answers(session, event("in", eventDateTime=ago(hours=23)), event("out", eventDateTime=ago(hours=25)))
    result = run(hours=24)
    assert ids(result["events"]) == ["in"]
    assert result["checked_at"] == "2026-07-17T12:00:00Z"


def test_without_a_clock_of_graph_ours_counts(session: FakeSession, client: GraphClient) -> None:
    now = dt.datetime.now(dt.timezone.utc)
    moments = [f"{now - dt.timedelta(hours=hours):%Y-%m-%dT%H:%M:%SZ}" for hours in (23, 25)]
    answers(session, *(event(eventDateTime=moment) for moment in moments), headers={"Date": None})
    assert read_enrollment_events(client, 24, 5)[0]["total"] == 1


def test_parts_of_hours(session: FakeSession, client: GraphClient) -> None:
    answers(session, event("in", eventDateTime=ago(minutes=30)), event("out", eventDateTime=ago(minutes=31)))
    assert ids(read_enrollment_events(client, 0.5, 5)[1]) == ["in"]


# Groups


def test_the_latest_of_each_category_are_examples(session: FakeSession, client: GraphClient) -> None:
    first = [event(f"a{hours}", eventDateTime=ago(hours=hours)) for hours in (3, 1, 5, 2)]
    others = [event(f"b{hours}", eventDateTime=ago(hours=hours), failureCategory="badRequest") for hours in (9, 4)]
    answers(session, *first, *others, event("null", eventDateTime=None))
    summary, found = read_enrollment_events(client, 24, 2)
    assert summary["by_category"] == {"authentication": 5, "bad_request": 2}
    assert list(summary["by_category"]) == ["authentication", "bad_request"]
    assert (summary["total"], summary["latest_at"]) == (7, "2026-07-17T11:00:00Z")
    assert ids(found) == ["a1", "a2", "b4", "b9"]


def test_an_event_without_a_date_comes_last(session: FakeSession, client: GraphClient) -> None:
    answers(session, event("null", eventDateTime=None), event("dated"))
    assert ids(read_enrollment_events(client, 24, 5)[1]) == ["dated", "null"]


def test_events_without_dates_only(session: FakeSession, client: GraphClient) -> None:
    answers(session, event(eventDateTime=None))
    summary, found = read_enrollment_events(client, 24, 5)
    assert (summary["total"], summary["latest_at"], found[0]["occurred_at"]) == (1, None, None)


def test_no_examples(session: FakeSession, run: Run) -> None:
    answers(session, event())
    result = run(examples=0)
    assert (result["events"], result["summary"][0]["total"]) == ([], 1)


def test_no_events(session: FakeSession, run: Run) -> None:
    answers(session)
    (summary,) = run()["summary"]
    assert (summary["total"], summary["by_category"], summary["latest_at"]) == (0, {}, None)


def test_a_timestamp_that_is_none(session: FakeSession, client: GraphClient) -> None:
    answers(session, event(eventDateTime="soon"))
    with pytest.raises(GraphError, match="enrollment event 1: eventDateTime is 'soon', not a timestamp"):
        read_enrollment_events(client, 24, 5)


# The task


def test_events_on_several_pages(session: FakeSession, run: Run) -> None:
    second = f"{URL}?$skiptoken=2"
    session.get(URL, {"value": [event("1")], "@odata.nextLink": second}).get(second, {"value": [event("2")]})
    result = run()
    assert ids(result["events"]) == ["1", "2"]
    assert (result["check"], result["narrowed"], result["summary"][0]["hours"]) == ("enrollment_events", False, 168)
    assert result["tenants"] == [{"tenant_id": TENANT, "name": TENANT, "checked": True, "failure": None}]


@pytest.mark.parametrize("hours", [0, -1, MAXIMUM_HOURS + 1, float("inf"), float("nan")])
def test_a_window_that_is_none_sends_no_request(session: FakeSession, run: Run, hours: float) -> None:
    with pytest.raises(ConfigurationError, match="hours must be greater than 0 and at most 87600"):
        run(hours=hours)
    assert session.calls == []


def test_a_negative_number_of_examples_sends_no_request(session: FakeSession, run: Run) -> None:
    with pytest.raises(ConfigurationError, match="examples must not be negative"):
        run(examples=-1)
    assert session.calls == []


def test_the_permission_is_named(session: FakeSession, run: Run) -> None:
    session.get(URL, status=403)
    with pytest.raises(GraphError) as caught:
        run()
    assert caught.value.permission == "DeviceManagementManagedDevices.Read.All"


def test_a_tenant_that_fails_does_not_end_the_others(session: FakeSession, run: Run) -> None:
    session.get(URL, status=403, bearer="a")
    answers(session, event(), bearer="b")
    result = run(**tenants("a", "b"))
    assert [(item["id"], item["name"]) for item in result["summary"]] == [("b.example", "b")]
    assert [item["tenant_id"] for item in result["events"]] == ["b.example"]
    assert [row["checked"] for row in result["tenants"]] == [False, True]
    assert len(run.warnings) == 1
