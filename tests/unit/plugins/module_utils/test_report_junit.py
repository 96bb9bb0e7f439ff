# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import typing as t
import xml.etree.ElementTree as ET

import pytest
from junitparser import Error, Failure, JUnitXml, Skipped

from ansible_collections.mdm.intune.plugins.module_utils import _report
from ansible_collections.mdm.intune.plugins.module_utils._health import evaluate
from ansible_collections.mdm.intune.plugins.module_utils._policy import policy
from ansible_collections.mdm.intune.tests.unit.plugins.facts import (
    NOW,
    STALE,
    TENANT,
    UNREAD,
    WAIVER,
    everything,
    profile,
    result,
    tenant,
    token,
)

EXPIRING = {"expires_at": "2026-12-15T00:00:00Z"}


def render(facts: t.Any, **options: t.Any) -> str:
    return _report.render("junit", _report.document(evaluate(facts, policy(options), NOW), "2026-11-22T09:00:01Z"))


def cases(facts: t.Any, **options: t.Any) -> dict[str, t.Any]:
    """Return the cases as a JUnit reader sees them, by class and the beginning of their name."""
    text = render(facts, **options)
    read = JUnitXml.fromstring(text.encode())
    found = {}
    for suite in read:
        own = list(suite)
        outcomes = [type(outcome) for case in own for outcome in case.result]
        assert (suite.tests, suite.failures, suite.errors, suite.skipped) == (
            len(own),
            outcomes.count(Failure),
            outcomes.count(Error),
            outcomes.count(Skipped),
        )
        for case in own:
            key = f"{suite.name}/{case.classname.removeprefix('mdm.intune.')}/{case.name.split(' (')[0]}"
            assert key not in found
            found[key] = case
    assert (read.tests, read.failures + read.errors) == (
        len(found),
        sum(1 for case in found.values() if {type(outcome) for outcome in case.result} & {Failure, Error}),
    )
    return found


def outcome(case: t.Any) -> tuple[str, str] | None:
    (*_none, result) = case.result or [None]
    return None if result is None else (type(result).__name__, result.type or result.message)


def test_a_case_for_each_tenant_and_token() -> None:
    found = cases(everything())
    assert list(found) == [
        f"Contoso/tenant/{TENANT}",
        "Contoso/ade_token/iPads",
        "Contoso/push_certificate/mdm-admin@example.com",
        "Contoso/vpp_token/Berlin",
    ]
    assert [outcome(case) for case in found.values()] == [None] * 4


@pytest.mark.parametrize(
    ("fail_on", "expected"), [("critical", None), ("never", None), ("warning", ("Failure", "token_expiring"))]
)
def test_a_warning_is_a_failure_if_the_gate_says_so(fail_on: str, expected: t.Any) -> None:
    case = cases(result(token(**EXPIRING)), fail_on=fail_on)["Contoso/ade_token/iPads"]
    assert outcome(case) == expected
    assert ("token_expiring" in (case.system_out or "")) == (expected is None)


@pytest.mark.parametrize("fail_on", ["critical", "warning", "never"])
def test_critical_and_unchecked_are_never_green(fail_on: str) -> None:
    found = cases(result(token(**STALE, **EXPIRING), tenants=[tenant(), UNREAD]), fail_on=fail_on)
    assert found["Contoso/ade_token/iPads"].result[0].type in ("sync_stale", "token_expiring")
    assert outcome(found["B/tenant/b"]) == ("Error", "could_not_check")
    (failure,) = found["Contoso/ade_token/iPads"].result
    assert "1. " in failure.text
    assert "sync_stale" in failure.text


def test_what_has_no_case_of_its_own() -> None:
    found = cases(
        everything(tokens=[token(token_type="none"), token(id="2", name="Macs", **STALE)], profiles=[profile(name="")]),
        waivers=[{**WAIVER, "token": "Macs"}, {**WAIVER, "until": "2026-01-01"}],
        fail_on="warning",
    )
    assert outcome(found["Contoso/ade_token/iPads"]) == ("Skipped", "not judged (Apple Configurator)")
    assert outcome(found["Contoso/ade_token/Macs"]) is None
    assert "critical (waived)" in found["Contoso/ade_token/Macs"].system_out
    assert outcome(found[f"Contoso/tenant/{TENANT}"]) == ("Failure", "profile_field_invalid")
    assert outcome(found["mdm.intune/check/check"]) == ("Failure", "waiver_lapsed")


def test_a_result_that_names_no_tenant() -> None:
    assert outcome(cases([{"failed": True, "msg": "down"}])["unnamed/tenant/unnamed"]) == ("Error", "could_not_check")


@pytest.mark.parametrize(
    "name", ["</testcase>", "]]>", "&amp;", "\x00\x08\x1f", "\ud800", "\ufffe", "a\nb", "\U0001f34e", '"']
)
def test_hostile_names_do_not_break_it(name: str) -> None:
    text = render(result(token(name=name, **STALE), tenants=[tenant(name=name)]))
    case = ET.fromstring(text.encode("utf-8")).find(".//testcase[@classname='mdm.intune.ade_token']")
    assert case is not None
    expected = "".join(char if char.isprintable() else " " for char in name).strip() or "unnamed"
    assert (case.get("name") or "").startswith(expected[:1])
    assert len(case.findall("failure")) == 1
