# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import datetime as dt
import typing as t

import pytest

from ansible_collections.mdm.intune.plugins.module_utils._errors import ConfigurationError
from ansible_collections.mdm.intune.plugins.module_utils._policy import OPTIONS, Subject, policy

WAIVER = {"token": "iPads", "finding": "sync_stale", "until": "2026-12-31", "reason": "closed for the winter"}
RULE = {"name": "odd", "query": "apple_id == null", "message": "No Apple Account"}


def test_the_defaults_are_those_of_the_guide() -> None:
    made = policy({})
    assert made.options == {
        "expiry_warning_days": 30,
        "expiry_critical_days": 7,
        "sync_warning_hours": 24,
        "sync_critical_hours": 72,
        "never_synced_grace_hours": 24,
        "expected_tokens": [],
        "allow_no_tokens": False,
        "severities": {},
        "overrides": [],
        "waivers": [],
        "sync_error_meanings": {},
        "devices_not_contacted_days": 14,
        "device_drop_percent": 20,
        "rules": [],
        "fail_on": "critical",
    }
    assert set(made.options) == set(OPTIONS) - {"baseline"}


def test_null_means_the_default() -> None:
    assert policy({"expiry_warning_days": None, "waivers": None}).options == policy({}).options


def test_texts_of_numbers_are_numbers() -> None:
    assert policy({"expiry_warning_days": "60"}).thresholds.expiry_warning_days == 60


def test_the_effective_options_make_the_same_policy_again() -> None:
    given = {
        "waivers": [{**WAIVER, "until": dt.date(2026, 12, 31)}],
        "overrides": [{"token": "iPads", "expiry_warning_days": 90}],
        "expected_tokens": ["iPads", {"token": "Macs", "tenant_id": "contoso.example"}],
        "rules": [RULE],
        "sync_error_meanings": {"42": 1},
        "severities": {"sync_stale": "info"},
        "fail_on": "warning",
    }
    first = policy(given)
    second = policy(first.options)
    assert second.options == first.options
    assert second.waivers == first.waivers
    assert second.overrides == first.overrides


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"expiry_warning_days": -1}, "expiry_warning_days must not be negative"),
        ({"never_synced_grace_hours": -1}, "never_synced_grace_hours must not be negative"),
        (
            {"expiry_critical_days": 31},
            r"expiry_critical_days \(31\) is above expiry_warning_days \(30\)",
        ),
        ({"sync_critical_hours": 23}, r"sync_critical_hours \(23\) is below sync_warning_hours \(24\)"),
        ({"expiry_warning_days": "soon"}, "expiry_warning_days"),
        ({"fail_on": "always"}, "fail_on"),
        ({"overrides": [{"expiry_warning_days": 1}]}, "token"),
        (
            {"overrides": [{"token": "a", "expiry_warning_days": 1}]},
            r"overrides\[0\].expiry_critical_days \(7\) is above",
        ),
        ({"overrides": [{"token": "a", "sync_hours": 1}]}, "sync_hours"),
        ({"waivers": [{k: v for k, v in WAIVER.items() if k != "until"}]}, "until"),
        ({"waivers": [{k: v for k, v in WAIVER.items() if k != "reason"}]}, "reason"),
        ({"waivers": [{**WAIVER, "reason": "  "}]}, r"waivers\[0\].reason is empty"),
        ({"waivers": [{**WAIVER, "until": "next year"}]}, r"waivers\[0\].until: 'next year' is not a timestamp"),
        ({"waivers": [{**WAIVER, "until": "2026-12-31T12:00:00"}]}, r"waivers\[0\].until"),
        ({"waivers": [{**WAIVER, "finding": "sync_stall"}]}, "'sync_stall' is no finding. Findings are token_expired"),
        ({"waivers": [{**WAIVER, "finding": "could_not_check"}]}, "could_not_check cannot be waived"),
        ({"waivers": [{**WAIVER, "finding": "waiver_lapsed"}]}, "waiver_lapsed cannot be waived"),
        ({"severities": {"nonsense": "info"}}, "'nonsense' is no finding"),
        ({"severities": {"sync_stale": "fatal"}}, "severities.sync_stale is 'fatal'"),
        ({"severities": {"could_not_check": "ignore"}}, "could_not_check cannot be changed"),
        ({"severities": {"could_not_check": "critical"}}, "could_not_check cannot be changed"),
        ({"sync_error_meanings": {"3": 1}}, "other than 0 and 3"),
        ({"sync_error_meanings": {"0": 1}}, "other than 0 and 3"),
        ({"sync_error_meanings": {"7": 12}}, "1 to 11"),
        ({"sync_error_meanings": {"seven": 1}}, "'seven'"),
        ({"rules": [{**RULE, "query": "name ="}]}, r"rules\[0\].query is not a JMESPath expression"),
        ({"rules": [{**RULE, "name": "Not A Code"}]}, r"rules\[0\].name"),
        ({"rules": [{**RULE, "name": "sync_stale"}]}, "'sync_stale' is taken"),
        ({"rules": [RULE, RULE]}, "'odd' is taken"),
        ({"rules": [{"name": "odd", "query": "a"}]}, "message"),
        ({"expected_tokens": [7]}, r"expected_tokens\[0\]"),
        ({"expected_tokens": [""]}, r"expected_tokens\[0\]"),
        ({"expected_tokens": [{"token": "a", "tenant": "b"}]}, r"expected_tokens\[0\]"),
    ],
)
def test_a_wrong_policy_is_refused_and_the_option_named(given: dict[str, t.Any], message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        policy(given)


def test_equal_limits_are_allowed() -> None:
    made = policy({"expiry_critical_days": 30, "sync_critical_hours": 24})
    assert made.thresholds.expiry_critical_days == made.thresholds.expiry_warning_days


def test_the_last_override_of_a_token_counts() -> None:
    made = policy(
        {
            "overrides": [
                {"token": "iPads", "expiry_warning_days": 60},
                {"token": "iPads", "tenant_id": "Contoso.example", "expiry_warning_days": 90},
            ]
        }
    )

    def warning_days(name: str, tenant_id: str) -> int:
        return made.thresholds_for(id="1", name=name, tenant_id=tenant_id).expiry_warning_days

    assert warning_days("iPads", "contoso.example") == 90
    assert warning_days("iPads", "fabrikam.example") == 60
    assert warning_days("Macs", "contoso.example") == 30


@pytest.mark.parametrize(
    ("named", "id", "name", "expected"),
    [
        ("iPads", "AB-1", "iPads", True),
        ("ab-1", "AB-1", "iPads", True),
        ("ipads", "AB-1", "iPads", False),
        ("None", None, None, True),
    ],
)
def test_subjects(named: str, id: str | None, name: str | None, expected: bool) -> None:
    assert Subject(named).matches(id=id, name=name, tenant_id="t") is expected


def test_a_rule_may_be_waived_and_weighed() -> None:
    made = policy({"rules": [RULE], "waivers": [{**WAIVER, "finding": "odd"}], "severities": {"odd": "critical"}})
    assert made.waivers[0].finding == "odd"
