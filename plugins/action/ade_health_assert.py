# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Action plugin of ade_health_assert: runs on the controller, sends nothing."""

from __future__ import annotations

import typing as t

from ansible.plugins.action import ActionBase

from ansible_collections.mdm.intune.plugins.module_utils._errors import IntuneError
from ansible_collections.mdm.intune.plugins.module_utils._language import ENGLISH, LANGUAGES
from ansible_collections.mdm.intune.plugins.module_utils._policy import OPTIONS
from ansible_collections.mdm.intune.plugins.module_utils._verdict import verdict

ARGUMENT_SPEC = {
    "facts": {"type": "raw", "required": True},
    "now": {"type": "raw"},
    "language": {"type": "str", "choices": list(LANGUAGES), "default": ENGLISH},
    **OPTIONS,
}


class ActionModule(ActionBase):
    """Judges facts by a policy and fails when the policy says so."""

    TRANSFERS_FILES = False
    _requires_connection = False

    def run(self, tmp: t.Any = None, task_vars: t.Any = None) -> dict[str, t.Any]:
        """Return the verdict; C(failed) is the gate's word."""
        result = super().run(tmp, task_vars)
        _unused, args = self.validate_argument_spec(argument_spec=ARGUMENT_SPEC)
        policy = {option: args[option] for option in OPTIONS}
        try:
            judged = verdict(args["facts"], policy, args["now"], args["language"])
        except IntuneError as error:
            # Not raised: ansible-core 2.16 would take the text of an exception for a template, and names are in it.
            return {**result, "failed": True, "msg": f"mdm.intune.ade_health_assert: {error}"}
        result.update(judged, changed=False, failed=not judged["passed"])
        return result
