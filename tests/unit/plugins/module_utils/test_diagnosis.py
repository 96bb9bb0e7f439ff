# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The verdict over everything beside the tokens themselves."""

from __future__ import annotations

import datetime as dt
import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.mdm.intune.plugins.module_utils import _health as health
from ansible_collections.mdm.intune.plugins.module_utils._errors import ConfigurationError
from ansible_collections.mdm.intune.plugins.module_utils._findings import CATALOGUE, SYMPTOMS
from ansible_collections.mdm.intune.plugins.module_utils._policy import policy
from ansible_collections.mdm.intune.plugins.module_utils._timestamps import to_text
from ansible_collections.mdm.intune.tests.unit.plugins.facts import (
    DAY,
    NOW,
    OF_TOKEN,
    PROFILE_GUID,
    SECOND,
    TENANT,
    TOKEN_ID,
    devices,
    events,
    everything,
    found,
    profile,
    push_certificate,
    result,
    tenant,
    token,
    unread,
    vpp_token,
)


def verdict(facts: t.Any, **options: t.Any) -> dict[str, t.Any]:
    return health.evaluate(facts, policy(options), NOW)


def codes(judged: dict[str, t.Any]) -> dict[str, str]:
    return {finding["code"]: finding["severity"] for finding in judged["findings"]}


def states(judged: dict[str, t.Any]) -> dict[str, str]:
    return {symptom["code"]: symptom["state"] for symptom in judged["symptoms"]}


SYNC, PROFILES, ENROL = SYMPTOMS


def test_all_is_well() -> None:
    judged = verdict(everything())
    assert judged["findings"] == []
    assert judged["status"] == "healthy"
    assert states(judged) == dict.fromkeys(SYMPTOMS, "none_found")
    assert judged["push_certificates"][0]["health"]["days_until_expiry"] == 200
    assert judged["vpp_tokens"][0]["health"]["status"] == "healthy"
    assert judged["device_summaries"] == [devices()]
    assert judged["tenants"][0]["checks"] == dict.fromkeys(
        ["tokens", "profiles", "devices", "push_certificate", "vpp_tokens", "enrollment_events"], True
    )
    assert judged["msg"].splitlines()[1:] == [f"* {symptom.title}: none found" for symptom in SYMPTOMS.values()]


# ---------------------------------------------------------------------------------------------------------------
# symptoms


@pytest.mark.parametrize(
    ("objects", "symptom", "expected"),
    [
        ({"tokens": [token(last_sync_error_code=3)]}, SYNC, {"terms_not_accepted": "critical"}),
        ({"devices": [devices(unassigned=2)]}, PROFILES, {"devices_unassigned": "warning"}),
        ({"profiles": [profile(support_phone_number="")]}, PROFILES, {"profile_field_invalid": "warning"}),
        ({"devices": [devices(by_profile={"other": 1})]}, PROFILES, {"profile_missing": "warning"}),
        ({"devices": [devices(by_platform={"macos": 3})]}, PROFILES, {"no_default_profile": "warning"}),
        ({"devices": [devices(by_state={"failed": 1})]}, ENROL, {"devices_failed": "warning"}),
        ({"devices": [devices(by_state={"blocked": 1})]}, ENROL, {"devices_blocked": "warning"}),
        (
            {"devices": [devices(not_contacted_since={"2026-10-01": 4})]},
            ENROL,
            {"devices_not_contacted": "warning"},
        ),
        (
            {"push_certificate": [push_certificate(configured=False, expires_at=None)]},
            ENROL,
            {"push_certificate_missing": "critical"},
        ),
        (
            {"vpp_tokens": [vpp_token("iPads with user", last_sync_status="failed")]},
            ENROL,
            {"vpp_token_sync_failed": "critical"},
        ),
        ({"enrollment_events": [events(authentication=2)]}, ENROL, {"enrollment_failures": "warning"}),
    ],
)
def test_each_symptom_is_named_and_no_other(objects: dict[str, t.Any], symptom: str, expected: dict[str, str]) -> None:
    judged = verdict(everything(**objects))
    assert codes(judged) == expected
    assert states(judged) == {**dict.fromkeys(SYMPTOMS, "none_found"), symptom: "found"}
    (named,) = [item for item in judged["symptoms"] if item["state"] == "found"]
    assert named["findings"] == list(expected)
    assert f"* {SYMPTOMS[symptom].title}: EVIDENCE FOUND" in judged["msg"]


def test_without_a_token_all_three_are_found() -> None:
    judged = verdict([result()])
    assert states(judged) == dict.fromkeys(SYMPTOMS, "found")


def test_what_was_not_looked_at_is_not_said_to_be_well() -> None:
    judged = verdict(result(token()))
    assert states(judged) == {SYNC: "none_found", PROFILES: "not_checked", ENROL: "not_checked"}
    assert "not checked" not in judged["msg"]  # nobody asked for more than the tokens
    (symptom,) = [item for item in judged["symptoms"] if item["code"] == PROFILES]
    assert symptom["not_checked"] == ["profiles", "devices"]


@pytest.mark.parametrize("check", ["devices", "push_certificate", "vpp_tokens", "enrollment_events"])
def test_a_check_that_failed_leaves_its_symptom_open(check: str) -> None:
    facts = [*(item for item in everything() if item.get("check") != check), unread(check, permission="Some.Read.All")]
    judged = verdict(facts)
    assert codes(judged) == {"could_not_check": "unknown"}
    assert judged["status"] == "unknown"
    assert states(judged)[ENROL] == "not_checked"
    assert states(judged)[SYNC] == "none_found"
    evidence = judged["findings"][0]["evidence"]
    assert evidence["checks"] == [check]
    assert evidence["permission"] == "Some.Read.All"
    assert check in evidence["summary"]
    assert judged["tenants"][0]["checked"] is False
    assert judged["tenants"][0]["checks"][check] is False
    assert judged["summary"]["tenants_unchecked"] == 1


def test_evidence_counts_even_where_a_part_could_not_be_read() -> None:
    facts = [*everything(devices=[devices(by_state={"failed": 1})])[:3], unread("vpp_tokens")]
    assert states(verdict(facts))[ENROL] == "found"


def test_one_reason_is_one_finding_however_many_checks_it_hit() -> None:
    facts = [result(tenants=[tenant(checked=False, failure={"message": "no Intune"})])]
    facts += [unread(check, "no Intune") for check in ("profiles", "devices", "vpp_tokens")]
    judged = verdict(facts)
    (finding,) = judged["findings"]
    assert finding["evidence"]["checks"] == ["tokens", "profiles", "devices", "vpp_tokens"]
    assert judged["summary"]["tenants_unchecked"] == 1


def test_a_selection_leaves_the_symptom_open() -> None:
    facts = everything()
    facts[2] = found("devices", devices(), narrowed=True)
    assert states(verdict(facts))[PROFILES] == "not_checked"


def test_a_waived_finding_is_no_evidence() -> None:
    waiver = {"token": "iPads", "finding": "devices_unassigned", "until": "2030-01-01", "reason": "stock"}
    judged = verdict(everything(devices=[devices(unassigned=2)]), waivers=[waiver])
    assert judged["status"] == "healthy"
    assert states(judged)[PROFILES] == "none_found"


# ---------------------------------------------------------------------------------------------------------------
# profiles


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"support_phone_number": "1" * 50}, None),
        ({"support_phone_number": "1" * 51}, "it has 51 characters"),
        ({"support_phone_number": "\u00e9" * 50}, None),
        ({"support_phone_number": "\U0001f4de" * 51}, "it has 51 characters"),
        ({"support_phone_number": ""}, "it is empty"),
        ({"support_phone_number": "  "}, "it is empty"),
        ({"support_phone_number": None}, None),
        ({"support_department": "d" * 125}, None),
        ({"support_department": "d" * 126}, "it has 126 characters"),
        ({"support_department": None}, None),
        ({"name": "n" * 125}, None),
        ({"name": "n" * 126}, "it has 126 characters"),
        ({"name": ""}, "it is empty"),
        ({"name": None}, "it is empty"),
    ],
)
def test_fields_that_apple_refuses(changes: dict[str, t.Any], problem: str | None) -> None:
    judged = verdict(everything(profiles=[profile(**changes)]))
    problems = [(finding["code"], finding["evidence"]["problem"]) for finding in judged["findings"]]
    assert problems == ([] if problem is None else [("profile_field_invalid", problem)])


def test_a_finding_about_a_profile_names_the_profile() -> None:
    (finding,) = verdict(everything(profiles=[profile(support_department="")]))["findings"]
    assert (finding["kind"], finding["name"]) == ("enrollment_profile", "iPads with user")
    assert finding["evidence"]["field"] == "department"
    assert finding["evidence"]["limit"] == 125


# ---------------------------------------------------------------------------------------------------------------
# devices


def test_findings_about_devices_are_about_their_token() -> None:
    facts = devices(unassigned=2, total=9, examples={"unassigned": ["A1", "B2"]})
    judged = verdict(everything(devices=[facts]))
    (finding,) = judged["findings"]
    assert (finding["kind"], finding["id"], finding["name"]) == ("ade_token", TOKEN_ID, "iPads")
    assert finding["evidence"]["examples"] == "A1, B2"
    assert (finding["evidence"]["device_count"], finding["evidence"]["total"]) == (2, 9)
    assert judged["tokens"][0]["health"]["status"] == "warning"


@pytest.mark.parametrize(
    ("day", "days", "expected"),
    [
        ("2026-11-07", 14, True),
        ("2026-11-08", 14, False),
        ("2026-11-21", 0, True),
        ("2026-11-22", 0, False),
        ("unknown", 0, False),
    ],
)
def test_how_long_a_device_may_be_silent(day: str, days: int, expected: bool) -> None:
    facts = everything(devices=[devices(not_contacted_since={day: 3})])
    judged = verdict(facts, devices_not_contacted_days=days)
    assert ("devices_not_contacted" in codes(judged)) is expected


def test_only_devices_that_are_silent_for_too_long_are_counted() -> None:
    waiting = {"2026-01-01": 1, "2026-10-01": 2, "2026-11-20": 4}
    (finding,) = verdict(everything(devices=[devices(not_contacted_since=waiting)]))["findings"]
    assert finding["evidence"]["device_count"] == 3
    assert finding["evidence"]["oldest"] == "2026-01-01"


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        # devices, and what is known of defaults from profiles
        ([result(token()), found("profiles", profile()), found("devices", devices(by_platform={"ios": 1}))], None),
        ([found("profiles", profile()), found("devices", devices(by_platform={"ios": 1, "tvos": 2}))], "tvOS"),
        ([result(token()), found("profiles", profile()), found("devices", devices(by_platform={"tvos": 2}))], "tvOS"),
        (
            [result(token()), found("profiles"), found("devices", devices(by_platform={"ios": 2}, by_profile={}))],
            "iOS/iPadOS",
        ),
        # nothing is known of defaults
        ([result(token()), found("devices", devices(by_platform={"macos": 1}))], None),
        (
            [result(token()), found("profiles", narrowed=True), found("devices", devices(by_platform={"macos": 1}))],
            None,
        ),
        # without facts about devices
        ([result(token()), found("profiles", profile())], None),
        ([result(token()), found("profiles", profile(default_for=[]))], "any platform"),
        ([result(token(synced_device_count=0)), found("profiles", profile(default_for=[]))], None),
        ([result(token(default_profiles={"ios": None, "macos": None}))], "any platform"),
        ([result(token(default_profiles={"ios": None, "macos": {"id": "a", "name": "A"}}))], None),
    ],
)
def test_platforms_without_a_default(facts: list[dict[str, t.Any]], expected: str | None) -> None:
    platforms = [
        finding["evidence"]["platform"]
        for finding in verdict(facts)["findings"]
        if finding["code"] == "no_default_profile"
    ]
    assert platforms == ([] if expected is None else [expected])


def test_a_missing_profile_is_only_said_when_all_profiles_are_known() -> None:
    facts = devices(by_profile={"other": 2, PROFILE_GUID: 5})
    (finding,) = verdict(everything(devices=[facts]))["findings"]
    assert (finding["code"], finding["evidence"]["profile_id"], finding["evidence"]["device_count"]) == (
        "profile_missing",
        "other",
        2,
    )
    assert verdict([result(token()), found("devices", facts)])["findings"] == []
    gone = {**OF_TOKEN, "checked": False, "failure": {"message": "was deleted"}}
    partly = verdict([result(token()), found("profiles", sources=[gone]), found("devices", facts)])
    assert codes(partly) == {"could_not_check": "unknown"}


def test_a_token_that_was_deleted_meanwhile_could_not_be_checked() -> None:
    gone = {**OF_TOKEN, "checked": False, "failure": {"message": "it is gone", "permission": None}}
    judged = verdict([result(token()), found("devices", sources=[gone])])
    (finding,) = judged["findings"]
    assert (finding["code"], finding["kind"], finding["id"]) == ("could_not_check", "ade_token", TOKEN_ID)
    assert judged["tokens"][0]["health"]["status"] == "unknown"


# ---------------------------------------------------------------------------------------------------------------
# baseline


@pytest.mark.parametrize(
    ("before", "after", "percent", "expected"),
    [
        (100, 80, 20, False),
        (100, 79, 20, True),
        (3, 2, 33, True),
        (3, 2, 34, False),
        (100, 120, 0, False),
        (100, 100, 0, False),
        (100, 99, 0, True),
        (0, 0, 0, False),
        (7, 0, 99, True),
        (None, 0, 0, False),
        (7, None, 0, False),
    ],
)
def test_lost_devices(before: int | None, after: int | None, percent: int, expected: bool) -> None:
    baseline = verdict(result(token(synced_device_count=before)))
    judged = verdict(result(token(synced_device_count=after)), baseline=baseline, device_drop_percent=percent)
    assert ("device_count_dropped" in codes(judged)) is expected


def test_the_evidence_of_lost_devices_and_a_report_that_does_not_grow() -> None:
    baseline = verdict(result(token(synced_device_count=100)))
    judged = verdict(result(token(synced_device_count=50)), baseline=baseline)
    (finding,) = judged["findings"]
    assert finding["evidence"] | {"summary": ""} == {
        "summary": "",
        "before": 100,
        "after": 50,
        "percent": 50,
        "since": to_text(NOW),
    }
    assert "baseline" not in judged["policy"]
    assert states(judged)[SYNC] == "found"


def test_a_token_that_the_baseline_does_not_know_is_new() -> None:
    baseline = verdict(result(token(id="other", synced_device_count=100)))
    assert verdict(result(token(synced_device_count=0)), baseline=baseline)["findings"] == []


@pytest.mark.parametrize(
    "baseline", [{}, {"tokens": []}, {"judged_at": "2026-01-01T00:00:00Z"}, {"tokens": {}, "judged_at": "x"}]
)
def test_what_is_no_verdict_is_no_baseline(baseline: dict[str, t.Any]) -> None:
    with pytest.raises(ConfigurationError, match="baseline is not an earlier verdict"):
        policy({"baseline": baseline})


@pytest.mark.parametrize("option", ["devices_not_contacted_days", "device_drop_percent"])
def test_negative_limits_of_devices_are_refused(option: str) -> None:
    with pytest.raises(ConfigurationError, match=f"{option} must not be negative"):
        policy({option: -1})


# ---------------------------------------------------------------------------------------------------------------
# siblings

LIMITS = [
    (30 * DAY + SECOND, None, None),
    (30 * DAY, "expiring", "warning"),
    (7 * DAY + SECOND, "expiring", "warning"),
    (7 * DAY, "expiring", "critical"),
    (0 * SECOND, "expired", "critical"),
]


@pytest.mark.parametrize(("left", "suffix", "severity"), LIMITS)
def test_the_days_hold_for_push_certificates(left: dt.timedelta, suffix: str | None, severity: str | None) -> None:
    judged = verdict(everything(push_certificate=[push_certificate(expires_at=to_text(NOW + left))]))
    assert codes(judged) == ({} if suffix is None else {f"push_certificate_{suffix}": severity})


@pytest.mark.parametrize(("left", "suffix", "severity"), LIMITS)
@pytest.mark.parametrize("relied_on", [True, False])
def test_the_days_hold_for_vpp_tokens_and_weigh_less_for_those_that_nobody_needs(
    left: dt.timedelta, suffix: str | None, severity: str | None, relied_on: bool
) -> None:
    profiles = ("iPads with user",) if relied_on else ()
    judged = verdict(everything(vpp_tokens=[vpp_token(*profiles, expires_at=to_text(NOW + left))]))
    expected = severity if relied_on else "warning"
    assert codes(judged) == ({} if suffix is None else {f"vpp_token_{suffix}": expected})
    if suffix:
        named = judged["findings"][0]["evidence"]["profiles"]
        assert named == ("iPads with user" if relied_on else "none")


@pytest.mark.parametrize(
    ("tokens", "severity"),
    [([token()], "critical"), ([], "warning"), ([token(token_type="none")], "warning")],
)
def test_a_push_certificate_weighs_less_without_tokens(tokens: list[dict[str, t.Any]], severity: str) -> None:
    expired = push_certificate(expires_at=to_text(NOW - DAY))
    judged = verdict([result(*tokens), found("push_certificate", expired)], allow_no_tokens=True)
    assert codes(judged) == {"push_certificate_expired": severity}


def test_a_push_certificate_weighs_in_full_where_tokens_were_not_read() -> None:
    judged = verdict([found("push_certificate", push_certificate(configured=False, expires_at=None))])
    assert codes(judged) == {"push_certificate_missing": "critical"}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"state": "expired"}, {"vpp_token_expired"}),
        ({"state": "expired", "expires_at": to_text(NOW - DAY)}, {"vpp_token_expired"}),
        ({"state": "expired", "expires_at": None}, {"vpp_token_expired"}),
        ({"state": "invalid"}, {"vpp_token_invalid"}),
        ({"state": "assigned_to_external_mdm"}, {"vpp_token_invalid"}),
        ({"state": "duplicate_location_id"}, {"vpp_token_invalid"}),
        ({"state": "unknown"}, set()),
        ({"state": None}, set()),
        ({"last_sync_status": "failed"}, {"vpp_token_sync_failed"}),
        ({"last_sync_status": "in_progress"}, set()),
        ({"last_sync_status": None, "expires_at": None}, set()),
    ],
)
def test_states_of_vpp_tokens(changes: dict[str, t.Any], expected: set[str]) -> None:
    judged = verdict(everything(vpp_tokens=[vpp_token("A", **changes)]))
    assert set(codes(judged)) == expected
    assert [finding["code"] for finding in judged["findings"]] == sorted(expected)


def test_failed_enrollments_bring_their_meaning_and_remedy() -> None:
    judged = verdict(everything(enrollment_events=[events(authentication=2, brand_new_category=1)]))
    first, second = judged["findings"]
    assert first["evidence"]["category"] == "authentication"
    assert first["evidence"]["meaning"]
    assert "meaning" not in second["evidence"]
    assert len(first["remediation"]) > len(second["remediation"])


def test_findings_beside_the_tokens_are_counted_in_the_headline() -> None:
    judged = verdict(everything(vpp_tokens=[vpp_token(state="invalid")]))
    assert judged["msg"].startswith(
        "WARNING: 0 of 1 ADE token in 1 tenant need attention; 1 finding about other things."
    )


# ---------------------------------------------------------------------------------------------------------------
# facts


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        (found("devices", profile()), "holds something that is no fact of kind ade_device_summary"),
        (found("vpp_tokens", t.cast(t.Any, "text")), "holds something that is no fact of kind vpp_token"),
        ({**found("devices", devices()), "check": "nonsense"}, "is not a result of an info module"),
        ({**found("devices", devices()), "summary": None}, "is not a result of an info module"),
        (
            found("push_certificate", push_certificate(expires_at="soon")),
            "push_certificate 00000000-0000-4000-8000-0000000000cc: expires_at",
        ),
    ],
)
def test_what_is_no_result_is_refused(facts: dict[str, t.Any], message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        verdict(facts)


def test_a_failed_result_of_a_check_names_the_check() -> None:
    failed = {
        "failed": True,
        "msg": "no way",
        "check": "vpp_tokens",
        "failure": {"message": "no way", "tenant_id": TENANT},
    }
    judged = verdict([result(token()), failed])
    assert codes(judged) == {"could_not_check": "unknown"}
    assert judged["findings"][0]["evidence"]["checks"] == ["vpp_tokens"]


small = st.integers(0, 5)


@given(
    unassigned=small,
    states_=st.dictionaries(st.sampled_from(["enrolled", "failed", "blocked", "not_contacted", "unknown"]), small),
    platforms=st.dictionaries(st.sampled_from(["ios", "macos", "tvos", "visionos", "unknown"]), small),
    waiting=st.dictionaries(st.sampled_from(["unknown", "2026-01-01", "2026-11-20"]), small),
    default_for=st.lists(st.sampled_from(["ios", "macos", "tvos", "visionos"]), unique=True),
    phone=st.one_of(st.none(), st.text(max_size=60)),
)
def test_every_finding_is_from_the_catalogue_and_explains_a_symptom(
    unassigned: int,
    states_: dict[str, int],
    platforms: dict[str, int],
    waiting: dict[str, int],
    default_for: list[str],
    phone: str | None,
) -> None:
    summary = devices(unassigned=unassigned, by_state=states_, by_platform=platforms, not_contacted_since=waiting)
    judged = verdict(
        everything(devices=[summary], profiles=[profile(default_for=default_for, support_phone_number=phone)])
    )
    for finding in judged["findings"]:
        entry = CATALOGUE[finding["code"]]
        assert entry.symptoms
        assert all(states(judged)[symptom] == "found" for symptom in entry.symptoms)
    assert (states(judged)[PROFILES] == "found") == bool(
        unassigned
        or any(count and platform not in (*default_for, "unknown") for platform, count in platforms.items())
        or (phone is not None and (not phone.strip() or len(phone) > 50))
    )
