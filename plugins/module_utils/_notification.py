# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A verdict as the body of a webhook. Pure. For internal use only."""

from __future__ import annotations

import typing as t

from ansible_collections.mdm.intune.plugins.module_utils._errors import ConfigurationError
from ansible_collections.mdm.intune.plugins.module_utils._language import Say, speaker
from ansible_collections.mdm.intune.plugins.module_utils._message import Facts, Finding, one_line, sentence, subject

FORMATS = ("adaptive_card", "json")

# Teams takes about 28 KB; a card that is longer is refused as a whole.
_MOST_FINDINGS = 8
_LONGEST_TEXT = 400
_STYLES = {"critical": "attention", "unknown": "warning", "warning": "warning", "healthy": "good"}


def notification(report: Facts, kind: str) -> dict[str, t.Any]:
    """Return the body of a kind of C(FORMATS). Raises ConfigurationError for another one."""
    if kind not in FORMATS:
        raise ConfigurationError(f"format {kind!r} is not there; formats are {', '.join(FORMATS)}.")
    say = speaker(report["language"])
    return _card(report, say) if kind == "adaptive_card" else _plain(report, say)


def _counted(report: Facts) -> list[Finding]:
    return [item for item in report["findings"] if not item["waived"]]


def _subject(report: Facts, item: Finding, say: Say) -> str:
    return subject(item, {row["tenant_id"]: row.get("name") for row in report["tenants"]}, say)


def _plain(report: Facts, say: Say) -> dict[str, t.Any]:
    """Return the verdict in short; C(text) is what many chats show."""
    findings = [
        {
            **{key: item[key] for key in ("code", "severity", "kind", "tenant_id", "id", "title", "docs_url")},
            "subject": _subject(report, item, say),
            "evidence": item["evidence"]["summary"],
            "first_step": item["remediation"][0],
        }
        for item in _counted(report)
    ]
    kept = {key: report[key] for key in ("status", "passed", "fail_on", "judged_at", "language", "summary")}
    return {"text": _cut(report["msg"].splitlines()[0]), **kept, "findings": findings[:100]}


def _card(report: Facts, say: Say) -> dict[str, t.Any]:
    """Return a message with one Adaptive Card, as Teams workflows take it.

    Whatever may hold a name is a RichTextBlock: a TextBlock would read Markdown, links included, out of it.
    """
    findings = _counted(report)
    body: list[dict[str, t.Any]] = [
        {
            "type": "Container",
            "style": _STYLES[report["status"]],
            "bleed": True,
            "items": [
                _text(_run(say("Will the next Apple device enrol into Intune?"), isSubtle=True)),
                _text(
                    _run(f"{say(report['status']).upper()}: ", weight="Bolder", size="Large"),
                    _run(f"{sentence(report, say)}.", weight="Bolder", size="Medium"),
                ),
            ],
        }
    ]
    body += [_finding(report, item, say) for item in findings[:_MOST_FINDINGS]]
    more = len(findings) - _MOST_FINDINGS
    if more > 0:
        body.append(_text(_run(say("{count:# more finding|# more findings}: see the report.", count=more))))
    judged_at = report["judged_at"].replace("T", " ").replace("Z", " UTC")
    body.append(_text(_run(say("Judged at {judged_at}.", judged_at=judged_at), isSubtle=True, size="Small")))
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "fallbackText": _cut(report["msg"].splitlines()[0]),
        "msteams": {"width": "Full"},
        "body": body,
    }
    return {
        "type": "message",
        "attachments": [
            {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
        ],
    }


def _finding(report: Facts, item: Finding, say: Say) -> dict[str, t.Any]:
    title = _run(f"{say(item['severity'])}: {item['title']}", weight="Bolder")
    return {
        "type": "Container",
        "separator": True,
        "items": [
            _text(title, _run(f" - {_subject(report, item, say)}")),
            _text(_run(item["evidence"]["summary"], isSubtle=True)),
            _text(_run(say("What to do first: {step}", step=item["remediation"][0]))),
        ],
    }


def _text(*runs: dict[str, t.Any]) -> dict[str, t.Any]:
    return {"type": "RichTextBlock", "inlines": list(runs)}


def _run(text: str, **style: t.Any) -> dict[str, t.Any]:
    return {"type": "TextRun", "text": _cut(text), **style}


def _cut(text: str) -> str:
    """Return a text as one line of a bearable length, with the blanks that part it from its neighbours."""
    line = " " * text.startswith(" ") + one_line(text) + " " * text.endswith(" ")
    return line if len(line) <= _LONGEST_TEXT else line[: _LONGEST_TEXT - 3] + "..."
