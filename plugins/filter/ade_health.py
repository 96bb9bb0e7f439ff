# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filters that judge."""

from __future__ import annotations

import typing as t

from ansible.errors import AnsibleFilterError

from ansible_collections.mdm.intune.plugins.module_utils._errors import IntuneError
from ansible_collections.mdm.intune.plugins.module_utils._language import ENGLISH
from ansible_collections.mdm.intune.plugins.module_utils._plain import plain
from ansible_collections.mdm.intune.plugins.module_utils._policy import policy_of


def ade_health(facts: t.Any, now: t.Any = None, language: str = ENGLISH, **policy: t.Any) -> dict[str, t.Any]:
    """Return the verdict over registered results of the info modules."""
    # Here, because Ansible loads the filters again for each task and compiles what they import each time.
    from ansible_collections.mdm.intune.plugins.module_utils._verdict import verdict

    try:
        return verdict(facts, policy, now, language)
    except IntuneError as error:
        raise AnsibleFilterError(f"mdm.intune.ade_health: {error}") from error


def ade_health_policy(options: t.Any, **more: t.Any) -> dict[str, t.Any]:
    """Return the effective policy of the given options."""
    if not isinstance(options, t.Mapping):
        raise AnsibleFilterError("mdm.intune.ade_health_policy: the policy must be a dictionary of its options.")
    try:
        return dict(policy_of(plain({**options, **more})).options)
    except IntuneError as error:
        raise AnsibleFilterError(f"mdm.intune.ade_health_policy: {error}") from error


class FilterModule:
    """The filters of this collection."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filters by name."""
        return {"ade_health": ade_health, "ade_health_policy": ade_health_policy}
