#!/usr/bin/python

# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: vpp_token_info
short_description: Gather facts about the Apple VPP tokens of Microsoft Intune
version_added: 1.0.0
author:
  - mdm.intune contributors (@mdm-intune)
description:
  - Reads the Apple VPP tokens (location tokens) of one or many tenants, each with the enrollment profiles that rely
    on it.
  - An enrollment profile that installs Company Portal from an expired VPP token keeps devices from finishing
    enrollment.
  - Needs the Microsoft Graph application permission C(DeviceManagementServiceConfig.Read.All).
extends_documentation_fragment:
  - mdm.intune.graph
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
- name: Read the VPP tokens
  mdm.intune.vpp_token_info:
  register: vpp_tokens

- name: Judge them
  mdm.intune.ade_health_assert:
    facts: "{{ vpp_tokens }}"
    fail_on: never

- name: Name those that enrollment relies on
  mdm.intune.vpp_token_info:
    query: "[?profiles].{name: name, expires_at: expires_at}"
"""

RETURN = r"""
check:
  description: The name of this check in verdicts.
  returned: always
  type: str
  sample: vpp_tokens
vpp_tokens:
  description:
    - The VPP tokens, tenant by tenant, or what O(query) made of them.
    - Timestamps are in UTC in the form C(YYYY-MM-DDTHH:MM:SSZ); V(null) means that Microsoft Graph has no value.
  returned: success
  type: list
  elements: dict
  contains:
    kind:
      description: Always V(vpp_token).
      type: str
      returned: always
      sample: vpp_token
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
    id:
      description: The id of the token.
      type: str
      returned: always
      sample: 00000000-0000-4000-8000-0000000000ee
    name:
      description: The name of the token, else of its location or organisation.
      type: str
      returned: always
      sample: Berlin
    organization_name:
      description: The organisation at Apple.
      type: str
      returned: always
      sample: Contoso
    location_name:
      description: The location at Apple.
      type: str
      returned: always
      sample: Berlin
    account_type:
      description: V(business) or V(education).
      type: str
      returned: always
      sample: business
    apple_id:
      description: The Apple Account of the token.
      type: str
      returned: always
      sample: content-manager@example.com
    country_or_region:
      description: The country or region of the store.
      type: str
      returned: always
      sample: de
    state:
      description:
        - V(valid), V(expired), V(invalid), V(assigned_to_external_mdm), V(duplicate_location_id) or V(unknown).
      type: str
      returned: always
      sample: valid
    expires_at:
      description: When the token expires.
      type: str
      returned: always
      sample: "2027-03-27T08:57:42Z"
    modified_at:
      description: When the token was changed last.
      type: str
      returned: always
      sample: "2026-03-27T08:57:58Z"
    last_sync_at:
      description: When licences were synced last.
      type: str
      returned: always
      sample: "2026-07-17T11:44:03Z"
    last_sync_status:
      description: V(none), V(in_progress), V(completed) or V(failed).
      type: str
      returned: always
      sample: completed
    automatically_update_apps:
      description: Whether apps are updated automatically.
      type: bool
      returned: always
      sample: true
    data_sharing_consent_granted:
      description: Whether the consent to share data with Apple is given.
      type: bool
      returned: always
      sample: true
    role_scope_tag_ids:
      description: The scope tags of the token.
      type: list
      elements: str
      returned: always
      sample: ["0"]
    profiles:
      description:
        - The enrollment profiles that install Company Portal from this token, each with C(id), C(name), C(token_id)
          and C(token_name).
      type: list
      elements: dict
      returned: always
      sample: []
    raw:
      description: The object as Microsoft Graph sent it, without properties that may hold a secret.
      type: dict
      returned: with O(include_raw=true)
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

from ansible_collections.mdm.intune.plugins.module_utils._module import run
from ansible_collections.mdm.intune.plugins.module_utils._vpp import CHECK, VPP_TOKEN_INFO, vpp_token_info


def main() -> None:
    """Run the module."""
    run(VPP_TOKEN_INFO, vpp_token_info, CHECK)


if __name__ == "__main__":
    main()
