# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The policy that health is judged by: options, defaults and their validation. For internal use only.

C(OPTIONS) is the one place of the defaults; module, action plugin, filter, tests and role all come from it.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import typing as t

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.mdm.intune.plugins.module_utils._errors import ConfigurationError
from ansible_collections.mdm.intune.plugins.module_utils._findings import CATALOGUE, SYNC_ERROR_CAUSES
from ansible_collections.mdm.intune.plugins.module_utils._query import Query, compile_query
from ansible_collections.mdm.intune.plugins.module_utils._timestamps import from_user

SEVERITIES = ("critical", "warning", "info")
THRESHOLDS: dict[str, dict[str, t.Any]] = {
    "expiry_warning_days": {"type": "int", "default": 30},
    "expiry_critical_days": {"type": "int", "default": 7},
    "sync_warning_hours": {"type": "int", "default": 24},
    "sync_critical_hours": {"type": "int", "default": 72},
    "never_synced_grace_hours": {"type": "int", "default": 24},
}
OPTIONS: dict[str, dict[str, t.Any]] = {
    **THRESHOLDS,
    "expected_tokens": {"type": "list", "elements": "raw", "default": [], "no_log": False},
    "allow_no_tokens": {"type": "bool", "default": False, "no_log": False},
    "severities": {"type": "dict", "default": {}},
    "overrides": {
        "type": "list",
        "elements": "dict",
        "default": [],
        "options": {
            "token": {"type": "str", "required": True, "no_log": False},
            "tenant_id": {"type": "str"},
            **{name: {"type": "int"} for name in THRESHOLDS},
        },
    },
    "waivers": {
        "type": "list",
        "elements": "dict",
        "default": [],
        "options": {
            "token": {"type": "str", "required": True, "no_log": False},
            "tenant_id": {"type": "str"},
            "finding": {"type": "str", "required": True},
            "until": {"type": "raw", "required": True},
            "reason": {"type": "str", "required": True},
        },
    },
    "sync_error_meanings": {"type": "dict", "default": {}},
    "devices_not_contacted_days": {"type": "int", "default": 14},
    "device_drop_percent": {"type": "int", "default": 20},
    "baseline": {"type": "dict"},
    "rules": {
        "type": "list",
        "elements": "dict",
        "default": [],
        "options": {
            "name": {"type": "str", "required": True},
            "query": {"type": "str", "required": True},
            "severity": {"type": "str", "choices": list(SEVERITIES), "default": "warning"},
            "message": {"type": "str", "required": True},
            "remediation": {"type": "list", "elements": "str", "default": []},
        },
    },
    "fail_on": {"type": "str", "choices": ["critical", "warning", "never"], "default": "critical"},
}

# Could-not-check must never become green, so nothing may hide it; the lapse of a waiver cannot be waived either.
_NOT_TO_HIDE = frozenset({"could_not_check", "waiver_lapsed"})


@dataclasses.dataclass(frozen=True)
class Thresholds:
    """Limits in days and hours."""

    expiry_warning_days: int
    expiry_critical_days: int
    sync_warning_hours: int
    sync_critical_hours: int
    never_synced_grace_hours: int


@dataclasses.dataclass(frozen=True)
class Subject:
    """A token or a tenant that a person has named in the policy, by id or by name."""

    token: str
    tenant_id: str | None = None

    def matches(self, *, id: t.Any, name: t.Any, tenant_id: t.Any) -> bool:
        """Say whether something of this id, name and tenant is meant. Ids are compared without case."""
        if self.tenant_id is not None and str(tenant_id).lower() != self.tenant_id.lower():
            return False
        return self.token == name or self.token.lower() == str(id).lower()

    def __str__(self) -> str:
        return self.token if self.tenant_id is None else f"{self.token} (tenant {self.tenant_id})"


@dataclasses.dataclass(frozen=True)
class Override:
    """Other limits for one token."""

    subject: Subject
    thresholds: Thresholds


@dataclasses.dataclass(frozen=True)
class Waiver:
    """A finding that a person has accepted until a moment, for a reason."""

    subject: Subject
    finding: str
    until: dt.datetime
    reason: str


@dataclasses.dataclass(frozen=True)
class Rule:
    """A finding that a person has defined: a JMESPath expression that is true for a token."""

    name: str
    query: Query
    expression: str
    severity: str
    message: str
    remediation: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class Baseline:
    """An earlier verdict: how many devices each token had, by tenant and id."""

    judged_at: str
    device_counts: t.Mapping[tuple[t.Any, t.Any], int]


@dataclasses.dataclass(frozen=True)
class Policy:
    """A valid policy. C(options) is what it was made from, with the defaults, as plain JSON."""

    thresholds: Thresholds
    expected_tokens: tuple[Subject, ...]
    allow_no_tokens: bool
    severities: t.Mapping[str, str]
    overrides: tuple[Override, ...]
    waivers: tuple[Waiver, ...]
    sync_error_meanings: t.Mapping[int, int]
    devices_not_contacted_days: int
    device_drop_percent: int
    baseline: Baseline | None
    rules: tuple[Rule, ...]
    fail_on: str
    options: t.Mapping[str, t.Any]

    def thresholds_for(self, *, id: t.Any, name: t.Any, tenant_id: t.Any) -> Thresholds:
        """Return the limits of a token: those of the last override that names it, else the general ones."""
        for override in reversed(self.overrides):
            if override.subject.matches(id=id, name=name, tenant_id=tenant_id):
                return override.thresholds
        return self.thresholds


def policy(given: t.Mapping[str, t.Any]) -> Policy:
    """Return the policy of the given options. Raises ConfigurationError that names the option at fault."""
    outcome = ArgumentSpecValidator(OPTIONS).validate({key: value for key, value in given.items() if value is not None})
    if outcome.error_messages:
        raise ConfigurationError(f"The health policy is not valid: {'; '.join(outcome.error_messages)}")
    options = outcome.validated_parameters
    thresholds = _thresholds({name: options[name] for name in THRESHOLDS}, "")
    for name in ("devices_not_contacted_days", "device_drop_percent"):
        if options[name] < 0:
            raise ConfigurationError(f"{name} must not be negative, it is {options[name]}.")
    rules = tuple(_rule(item, f"rules[{index}]") for index, item in enumerate(options["rules"]))
    codes = [*CATALOGUE, *(rule.name for rule in rules)]
    repeated = sorted({rule.name for rule in rules if codes.count(rule.name) > 1})
    if repeated:
        raise ConfigurationError(f"rules: the name {repeated[0]!r} is taken, by a finding or by another rule.")
    waivers = tuple(_waiver(item, f"waivers[{index}]", codes) for index, item in enumerate(options["waivers"]))
    overrides = []
    for index, item in enumerate(options["overrides"]):
        own = {name: item[name] for name in THRESHOLDS if item.get(name) is not None}
        limits = _thresholds({**dataclasses.asdict(thresholds), **own}, f"overrides[{index}].")
        overrides.append(Override(Subject(item["token"], item.get("tenant_id")), limits))
    expected = tuple(
        _expected(item, f"expected_tokens[{index}]") for index, item in enumerate(options["expected_tokens"])
    )
    return Policy(
        thresholds=thresholds,
        expected_tokens=expected,
        allow_no_tokens=options["allow_no_tokens"],
        severities=_severities(options["severities"], codes),
        overrides=tuple(overrides),
        waivers=waivers,
        sync_error_meanings=_meanings(options["sync_error_meanings"]),
        devices_not_contacted_days=options["devices_not_contacted_days"],
        device_drop_percent=options["device_drop_percent"],
        baseline=_baseline(options["baseline"]),
        rules=rules,
        fail_on=options["fail_on"],
        options=_plain({name: options[name] for name in OPTIONS}),
    )


def _plain(value: t.Any) -> t.Any:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items() if item is not None}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, dt.date) else value


def _thresholds(values: dict[str, int], where: str) -> Thresholds:
    for name, value in values.items():
        if value < 0:
            raise ConfigurationError(f"{where}{name} must not be negative, it is {value}.")
    for warning, critical, order in (
        ("expiry_warning_days", "expiry_critical_days", 1),
        ("sync_warning_hours", "sync_critical_hours", -1),
    ):
        if order * values[critical] > order * values[warning]:
            relation = "above" if order > 0 else "below"
            raise ConfigurationError(
                f"{where}{critical} ({values[critical]}) is {relation} {where}{warning} ({values[warning]}): "
                "what is critical would never be a warning first."
            )
    return Thresholds(**values)


def _severities(given: dict[t.Any, t.Any], codes: list[str]) -> dict[str, str]:
    for code, severity in given.items():
        if code not in codes:
            raise ConfigurationError(f"severities: {code!r} is no finding. Findings are {', '.join(codes)}.")
        if severity not in (*SEVERITIES, "ignore"):
            raise ConfigurationError(f"severities.{code} is {severity!r}, not one of {', '.join(SEVERITIES)}, ignore.")
        if code == "could_not_check":
            raise ConfigurationError(
                "severities: could_not_check cannot be changed; what was not checked is never green."
            )
    return {str(code): str(severity) for code, severity in given.items()}


def _waiver(item: dict[str, t.Any], where: str, codes: list[str]) -> Waiver:
    if item["finding"] not in codes:
        raise ConfigurationError(
            f"{where}.finding: {item['finding']!r} is no finding. Findings are {', '.join(codes)}."
        )
    if item["finding"] in _NOT_TO_HIDE:
        raise ConfigurationError(f"{where}.finding: {item['finding']} cannot be waived.")
    if not item["reason"].strip():
        raise ConfigurationError(f"{where}.reason is empty: say why the finding is accepted.")
    try:
        until = from_user(item["until"], end_of_day=True)
    except ValueError as error:
        raise ConfigurationError(f"{where}.until: {error}; a date such as 2026-12-31 will do.") from None
    return Waiver(Subject(item["token"], item.get("tenant_id")), item["finding"], until, item["reason"])


def _rule(item: dict[str, t.Any], where: str) -> Rule:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", item["name"]):
        raise ConfigurationError(f"{where}.name: {item['name']!r} must be lower case letters, digits and underscores.")
    query = compile_query(item["query"], f"{where}.query")
    return Rule(item["name"], query, item["query"], item["severity"], item["message"], tuple(item["remediation"]))


def _expected(item: t.Any, where: str) -> Subject:
    if isinstance(item, str) and item:
        return Subject(item)
    if isinstance(item, t.Mapping) and item.get("token") and set(item) <= {"token", "tenant_id"}:
        return Subject(str(item["token"]), str(item["tenant_id"]) if item.get("tenant_id") else None)
    raise ConfigurationError(f"{where} must be a token's name or id, or a dictionary of token and tenant_id.")


def _baseline(given: dict[str, t.Any] | None) -> Baseline | None:
    if given is None:
        return None
    tokens, judged_at = given.get("tokens"), given.get("judged_at")
    if not isinstance(judged_at, str) or not isinstance(tokens, list):
        raise ConfigurationError("baseline is not an earlier verdict or the content of a report.json.")
    counts = {
        (token.get("tenant_id"), token.get("id")): token["synced_device_count"]
        for token in tokens
        if isinstance(token, dict) and isinstance(token.get("synced_device_count"), int)
    }
    return Baseline(judged_at, counts)


def _meanings(given: dict[t.Any, t.Any]) -> dict[int, int]:
    rows = {cause.row for cause in SYNC_ERROR_CAUSES}
    meanings: dict[int, int] = {}
    for code, row in given.items():
        try:
            number, meaning = int(str(code)), int(str(row))
        except ValueError:
            number, meaning = 0, 0
        if number in (0, 3) or meaning not in rows:
            raise ConfigurationError(
                f"sync_error_meanings: {code!r}: {row!r} must map an error code other than 0 and 3, whose meanings are"
                f" known, to a row of Microsoft's article, {min(rows)} to {max(rows)}."
            )
        meanings[number] = meaning
    return meanings


def policy_of(options: t.Mapping[str, t.Any]) -> Policy:
    """Return the policy of a skin's options. Raises ConfigurationError, also for an option that is none."""
    unknown = sorted(set(options) - set(OPTIONS))
    if unknown:
        raise ConfigurationError(f"Unknown policy option {', '.join(unknown)}. Options are {', '.join(OPTIONS)}.")
    return policy(options)
