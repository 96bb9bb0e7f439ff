#!/usr/bin/python

# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ade_device_info
short_description: Gather facts about the Apple devices that ADE tokens have synced
version_added: 1.0.0
author:
  - mdm.intune contributors (@mdm-intune)
description:
  - Counts the Apple devices of Automated Device Enrollment tokens by state, platform and profile, and on request
    returns single devices.
  - Devices are read page by page; memory does not grow with their number.
  - Needs the Microsoft Graph application permission C(DeviceManagementServiceConfig.Read.All).
extends_documentation_fragment:
  - mdm.intune.graph
  - mdm.intune.ade_token
  - mdm.intune.ade_token.info
  - mdm.intune.attributes
  - mdm.intune.attributes.info_module
  - mdm.intune.attributes.actiongroup_graph
options:
  details:
    description:
      - Whether to return single devices as RV(devices), beside the counts in RV(summary).
    type: bool
    default: false
  limit:
    description:
      - How many devices to return for each token at most.
    type: int
    default: 1000
  serial_numbers:
    description:
      - Only devices with these serial numbers.
    type: list
    elements: str
  states:
    description:
      - Only devices in these states, V(enrolled), V(pending_reset), V(failed), V(not_contacted), V(blocked) or
        V(unknown).
    type: list
    elements: str
  platforms:
    description:
      - Only devices of these platforms, for example V(ios), V(macos), V(tvos) or V(visionos).
    type: list
    elements: str
  unassigned:
    description:
      - V(true) is for devices without an enrollment profile only, V(false) for those that have one.
    type: bool
seealso:
  - module: mdm.intune.ade_health_assert
  - ref: ansible_collections.mdm.intune.docsite.guide_diagnosis
    description: From the symptom to the evidence and the remedy.
"""

EXAMPLES = r"""
- name: Count the devices of all tokens
  mdm.intune.ade_device_info:
  register: ade_devices

- name: Find devices that will not enrol
  mdm.intune.ade_health_assert:
    facts: "{{ ade_devices }}"
    fail_on: never

- name: Name up to 50 devices without a profile
  mdm.intune.ade_device_info:
    unassigned: true
    details: true
    limit: 50
    query: "[].serial_number"
"""

RETURN = r"""
check:
  description: The name of this check in verdicts.
  returned: always
  type: str
  sample: devices
summary:
  description:
    - The devices in numbers, one row for each token. Filters hold here as well.
    - Devices that were released at Apple are counted in C(deleted) and in nothing else.
  returned: success
  type: list
  elements: dict
  contains:
    kind:
      description: Always V(ade_device_summary).
      type: str
      returned: always
      sample: ade_device_summary
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
      description: The id of the token.
      type: str
      returned: always
      sample: 7d4a8c1e-0000-4000-8000-000000000001
    name:
      description: The name of the token.
      type: str
      returned: always
      sample: Corporate iPads
    total:
      description: How many devices there are.
      type: int
      returned: always
      sample: 40
    deleted:
      description: How many devices were released at Apple.
      type: int
      returned: always
      sample: 1
    unassigned:
      description: How many have no enrollment profile.
      type: int
      returned: always
      sample: 2
    by_state:
      description: How many are in each state.
      type: dict
      returned: always
      sample: {enrolled: 36, not_contacted: 4}
    by_platform:
      description: How many there are of each platform.
      type: dict
      returned: always
      sample: {ios: 38, macos: 2}
    by_profile:
      description: How many ask for each profile, by the last GUID of its id.
      type: dict
      returned: always
      sample: {5f0c7e7a-0000-4000-8000-0000000000bb: 38}
    not_contacted_since:
      description: How many have a profile and never contacted Intune, by the day on which it was assigned.
      type: dict
      returned: always
      sample: {"2026-07-01": 4}
    oldest_not_contacted:
      description: The earliest of these days.
      type: str
      returned: always
      sample: "2026-07-01"
    newest_created_at:
      description: When the newest device arrived.
      type: str
      returned: always
      sample: "2026-07-17T11:44:03Z"
    examples:
      description: Up to five serial numbers of each group that may need attention.
      type: dict
      returned: always
      sample: {unassigned: [EXAMPLE00001]}
devices:
  description:
    - The devices, with O(details=true), or what O(query) made of them.
    - Timestamps are in UTC in the form C(YYYY-MM-DDTHH:MM:SSZ); V(null) means that Microsoft Graph has no value.
  returned: success
  type: list
  elements: dict
  contains:
    kind:
      description: Always V(ade_device).
      type: str
      returned: always
      sample: ade_device
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
      description: The id of the device identity.
      type: str
      returned: always
      sample: 0c1a1f5e-0000-4000-8000-000000000001
    name:
      description: The serial number.
      type: str
      returned: always
      sample: EXAMPLE00001
    serial_number:
      description: The serial number.
      type: str
      returned: always
      sample: EXAMPLE00001
    description:
      description: The description that Apple gives.
      type: str
      returned: always
      sample: IPAD 10.2
    platform:
      description: V(ios), V(macos), V(tvos), V(visionos), V(unknown), or another one.
      type: str
      returned: always
      sample: ios
    state:
      description: V(enrolled), V(pending_reset), V(failed), V(not_contacted), V(blocked) or V(unknown).
      type: str
      returned: always
      sample: not_contacted
    profile_id:
      description: The last GUID of the profile that the device asks for; V(null) if none is assigned.
      type: str
      returned: always
      sample: 5f0c7e7a-0000-4000-8000-0000000000bb
    profile_assigned_at:
      description: When the profile was assigned.
      type: str
      returned: always
      sample: "2026-07-01T08:00:00Z"
    supervised:
      description: Whether the device is supervised.
      type: bool
      returned: always
      sample: true
    discovery_source:
      description: How Intune knows the device.
      type: str
      returned: always
      sample: deviceEnrollmentProgram
    deleted:
      description: Whether it was released at Apple.
      type: bool
      returned: always
      sample: false
    created_at:
      description: When it arrived in Intune.
      type: str
      returned: always
      sample: "2026-06-30T08:00:00Z"
    last_contacted_at:
      description: When it contacted Intune last.
      type: str
      returned: always
      sample: null
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

from ansible_collections.mdm.intune.plugins.module_utils._ade_device import CHECK, DEVICE_INFO, device_info
from ansible_collections.mdm.intune.plugins.module_utils._module import run


def main() -> None:
    """Run the module."""
    run(DEVICE_INFO, device_info, CHECK)


if __name__ == "__main__":
    main()
