# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Results of info modules, joined. Pure. For internal use only."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import typing as t

from ansible_collections.mdm.intune.plugins.module_utils._errors import ConfigurationError
from ansible_collections.mdm.intune.plugins.module_utils._timestamps import from_graph

Facts = t.Mapping[str, t.Any]

# check -> where its result holds the facts that are judged, and their kind
CHECKS: t.Mapping[str, tuple[str, str]] = {
    "tokens": ("tokens", "ade_token"),
    "profiles": ("profiles", "enrollment_profile"),
    "devices": ("summary", "ade_device_summary"),
    "push_certificate": ("push_certificates", "push_certificate"),
    "vpp_tokens": ("vpp_tokens", "vpp_token"),
    "enrollment_events": ("summary", "enrollment_event_summary"),
}


@dataclasses.dataclass(frozen=True)
class Row:
    """What one check came to for one tenant (or, below it, for one token)."""

    check: str
    tenant_id: t.Any
    name: t.Any
    failure: Facts | None
    token_id: t.Any = None
    facts: Facts = dataclasses.field(default_factory=dict)

    @property
    def checked(self) -> bool:
        """Whether it was read."""
        return self.failure is None


@dataclasses.dataclass(frozen=True)
class Gathered:
    """The results of info modules, joined; of what occurs twice the later one counts."""

    objects: t.Mapping[str, list[Facts]]  # by kind
    rows: list[Row]  # tenants
    sources: list[Row]  # tokens
    clocks: list[tuple[str, str]]  # checked_at and controller_at of each result
    narrowed: frozenset[str]  # checks in which a selection or a query has left something out

    @functools.cached_property
    def real_tokens(self) -> list[Facts]:
        """The tokens, without the rows of Apple Configurator."""
        return [token for token in self.objects["ade_token"] if token.get("token_type") != "none"]

    @functools.cached_property
    def equipped(self) -> frozenset[t.Any]:
        """The ids of the tenants that have a token."""
        return frozenset(token.get("tenant_id") for token in self.real_tokens)

    @property
    def tenants(self) -> dict[t.Any, list[Row]]:
        """The rows of each tenant."""
        grouped: dict[t.Any, list[Row]] = {}
        for row in self.rows:
            grouped.setdefault(row.tenant_id, []).append(row)
        return grouped

    def complete(self, check: str) -> bool:
        """Say whether a check was made, and has read everything in every tenant."""
        rows = [row for row in (*self.rows, *self.sources) if row.check == check]
        return bool(rows) and all(row.checked for row in rows) and check not in self.narrowed


def gather(facts: t.Any) -> Gathered:
    """Join one registered result, or a list of them, into one.

    A result that failed is a tenant that could not be checked. Raises ConfigurationError for anything that is not a
    result of this collection's info modules, and for nothing at all: a verdict over nothing would be green.
    """
    objects: dict[str, dict[tuple[t.Any, t.Any], Facts]] = {kind: {} for _key, kind in CHECKS.values()}
    rows: dict[tuple[t.Any, t.Any], Row] = {}
    sources: dict[tuple[t.Any, t.Any, t.Any], Row] = {}
    clocks: list[tuple[str, str]] = []
    narrowed: set[str] = set()
    for where, result in _results(facts, "facts"):
        check = str(result.get("check") or "tokens")
        if result.get("failed"):
            failed = {"message": "the task failed without a message", **_failure(result)}
            tenant_id = failed.get("tenant_id")
            rows[(check, where if tenant_id is None else tenant_id)] = Row(check, tenant_id, tenant_id, failed)
            continue
        key, kind = CHECKS[check]
        for item in result[key]:
            if not isinstance(item, t.Mapping) or item.get("kind") != kind:
                raise ConfigurationError(
                    f"{where}.{key} holds something that is no fact of kind {kind}. "
                    "A query that picks single properties leaves nothing to judge: use it in a task of its own."
                )
            objects[kind][(item.get("tenant_id"), item.get("id"))] = item
        for row in result["tenants"]:
            rows[(check, row["tenant_id"])] = Row(
                check, row["tenant_id"], row.get("name"), _row_failure(row), facts=row
            )
        for row in result.get("sources") or ():
            sources[(check, row["tenant_id"], row["token_id"])] = Row(
                check, row["tenant_id"], row.get("token_name"), _row_failure(row), row["token_id"], row
            )
        if result.get("narrowed"):
            narrowed.add(check)
        if result.get("checked_at") and result.get("controller_at"):
            clocks.append((str(result["checked_at"]), str(result["controller_at"])))
    if not rows:
        raise ConfigurationError("facts holds no tenant: nothing was checked. Give the result of an info module.")
    return Gathered(
        {kind: list(found.values()) for kind, found in objects.items()},
        list(rows.values()),
        list(sources.values()),
        clocks,
        frozenset(narrowed),
    )


def _row_failure(row: Facts) -> dict[str, t.Any] | None:
    return None if row["checked"] else {"message": "no reason was recorded", **(row.get("failure") or {})}


def _failure(result: Facts) -> dict[str, t.Any]:
    failure = dict(result.get("failure") or {})
    message = failure.get("message") or result.get("msg")
    return {**failure, "message": str(message)} if message else {k: v for k, v in failure.items() if k != "message"}


def _results(value: t.Any, where: str) -> t.Iterator[tuple[str, Facts]]:
    if isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            yield from _results(item, f"{where}[{index}]")
        return
    if isinstance(value, t.Mapping):
        if isinstance(value.get("results"), (list, tuple)) and "tenants" not in value:  # a task with a loop
            yield from _results(value["results"], f"{where}.results")
            return
        if value.get("failed"):
            yield where, value
            return
        if value.get("skipped"):
            raise ConfigurationError(f"{where} is the result of a task that was skipped: nothing was checked.")
        check, rows = str(value.get("check") or "tokens"), value.get("tenants")
        if (
            check in CHECKS
            and isinstance(value.get(CHECKS[check][0]), (list, tuple))
            and isinstance(rows, (list, tuple))
            and all(isinstance(row, t.Mapping) and "tenant_id" in row and "checked" in row for row in rows)
        ):
            yield where, value
            return
    raise ConfigurationError(
        f"{where} is not a result of an info module of mdm.intune. Register the task and pass the whole result, "
        'for example facts: "{{ ade_tokens }}".'
    )


def latest_clock(facts: t.Any) -> dt.datetime | None:
    """Return the latest C(checked_at) of the results, Graph's own clock; None where Graph never answered."""
    moments = [from_graph(checked_at) for checked_at, _unused in gather(facts).clocks]
    return max((moment for moment in moments if moment), default=None)
