# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Syncs of ADE tokens with Apple: asked for when they are due, and seen through. For internal use only.

Source: the action page "syncWithAppleDeviceEnrollmentProgram" of Microsoft Graph beta, and Microsoft's article on
managing Apple tokens: a sync by hand at most every 15 minutes, and each has 15 minutes to finish.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
import typing as t

from ansible_collections.mdm.intune.plugins.module_utils._ade import (
    TOKENS_PATH,
    Facts,
    Selection,
    normal_form,
    require_one,
)
from ansible_collections.mdm.intune.plugins.module_utils._ade_source import identity, read_sources
from ansible_collections.mdm.intune.plugins.module_utils._argspec import ADE_TOKEN, WAIT, ArgumentSpec
from ansible_collections.mdm.intune.plugins.module_utils._errors import (
    ActionError,
    AuthenticationError,
    ConfigurationError,
    GraphError,
    IntuneError,
)
from ansible_collections.mdm.intune.plugins.module_utils._findings import CATALOGUE, TERMS_NOT_ACCEPTED
from ansible_collections.mdm.intune.plugins.module_utils._graph import READ_PERMISSION, WRITE_PERMISSION, GraphClient
from ansible_collections.mdm.intune.plugins.module_utils._task import Task, clocks, tenant_rows
from ansible_collections.mdm.intune.plugins.module_utils._timestamps import from_graph, to_text

SYNCED, NOT_DUE, REQUESTED = "synced", "not_due", "requested"
THROTTLED, FAILED, TIMED_OUT = "throttled", "failed", "timed_out"
UNSUCCESSFUL = (THROTTLED, FAILED, TIMED_OUT)

# How Graph refuses a sync that comes too early is not published: every other 4xx is taken for that.
_NOT_ABOUT_TIME = frozenset({401, 403, 404})


@dataclasses.dataclass(frozen=True)
class Pace:
    """When a sync is due, and how long one is waited for; all in seconds."""

    min_age: float
    wait: bool
    wait_timeout: float
    wait_sleep: float

    @classmethod
    def from_params(cls, params: t.Mapping[str, t.Any]) -> Pace:
        """Return the pace of the options C(min_age) and of doc fragment C(wait). Raises ConfigurationError."""
        for option in ("min_age", "wait_timeout", "wait_sleep"):
            if not math.isfinite(params[option]):  # Python takes the words nan and inf for numbers
                raise ConfigurationError(f"{option} must be a number of seconds, it is {params[option]:g}.")
        for option in ("min_age", "wait_timeout"):
            if params[option] < 0:
                raise ConfigurationError(f"{option} must not be negative, it is {params[option]:g}.")
        if params["wait_sleep"] <= 0:
            raise ConfigurationError(f"wait_sleep must be greater than 0, it is {params['wait_sleep']:g}.")
        return cls(params["min_age"], params["wait"], params["wait_timeout"], params["wait_sleep"])


def sync_tokens(client: GraphClient, tokens: t.Sequence[Facts], pace: Pace, *, check_mode: bool) -> list[Facts]:
    """Sync tokens of one tenant, and return a row for each, as C(ade_token_sync) does.

    C(tokens) are facts that were read a moment ago. Raises nothing: what goes wrong with a token is in its row.
    """
    rows = [_request(client, token, pace, check_mode) for token in tokens]
    if pace.wait and not check_mode:
        _see_through(client, [row for row in rows if row["outcome"] == REQUESTED], pace)
    return rows


def _row(token: Facts, outcome: str, message: str, **more: t.Any) -> Facts:
    return {
        **identity(token),
        "outcome": outcome,
        "changed": outcome == REQUESTED,
        "requested_at": None,
        "due_at": None,
        "code": token["last_sync_error_code"],
        "message": message,
        "token": token,
        "failure": None,
        **more,
    }


def _request(client: GraphClient, token: Facts, pace: Pace, check_mode: bool) -> Facts:
    """Ask for a sync if it is due."""
    # Graph's own clock before the request: a sync may end before the answer to the request is here.
    now = client.now
    latest = max(
        filter(None, (from_graph(token["last_sync_at"]), from_graph(token["last_sync_requested_at"]))), default=None
    )
    # A time that lies ahead is one of a clock that differs: it was just now.
    if latest is not None and max(0.0, (now - latest).total_seconds()) < pace.min_age:
        due_at = to_text(_later(latest, pace.min_age))
        message = f"The last sync, or request for one, was at {to_text(latest)}; the next is due at {due_at}."
        return _row(token, NOT_DUE, message, due_at=due_at)
    if check_mode:
        return _row(token, REQUESTED, "A sync would be requested.")
    try:
        client.post(
            f"{TOKENS_PATH}/{token['id']}/syncWithAppleDeviceEnrollmentProgram",
            permission=WRITE_PERMISSION,
            retry_unasked=False,  # a request that comes too early is not worth to be repeated for some seconds
        )
    except IntuneError as error:
        if isinstance(error, GraphError) and is_client_error(error) and error.status not in _NOT_ABOUT_TIME:
            advice = (
                "Intune takes a sync by hand at most every 15 minutes: try again after that time. If it is refused"
                " then as well, the cause is another one: check the token with ade_token_info and ade_health_assert."
            )
            return _row(token, THROTTLED, f"{error.message} {advice}", failure=error.failure)
        return _row(token, FAILED, f"{_whether_done(error)} {error.message}", failure=error.failure)
    return _row(token, REQUESTED, "A sync was requested.", requested_at=to_text(now))


def _later(moment: dt.datetime, seconds: float) -> dt.datetime:
    try:
        return moment + dt.timedelta(seconds=seconds)
    except OverflowError:  # beyond the year 9999
        return dt.datetime.max.replace(tzinfo=dt.timezone.utc)


def is_client_error(error: IntuneError) -> bool:
    """Say whether Graph has refused a request (4xx), so that nothing was done."""
    return error.status is not None and 400 <= error.status < 500


def never_done(error: IntuneError) -> bool:
    """Say whether a write was refused, or never sent, so that nothing was changed."""
    return is_client_error(error) or isinstance(error, AuthenticationError)


def _whether_done(error: IntuneError) -> str:
    if error.status == 404:
        return "No sync was requested: the token was deleted meanwhile."
    if never_done(error):
        return "No sync was requested."
    return "Whether Graph has begun a sync is not known."


def _see_through(client: GraphClient, rows: t.Sequence[Facts], pace: Pace) -> None:
    """Look at the tokens of C(rows) until each sync has ended, or the time is over, and say so in the rows."""
    waiting = {row["token_id"]: row for row in rows}
    if not waiting:
        return
    for _look in client.looks(pace.wait_timeout, pace.wait_sleep):
        try:
            seen = {
                raw.get("id"): normal_form(client, raw) for raw in client.list(TOKENS_PATH, permission=READ_PERMISSION)
            }
        except IntuneError as error:
            for row in waiting.values():
                message = f"A sync was requested, but how it ended could not be read. {error.message}"
                row.update(outcome=FAILED, message=message, failure=error.failure)
            return
        for token_id, row in list(waiting.items()):
            token = seen.get(token_id)
            if token is None:
                row.update(outcome=FAILED, message="A sync was requested. The token was deleted meanwhile.")
            else:
                earlier, last, code = row["token"], token["last_sync_at"], token["last_sync_error_code"]
                row.update(token=token, code=code)
                if last and last != earlier["last_sync_at"] and last >= row["requested_at"]:
                    row.update(outcome=SYNCED, message=f"Synced at {last}.")
                elif code and code != earlier["last_sync_error_code"]:
                    row.update(outcome=FAILED, message=_refused(code))
                else:
                    continue
            del waiting[token_id]
        if not waiting:
            return
    for row in waiting.values():
        if row["code"]:
            # Graph has no time of a failure: a code that stays may be the old one until a sync had its time.
            stayed = f" (it was there before the request, and has stayed for {pace.wait_timeout:g} s)"
            row.update(outcome=FAILED, message=_refused(row["code"], stayed))
        else:
            message = f"No outcome of the sync showed within {pace.wait_timeout:g} s."
            row.update(outcome=TIMED_OUT, message=f"{message} A sync has 15 minutes: look again later.")


def _refused(code: int, note: str = "") -> str:
    """Return what a sync error code means, as far as that is published, and what to do first."""
    entry = CATALOGUE["terms_not_accepted" if code == TERMS_NOT_ACCEPTED else "sync_error"]
    return f"The sync ended with error code {code}{note}: {entry.title}. What to do first: {entry.remediation[0]}"


SYNC = ArgumentSpec({"min_age": {"type": "float", "default": 900}}).merge(WAIT)
TOKEN_SYNC = ADE_TOKEN.merge(SYNC)


def token_sync(task: Task) -> Facts:
    """Sync the ADE tokens that a task selects: module ade_token_sync."""
    selection, pace = Selection.from_params(task.params), Pace.from_params(task.params)
    # All tenants are read before anything is written: an ambiguous name must not sync half of them.
    listed = task.read(lambda client: read_sources(client, selection, lambda _client, _token: None), shown=False)
    require_one(selection, listed)
    chosen = {
        result.connection.tenant_id: [source.token for source in result.value.selected]
        for result in listed
        if result.value
    }
    if not any(chosen.values()) and not any(result.failure for result in listed):
        task.warn("No token was found: nothing was synced.")
    results = task.read(
        lambda client: sync_tokens(
            client, chosen.get(client.connection.tenant_id, []), pace, check_mode=task.check_mode
        )
    )
    rows = [row for result in results for row in result.value or ()]
    outcome: Facts = {
        "changed": any(row["changed"] for row in rows),
        "results": rows,
        "tenants": tenant_rows(listed),
        **clocks(results),
        "diff": [_difference(row, chosen) for row in rows if row["changed"]],
    }
    troubles = [f"Could not read {result.failure['message']}" for result in listed if result.failure]
    troubles += [
        f"Tenant {row['tenant_name']}: token {row['token_name']} ({row['token_id']}): {row['message']}"
        for row in rows
        if row["outcome"] in UNSUCCESSFUL
    ]
    if troubles:
        failure = next((row["failure"] for row in (*outcome["tenants"], *rows) if row["failure"]), None)
        raise ActionError("\n".join(troubles), outcome, failure)
    return outcome


def _difference(row: Facts, chosen: t.Mapping[str, list[Facts]]) -> Facts:
    """Return what a sync changes, for diff mode."""
    name = f"{row['tenant_name']}: {row['token_name']}"
    before = next(token for token in chosen[row["tenant_id"]] if token["id"] == row["token_id"])
    return {
        "before_header": name,
        "after_header": name,
        "before": {"last_sync_requested_at": before["last_sync_requested_at"]},
        "after": {"last_sync_requested_at": row["requested_at"] or "the time of the run"},
    }
