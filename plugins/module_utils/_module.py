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
from ansible_collections.mdm.intune.plugins.module_utils._errors import (
    ActionError,
    ConfigurationError,
    IntuneError,
    RequirementError,
)
from ansible_collections.mdm.intune.plugins.module_utils._task import Task


class IntuneModule(AnsibleModule):  # type: ignore[misc]  # ansible-core ships no types
    """An AnsibleModule that also masks the secrets that no option declares: those in C(tenants) and the environment."""

    def __init__(self, spec: ArgumentSpec, check: str | None) -> None:
        self._known = {"check": check} if check else {}
        super().__init__(supports_check_mode=True, **spec.to_kwargs())

    def fail_json(self, msg: str, **kwargs: t.Any) -> t.NoReturn:
        """Fail. AnsibleModule itself comes here too, when it refuses an option and nothing else has run yet."""
        self.mask_secrets()
        super().fail_json(msg, **{"failure": ConfigurationError(msg).failure, **self._known, **kwargs})
        raise SystemExit(1)

    def mask_secrets(self) -> None:
        """Keep the secrets out of everything that this module prints."""
        self.no_log_values.update(secrets_of(self.params, os.environ))


def run(spec: ArgumentSpec, verb: t.Callable[[Task], dict[str, t.Any]], check: str | None = None) -> None:
    """Run a module that reaches Graph: C(spec) is what it takes beside the options of C(graph).

    C(check) is the name under which verdicts know what an info module reads; failures carry it as well.
    """
    module = IntuneModule(GRAPH.merge(spec), check)
    module.mask_secrets()

    def shown(result: dict[str, t.Any]) -> dict[str, t.Any]:
        return {name: value for name, value in result.items() if name != "diff" or module._diff}

    try:
        result = verb(Task(module.params, os.environ, module.warn, check_mode=module.check_mode))
    except RequirementError as error:
        module.fail_json(msg=missing_required_lib(error.library), failure=error.failure)
    except ActionError as error:
        module.fail_json(msg=error.message, failure=error.failure, **shown(error.result))
    except IntuneError as error:
        module.fail_json(msg=error.message, failure=error.failure)
    module.exit_json(**{"changed": False, **shown(result)})
