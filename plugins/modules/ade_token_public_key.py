#!/usr/bin/python

# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ade_token_public_key
short_description: Read the public key that Apple encrypts an enrollment program token to
version_added: 1.0.0
author:
  - mdm.intune contributors (@mdm-intune)
description:
  - Returns the certificate with the public key of one Automated Device Enrollment token of Microsoft Intune, and
    writes it on request, in the form of three lines that Apple's portal takes.
  - Apple encrypts a server token to the public key that its server entry holds. A server token can be uploaded only to
    the token whose public key it was made with, see M(mdm.intune.ade_token).
  - The key is needed at Apple when a server entry is made, and when the one that is there was given another key. A
    yearly renewal needs no new key.
  - Needs the Microsoft Graph application permission C(DeviceManagementServiceConfig.Read.All), for O(generate=true) as
    well, and an active Intune licence in the tenant.
extends_documentation_fragment:
  - mdm.intune.graph
  - mdm.intune.ade_token
  - mdm.intune.attributes
  - mdm.intune.attributes.action_module
  - mdm.intune.attributes.actiongroup_graph
attributes:
  idempotent:
    support: partial
    details:
      - With O(generate=true) each run makes another key pair.
options:
  dest:
    description:
      - The file to write the certificate to. Its folder must exist. It is replaced in one step, and only if it differs.
      - Without it nothing is written.
    type: path
  generate:
    description:
      - Whether to let Intune generate a new key pair first.
      - This writes. From then on a server token that was downloaded for the old public key may be worth nothing, and
        the new key must be given to Apple before the next server token is downloaded. Whether the token in use is
        affected is not published.
      - Only use this when a renewal fails and Microsoft's support advises it.
    type: bool
    default: false
notes:
  - One token must be named. With O(tenants) it is looked for in all of them.
seealso:
  - module: mdm.intune.ade_token
  - ref: ansible_collections.mdm.intune.docsite.guide_renewing
    description: The yearly renewal, step by step.
"""

EXAMPLES = r"""
- name: Write the public key of a token for Apple's portal
  mdm.intune.ade_token_public_key:
    token_name: Corporate iPads
    dest: /var/lib/ade_renewal/corporate_ipads.pem

- name: Show its fingerprint
  mdm.intune.ade_token_public_key:
    token_name: Corporate iPads
  register: public_key

- name: Compare it with what Apple shows
  ansible.builtin.debug:
    var: public_key.fingerprint
"""

RETURN = r"""
public_key:
  description: The certificate in PEM form, three lines. It is public. In check mode with O(generate=true) the old one.
  returned: success
  type: str
  sample: |
    -----BEGIN CERTIFICATE-----
    MIIC...
    -----END CERTIFICATE-----
fingerprint:
  description: The SHA-256 fingerprint of the certificate.
  returned: success
  type: str
  sample: "0f:5a:9c:..."
subject:
  description: The subject of the certificate.
  returned: success
  type: str
  sample: CN=Intune
not_after:
  description: Until when the certificate is valid. Whether Intune or Apple look at that is not published.
  returned: success
  type: str
  sample: "2027-03-27T08:57:42Z"
dest:
  description: The absolute path of O(dest), V(null) without it.
  returned: success
  type: str
  sample: /var/lib/ade_renewal/corporate_ipads.pem
token:
  description: The token, as M(mdm.intune.ade_token_info) returns it.
  returned: success
  type: dict
  sample:
    id: 7d4a8c1e-0000-4000-8000-000000000001
    name: Corporate iPads
checked_at:
  description: Graph's own clock when it answered last.
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
      description: The words of the error.
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
      sample: DeviceManagementServiceConfig.ReadWrite.All
"""

from ansible_collections.mdm.intune.plugins.module_utils._ade_renewal import TOKEN_PUBLIC_KEY, token_public_key
from ansible_collections.mdm.intune.plugins.module_utils._module import run


def main() -> None:
    """Run the module."""
    run(TOKEN_PUBLIC_KEY, token_public_key)


if __name__ == "__main__":
    main()
