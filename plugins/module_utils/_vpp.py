# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Apple VPP tokens (location tokens): Graph objects -> facts. For internal use only.

Source: vppToken of Microsoft Graph beta, which has names that v1.0 has not.
"""

from __future__ import annotations

import typing as t

from ansible_collections.mdm.intune.plugins.module_utils._ade import Selection, without_secrets
from ansible_collections.mdm.intune.plugins.module_utils._ade_profile import read_profiles
from ansible_collections.mdm.intune.plugins.module_utils._ade_source import read_sources
from ansible_collections.mdm.intune.plugins.module_utils._argspec import INFO
from ansible_collections.mdm.intune.plugins.module_utils._graph import READ_PERMISSION, GraphClient
from ansible_collections.mdm.intune.plugins.module_utils._task import Task, clocks, list_query, tenant_rows

Facts = dict[str, t.Any]

CHECK = "vpp_tokens"
PATH = "beta/deviceAppManagement/vppTokens"

# Graph's enum members -> ours; members that are not known here pass through as given.
STATES = {"assignedToExternalMDM": "assigned_to_external_mdm", "duplicateLocationId": "duplicate_location_id"}
SYNC_STATUSES = {"inProgress": "in_progress"}


def read_vpp_tokens(client: GraphClient, *, include_raw: bool = False) -> list[Facts]:
    """Return the VPP tokens of a tenant, each with the enrollment profiles that install Company Portal from it."""
    raws = list(client.list(PATH, permission=READ_PERMISSION))
    profiles = [
        profile
        for source in read_sources(client, Selection(), read_profiles).selected
        for profile in source.value or []
    ]
    tokens = []
    for raw in raws:
        if not raw.get("id"):
            raise client.error("Graph sent a VPP token without an id", READ_PERMISSION)
        state, status = raw.get("state"), raw.get("lastSyncStatus")
        what = f"VPP token {raw['id']}"
        token = {
            "kind": "vpp_token",
            "tenant_id": client.connection.tenant_id,
            "tenant_name": client.connection.tenant_name,
            "id": raw["id"],
            "name": raw.get("displayName") or raw.get("locationName") or raw.get("organizationName"),
            "organization_name": raw.get("organizationName"),
            "location_name": raw.get("locationName"),
            "account_type": raw.get("vppTokenAccountType"),
            "apple_id": raw.get("appleId"),
            "country_or_region": raw.get("countryOrRegion"),
            "state": STATES.get(str(state), state),
            "expires_at": client.timestamp(raw, "expirationDateTime", what),
            "modified_at": client.timestamp(raw, "lastModifiedDateTime", what),
            "last_sync_at": client.timestamp(raw, "lastSyncDateTime", what),
            "last_sync_status": SYNC_STATUSES.get(str(status), status),
            "automatically_update_apps": raw.get("automaticallyUpdateApps"),
            "data_sharing_consent_granted": raw.get("dataSharingConsentGranted"),
            "role_scope_tag_ids": raw.get("roleScopeTagIds") or [],
            "profiles": [
                {key: profile[key] for key in ("id", "name", "token_id", "token_name")}
                for profile in profiles
                if str(profile["company_portal_vpp_token_id"]).lower() == str(raw["id"]).lower()
            ],
        }
        tokens.append({**token, "raw": without_secrets(raw)} if include_raw else token)
    return tokens


VPP_TOKEN_INFO = INFO


def vpp_token_info(task: Task) -> Facts:
    """Read the VPP tokens of tenants: module vpp_token_info."""
    query = list_query(task.params)
    results = task.read(lambda client: read_vpp_tokens(client, include_raw=task.params["include_raw"]))
    return {
        "check": CHECK,
        "vpp_tokens": query([token for result in results for token in result.value or []]),
        "tenants": tenant_rows(results),
        "narrowed": bool(task.params["query"]),
        **clocks(results),
    }
