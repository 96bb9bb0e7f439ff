# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The version of this collection, the same as in galaxy.yml. For internal use only."""

from __future__ import annotations

COLLECTION_VERSION = "1.0.0"
