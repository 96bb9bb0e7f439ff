# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import copy
import datetime as dt
import typing as t

import pytest

from ansible_collections.mdm.intune.plugins.module_utils._errors import ConfigurationError
from ansible_collections.mdm.intune.plugins.module_utils._judge import About, could_not_check
from ansible_collections.mdm.intune.plugins.module_utils._merge import merge
from ansible_collections.mdm.intune.plugins.module_utils._report import document
from ansible_collections.mdm.intune.plugins.module_utils._verdict import verdict
from ansible_collections.mdm.intune.tests.unit.plugins.facts import NOW, result, tenant, token

DEAD = {"message": "No answer.", "status": None}


def report(names: t.Sequence[str], *, now: dt.datetime = NOW, clock: str | None = None, **policy: t.Any) -> t.Any:
    """The report over some tenants. Each has a healthy token and one that has expired; "dead" could not be read."""
    facts: list[t.Any] = []
    for name in names:
        own = {"tenant_id": name, "tenant_name": name}
        tokens = [
            token(id=f"{name}-1", name=f"{name} one", **own),
            token(id=f"{name}-2", name=f"{name} two", expires_at="2020-01-01T00:00:00Z", **own),
        ]
        read = name != "dead"
        rows = [tenant(tenant_id=name, name=name, checked=read, failure=None if read else DEAD, token_count=2)]
        gathered = result(*(tokens if read else []), tenants=rows)
        facts.append({**gathered, "controller_at": clock or gathered["controller_at"]})
    judged = verdict(facts, policy, now.isoformat())
    return document(judged, "2026-07-17T12:00:00Z")


def comparable(judged: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """A verdict without the order of what is equally bad."""
    plain = {key: value for key, value in judged.items() if key not in ("generated_at", "generator", "schema_version")}
    for key in ("findings", "tokens", "tenants"):
        plain[key] = sorted(plain[key], key=str)
    plain["msg"] = sorted(plain["msg"].splitlines())
    return plain


ALL = ["a", "b", "dead", "c", "d"]
POLICY = {
    "expected_tokens": ["a one", "nowhere", {"token": "b one", "tenant_id": "B"}, {"token": "gone", "tenant_id": "c"}],
    "fail_on": "warning",
}


@pytest.mark.parametrize("names", [["a", "b", "c", "d"], ALL], ids=["all read", "one dead"])
@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_slices_say_together_what_one_run_says(names: list[str], size: int) -> None:
    slices = {f"slice {start}": names[start : start + size] for start in range(0, len(names), size)}
    clock = "2026-01-01T00:00:00Z"  # wrong, and so in every slice
    reports = {name: report(part, clock=clock, **POLICY) for name, part in slices.items()}
    assert comparable(merge(reports, names)) == comparable(report(names, clock=clock, **POLICY))


def test_a_tenant_that_no_report_holds_could_not_be_checked() -> None:
    merged = merge({"one": report(["a"])}, ["A", {"tenant_id": "b", "name": "Bee"}, "c"])
    assert [(row["tenant_id"], row["name"], row["checked"]) for row in merged["tenants"]] == [
        ("a", "a", True),
        ("b", "Bee", False),
        ("c", "c", False),
    ]
    assert merged["summary"]["tenants_unchecked"] == 2
    unread = [item for item in merged["findings"] if item["code"] == "could_not_check"]
    assert [(item["tenant_id"], item["name"]) for item in unread] == [("b", "Bee"), ("c", "c")]
    assert all(symptom["state"] != "none_found" for symptom in merged["symptoms"])


def test_a_missing_slice_is_never_green() -> None:
    healthy = report(["a"], severities={"token_expired": "ignore"})
    assert (healthy["status"], merge({"one": healthy}, ["a"])["status"]) == ("healthy", "healthy")
    merged = merge({"one": healthy}, ["a", "b"])
    assert (merged["status"], merged["passed"]) == ("unknown", False)
    assert "could not be checked" in merged["msg"].splitlines()[0]


def test_the_oldest_report_gives_the_time() -> None:
    later = report(["b"], now=NOW + dt.timedelta(hours=1))
    earlier = report(["a"])
    assert merge({"later": later, "earlier": earlier}, ["a", "b"])["judged_at"] == earlier["judged_at"]


def refused(reports: dict[str, t.Any], tenants: t.Sequence[t.Any] = ("a",)) -> str:
    with pytest.raises(ConfigurationError) as caught:
        merge(reports, tenants)
    return caught.value.message


def test_no_report() -> None:
    assert refused({}) == "There is no report to merge: nothing was checked."


def test_a_tenant_in_two_reports() -> None:
    first, second = report(["a", "b"]), report(["c", "b"])
    second["tenants"][1]["tenant_id"] = "B"
    assert refused({"one": first, "two": second}).startswith("More than one report holds b. ")


def test_a_report_in_another_language() -> None:
    reports = {"one": report(["a"]), "two": {**report(["b"]), "language": "pl"}}
    assert refused(reports) == "two is in another language than one. Give all runs the same variables."


def test_a_merged_verdict_speaks_as_its_reports() -> None:
    merged = merge({"one": {**report(["a"]), "language": "pl"}}, ["a", "b"])
    assert merged["language"] == "pl"
    assert merged["msg"].splitlines()[0].endswith("nie udało się sprawdzić 1 dzierżawy.")
    assert merged["findings"][-1]["title"] != could_not_check(About("tenant", "b", "b", "b"), "x")["title"]


def test_a_report_of_another_policy() -> None:
    reports = {"one": report(["a"]), "two": report(["b"], expiry_warning_days=60)}
    assert refused(reports) == ("two was judged by another policy than one. Give all runs the same variables.")


@pytest.mark.parametrize("broken", [None, [], "text", {}, {"schema_version": 1}])
def test_what_is_no_report(broken: t.Any) -> None:
    assert refused({"one": report(["a"]), "two": broken}).startswith("two is no report.json of this release")


def test_a_report_of_another_release() -> None:
    other = {**report(["a"]), "schema_version": 99}
    assert refused({"one": other}).startswith("one is no report.json of this release")


def test_a_tenant_without_an_id() -> None:
    assert refused({"one": report(["a"])}, [{"name": "Bee"}]) == "A tenant has no tenant_id."


def test_the_reports_are_left_alone() -> None:
    reports = {"one": report(["a"]), "two": report(["b"])}
    before = copy.deepcopy(reports)
    merge(reports, ["a", "b", "c"])
    assert reports == before
