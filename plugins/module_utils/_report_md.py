# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""report.md: a verdict as Markdown, for people. Pure. For internal use only."""

from __future__ import annotations

import re
import typing as t

from ansible_collections.mdm.intune.plugins.module_utils._language import Say, speaker
from ansible_collections.mdm.intune.plugins.module_utils._message import Facts, Finding, one_line, subject

_MARKUP = re.compile(r"([\\`*_\[\]<|~&])")


def _text(value: t.Any) -> str:
    """Return a value as Markdown text that is shown as it is, whatever a name holds."""
    return _MARKUP.sub(r"\\\1", one_line(value))


def _cell(value: t.Any) -> str:
    return "-" if value is None else _text(value)


def render(report: Facts) -> str:
    """Return report.md: the verdict in a sentence, what could not be checked, the tokens, and every finding."""
    say = speaker(report["language"])
    head, *_unused = report["msg"].splitlines()
    names = {row["tenant_id"]: row.get("name") for row in report["tenants"]}
    lines = [
        "# " + say("Apple device enrollment: health of the ADE tokens"),
        "",
        f"**{_text(head)}**",
        "",
        say("Judged at {judged_at}.", judged_at=report["judged_at"])
        + " "
        + say(
            "The gate (fail_on: {fail_on}) lets the run pass."
            if report["passed"]
            else "The gate (fail_on: {fail_on}) fails the run.",
            fail_on=report["fail_on"],
        ),
        "",
    ]
    if before := report.get("before_sync"):
        lines += [
            say("Before the sync, at {judged_at}:", judged_at=before["judged_at"]) + " " + _text(before["headline"]),
            "",
        ]
    unchecked = [row for row in report["tenants"] if not row["checked"]]
    if unchecked:
        lines += ["## " + say("Could not be checked"), ""]
        lines += [say("Nothing is known about these checks of these tenants."), ""]
        for row in unchecked:
            reason = (row.get("failure") or {}).get("message") or say("no reason was recorded")
            checks = ", ".join(check for check, read in row["checks"].items() if not read)
            lines.append(f"- {_text(row.get('name') or row['tenant_id'])} ({checks}): {_text(reason)}")
        lines.append("")
    lines += ["## " + say("Symptoms"), ""]
    states = {"found": say("evidence found"), "none_found": say("none found"), "not_checked": say("not checked")}
    for symptom in report["symptoms"]:
        details = _symptom_details(symptom, say)
        lines.append(f"- {_text(symptom['title'])}: **{states[symptom['state']]}**{details}")
    lines += ["", "## " + say("Tokens"), ""]
    if report["tokens"]:
        titles = ("Tenant", "Token", "Status", "Expires", "Days left", "Last sync", "Devices")
        lines += [f"| {' | '.join(map(say, titles))} |", f"|{'---|' * 7}"]
        for token in report["tokens"]:
            judged = token.get("token_type") != "none"
            cells = (
                token.get("tenant_name") or token.get("tenant_id"),
                token.get("name"),
                say(token["health"]["status"]) if judged else say("not judged (Apple Configurator)"),
                token.get("expires_at"),
                token["health"]["days_until_expiry"] if judged else None,
                token.get("last_sync_at"),
                token.get("synced_device_count"),
            )
            lines.append("| " + " | ".join(map(_cell, cells)) + " |")
    else:
        lines.append(say("No token was found."))
    lines += _siblings(report, names, say)
    lines += ["", "## " + say("Findings"), ""]
    if not report["findings"]:
        lines += [say("None."), ""]
    for finding in report["findings"]:
        lines += _finding(finding, names, say)
    return "\n".join(lines).rstrip() + "\n"


def _symptom_details(symptom: Facts, say: Say) -> str:
    if symptom["findings"]:
        return f" ({', '.join(f'`{code}`' for code in symptom['findings'])})"
    if symptom["not_checked"]:
        return " " + say("(not read: {checks})", checks=", ".join(symptom["not_checked"]))
    return ""


def _siblings(report: Facts, tenant_names: t.Mapping[t.Any, t.Any], say: Say) -> list[str]:
    """Return the tables of devices, push certificates and VPP tokens, as far as they were read."""
    lines: list[str] = []

    def table(title: str, head: tuple[str, ...], rows: t.Iterable[tuple[t.Any, ...]]) -> None:
        body = ["| " + " | ".join(map(_cell, row)) + " |" for row in rows]
        if body:
            lines.extend(
                ["", f"## {say(title)}", "", f"| {' | '.join(map(say, head))} |", f"|{'---|' * len(head)}", *body]
            )

    def tenant(fact: Facts) -> t.Any:
        return fact.get("tenant_name") or tenant_names.get(fact.get("tenant_id"))

    table(
        "Devices",
        ("Tenant", "Token", "Devices", "Unassigned", "Enrolled", "Not contacted", "Failed", "Blocked", "Released"),
        (
            (
                tenant(summary),
                summary.get("token_name"),
                summary.get("total"),
                summary.get("unassigned"),
                *(summary["by_state"].get(state, 0) for state in ("enrolled", "not_contacted", "failed", "blocked")),
                summary.get("deleted"),
            )
            for summary in report["device_summaries"]
        ),
    )
    for title, key in (("Push certificates", "push_certificates"), ("VPP tokens", "vpp_tokens")):
        table(
            title,
            ("Tenant", "Name", "Status", "Expires", "Days left"),
            (
                (
                    tenant(fact),
                    fact.get("name"),
                    say(fact["health"]["status"]),
                    fact.get("expires_at"),
                    fact["health"]["days_until_expiry"],
                )
                for fact in report[key]
            ),
        )
    return lines


def _finding(finding: Finding, tenant_names: t.Mapping[t.Any, t.Any], say: Say) -> list[str]:
    severity = say(finding["severity"]) + (f" ({say('waived')})" if finding["waived"] else "")
    lines = [
        f"### {severity}: {_text(subject(finding, tenant_names, say))}: {_text(finding['title'])}",
        "",
        f"- {say('Finding')}: `{finding['code']}`",
        f"- {say('Evidence')}: {_text(finding['evidence']['summary'])}",
        f"- {say('Impact')}: {_text(finding['impact'])}",
        f"- {say('Where')}: {_text(finding['portal_path'])}",
    ]
    if finding["docs_url"]:
        lines.append(f"- {say('Documentation')}: <{finding['docs_url']}>")
    lines += ["", say("What to do:"), ""]
    lines += [f"{number}. {_text(step)}" for number, step in enumerate(finding["remediation"], 1)]
    causes = finding["evidence"].get("possible_causes")
    if causes:
        hint = say("Causes that Microsoft lists for sync errors; which of them it is, the portal's text tells:")
        lines += ["", hint, ""]
        lines += [f"- {_text(cause['label'])}: {_text(cause['cause'])}" for cause in causes]
    return [*lines, ""]
