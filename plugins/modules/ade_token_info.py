#!/usr/bin/python

# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ade_token_info
short_description: Gather facts about the Apple Automated Device Enrollment tokens of Microsoft Intune
version_added: 1.0.0
author:
  - mdm.intune contributors (@mdm-intune)
description:
  - Reads the enrollment program tokens (Automated Device Enrollment, ADE, formerly DEP) of one or many tenants from
    Microsoft Graph.
  - The facts are judged by M(mdm.intune.ade_health_assert), the filter P(mdm.intune.ade_health#filter) and the tests
    P(mdm.intune.healthy#test) and P(mdm.intune.expiring#test).
  - Needs the Microsoft Graph application permission C(DeviceManagementServiceConfig.Read.All), and an active Intune
    licence in the tenant.
  - Microsoft Graph has these tokens in its beta version only.
extends_documentation_fragment:
  - mdm.intune.graph
  - mdm.intune.ade_token
  - mdm.intune.ade_token.info
  - mdm.intune.attributes
  - mdm.intune.attributes.info_module
  - mdm.intune.attributes.actiongroup_graph
options:
  include:
    description:
      - What to read in addition, at the price of one more request for each token.
      - V(default_profiles) reads the default enrollment profile of each platform.
    type: list
    elements: str
    choices:
      - default_profiles
    default: []
seealso:
  - module: mdm.intune.ade_health_assert
  - plugin: mdm.intune.ade_health
    plugin_type: filter
"""

EXAMPLES = r"""
# The credential comes from the environment: AZURE_TENANT_ID, AZURE_CLIENT_ID, AZURE_CLIENT_SECRET
- name: Read the tokens of a tenant
  mdm.intune.ade_token_info:
  register: ade_tokens

- name: Fail when the next device would not enrol
  mdm.intune.ade_health_assert:
    facts: "{{ ade_tokens }}"

- name: Read one token with its default profiles
  mdm.intune.ade_token_info:
    tenant_id: contoso.example
    token_name: Corporate iPads
    include:
      - default_profiles

- name: Name the tokens that expire first
  mdm.intune.ade_token_info:
    query: "sort_by([?expires_at], &expires_at)[:3].{name: name, expires_at: expires_at}"

- name: Read many tenants with one app, each failure for itself
  mdm.intune.ade_token_info:
    tenants:
      - contoso.example
      - tenant_id: fabrikam.example
        name: Fabrikam
    concurrency: 8
  register: ade_tokens
"""

RETURN = r"""
check:
  description: The name of this check in verdicts.
  returned: always
  type: str
  sample: tokens
tokens:
  description:
    - The tokens that were asked for, tenant by tenant, or what O(query) made of them.
    - Timestamps are in UTC in the form C(YYYY-MM-DDTHH:MM:SSZ). V(null) means that Microsoft Graph has no value, for
      example never.
  returned: success
  type: list
  elements: dict
  contains:
    kind:
      description: Always V(ade_token).
      type: str
      returned: always
      sample: ade_token
    tenant_id:
      description: The tenant as it was asked for.
      type: str
      returned: always
      sample: contoso.example
    tenant_name:
      description: The name that O(tenants) gives the tenant, else the same as C(tenant_id).
      type: str
      returned: always
      sample: Contoso
    id:
      description: The id of the token.
      type: str
      returned: always
      sample: 7d4a8c1e-0000-4000-8000-000000000001
    name:
      description: The name of the token.
      type: str
      returned: always
      sample: Corporate iPads
    token_type:
      description:
        - V(apple_business_manager), V(apple_school_manager), V(none) for the row of Apple Configurator, or a value
          that is not known
          here, as given.
      type: str
      returned: always
      sample: apple_business_manager
    apple_id:
      description: The Apple Account that downloaded the token.
      type: str
      returned: always
      sample: mdm-admin@example.com
    expires_at:
      description: When the token expires.
      type: str
      returned: always
      sample: "2027-03-27T08:57:42Z"
    modified_at:
      description: When the token was uploaded or renewed last.
      type: str
      returned: always
      sample: "2026-03-27T08:57:58Z"
    last_sync_at:
      description: When the last successful sync with Apple was.
      type: str
      returned: always
      sample: "2026-07-17T11:44:03Z"
    last_sync_requested_at:
      description: When a sync was requested last. Automatic syncs do not always set it.
      type: str
      returned: always
      sample: "2026-07-17T11:44:00Z"
    last_sync_error_code:
      description:
        - What Apple reported for the last sync. V(0) is success, V(3) means that Apple's terms are not accepted.
        - Microsoft has not published the meaning of other codes.
      type: int
      returned: always
      sample: 0
    synced_device_count:
      description: How many devices the token has synced.
      type: int
      returned: always
      sample: 7
    data_sharing_consent_granted:
      description: Whether the consent to share data with Apple is given.
      type: bool
      returned: always
      sample: true
    shared_with_school_data_sync:
      description: Whether the token is shared with School Data Sync.
      type: bool
      returned: always
      sample: false
    role_scope_tag_ids:
      description: The scope tags of the token.
      type: list
      elements: str
      returned: always
      sample: ["0"]
    default_profiles:
      description: The default enrollment profile of each platform, C(id) and C(name), or V(null) where none is set.
      type: dict
      returned: with O(include=default_profiles)
      contains:
        ios:
          description: The default profile of iOS and iPadOS.
          type: dict
          returned: always
          sample: null
        macos:
          description: The default profile of macOS.
          type: dict
          returned: always
          sample:
            id: ECV2_7d4a8c1e-0000-4000-8000-000000000001_00000000-0000-4000-8000-0000000000bb
            name: Macs
        tvos:
          description: The default profile of tvOS.
          type: dict
          returned: always
          sample: null
        visionos:
          description: The default profile of visionOS.
          type: dict
          returned: always
          sample: null
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
    token_count:
      description: How many tokens the tenant has, before any selection. V(null) if it could not be read.
      type: int
      returned: always
      sample: 3
    maximum_tokens:
      description: How many tokens the tenant may have. V(null) if that could not be read.
      type: int
      returned: always
      sample: 100
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

from ansible_collections.mdm.intune.plugins.module_utils._ade import CHECK, TOKEN_INFO, token_info
from ansible_collections.mdm.intune.plugins.module_utils._module import run


def main() -> None:
    """Run the module."""
    run(TOKEN_INFO, token_info, CHECK)


if __name__ == "__main__":
    main()
