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
