# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Action plugin of ade_health_merge: reads files on the controller, sends nothing."""

from __future__ import annotations

import glob
import json
import typing as t

from ansible.plugins.action import ActionBase

from ansible_collections.mdm.intune.plugins.module_utils._errors import ConfigurationError, IntuneError
from ansible_collections.mdm.intune.plugins.module_utils._merge import merge
from ansible_collections.mdm.intune.plugins.module_utils._verdict import plain

ARGUMENT_SPEC = {
    "reports": {"type": "list", "elements": "path", "required": True},
    "tenants": {"type": "list", "elements": "raw", "required": True},
}


class ActionModule(ActionBase):
    """Merges the reports of several runs."""

    TRANSFERS_FILES = False
    _requires_connection = False

    def run(self, tmp: t.Any = None, task_vars: t.Any = None) -> dict[str, t.Any]:
        """Return the verdict over all tenants, and the files it comes from."""
        result = super().run(tmp, task_vars)
        _unused, args = self.validate_argument_spec(argument_spec=ARGUMENT_SPEC)
        try:
            paths = sorted({path for pattern in args["reports"] for path in glob.glob(pattern, recursive=True)})
            verdict = merge({path: _read(path) for path in paths}, plain(args["tenants"]))
        except IntuneError as error:
            # Not raised: ansible-core 2.16 would take the text of an exception for a template, and names are in it.
            return {**result, "failed": True, "msg": f"mdm.intune.ade_health_merge: {error}"}
        return {**result, **verdict, "changed": False, "reports": paths}


def _read(path: str) -> t.Any:
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}.") from error
    except ValueError:
        raise ConfigurationError(f"{path} is not JSON, or breaks off: was it still being copied?") from None
