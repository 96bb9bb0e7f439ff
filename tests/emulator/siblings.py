# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a tenant has beside its tokens: the push certificate, the tokens for apps, and the events of enrolments."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from emulator.clock import duration, instant, render
from emulator.seeds import EstateError, checked, entity, published, stable_id

HEALTHY_PUSH_CERTIFICATE: dict[str, Any] = {
    "id": None,
    "appleIdentifier": None,
    "topicIdentifier": None,
    "lastModifiedDateTime": "165 days ago",
    "expirationDateTime": "in 200 days",
    "certificateUploadStatus": None,
    "certificateUploadFailureReason": None,
    "certificateSerialNumber": "3F1C0D5A2B7E4960",
    "certificate": None,
}

HEALTHY_VPP_TOKEN: dict[str, Any] = {
    "id": None,
    "organizationName": None,
    "vppTokenAccountType": "business",
    "appleId": None,
    "expirationDateTime": "in 200 days",
    "lastSyncDateTime": "5 hours ago",
    "token": None,
    "lastModifiedDateTime": "5 hours ago",
    "state": "valid",
    "lastSyncStatus": "completed",
    "automaticallyUpdateApps": True,
    "countryOrRegion": "us",
}
# Only beta has these.
HEALTHY_VPP_TOKEN_BETA: dict[str, Any] = {
    "dataSharingConsentGranted": True,
    "displayName": "Apps",
    "locationName": None,
    "claimTokenManagementFromExternalMdm": False,
    "roleScopeTagIds": ["0"],
    "tokenActionResults": [],
}

ENROLMENT_EVENT = "#microsoft.graph.enrollmentTroubleshootingEvent"
VPP_EVENT = "#microsoft.graph.appleVppTokenTroubleshootingEvent"
HEALTHY_EVENT: dict[str, Any] = {
    "@odata.type": ENROLMENT_EVENT,
    "id": None,
    "eventDateTime": "1 hour ago",
    "correlationId": None,
    "managedDeviceIdentifier": None,
    "operatingSystem": "iOS",
    "osVersion": "26.1",
    "userId": None,
    "deviceId": None,
    "enrollmentType": "appleBulkWithUser",
    "failureCategory": "authentication",
    "failureReason": "The user could not be authenticated.",
}
# Only beta has these.
HEALTHY_EVENT_BETA: dict[str, Any] = {
    "eventName": None,
    "additionalInformation": [],
    "troubleshootingErrorDetails": None,
}
EVENT_PROPERTIES = [name for name in (*HEALTHY_EVENT, *HEALTHY_EVENT_BETA, "tokenId") if not name.startswith("@")]


def read_push_certificate(
    seed: Any, file: str | None, where: str, tenant_id: str, domain: str, now: datetime
) -> dict[str, Any] | None:
    """None where there is none, which Graph answers with 404."""
    where = f"{where}: push_certificate"
    if file:
        return published(file)[1][0]
    if seed == "missing":
        return None
    if seed == "nulls":
        return dict.fromkeys(HEALTHY_PUSH_CERTIFICATE)
    own = stable_id(tenant_id, "push certificate")
    healthy = {
        **HEALTHY_PUSH_CERTIFICATE,
        "id": own,
        "appleIdentifier": f"push-admin@{domain}",
        "topicIdentifier": f"com.apple.mgmt.External.{stable_id(tenant_id, 'push topic')}",
    }
    return entity(checked(seed or {}, where, {*healthy, "omit"}), healthy, now)


def read_vpp_tokens(
    seeds: list[Any], file: str | None, where: str, tenant_id: str, tenant_name: str, domain: str, now: datetime
) -> list[dict[str, Any]]:
    where = f"{where}: vpp_tokens"
    known = {**HEALTHY_VPP_TOKEN, **HEALTHY_VPP_TOKEN_BETA}
    tokens = []
    for seed in seeds:
        checked(seed, where, {*known, "omit"})
        name = seed.get("displayName", known["displayName"])
        healthy = {
            **known,
            "id": stable_id(tenant_id, "vpp", str(name)),
            "organizationName": tenant_name,
            "appleId": f"content-manager@{domain}",
            "locationName": tenant_name,
        }
        tokens.append(entity(seed, healthy, now))
    tokens += published(file)[1] if file else []
    ids = [token["id"] for token in tokens]
    if len(set(ids)) != len(ids):
        raise EstateError(f"{where}: two have one id: give them ids, or different names")
    return tokens


def read_events(seeds: list[Any], file: str | None, where: str, tenant_id: str, now: datetime) -> list[dict[str, Any]]:
    """Events in the order of the seed; `count` of a kind lie `apart` from each other, going back in time."""
    where = f"{where}: troubleshooting_events"
    events: list[dict[str, Any]] = []
    for seed in seeds:
        checked(seed, where, {*HEALTHY_EVENT, *HEALTHY_EVENT_BETA, "tokenId", "count", "apart", "omit"})
        plain = {key: value for key, value in seed.items() if key not in ("count", "apart")}
        if plain.get("@odata.type") == VPP_EVENT:
            # The base type's properties and one of its own.
            base = ("id", "eventDateTime", "correlationId", *HEALTHY_EVENT_BETA)
            known = {"@odata.type": VPP_EVENT} | {
                key: value for key, value in {**HEALTHY_EVENT, **HEALTHY_EVENT_BETA}.items() if key in base
            }
            known["tokenId"] = None
        else:
            known = {**HEALTHY_EVENT, **HEALTHY_EVENT_BETA}
        for step in range(seed.get("count", 1)):
            ids = {key: value for key, value in known.items() if key.endswith(("Id", "id", "Identifier"))}
            made = {key: stable_id(tenant_id, "event", str(len(events)), key) for key in ids}
            event = entity(plain, {**known, **made}, now)
            if step and event.get("eventDateTime"):
                moment = instant(event["eventDateTime"]) - step * duration(seed.get("apart", "1 hour"))
                event["eventDateTime"] = render(moment)
            events.append(event)
    return events + (published(file)[1] if file else [])
