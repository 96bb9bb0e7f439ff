# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Enrolment profiles of a token: legacy ones, and mirrors of enrolment policies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.seeds import checked, stable_id

# The token's navigation property that holds the default of each platform.
PLATFORMS = {
    "ios": "defaultIosEnrollmentProfile",
    "macos": "defaultMacOsEnrollmentProfile",
    "tvos": "defaultTvOSEnrollmentProfile",
    "visionos": "defaultVisionOSEnrollmentProfile",
}
TYPES = {
    "ios": "#microsoft.graph.depIOSEnrollmentProfile",
    "macos": "#microsoft.graph.depMacOSEnrollmentProfile",
    "tvos": "#microsoft.graph.depTvOSEnrollmentProfile",
    "visionos": "#microsoft.graph.depVisionOSEnrollmentProfile",
}

# enrollmentProfile, which is all that the types of tvOS and visionOS have.
_PLAIN: dict[str, Any] = {
    "displayName": "Default profile",
    "description": "",
    "requiresUserAuthentication": True,
    "configurationEndpointUrl": None,
    "enableAuthenticationViaCompanyPortal": False,
    "requireCompanyPortalOnSetupAssistantEnrolledDevices": False,
}
# depEnrollmentBaseProfile, as iOS and macOS have it.
_BASE: dict[str, Any] = {
    **_PLAIN,
    "isDefault": False,
    "supervisedModeEnabled": True,
    "supportDepartment": "IT Support",
    "isMandatory": True,
    "supportPhoneNumber": "+1-555-0100",
    "profileRemovalDisabled": True,
    "deviceNameTemplate": "",
    "configurationWebUrl": True,
    "enabledSkipKeys": ["Restore", "AppleID"],
    "enrollmentTimeAzureAdGroupIds": [],
    "waitForDeviceConfiguredConfirmation": True,
}
HEALTHY_PROFILES: dict[str, dict[str, Any]] = {
    "ios": {
        **_BASE,
        "companyPortalVppTokenId": None,
        "enableSharedIPad": False,
        "awaitDeviceConfiguredConfirmation": False,
        "iTunesPairingMode": "allow",
        "userlessSharedAadModeEnabled": False,
    },
    "macos": {
        **_BASE,
        "adminAccountPassword": None,
        "depProfileAdminAccountPasswordRotationSetting": {
            "autoRotationPeriodInDays": 90,
            "depProfileDelayAutoRotationSetting": None,
        },
    },
    "tvos": _PLAIN,
    "visionos": _PLAIN,
}
PROFILE_PROPERTIES = sorted({"id", *(name for known in HEALTHY_PROFILES.values() for name in known)})


def read_profile(
    seed: Any, where: str, platform: str, default: bool, tenant_id: str, token_id: str, vpp_tokens: Mapping[str, str]
) -> dict[str, Any]:
    """One profile as the token's collection answers it. `vpp_tokens` are the ids of the tenant's, by display name."""
    healthy = HEALTHY_PROFILES[platform]
    seed = checked(seed, where, {"id", "policy", "omit", *healthy})
    names = [platform] if default else [platform, str(seed.get("displayName", healthy["displayName"]))]
    # Profiles of tvOS and visionOS exist as policies only.
    policy = seed.get("policy", platform in ("tvos", "visionos"))
    profile = {
        "@odata.type": TYPES[platform],
        "id": f"{'ECV2_' if policy else ''}{token_id}_{stable_id(token_id, *names)}",
        **healthy,
        "configurationEndpointUrl": (
            "https://appleconfigurator2.manage.microsoft.com/EnrollmentServer/MDMServiceConfig"
            f"?id={token_id}&AADTenantId={tenant_id}"
        ),
        **{key: value for key, value in seed.items() if key not in ("policy", "omit")},
    }
    if portal := profile.get("companyPortalVppTokenId"):
        profile["companyPortalVppTokenId"] = vpp_tokens.get(portal, portal)
    for key in seed.get("omit", []):
        del profile[key]
    return profile


def is_policy(profile: Mapping[str, Any]) -> bool:
    return str(profile["id"]).startswith("ECV2_")
