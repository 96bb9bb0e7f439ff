# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import dataclasses
import importlib.util
import re
import string
from pathlib import Path
from types import ModuleType

import pytest

from ansible_collections.mdm.intune.plugins.module_utils._findings import (
    CATALOGUE,
    FAILURE_CATEGORIES,
    PROFILE_FIELD_LIMITS,
    SYMPTOMS,
    SYNC_ERROR_CAUSES,
    SYNC_ERRORS_URL,
    FailureCategory,
    FindingType,
    Symptom,
    SyncErrorCause,
)

GENERATOR = Path(__file__).resolve().parents[3] / "development" / "findings_guide.py"

# The contract with the evaluator: which codes there are, in this order, and the fields of their evidence.
EVIDENCE_FIELDS = {
    "token_expired": {"expires_at", "days_ago"},
    "token_expiring": {"expires_at", "days_left"},
    "token_expiry_unknown": set(),
    "terms_not_accepted": {"last_sync_error_code", "last_sync_at"},
    "sync_error": {"last_sync_error_code", "last_sync_at"},
    "sync_stale": {"last_sync_at", "hours_since_sync"},
    "never_synced": {"modified_at"},
    "sharing_consent_missing": set(),
    "no_tokens": {"token_count"},
    "token_missing": {"expected"},
    "no_default_profile": {"platform", "device_count"},
    "profile_field_invalid": {"field", "problem", "limit"},
    "profile_missing": {"profile_id", "device_count"},
    "devices_unassigned": {"device_count", "total", "examples"},
    "devices_failed": {"device_count", "examples"},
    "devices_blocked": {"device_count", "examples"},
    "devices_not_contacted": {"device_count", "days", "oldest", "examples"},
    "device_count_dropped": {"before", "after", "percent", "since"},
    "enrollment_failures": {"category", "count", "hours", "latest_at"},
    "push_certificate_expired": {"expires_at", "days_ago"},
    "push_certificate_expiring": {"expires_at", "days_left"},
    "push_certificate_missing": set(),
    "vpp_token_expired": {"expires_at", "days_ago", "profiles"},
    "vpp_token_expiring": {"expires_at", "days_left", "profiles"},
    "vpp_token_invalid": {"state", "profiles"},
    "vpp_token_sync_failed": {"last_sync_at", "profiles"},
    "could_not_check": {"reason"},
    "waiver_lapsed": {"token", "finding", "until", "reason"},
    "clock_skew": {"checked_at", "controller_at", "seconds"},
}
SEVERITIES = {
    "token_expired": "critical",
    "token_expiring": "critical",
    "token_expiry_unknown": "warning",
    "terms_not_accepted": "critical",
    "sync_error": "critical",
    "sync_stale": "critical",
    "never_synced": "critical",
    "sharing_consent_missing": "warning",
    "no_tokens": "critical",
    "token_missing": "critical",
    "no_default_profile": "warning",
    "profile_field_invalid": "warning",
    "profile_missing": "warning",
    "devices_unassigned": "warning",
    "devices_failed": "warning",
    "devices_blocked": "warning",
    "devices_not_contacted": "warning",
    "device_count_dropped": "warning",
    "enrollment_failures": "warning",
    "push_certificate_expired": "critical",
    "push_certificate_expiring": "critical",
    "push_certificate_missing": "critical",
    "vpp_token_expired": "critical",
    "vpp_token_expiring": "critical",
    "vpp_token_invalid": "critical",
    "vpp_token_sync_failed": "critical",
    "could_not_check": "unknown",
    "waiver_lapsed": "warning",
    "clock_skew": "warning",
}
# Observed evidence, not consequences: an expired token is evidence of devices that do not sync, and of nothing else.
EVIDENCE_FOR = {
    "devices_do_not_sync": {
        "token_expired",
        "token_expiring",
        "token_expiry_unknown",
        "terms_not_accepted",
        "sync_error",
        "sync_stale",
        "never_synced",
        "sharing_consent_missing",
        "device_count_dropped",
        "no_tokens",
        "token_missing",
    },
    "profile_assignment_fails": {
        "no_default_profile",
        "profile_field_invalid",
        "profile_missing",
        "devices_unassigned",
        "no_tokens",
        "token_missing",
    },
    "devices_do_not_enrol": {
        "devices_failed",
        "devices_blocked",
        "devices_not_contacted",
        "enrollment_failures",
        "push_certificate_expired",
        "push_certificate_expiring",
        "push_certificate_missing",
        "vpp_token_expired",
        "vpp_token_expiring",
        "vpp_token_invalid",
        "vpp_token_sync_failed",
        "no_tokens",
        "token_missing",
    },
}
CHECKS = {
    "devices_do_not_sync": ("tokens",),
    "profile_assignment_fails": ("profiles", "devices"),
    "devices_do_not_enrol": ("devices", "push_certificate", "vpp_tokens", "enrollment_events"),
}
CATEGORIES = [
    "unknown",
    "authentication",
    "authorization",
    "account_validation",
    "user_validation",
    "device_not_supported",
    "in_maintenance",
    "bad_request",
    "feature_not_supported",
    "enrollment_restrictions_enforced",
    "client_disconnected",
    "user_abandonment",
]
LABELS = [
    "Expired or invalid token",
    "Access denied",
    "Terms and conditions not accepted",
    "Internal server error",
    "Invalid support phone number",
    "Invalid configuration profile name",
    "Invalid cursor",
    "Cursor expired",
    "Required cursor",
    "Apple profile not found",
    "Invalid department entry",
]
IMPACTS = re.compile(r"do(es)? not sync from Apple|profile assignment (fails|may fail)|finish(es)? enrolment")
PLACEHOLDER = re.compile(r"\b(todo|tbd|fixme|xxx|lorem|placeholder)\b|\.\.\.|<[a-z]", re.IGNORECASE)

findings = pytest.mark.parametrize("finding", CATALOGUE.values(), ids=list(CATALOGUE))
causes = pytest.mark.parametrize("cause", SYNC_ERROR_CAUSES, ids=[cause.label for cause in SYNC_ERROR_CAUSES])
categories = pytest.mark.parametrize("entry", FAILURE_CATEGORIES.values(), ids=list(FAILURE_CATEGORIES))

ENTRIES = {
    **CATALOGUE,
    **SYMPTOMS,
    **{f"category {category}": entry for category, entry in FAILURE_CATEGORIES.items()},
    **{cause.label: cause for cause in SYNC_ERROR_CAUSES},
}


def load_generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("findings_guide", GENERATOR)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def texts_of(entry: FindingType | Symptom | FailureCategory | SyncErrorCause) -> list[str]:
    texts: list[str] = []
    for field in dataclasses.fields(entry):
        value = getattr(entry, field.name)
        texts.extend(value if isinstance(value, tuple) else [str(value)])
    return texts


def test_the_guide_page_is_what_the_catalogue_says():
    generator = load_generator()
    page = generator.PAGE.read_text(encoding="utf-8")
    assert page == generator.render(), "run: python tests/development/findings_guide.py"


def test_the_guide_page_holds_every_text():
    page = load_generator().render()
    for entry in ENTRIES.values():
        for text in texts_of(entry):
            assert text in page or text == "None"


def test_the_guide_page_groups_findings_by_symptom():
    generator = load_generator()
    page = generator.render()
    grouped = page[page.index("Findings by symptom") : page.index("Findings about the check itself")]
    for symptom in SYMPTOMS.values():
        section = grouped[grouped.index(f"\n{symptom.title}\n") :].split("\n.. _", maxsplit=1)[0]
        assert set(re.findall(r":ref:`(\w+) <", section)) == EVIDENCE_FOR[symptom.code]
    rest = page[page.index("Findings about the check itself") :].split("\n.. _", maxsplit=1)[0]
    assert set(re.findall(r":ref:`(\w+) <", rest)) == {"could_not_check", "waiver_lapsed", "clock_skew"}


def test_codes_and_severities_are_those_of_the_evaluator():
    assert {code: finding.severity for code, finding in CATALOGUE.items()} == SEVERITIES
    assert list(CATALOGUE) == list(EVIDENCE_FIELDS)
    assert all(code == finding.code for code, finding in CATALOGUE.items())


def test_the_catalogue_is_read_only():
    for mapping in (CATALOGUE, SYMPTOMS, FAILURE_CATEGORIES, PROFILE_FIELD_LIMITS):
        with pytest.raises(TypeError):
            mapping["name"] = next(iter(mapping.values()))  # type: ignore[index]
    with pytest.raises(dataclasses.FrozenInstanceError):
        CATALOGUE["token_expired"].severity = "info"  # type: ignore[misc]


@findings
def test_evidence_has_the_fields_of_the_evaluator(finding):
    fields = {part[1] for part in string.Formatter().parse(finding.evidence) if part[1] is not None}
    assert fields == EVIDENCE_FIELDS[finding.code]
    evidence = finding.evidence.format(**{field: f"<{field}>" for field in fields})
    assert all(f"<{field}>" in evidence for field in fields)


@findings
def test_a_finding_is_complete(finding):
    assert all(text and text == text.strip() for text in texts_of(finding))
    assert finding.title[0].isupper() and finding.title[-1] not in ".!:" and len(finding.title) <= 60
    assert finding.impact.endswith(".")
    assert IMPACTS.search(finding.impact)
    assert len(finding.remediation) >= 3
    assert all(step.endswith(".") for step in finding.remediation)
    assert any("run this check again" in step.lower() for step in finding.remediation[-2:])


@findings
def test_links_lead_to_the_vendors(finding):
    assert re.fullmatch(r"https://(learn\.microsoft\.com|support\.apple\.com)/\S+", finding.docs_url)


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=list(ENTRIES))
def test_texts_are_plain_and_finished(entry):
    for text in texts_of(entry):
        assert text.isascii()
        assert not PLACEHOLDER.search(text)
        assert "  " not in text and "\n" not in text


@pytest.mark.parametrize("code", ["token_expired", "token_expiring"])
def test_a_renewal_says_what_must_not_be_done(code):
    steps = " ".join(CATALOGUE[code].remediation)
    for words in (
        "voids the token that Intune uses at once",
        "SAME server entry",
        "Do not create another entry",
        "do not delete the token",
        "push certificate, whose account must stay the same",
        "Administrator or Device Enrollment Manager",
        "Enrollment programs > Update token",
        "at most once every 15 minutes",
        "Management Services",
        "Your MDM servers",
    ):
        assert words in steps


def test_a_sync_error_is_never_given_a_meaning():
    sync_error = CATALOGUE["sync_error"]
    assert "Microsoft has not published its meaning" in sync_error.evidence
    assert any("11 published causes" in step for step in sync_error.remediation)
    assert sync_error.docs_url == SYNC_ERRORS_URL
    labels = {cause.label.lower() for cause in SYNC_ERROR_CAUSES}
    said = " ".join(texts_of(sync_error)).lower()
    assert not any(label in said for label in labels)


def test_only_an_administrator_accepts_terms():
    steps = " ".join(CATALOGUE["terms_not_accepted"].remediation)
    assert "role Administrator" in steps and "Device Enrollment Manager cannot" in steps
    assert "Do not download a new server token" in steps


def test_an_unchecked_tenant_is_not_called_healthy():
    finding = CATALOGUE["could_not_check"]
    assert "Nothing is known" in finding.impact
    steps = " ".join(finding.remediation)
    for words in (
        "permission that the reason names",
        "tokens, profiles, devices and vpp_tokens need DeviceManagementServiceConfig.Read.All",
        "push_certificate and enrollment_events need DeviceManagementManagedDevices.Read.All",
        "admin consent",
        "AADSTS7000215",
        "Intune licence",
        "proxy",
    ):
        assert words in steps
    assert "neither waived nor lowered" in steps


def test_the_causes_are_the_rows_of_the_article():
    assert [cause.label for cause in SYNC_ERROR_CAUSES] == LABELS
    assert [cause.row for cause in SYNC_ERROR_CAUSES] == list(range(1, 12))
    assert SYNC_ERRORS_URL.startswith("https://learn.microsoft.com/")


@causes
def test_a_cause_is_complete(cause):
    assert cause.cause.endswith(".")
    assert cause.remediation and all(step.endswith(".") for step in cause.remediation)
    assert cause.apple_codes and all(re.fullmatch(r"(400|401|403) \w+|5xx", code) for code in cause.apple_codes)


def test_limits_that_can_be_checked_beforehand():
    limits = {cause.row: cause.limit for cause in SYNC_ERROR_CAUSES if cause.limit}
    assert limits.keys() == {5, 6, 11}
    assert "50" in limits[5] and "125" in limits[6] and "125" in limits[11]
    assert all("not empty" in limit for limit in limits.values())


def test_the_limits_of_profile_fields_are_those_of_the_causes():
    rows = {"name": 6, "support_department": 11, "support_phone_number": 5}
    by_row = {cause.row: cause for cause in SYNC_ERROR_CAUSES}
    assert PROFILE_FIELD_LIMITS.keys() == rows.keys()
    for field, limit in PROFILE_FIELD_LIMITS.items():
        assert by_row[rows[field]].limit == f"not empty, at most {limit} characters"
    steps = " ".join(CATALOGUE["profile_field_invalid"].remediation)
    assert "at most 125 for the name and for the department, at most 50 for the support phone number" in steps


def test_a_finding_is_evidence_for_what_it_shows_and_for_nothing_else():
    assert {
        symptom: {finding.code for finding in CATALOGUE.values() if symptom in finding.symptoms}
        for symptom in EVIDENCE_FOR
    } == EVIDENCE_FOR
    for finding in CATALOGUE.values():
        assert len(set(finding.symptoms)) == len(finding.symptoms)
        assert set(finding.symptoms) <= SYMPTOMS.keys()


def test_a_symptom_names_the_checks_that_must_have_looked():
    assert {code: symptom.checks for code, symptom in SYMPTOMS.items()} == CHECKS
    assert all(code == symptom.code for code, symptom in SYMPTOMS.items())
    assert "Apple Business or Apple School Manager" in SYMPTOMS["devices_do_not_sync"].title


def test_the_categories_are_the_members_of_the_enumeration():
    assert list(FAILURE_CATEGORIES) == CATEGORIES
    assert all(category == entry.category for category, entry in FAILURE_CATEGORIES.items())


@categories
def test_a_category_is_complete(entry):
    assert entry.meaning.endswith(".")
    assert len(entry.remediation) >= 3 and all(step.endswith(".") for step in entry.remediation)


@pytest.mark.parametrize(
    "steps",
    [CATALOGUE["devices_failed"].remediation, FAILURE_CATEGORIES["enrollment_restrictions_enforced"].remediation],
    ids=["devices_failed", "enrollment_restrictions_enforced"],
)
def test_a_restriction_blocks_personal_devices_and_not_the_platform(steps):
    assert "Allow the platform and block personally owned devices only" in " ".join(steps)


@pytest.mark.parametrize("code", ["push_certificate_expired", "push_certificate_expiring"])
def test_a_push_certificate_is_renewed_and_never_replaced(code):
    steps = " ".join(CATALOGUE[code].remediation)
    for words in (
        "SAME account",
        "never replace the certificate",
        "every Apple device would have to be enrolled again",
        "choose Renew beside it, not Create a Certificate",
        "ask Apple to move the certificate",
    ):
        assert words in steps
    assert ("30 days" in steps) == (code == "push_certificate_expired")


def test_a_missing_push_certificate_is_looked_for_before_a_new_one_is_made():
    steps = CATALOGUE["push_certificate_missing"].remediation
    (renew,) = [place for place, step in enumerate(steps) if "and renew it" in step]
    (create,) = [place for place, step in enumerate(steps) if "Create a Certificate" in step]
    assert renew < create
    assert "never with a personal one" in steps[create]


@pytest.mark.parametrize("code", ["vpp_token_expired", "vpp_token_expiring", "vpp_token_invalid"])
def test_a_vpp_token_is_renewed_and_not_deleted(code):
    steps = " ".join(CATALOGUE[code].remediation)
    assert "SAME location" in steps and "Do not delete the token" in steps


def test_every_state_of_an_invalid_vpp_token_has_its_remedy():
    steps = CATALOGUE["vpp_token_invalid"].remediation
    states = [step.split(":")[0] for step in steps if step.startswith("State ")]
    assert states == ["State invalid", "State assigned_to_external_mdm", "State duplicate_location_id"]


def test_a_default_profile_does_not_reach_devices_that_are_there_already():
    for code in ("no_default_profile", "devices_unassigned"):
        assert "devices that sync afterwards" in " ".join(CATALOGUE[code].remediation)


def test_devices_in_stock_are_normal():
    steps = CATALOGUE["devices_not_contacted"].remediation
    assert "never switched on is normal" in steps[0]
    later = " ".join(steps[1:])
    for words in (
        "no effect on it until it is reset",
        "older than the upload of the token",
        "30 to 45 days",
        "network",
    ):
        assert words in later
