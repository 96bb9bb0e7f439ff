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
    SYNC_ERROR_CAUSES,
    SYNC_ERRORS_URL,
    FindingType,
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
    "could_not_check": "unknown",
    "waiver_lapsed": "warning",
    "clock_skew": "warning",
}
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


def load_generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("findings_guide", GENERATOR)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def texts_of(entry: FindingType | SyncErrorCause) -> list[str]:
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
    for entry in (*CATALOGUE.values(), *SYNC_ERROR_CAUSES):
        for text in texts_of(entry):
            assert text in page or text == "None"


def test_codes_and_severities_are_those_of_the_evaluator():
    assert {code: finding.severity for code, finding in CATALOGUE.items()} == SEVERITIES
    assert list(CATALOGUE) == list(EVIDENCE_FIELDS)
    assert all(code == finding.code for code, finding in CATALOGUE.items())


def test_the_catalogue_is_read_only():
    with pytest.raises(TypeError):
        CATALOGUE["token_expired"] = CATALOGUE["sync_error"]  # type: ignore[index]
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


@pytest.mark.parametrize(
    "entry", [*CATALOGUE.values(), *SYNC_ERROR_CAUSES], ids=[*CATALOGUE, *(cause.label for cause in SYNC_ERROR_CAUSES)]
)
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
    for words in ("ServiceConfig.Read.All", "admin consent", "AADSTS7000215", "Intune licence", "proxy"):
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
