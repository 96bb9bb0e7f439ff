# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Enrolment program tokens, and what lies under each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from emulator.apple import Behaviour, Link
from emulator.clock import NEVER, instant
from emulator.devices import LIMIT, Devices, read_devices
from emulator.profiles import PLATFORMS, TYPES, is_policy, read_profile
from emulator.seeds import EstateError, checked, entity, published, stable_id

# A healthy token; a seed names only what differs. These are all the properties that the schema has.
HEALTHY_TOKEN: dict[str, Any] = {
    "id": None,
    "appleIdentifier": "apple-admin@example.com",
    "tokenExpirationDateTime": "in 300 days",
    "lastModifiedDateTime": "65 days ago",
    "lastSuccessfulSyncDateTime": "2 hours ago",
    "lastSyncTriggeredDateTime": "2 hours ago",
    "shareTokenWithSchoolDataSyncService": False,
    "lastSyncErrorCode": 0,
    "tokenType": "dep",
    "tokenName": "Apple Business",
    "syncedDeviceCount": 25,
    "dataSharingConsentGranted": True,
    "roleScopeTagIds": ["0"],
}
_FURTHER = ("default_profiles", "profiles", "devices", "device_profile_ids", "repeat_devices", "apple", "omit")


@dataclass
class Token:
    # A depOnboardingSetting with its four navigation properties, exactly as Graph would answer it.
    entity: dict[str, Any]
    profiles: list[dict[str, Any]]
    devices: Devices
    link: Link

    @property
    def id(self) -> str:
        return str(self.entity["id"])


def read_token(
    seed: Any, where: str, tenant_id: str, domain: str, vpp_tokens: Mapping[str, str], now: datetime
) -> Token:
    where = f"{where}: token"
    seed = checked(seed, where, {*HEALTHY_TOKEN, *_FURTHER})
    name = str(seed.get("tokenName", HEALTHY_TOKEN["tokenName"]))
    token_id = seed.get("id") or stable_id(tenant_id, name)
    profiles, defaults = _profiles(seed, where, tenant_id, token_id, vpp_tokens)
    if "devices" not in seed:
        seed = {**seed, "devices": _implied(seed, defaults)}
    devices = read_devices(seed, f"{where} {name!r}", token_id, profiles, now)
    healthy = {**HEALTHY_TOKEN, "appleIdentifier": f"apple-admin@{domain}", "syncedDeviceCount": devices.present}
    own = {key: value for key, value in seed.items() if key not in _FURTHER or key == "omit"}
    found = entity({**own, "id": token_id}, healthy, now)
    return Token({**found, **defaults}, profiles, devices, _link(found, Behaviour.read(seed.get("apple", {}), where)))


def _link(token: Mapping[str, Any], behaviour: Behaviour) -> Link:
    expiry = token.get("tokenExpirationDateTime")
    expires = instant(expiry) if expiry and expiry != NEVER else None
    return Link(behaviour, behaviour.terms_accepted, expires)


def _implied(seed: Mapping[str, Any], defaults: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Healthy devices in the number that the token says, where the seed says nothing of devices."""
    count = seed.get("syncedDeviceCount", HEALTHY_TOKEN["syncedDeviceCount"])
    if not count or count > LIMIT:
        return []
    names = {"ios": "ios", "macos": "macOS", "tvos": "tvOS", "visionos": "visionOS"}
    return [{"count": count, "platforms": {names[kind]: 1 for kind, key in PLATFORMS.items() if defaults[key]}}]


def _profiles(
    seed: Mapping[str, Any], where: str, tenant_id: str, token_id: str, vpp_tokens: Mapping[str, str]
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The profiles, and which of them the token's navigation properties show."""
    entries = [
        {"platform": platform, "default": True, **profile}
        for platform, profile in checked(
            seed.get("default_profiles", {}), f"{where}: default_profiles", set(PLATFORMS)
        ).items()
        if profile is not None
    ]
    profiles: list[dict[str, Any]] = []
    defaults: dict[str, Any] = dict.fromkeys(PLATFORMS.values())
    for entry in [*entries, *seed.get("profiles", [])]:
        platform = entry.get("platform")
        if platform not in PLATFORMS:
            raise EstateError(f"{where}: a profile's platform is one of {', '.join(PLATFORMS)}, not {platform!r}")
        properties = {key: value for key, value in entry.items() if key not in ("platform", "default")}
        place = f"{where}: profile of {platform}"
        profile = read_profile(properties, place, platform, bool(entry.get("default")), tenant_id, token_id, vpp_tokens)
        if entry.get("default"):
            if defaults[PLATFORMS[platform]]:
                raise EstateError(f"{where}: two default profiles of {platform}")
            # A mirrored policy keeps isDefault at false even where it is the default.
            if "isDefault" in profile and not is_policy(profile):
                profile["isDefault"] = entry.get("isDefault", True)
            defaults[PLATFORMS[platform]] = {key: value for key, value in profile.items() if key != "@odata.type"}
        profiles.append(profile)
    ids = [profile["id"] for profile in profiles]
    if len(set(ids)) != len(ids):
        raise EstateError(f"{where}: two profiles have one id: give them ids, or different names")
    return profiles, defaults


def published_tokens(
    file: str, profile_files: list[str], device_file: str | None
) -> tuple[dict[str, Any], list[Token]]:
    """Tokens as printed, and the envelope of their list. Their profiles are those they show, and published ones."""
    envelope, entities = published(file)
    tokens = []
    for printed in entities:
        shown = [
            {"@odata.type": TYPES[platform], **printed[navigation]}
            for platform, navigation in PLATFORMS.items()
            if printed.get(navigation)
        ]
        profiles = [*shown, *(profile for name in profile_files for profile in published(name)[1])]
        devices = Devices([published(device_file)[1]] if device_file else [], False, False)
        tokens.append(Token(printed, profiles, devices, _link(printed, Behaviour())))
    return envelope, tokens
