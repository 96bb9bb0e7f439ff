# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import typing as t

import pytest
from ansible.errors import AnsibleError

from ansible_collections.mdm.intune.plugins.filter import ade_health, ade_report
from ansible_collections.mdm.intune.plugins.module_utils._policy import policy
from ansible_collections.mdm.intune.plugins.test import healthy as test_plugin
from ansible_collections.mdm.intune.tests.unit.plugins.facts import STALE, result, token

FILTERS = {**ade_health.FilterModule().filters(), **ade_report.FilterModule().filters()}
TESTS = test_plugin.TestModule().tests()


def test_the_names() -> None:
    assert set(FILTERS) == {"ade_health", "ade_health_policy", "ade_junit", "ade_notification", "ade_prometheus"}
    assert set(TESTS) == {"healthy", "expiring"}


def test_ade_health_is_a_value_even_of_an_unhealthy_token() -> None:
    judged = FILTERS["ade_health"](result(token(**STALE)), fail_on="warning")
    assert (judged["status"], judged["passed"], judged["fail_on"]) == ("critical", False, "warning")


def test_a_verdict_becomes_text() -> None:
    verdict = FILTERS["ade_health"](result(token(**STALE)))
    assert FILTERS["ade_junit"](verdict).startswith('<?xml version="1.0" encoding="utf-8"?>\n<testsuites ')
    assert "\nmdm_intune_ade_status 3\n" in FILTERS["ade_prometheus"](verdict)


def test_ade_health_policy_fills_in_the_defaults() -> None:
    assert FILTERS["ade_health_policy"]({"expiry_critical_days": 14}, fail_on="never") == dict(
        policy({"expiry_critical_days": 14, "fail_on": "never"}).options
    )


def test_the_tests_judge() -> None:
    now = "2026-11-22T09:00:00Z"
    assert TESTS["healthy"](token(), now=now) is True
    assert TESTS["healthy"](token(), now=now, expiry_warning_days=365) is False
    assert TESTS["expiring"](token(), days=200, now=now) is True
    assert TESTS["expiring"](token(), days=199, now=now) is False


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: FILTERS["ade_health"]("text"), "mdm.intune.ade_health: facts is not a result"),
        (lambda: FILTERS["ade_health"](result(token()), expiry_days=1), "Unknown policy option expiry_days"),
        (lambda: FILTERS["ade_health"](result(token()), language="xx"), "ade_health: language 'xx' is not there"),
        (lambda: FILTERS["ade_junit"]("text"), "mdm.intune.ade_junit: verdict is not a result"),
        (lambda: FILTERS["ade_notification"]({}), "mdm.intune.ade_notification: verdict is not a result"),
        (
            lambda: FILTERS["ade_notification"](FILTERS["ade_health"](result(token())), format="xml"),
            "ade_notification: format 'xml' is not there",
        ),
        (lambda: FILTERS["ade_prometheus"](result(token())), "mdm.intune.ade_prometheus: verdict is not a result"),
        (lambda: FILTERS["ade_health_policy"]([]), "mdm.intune.ade_health_policy: the policy must be a dictionary"),
        (lambda: FILTERS["ade_health_policy"]({"fail_on": "x"}), "mdm.intune.ade_health_policy: .*fail_on"),
        (lambda: TESTS["healthy"](None), "mdm.intune.healthy: "),
        (lambda: TESTS["expiring"](token(), days=-1), "mdm.intune.expiring: days must be"),
        (lambda: TESTS["expiring"](token(), now="soon"), "mdm.intune.expiring: now"),
    ],
)
def test_wrong_input_is_an_error_with_the_name_of_the_plugin(call: t.Callable[[], t.Any], message: str) -> None:
    with pytest.raises(AnsibleError, match=message):
        call()
