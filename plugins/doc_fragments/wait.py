# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation fragment: waiting for what takes its time at Microsoft and Apple."""

from __future__ import annotations


class ModuleDocFragment:
    """Options of modules that wait, and of those that sync."""

    DOCUMENTATION = r"""
options:
  wait:
    description:
      - Whether to wait until the outcome is known.
    type: bool
    default: true
  wait_timeout:
    description:
      - How many seconds to wait at most. Microsoft gives a sync 15 minutes.
    type: float
    default: 900
  wait_sleep:
    description:
      - How many seconds to wait between two looks.
    type: float
    default: 10
"""

    SYNC = r"""
options:
  min_age:
    description:
      - How many seconds must have gone by since the last sync of a token, or the last request for one, before another
        is requested. Intune takes a sync by hand at most every 15 minutes.
    type: float
    default: 900
"""
