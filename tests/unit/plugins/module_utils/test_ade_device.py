# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import itertools
import json
import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.mdm.intune.plugins.module_utils._ade_device import (
    DEVICE_INFO,
    EXAMPLES,
    Filter,
    device_info,
    read_devices,
)
from ansible_collections.mdm.intune.plugins.module_utils._errors import ConfigurationError, GraphError
from ansible_collections.mdm.intune.plugins.module_utils._graph import GraphClient
from ansible_collections.mdm.intune.plugins.module_utils._transport import Transport
from ansible_collections.mdm.intune.tests.unit.plugins.fakes import TENANT, TOKENS_URL, Clock, FakeSession
from ansible_collections.mdm.intune.tests.unit.plugins.running import Run, client_of

Published = t.Callable[[str], t.Any]
Device = dict[str, t.Any]

TOKEN_ID = "00000000-0000-0000-0000-0000000000aa"
GUID = "00000000-0000-0000-0000-0000000000bb"
OTHER = "00000000-0000-0000-0000-0000000000cc"
LEGACY = f"{TOKEN_ID}_{GUID}"
TOKEN = {"tenant_id": TENANT, "tenant_name": "Contoso", "id": TOKEN_ID, "name": "iPads"}
DEVICES_URL = f"{TOKENS_URL}/{TOKEN_ID}/importedAppleDeviceIdentities"
ALL = Filter(frozenset(), frozenset(), frozenset(), None)
NEVER = "0001-01-01T00:00:00Z"


@pytest.fixture
def run(fake_network: dict[str, t.Any]) -> Run:
    return Run(DEVICE_INFO, device_info)


def device(number: int = 1, **properties: t.Any) -> Device:
    """An enrolled iPad with a profile."""
    return {
        "id": f"id-{number}",
        "serialNumber": f"SERIAL{number:05}",
        "requestedEnrollmentProfileId": LEGACY,
        "requestedEnrollmentProfileAssignmentDateTime": "2026-07-01T08:00:00.1234567Z",
        "isSupervised": True,
        "discoverySource": "deviceEnrollmentProgram",
        "isDeleted": False,
        "createdDateTime": "2026-06-30T08:00:00Z",
        "lastContactedDateTime": "2026-07-02T08:00:00Z",
        "description": "IPAD 10.2",
        "enrollmentState": "enrolled",
        "platform": "ios",
        **properties,
    }


def waiting(number: int = 1, **properties: t.Any) -> Device:
    """An iPad that has a profile and never came."""
    return device(number, **{"enrollmentState": "notContacted", "lastContactedDateTime": NEVER, **properties})


def pages(session: FakeSession, *parts: t.Sequence[Device], url: str = DEVICES_URL) -> FakeSession:
    links = [url, *(f"{url}?$skiptoken={number}" for number in range(2, len(parts) + 1))]
    for link, following, part in zip(links, [*links[1:], None], parts, strict=True):
        session.get(link, {"value": list(part), **({"@odata.nextLink": following} if following else {})})
    return session


def estate(session: FakeSession, *devices: Device) -> None:
    """One token with its devices."""
    session.get(TOKENS_URL, {"value": [{"id": TOKEN_ID, "tokenName": "iPads", "tokenType": "dep"}]})
    pages(session, devices)


class Read:
    """Reads devices from pages that were announced."""

    def __init__(self, session: FakeSession, client: GraphClient) -> None:
        self._session = session
        self._client = client

    def __call__(self, *devices: Device, details: int = 0, include_raw: bool = False) -> tuple[Device, list[Device]]:
        pages(self._session, devices)
        return read_devices(self._client, TOKEN, ALL, details=details, include_raw=include_raw)

    def summary(self, *devices: Device) -> Device:
        return self(*devices)[0]

    def facts(self, raw: Device, **kwargs: t.Any) -> Device:
        (found,) = self(raw, details=1, **kwargs)[1]
        return found


@pytest.fixture
def read(session: FakeSession, client: GraphClient) -> Read:
    return Read(session, client)


# One device


def test_a_device_as_graph_documents_it(read: Read, published: Published) -> None:
    (body,) = published("official_importedAppleDeviceIdentities_list")["value"]
    summary, (facts,) = read(body, details=1)
    assert facts == {
        "kind": "ade_device",
        "tenant_id": TENANT,
        "tenant_name": "Contoso",
        "token_id": TOKEN_ID,
        "token_name": "iPads",
        "id": "352e3c2f-3c2f-352e-2f3c-2e352f3c2e35",
        "name": "Serial Number value",
        "serial_number": "Serial Number value",
        "description": "Description value",
        "platform": "ios",
        "state": "enrolled",
        "profile_id": "requested enrollment profile id value",
        "profile_assigned_at": "2017-01-01T08:02:32Z",
        "supervised": True,
        "discovery_source": "adminImport",
        "deleted": True,
        "created_at": "2017-01-01T08:02:43Z",
        "last_contacted_at": "2017-01-01T07:58:44Z",
    }
    assert (summary["total"], summary["deleted"]) == (0, 1)


def test_properties_may_be_missing(read: Read) -> None:
    summary, (facts,) = read({"id": "id-1"}, details=1)
    assert {name: value for name, value in facts.items() if value is not None} == {
        "kind": "ade_device",
        "tenant_id": TENANT,
        "tenant_name": "Contoso",
        "token_id": TOKEN_ID,
        "token_name": "iPads",
        "id": "id-1",
        "platform": "unknown",
        "state": "unknown",
        "deleted": False,
    }
    assert summary["by_state"] == summary["by_platform"] == {"unknown": 1}
    assert (summary["total"], summary["unassigned"], summary["newest_created_at"]) == (1, 1, None)
    assert summary["examples"] == {"unassigned": ["id-1"]}


def test_properties_may_be_null(read: Read) -> None:
    nulls = {**dict.fromkeys(device()), "id": "id-1"}
    summary, (facts,) = read(nulls, details=1)
    assert (facts["platform"], facts["state"], facts["profile_id"]) == ("unknown", "unknown", None)
    assert (summary["total"], summary["by_profile"], summary["not_contacted_since"]) == (1, {}, {})


@pytest.mark.parametrize("identifier", [None, "", 5, ["id"]], ids=str)
def test_a_device_without_an_id(read: Read, identifier: t.Any) -> None:
    """Without it a device cannot be told from one that a page repeats."""
    with pytest.raises(GraphError) as caught:
        read(device(id=identifier))
    assert caught.value.message == (
        f"Tenant Contoso (contoso.example): token {TOKEN_ID}: Graph sent a device without an id."
    )


@pytest.mark.parametrize("value", ["soon", "2026-07-17", 5, ["2026"]], ids=str)
@pytest.mark.parametrize(
    "name", ["requestedEnrollmentProfileAssignmentDateTime", "createdDateTime", "lastContactedDateTime"]
)
def test_a_timestamp_that_is_none(read: Read, name: str, value: t.Any) -> None:
    with pytest.raises(GraphError, match=f"device SERIAL00001: {name} is "):
        read(device(**{name: value}), details=1)


@pytest.mark.parametrize(
    ("given_state", "state"),
    [
        ("unknown", "unknown"),
        ("enrolled", "enrolled"),
        ("pendingReset", "pending_reset"),
        ("failed", "failed"),
        ("notContacted", "not_contacted"),
        ("blocked", "blocked"),
        ("unknownFutureValue", "unknownFutureValue"),
        (None, "unknown"),
        (4, "unknown"),
        (["failed"], "unknown"),
    ],
    ids=str,
)
def test_states(read: Read, given_state: t.Any, state: str) -> None:
    summary, (facts,) = read(device(enrollmentState=given_state), details=1)
    assert facts["state"] == state
    assert summary["by_state"] == {state: 1}


@pytest.mark.parametrize(
    ("given_platform", "platform"),
    [
        ("ios", "ios"),
        ("macOS", "macos"),
        ("tvOS", "tvos"),
        ("visionOS", "visionos"),
        ("windowsMobile", "windows_mobile"),
        ("android", "android"),
        ("watchOS", "watchOS"),
        ("unknown", "unknown"),
        (None, "unknown"),
        (1, "unknown"),
        ({"a": 1}, "unknown"),
    ],
    ids=str,
)
def test_platforms(read: Read, given_platform: t.Any, platform: str) -> None:
    summary, (facts,) = read(device(platform=given_platform), details=1)
    assert facts["platform"] == platform
    assert summary["by_platform"] == {platform: 1}


@pytest.mark.parametrize("include_raw", [True, False])
def test_raw_is_only_there_when_asked_for(read: Read, include_raw: bool) -> None:
    body = device(adminAccountPassword="hidden-1", more=[{"Token": "hidden-2", "kept": 1}])
    facts = read.facts(body, include_raw=include_raw)
    assert ("raw" in facts) is include_raw
    assert "hidden" not in json.dumps(facts)
    if include_raw:
        assert facts["raw"] == {**device(), "more": [{"kept": 1}]}


# The summary


def test_the_summary(read: Read) -> None:
    assert read.summary(
        device(1),
        device(2, platform="macOS", requestedEnrollmentProfileId=OTHER, createdDateTime="2026-07-17T11:44:03.2967Z"),
        waiting(3),
        device(4, enrollmentState="failed"),
        device(5, requestedEnrollmentProfileId=None),
        device(6, isDeleted=True),
    ) == {
        "kind": "ade_device_summary",
        "tenant_id": TENANT,
        "tenant_name": "Contoso",
        "token_id": TOKEN_ID,
        "token_name": "iPads",
        "id": TOKEN_ID,
        "name": "iPads",
        "total": 5,
        "deleted": 1,
        "unassigned": 1,
        "by_state": {"enrolled": 3, "failed": 1, "not_contacted": 1},
        "by_platform": {"ios": 4, "macos": 1},
        "by_profile": {GUID: 3, OTHER: 1},
        "not_contacted_since": {"2026-07-01": 1},
        "oldest_not_contacted": "2026-07-01",
        "newest_created_at": "2026-07-17T11:44:03Z",
        "examples": {
            "failed": ["SERIAL00004"],
            "not_contacted": ["SERIAL00003"],
            "unassigned": ["SERIAL00005"],
        },
    }


def test_no_devices(session: FakeSession, client: GraphClient, published: Published) -> None:
    session.get(DEVICES_URL, published("shape_importedAppleDeviceIdentities_empty"))
    summary, listed = read_devices(client, TOKEN, ALL, details=5, include_raw=False)
    assert listed == []
    assert {name: value for name, value in summary.items() if not isinstance(value, str)} == {
        "total": 0,
        "deleted": 0,
        "unassigned": 0,
        "by_state": {},
        "by_platform": {},
        "by_profile": {},
        "not_contacted_since": {},
        "oldest_not_contacted": None,
        "newest_created_at": None,
        "examples": {},
    }


def test_a_profile_is_counted_once_whatever_the_form_of_its_id(read: Read) -> None:
    forms = [GUID, LEGACY, f"ECV2_{LEGACY}", LEGACY.upper()]
    summary = read.summary(*(device(number, requestedEnrollmentProfileId=form) for number, form in enumerate(forms)))
    assert summary["by_profile"] == {GUID: 4}


@pytest.mark.parametrize("profile_id", [None, ""], ids=str)
def test_a_device_without_a_profile_is_unassigned_and_not_expected(read: Read, profile_id: str | None) -> None:
    summary = read.summary(waiting(requestedEnrollmentProfileId=profile_id))
    assert (summary["unassigned"], summary["by_profile"]) == (1, {})
    assert summary["not_contacted_since"] == {}
    assert summary["examples"] == {"unassigned": ["SERIAL00001"]}


@pytest.mark.parametrize("profile_id", [5, [LEGACY]], ids=str)
def test_a_profile_id_that_is_none_is_counted_as_one(read: Read, profile_id: t.Any) -> None:
    summary = read.summary(device(requestedEnrollmentProfileId=profile_id))
    assert (summary["unassigned"], sum(summary["by_profile"].values())) == (0, 1)


def test_deleted_devices_are_counted_in_nothing_else(read: Read) -> None:
    gone = {"isDeleted": True, "createdDateTime": "2026-07-16T00:00:00Z"}
    summary = read.summary(
        device(1, **gone, enrollmentState="failed"),
        waiting(2, **gone),
        device(3, **gone, requestedEnrollmentProfileId=None),
        device(4),
    )
    assert (summary["total"], summary["deleted"], summary["unassigned"]) == (1, 3, 0)
    assert (summary["by_state"], summary["by_platform"]) == ({"enrolled": 1}, {"ios": 1})
    assert summary["by_profile"] == {GUID: 1}
    assert (summary["not_contacted_since"], summary["examples"]) == ({}, {})
    assert summary["newest_created_at"] == "2026-06-30T08:00:00Z"


def test_a_device_that_pages_repeat_counts_once(session: FakeSession, client: GraphClient) -> None:
    pages(session, [device(1), device(2)], [], [device(2), device(1, isDeleted=True), device(3)])
    summary, listed = read_devices(client, TOKEN, ALL, details=9, include_raw=False)
    assert (summary["total"], summary["deleted"]) == (3, 0)
    assert [item["id"] for item in listed] == ["id-1", "id-2", "id-3"]


@pytest.mark.parametrize(
    ("state", "group"),
    [
        ("failed", "failed"),
        ("blocked", "blocked"),
        ("pendingReset", "pending_reset"),
        ("notContacted", "not_contacted"),
    ],
)
def test_examples_are_bounded(read: Read, state: str, group: str) -> None:
    summary = read.summary(*(device(number, enrollmentState=state) for number in range(EXAMPLES + 3)))
    assert summary["examples"] == {group: [f"SERIAL{number:05}" for number in range(EXAMPLES)]}
    assert summary["by_state"] == {group: EXAMPLES + 3}


def test_healthy_devices_are_no_examples(read: Read) -> None:
    assert read.summary(device(1), device(2, enrollmentState="newState"))["examples"] == {}


@pytest.mark.parametrize("serial", [None, ""], ids=str)
def test_an_example_without_a_serial_number_is_named_by_its_id(read: Read, serial: str | None) -> None:
    summary = read.summary(device(1, serialNumber=serial, enrollmentState="failed"))
    assert summary["examples"] == {"failed": ["id-1"]}


# Since when devices did not come


@pytest.mark.parametrize(
    ("assigned", "created", "day"),
    [
        ("2026-07-01T23:59:59.9Z", "2026-06-30T08:00:00Z", "2026-07-01"),
        (None, "2026-06-30T08:00:00Z", "2026-06-30"),
        ("", "2026-06-30T08:00:00Z", "2026-06-30"),
        (NEVER, "2026-06-30T08:00:00Z", "2026-06-30"),
        ("soon", "2026-06-30T08:00:00Z", "2026-06-30"),
        (5, "2026-06-30T08:00:00Z", "2026-06-30"),
        (None, None, "unknown"),
        (NEVER, NEVER, "unknown"),
        (NEVER, None, "unknown"),
    ],
)
def test_the_day_since_which_a_device_is_awaited(read: Read, assigned: t.Any, created: t.Any, day: str) -> None:
    body = waiting(requestedEnrollmentProfileAssignmentDateTime=assigned, createdDateTime=created)
    summary = read.summary(body)
    assert summary["not_contacted_since"] == {day: 1}
    assert summary["oldest_not_contacted"] == (None if day == "unknown" else day)


def test_awaited_devices_are_counted_by_day(read: Read) -> None:
    days = ["2026-07-03", "2026-07-01", "2026-07-03"]
    moments = [f"{day}T08:00:00Z" for day in days]
    summary = read.summary(
        *(
            waiting(number, requestedEnrollmentProfileAssignmentDateTime=moment)
            for number, moment in enumerate(moments)
        ),
        waiting(9, requestedEnrollmentProfileAssignmentDateTime=None, createdDateTime=None),
    )
    assert list(summary["not_contacted_since"].items()) == [("2026-07-01", 1), ("2026-07-03", 2), ("unknown", 1)]
    assert summary["oldest_not_contacted"] == "2026-07-01"


@pytest.mark.parametrize("state", ["enrolled", "failed", "blocked", "pendingReset", "unknown", None])
def test_a_device_that_came_is_not_awaited(read: Read, state: str | None) -> None:
    assert read.summary(device(enrollmentState=state))["not_contacted_since"] == {}


@pytest.mark.parametrize(
    ("moments", "newest"),
    [
        (["2026-06-30T08:00:00Z", "2026-07-01T08:00:00.5Z", "2026-06-01T08:00:00Z"], "2026-07-01T08:00:00Z"),
        ([None, "", NEVER, 5, "2026-06-01T08:00:00Z"], "2026-06-01T08:00:00Z"),
        ([NEVER], None),
        ([None], None),
    ],
    ids=str,
)
def test_the_newest_device(read: Read, moments: list[t.Any], newest: str | None) -> None:
    summary = read.summary(*(device(number, createdDateTime=moment) for number, moment in enumerate(moments)))
    assert summary["newest_created_at"] == newest


def test_a_newest_device_that_cannot_be_dated(read: Read) -> None:
    with pytest.raises(GraphError) as caught:
        read.summary(device(createdDateTime="soon"))
    assert caught.value.message == (
        f"Tenant Contoso (contoso.example): devices of token {TOKEN_ID}: createdDateTime is 'soon', not a timestamp."
    )


# What is asked for

SOME = [
    device(1),
    device(2, platform="macOS", enrollmentState="failed"),
    waiting(3, requestedEnrollmentProfileId=None),
    device(4, platform=None, enrollmentState=None, serialNumber=None),
    device(5, enrollmentState="unknownFutureValue", requestedEnrollmentProfileId=""),
]


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ({}, [1, 2, 3, 4, 5]),
        ({"serial_numbers": ["serial00002", "SERIAL00005", "other"]}, [2, 5]),
        ({"serial_numbers": ["None"]}, []),
        ({"states": ["failed", "not_contacted"]}, [2, 3]),
        ({"states": ["unknown"]}, [4]),
        ({"states": ["unknownFutureValue"]}, [5]),
        ({"platforms": ["macos"]}, [2]),
        ({"platforms": ["unknown"]}, [4]),
        ({"unassigned": True}, [3, 5]),
        ({"unassigned": False}, [1, 2, 4]),
        ({"unassigned": True, "states": ["not_contacted"], "platforms": ["ios"]}, [3]),
        ({"unassigned": False, "states": ["not_contacted"]}, []),
        ({"serial_numbers": [], "states": [], "platforms": []}, [1, 2, 3, 4, 5]),
    ],
    ids=str,
)
def test_filters(session: FakeSession, run: Run, asked: dict[str, t.Any], numbers: list[int]) -> None:
    estate(session, *SOME)
    result = run(**asked, details=True)
    assert [item["id"] for item in result["devices"]] == [f"id-{number}" for number in numbers]
    (summary,) = result["summary"]
    assert summary["total"] == len(numbers)
    assert result["narrowed"] is any(value not in (None, []) for value in asked.values())


def test_a_filter_that_matches_nothing_is_an_empty_summary(session: FakeSession, run: Run) -> None:
    estate(session, *SOME)
    result = run(serial_numbers=["other"])
    (summary,) = result["summary"]
    assert (summary["total"], summary["by_state"], summary["examples"]) == (0, {}, {})
    assert (summary["id"], summary["newest_created_at"]) == (TOKEN_ID, None)
    assert [row["checked"] for row in result["sources"]] == [True]
    assert run.warnings == []


def test_filters_hold_for_deleted_devices(session: FakeSession, run: Run) -> None:
    estate(session, device(1, isDeleted=True), device(2, isDeleted=True, platform="macOS"))
    assert run(platforms=["macos"])["summary"][0]["deleted"] == 1


def test_the_summary_alone_is_the_default(session: FakeSession, run: Run) -> None:
    estate(session, *SOME)
    result = run()
    assert result["devices"] == []
    assert (result["check"], result["narrowed"], result["summary"][0]["total"]) == ("devices", False, 5)
    assert result["tenants"] == [{"tenant_id": TENANT, "name": TENANT, "checked": True, "failure": None}]


@pytest.mark.parametrize(("limit", "count"), [(1, 1), (4, 4), (5, 5), (6, 5)])
def test_the_limit_is_of_the_list_and_not_of_the_counts(session: FakeSession, run: Run, limit: int, count: int) -> None:
    estate(session, *SOME)
    result = run(details=True, limit=limit)
    assert len(result["devices"]) == count
    assert result["summary"][0]["total"] == 5
    assert result["narrowed"] is False


def test_the_limit_counts_what_was_asked_for_of_each_token(session: FakeSession, run: Run) -> None:
    session.get(TOKENS_URL, {"value": [{"id": name, "tokenName": name} for name in ("a", "b")]})
    for name in "ab":
        found = [device(number, platform="macOS" if number > 2 else "ios") for number in range(6)]
        pages(session, found, url=f"{TOKENS_URL}/{name}/importedAppleDeviceIdentities")
    result = run(details=True, limit=2, platforms=["macos"])
    assert [(item["token_id"], item["id"]) for item in result["devices"]] == [
        ("a", "id-3"),
        ("a", "id-4"),
        ("b", "id-3"),
        ("b", "id-4"),
    ]


def test_a_query_is_about_the_list(session: FakeSession, run: Run) -> None:
    estate(session, *SOME)
    result = run(details=True, query="[?state == 'failed'].serial_number")
    assert result["devices"] == ["SERIAL00002"]
    assert (result["summary"][0]["total"], result["narrowed"]) == (5, False)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"limit": 0}, "limit must be greater than 0"),
        ({"limit": -1, "details": True}, "limit must be greater than 0"),
        ({"query": "[]"}, "need details: true"),
        ({"include_raw": True}, "need details: true"),
        ({"query": "[?", "details": True}, "query is not a JMESPath expression"),
        ({"query": "length(@)", "details": True}, "query must yield a list"),
    ],
    ids=str,
)
def test_bad_options_send_no_request(session: FakeSession, run: Run, options: dict[str, t.Any], message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        run(**options)
    assert session.calls == []


def test_a_token_that_is_deleted_meanwhile(session: FakeSession, run: Run) -> None:
    session.get(TOKENS_URL, {"value": [{"id": "gone", "tokenName": "A"}, {"id": TOKEN_ID, "tokenName": "B"}]})
    second = f"{TOKENS_URL}/gone/importedAppleDeviceIdentities?$skiptoken=2"
    session.get(second.partition("?")[0], {"value": [device(1)], "@odata.nextLink": second}).get(second, status=404)
    pages(session, [device(2)])
    result = run(details=True)
    assert [(item["token_name"], item["id"]) for item in result["devices"]] == [("B", "id-2")]
    assert [summary["name"] for summary in result["summary"]] == ["B"]
    assert [(row["token_name"], row["checked"]) for row in result["sources"]] == [("A", False), ("B", True)]
    assert run.warnings == ["Token A (gone) was deleted while it was read."]


# Many devices


class Counted(dict[str, t.Any]):
    """A device that knows how many of its kind are in memory."""

    alive = 0

    def __init__(self, *args: t.Any) -> None:
        super().__init__(*args)
        Counted.alive += 1

    def __del__(self) -> None:
        Counted.alive -= 1


@pytest.mark.parametrize("details", [0, 10])
def test_devices_are_not_kept(client: GraphClient, monkeypatch: pytest.MonkeyPatch, details: int) -> None:
    most = 0

    def stream(path: str, **_kwargs: t.Any) -> t.Iterator[Device]:
        nonlocal most
        assert path == f"beta/deviceManagement/depOnboardingSettings/{TOKEN_ID}/importedAppleDeviceIdentities"
        for number in range(1000):
            yield Counted(waiting(number))
            most = max(most, Counted.alive)

    monkeypatch.setattr(client, "list", stream)
    summary, listed = read_devices(client, TOKEN, ALL, details=details, include_raw=False)
    assert (summary["total"], len(listed)) == (1000, details)
    assert 1 <= most <= 2


PROFILE_IDS = [None, "", GUID, LEGACY, f"ECV2_{LEGACY}", OTHER, f"{TOKEN_ID}_{OTHER}".upper()]
MOMENTS = [None, "", NEVER, "2026-07-01T08:00:00Z", "2026-07-02T08:00:00.1234567Z"]
STATES = ["unknown", "enrolled", "pendingReset", "failed", "notContacted", "blocked", "newState", None, 4]
devices = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.integers(0, 30).map(str),
            "serialNumber": st.sampled_from(["A", "B", "C", None]),
            "requestedEnrollmentProfileId": st.sampled_from(PROFILE_IDS),
            "requestedEnrollmentProfileAssignmentDateTime": st.sampled_from(MOMENTS),
            "createdDateTime": st.sampled_from(MOMENTS),
            "isDeleted": st.sampled_from([True, False, None]),
            "enrollmentState": st.sampled_from(STATES),
            "platform": st.sampled_from(["ios", "macOS", "tvOS", "visionOS", "unknown", "newOS", None]),
        }
    ),
    max_size=60,
)


def read_pages(parts: t.Sequence[t.Sequence[Device]], **options: t.Any) -> tuple[Device, list[Device]]:
    clock = Clock()
    session = pages(FakeSession(clock), *parts)
    client = client_of(Transport(session, **clock.injected()))
    found = read_devices(
        client, TOKEN, Filter.from_params(options), details=options.get("details", 0), include_raw=False
    )
    session.verify()
    return found


@given(found=devices, cuts=st.lists(st.integers(0, 60), max_size=4), limit=st.integers(0, 40))
def test_counts_add_up(found: list[Device], cuts: list[int], limit: int) -> None:
    edges = [0, *sorted(min(cut, len(found)) for cut in cuts), len(found)]
    parts = [found[start:end] for start, end in itertools.pairwise(edges)]
    summary, listed = read_pages(parts, details=limit)
    first = {each["id"]: each for each in reversed(found)}
    present = [each for each in first.values() if not each["isDeleted"]]
    assigned = [each for each in present if each["requestedEnrollmentProfileId"]]
    awaited = [each for each in assigned if each["enrollmentState"] == "notContacted"]
    assert summary["total"] == len(present)
    assert summary["deleted"] == len(first) - len(present)
    assert summary["unassigned"] == len(present) - len(assigned)
    assert sum(summary["by_state"].values()) == sum(summary["by_platform"].values()) == len(present)
    assert sum(summary["by_profile"].values()) == len(assigned)
    assert set(summary["by_profile"]) <= {GUID, OTHER}
    assert sum(summary["not_contacted_since"].values()) == len(awaited)
    assert set(summary["not_contacted_since"]) <= {"2026-07-01", "2026-07-02", "unknown"}
    assert all(1 <= len(serials) <= EXAMPLES for serials in summary["examples"].values())
    assert len(listed) == min(limit, len(first))
    assert summary == read_pages([found])[0], "how Graph cuts its pages does not matter"


@given(found=devices)
def test_filters_part_the_devices(found: list[Device]) -> None:
    """Each device is on one side of a filter."""
    distinct = list({each["id"]: each for each in found}.values())
    everything = read_pages([distinct])[0]
    sides = [read_pages([distinct], unassigned=side)[0] for side in (True, False)]
    for name in ("total", "deleted", "unassigned"):
        assert sum(side[name] for side in sides) == everything[name]
    assert sides[0]["unassigned"] == sides[0]["total"]
    for option, counts in (("states", "by_state"), ("platforms", "by_platform")):
        for member, count in everything[counts].items():
            assert read_pages([distinct], **{option: [member]})[0][counts] == {member: count}
