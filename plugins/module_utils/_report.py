# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reports: a verdict -> documents. Pure. For internal use only."""

from __future__ import annotations

import json
import re
import typing as t

from ansible_collections.mdm.intune.plugins.module_utils._gathered import Facts
from ansible_collections.mdm.intune.plugins.module_utils._health import one_line, subject
from ansible_collections.mdm.intune.plugins.module_utils._judge import Finding
from ansible_collections.mdm.intune.plugins.module_utils._version import COLLECTION_VERSION

SCHEMA_VERSION = 1

_MARKUP = re.compile(r"([\\`*_\[\]<|~&])")


def document(verdict: Facts, generated_at: str) -> dict[str, t.Any]:
    """Return the content of report.json: the verdict, with what says where it comes from.

    Its JSON Schema is C(roles/ade_health/files/report.schema.json).
    """
    return {
        "schema_version": SCHEMA_VERSION,
        "generator": f"mdm.intune {COLLECTION_VERSION}",
        "generated_at": generated_at,
        **verdict,
    }


def to_json(report: Facts) -> str:
    """Return report.json."""
    return json.dumps(report, indent=2, ensure_ascii=False) + "\n"


def _text(value: t.Any) -> str:
    """Return a value as Markdown text that is shown as it is, whatever a name holds."""
    return _MARKUP.sub(r"\\\1", one_line(value))


def _cell(value: t.Any) -> str:
    return "-" if value is None else _text(value)


def to_markdown(report: Facts) -> str:
    """Return report.md: the verdict in a sentence, what could not be checked, the tokens, and every finding."""
    head, *_unused = report["msg"].splitlines()
    names = {row["tenant_id"]: row.get("name") for row in report["tenants"]}
    lines = [
        "# Apple device enrollment: health of the ADE tokens",
        "",
        f"**{_text(head)}**",
        "",
        f"Judged at {report['judged_at']}. The gate (fail_on: {report['fail_on']}) "
        f"{'lets the run pass' if report['passed'] else 'fails the run'}.",
        "",
    ]
    unchecked = [row for row in report["tenants"] if not row["checked"]]
    if unchecked:
        lines += ["## Could not be checked", "", "Nothing is known about these checks of these tenants.", ""]
        for row in unchecked:
            reason = (row.get("failure") or {}).get("message") or "no reason was recorded"
            checks = ", ".join(check for check, read in row["checks"].items() if not read)
            lines.append(f"- {_text(row.get('name') or row['tenant_id'])} ({checks}): {_text(reason)}")
        lines.append("")
    lines += ["## Symptoms", ""]
    for symptom in report["symptoms"]:
        lines.append(f"- {_text(symptom['title'])}: **{_SYMPTOM_STATES[symptom['state']]}**{_symptom_details(symptom)}")
    lines += ["", "## Tokens", ""]
    if report["tokens"]:
        lines += ["| Tenant | Token | Status | Expires | Days left | Last sync | Devices |", f"|{'---|' * 7}"]
        for token in report["tokens"]:
            judged = token.get("token_type") != "none"
            cells = (
                token.get("tenant_name") or token.get("tenant_id"),
                token.get("name"),
                token["health"]["status"] if judged else "not judged (Apple Configurator)",
                token.get("expires_at"),
                token["health"]["days_until_expiry"] if judged else None,
                token.get("last_sync_at"),
                token.get("synced_device_count"),
            )
            lines.append("| " + " | ".join(map(_cell, cells)) + " |")
    else:
        lines.append("No token was found.")
    lines += _siblings(report, names)
    lines += ["", "## Findings", ""]
    if not report["findings"]:
        lines += ["None.", ""]
    for finding in report["findings"]:
        lines += _finding(finding, names)
    return "\n".join(lines).rstrip() + "\n"


_SYMPTOM_STATES = {"found": "evidence found", "none_found": "none found", "not_checked": "not checked"}


def _symptom_details(symptom: Facts) -> str:
    if symptom["findings"]:
        return f" ({', '.join(f'`{code}`' for code in symptom['findings'])})"
    return f" (not read: {', '.join(symptom['not_checked'])})" if symptom["not_checked"] else ""


def _siblings(report: Facts, tenant_names: t.Mapping[t.Any, t.Any]) -> list[str]:
    """Return the tables of devices, push certificates and VPP tokens, as far as they were read."""
    lines: list[str] = []

    def table(title: str, head: tuple[str, ...], rows: t.Iterable[tuple[t.Any, ...]]) -> None:
        body = ["| " + " | ".join(map(_cell, row)) + " |" for row in rows]
        if body:
            lines.extend(["", f"## {title}", "", f"| {' | '.join(head)} |", f"|{'---|' * len(head)}", *body])

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
                    fact["health"]["status"],
                    fact.get("expires_at"),
                    fact["health"]["days_until_expiry"],
                )
                for fact in report[key]
            ),
        )
    return lines


def _finding(finding: Finding, tenant_names: t.Mapping[t.Any, t.Any]) -> list[str]:
    waived = " (waived)" if finding["waived"] else ""
    lines = [
        f"### {finding['severity']}{waived}: {_text(subject(finding, tenant_names))}: {_text(finding['title'])}",
        "",
        f"- Finding: `{finding['code']}`",
        f"- Evidence: {_text(finding['evidence']['summary'])}",
        f"- Impact: {_text(finding['impact'])}",
        f"- Where: {_text(finding['portal_path'])}",
    ]
    if finding["docs_url"]:
        lines.append(f"- Documentation: <{finding['docs_url']}>")
    lines += ["", "What to do:", ""]
    lines += [f"{number}. {_text(step)}" for number, step in enumerate(finding["remediation"], 1)]
    causes = finding["evidence"].get("possible_causes")
    if causes:
        lines += ["", "Causes that Microsoft lists for sync errors; which of them it is, the portal's text tells:", ""]
        lines += [f"- {_text(cause['label'])}: {_text(cause['cause'])}" for cause in causes]
    return [*lines, ""]


WRITERS: t.Mapping[str, t.Callable[[Facts], str]] = {"json": to_json, "md": to_markdown}
