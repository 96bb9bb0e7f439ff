# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a module of the collection as a process of its own, with options from the environment: module.py NAME."""

from __future__ import annotations

import importlib
import sys

from ansible.module_utils.testing import patch_module_args

module = importlib.import_module(f"ansible_collections.mdm.intune.plugins.modules.{sys.argv[1]}")
with patch_module_args({}):
    module.main()
