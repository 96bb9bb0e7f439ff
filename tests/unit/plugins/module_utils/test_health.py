# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import copy
import datetime as dt
import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.mdm.intune.plugins.module_utils import _health as health
from ansible_collections.mdm.intune.plugins.module_utils._errors import ConfigurationError
from ansible_collections.mdm.intune.plugins.module_utils._findings import CATALOGUE
from ansible_collections.mdm.intune.plugins.module_utils._policy import policy
from ansible_collections.mdm.intune.plugins.module_utils._timestamps import to_text
from ansible_collections.mdm.intune.tests.unit.plugins.facts import (
    DAY,
    HOUR,
    NOW,
    SECOND,
    STALE,
    TENANT,
    UNREAD,
    WAIVER,
    result,
    tenant,
    token,
)


def verdict(facts: t.Any, now: dt.datetime = NOW, **options: t.Any) -> dict[str, t.Any]:
    return health.evaluate(facts, policy(options), now)


def codes(judged: dict[str, t.Any]) -> dict[str, str]:
    return {finding["code"]: finding["severity"] for finding in judged["findings"]}


def judged_token(
    now: dt.datetime = NOW, /, *, given: dict[str, t.Any] | None = None, **changes: t.Any
) -> dict[str, str]:
    return codes(verdict(result(token(**changes)), now, **(given or {})))


# ---------------------------------------------------------------------------------------------------------------
# findings of a token


def test_a_healthy_token() -> None:
    judged = verdict(result(token()))
    assert judged["status"] == "healthy"
    assert judged["findings"] == []
    assert judged["passed"] is True
    assert judged["tokens"][0]["health"] == {
        "status": "healthy",
        "findings": [],
        "seconds_until_expiry": 200 * 86400,
        "days_until_expiry": 200,
        "hours_since_sync": 2.0,
    }
    assert judged["msg"] == "HEALTHY: 0 of 1 ADE token in 1 tenant need attention."


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        (30 * DAY + SECOND, {}),
        (30 * DAY, {"token_expiring": "warning"}),
        (30 * DAY - SECOND, {"token_expiring": "warning"}),
        (7 * DAY + SECOND, {"token_expiring": "warning"}),
        (7 * DAY, {"token_expiring": "critical"}),
        (7 * DAY - SECOND, {"token_expiring": "critical"}),
        (SECOND, {"token_expiring": "critical"}),
        (0 * SECOND, {"token_expired": "critical"}),
        (-SECOND, {"token_expired": "critical"}),
        (-4000 * DAY, {"token_expired": "critical"}),
    ],
)
def test_the_limits_of_expiry(left: dt.timedelta, expected: dict[str, str]) -> None:
    assert judged_token(expires_at=to_text(NOW + left)) == expected


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        (24 * HOUR - SECOND, {}),
        (24 * HOUR, {}),
        (24 * HOUR + SECOND, {"sync_stale": "warning"}),
        (72 * HOUR - SECOND, {"sync_stale": "warning"}),
        (72 * HOUR, {"sync_stale": "warning"}),
        (72 * HOUR + SECOND, {"sync_stale": "critical"}),
        (-HOUR, {}),
    ],
)
def test_the_limits_of_staleness(since: dt.timedelta, expected: dict[str, str]) -> None:
    assert judged_token(last_sync_at=to_text(NOW - since)) == expected


@pytest.mark.parametrize(
    ("modified", "expected"),
    [
        (24 * HOUR - SECOND, {}),
        (24 * HOUR, {}),
        (24 * HOUR + SECOND, {"never_synced": "critical"}),
        (None, {"never_synced": "critical"}),
    ],
)
def test_the_grace_of_a_new_token(modified: dt.timedelta | None, expected: dict[str, str]) -> None:
    modified_at = None if modified is None else to_text(NOW - modified)
    assert judged_token(last_sync_at=None, modified_at=modified_at) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"expires_at": None}, {"token_expiry_unknown": "warning"}),
        ({"last_sync_error_code": None}, {}),
        ({"last_sync_error_code": 3}, {"terms_not_accepted": "critical"}),
        ({"last_sync_error_code": 1}, {"sync_error": "critical"}),
        ({"last_sync_error_code": -7}, {"sync_error": "critical"}),
        ({"data_sharing_consent_granted": False}, {"sharing_consent_missing": "warning"}),
        ({"data_sharing_consent_granted": None}, {}),
        ({"token_type": "somethingNew", "expires_at": None}, {"token_expiry_unknown": "warning"}),
        ({"token_type": None, "expires_at": None}, {"token_expiry_unknown": "warning"}),
        (
            {"last_sync_error_code": 9, "expires_at": to_text(NOW - DAY), "last_sync_at": to_text(NOW - 2 * DAY)},
            {"token_expired": "critical", "sync_error": "critical", "sync_stale": "warning"},
        ),
    ],
)
def test_other_findings_of_a_token(changes: dict[str, t.Any], expected: dict[str, str]) -> None:
    assert judged_token(**changes) == expected


def test_days_left_are_rounded_down_on_both_sides_of_the_expiry() -> None:
    def days(seconds: int) -> int:
        judged = verdict(result(token(expires_at=to_text(NOW + seconds * SECOND))))
        return t.cast(int, judged["tokens"][0]["health"]["days_until_expiry"])

    assert [days(86400), days(86399), days(1), days(0), days(-1), days(-86400)] == [1, 0, 0, 0, -1, -1]


def test_apple_configurator_rows_are_listed_and_never_judged() -> None:
    changes = {"id": "2", "name": "Configurator", "expires_at": None, "last_sync_at": None, "last_sync_error_code": 9}
    row = token(token_type="none", **changes)
    judged = verdict(result(token(), row))
    assert judged["status"] == "healthy"
    assert [item["name"] for item in judged["tokens"]] == ["iPads", "Configurator"]
    assert judged["summary"]["tokens"] == 1
    assert judged["summary"]["tokens_not_judged"] == 1


def test_a_sync_error_names_no_meaning_but_lists_the_causes() -> None:
    (finding,) = verdict(result(token(last_sync_error_code=2)))["findings"]
    evidence = finding["evidence"]
    assert evidence["last_sync_error_code"] == 2
    assert evidence["meaning"] == "not published by Microsoft"
    assert [cause["row"] for cause in evidence["possible_causes"]] == list(range(1, 12))
    assert "assumed_cause" not in evidence
    assert "Access denied" not in finding["title"] + evidence["summary"]


def test_a_table_of_ones_own_is_followed_and_said_to_be_ones_own() -> None:
    (finding,) = verdict(result(token(last_sync_error_code=2)), sync_error_meanings={2: 5})["findings"]
    assert finding["code"] == "sync_error"
    assert finding["evidence"]["assumed_cause"] == "Invalid support phone number"
    assert finding["evidence"]["summary"].endswith(
        "Your sync_error_meanings reads it as: Invalid support phone number."
    )
    assert "phone" in finding["remediation"][0]


def test_a_finding_has_everything_that_the_catalogue_says() -> None:
    (finding,) = verdict(result(token(expires_at=to_text(NOW - 3 * DAY))))["findings"]
    entry = CATALOGUE["token_expired"]
    assert finding == {
        "code": "token_expired",
        "severity": "critical",
        "kind": "ade_token",
        "tenant_id": TENANT,
        "id": "00000000-0000-4000-8000-0000000000aa",
        "name": "iPads",
        "title": entry.title,
        "evidence": {
            "summary": "Expired at 2026-11-19T09:00:00Z; full days since then: 3.",
            "expires_at": "2026-11-19T09:00:00Z",
            "days_ago": 3,
        },
        "impact": entry.impact,
        "remediation": list(entry.remediation),
        "docs_url": entry.docs_url,
        "portal_path": entry.portal_path,
        "waived": False,
    }


# ---------------------------------------------------------------------------------------------------------------
# findings of tenants, expected tokens and clocks


@pytest.mark.parametrize(
    ("facts", "options", "expected"),
    [
        (result(), {}, {"no_tokens": "critical"}),
        (result(), {"allow_no_tokens": True}, {}),
        (result(token(token_type="none")), {}, {"no_tokens": "critical"}),
        (result(token(token_type="none")), {"allow_no_tokens": True}, {}),
        # A selection hides tokens that exist; an empty tenant is empty all the same.
        (result(narrowed=True, tenants=[tenant(token_count=3)]), {}, {}),
        (result(narrowed=True, tenants=[tenant(token_count=0)]), {}, {"no_tokens": "critical"}),
        (result(token()), {"expected_tokens": ["iPads"]}, {}),
        (result(token()), {"expected_tokens": ["00000000-0000-4000-8000-0000000000AA"]}, {}),
        (result(token()), {"expected_tokens": ["Macs"]}, {"token_missing": "critical"}),
        (
            result(token(token_type="none", name="Macs"), token()),
            {"expected_tokens": ["Macs"]},
            {"token_missing": "critical"},
        ),
        (result(token()), {"expected_tokens": [{"token": "iPads", "tenant_id": TENANT}]}, {}),
        (
            result(token()),
            {"expected_tokens": [{"token": "iPads", "tenant_id": "fabrikam.example"}]},
            {"could_not_check": "unknown"},
        ),
        (result(token(), narrowed=True), {"expected_tokens": ["Macs"]}, {"could_not_check": "unknown"}),
    ],
)
def test_findings_of_tenants(facts: t.Any, options: dict[str, t.Any], expected: dict[str, str]) -> None:
    assert codes(verdict(facts, **options)) == expected


def test_a_tenant_that_could_not_be_read_is_unknown_and_fails_the_gate() -> None:
    judged = verdict(result(token(), tenants=[tenant(), UNREAD]))
    assert judged["status"] == "unknown"
    assert judged["passed"] is False
    (finding,) = judged["findings"]
    assert (finding["code"], finding["kind"], finding["id"], finding["name"]) == ("could_not_check", "tenant", "b", "B")
    assert "no permission" in finding["evidence"]["summary"]
    assert judged["summary"]["tenants_checked"] == 1
    assert judged["summary"]["tenants_unchecked"] == 1


def test_an_expected_token_may_be_in_the_tenant_that_could_not_be_read() -> None:
    judged = verdict(result(token(), tenants=[tenant(), UNREAD]), expected_tokens=["Macs"])
    assert codes(judged) == {"could_not_check": "unknown"}
    elsewhere = [{"token": "Macs", "tenant_id": TENANT}]
    assert "token_missing" in codes(verdict(result(token(), tenants=[tenant(), UNREAD]), expected_tokens=elsewhere))


@pytest.mark.parametrize(
    "failed",
    [
        {"failed": True, "msg": "no permission", "failure": {"message": "no permission", "tenant_id": "b"}},
        {"failed": True, "msg": "no permission"},
        {"failed": True, "msg": "no permission", "unreachable": True},
    ],
)
def test_a_failed_result_is_a_tenant_that_could_not_be_checked(failed: dict[str, t.Any]) -> None:
    judged = verdict([result(token()), failed])
    assert codes(judged) == {"could_not_check": "unknown"}
    assert "no permission" in judged["msg"]


def test_failed_results_without_a_tenant_are_counted_each() -> None:
    judged = verdict([result(token()), {"failed": True, "msg": "one"}, {"failed": True, "msg": "two"}])
    assert judged["summary"]["tenants_unchecked"] == 2


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0, {}), (300, {}), (-300, {}), (301, {"clock_skew": "warning"}), (-301, {"clock_skew": "warning"})],
)
def test_the_limit_of_clock_skew(seconds: int, expected: dict[str, str]) -> None:
    facts = result(token(), controller_at=to_text(NOW + seconds * SECOND))
    assert codes(verdict(facts)) == expected


def test_without_an_answer_of_graph_nothing_is_said_of_the_clock() -> None:
    facts = result(tenants=[UNREAD], checked_at=None, controller_at=None)
    assert codes(verdict(facts)) == {"could_not_check": "unknown"}


# ---------------------------------------------------------------------------------------------------------------
# policy


def test_overrides_change_the_limits_of_one_token() -> None:
    facts = result(
        token(expires_at=to_text(NOW + 50 * DAY)), token(id="2", name="Macs", expires_at=to_text(NOW + 50 * DAY))
    )
    judged = verdict(facts, overrides=[{"token": "Macs", "expiry_warning_days": 60}])
    assert [(finding["name"], finding["code"]) for finding in judged["findings"]] == [("Macs", "token_expiring")]


@pytest.mark.parametrize(
    ("severity", "status", "listed"),
    [
        ("critical", "critical", True),
        ("warning", "warning", True),
        ("info", "healthy", True),
        ("ignore", "healthy", False),
    ],
)
def test_severities(severity: str, status: str, listed: bool) -> None:
    judged = verdict(
        result(token(data_sharing_consent_granted=False)), severities={"sharing_consent_missing": severity}
    )
    assert judged["status"] == status
    assert judged["tokens"][0]["health"]["status"] == status
    assert bool(judged["findings"]) is listed


END_OF_DAY = dt.datetime(2026, 11, 22, 23, 59, 59, tzinfo=dt.timezone.utc)


def test_a_waived_finding_stays_and_does_not_count() -> None:
    judged = verdict(result(token(**STALE)), waivers=[WAIVER])
    (finding,) = judged["findings"]
    assert (finding["code"], finding["severity"], finding["waived"]) == ("sync_stale", "critical", True)
    assert (judged["status"], judged["passed"]) == ("healthy", True)
    assert judged["summary"]["by_code"] == {}
    assert judged["summary"]["waived"] == 1
    assert "1 finding waived" in judged["msg"]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (END_OF_DAY, {"sync_stale"}),
        (END_OF_DAY + SECOND, {"sync_stale", "waiver_lapsed"}),
    ],
)
def test_a_waiver_lasts_through_the_last_second_of_its_day(now: dt.datetime, expected: set[str]) -> None:
    judged = verdict(result(token(**STALE)), now, waivers=[WAIVER])
    assert set(codes(judged)) == expected
    assert judged["passed"] is (expected == {"sync_stale"})


@pytest.mark.parametrize(
    "waiver",
    [
        {**WAIVER, "token": "Macs"},
        {**WAIVER, "tenant_id": "fabrikam.example"},
        {**WAIVER, "finding": "token_expired"},
    ],
)
def test_a_waiver_covers_nothing_else(waiver: dict[str, t.Any]) -> None:
    assert verdict(result(token(**STALE)), waivers=[waiver])["status"] == "critical"


def test_a_finding_about_a_tenant_is_waived_by_the_name_of_the_tenant() -> None:
    judged = verdict(result(), waivers=[{**WAIVER, "token": "Contoso", "finding": "no_tokens"}])
    assert judged["status"] == "healthy"
    assert judged["findings"][0]["waived"] is True


def test_rules_of_ones_own() -> None:
    rules = [
        {"name": "soon", "query": "health.days_until_expiry < `201`", "message": "Renew this year", "severity": "info"},
        {
            "name": "anonymous",
            "query": "!apple_id",
            "message": "No Apple Account",
            "remediation": ["Ask.", "Write it."],
        },
        {"name": "school", "query": "token_type == 'apple_school_manager'", "message": "School"},
    ]
    judged = verdict(result(token(apple_id=None)), rules=rules)
    assert codes(judged) == {"soon": "info", "anonymous": "warning"}
    by_code = {finding["code"]: finding for finding in judged["findings"]}
    assert by_code["anonymous"]["title"] == "No Apple Account"
    assert by_code["anonymous"]["remediation"] == ["Ask.", "Write it."]
    assert by_code["soon"]["remediation"]
    assert judged["status"] == "warning"


@pytest.mark.parametrize(
    ("expression", "holds"),
    [
        ("`0`", True),
        ("`false`", False),
        ("`null`", False),
        ('`""`', False),
        ("`[]`", False),
        ("`{}`", False),
        ("name", True),
    ],
)
def test_a_rule_holds_as_jmespath_understands_truth(expression: str, holds: bool) -> None:
    judged = verdict(result(token()), rules=[{"name": "rule", "query": expression, "message": "m"}])
    assert bool(judged["findings"]) is holds


def test_a_rule_that_does_not_fit_the_data_is_an_error() -> None:
    with pytest.raises(ConfigurationError, match=r"rules\[0\].query does not fit the data"):
        verdict(result(token()), rules=[{"name": "rule", "query": "length(synced_device_count)", "message": "m"}])


@pytest.mark.parametrize(
    ("status", "critical", "warning", "never"),
    [
        ("healthy", True, True, True),
        ("warning", True, False, True),
        ("unknown", False, False, True),
        ("critical", False, False, True),
    ],
)
def test_the_gate(status: str, critical: bool, warning: bool, never: bool) -> None:
    assert health.passes(status, "critical") is critical
    assert health.passes(status, "warning") is warning
    assert health.passes(status, "never") is never


def test_the_worst_comes_first_and_waived_ones_last() -> None:
    facts = result(
        token(name="A", id="a", data_sharing_consent_granted=False),
        token(name="B", id="b", **STALE),
        token(name="C", id="c", last_sync_error_code=3),
        tenants=[tenant(token_count=3), UNREAD],
    )
    judged = verdict(facts, waivers=[{**WAIVER, "token": "B"}])
    assert [finding["severity"] for finding in judged["findings"]] == ["critical", "unknown", "warning", "critical"]
    assert judged["findings"][-1]["waived"] is True
    assert judged["status"] == "critical"


# ---------------------------------------------------------------------------------------------------------------
# facts


def test_results_are_joined_and_the_later_one_counts() -> None:
    old, new = result(token(**STALE)), result(token())
    other = result(token(tenant_id="b"), tenants=[tenant(tenant_id="b", name="B")])
    judged = verdict([old, {"results": [new, [other]]}])
    assert judged["status"] == "healthy"
    assert [item["tenant_id"] for item in judged["tokens"]] == [TENANT, "b"]


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ("text", "facts is not a result"),
        (None, "facts is not a result"),
        ([], "nothing was checked"),
        ({"results": []}, "nothing was checked"),
        ({"tokens": []}, "facts is not a result"),
        ({"tokens": [], "tenants": [{}]}, "facts is not a result"),
        ({"tokens": {}, "tenants": []}, "facts is not a result"),
        ({"tokens": [], "tenants": []}, "nothing was checked"),
        ([result(token()), 7], r"facts\[1\] is not a result"),
        ({"skipped": True, "changed": False}, "was skipped: nothing was checked"),
        ({"ping": "pong"}, "facts is not a result"),
        (result({"name": "iPads"}), "holds something that is no fact of kind ade_token"),
        (result(t.cast(t.Any, "iPads")), "holds something that is no fact of kind ade_token"),
        (
            result(token(expires_at="soon")),
            "ade_token 00000000-0000-4000-8000-0000000000aa: expires_at: 'soon' is not a timestamp",
        ),
    ],
)
def test_what_is_no_result_of_this_collection_is_refused(facts: t.Any, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        verdict(facts)


def test_now_is_the_option_else_the_clock_of_graph_else_ours() -> None:
    facts = [result(token()), result(token(id="b"), checked_at=to_text(NOW + HOUR))]
    ours = NOW + DAY
    assert health.now_from("2026-01-01T00:00:00Z", facts, ours) == dt.datetime(2026, 1, 1, tzinfo=dt.timezone.utc)
    assert health.now_from(None, facts, ours) == NOW + HOUR
    assert health.now_from("", {"failed": True, "msg": "down"}, ours) == ours
    with pytest.raises(ConfigurationError, match="now: 'soon' is not a timestamp"):
        health.now_from("soon", facts, ours)


def test_the_message_names_every_unhealthy_token_with_its_first_remedy_on_lines_of_its_own() -> None:
    hostile = "iPads\n- healthy: all is well\x1b[31m"
    judged = verdict(result(token(name=hostile, last_sync_error_code=3), tenants=[tenant(), UNREAD]))
    lines = judged["msg"].splitlines()
    assert lines[0] == "CRITICAL: 1 of 1 ADE token in 2 tenants needs attention; 1 tenant could not be checked."
    assert len(lines) == 1 + 2 * len(judged["findings"])
    assert lines[1].startswith("- critical: iPads - healthy: all is well [31m (tenant Contoso): ")
    assert lines[2] == "  What to do first: " + judged["findings"][0]["remediation"][0]
    assert "\x1b" not in judged["msg"]


def test_nothing_that_is_judged_is_changed() -> None:
    facts = [result(token(**STALE), tenants=[tenant(), UNREAD])]
    before = copy.deepcopy(facts)
    verdict(facts, waivers=[WAIVER], rules=[{"name": "rule", "query": "name", "message": "m"}])
    assert facts == before


# ---------------------------------------------------------------------------------------------------------------
# properties

moments = st.one_of(
    st.none(), st.integers(-400 * 86400, 400 * 86400).map(lambda seconds: to_text(NOW + seconds * SECOND))
)
tokens = st.builds(
    token,
    expires_at=moments,
    modified_at=moments,
    last_sync_at=moments,
    last_sync_error_code=st.sampled_from([None, 0, 1, 3, 1024]),
    data_sharing_consent_granted=st.sampled_from([None, True, False]),
    token_type=st.sampled_from(["apple_business_manager", "apple_school_manager", "none", "new", None]),
)
offsets = st.integers(0, 800 * 86400)


def status_of(facts: dict[str, t.Any], now: dt.datetime) -> int:
    return health.rank(verdict(result(facts), now)["tokens"][0]["health"]["status"])


@given(tokens, offsets, offsets)
def test_waiting_never_heals(facts: dict[str, t.Any], first: int, second: int) -> None:
    earlier, later = sorted((first, second))
    start = NOW - 400 * DAY
    assert status_of(facts, start + earlier * SECOND) <= status_of(facts, start + later * SECOND)


@given(st.lists(tokens, min_size=1, max_size=4), st.booleans())
def test_the_worst_wins(listed: list[dict[str, t.Any]], unread: bool) -> None:
    named = [{**facts, "id": str(index)} for index, facts in enumerate(listed)]
    tenants = [tenant(token_count=len(named)), UNREAD] if unread else [tenant(token_count=len(named))]
    judged = verdict(result(*named, tenants=tenants))
    ranks = [health.rank(finding["severity"]) for finding in judged["findings"]]
    assert health.rank(judged["status"]) == max(ranks, default=0)
    assert all(health.rank(item["health"]["status"]) <= health.rank(judged["status"]) for item in judged["tokens"])
    assert not unread or judged["status"] in ("unknown", "critical")
    assert ranks == sorted(ranks, reverse=True)


@given(tokens, st.sampled_from(sorted(set(CATALOGUE) - {"could_not_check", "waiver_lapsed"})), offsets)
def test_a_waiver_changes_the_gate_and_never_the_finding(facts: dict[str, t.Any], code: str, offset: int) -> None:
    now = NOW - 400 * DAY + offset * SECOND
    waiver = {"token": "iPads", "finding": code, "until": to_text(now), "reason": "test"}
    without, waived = verdict(result(facts), now), verdict(result(facts), now, waivers=[waiver])
    assert health.rank(waived["status"]) <= health.rank(without["status"])

    def content(judged: dict[str, t.Any]) -> list[str]:
        return sorted(repr({**finding, "waived": None}) for finding in judged["findings"])

    assert content(without) == content(waived)
    assert {f["code"] for f in waived["findings"] if f["waived"]} <= {code}


@given(tokens, st.integers(0, 100), st.integers(0, 100), st.integers(0, 200), st.integers(0, 200))
def test_a_stricter_policy_never_heals(facts: dict[str, t.Any], a: int, b: int, c: int, d: int) -> None:
    strict = {
        "expiry_warning_days": max(a, b) + 1,
        "expiry_critical_days": max(a, b),
        "sync_warning_hours": min(c, d),
        "sync_critical_hours": min(c, d) + 1,
    }
    lax = {
        "expiry_warning_days": min(a, b) + 1,
        "expiry_critical_days": min(a, b),
        "sync_warning_hours": max(c, d),
        "sync_critical_hours": max(c, d) + 1,
    }
    assert health.rank(verdict(result(facts), **strict)["status"]) >= health.rank(
        verdict(result(facts), **lax)["status"]
    )
