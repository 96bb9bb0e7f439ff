# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import ast
import importlib
import re
import string
import subprocess
import sys
import typing as t
from pathlib import Path

import pytest

from ansible_collections.mdm.intune.plugins.module_utils import _judge, _report
from ansible_collections.mdm.intune.plugins.module_utils._errors import ConfigurationError
from ansible_collections.mdm.intune.plugins.module_utils._findings import (
    CATALOGUE,
    FAILURE_CATEGORIES,
    SYMPTOMS,
    SYNC_ERROR_CAUSES,
)
from ansible_collections.mdm.intune.plugins.module_utils._health import evaluate
from ansible_collections.mdm.intune.plugins.module_utils._language import ENGLISH, LANGUAGES, Count, speaker
from ansible_collections.mdm.intune.plugins.module_utils._notification import FORMATS, notification
from ansible_collections.mdm.intune.plugins.module_utils._policy import policy
from ansible_collections.mdm.intune.plugins.module_utils._report_html import _KINDS, _MONTHS
from ansible_collections.mdm.intune.plugins.module_utils._status import STATUSES
from ansible_collections.mdm.intune.tests.unit.plugins.facts import (
    NOW,
    STALE,
    UNREAD,
    WAIVER,
    devices,
    events,
    everything,
    profile,
    push_certificate,
    result,
    tenant,
    to_text,
    token,
    vpp_token,
)

MODULE_UTILS = Path(_report.__file__).parent
TRANSLATED = [language for language in LANGUAGES if language != ENGLISH]

# What is said of values: the words of severities and kinds, and those that stand in the place of a value.
WORDS = {
    *STATUSES,
    "info",
    *_KINDS.values(),
    *_MONTHS,
    *_judge.FIELD_NAMES.values(),
    _judge.RULE_EVIDENCE,
    _judge.RULE_IMPACT,
    _judge.RULE_STEP,
    _judge.ASSUMED_CAUSE,
    _judge.TOO_LONG,
    "never",
    "unknown",
    "not named",
    "none",
    "any platform",
    "it is empty",
}


def literals(node: ast.AST) -> t.Iterator[str]:
    """Return the texts that an argument may be."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from (*literals(node.body), *literals(node.orelse))


def said_in_code() -> set[str]:
    """Return each text that code hands to C(say), and the titles of tables, which it maps to it."""
    found: set[str] = set()
    for file in MODULE_UTILS.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = getattr(node.func, "id", None) or getattr(node.func, "attr", None)
                if called == "say" and node.args:
                    found.update(literals(node.args[0]))
                elif file.name == "_report_md.py" and called == "table":
                    for row in node.args[:2]:
                        found.update(text for item in ast.walk(row) for text in literals(item))
            elif file.name == "_report_md.py" and isinstance(node, (ast.For, ast.Assign)):
                value = node.iter if isinstance(node, ast.For) else node.value
                if isinstance(value, ast.Tuple):
                    texts = [text for item in ast.walk(value) for text in literals(item)]
                    found.update(text for text in texts if text[:1].isupper())
    return found


def said_of_findings() -> set[str]:
    found: set[str] = set()
    for entry in CATALOGUE.values():
        found.update((entry.title, entry.evidence, entry.impact, entry.portal_path, *entry.remediation))
    for symptom in SYMPTOMS.values():
        found.add(symptom.title)
    for category in FAILURE_CATEGORIES.values():
        found.update((category.meaning, *category.remediation))
    for cause in SYNC_ERROR_CAUSES:
        found.update((cause.label, cause.cause, *cause.remediation, *([cause.limit] if cause.limit else [])))
    return found


def texts_of(language: str) -> dict[str, str]:
    module = importlib.import_module(f"{_report.__package__}._texts_{language}")
    return t.cast("dict[str, str]", module.TEXTS)


def fields(text: str) -> list[str]:
    return sorted({field for _text, field, _format, _conversion in string.Formatter().parse(text) if field})


EVERYTHING = everything(
    tokens=[
        token(**STALE, last_sync_error_code=7),
        token(id="2", expires_at=None, last_sync_error_code=3),
        token(id="3", name=None, token_type="none"),
        token(id="4", last_sync_at=None, modified_at=None, data_sharing_consent_granted=False),
        token(id="5", expires_at=to_text(NOW)),
    ],
    profiles=[profile(name=""), profile(id="p2", name="x" * 200, support_department="y" * 200, default_for=[])],
    devices=[
        devices(unassigned=3, by_state={"failed": 1, "blocked": 2}, by_profile={"gone": 1}, by_platform={"macos": 1})
    ],
    push_certificate=[push_certificate(configured=False)],
    vpp_tokens=[vpp_token("p", state="invalid", last_sync_status="failed", expires_at=to_text(NOW))],
    enrollment_events=[events(authentication=1, user_abandonment=3)],
)
EVERYTHING[0]["tenants"] = [tenant(), UNREAD, tenant(tenant_id="c", name="C", token_count=0)]
OPTIONS: dict[str, t.Any] = {
    "waivers": [{**WAIVER, "until": "2026-01-01"}],
    "rules": [{"name": "rule", "query": "name", "message": "Mine", "severity": "info"}],
    "expected_tokens": ["gone"],
    "sync_error_meanings": {7: 1},
}


# ---------------------------------------------------------------------------------------------------------------
# catalogues


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_text_is_missing_and_none_is_left_over(language: str) -> None:
    wanted, found = said_of_findings() | said_in_code() | WORDS, set(texts_of(language))
    assert wanted - found == set()
    assert found - wanted == set()


def test_texts_are_found_in_the_code() -> None:
    said = said_in_code()
    assert {"Skip to the findings", "What to do:", "Last sync", "Released", "The gate fails the run."} <= said
    assert len(said) > 80


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_values_are_the_same(language: str) -> None:
    for english, text in texts_of(language).items():
        assert fields(text) == fields(english), english
        assert text.strip() == text != ""
        if english.endswith("."):
            assert text.endswith("."), text


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_must_not_be_translated_is_still_there(language: str) -> None:
    kept = re.compile(
        r"\b(?:[a-z]+_[a-z_]+|AADSTS\d+|[A-Z]\w+\.Read\.All|https?://\S+|\w+\.apple\.com|\.p7m|\.pem|40\d|429|50\d)\b"
    )
    for english, text in texts_of(language).items():
        assert set(kept.findall(english)) <= set(kept.findall(text)), english


def test_numbers_pick_the_form_of_the_word() -> None:
    english, polish = "# token|# tokens", "# token|# tokeny|# tokenów"
    for number, one, other in (
        (0, "0 tokens", "0 tokenów"),
        (1, "1 token", "1 token"),
        (2, "2 tokens", "2 tokeny"),
        (5, "5 tokens", "5 tokenów"),
        (12, "12 tokens", "12 tokenów"),
        (21, "21 tokens", "21 tokenów"),
        (22, "22 tokens", "22 tokeny"),
        (112, "112 tokens", "112 tokenów"),
        (1003, "1003 tokens", "1003 tokeny"),
    ):
        assert (format(Count(number), english), format(Count(number), polish)) == (one, other)
        assert f"{Count(number)}" == str(number)


# ---------------------------------------------------------------------------------------------------------------
# verdicts and reports


def test_codes_and_numbers_are_the_same_in_every_language() -> None:
    english = evaluate(EVERYTHING, policy(OPTIONS), NOW)
    for language in TRANSLATED:
        other = evaluate(EVERYTHING, policy(OPTIONS), NOW, language)
        assert other["language"] == language
        for key in ("status", "passed", "summary", "tenants", "policy", "judged_at", "device_summaries"):
            assert other[key] == english[key]
        for one, two in zip(english["findings"], other["findings"], strict=True):
            for key in ("code", "severity", "kind", "tenant_id", "id", "name", "docs_url", "waived"):
                assert one[key] == two[key]
            assert len(one["remediation"]) == len(two["remediation"])
        assert [item["code"] for item in english["tokens"][0]["health"]["findings"]] == [
            item["code"] for item in other["tokens"][0]["health"]["findings"]
        ]


def test_a_polish_verdict_is_polish_throughout() -> None:
    codes = set()
    for finding in evaluate(EVERYTHING, policy(OPTIONS), NOW, "pl")["findings"]:
        codes.add(finding["code"])
        texts = [finding["impact"], *finding["remediation"], finding["evidence"]["summary"]]
        if finding["code"] != "rule":
            texts.append(finding["title"])
        for cause in finding["evidence"].get("possible_causes", []):
            texts += [cause["cause"], *cause["remediation"]]
        for text in texts:
            assert not re.search(r"\b(the|this|are|was|never|unknown|not named|characters|hours)\b", text), text
    assert codes >= {"sync_error", "could_not_check", "profile_field_invalid", "enrollment_failures", "rule"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_report_can_be_written(language: str) -> None:
    report = _report.document(evaluate(EVERYTHING, policy(OPTIONS), NOW, language), "2026-11-22T09:00:01Z")
    texts = {kind: _report.render(kind, report) for kind in _report.FILES}
    assert f'<html lang="{language}">' in texts["html"]
    assert ("Will the next Apple device" in texts["html"]) == (language == ENGLISH)
    assert ("What to do" in texts["md"]) == (language == ENGLISH)
    assert "# HELP mdm_intune_ade_status Health of everything" in texts["prom"]
    for kind in FORMATS:
        assert notification(report, kind)


def test_the_words_of_polish() -> None:
    msg = evaluate(result(token(**STALE), tenants=[tenant(), UNREAD]), policy({}), NOW, "pl")["msg"]
    assert msg.startswith(
        "KRYTYCZNY: wymagające uwagi tokeny ADE: 1 z 1; dzierżawy: 2; nie udało się sprawdzić 1 dzierżawy.\n"
    )
    assert (
        "- krytyczny: iPads (dzierżawa Contoso): Zbyt dawno nie było udanej synchronizacji z Apple [sync_stale]." in msg
    )
    assert "  Co zrobić najpierw: Otwórz ten token" in msg


@pytest.mark.parametrize("language", ["xx", "", None, "EN"])
def test_another_language_is_an_error(language: t.Any) -> None:
    with pytest.raises(ConfigurationError, match="languages are en, pl"):
        speaker(language)


def test_english_loads_no_catalogue() -> None:
    program = (
        "import sys\n"
        f"from {_report.__package__} import _report, _verdict\n"
        "facts = {'failed': True, 'msg': 'down'}\n"
        "for kind in _report.FILES:\n"
        "    _report.render(kind, _report.document(_verdict.verdict(facts, {}), '2026-11-22T09:00:01Z'))\n"
        "print([name for name in sys.modules if '_texts_' in name])\n"
    )
    collections = str(MODULE_UTILS.parents[4])
    ran = subprocess.run(
        [sys.executable, "-c", program], env={"PYTHONPATH": collections}, capture_output=True, text=True
    )
    assert ran.stdout == "[]\n", ran.stderr
