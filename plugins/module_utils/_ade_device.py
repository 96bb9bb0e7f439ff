# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Apple devices that a token has synced: Graph objects -> facts. For internal use only.

A device is Graph's importedAppleDeviceIdentity (beta only). Source of its properties and states: the schema of
Microsoft Graph beta.
"""

from __future__ import annotations

import collections
import dataclasses
import typing as t

from ansible_collections.mdm.intune.plugins.module_utils._ade import TOKENS_PATH, Facts, Selection, without_secrets
from ansible_collections.mdm.intune.plugins.module_utils._ade_profile import bare_id
from ansible_collections.mdm.intune.plugins.module_utils._ade_source import identity, read_task
from ansible_collections.mdm.intune.plugins.module_utils._argspec import ADE_TOKEN, INFO, ArgumentSpec
from ansible_collections.mdm.intune.plugins.module_utils._errors import ConfigurationError
from ansible_collections.mdm.intune.plugins.module_utils._graph import READ_PERMISSION, GraphClient
from ansible_collections.mdm.intune.plugins.module_utils._task import Task, clocks, list_query, tenant_rows

CHECK = "devices"

# Graph's enum members -> ours; members that are not known here pass through as given.
STATES = {"notContacted": "not_contacted", "pendingReset": "pending_reset"}
PLATFORMS = {"macOS": "macos", "tvOS": "tvos", "visionOS": "visionos", "windowsMobile": "windows_mobile"}
_HASH_BITS = (1 << 60) - 1  # a number of so many bits takes 32 bytes, one of 63 takes 48
EXAMPLES = 5  # serial numbers that a summary names of each group, for a person to look up


@dataclasses.dataclass(frozen=True)
class Filter:
    """Which devices a task asks for; all of them by default."""

    serial_numbers: frozenset[str]
    states: frozenset[str]
    platforms: frozenset[str]
    unassigned: bool | None

    @classmethod
    def from_params(cls, params: t.Mapping[str, t.Any]) -> Filter:
        """Return the filter of the options."""
        return cls(
            frozenset(serial.upper() for serial in params.get("serial_numbers") or ()),
            frozenset(params.get("states") or ()),
            frozenset(params.get("platforms") or ()),
            params.get("unassigned"),
        )

    def __bool__(self) -> bool:
        return bool(self.serial_numbers or self.states or self.platforms or self.unassigned is not None)

    def matches(self, raw: t.Mapping[str, t.Any]) -> bool:
        """Say whether a device is asked for."""
        return (
            (not self.serial_numbers or str(raw.get("serialNumber") or "").upper() in self.serial_numbers)
            and (not self.states or _member(STATES, raw.get("enrollmentState")) in self.states)
            and (not self.platforms or _member(PLATFORMS, raw.get("platform")) in self.platforms)
            and (self.unassigned is None or self.unassigned == (not raw.get("requestedEnrollmentProfileId")))
        )


def _member(names: t.Mapping[str, str], value: t.Any) -> str:
    return names.get(value, value) if isinstance(value, str) else "unknown"


def _day(*moments: t.Any) -> str:
    """Return the day of the first of these timestamps that is one; year 1 is Intune's "never"."""
    return next((each[:10] for each in moments if isinstance(each, str) and "0002" <= each[:4] <= "9999"), "unknown")


def read_devices(
    client: GraphClient, token: Facts, wanted: Filter, *, details: int, include_raw: bool
) -> tuple[Facts, list[Facts]]:
    """Return the summary of a token's devices, and the facts of at most C(details) of them.

    Devices are counted page by page, so that memory does not grow with their number; one that several pages repeat
    counts once. Devices that were released at Apple (C(deleted)) are counted apart and in nothing else.
    """
    seen: set[int] = set()  # hashes, not ids: an eighth of the memory
    states: collections.Counter[t.Any] = collections.Counter()
    platforms: collections.Counter[t.Any] = collections.Counter()
    profiles: collections.Counter[str] = collections.Counter()
    waiting: collections.Counter[str] = collections.Counter()
    examples: dict[str, list[str]] = {}
    deleted = unassigned = 0
    newest = ""
    listed: list[Facts] = []

    def example(group: str, raw: t.Mapping[str, t.Any]) -> None:
        serials = examples.setdefault(group, [])
        if len(serials) < EXAMPLES:
            serials.append(str(raw.get("serialNumber") or raw["id"]))

    path = f"{TOKENS_PATH}/{token['id']}/importedAppleDeviceIdentities"
    filtered = bool(wanted)
    for raw in client.list(path, permission=READ_PERMISSION):
        device_id = raw.get("id")
        if not device_id or not isinstance(device_id, str):
            raise client.error(f"token {token['id']}: Graph sent a device without an id", READ_PERMISSION)
        key = hash(device_id) & _HASH_BITS
        if key in seen or (filtered and not wanted.matches(raw)):
            continue
        seen.add(key)
        if len(listed) < details:
            listed.append(normal_form(client, token, raw, include_raw=include_raw))
        if raw.get("isDeleted"):
            deleted += 1
            continue
        state, platform = raw.get("enrollmentState"), raw.get("platform")
        states[state if isinstance(state, str) else None] += 1
        platforms[platform if isinstance(platform, str) else None] += 1
        created = raw.get("createdDateTime")
        if isinstance(created, str) and created > newest:
            newest = created
        profile = raw.get("requestedEnrollmentProfileId")
        if profile:
            profiles[str(profile)] += 1
        else:
            unassigned += 1
            example("unassigned", raw)
        if state == "notContacted":
            if profile:
                waiting[_day(raw.get("requestedEnrollmentProfileAssignmentDateTime"), created)] += 1
                example("not_contacted", raw)
        elif state in ("failed", "blocked", "pendingReset"):
            example(STATES.get(state, state), raw)
    by_profile: collections.Counter[str] = collections.Counter()
    for profile, count in profiles.items():
        by_profile[bare_id(profile) or "unknown"] += count
    summary = {
        "kind": "ade_device_summary",
        **identity(token),
        "id": token["id"],
        "name": token["name"],
        "total": sum(states.values()),
        "deleted": deleted,
        "unassigned": unassigned,
        "by_state": _counts(STATES, states),
        "by_platform": _counts(PLATFORMS, platforms),
        "by_profile": dict(sorted(by_profile.items())),
        # by the day on which the profile was assigned: what is too long is for the policy to say
        "not_contacted_since": dict(sorted(waiting.items())),
        "oldest_not_contacted": min((day for day in waiting if day != "unknown"), default=None),
        "newest_created_at": client.timestamp(
            {"createdDateTime": newest}, "createdDateTime", f"devices of token {token['id']}"
        ),
        "examples": examples,
    }
    return summary, listed


def _counts(names: t.Mapping[str, str], counter: collections.Counter[t.Any]) -> dict[str, int]:
    counts: collections.Counter[str] = collections.Counter()
    for value, count in counter.items():
        counts[_member(names, value)] += count
    return dict(sorted(counts.items()))


def normal_form(client: GraphClient, token: Facts, raw: t.Mapping[str, t.Any], *, include_raw: bool = False) -> Facts:
    """Return the facts of a device. Raises GraphError for a timestamp that is none."""

    def moment(name: str) -> str | None:
        return client.timestamp(raw, name, f"device {raw.get('serialNumber')}")

    device = {
        "kind": "ade_device",
        **identity(token),
        "id": raw.get("id"),
        "name": raw.get("serialNumber"),
        "serial_number": raw.get("serialNumber"),
        "description": raw.get("description"),
        "platform": _member(PLATFORMS, raw.get("platform")),
        "state": _member(STATES, raw.get("enrollmentState")),
        "profile_id": bare_id(raw.get("requestedEnrollmentProfileId")),
        "profile_assigned_at": moment("requestedEnrollmentProfileAssignmentDateTime"),
        "supervised": raw.get("isSupervised"),
        "discovery_source": raw.get("discoverySource"),
        "deleted": bool(raw.get("isDeleted")),
        "created_at": moment("createdDateTime"),
        "last_contacted_at": moment("lastContactedDateTime"),
    }
    return {**device, "raw": without_secrets(raw)} if include_raw else device


DEVICE_INFO = ADE_TOKEN.merge(INFO).merge(
    ArgumentSpec(
        {
            "details": {"type": "bool", "default": False},
            "limit": {"type": "int", "default": 1000},
            "serial_numbers": {"type": "list", "elements": "str"},
            "states": {"type": "list", "elements": "str"},
            "platforms": {"type": "list", "elements": "str"},
            "unassigned": {"type": "bool"},
        }
    )
)


def device_info(task: Task) -> Facts:
    """Read the devices of the tokens that a task asks for: module ade_device_info."""
    params = task.params
    if params["limit"] <= 0:
        raise ConfigurationError("limit must be greater than 0; leave details at false to get the summary alone.")
    if not params["details"] and (params["query"] or params["include_raw"]):
        raise ConfigurationError("query and include_raw are about single devices: they need details: true.")
    selection, wanted, query = Selection.from_params(params), Filter.from_params(params), list_query(params)
    sources, results = read_task(
        task,
        selection,
        lambda client, token: read_devices(
            client,
            token,
            wanted,
            details=params["limit"] if params["details"] else 0,
            include_raw=params["include_raw"],
        ),
    )
    read = [source.value for source in sources if source.value]
    return {
        "check": CHECK,
        "devices": query([device for _summary, devices in read for device in devices]),
        "summary": [summary for summary, _devices in read],
        "sources": [source.row for source in sources],
        "tenants": tenant_rows(results),
        "narrowed": bool(selection or wanted),
        **clocks(results),
    }
