# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Health: facts and a policy -> a verdict. Pure: no I/O, and no clock of its own. For internal use only."""

from __future__ import annotations

import datetime as dt
import typing as t

from ansible_collections.mdm.intune.plugins.module_utils._errors import ConfigurationError
from ansible_collections.mdm.intune.plugins.module_utils._findings import CATALOGUE, SYMPTOMS
from ansible_collections.mdm.intune.plugins.module_utils._gathered import Facts, Gathered, gather, latest_clock
from ansible_collections.mdm.intune.plugins.module_utils._judge import (
    About,
    Finding,
    could_not_check,
    finding,
    judge_clocks,
    judge_devices,
    judge_enrollment_events,
    judge_no_default,
    judge_profile,
    judge_push_certificate,
    judge_rows,
    judge_token,
    judge_vpp_token,
    judge_waiver,
    matches,
    numbers,
    translated,
)
from ansible_collections.mdm.intune.plugins.module_utils._language import ENGLISH, Say, speaker
from ansible_collections.mdm.intune.plugins.module_utils._message import message
from ansible_collections.mdm.intune.plugins.module_utils._policy import Policy, Subject
from ansible_collections.mdm.intune.plugins.module_utils._status import STATUSES, passes, rank, worst
from ansible_collections.mdm.intune.plugins.module_utils._timestamps import from_user, to_text


def now_from(option: t.Any, facts: t.Any, clock: dt.datetime) -> dt.datetime:
    """Return the instant to judge by: the option C(now), else Graph's clock in the facts, else C(clock).

    Raises ConfigurationError for an option that is no timestamp.
    """
    if option is None or option == "":
        return latest_clock(facts) or clock
    try:
        return from_user(option)
    except (ValueError, TypeError) as error:
        raise ConfigurationError(f"now: {error}.") from None


# ---------------------------------------------------------------------------------------------------------------
# findings


def findings_of(gathered: Gathered, policy: Policy, now: dt.datetime) -> list[Finding]:
    """Return every finding about what was gathered, before severities and waivers of the policy."""
    objects = gathered.objects
    findings: list[Finding] = []
    for token in objects["ade_token"]:
        findings += judge_token(token, policy, now)
    findings += _judge_tenants(gathered, policy)
    for profile in objects["enrollment_profile"]:
        findings += judge_profile(profile)
    findings += _judge_assignments(gathered, policy, now)
    for certificate in objects["push_certificate"]:
        relied_on = gathered.complete("tokens") is False or certificate["tenant_id"] in gathered.equipped
        findings += judge_push_certificate(certificate, policy, now, relied_on=relied_on)
    for vpp_token in objects["vpp_token"]:
        findings += judge_vpp_token(vpp_token, policy, now)
    for summary in objects["enrollment_event_summary"]:
        findings += judge_enrollment_events(summary)
    findings += judge_clocks(gathered.clocks)
    for waiver in policy.waivers:
        findings += judge_waiver(waiver, now)
    return findings


def _judge_tenants(gathered: Gathered, policy: Policy) -> list[Finding]:
    """Return what could not be checked, tenants without tokens, and expected tokens that are gone."""
    findings: list[Finding] = []
    for rows in gathered.tenants.values():
        findings += judge_rows(rows)
    for source in gathered.sources:
        findings += judge_rows([source])
    narrowed = "tokens" in gathered.narrowed
    for row in gathered.rows:
        if row.check == "tokens" and row.checked and not policy.allow_no_tokens:
            # With a selection, tokens that were not asked for are missing from the facts, not from the tenant.
            count = row.facts.get("token_count") or 0
            if count == 0 or not (narrowed or row.tenant_id in gathered.equipped):
                about = About("tenant", row.tenant_id, row.tenant_id, row.name or row.tenant_id)
                findings.append(finding(about, "no_tokens", token_count=count))
    for expected in policy.expected_tokens:
        if not any(matches(expected, token) for token in gathered.real_tokens):
            findings += _missing(expected, gathered)
    return findings


def _missing(expected: Subject, gathered: Gathered) -> list[Finding]:
    """Return the finding of an expected token that is not among the facts: gone, or not looked for."""
    about = About("ade_token", expected.tenant_id, None, expected.token)
    rows = [row for row in gathered.rows if row.check == "tokens"]
    if not rows:
        return [could_not_check(about, f"{expected} is expected, but tokens were not checked")]
    if "tokens" in gathered.narrowed:
        return [
            could_not_check(about, f"{expected} is expected, but the facts were narrowed by a selection or a query")
        ]
    if expected.tenant_id is not None:
        rows = [row for row in rows if str(row.tenant_id).lower() == expected.tenant_id.lower()]
        if not rows:
            return [could_not_check(about, f"{expected} is expected, but its tenant was not asked for")]
    if all(row.checked for row in rows):
        return [finding(about, "token_missing", expected=str(expected))]
    return []  # it may be in the tenant that could not be checked, which is a finding already


def _judge_assignments(gathered: Gathered, policy: Policy, now: dt.datetime) -> list[Finding]:
    """Return the findings of devices, of their profiles, and of default profiles."""
    summaries = gathered.objects["ade_device_summary"]
    defaults, profile_ids = _defaults(gathered), _profile_ids(gathered)
    findings: list[Finding] = []
    for summary in summaries:
        key = (summary.get("tenant_id"), summary.get("token_id"))
        findings += judge_devices(summary, policy, now, defaults=defaults.get(key), profile_ids=profile_ids.get(key))
    counted = {(summary.get("tenant_id"), summary.get("token_id")) for summary in summaries}
    for token in gathered.real_tokens:
        key = (token.get("tenant_id"), token.get("id"))
        if key not in counted and defaults.get(key) == set():
            findings += judge_no_default(token)
    return findings


def _defaults(gathered: Gathered) -> dict[tuple[t.Any, t.Any], set[str]]:
    """Return the platforms with a default profile of each token for which that is known."""
    defaults: dict[tuple[t.Any, t.Any], set[str]] = {}
    for token in gathered.real_tokens:
        if "default_profiles" in token:
            platforms = {platform for platform, profile in token["default_profiles"].items() if profile}
            defaults[(token.get("tenant_id"), token.get("id"))] = platforms
    if "profiles" not in gathered.narrowed:
        for row in gathered.sources:
            if row.check == "profiles" and row.checked:
                defaults.setdefault((row.tenant_id, row.token_id), set())
        for profile in gathered.objects["enrollment_profile"]:
            key = (profile.get("tenant_id"), profile.get("token_id"))
            if key in defaults:
                defaults[key].update(profile.get("default_for") or ())
    return defaults


def _profile_ids(gathered: Gathered) -> dict[tuple[t.Any, t.Any], set[str | None]]:
    """Return the ids of the profiles of each token for which all are known."""
    if "profiles" in gathered.narrowed:
        return {}
    known: dict[tuple[t.Any, t.Any], set[str | None]] = {
        (row.tenant_id, row.token_id): set() for row in gathered.sources if row.check == "profiles" and row.checked
    }
    for profile in gathered.objects["enrollment_profile"]:
        known.setdefault((profile.get("tenant_id"), profile.get("token_id")), set()).add(profile.get("guid"))
    return known


def _with_policy(findings: t.Iterable[Finding], policy: Policy, now: dt.datetime) -> list[Finding]:
    """Apply severities and waivers. A waiver changes C(waived) and nothing else of a finding."""
    result = []
    for item in findings:
        severity = policy.severities.get(item["code"], item["severity"])
        if severity != "ignore":
            waived = any(
                waiver.finding == item["code"] and matches(waiver.subject, item) and now <= waiver.until
                for waiver in policy.waivers
            )
            result.append({**item, "severity": severity, "waived": waived})
    return result


# ---------------------------------------------------------------------------------------------------------------
# the verdict


def evaluate(facts: t.Any, policy: Policy, now: dt.datetime, language: str = ENGLISH) -> dict[str, t.Any]:
    """Return the verdict over the results of info modules at the instant C(now).

    Keys: C(status), C(findings) (worst first), C(symptoms), C(summary), C(tokens), C(push_certificates) and
    C(vpp_tokens) with their C(health), C(device_summaries), C(tenants), C(passed) (the gate of C(policy.fail_on)),
    C(fail_on), C(judged_at), C(policy) (the effective options), C(language) and C(msg). Raises ConfigurationError for
    facts that are not results of this collection.
    """
    say = speaker(language)
    gathered = gather(facts)
    findings = _with_policy(findings_of(gathered, policy, now), policy, now)
    findings.sort(key=lambda item: (item["waived"], -rank(item["severity"])))  # stable: the order of the facts within
    if language != ENGLISH:
        findings = [translated(item, say) for item in findings]
    by_object: dict[tuple[t.Any, ...], list[Finding]] = {}
    for item in findings:
        by_object.setdefault((item["kind"], item["tenant_id"], item["id"]), []).append(item)

    def judged(kind: str) -> list[dict[str, t.Any]]:
        result = []
        for fact in gathered.objects[kind]:
            own = by_object.get((kind, fact.get("tenant_id"), fact.get("id")), [])
            result.append({**fact, "health": {"status": worst(own), "findings": own, **numbers(fact, now)}})
        return result

    status, tokens = worst(findings), judged("ade_token")
    verdict: dict[str, t.Any] = {
        "status": status,
        "passed": passes(status, policy.fail_on),
        "fail_on": policy.fail_on,
        "judged_at": to_text(now),
        "findings": findings,
        "symptoms": _symptoms(findings, gathered, say),
        "summary": _summary(findings, tokens, gathered),
        "tokens": tokens,
        "push_certificates": judged("push_certificate"),
        "vpp_tokens": judged("vpp_token"),
        "device_summaries": [dict(summary) for summary in gathered.objects["ade_device_summary"]],
        "tenants": _tenants(gathered),
        # A report within a report within a report would grow from run to run.
        "policy": {name: value for name, value in policy.options.items() if name != "baseline"},
        "language": language,
    }
    verdict["msg"] = message(verdict, say)
    return verdict


def _tenants(gathered: Gathered) -> list[dict[str, t.Any]]:
    """Return one row for each tenant; it is checked if all that was asked for was read."""
    tenants = []
    for tenant_id, rows in gathered.tenants.items():
        failed = [row for row in rows if not row.checked]
        facts = next((row.facts for row in rows if row.check == "tokens" and row.facts), {})
        tenants.append(
            {
                "tenant_id": tenant_id,
                "name": next((row.name for row in rows if row.name is not None), tenant_id),
                "checked": not failed,
                "token_count": facts.get("token_count"),
                "maximum_tokens": facts.get("maximum_tokens"),
                "failure": dict(failed[0].failure or {}) if failed else None,
                "checks": {row.check: row.checked for row in rows},
            }
        )
    return tenants


def _symptoms(findings: list[Finding], gathered: Gathered, say: Say) -> list[dict[str, t.Any]]:
    """Return for each symptom whether evidence was found; C(none_found) is said only if all was looked at."""
    symptoms = []
    for symptom in SYMPTOMS.values():
        codes = [
            item["code"]
            for item in findings
            if not item["waived"] and item["code"] in CATALOGUE and symptom.code in CATALOGUE[item["code"]].symptoms
        ]
        missing = [check for check in symptom.checks if not gathered.complete(check)]
        symptoms.append(
            {
                "code": symptom.code,
                "title": say(symptom.title),
                "state": "found" if codes else "not_checked" if missing else "none_found",
                "findings": list(dict.fromkeys(codes)),
                "not_checked": missing,
            }
        )
    return symptoms


def _summary(findings: list[Finding], tokens: t.Sequence[Facts], gathered: Gathered) -> dict[str, t.Any]:
    judged = [token["health"]["status"] for token in tokens if token.get("token_type") != "none"]
    counted = [item["code"] for item in findings if not item["waived"]]
    unread = {row.tenant_id for row in gathered.rows if not row.checked}
    # results that failed without naming a tenant are tenants that nobody can name: each counts
    nameless = sum(1 for row in gathered.rows if row.tenant_id is None)
    return {
        "tokens": len(judged),
        "tokens_not_judged": len(tokens) - len(judged),
        "by_status": {status: judged.count(status) for status in STATUSES},
        "by_code": {code: counted.count(code) for code in sorted(set(counted))},
        "waived": len(findings) - len(counted),
        "tenants_checked": len({row.tenant_id for row in gathered.rows} - unread),
        "tenants_unchecked": len(unread - {None}) + nameless,
    }
