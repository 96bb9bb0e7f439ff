# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import typing as t

import pytest

from ansible_collections.mdm.intune.plugins.module_utils import _report
from ansible_collections.mdm.intune.plugins.module_utils._health import evaluate
from ansible_collections.mdm.intune.plugins.module_utils._notification import FORMATS, notification
from ansible_collections.mdm.intune.plugins.module_utils._policy import policy
from ansible_collections.mdm.intune.tests.unit.plugins.facts import NOW, STALE, UNREAD, WAIVER, result, tenant, token


def notify(facts: t.Any, kind: str, **options: t.Any) -> dict[str, t.Any]:
    return notification(_report.document(evaluate(facts, policy(options), NOW), "2026-11-22T09:00:01Z"), kind)


def texts(value: t.Any) -> list[str]:
    """Return every text of the runs in a card, in order; refuses a block that would read Markdown out of a text."""
    if isinstance(value, list):
        return [text for item in value for text in texts(item)]
    assert value["type"] in ("Container", "RichTextBlock", "TextRun")
    return [value["text"]] if value["type"] == "TextRun" else texts(value.get("items") or value["inlines"])


def card(facts: t.Any, **options: t.Any) -> dict[str, t.Any]:
    message = notify(facts, "adaptive_card", **options)
    assert message["type"] == "message"
    (attachment,) = message["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert (attachment["content"]["type"], attachment["content"]["version"]) == ("AdaptiveCard", "1.4")
    return t.cast(dict[str, t.Any], attachment["content"])


@pytest.mark.parametrize(
    ("facts", "style", "word"),
    [
        (result(token()), "good", "HEALTHY: "),
        (result(token(expires_at="2026-12-15T00:00:00Z")), "warning", "WARNING: "),
        (result(token(), tenants=[tenant(), UNREAD]), "warning", "UNKNOWN: "),
        (result(token(**STALE)), "attention", "CRITICAL: "),
    ],
)
def test_a_card_begins_with_the_verdict(facts: t.Any, style: str, word: str) -> None:
    made = card(facts)
    assert made["body"][0]["style"] == style
    assert texts(made["body"])[1] == word
    assert made["fallbackText"].startswith(word)


def test_a_card_says_what_to_do_first() -> None:
    said = texts(card(result(token(**STALE)))["body"])
    (finding,) = evaluate(result(token(**STALE)), policy({}), NOW)["findings"]
    for text in (finding["title"], finding["evidence"]["summary"], finding["remediation"][0], "iPads (tenant Contoso)"):
        assert any(text in part for part in said), text
    assert " - iPads (tenant Contoso)" in said


def test_a_card_stays_small_enough_for_teams() -> None:
    tokens = [token(id=str(number), name="\u00e4" * 2000, **STALE) for number in range(500)]
    made = card(result(*tokens))
    assert len(json.dumps(made).encode()) < 28_000
    assert "492 more findings: see the report." in texts(made["body"])


@pytest.mark.parametrize("name", ["[click](https://example.com)", "**bold**", "two\nlines", "\ud800", "<at>all</at>"])
def test_hostile_names_are_text(name: str) -> None:
    for kind in FORMATS:
        made = notify(result(token(name=name, **STALE), tenants=[tenant(name=name)]), kind)
        json.dumps(made, ensure_ascii=False).encode()
    texts(card(result(token(name=name, **STALE)))["body"])


def test_plain_json_is_for_programs() -> None:
    made = notify(result(token(**STALE), token(id="2", name="Macs", **STALE)), "json", waivers=[WAIVER])
    assert made["text"].startswith("CRITICAL: 1 of 2 ADE tokens")
    assert (made["status"], made["passed"], made["judged_at"]) == ("critical", False, "2026-11-22T09:00:00Z")
    (finding,) = made["findings"]
    assert (finding["code"], finding["subject"]) == ("sync_stale", "Macs (tenant Contoso)")
