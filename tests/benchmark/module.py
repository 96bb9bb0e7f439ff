# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a module of the collection as a process of its own: module.py NAME [OPTIONS]; OPTIONS is a JSON file."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path

from ansible.module_utils.testing import patch_module_args

options = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8")) if len(sys.argv) > 2 else {}
module = importlib.import_module(f"ansible_collections.mdm.intune.plugins.modules.{sys.argv[1]}")
with patch_module_args(options):
    module.main()
