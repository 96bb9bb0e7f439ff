#!/usr/bin/python

# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ade_profile_info
short_description: Gather facts about the enrollment profiles of ADE tokens
version_added: 1.0.0
author:
  - mdm.intune contributors (@mdm-intune)
description:
  - Reads the enrollment profiles of Automated Device Enrollment tokens, for all platforms, and says which of them are
    defaults.
  - Enrollment policies of the settings catalog show among the profiles of their token; they are told apart by
    RV(profiles[].managed_by).
  - Needs the Microsoft Graph application permission C(DeviceManagementServiceConfig.Read.All).
  - Passwords of accounts that a profile sets up never leave the module.
extends_documentation_fragment:
  - mdm.intune.graph
  - mdm.intune.ade_token
  - mdm.intune.ade_token.info
  - mdm.intune.attributes
  - mdm.intune.attributes.info_module
  - mdm.intune.attributes.actiongroup_graph
seealso:
  - module: mdm.intune.ade_health_assert
  - ref: ansible_collections.mdm.intune.docsite.guide_diagnosis
    description: From the symptom to the evidence and the remedy.
"""

EXAMPLES = r"""
- name: Read the profiles of all tokens
  mdm.intune.ade_profile_info:
  register: ade_profiles

- name: Find profiles that Apple will refuse, and platforms without a default
  mdm.intune.ade_health_assert:
    facts: "{{ ade_profiles }}"
    fail_on: warning

- name: Name the default profiles of one token
  mdm.intune.ade_profile_info:
    token_name: Corporate iPads
    query: "[?default_for].{name: name, default_for: default_for}"
"""

RETURN = r"""
check:
  description: The name of this check in verdicts.
  returned: always
  type: str
  sample: profiles
profiles:
  description:
    - The enrollment profiles, token by token, or what O(query) made of them.
    - Timestamps are in UTC in the form C(YYYY-MM-DDTHH:MM:SSZ); V(null) means that Microsoft Graph has no value.
  returned: success
  type: list
  elements: dict
  contains:
    kind:
      description: Always V(enrollment_profile).
      type: str
      returned: always
      sample: enrollment_profile
    tenant_id:
      description: The tenant as it was asked for.
      type: str
      returned: always
      sample: contoso.example
    tenant_name:
      description: The name given in O(tenants), else the same as C(tenant_id).
      type: str
      returned: always
      sample: Contoso
    token_id:
      description: The id of the token.
      type: str
      returned: always
      sample: 7d4a8c1e-0000-4000-8000-000000000001
    token_name:
      description: The name of the token.
      type: str
      returned: always
      sample: Corporate iPads
    id:
      description: The id of the profile.
      type: str
      returned: always
      sample: 7d4a8c1e-0000-4000-8000-000000000001_5f0c7e7a-0000-4000-8000-0000000000bb
    guid:
      description: The last GUID of this id in lower case, by which devices name their profile.
      type: str
      returned: always
      sample: 5f0c7e7a-0000-4000-8000-0000000000bb
    name:
      description: The name of the profile.
      type: str
      returned: always
      sample: iPads with user
    platform:
      description:
        - V(ios) (also iPadOS), V(macos), V(tvos), V(visionos), or V(null) where Microsoft Graph does not say.
      type: str
      returned: always
      sample: ios
    managed_by:
      description: V(enrollment_profile), or V(enrollment_policy) for the mirror of a settings-catalog policy.
      type: str
      returned: always
      sample: enrollment_profile
    policy_id:
      description: The id of the mirrored policy, V(null) for a profile.
      type: str
      returned: always
      sample: null
    default_for:
      description: The platforms whose default this is, as the token says.
      type: list
      elements: str
      returned: always
      sample: [ios]
    description:
      description: The description of the profile.
      type: str
      returned: always
      sample: ""
    support_department:
      description:
        - The department shown to users. An empty text if none is set, V(null) if the profile has no such field.
      type: str
      returned: always
      sample: IT Support
    support_phone_number:
      description:
        - The phone number shown to users. An empty text if none is set, V(null) if the profile has no such field.
      type: str
      returned: always
      sample: "+1-555-0100"
    company_portal_vpp_token_id:
      description: The VPP token from which Company Portal is installed.
      type: str
      returned: always
      sample: null
    requires_user_authentication:
      description: Whether users sign in during enrollment.
      type: bool
      returned: always
      sample: true
    supervised:
      description: Whether devices become supervised.
      type: bool
      returned: always
      sample: true
    mandatory:
      description: Whether users cannot skip enrollment.
      type: bool
      returned: always
      sample: true
    removal_disabled:
      description: Whether users cannot remove management.
      type: bool
      returned: always
      sample: true
    device_name_template:
      description: How devices are named.
      type: str
      returned: always
      sample: ""
    enabled_skip_keys:
      description: The panes of the Setup Assistant that are skipped.
      type: list
      elements: str
      returned: always
      sample: [Restore]
    raw:
      description: The object as Microsoft Graph sent it, without properties that may hold a secret.
      type: dict
      returned: with O(include_raw=true)
sources:
  description: One row for each token that was read.
  returned: success
  type: list
  elements: dict
  contains:
    tenant_id:
      description: The tenant as it was asked for.
      type: str
      returned: always
      sample: contoso.example
    tenant_name:
      description: The name given in O(tenants), else the same as C(tenant_id).
      type: str
      returned: always
      sample: Contoso
    token_id:
      description: The id of the token.
      type: str
      returned: always
      sample: 7d4a8c1e-0000-4000-8000-000000000001
    token_name:
      description: The name of the token.
      type: str
      returned: always
      sample: Corporate iPads
    checked:
      description: Whether it could be read. V(false) for a token that was deleted while it was read.
      type: bool
      returned: always
      sample: true
    failure:
      description: Why it could not be read, as the return value RV(failure); V(null) if it was.
      type: dict
      returned: always
      sample: null
tenants:
  description: One row for each tenant that was asked for.
  returned: success
  type: list
  elements: dict
  contains:
    tenant_id:
      description: The tenant as it was asked for.
      type: str
      returned: always
      sample: contoso.example
    name:
      description: The name given in O(tenants), else the same as C(tenant_id).
      type: str
      returned: always
      sample: Contoso
    checked:
      description: Whether the tenant could be read.
      type: bool
      returned: always
      sample: true
    failure:
      description: Why the tenant could not be read, as the return value RV(failure); V(null) if it was.
      type: dict
      returned: always
      sample: null
narrowed:
  description: Whether a selection, a filter or a query has left something out, so that more may exist.
  returned: success
  type: bool
  sample: false
checked_at:
  description: Graph's own clock when it answered last; V(null) if it never answered.
  returned: success
  type: str
  sample: "2026-07-17T12:00:00Z"
controller_at:
  description: The clock of the machine that runs the module at the same moment.
  returned: success
  type: str
  sample: "2026-07-17T12:00:01Z"
failure:
  description: What went wrong, for machines.
  returned: failure
  type: dict
  contains:
    status:
      description: The HTTP status, V(null) where no answer came.
      type: int
      returned: always
      sample: 403
    code:
      description: The error code of Microsoft Graph or Microsoft Entra.
      type: str
      returned: always
      sample: Forbidden
    message:
      description: The same text as C(msg).
      type: str
      returned: always
      sample: "Tenant contoso.example: this tenant has no Intune."
    request_id:
      description: The id under which Microsoft's support finds the request.
      type: str
      returned: always
      sample: 00000000-0000-4000-8000-0000000000ff
    client_request_id:
      description: The id that this module gave the request.
      type: str
      returned: always
      sample: 00000000-0000-4000-8000-0000000000fe
    tenant_id:
      description: The tenant as it was asked for.
      type: str
      returned: always
      sample: contoso.example
    permission:
      description: The application permission that the request needs.
      type: str
      returned: always
      sample: DeviceManagementServiceConfig.Read.All
"""

from ansible_collections.mdm.intune.plugins.module_utils._ade_profile import CHECK, PROFILE_INFO, profile_info
from ansible_collections.mdm.intune.plugins.module_utils._module import run


def main() -> None:
    """Run the module."""
    run(PROFILE_INFO, profile_info, CHECK)


if __name__ == "__main__":
    main()
