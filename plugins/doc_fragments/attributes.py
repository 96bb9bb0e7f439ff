# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation fragment: what every module says of itself."""

from __future__ import annotations


class ModuleDocFragment:
    """Attributes of modules and action plugins."""

    DOCUMENTATION = r"""
options: {}
attributes:
  check_mode:
    description: Can run in C(check_mode) and return changed status prediction without modifying the target.
  diff_mode:
    description: Returns details on what has changed (or possibly needs changing in C(check_mode)), when in diff mode.
  idempotent:
    description:
      - When run twice in a row outside check mode, with the same arguments, the second invocation indicates no
        change.
      - This assumes that the system controlled by the module has not changed in a relevant way.
"""

    INFO_MODULE = r"""
options: {}
attributes:
  check_mode:
    support: full
    details:
      - This module reads and never changes anything.
  diff_mode:
    support: N/A
    details:
      - This module does not modify state.
  idempotent:
    support: full
    details:
      - This module does not modify state.
"""

    ACTION_MODULE = r"""
options: {}
attributes:
  check_mode:
    support: full
    details:
      - In check mode everything is read and examined, and nothing is written.
  diff_mode:
    support: full
"""

    ACTIONGROUP_GRAPH = r"""
options: {}
attributes:
  action_group:
    description:
      - Use C(group/mdm.intune.graph) in C(module_defaults) to set the options for authentication and transport once.
    support: full
    membership:
      - mdm.intune.graph
"""

    CONTROLLER = r"""
options: {}
attributes:
  action:
    description: Runs as an action plugin on the controller; no connection to the target is made.
    support: full
"""
