# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tests that judge."""

from __future__ import annotations

import typing as t

from ansible.errors import AnsibleFilterError

from ansible_collections.mdm.intune.plugins.module_utils._errors import IntuneError
from ansible_collections.mdm.intune.plugins.module_utils._verdict import is_expiring, is_healthy


def healthy(value: t.Any, now: t.Any = None, **policy: t.Any) -> bool:
    """Say whether tokens, results or a verdict are healthy."""
    try:
        return is_healthy(value, policy, now)
    except IntuneError as error:
        raise AnsibleFilterError(f"mdm.intune.healthy: {error}") from error


def expiring(token: t.Any, days: t.Any = 30, now: t.Any = None) -> bool:
    """Say whether a token expires within some days."""
    try:
        return is_expiring(token, days, now)
    except IntuneError as error:
        raise AnsibleFilterError(f"mdm.intune.expiring: {error}") from error


class TestModule:
    """The tests of this collection."""

    def tests(self) -> dict[str, t.Callable[..., bool]]:
        """Return the tests by name."""
        return {"healthy": healthy, "expiring": expiring}
