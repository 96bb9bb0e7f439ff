# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The reports of several runs, each over some of the tenants -> one verdict over all. Pure. For internal use only."""

from __future__ import annotations

import collections
import json
import typing as t

from ansible_collections.mdm.intune.plugins.module_utils._errors import ConfigurationError
from ansible_collections.mdm.intune.plugins.module_utils._findings import SYMPTOMS
from ansible_collections.mdm.intune.plugins.module_utils._gathered import Facts
from ansible_collections.mdm.intune.plugins.module_utils._judge import About, Finding, could_not_check, translated
from ansible_collections.mdm.intune.plugins.module_utils._language import speaker
from ansible_collections.mdm.intune.plugins.module_utils._message import message
from ansible_collections.mdm.intune.plugins.module_utils._report import SCHEMA_VERSION
from ansible_collections.mdm.intune.plugins.module_utils._status import STATUSES, passes, rank, worst

_LISTS = ("tokens", "push_certificates", "vpp_tokens", "device_summaries", "tenants")
_KEYS = frozenset(
    (*_LISTS, "findings", "symptoms", "summary", "policy", "fail_on", "language", "judged_at", "schema_version")
)
_NOT_REPORTED = "none of the merged reports holds this tenant: the run that was to check it has not ended, or failed"


def merge(reports: t.Mapping[str, t.Any], tenants: t.Sequence[t.Any]) -> dict[str, t.Any]:
    """Return one verdict over the contents of several report.json files, by the names of the files.

    C(tenants) are those that should have been checked, as the option C(tenants) of the info modules takes them; one
    that no report holds could not be checked. Raises ConfigurationError for no report at all, for what is no report,
    for reports that were judged by different policies, and for a tenant that two reports hold.
    """
    if not reports:
        raise ConfigurationError("There is no report to merge: nothing was checked.")
    first = next(iter(reports))
    for name, report in reports.items():
        if not isinstance(report, t.Mapping) or not set(report) >= _KEYS or report["schema_version"] != SCHEMA_VERSION:
            raise ConfigurationError(f"{name} is no report.json of this release: write it anew before it is merged.")
        if any(report[key] != reports[first][key] for key in ("policy", "fail_on")):
            raise ConfigurationError(
                f"{name} was judged by another policy than {first}. Give all runs the same variables."
            )
        if report["language"] != reports[first]["language"]:
            raise ConfigurationError(f"{name} is in another language than {first}. Give all runs the same variables.")
    return _merged(list(reports.values()), tenants)


def _merged(reports: t.Sequence[Facts], tenants: t.Sequence[t.Any]) -> dict[str, t.Any]:
    merged: dict[str, list[t.Any]] = {key: [item for report in reports for item in report[key]] for key in _LISTS}
    held = collections.Counter(_folded(row["tenant_id"]) for row in merged["tenants"] if row["tenant_id"] is not None)
    twice = sorted(tenant for tenant, count in held.items() if count > 1)
    if twice:
        raise ConfigurationError(
            f"More than one report holds {', '.join(twice[:5])}{' and others' if len(twice) > 5 else ''}."
            " Give the reports of one run over each tenant, and remove those of earlier runs."
        )
    findings, say = _findings(reports, set(held)), speaker(reports[0]["language"])
    for tenant_id, name in _named(tenants):
        if _folded(tenant_id) not in held:
            finding = translated(could_not_check(About("tenant", tenant_id, tenant_id, name), _NOT_REPORTED), say)
            findings.append(finding)
            merged["tenants"].append(_unread(tenant_id, name, finding["evidence"]["reason"]))
    findings.sort(key=lambda item: (item["waived"], -rank(item["severity"])))
    status, fail_on = worst(findings), reports[0]["fail_on"]
    verdict: dict[str, t.Any] = {
        "status": status,
        "passed": passes(status, fail_on),
        "fail_on": fail_on,
        # The oldest: what was judged then may have changed since.
        "judged_at": min(report["judged_at"] for report in reports),
        "findings": findings,
        "symptoms": _symptoms(reports, findings, complete=len(merged["tenants"]) == len(held)),
        "summary": _summary(merged, findings),
        **merged,
        "policy": reports[0]["policy"],
        "language": reports[0]["language"],
    }
    verdict["msg"] = message(verdict, say)
    return verdict


def _folded(tenant_id: t.Any) -> str:
    return str(tenant_id).lower()


def _named(tenants: t.Sequence[t.Any]) -> t.Iterator[tuple[str, str]]:
    """Yield id and name of each tenant."""
    for tenant in tenants:
        row = tenant if isinstance(tenant, t.Mapping) else {"tenant_id": tenant}
        if not row.get("tenant_id"):
            raise ConfigurationError("A tenant has no tenant_id.")
        yield str(row["tenant_id"]), str(row.get("name") or row["tenant_id"])


def _unread(tenant_id: str, name: str, reason: str) -> dict[str, t.Any]:
    failure = dict.fromkeys(("status", "code", "message", "request_id", "client_request_id", "tenant_id", "permission"))
    return {
        "tenant_id": tenant_id,
        "name": name,
        "checked": False,
        "token_count": None,
        "maximum_tokens": None,
        "failure": {**failure, "message": reason, "tenant_id": tenant_id},
        "checks": {},
    }


def _findings(reports: t.Sequence[Facts], held: set[str]) -> list[Finding]:
    """Return the findings of all reports; what each of them had to say of the whole is said once, if it is still true.

    That are the findings about no object: the controller's clock, waivers, and tokens that the policy expects. A run
    over some of the tenants misses the expected tokens of all others.
    """
    findings: list[Finding] = []
    about_the_whole: dict[str, list[Finding]] = {}
    for report in reports:
        own = {_folded(row["tenant_id"]) for row in report["tenants"]}
        for item in report["findings"]:
            if item["id"] is not None:
                findings.append(item)
                continue
            key = json.dumps([item[part] for part in ("code", "kind", "tenant_id", "name")])
            if item["kind"] == "ade_token":
                elsewhere = item["tenant_id"] is not None and _folded(item["tenant_id"]) in held - own
                if elsewhere:
                    continue
            about_the_whole.setdefault(key, []).append(item)
    for items in about_the_whole.values():
        expected_anywhere = items[0]["kind"] == "ade_token" and items[0]["tenant_id"] is None
        if not expected_anywhere or len(items) == len(reports):
            findings.append(items[0])
    return findings


def _symptoms(reports: t.Sequence[Facts], findings: t.Sequence[Finding], complete: bool) -> list[dict[str, t.Any]]:
    """Return for each symptom whether any report has evidence; C(none_found) only if all looked, at all tenants."""
    present = {item["code"] for item in findings if not item["waived"]}
    symptoms = []
    for symptom in SYMPTOMS.values():
        rows = [row for report in reports for row in report["symptoms"] if row["code"] == symptom.code]
        codes = [code for row in rows for code in row["findings"] if code in present]
        unread = {check for row in rows for check in row["not_checked"]}
        missing = [check for check in symptom.checks if check in unread or not complete]
        symptoms.append(
            {
                "code": symptom.code,
                "title": rows[0]["title"],
                "state": "found" if codes else "not_checked" if missing else "none_found",
                "findings": list(dict.fromkeys(codes)),
                "not_checked": missing,
            }
        )
    return symptoms


def _summary(merged: t.Mapping[str, list[t.Any]], findings: t.Sequence[Finding]) -> dict[str, t.Any]:
    judged = [token["health"]["status"] for token in merged["tokens"] if token.get("token_type") != "none"]
    counted = collections.Counter(item["code"] for item in findings if not item["waived"])
    checked = sum(row["checked"] for row in merged["tenants"])
    return {
        "tokens": len(judged),
        "tokens_not_judged": len(merged["tokens"]) - len(judged),
        "by_status": {status: judged.count(status) for status in STATUSES},
        "by_code": dict(sorted(counted.items())),
        "waived": len(findings) - sum(counted.values()),
        "tenants_checked": checked,
        "tenants_unchecked": len(merged["tenants"]) - checked,
    }
