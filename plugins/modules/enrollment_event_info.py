#!/usr/bin/python

# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: enrollment_event_info
short_description: Gather facts about failed Apple enrollments in Microsoft Intune
version_added: 1.0.0
author:
  - mdm.intune contributors (@mdm-intune)
description:
  - Reads the troubleshooting events of Apple bulk enrollments (with and without user) of the last days, grouped by
    the category of failure.
  - A device that fails before it reaches Intune may leave no event.
  - Needs the Microsoft Graph application permission C(DeviceManagementManagedDevices.Read.All).
extends_documentation_fragment:
  - mdm.intune.graph
  - mdm.intune.attributes
  - mdm.intune.attributes.info_module
  - mdm.intune.attributes.actiongroup_graph
options:
  hours:
    description:
      - How many hours to look back, from Graph's own clock. At most V(87600), ten years.
    type: float
    default: 168
  examples:
    description:
      - How many of the latest events of each category to return for each tenant.
    type: int
    default: 5
seealso:
  - module: mdm.intune.ade_health_assert
  - ref: ansible_collections.mdm.intune.docsite.guide_diagnosis
    description: From the symptom to the evidence and the remedy.
"""

EXAMPLES = r"""
- name: Read the failed enrollments of the last day
  mdm.intune.enrollment_event_info:
    hours: 24
  register: enrollment_events

- name: Judge them
  mdm.intune.ade_health_assert:
    facts: "{{ enrollment_events }}"
    fail_on: never
"""

RETURN = r"""
check:
  description: The name of this check in verdicts.
  returned: always
  type: str
  sample: enrollment_events
summary:
  description: The failed enrollments in numbers, one row for each tenant.
  returned: success
  type: list
  elements: dict
  contains:
    kind:
      description: Always V(enrollment_event_summary).
      type: str
      returned: always
      sample: enrollment_event_summary
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
      description: The tenant.
      type: str
      returned: always
      sample: contoso.example
    name:
      description: The name of the tenant.
      type: str
      returned: always
      sample: Contoso
    hours:
      description: How many hours were looked at.
      type: float
      returned: always
      sample: 168
    total:
      description: How many enrollments failed.
      type: int
      returned: always
      sample: 3
    by_category:
      description: How many failed for each category.
      type: dict
      returned: always
      sample: {authentication: 2, device_not_supported: 1}
    latest_by_category:
      description: When the latest of each category failed.
      type: dict
      returned: always
      sample: {authentication: "2026-07-17T11:44:03Z", device_not_supported: "2026-07-16T09:12:55Z"}
    latest_at:
      description: When the latest failed.
      type: str
      returned: always
      sample: "2026-07-17T11:44:03Z"
events:
  description:
    - The latest events of each category.
    - Timestamps are in UTC in the form C(YYYY-MM-DDTHH:MM:SSZ); V(null) means that Microsoft Graph has no value.
  returned: success
  type: list
  elements: dict
  contains:
    kind:
      description: Always V(enrollment_event).
      type: str
      returned: always
      sample: enrollment_event
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
      description: The id of the event.
      type: str
      returned: always
      sample: 00000000-0000-4000-8000-000000000001
    name:
      description: The device.
      type: str
      returned: always
      sample: 00000000-0000-4000-8000-000000000002
    occurred_at:
      description: When it happened.
      type: str
      returned: always
      sample: "2026-07-17T11:44:03Z"
    category:
      description:
        - Why it failed, for example V(authentication), V(authorization), V(account_validation), V(user_validation),
          V(device_not_supported), V(in_maintenance), V(bad_request), V(feature_not_supported),
          V(enrollment_restrictions_enforced), V(client_disconnected), V(user_abandonment) or V(unknown).
      type: str
      returned: always
      sample: authentication
    reason:
      description: What Intune says about it.
      type: str
      returned: always
      sample: ""
    enrollment_type:
      description: V(apple_bulk_with_user) or V(apple_bulk_without_user).
      type: str
      returned: always
      sample: apple_bulk_with_user
    operating_system:
      description: The operating system.
      type: str
      returned: always
      sample: iOS
    os_version:
      description: Its version.
      type: str
      returned: always
      sample: "26.1"
    user_id:
      description: The user.
      type: str
      returned: always
      sample: null
    device_id:
      description: The id of the device in Microsoft Entra.
      type: str
      returned: always
      sample: null
    managed_device_id:
      description: The id of the device in Intune.
      type: str
      returned: always
      sample: null
    correlation_id:
      description: The id under which Microsoft support finds the failure.
      type: str
      returned: always
      sample: 00000000-0000-4000-8000-0000000000ff
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

from ansible_collections.mdm.intune.plugins.module_utils._enrollment_event import (
    CHECK,
    ENROLLMENT_EVENT_INFO,
    enrollment_event_info,
)
from ansible_collections.mdm.intune.plugins.module_utils._module import run


def main() -> None:
    """Run the module."""
    run(ENROLLMENT_EVENT_INFO, enrollment_event_info, CHECK)


if __name__ == "__main__":
    main()
