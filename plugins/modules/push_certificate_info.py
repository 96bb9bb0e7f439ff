#!/usr/bin/python

# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: push_certificate_info
short_description: Gather facts about the Apple push certificate of Microsoft Intune
version_added: 1.0.0
author:
  - mdm.intune contributors (@mdm-intune)
description:
  - Reads the Apple MDM push certificate (APNs) of one or many tenants. Without a valid one no Apple device enrols or
    can be managed.
  - Needs the Microsoft Graph application permission C(DeviceManagementManagedDevices.Read.All).
    C(DeviceManagementServiceConfig.Read.All) is not enough.
  - Only the expiry tells whether a certificate is configured; the upload status of Microsoft Graph is empty in real
    answers.
extends_documentation_fragment:
  - mdm.intune.graph
  - mdm.intune.attributes
  - mdm.intune.attributes.info_module
  - mdm.intune.attributes.actiongroup_graph
options:
  include_raw:
    description:
      - Whether to return the object as Microsoft Graph sent it as well.
    type: bool
    default: false
seealso:
  - module: mdm.intune.ade_health_assert
  - ref: ansible_collections.mdm.intune.docsite.guide_diagnosis
    description: From the symptom to the evidence and the remedy.
"""

EXAMPLES = r"""
- name: Read the push certificate
  mdm.intune.push_certificate_info:
  register: push_certificate

- name: Fail when it expires soon
  mdm.intune.ade_health_assert:
    facts: "{{ push_certificate }}"
    fail_on: warning
"""

RETURN = r"""
check:
  description: The name of this check in verdicts.
  returned: always
  type: str
  sample: push_certificate
push_certificates:
  description:
    - The push certificate of each tenant that could be read.
    - Timestamps are in UTC in the form C(YYYY-MM-DDTHH:MM:SSZ); V(null) means that Microsoft Graph has no value.
  returned: success
  type: list
  elements: dict
  contains:
    kind:
      description: Always V(push_certificate).
      type: str
      returned: always
      sample: push_certificate
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
      description: The id of the object.
      type: str
      returned: always
      sample: 00000000-0000-4000-8000-0000000000cc
    name:
      description: The Apple Account of the certificate.
      type: str
      returned: always
      sample: mdm-admin@example.com
    configured:
      description: Whether there is a certificate.
      type: bool
      returned: always
      sample: true
    apple_id:
      description: The Apple Account with which it must be renewed.
      type: str
      returned: always
      sample: mdm-admin@example.com
    topic:
      description: The topic of the certificate.
      type: str
      returned: always
      sample: com.apple.mgmt.External.00000000-0000-4000-8000-0000000000dd
    serial_number:
      description: The serial number of the certificate.
      type: str
      returned: always
      sample: "0000000000000000"
    expires_at:
      description: When it expires.
      type: str
      returned: always
      sample: "2027-03-27T08:57:42Z"
    modified_at:
      description: When it was uploaded or renewed last.
      type: str
      returned: always
      sample: "2026-03-27T08:57:58Z"
    raw:
      description: The object as Microsoft Graph sent it.
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
from ansible_collections.mdm.intune.plugins.module_utils._push_certificate import (
    CHECK,
    PUSH_CERTIFICATE_INFO,
    push_certificate_info,
)


def main() -> None:
    """Run the module."""
    run(PUSH_CERTIFICATE_INFO, push_certificate_info, CHECK)


if __name__ == "__main__":
    main()
