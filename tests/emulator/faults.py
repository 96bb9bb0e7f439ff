# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults on demand: ordered rules, the first that applies decides what becomes of an answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from emulator.answers import Answer, Call

_MATCHING = {"method", "path", "tenant", "after", "times", "delay_ms", "do"}
# What a rule may do, and the further keys that each takes.
_DEEDS: dict[str, set[str]] = {
    "nothing": set(),  # for a rule that only delays
    "answer": {"status", "body", "headers"},
    "html": {"status"},
    "throttle": {"retry_after", "seconds"},
    "truncate": set(),
    "without_value": set(),
    "empty_page": set(),
    "next_link": {"to"},
    "next_link_loop": set(),
    "drop": set(),
    "cut": set(),
    "stall": set(),
}
RETRY_AFTER = ("seconds", "date", "nested", "none")

HTML = (
    "<!DOCTYPE html>\n<html><head><title>Sign in to the network</title></head>"
    "<body><h1>Proxy authentication required</h1><p>This page is not Graph.</p></body></html>\n"
)


@dataclass
class Rule:
    """Which requests are meant, how many of them, and what they get instead of the true answer."""

    do: str
    method: str | None = None
    path: re.Pattern[str] | None = None
    tenant: str | None = None
    after: int = 0
    times: int | None = None
    delay: float = 0.0
    options: Mapping[str, Any] = field(default_factory=dict)
    seen: int = 0

    @classmethod
    def parse(cls, seed: Any) -> Rule:
        if not isinstance(seed, dict):
            raise ValueError(f"a fault rule is a mapping, not {seed!r}")
        do = seed.get("do", "nothing")
        if do not in _DEEDS:
            raise ValueError(f"a fault cannot {do!r}; it can {', '.join(_DEEDS)}")
        if unknown := set(seed) - _MATCHING - _DEEDS[do]:
            known = sorted(_MATCHING | _DEEDS[do])
            raise ValueError(f"fault {do!r}: unknown keys {sorted(unknown)}; known are {known}")
        if seed.get("retry_after", "seconds") not in RETRY_AFTER:
            raise ValueError(f"fault {do!r}: retry_after is one of {', '.join(RETRY_AFTER)}")
        times = seed.get("times")
        if times is not None and (not isinstance(times, int) or times < 1):
            raise ValueError(f"fault {do!r}: times is a number from 1 up; leave it out for always")
        try:
            path = re.compile(seed["path"], re.IGNORECASE) if "path" in seed else None
        except re.error as error:
            raise ValueError(f"fault {do!r}: path is not a regular expression: {error}") from error
        return cls(
            do=do,
            method=seed["method"].upper() if "method" in seed else None,
            path=path,
            tenant=seed["tenant"].lower() if "tenant" in seed else None,
            after=int(seed.get("after", 0)),
            times=times,
            delay=seed.get("delay_ms", 0) / 1000,
            options={key: seed[key] for key in _DEEDS[do] if key in seed},
        )

    def takes(self, call: Call, tenant_names: frozenset[str]) -> bool:
        """Whether the rule applies to this request; it counts the requests it was asked about and matched."""
        if self.method and self.method != call.method:
            return False
        if self.path and not self.path.search(call.target):
            return False
        if self.tenant and self.tenant not in tenant_names:
            return False
        self.seen += 1
        return self.seen > self.after and (self.times is None or self.seen <= self.after + self.times)

    def describe(self) -> dict[str, Any]:
        return {
            "do": self.do,
            "method": self.method,
            "path": self.path.pattern if self.path else None,
            "tenant": self.tenant,
            "after": self.after,
            "times": self.times,
            "delay_ms": self.delay * 1000,
            **self.options,
            "seen": self.seen,
        }


def first(rules: list[Rule], call: Call, tenant_names: frozenset[str]) -> Rule | None:
    return next((rule for rule in rules if rule.takes(call, tenant_names)), None)


def apply(rule: Rule, truth: Callable[[], Answer], own_url: str, throttled: Callable[[str, float], Answer]) -> Answer:
    """The answer under this rule. `truth` makes the true one; it is not asked for where the rule replaces it."""
    options = rule.options
    if rule.do == "answer":
        return Answer(options.get("status", 500), options.get("body"), dict(options.get("headers", {})))
    if rule.do == "html":
        return Answer(options.get("status", 200), HTML, content_type="text/html")
    if rule.do == "throttle":
        return throttled(options.get("retry_after", "seconds"), options.get("seconds", 1))
    if rule.do == "drop":
        return Answer(connection="drop")
    if rule.do == "stall":
        return Answer(connection="stall")
    answer = truth()
    if rule.do == "nothing" or answer.status >= 400:
        return answer
    if rule.do == "cut":
        answer.connection = "cut"
    elif rule.do == "truncate":
        payload = answer.payload()
        answer.body = payload[: len(payload) // 2]
    else:
        answer.body = _edited(rule, answer.document(), own_url)
    return answer


def _edited(rule: Rule, body: dict[str, Any], own_url: str) -> dict[str, Any]:
    if rule.do == "without_value":
        return {key: value for key, value in body.items() if key != "value"}
    if rule.do == "next_link":
        return {**body, "@odata.nextLink": rule.options.get("to", "https://graph.example.net/beta/elsewhere")}
    if rule.do == "next_link_loop":
        return {**body, "@odata.nextLink": own_url}
    # An empty page that points to the whole answer.
    join = "&" if "?" in own_url else "?"
    link = own_url if "skiptoken=" in own_url else f"{own_url}{join}$skiptoken=0"
    return {**body, "value": [], "@odata.nextLink": link}
