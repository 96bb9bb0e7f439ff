# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One fact and a policy -> findings. Pure: no I/O, and no clock of its own. For internal use only."""

from __future__ import annotations

import dataclasses
import datetime as dt
import typing as t

from ansible_collections.mdm.intune.plugins.module_utils._errors import ConfigurationError
from ansible_collections.mdm.intune.plugins.module_utils._findings import (
    CATALOGUE,
    FAILURE_CATEGORIES,
    PROFILE_FIELD_LIMITS,
    SYNC_ERROR_CAUSES,
    SYNC_ERRORS_URL,
    TERMS_NOT_ACCEPTED,
)
from ansible_collections.mdm.intune.plugins.module_utils._gathered import Facts, Row
from ansible_collections.mdm.intune.plugins.module_utils._language import Say
from ansible_collections.mdm.intune.plugins.module_utils._policy import Policy, Rule, Subject, Thresholds, Waiver
from ansible_collections.mdm.intune.plugins.module_utils._timestamps import from_graph, to_text

Finding = dict[str, t.Any]

WARNING, CRITICAL = "warning", "critical"
CLOCK_SKEW_SECONDS = 300
DAY, HOUR = 86400, 3600
RULE_EVIDENCE = "The rule {rule} of your policy holds: {query}"
RULE_IMPACT = "A rule of your own policy is broken."
RULE_STEP = "See who wrote the rule into the policy, and why."
TOO_LONG = "it has {length} characters"
ASSUMED_CAUSE = "Your sync_error_meanings reads it as: {assumed_cause}."


@dataclasses.dataclass(frozen=True)
class About:
    """What a finding is about."""

    kind: str
    tenant_id: t.Any
    id: t.Any
    name: t.Any

    @classmethod
    def fact(cls, fact: Facts) -> About:
        """Return what a finding about a fact is about."""
        return cls(fact["kind"], fact.get("tenant_id"), fact.get("id"), fact.get("name"))

    @classmethod
    def token_of(cls, fact: Facts) -> About:
        """Return the token that a fact belongs to."""
        return cls("ade_token", fact.get("tenant_id"), fact.get("token_id"), fact.get("token_name"))


def finding(about: About, code: str, severity: str | None = None, /, **evidence: t.Any) -> Finding:
    """Return a finding of the catalogue; C(evidence) fills its sentence and stays as data beside it."""
    entry = CATALOGUE[code]
    return {
        "code": code,
        "severity": severity or entry.severity,
        **dataclasses.asdict(about),
        "title": entry.title,
        "evidence": {"summary": entry.evidence.format(**evidence), **evidence},
        "impact": entry.impact,
        "remediation": list(entry.remediation),
        "docs_url": entry.docs_url,
        "portal_path": entry.portal_path,
        "waived": False,
    }


def translated(item: Finding, say: Say) -> Finding:
    """Return a finding as C(say) says it. The data beside the sentence of the evidence stay as they are."""
    evidence = dict(item["evidence"])
    values = {name: say(value) if isinstance(value, str) else value for name, value in evidence.items()}
    if evidence.get("length", 0) > 0 and "problem" in evidence:
        values["problem"] = say(TOO_LONG, length=evidence["length"])
    if item["code"] in CATALOGUE:
        evidence["summary"] = say(CATALOGUE[item["code"]].evidence, **values)
    else:
        evidence["summary"] = say(RULE_EVIDENCE, rule=item["code"], query=evidence["query"])
    if "assumed_cause" in evidence:
        evidence["summary"] += " " + say(ASSUMED_CAUSE, assumed_cause=values["assumed_cause"])
    if "meaning" in evidence:
        evidence["meaning"] = values["meaning"]
    if "possible_causes" in evidence:
        evidence["possible_causes"] = [
            {
                **cause,
                **{key: say(cause[key]) for key in ("label", "cause", "limit") if cause[key]},
                "remediation": [say(step) for step in cause["remediation"]],
            }
            for cause in evidence["possible_causes"]
        ]
    return {
        **item,
        "title": say(item["title"]),
        "evidence": evidence,
        "impact": say(item["impact"]),
        "remediation": [say(step) for step in item["remediation"]],
        "portal_path": say(item["portal_path"]),
    }


def instant(fact: Facts, key: str) -> dt.datetime | None:
    """Return a timestamp of a fact. Raises ConfigurationError for one that was tampered with."""
    try:
        return from_graph(fact.get(key))
    except (ValueError, AttributeError) as error:
        raise ConfigurationError(f"facts: {fact.get('kind')} {fact.get('id')}: {key}: {error}.") from None


# ---------------------------------------------------------------------------------------------------------------
# tokens


def numbers(fact: Facts, now: dt.datetime) -> dict[str, t.Any]:
    """Return how far expiry and last sync are away."""
    expires, synced = instant(fact, "expires_at"), instant(fact, "last_sync_at")
    seconds = None if expires is None else int((expires - now).total_seconds())
    return {
        "seconds_until_expiry": seconds,
        "days_until_expiry": None if seconds is None else seconds // DAY,
        "hours_since_sync": None if synced is None else round((now - synced).total_seconds() / HOUR, 1),
    }


def limits_of(fact: Facts, policy: Policy) -> Thresholds:
    """Return the limits that hold for a fact."""
    return policy.thresholds_for(id=fact.get("id"), name=fact.get("name"), tenant_id=fact.get("tenant_id"))


def judge_expiry(
    fact: Facts, prefix: str, limits: Thresholds, now: dt.datetime, worst: str = CRITICAL, /, **evidence: t.Any
) -> list[Finding]:
    """Return the finding C(<prefix>_expired) or C(<prefix>_expiring) of anything that expires, if there is one."""
    expires_at = instant(fact, "expires_at")
    if expires_at is None:
        return []
    seconds = (expires_at - now).total_seconds()
    evidence = {"expires_at": to_text(expires_at), **evidence}
    if seconds <= 0:
        return [finding(About.fact(fact), f"{prefix}_expired", worst, days_ago=int(-seconds // DAY), **evidence)]
    if seconds <= limits.expiry_warning_days * DAY:
        severity = worst if seconds <= limits.expiry_critical_days * DAY else WARNING
        return [finding(About.fact(fact), f"{prefix}_expiring", severity, days_left=int(seconds // DAY), **evidence)]
    return []


def judge_token(token: Facts, policy: Policy, now: dt.datetime) -> list[Finding]:
    """Return the findings of one token; none for a C(none) row (Apple Configurator), which is listed, never judged."""
    if token.get("token_type") == "none":
        return []
    about, limits = About.fact(token), limits_of(token, policy)
    findings = judge_expiry(token, "token", limits, now)
    if token.get("expires_at") is None:
        findings.append(finding(about, "token_expiry_unknown"))

    last_sync_at = instant(token, "last_sync_at")
    code = token.get("last_sync_error_code")
    if code:
        terms = code == TERMS_NOT_ACCEPTED
        evidence = {"last_sync_error_code": code, "last_sync_at": to_text(last_sync_at) or "never"}
        error = finding(about, "terms_not_accepted" if terms else "sync_error", **evidence)
        findings.append(error if terms else _with_causes(error, policy.sync_error_meanings.get(code)))

    if last_sync_at is None:
        modified_at = instant(token, "modified_at")
        if modified_at is None or (now - modified_at).total_seconds() > limits.never_synced_grace_hours * HOUR:
            findings.append(finding(about, "never_synced", modified_at=to_text(modified_at) or "unknown"))
    else:
        since = (now - last_sync_at).total_seconds()
        if since > limits.sync_warning_hours * HOUR:
            severity = CRITICAL if since > limits.sync_critical_hours * HOUR else WARNING
            evidence = {"last_sync_at": to_text(last_sync_at), "hours_since_sync": int(since // HOUR)}
            findings.append(finding(about, "sync_stale", severity, **evidence))

    if token.get("data_sharing_consent_granted") is False:
        findings.append(finding(about, "sharing_consent_missing"))
    findings += _dropped(token, policy)
    judged = {**token, "health": numbers(token, now)}
    return findings + [_rule_finding(about, rule) for rule in policy.rules if _holds(rule, judged)]


def _with_causes(error: Finding, row: int | None) -> Finding:
    """Add the causes that Microsoft lists to a sync error; the one that the user's own table names comes first."""
    causes = [dataclasses.asdict(cause) for cause in SYNC_ERROR_CAUSES]
    for cause in causes:
        cause["remediation"], cause["apple_codes"] = list(cause["remediation"]), list(cause["apple_codes"])
    error["evidence"].update(
        {"meaning": "not published by Microsoft", "possible_causes": causes, "causes_url": SYNC_ERRORS_URL}
    )
    if row is not None:
        assumed = next(cause for cause in causes if cause["row"] == row)
        error["evidence"]["assumed_cause"] = assumed["label"]
        error["evidence"]["summary"] += " " + ASSUMED_CAUSE.format(assumed_cause=assumed["label"])
        error["remediation"] = [*assumed["remediation"], *error["remediation"]]
    return error


def _dropped(token: Facts, policy: Policy) -> list[Finding]:
    """Compare the number of devices with that of the baseline."""
    if policy.baseline is None:
        return []
    before = policy.baseline.device_counts.get((token.get("tenant_id"), token.get("id")))
    after = token.get("synced_device_count")
    if not before or not isinstance(after, int) or (before - after) * 100 <= policy.device_drop_percent * before:
        return []
    percent = (before - after) * 100 // before
    evidence = {"before": before, "after": after, "percent": percent, "since": policy.baseline.judged_at}
    return [finding(About.fact(token), "device_count_dropped", **evidence)]


def _holds(rule: Rule, token: Facts) -> bool:
    """Apply JMESPath's own notion of false: null, false, and what is empty. The number 0 is true there."""
    value = rule.query(token)
    return not (value is None or value is False or value in ("", [], {}))


def _rule_finding(about: About, rule: Rule) -> Finding:
    return {
        "code": rule.name,
        "severity": rule.severity,
        **dataclasses.asdict(about),
        "title": rule.message,
        "evidence": {
            "summary": RULE_EVIDENCE.format(rule=rule.name, query=rule.expression),
            "query": rule.expression,
        },
        "impact": RULE_IMPACT,
        "remediation": list(rule.remediation) or [RULE_STEP],
        "docs_url": None,
        "portal_path": CATALOGUE["token_expired"].portal_path,
        "waived": False,
    }


# ---------------------------------------------------------------------------------------------------------------
# what hangs on tokens

FIELD_NAMES = {"name": "name", "support_department": "department", "support_phone_number": "support phone number"}


def judge_profile(profile: Facts) -> list[Finding]:
    """Return the fields of an enrollment profile that Apple will refuse; a field that it does not have is none."""
    findings = []
    for field, limit in PROFILE_FIELD_LIMITS.items():
        text = profile.get(field)
        if text is None and field != "name":
            continue
        length = len(text or "")
        if not (text or "").strip() or length > limit:
            problem = TOO_LONG.format(length=length) if length > limit else "it is empty"
            about = About.fact(profile)
            evidence = {"field": FIELD_NAMES[field], "problem": problem, "length": length, "limit": limit}
            findings.append(finding(about, "profile_field_invalid", **evidence))
    return findings


def judge_devices(
    summary: Facts,
    policy: Policy,
    now: dt.datetime,
    *,
    defaults: t.Collection[str] | None,
    profile_ids: t.Collection[str | None] | None,
) -> list[Finding]:
    """Return the findings of the devices of a token.

    C(defaults) are the platforms for which the token has a default profile, C(profile_ids) the ids (the last GUID) of
    its profiles; None where they are not known.
    """
    about = About.token_of(summary)
    examples = {group: ", ".join(serials) for group, serials in (summary.get("examples") or {}).items()}
    states = summary.get("by_state") or {}
    findings = []
    if summary.get("unassigned"):
        evidence = {"device_count": summary["unassigned"], "total": summary["total"]}
        findings.append(
            finding(about, "devices_unassigned", examples=examples.get("unassigned", "not named"), **evidence)
        )
    for state in ("failed", "blocked"):
        if states.get(state):
            evidence = {"device_count": states[state], "examples": examples.get(state, "not named")}
            findings.append(finding(about, f"devices_{state}", **evidence))
    limit = now - dt.timedelta(days=policy.devices_not_contacted_days)
    # Known by the day only: a day counts when even its end is too long ago.
    waiting = {
        day: count
        for day, count in (summary.get("not_contacted_since") or {}).items()
        if day != "unknown" and f"{day}T23:59:59Z" < (to_text(limit) or "")
    }
    if waiting:
        evidence = {"device_count": sum(waiting.values()), "days": policy.devices_not_contacted_days}
        oldest, serials = min(waiting), examples.get("not_contacted", "not named")
        findings.append(finding(about, "devices_not_contacted", oldest=oldest, examples=serials, **evidence))
    if defaults is not None:
        for platform, name in PLATFORM_NAMES.items():
            count = (summary.get("by_platform") or {}).get(platform, 0)
            if count and platform not in defaults:
                findings.append(finding(about, "no_default_profile", platform=name, device_count=count))
    if profile_ids is not None:
        for profile_id, count in (summary.get("by_profile") or {}).items():
            if profile_id not in profile_ids:
                findings.append(finding(about, "profile_missing", profile_id=profile_id, device_count=count))
    return findings


PLATFORM_NAMES = {"ios": "iOS/iPadOS", "macos": "macOS", "tvos": "tvOS", "visionos": "visionOS"}


def judge_no_default(token: Facts) -> list[Finding]:
    """Return the finding of a token that has devices and no default profile at all; for want of facts about devices."""
    count = token.get("synced_device_count") or 0
    return (
        [finding(About.fact(token), "no_default_profile", platform="any platform", device_count=count)] if count else []
    )


# ---------------------------------------------------------------------------------------------------------------
# siblings


def judge_push_certificate(certificate: Facts, policy: Policy, now: dt.datetime, *, relied_on: bool) -> list[Finding]:
    """Return the findings of a push certificate; one that no enrollment relies on weighs less."""
    severity = CRITICAL if relied_on else WARNING
    if not certificate.get("configured"):
        return [finding(About.fact(certificate), "push_certificate_missing", severity)]
    return judge_expiry(certificate, "push_certificate", limits_of(certificate, policy), now, severity)


def judge_vpp_token(token: Facts, policy: Policy, now: dt.datetime) -> list[Finding]:
    """Return the findings of a VPP token; one that no enrollment profile relies on weighs less."""
    names = [str(profile.get("name")) for profile in token.get("profiles") or ()]
    severity = CRITICAL if names else WARNING
    profiles = ", ".join(names) or "none"
    findings = judge_expiry(token, "vpp_token", limits_of(token, policy), now, severity, profiles=profiles)
    about, state = About.fact(token), token.get("state")
    if state == "expired" and not any(item["code"] == "vpp_token_expired" for item in findings):
        evidence = {"expires_at": token.get("expires_at") or "unknown", "days_ago": 0, "profiles": profiles}
        findings = [finding(about, "vpp_token_expired", severity, **evidence)]
    elif state in ("invalid", "assigned_to_external_mdm", "duplicate_location_id"):
        findings.append(finding(about, "vpp_token_invalid", severity, state=state, profiles=profiles))
    if token.get("last_sync_status") == "failed":
        last_sync_at = token.get("last_sync_at") or "never"
        findings.append(finding(about, "vpp_token_sync_failed", severity, last_sync_at=last_sync_at, profiles=profiles))
    return findings


def judge_enrollment_events(summary: Facts) -> list[Finding]:
    """Return a finding for each category of failed enrollments."""
    findings = []
    for category, count in (summary.get("by_category") or {}).items():
        about = About("tenant", summary.get("tenant_id"), summary.get("tenant_id"), summary.get("tenant_name"))
        evidence = {
            "count": count,
            "hours": f"{summary['hours']:g}",
            "latest_at": (summary.get("latest_by_category") or {}).get(category) or "unknown",
        }
        failure = finding(about, "enrollment_failures", category=category, **evidence)
        known = FAILURE_CATEGORIES.get(category)
        if known:
            failure["evidence"]["meaning"] = known.meaning
            failure["remediation"] = [*known.remediation, *failure["remediation"]]
        findings.append(failure)
    return findings


# ---------------------------------------------------------------------------------------------------------------
# tenants, clocks, waivers


def could_not_check(about: About, reason: str, rows: t.Sequence[Row] = ()) -> Finding:
    """Return the finding of something that nobody could look at; C(rows) are the checks that failed for this reason."""
    checks = [row.check for row in rows]
    named = (
        ""
        if not checks or checks == ["tokens"]
        else f"{'check' if len(checks) == 1 else 'checks'} {', '.join(checks)}: "
    )
    unread = finding(about, "could_not_check", reason=named + reason)
    if rows:
        permission = (rows[0].failure or {}).get("permission")
        unread["evidence"].update({"checks": checks, "permission": permission})
    return unread


def judge_rows(rows: t.Sequence[Row]) -> list[Finding]:
    """Return what could not be checked of a tenant or token: one finding for each reason, whatever checks it hit."""
    by_reason: dict[str, list[Row]] = {}
    for row in rows:
        if row.failure is not None:
            by_reason.setdefault(str(row.failure["message"]), []).append(row)
    findings = []
    for reason, failed in by_reason.items():
        first = failed[0]
        if first.token_id is not None:
            about = About("ade_token", first.tenant_id, first.token_id, first.name)
        else:
            about = About("tenant", first.tenant_id, first.tenant_id, first.name or first.tenant_id)
        findings.append(could_not_check(about, reason, failed))
    return findings


def judge_clocks(clocks: t.Iterable[tuple[str, str]]) -> list[Finding]:
    """Return the finding of clocks that are too far apart, once."""
    for checked_at, controller_at in clocks:
        graph, controller = from_graph(checked_at), from_graph(controller_at)
        seconds = abs(int((graph - controller).total_seconds())) if graph and controller else 0
        if seconds > CLOCK_SKEW_SECONDS:
            about = About("controller", None, None, "the controller's clock")
            evidence = {"checked_at": checked_at, "controller_at": controller_at, "seconds": seconds}
            return [finding(about, "clock_skew", **evidence)]
    return []


def judge_waiver(waiver: Waiver, now: dt.datetime) -> list[Finding]:
    """Return the finding of a waiver whose time is over."""
    if now <= waiver.until:
        return []
    about = About("waiver", waiver.subject.tenant_id, None, waiver.subject.token)
    evidence = {"token": str(waiver.subject), "finding": waiver.finding, "until": to_text(waiver.until)}
    return [finding(about, "waiver_lapsed", reason=waiver.reason, **evidence)]


def matches(subject: Subject, fact: Facts) -> bool:
    """Say whether a person has named this token, tenant or finding."""
    return subject.matches(id=fact.get("id"), name=fact.get("name"), tenant_id=fact.get("tenant_id"))
