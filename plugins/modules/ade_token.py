#!/usr/bin/python

# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ade_token
short_description: Renew an Automated Device Enrollment token of Microsoft Intune with a server token from Apple
version_added: 1.0.0
author:
  - mdm.intune contributors (@mdm-intune)
description:
  - Uploads the server token (C(.p7m)) that somebody has downloaded at Apple, and verifies that it took effect. The same
    token must show a later expiry, and a sync with Apple must succeed. Returns the health of the token after that.
  - The file is examined before anything is written. It must be a message that is encrypted to the public key of this
    token. The public key itself, the token of another server entry or tenant, a VPP token, a signed message, and a file
    that is empty, cut off or too large are refused with the reason.
  - Without O(token_id) and O(token_name) the token is found by the public key to which the file is encrypted, among all
    tokens of the tenants.
  - Downloading a server token at Apple voids the one that Intune uses, at once. Finish a renewal once it has begun.
  - Needs the Microsoft Graph application permission C(DeviceManagementServiceConfig.ReadWrite.All), and an active
    Intune licence in the tenant.
extends_documentation_fragment:
  - mdm.intune.graph
  - mdm.intune.ade_token
  - mdm.intune.wait
  - mdm.intune.wait.sync
  - mdm.intune.attributes
  - mdm.intune.attributes.action_module
  - mdm.intune.attributes.actiongroup_graph
attributes:
  idempotent:
    support: partial
    details:
      - With O(receipt_path) the same file is not uploaded again. Without it the module cannot know, because Microsoft
        Graph does not tell which file a token came from.
options:
  server_token_path:
    description:
      - The file that Apple gave, where the module runs. It is encrypted, and its content appears nowhere.
    type: path
    required: true
  apple_id:
    description:
      - The Apple Account that downloaded the file. The default is the account of the present token.
      - Another account than the present one is allowed for enrollment tokens and leads to a warning.
    type: str
  receipt_path:
    description:
      - A file in which the upload is recorded, the checksum of the server token, the ids of tenant and token, and the
        time, never the content. In a folder, which must exist, each server token gets a file of its own.
      - When the same server token is given again with this receipt, it is not uploaded again. What was not verified yet
        is made up for.
      - It is begun before the upload, so that a run which was interrupted can be repeated.
    type: path
  force:
    description:
      - Whether to upload a file that, according to the time in its name, was downloaded before the token was uploaded
        last, or that was uploaded before according to O(receipt_path).
    type: bool
    default: false
  verify:
    description:
      - Whether to look until the token shows a later expiry, for at most O(wait_timeout) seconds. With O(wait=false)
        only once.
    type: bool
    default: true
  sync:
    description:
      - Whether to sync with Apple afterwards, as M(mdm.intune.ade_token_sync) does.
    type: bool
    default: true
notes:
  - What Microsoft Graph answers to a file that it does not take is not published. Its answer is in the error.
  - Nothing here deletes a token or releases a device.
seealso:
  - module: mdm.intune.ade_token_public_key
  - module: mdm.intune.ade_token_sync
  - ref: ansible_collections.mdm.intune.docsite.guide_renewing
    description: The yearly renewal, step by step.
"""

EXAMPLES = r"""
- name: Renew a token, and see that it works
  mdm.intune.ade_token:
    token_name: Corporate iPads
    server_token_path: /var/lib/ade_renewal/drop/Intune_Token_smime.p7m
    apple_id: apple-intune@contoso.example

- name: Renew whatever token the file was made for, once
  mdm.intune.ade_token:
    server_token_path: /var/lib/ade_renewal/drop/Fabrikam_Token_smime.p7m
    receipt_path: /var/lib/ade_renewal/fabrikam.json
    tenants:
      - contoso.example
      - fabrikam.example
"""

RETURN = r"""
uploaded:
  description: Whether the server token was uploaded in this run. V(null) if a failure leaves that unknown.
  returned: success, or failure after the upload was tried
  type: bool
  sample: true
token:
  description: The token as it was seen last, as M(mdm.intune.ade_token_info) returns it.
  returned: success, or failure after the upload was tried
  type: dict
  sample:
    id: 7d4a8c1e-0000-4000-8000-000000000001
    name: Corporate iPads
    expires_at: "2027-07-17T08:57:42Z"
before:
  description: The token as it was before.
  returned: success, or failure after the upload was tried
  type: dict
  sample:
    id: 7d4a8c1e-0000-4000-8000-000000000001
    name: Corporate iPads
    expires_at: "2026-07-20T08:57:42Z"
server_token:
  description: What is known of the file.
  returned: success, or failure after the upload was tried
  type: dict
  contains:
    sha256:
      description: The SHA-256 checksum of the encrypted message in the file.
      type: str
      returned: always
      sample: 5b0c1f0e0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5
    downloaded_at:
      description: When it was downloaded, if its name says so as Apple's names do, else V(null).
      type: str
      returned: always
      sample: "2026-07-17T08:57:42Z"
verification:
  description: What was verified, each V(verified), V(not_verified), or V(not_asked).
  returned: success, or failure after the upload was tried
  type: dict
  contains:
    expiry:
      description: Whether the same token shows a later expiry than before.
      type: str
      returned: always
      sample: verified
    sync:
      description: Whether a sync with Apple has succeeded since.
      type: str
      returned: always
      sample: verified
sync:
  description: The row of the sync, as M(mdm.intune.ade_token_sync) returns it; V(null) if none was tried.
  returned: success, or failure after the upload was tried
  type: dict
  sample:
    outcome: synced
    code: 0
health:
  description:
    - The health of the token afterwards, as M(mdm.intune.ade_health_assert) returns it with the default policy.
    - V(null) in check mode, where the upload failed, and where the token could not be read after it.
  returned: success, or failure after the upload was tried
  type: dict
  sample:
    status: healthy
    findings: []
    days_until_expiry: 364
checked_at:
  description: Graph's own clock when it answered last.
  returned: success, or failure after the upload was tried
  type: str
  sample: "2026-07-17T12:00:00Z"
controller_at:
  description: The clock of the machine that runs the module at the same moment.
  returned: success, or failure after the upload was tried
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

from ansible_collections.mdm.intune.plugins.module_utils._ade_renewal import TOKEN, token_renewal
from ansible_collections.mdm.intune.plugins.module_utils._module import run


def main() -> None:
    """Run the module."""
    run(TOKEN, token_renewal)


if __name__ == "__main__":
    main()
