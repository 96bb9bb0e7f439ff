# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Imported Apple device identities: made when they are asked for, so that 200,000 weigh no more than one."""

from __future__ import annotations

import bisect
import functools
import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from emulator.clock import NEVER, render
from emulator.profiles import TYPES
from emulator.seeds import EstateError, checked, entity, stable_id

LIMIT = 200_000  # Intune's own, per token

DEVICE_PROPERTIES = (
    "id",
    "serialNumber",
    "requestedEnrollmentProfileId",
    "requestedEnrollmentProfileAssignmentDateTime",
    "isSupervised",
    "discoverySource",
    "isDeleted",
    "createdDateTime",
    "lastContactedDateTime",
    "description",
    "enrollmentState",
    "platform",
)
_GROUP = ("count", "states", "platforms", "unassigned", "deleted", "profile", "omit")


class Mix:
    """Spreads values over the numbers below `count`: in exact shares, well mixed, and the same each time."""

    def __init__(self, weights: Mapping[Any, float], count: int, stride: float) -> None:
        total = sum(weights.values())
        self.values = list(weights)
        self.ends = [round(count * sum_ / total) for sum_ in itertools.accumulate(weights.values())]
        self.count = count
        self.stride = max(1, int(count * stride))
        # Without a common divisor the steps reach each place once.
        while math.gcd(self.stride, count) != 1:
            self.stride += 1
        # Else the first number would get the first of all values, in every mix.
        self.offset = int(count * stride / 2)

    def __getitem__(self, number: int) -> Any:
        return self.values[bisect.bisect_right(self.ends, (number * self.stride + self.offset) % self.count)]

    def number_of(self, value: Any) -> int:
        starts = [0, *self.ends]
        return sum(end - start for start, end, own in zip(starts, self.ends, self.values, strict=False) if own == value)


@functools.lru_cache(maxsize=1)
def _times(now: datetime) -> tuple[list[str], list[str], list[str]]:
    """When devices were created (a month to more than a year ago), given their profile, and seen (in the last days)."""
    ages = [timedelta(days=30 + 3.7 * step) for step in range(101)]
    return (
        [render(now - age) for age in ages],
        [render(now - age + timedelta(hours=1)) for age in ages],
        [render(now - timedelta(hours=1 + 1.3 * step)) for step in range(97)],
    )


class Group(Sequence[dict[str, Any]]):
    """Devices that one entry of a seed stands for."""

    def __init__(self, seed: Any, where: str, key: str, profiles: Sequence[Mapping[str, Any]], now: datetime) -> None:
        seed = checked(seed, where, (*DEVICE_PROPERTIES, *_GROUP))
        count = seed.get("count", 1)
        if not isinstance(count, int) or not 0 <= count <= LIMIT:
            raise EstateError(f"{where}: count is a number up to {LIMIT}")
        self.size = count
        self.prefix = stable_id(key)
        self.serial = self.prefix[:5].upper()
        mixed = max(count, 1)
        self.states = Mix(seed.get("states") or {"enrolled": 1}, mixed, 0.6180339)
        self.platforms = Mix(seed.get("platforms") or {"ios": 1}, mixed, 0.4142135)
        self.unassigned = Mix(_part(seed.get("unassigned", 0), mixed, where), mixed, 0.7320508)
        self.deleted = Mix(_part(seed.get("deleted", 0), mixed, where), mixed, 0.2360679)
        # Profiles that devices of a platform get in turn.
        self.profiles = {
            kind: [profile["id"] for profile in profiles if profile.get("@odata.type") == TYPES[kind]] for kind in TYPES
        }
        self.created, self.assigned, self.contacted = _times(now)
        own = {name: value for name, value in seed.items() if name in DEVICE_PROPERTIES}
        if "profile" in seed:
            own.setdefault("requestedEnrollmentProfileId", _named(seed["profile"], profiles, where))
        self.own = entity(own, {}, now)
        self.omit = seed.get("omit", [])

    def __len__(self) -> int:
        return self.size

    @property
    def present(self) -> int:
        """Devices that Apple still has."""
        if "isDeleted" in self.own:
            return 0 if self.own["isDeleted"] else self.size
        return self.size - min(self.deleted.number_of(True), self.size)

    def __getitem__(self, number: int | slice) -> Any:
        if isinstance(number, slice):
            return [self._device(one) for one in range(*number.indices(self.size))]
        return self._device(range(self.size)[number])

    def _device(self, number: int) -> dict[str, Any]:
        platform = self.own["platform"] if "platform" in self.own else self.platforms[number]
        state = self.own["enrollmentState"] if "enrollmentState" in self.own else self.states[number]
        profiles = self.profiles.get(str(platform).lower())
        requested = None if self.unassigned[number] or not profiles else profiles[number % len(profiles)]
        requested = self.own.get("requestedEnrollmentProfileId", requested)
        device = {
            "id": f"{self.prefix[:24]}{number:012x}",
            "serialNumber": f"{self.serial}{number:07X}",
            "requestedEnrollmentProfileId": requested or "",
            "requestedEnrollmentProfileAssignmentDateTime": self.assigned[number % 101] if requested else NEVER,
            "isSupervised": True,
            "discoverySource": "deviceEnrollmentProgram",
            "isDeleted": self.deleted[number],
            "createdDateTime": self.created[number % 101],
            "lastContactedDateTime": NEVER if state == "notContacted" else self.contacted[number % 97],
            "description": "",
            "enrollmentState": state,
            "platform": platform,
            **self.own,
        }
        for name in self.omit:
            del device[name]
        return device


class Devices:
    """All devices of a token. Groups of a seed, or entities as published."""

    def __init__(self, parts: Sequence[Sequence[dict[str, Any]]], bare_profile_ids: bool, repeats: bool) -> None:
        self.parts = parts
        self.ends = list(itertools.accumulate(len(part) for part in parts))
        self.bare_profile_ids = bare_profile_ids
        self.repeats = repeats

    def __len__(self) -> int:
        return self.ends[-1] if self.ends else 0

    def __getitem__(self, wanted: slice) -> list[dict[str, Any]]:
        return list(self._between(*wanted.indices(len(self))[:2]))

    def _between(self, start: int, stop: int) -> Iterator[dict[str, Any]]:
        for part, end in zip(self.parts, self.ends, strict=True):
            begin = end - len(part)
            for device in part[max(start - begin, 0) : max(stop - begin, 0)]:
                requested = device.get("requestedEnrollmentProfileId")
                if self.bare_profile_ids and requested:
                    device["requestedEnrollmentProfileId"] = requested.rpartition("_")[2]
                yield device

    @property
    def present(self) -> int:
        return sum(
            part.present if isinstance(part, Group) else sum(not device["isDeleted"] for device in part)
            for part in self.parts
        )


def _part(words: Any, count: int, where: str) -> dict[bool, float]:
    """A number of devices, or a share of them: `3`, `2%`."""
    try:
        number = count * float(words[:-1]) / 100 if str(words).endswith("%") else int(words)
    except (TypeError, ValueError) as error:
        raise EstateError(f"{where}: {words!r} is neither a number of devices nor a share such as 2%") from error
    if not 0 <= number <= count:
        raise EstateError(f"{where}: {words!r} is more than all")
    return {True: number, False: count - number}


def _named(name: str | None, profiles: Sequence[Mapping[str, Any]], where: str) -> str | None:
    if name is None:
        return ""
    found = [str(profile["id"]) for profile in profiles if profile["displayName"] == name]
    if not found:
        raise EstateError(f"{where}: no profile {name!r} under this token")
    return found[0]


def read_devices(
    seed: Mapping[str, Any], where: str, token_id: str, profiles: Sequence[Mapping[str, Any]], now: datetime
) -> Devices:
    groups = [
        Group(group, f"{where}: devices[{place}]", f"{token_id}/devices/{place}", profiles, now)
        for place, group in enumerate(seed.get("devices", []))
    ]
    if sum(map(len, groups)) > LIMIT:
        raise EstateError(f"{where}: more than {LIMIT} devices under one token")
    form = seed.get("device_profile_ids", "full")
    if form not in ("full", "guid"):
        raise EstateError(f"{where}: device_profile_ids is full or guid")
    return Devices(groups, form == "guid", bool(seed.get("repeat_devices", False)))
