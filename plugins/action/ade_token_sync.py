# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Action plugin of ade_token_sync: runs the module, and shows how far it is."""

from __future__ import annotations

from ansible_collections.mdm.intune.plugins.plugin_utils._progress import ActionModule as _Watched


class ActionModule(_Watched):
    """Runs the module."""
