# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The frame of the modules: the only file that knows AnsibleModule. For internal use only."""

from __future__ import annotations

import os
import typing as t

from ansible.module_utils.basic import AnsibleModule, missing_required_lib

from ansible_collections.mdm.intune.plugins.module_utils._argspec import GRAPH, ArgumentSpec
from ansible_collections.mdm.intune.plugins.module_utils._auth import secrets_of
from ansible_collections.mdm.intune.plugins.module_utils._errors import IntuneError, RequirementError
from ansible_collections.mdm.intune.plugins.module_utils._task import Task


def run(spec: ArgumentSpec, verb: t.Callable[[Task], dict[str, t.Any]]) -> None:
    """Run a module that reaches Graph: C(spec) is what it takes beside the options of C(graph)."""
    module = AnsibleModule(supports_check_mode=True, **GRAPH.merge(spec).to_kwargs())
    module.no_log_values.update(secrets_of(module.params, os.environ))
    try:
        result = verb(Task(module.params, os.environ, module.warn))
    except RequirementError as error:
        module.fail_json(msg=missing_required_lib(error.library), failure=error.failure)
    except IntuneError as error:
        module.fail_json(msg=error.message, failure=error.failure)
    module.exit_json(changed=False, **result)
