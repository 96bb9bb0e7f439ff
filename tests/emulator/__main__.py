# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lets the folder be run: `python tests/emulator --estate healthy`."""

from __future__ import annotations

import sys
from pathlib import Path

# Python puts the folder itself on the path; the package is found from the folder above it.
sys.path[0] = str(Path(__file__).resolve().parent.parent)

from emulator.cli import main  # noqa: E402  pylint: disable=wrong-import-position

if __name__ == "__main__":
    sys.exit(main())
