# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import datetime as dt
import typing as t

import pytest

from ansible_collections.mdm.intune.plugins.module_utils import _verdict
from ansible_collections.mdm.intune.plugins.module_utils._errors import ConfigurationError
from ansible_collections.mdm.intune.plugins.module_utils._timestamps import to_text
from ansible_collections.mdm.intune.tests.unit.plugins.facts import (
    DAY,
    NOW,
    SECOND,
    STALE,
    UNREAD,
    result,
    tenant,
    token,
)


@pytest.fixture(autouse=True)
def fixed_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_verdict, "clock", lambda: NOW)


class Text(str):
    """Stands for the tagged texts of newer ansible-core releases."""


class Number(int):
    """Stands for tagged numbers."""


def test_plain_values_are_exactly_of_pythons_own_types() -> None:
    value = _verdict.plain({Text("a"): (Text("b"), Number(3), True, None, 1.5)})
    assert value == {"a": ["b", 3, True, None, 1.5]}
    assert [type(item) for item in value["a"]] == [str, int, bool, type(None), float]
    assert [type(key) for key in value] == [str]


def test_a_verdict_takes_tagged_values_and_rules_over_them() -> None:
    facts = result(token(name=Text("iPads"), synced_device_count=Number(7)))
    rules = [
        {"name": "rule", "query": Text("contains(name, 'iPad') && abs(synced_device_count) == `7`"), "message": "m"}
    ]
    judged = _verdict.verdict(facts, {"rules": rules})
    assert [finding["code"] for finding in judged["findings"]] == ["rule"]


def test_a_verdict_is_judged_by_the_clock_of_graph() -> None:
    facts = result(token(), checked_at=to_text(NOW + 300 * DAY), controller_at=to_text(NOW + 300 * DAY))
    judged = _verdict.verdict(facts, {})
    assert judged["judged_at"] == to_text(NOW + 300 * DAY)
    assert judged["status"] == "critical"
    assert _verdict.verdict(facts, {}, now=to_text(NOW))["status"] == "healthy"


def test_an_option_that_is_none_is_an_error() -> None:
    with pytest.raises(ConfigurationError, match="Unknown policy option expiry_days"):
        _verdict.verdict(result(token()), {"expiry_days": 3})


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (token(), True),
        (token(**STALE), False),
        (token(data_sharing_consent_granted=False), False),
        (token(token_type="none", expires_at=None), True),
        (result(token()), True),
        (result(token(), tenants=[tenant(), UNREAD]), False),
        ([result(token()), {"failed": True, "msg": "down"}], False),
        (_verdict.verdict(result(token()), {}), True),
        (_verdict.verdict(result(token(**STALE)), {}), False),
    ],
)
def test_healthy(value: t.Any, expected: bool) -> None:
    assert _verdict.is_healthy(value, {}) is expected


def test_healthy_by_a_policy_and_a_moment_of_ones_own() -> None:
    assert _verdict.is_healthy(token(), {"expiry_warning_days": 365}) is False
    assert _verdict.is_healthy(token(), {}, now=to_text(NOW + 300 * DAY)) is False
    assert _verdict.is_healthy(result(token()), {}, now=to_text(NOW + 300 * DAY)) is False


@pytest.mark.parametrize("value", ["iPads", None, {}, [], {"kind": "vpp_token"}])
def test_healthy_of_something_else_is_an_error(value: t.Any) -> None:
    with pytest.raises(ConfigurationError):
        _verdict.is_healthy(value, {})


@pytest.mark.parametrize(
    ("left", "days", "expected"),
    [
        (30 * DAY, 30, True),
        (30 * DAY + SECOND, 30, False),
        (12 * 3600 * SECOND, 0.5, True),
        (-DAY, 0, True),
        (SECOND, 0, False),
        (None, 0, True),
    ],
)
def test_expiring(left: dt.timedelta | None, days: float, expected: bool) -> None:
    facts = token(expires_at=None if left is None else to_text(NOW + left))
    assert _verdict.is_expiring(facts, days) is expected
    assert _verdict.is_expiring({**facts, "token_type": "none"}, days) is False


def test_expiring_from_another_moment() -> None:
    assert _verdict.is_expiring(token(), 30) is False
    assert _verdict.is_expiring(token(), 30, now="2027-06-01") is True


@pytest.mark.parametrize("days", [-1, "30", None, True])
def test_expiring_wants_a_number_of_days(days: t.Any) -> None:
    with pytest.raises(ConfigurationError, match="days must be a number"):
        _verdict.is_expiring(token(), days)


@pytest.mark.parametrize("value", ["iPads", None, result(token())])
def test_expiring_wants_a_token(value: t.Any) -> None:
    with pytest.raises(ConfigurationError, match="expiring tests one token"):
        _verdict.is_expiring(value)
