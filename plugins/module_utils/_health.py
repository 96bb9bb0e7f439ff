# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Health: facts and a policy -> a verdict. Pure: no I/O, and no clock of its own. For internal use only."""

from __future__ import annotations

import dataclasses
import datetime as dt
import typing as t

from ansible_collections.mdm.intune.plugins.module_utils._errors import ConfigurationError
from ansible_collections.mdm.intune.plugins.module_utils._findings import CATALOGUE, SYNC_ERROR_CAUSES, SYNC_ERRORS_URL
from ansible_collections.mdm.intune.plugins.module_utils._policy import Policy, Rule, Subject, Waiver
from ansible_collections.mdm.intune.plugins.module_utils._timestamps import from_graph, from_user, to_text

Facts = t.Mapping[str, t.Any]
Finding = dict[str, t.Any]

HEALTHY, WARNING, UNKNOWN, CRITICAL = STATUSES = ("healthy", "warning", "unknown", "critical")  # worst last
CLOCK_SKEW_SECONDS = 300
DAY, HOUR = 86400, 3600


def rank(status: str) -> int:
    """Return the place of a status among C(STATUSES); C(info) findings rank as healthy."""
    return STATUSES.index(status) if status in STATUSES else 0


def worst(findings: t.Iterable[Finding]) -> str:
    """Return the status that findings amount to; waived ones and C(info) do not count."""
    return STATUSES[max((rank(f["severity"]) for f in findings if not f["waived"]), default=0)]


def passes(status: str, fail_on: str) -> bool:
    """Say whether the gate lets a run pass. C(unknown) fails like C(critical): nobody could look."""
    return fail_on == "never" or rank(status) < rank(UNKNOWN if fail_on == CRITICAL else WARNING)


# ---------------------------------------------------------------------------------------------------------------
# what was gathered


@dataclasses.dataclass(frozen=True)
class Gathered:
    """The results of info modules, joined."""

    tokens: list[Facts]
    tenants: list[Facts]  # rows as in the results; a failed result is a row that was not checked
    clocks: list[tuple[str, str]]  # checked_at and controller_at of each result
    narrowed: bool  # tokens were selected or queried: others may exist


def gather(facts: t.Any) -> Gathered:
    """Join one registered result, or a list of them, into one.

    A result that failed is a tenant that could not be checked. Of a token or tenant that occurs twice the later one
    counts. Raises ConfigurationError for anything that is not a result of this collection's info modules, and for
    nothing at all: a verdict over nothing would be green.
    """
    tokens: dict[tuple[t.Any, t.Any], Facts] = {}
    tenants: dict[t.Any, Facts] = {}
    clocks: list[tuple[str, str]] = []
    narrowed = False
    results = list(_results(facts, "facts"))
    for where, result in results:
        if result.get("failed"):
            failure = result.get("failure") or {}
            message = str(failure.get("message") or result.get("msg") or "the task failed without a message")
            tenant_id = failure.get("tenant_id")
            row = {"tenant_id": tenant_id, "name": tenant_id, "checked": False, "failure": {"message": message}}
            tenants[tenant_id if tenant_id is not None else where] = row
            continue
        for token in result["tokens"]:
            if not isinstance(token, t.Mapping) or token.get("kind") != "ade_token":
                raise ConfigurationError(
                    f"{where}.tokens holds something that is not a token of ade_token_info. "
                    "A query that picks single properties leaves nothing to judge: use it in a task of its own."
                )
            tokens[(token.get("tenant_id"), token.get("id"))] = token
        for row in result["tenants"]:
            tenants[row["tenant_id"]] = row
        narrowed = narrowed or bool(result.get("narrowed"))
        if result.get("checked_at") and result.get("controller_at"):
            clocks.append((str(result["checked_at"]), str(result["controller_at"])))
    if not tenants:
        raise ConfigurationError("facts holds no tenant: nothing was checked. Give the result of an info module.")
    return Gathered(list(tokens.values()), list(tenants.values()), clocks, narrowed)


def _results(value: t.Any, where: str) -> t.Iterator[tuple[str, Facts]]:
    if isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            yield from _results(item, f"{where}[{index}]")
        return
    if isinstance(value, t.Mapping):
        if isinstance(value.get("results"), (list, tuple)) and "tokens" not in value:  # a task with a loop
            yield from _results(value["results"], f"{where}.results")
            return
        if value.get("failed"):
            yield where, value
            return
        if value.get("skipped"):
            raise ConfigurationError(f"{where} is the result of a task that was skipped: nothing was checked.")
        rows = value.get("tenants")
        if (
            isinstance(value.get("tokens"), (list, tuple))
            and isinstance(rows, (list, tuple))
            and all(isinstance(row, t.Mapping) and "tenant_id" in row and "checked" in row for row in rows)
        ):
            yield where, value
            return
    raise ConfigurationError(
        f"{where} is not a result of an info module of mdm.intune. Register the task and pass the whole result, "
        'for example facts: "{{ ade_tokens }}".'
    )


def default_now(facts: t.Any) -> dt.datetime | None:
    """Return the latest C(checked_at) of the results, Graph's own clock; None where Graph never answered."""
    moments = [from_graph(checked_at) for checked_at, _unused in gather(facts).clocks]
    return max((moment for moment in moments if moment), default=None)


# ---------------------------------------------------------------------------------------------------------------
# judging


@dataclasses.dataclass(frozen=True)
class _Object:
    """What a finding is about."""

    kind: str
    tenant_id: t.Any
    id: t.Any
    name: t.Any


def _finding(what: _Object, code: str, severity: str | None = None, /, **evidence: t.Any) -> Finding:
    """Return a finding of the catalogue; C(evidence) fills its sentence and stays as data beside it."""
    entry = CATALOGUE[code]
    return {
        "code": code,
        "severity": severity or entry.severity,
        **dataclasses.asdict(what),
        "title": entry.title,
        "evidence": {"summary": entry.evidence.format(**evidence), **evidence},
        "impact": entry.impact,
        "remediation": list(entry.remediation),
        "docs_url": entry.docs_url,
        "portal_path": entry.portal_path,
        "waived": False,
    }


def _numbers(token: Facts, now: dt.datetime) -> dict[str, t.Any]:
    expires, synced = from_graph(token.get("expires_at")), from_graph(token.get("last_sync_at"))
    seconds = None if expires is None else int((expires - now).total_seconds())
    return {
        "seconds_until_expiry": seconds,
        "days_until_expiry": None if seconds is None else seconds // DAY,
        "hours_since_sync": None if synced is None else round((now - synced).total_seconds() / HOUR, 1),
    }


def judge_token(token: Facts, policy: Policy, now: dt.datetime) -> list[Finding]:
    """Return the findings of one token; none for a C(none) row (Apple Configurator), which is listed, never judged."""
    if token.get("token_type") == "none":
        return []
    names = {"id": token.get("id"), "name": token.get("name"), "tenant_id": token.get("tenant_id")}
    what = _Object(kind="ade_token", **names)
    limits = policy.thresholds_for(**names)
    findings: list[Finding] = []

    expires_at = from_graph(token.get("expires_at"))
    if expires_at is None:
        findings.append(_finding(what, "token_expiry_unknown"))
    else:
        seconds = (expires_at - now).total_seconds()
        if seconds <= 0:
            findings.append(
                _finding(what, "token_expired", expires_at=to_text(expires_at), days_ago=int(-seconds // DAY))
            )
        elif seconds <= max(limits.expiry_warning_days, limits.expiry_critical_days) * DAY:
            severity = CRITICAL if seconds <= limits.expiry_critical_days * DAY else WARNING
            findings.append(
                _finding(
                    what, "token_expiring", severity, expires_at=to_text(expires_at), days_left=int(seconds // DAY)
                )
            )

    last_sync_at = from_graph(token.get("last_sync_at"))
    code = token.get("last_sync_error_code")
    if code:
        finding = _finding(
            what,
            "terms_not_accepted" if code == 3 else "sync_error",
            last_sync_error_code=code,
            last_sync_at=to_text(last_sync_at) or "never",
        )
        findings.append(finding if code == 3 else _with_causes(finding, policy.sync_error_meanings.get(code)))

    if last_sync_at is None:
        modified_at = from_graph(token.get("modified_at"))
        if modified_at is None or (now - modified_at).total_seconds() > limits.never_synced_grace_hours * HOUR:
            findings.append(_finding(what, "never_synced", modified_at=to_text(modified_at) or "unknown"))
    else:
        since = (now - last_sync_at).total_seconds()
        if since > limits.sync_warning_hours * HOUR:
            severity = CRITICAL if since > limits.sync_critical_hours * HOUR else WARNING
            hours = int(since // HOUR)
            findings.append(
                _finding(what, "sync_stale", severity, last_sync_at=to_text(last_sync_at), hours_since_sync=hours)
            )

    if token.get("data_sharing_consent_granted") is False:
        findings.append(_finding(what, "sharing_consent_missing"))
    judged = {**token, "health": _numbers(token, now)}
    findings.extend(_rule_finding(what, rule) for rule in policy.rules if _holds(rule, judged))
    return findings


def _with_causes(finding: Finding, row: int | None) -> Finding:
    """Add the causes that Microsoft lists to a sync error; the one that the user's own table names comes first."""
    causes = [dataclasses.asdict(cause) for cause in SYNC_ERROR_CAUSES]
    for cause in causes:
        cause["remediation"], cause["apple_codes"] = list(cause["remediation"]), list(cause["apple_codes"])
    finding["evidence"].update(
        {"meaning": "not published by Microsoft", "possible_causes": causes, "causes_url": SYNC_ERRORS_URL}
    )
    if row is not None:
        assumed = next(cause for cause in causes if cause["row"] == row)
        finding["evidence"]["assumed_cause"] = assumed["label"]
        finding["evidence"]["summary"] += f" Your sync_error_meanings reads it as: {assumed['label']}."
        finding["remediation"] = [*assumed["remediation"], *finding["remediation"]]
    return finding


def _holds(rule: Rule, token: Facts) -> bool:
    """Apply JMESPath's own notion of false: null, false, and what is empty. The number 0 is true there."""
    value = rule.query(token)
    return not (value is None or value is False or value in ("", [], {}))


def _rule_finding(what: _Object, rule: Rule) -> Finding:
    return {
        "code": rule.name,
        "severity": rule.severity,
        **dataclasses.asdict(what),
        "title": rule.message,
        "evidence": {
            "summary": f"The rule {rule.name} of your policy holds: {rule.expression}",
            "query": rule.expression,
        },
        "impact": "A rule of your own policy is broken.",
        "remediation": list(rule.remediation) or ["See who wrote the rule into the policy, and why."],
        "docs_url": None,
        "portal_path": CATALOGUE["token_expired"].portal_path,
        "waived": False,
    }


def judge_tenants(gathered: Gathered, policy: Policy) -> list[Finding]:
    """Return the findings of tenants, of expected tokens and of the clocks."""
    findings: list[Finding] = []
    real = [token for token in gathered.tokens if token.get("token_type") != "none"]
    for row in gathered.tenants:
        what = _Object("tenant", row["tenant_id"], row["tenant_id"], row.get("name") or row["tenant_id"])
        if not row["checked"]:
            failure = row.get("failure") or {}
            findings.append(
                _finding(what, "could_not_check", reason=str(failure.get("message") or "no reason was recorded"))
            )
            continue
        # With a selection, tokens that were not asked for are missing from the facts, not from the tenant.
        count = row.get("token_count") or 0
        only_none_rows = not any(token.get("tenant_id") == row["tenant_id"] for token in real) and not gathered.narrowed
        if not policy.allow_no_tokens and (count == 0 or only_none_rows):
            findings.append(_finding(what, "no_tokens", token_count=count))

    all_checked = all(row["checked"] for row in gathered.tenants)
    for expected in policy.expected_tokens:
        found = any(_is(expected, token) for token in real)
        if not found:
            findings.extend(_missing(expected, gathered, all_checked))

    for checked_at, controller_at in gathered.clocks:
        graph, controller = from_graph(checked_at), from_graph(controller_at)
        seconds = abs(int((graph - controller).total_seconds())) if graph and controller else 0
        if seconds > CLOCK_SKEW_SECONDS:
            what = _Object("controller", None, None, "the controller's clock")
            findings.append(
                _finding(what, "clock_skew", checked_at=checked_at, controller_at=controller_at, seconds=seconds)
            )
            break
    return findings


def _is(subject: Subject, token: Facts) -> bool:
    return subject.matches(id=token.get("id"), name=token.get("name"), tenant_id=token.get("tenant_id"))


def _missing(expected: Subject, gathered: Gathered, all_checked: bool) -> list[Finding]:
    """Return the finding of an expected token that is not among the facts: gone, or not looked for."""
    what = _Object("ade_token", expected.tenant_id, None, expected.token)
    rows = [row for row in gathered.tenants if str(row["tenant_id"]).lower() == str(expected.tenant_id).lower()]
    if gathered.narrowed:
        reason = f"{expected} is expected, but the facts were narrowed by a selection or a query that leaves it out"
        return [_finding(what, "could_not_check", reason=reason)]
    if expected.tenant_id is not None and not rows:
        reason = f"{expected} is expected, but its tenant was not asked for"
        return [_finding(what, "could_not_check", reason=reason)]
    if all_checked or (rows and rows[0]["checked"]):
        return [_finding(what, "token_missing", expected=str(expected))]
    return []  # it may be in the tenant that could not be checked, which is a finding already


def _with_policy(findings: list[Finding], policy: Policy, now: dt.datetime) -> list[Finding]:
    """Apply severities and waivers. A waiver changes C(waived) and nothing else of a finding."""
    result = []
    for finding in findings:
        severity = policy.severities.get(finding["code"], finding["severity"])
        if severity != "ignore":
            waived = any(_covers(waiver, finding) and now <= waiver.until for waiver in policy.waivers)
            result.append({**finding, "severity": severity, "waived": waived})
    return result


def _covers(waiver: Waiver, finding: Finding) -> bool:
    return waiver.finding == finding["code"] and waiver.subject.matches(
        id=finding["id"], name=finding["name"], tenant_id=finding["tenant_id"]
    )


def _lapsed(policy: Policy, now: dt.datetime) -> list[Finding]:
    return [
        _finding(
            _Object("waiver", waiver.subject.tenant_id, None, waiver.subject.token),
            "waiver_lapsed",
            token=str(waiver.subject),
            finding=waiver.finding,
            until=to_text(waiver.until),
            reason=waiver.reason,
        )
        for waiver in policy.waivers
        if now > waiver.until
    ]


def evaluate(facts: t.Any, policy: Policy, now: dt.datetime) -> dict[str, t.Any]:
    """Return the verdict over the results of info modules at the instant C(now).

    Keys: C(status), C(findings) (worst first), C(summary), C(tokens) with their C(health), C(tenants), C(passed)
    (the gate of C(policy.fail_on)), C(fail_on), C(judged_at), C(policy) (the effective options) and C(msg).
    Raises ConfigurationError for facts that are not results of this collection.
    """
    gathered = gather(facts)
    tokens, findings = [], []
    for token in gathered.tokens:
        try:
            own = _with_policy(judge_token(token, policy, now), policy, now)
        except ValueError as error:
            raise ConfigurationError(f"facts: token {token.get('id')}: {error}.") from None
        findings.extend(own)
        tokens.append({**token, "health": {"status": worst(own), "findings": own, **_numbers(token, now)}})
    findings.extend(_with_policy([*judge_tenants(gathered, policy), *_lapsed(policy, now)], policy, now))
    findings.sort(key=lambda finding: (finding["waived"], -rank(finding["severity"])))  # stable: facts' order within
    status = worst(findings)
    verdict: dict[str, t.Any] = {
        "status": status,
        "passed": passes(status, policy.fail_on),
        "fail_on": policy.fail_on,
        "judged_at": to_text(now),
        "findings": findings,
        "summary": _summary(findings, tokens, gathered.tenants),
        "tokens": tokens,
        "tenants": [dict(row) for row in gathered.tenants],
        "policy": dict(policy.options),
    }
    verdict["msg"] = message(verdict)
    return verdict


def _summary(findings: list[Finding], tokens: t.Sequence[Facts], tenants: t.Sequence[Facts]) -> dict[str, t.Any]:
    judged = [token["health"]["status"] for token in tokens if token.get("token_type") != "none"]
    counted = [finding["code"] for finding in findings if not finding["waived"]]
    return {
        "tokens": len(judged),
        "tokens_not_judged": len(tokens) - len(judged),
        "by_status": {status: judged.count(status) for status in STATUSES},
        "by_code": {code: counted.count(code) for code in sorted(set(counted))},
        "waived": len(findings) - len(counted),
        "tenants_checked": sum(1 for row in tenants if row["checked"]),
        "tenants_unchecked": sum(1 for row in tenants if not row["checked"]),
    }


def one_line(text: t.Any) -> str:
    """Return a text without line breaks and control characters: names come from outside."""
    return "".join(char if char.isprintable() else " " for char in str(text)).strip()


def subject(finding: Finding, tenant_names: t.Mapping[t.Any, t.Any]) -> str:
    """Return what a finding is about, with its tenant, as one line."""
    name = one_line(finding["name"] or finding["id"] or "unnamed")
    if finding["tenant_id"] in (None, finding["id"]):
        return name
    return f"{name} (tenant {one_line(tenant_names.get(finding['tenant_id'], finding['tenant_id']))})"


def message(verdict: Facts) -> str:
    """Return the verdict as a readable text: one line in short, then each finding with its first remedy."""
    summary = verdict["summary"]
    tenants = summary["tenants_checked"] + summary["tenants_unchecked"]
    unhealthy = summary["tokens"] - summary["by_status"][HEALTHY]
    head = (
        f"{verdict['status'].upper()}: {unhealthy} of {_count(summary['tokens'], 'ADE token')} in "
        f"{_count(tenants, 'tenant')} {'needs' if unhealthy == 1 else 'need'} attention"
    )
    if summary["tenants_unchecked"]:
        head += f"; {_count(summary['tenants_unchecked'], 'tenant')} could not be checked"
    if summary["waived"]:
        head += f"; {_count(summary['waived'], 'finding')} waived"
    tenant_names = {row["tenant_id"]: row.get("name") for row in verdict["tenants"]}
    lines = [head + "."]
    for finding in verdict["findings"]:
        if not finding["waived"]:
            lines.append(
                f"- {finding['severity']}: {subject(finding, tenant_names)}: {one_line(finding['title'])}"
                f" [{finding['code']}]. {one_line(finding['evidence']['summary'])}"
            )
            lines.append(f"  What to do first: {one_line(finding['remediation'][0])}")
    return "\n".join(lines)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def now_from(option: t.Any, facts: t.Any, clock: dt.datetime) -> dt.datetime:
    """Return the instant to judge by: the option C(now), else Graph's clock in the facts, else C(clock).

    Raises ConfigurationError for an option that is no timestamp.
    """
    if option is None or option == "":
        return default_now(facts) or clock
    try:
        return from_user(option)
    except (ValueError, TypeError) as error:
        raise ConfigurationError(f"now: {error}.") from None
