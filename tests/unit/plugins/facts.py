# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sample facts, judged at C(NOW)."""

from __future__ import annotations

import datetime as dt
import typing as t

from ansible_collections.mdm.intune.plugins.module_utils._timestamps import to_text

NOW = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.timezone.utc)
DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
SECOND = dt.timedelta(seconds=1)
TENANT = "contoso.example"


def token(**changes: t.Any) -> dict[str, t.Any]:
    """Return the facts of a healthy token with some changes."""
    facts = {
        "kind": "ade_token",
        "tenant_id": TENANT,
        "tenant_name": "Contoso",
        "id": "00000000-0000-4000-8000-0000000000aa",
        "name": "iPads",
        "token_type": "apple_business_manager",
        "apple_id": "mdm-admin@example.com",
        "expires_at": to_text(NOW + 200 * DAY),
        "modified_at": to_text(NOW - 165 * DAY),
        "last_sync_at": to_text(NOW - 2 * HOUR),
        "last_sync_requested_at": to_text(NOW - 3 * HOUR),
        "last_sync_error_code": 0,
        "synced_device_count": 7,
        "data_sharing_consent_granted": True,
        "shared_with_school_data_sync": False,
        "role_scope_tag_ids": ["0"],
    }
    return {**facts, **changes}


def tenant(**changes: t.Any) -> dict[str, t.Any]:
    row = {"tenant_id": TENANT, "name": "Contoso", "checked": True, "token_count": 1, "maximum_tokens": 100}
    return {**row, "failure": None, **changes}


def result(
    *tokens: dict[str, t.Any], tenants: list[dict[str, t.Any]] | None = None, **changes: t.Any
) -> dict[str, t.Any]:
    """Return what ade_token_info returns."""
    return {
        "tokens": list(tokens),
        "tenants": [tenant(token_count=len(tokens))] if tenants is None else tenants,
        "narrowed": False,
        "checked_at": to_text(NOW),
        "controller_at": to_text(NOW),
        **changes,
    }


UNREAD = tenant(tenant_id="b", name="B", checked=False, token_count=None, failure={"message": "no permission"})
STALE = {"last_sync_at": to_text(NOW - 100 * HOUR)}
WAIVER = {"token": "iPads", "finding": "sync_stale", "until": "2026-11-22", "reason": "moving house"}


# ---------------------------------------------------------------------------------------------------------------
# what hangs on tokens, and siblings

TOKEN_ID = "00000000-0000-4000-8000-0000000000aa"
PROFILE_GUID = "00000000-0000-4000-8000-0000000000bb"
OF_TOKEN = {"tenant_id": TENANT, "tenant_name": "Contoso", "token_id": TOKEN_ID, "token_name": "iPads"}


def profile(**changes: t.Any) -> dict[str, t.Any]:
    """Return the facts of a healthy enrollment profile with some changes."""
    facts = {
        "kind": "enrollment_profile",
        **OF_TOKEN,
        "id": f"{TOKEN_ID}_{PROFILE_GUID}",
        "guid": PROFILE_GUID,
        "name": "iPads with user",
        "platform": "ios",
        "default_for": ["ios"],
        "support_department": "IT",
        "support_phone_number": "+1-555-0100",
    }
    return {**facts, **changes}


def devices(**changes: t.Any) -> dict[str, t.Any]:
    """Return the summary of a token's healthy devices with some changes."""
    facts = {
        "kind": "ade_device_summary",
        **OF_TOKEN,
        "id": TOKEN_ID,
        "name": "iPads",
        "total": 7,
        "deleted": 0,
        "unassigned": 0,
        "by_state": {"enrolled": 7},
        "by_platform": {"ios": 7},
        "by_profile": {PROFILE_GUID: 7},
        "not_contacted_since": {},
        "examples": {},
    }
    return {**facts, **changes}


def push_certificate(**changes: t.Any) -> dict[str, t.Any]:
    """Return the facts of a healthy push certificate with some changes."""
    facts = {
        "kind": "push_certificate",
        "tenant_id": TENANT,
        "tenant_name": "Contoso",
        "id": "00000000-0000-4000-8000-0000000000cc",
        "name": "mdm-admin@example.com",
        "configured": True,
        "expires_at": to_text(NOW + 200 * DAY),
    }
    return {**facts, **changes}


def vpp_token(*profiles: str, **changes: t.Any) -> dict[str, t.Any]:
    """Return the facts of a healthy VPP token on which profiles of these names rely, with some changes."""
    facts = {
        "kind": "vpp_token",
        "tenant_id": TENANT,
        "tenant_name": "Contoso",
        "id": "00000000-0000-4000-8000-0000000000ee",
        "name": "Berlin",
        "state": "valid",
        "expires_at": to_text(NOW + 200 * DAY),
        "last_sync_at": to_text(NOW - 2 * HOUR),
        "last_sync_status": "completed",
        "profiles": [{"id": name, "name": name, "token_id": TOKEN_ID, "token_name": "iPads"} for name in profiles],
    }
    return {**facts, **changes}


def events(**by_category: int) -> dict[str, t.Any]:
    """Return the summary of failed enrollments."""
    return {
        "kind": "enrollment_event_summary",
        "tenant_id": TENANT,
        "tenant_name": "Contoso",
        "id": TENANT,
        "name": "Contoso",
        "hours": 168.0,
        "total": sum(by_category.values()),
        "by_category": by_category,
        "latest_by_category": dict.fromkeys(by_category, to_text(NOW - HOUR)),
        "latest_at": to_text(NOW - HOUR),
    }


KEYS = {
    "profiles": "profiles",
    "devices": "summary",
    "push_certificate": "push_certificates",
    "vpp_tokens": "vpp_tokens",
    "enrollment_events": "summary",
}


def found(check: str, *objects: dict[str, t.Any], **changes: t.Any) -> dict[str, t.Any]:
    """Return what the info module of a check returns."""
    row = {"tenant_id": TENANT, "name": "Contoso", "checked": True, "failure": None}
    facts = {
        "check": check,
        KEYS[check]: list(objects),
        "tenants": [row],
        "narrowed": False,
        "checked_at": to_text(NOW),
        "controller_at": to_text(NOW),
    }
    if check in ("profiles", "devices"):
        facts["sources"] = [{**OF_TOKEN, "checked": True, "failure": None}]
    return {**facts, **changes}


def everything(**objects: list[dict[str, t.Any]]) -> list[dict[str, t.Any]]:
    """Return healthy results of all checks, with other objects for some."""
    healthy = {
        "profiles": [profile()],
        "devices": [devices()],
        "push_certificate": [push_certificate()],
        "vpp_tokens": [vpp_token("iPads with user")],
        "enrollment_events": [events()],
    }
    tokens = objects.pop("tokens", [token()])
    return [result(*tokens), *(found(check, *facts) for check, facts in {**healthy, **objects}.items())]


def unread(check: str, message: str = "no permission", permission: str | None = None) -> dict[str, t.Any]:
    """Return what the info module of a check returns when the tenant could not be read."""
    failure = {"message": message, "permission": permission}
    return found(check, tenants=[{"tenant_id": TENANT, "name": "Contoso", "checked": False, "failure": failure}])
