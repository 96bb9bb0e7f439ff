# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Enrollment profiles of ADE tokens: Graph objects -> facts. For internal use only.

Source: the schema of Microsoft Graph beta (enrollmentProfile, depEnrollmentBaseProfile and what derives from it).
"""

from __future__ import annotations

import re
import typing as t

from ansible_collections.mdm.intune.plugins.module_utils._ade import (
    TOKENS_PATH,
    Facts,
    Selection,
    read_default_profiles,
    without_secrets,
)
from ansible_collections.mdm.intune.plugins.module_utils._ade_source import identity, read_task
from ansible_collections.mdm.intune.plugins.module_utils._argspec import ADE_TOKEN, INFO
from ansible_collections.mdm.intune.plugins.module_utils._graph import READ_PERMISSION, GraphClient
from ansible_collections.mdm.intune.plugins.module_utils._task import Task, clocks, list_query, tenant_rows

CHECK = "profiles"

PLATFORMS = {
    "#microsoft.graph.depIOSEnrollmentProfile": "ios",
    "#microsoft.graph.depMacOSEnrollmentProfile": "macos",
    "#microsoft.graph.depTvOSEnrollmentProfile": "tvos",
    "#microsoft.graph.depVisionOSEnrollmentProfile": "visionos",
}
# A settings-catalog enrollment policy shows among the profiles of its token under an id of this form.
_MIRRORED_POLICY = "ECV2_"
_GUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")


def bare_id(profile_id: t.Any) -> str | None:
    """Return the last GUID of a profile id in lower case, None where there is none.

    A profile is published as C(<tokenId>_<guid>), a mirrored policy as C(ECV2_<tokenId>_<guid>); devices name their
    profile in one of these forms or by the GUID alone.
    """
    if not profile_id or not isinstance(profile_id, str):
        return None
    found = _GUID.search(profile_id)
    return (found.group() if found else profile_id).lower()


def _text(raw: t.Mapping[str, t.Any], name: str) -> str | None:
    """Return a text; an empty one where Graph has the property without a value, None where it has no such property."""
    return None if name not in raw else str(raw[name] or "")


def read_profiles(client: GraphClient, token: Facts, *, include_raw: bool = False) -> list[Facts]:
    """Return the enrollment profiles of a token, with the platforms that each is the default of."""
    defaults = read_default_profiles(client, token["id"])
    path = f"{TOKENS_PATH}/{token['id']}/enrollmentProfiles"
    profiles = []
    for raw in client.list(path, permission=READ_PERMISSION):
        if not raw.get("id") or not isinstance(raw["id"], str):
            raise client.error(f"token {token['id']}: Graph sent an enrollment profile without an id", READ_PERMISSION)
        profile = normal_form(token, raw, defaults)
        profiles.append({**profile, "raw": without_secrets(raw)} if include_raw else profile)
    return profiles


def normal_form(token: Facts, raw: t.Mapping[str, t.Any], defaults: t.Mapping[str, Facts | None]) -> Facts:
    """Return the facts of an enrollment profile.

    Which profile is a default is read from the token: C(isDefault) of a mirrored policy stays false.
    """
    profile_id: str = raw["id"]
    guid = bare_id(profile_id)
    default_for = [platform for platform, profile in defaults.items() if profile and bare_id(profile["id"]) == guid]
    mirrored = profile_id.startswith(_MIRRORED_POLICY)
    return {
        "kind": "enrollment_profile",
        **identity(token),
        "id": profile_id,
        "guid": guid,
        "name": raw.get("displayName"),
        "platform": PLATFORMS.get(str(raw.get("@odata.type"))),
        "managed_by": "enrollment_policy" if mirrored else "enrollment_profile",
        "policy_id": guid if mirrored else None,
        "default_for": default_for,
        "description": raw.get("description"),
        "support_department": _text(raw, "supportDepartment"),
        "support_phone_number": _text(raw, "supportPhoneNumber"),
        "company_portal_vpp_token_id": raw.get("companyPortalVppTokenId") or None,
        "requires_user_authentication": raw.get("requiresUserAuthentication"),
        "supervised": raw.get("supervisedModeEnabled"),
        "mandatory": raw.get("isMandatory"),
        "removal_disabled": raw.get("profileRemovalDisabled"),
        "device_name_template": raw.get("deviceNameTemplate"),
        "enabled_skip_keys": raw.get("enabledSkipKeys") or [],
    }


PROFILE_INFO = ADE_TOKEN.merge(INFO)


def profile_info(task: Task) -> Facts:
    """Read the enrollment profiles of the tokens that a task asks for: module ade_profile_info."""
    selection, query = Selection.from_params(task.params), list_query(task.params)
    sources, results = read_task(
        task,
        selection,
        lambda client, token: read_profiles(client, token, include_raw=task.params["include_raw"]),
    )
    return {
        "check": CHECK,
        "profiles": query([profile for source in sources for profile in source.value or []]),
        "sources": [source.row for source in sources],
        "tenants": tenant_rows(results),
        "narrowed": bool(selection or task.params["query"]),
        **clocks(results),
    }
