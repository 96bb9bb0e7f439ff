# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A verdict in words. Pure. For internal use only.

Reports begin here and not at C(_health): to write what was judged takes nothing of what judges.
"""

from __future__ import annotations

import typing as t

from ansible_collections.mdm.intune.plugins.module_utils._language import Say
from ansible_collections.mdm.intune.plugins.module_utils._status import HEALTHY

Facts = t.Mapping[str, t.Any]
Finding = t.Mapping[str, t.Any]


def one_line(text: t.Any) -> str:
    """Return a text without line breaks and control characters: names come from outside."""
    return "".join(char if char.isprintable() else " " for char in str(text)).strip()


def subject(item: Finding, tenant_names: t.Mapping[t.Any, t.Any], say: Say) -> str:
    """Return what a finding is about, with its tenant, as one line."""
    name = one_line(item["name"] or item["id"] or say("unnamed"))
    if item["tenant_id"] in (None, item["id"]):
        return name
    tenant = one_line(tenant_names.get(item["tenant_id"], item["tenant_id"]))
    return say("{name} (tenant {tenant})", name=name, tenant=tenant)


def diagnosed(verdict: Facts) -> bool:
    """Say whether more was looked at than the tokens, so that the symptoms tell something."""
    return any(set(row["checks"]) - {"tokens"} for row in verdict["tenants"])


def message(verdict: Facts, say: Say) -> str:
    """Return the verdict as a readable text: one line in short, then each finding with its first remedy."""
    tenant_names = {row["tenant_id"]: row.get("name") for row in verdict["tenants"]}
    lines = [say("{status}: {sentence}.", status=say(verdict["status"]).upper(), sentence=sentence(verdict, say))]
    if diagnosed(verdict):
        words = {"found": say("EVIDENCE FOUND"), "none_found": say("none found"), "not_checked": say("not checked")}
        lines += [f"* {symptom['title']}: {words[symptom['state']]}" for symptom in verdict["symptoms"]]
    for item in verdict["findings"]:
        if not item["waived"]:
            lines.append(
                f"- {say(item['severity'])}: {subject(item, tenant_names, say)}: {one_line(item['title'])}"
                f" [{item['code']}]. {one_line(item['evidence']['summary'])}"
            )
            lines.append("  " + say("What to do first: {step}", step=one_line(item["remediation"][0])))
    return "\n".join(lines)


def sentence(verdict: Facts, say: Say) -> str:
    """Return the verdict in a sentence, without its status and without a full stop."""
    summary = verdict["summary"]
    unhealthy = summary["tokens"] - summary["by_status"][HEALTHY]
    counted = {(token.get("tenant_id"), token.get("id")) for token in verdict["tokens"]}
    others = sum(
        1
        for item in verdict["findings"]
        if not item["waived"]
        and (item["tenant_id"], item["id"]) not in counted
        and (item["kind"], item["code"]) != ("tenant", "could_not_check")
    )
    parts = [
        say(
            "{unhealthy} of {tokens:# ADE token|# ADE tokens} in {tenants:# tenant|# tenants} "
            "{unhealthy:needs|need} attention",
            unhealthy=unhealthy,
            tokens=summary["tokens"],
            tenants=summary["tenants_checked"] + summary["tenants_unchecked"],
        )
    ]
    if summary["tenants_unchecked"]:
        parts.append(say("{count:# tenant|# tenants} could not be checked", count=summary["tenants_unchecked"]))
    if others:
        parts.append(say("{count:# finding|# findings} about other things", count=others))
    if summary["waived"]:
        parts.append(say("{count:# finding|# findings} waived", count=summary["waived"]))
    return "; ".join(parts)
