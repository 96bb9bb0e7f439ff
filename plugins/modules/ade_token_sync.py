#!/usr/bin/python

# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ade_token_sync
short_description: Sync Automated Device Enrollment tokens of Microsoft Intune with Apple
version_added: 1.0.0
author:
  - mdm.intune contributors (@mdm-intune)
description:
  - Requests a sync of one, several or all enrollment program tokens of one or many tenants, and waits until each has
    ended.
  - A token that was synced, or asked to, less than O(min_age) seconds ago is not due, and nothing is sent for it.
    Intune takes a sync by hand at most every 15 minutes.
  - One token that fails does not stop the others. The task fails at the end, with the rows of all tokens in
    RV(results).
  - A sync with Apple is what brings new devices and their profiles across. It also shows whether a renewal, or the
    acceptance of Apple's terms, has worked.
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
      - Within O(min_age) seconds a second run changes nothing; later it syncs again, which is its purpose.
notes:
  - Microsoft Graph has no time of a failed sync. An error code that was there before the request may be the old one
    until the sync had its time, so such a token is looked at until O(wait_timeout) is over. A code that changes ends
    the waiting at once.
  - Which status Microsoft Graph answers to a sync within 15 minutes of another is not published. Status 429, and any
    4xx but 401, 403 and 404, is taken for that, as the outcome C(throttled).
seealso:
  - module: mdm.intune.ade_token_info
  - module: mdm.intune.ade_health_assert
  - ref: ansible_collections.mdm.intune.docsite.guide_syncing
    description: When to sync, and what the outcomes mean.
"""

EXAMPLES = r"""
- name: Sync all tokens that are due, and see it through
  mdm.intune.ade_token_sync:

- name: Sync one token, after somebody has accepted Apple's new terms
  mdm.intune.ade_token_sync:
    token_name: Corporate iPads
    wait_timeout: 300
  register: sync

- name: Show how it ended
  ansible.builtin.debug:
    msg: "{{ sync.results | items2dict(key_name='token_name', value_name='outcome') }}"

- name: Request syncs in many tenants, and do not wait for them
  mdm.intune.ade_token_sync:
    tenants:
      - contoso.example
      - fabrikam.example
    wait: false
"""

RETURN = r"""
results:
  description: One row for each token that was selected. The row of Apple Configurator is no token, and has none.
  returned: success, or when a token could not be synced
  type: list
  elements: dict
  contains:
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
    outcome:
      description:
        - V(synced) is a success that is not older than the request.
        - V(not_due) means that nothing was sent, see C(due_at).
        - V(requested) is a sync that was requested and not waited for (O(wait=false)), or that would be (check mode).
        - V(throttled) means that Microsoft Graph has refused the request, probably because it came too early.
        - V(failed) is a sync that could not be requested or has ended with an error code, or a token that is gone.
        - V(timed_out) means that no outcome showed within O(wait_timeout).
        - The last three fail the task.
      type: str
      returned: always
      sample: synced
    changed:
      description: Whether a sync was requested.
      type: bool
      returned: always
      sample: true
    requested_at:
      description: When the sync was requested, by the clock of Microsoft Graph; V(null) if it was not.
      type: str
      returned: always
      sample: "2026-07-17T11:44:00Z"
    due_at:
      description: When the next sync is due; V(null) but for the outcome V(not_due).
      type: str
      returned: always
      sample: null
    code:
      description: What Apple reported for the last sync, V(0) is success. See M(mdm.intune.ade_token_info).
      type: int
      returned: always
      sample: 0
    message:
      description: The outcome in words, with what to do where something is to be done.
      type: str
      returned: always
      sample: Synced at 2026-07-17T11:44:03Z.
    token:
      description: The token as it was seen last, as M(mdm.intune.ade_token_info) returns it.
      type: dict
      returned: always
      sample:
        id: 7d4a8c1e-0000-4000-8000-000000000001
        last_sync_at: "2026-07-17T11:44:03Z"
        last_sync_error_code: 0
    failure:
      description: Why a request was refused or not answered, as the return value RV(failure); V(null) otherwise.
      type: dict
      returned: always
      sample: null
tenants:
  description: One row for each tenant that was asked for. A tenant that could not be read fails the task at the end.
  returned: success, or when a token could not be synced
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
checked_at:
  description: Graph's own clock when it answered last; V(null) if it never answered.
  returned: success, or when a token could not be synced
  type: str
  sample: "2026-07-17T12:00:00Z"
controller_at:
  description: The clock of the machine that runs the module at the same moment.
  returned: success, or when a token could not be synced
  type: str
  sample: "2026-07-17T12:00:01Z"
failure:
  description: What went wrong, for machines. If several tokens failed, the first of them.
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

from ansible_collections.mdm.intune.plugins.module_utils._ade_sync import TOKEN_SYNC, token_sync
from ansible_collections.mdm.intune.plugins.module_utils._module import run


def main() -> None:
    """Run the module."""
    run(TOKEN_SYNC, token_sync)


if __name__ == "__main__":
    main()
