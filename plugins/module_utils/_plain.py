# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ansible's values as plain ones, and the controller's clock. For internal use only."""

from __future__ import annotations

import datetime as dt
import typing as t


def plain(value: t.Any) -> t.Any:
    """Return a copy made of plain Python types.

    Ansible hands over lazy containers and tagged texts; JMESPath decides by the exact type of a value.
    """
    # The most frequent kinds first: a large estate has hundreds of thousands of values.
    if isinstance(value, str):
        return str.__str__(value)  # str() asks the value, and the unsafe texts of 2.16 answer with themselves
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, t.Mapping):
        return {plain(key): plain(item) for key, item in value.items()}
    for kind in (int, float):
        if isinstance(value, kind):
            return kind(value)
    return value


def clock() -> dt.datetime:
    """Return this machine's time, the last resort where facts carry none."""
    return dt.datetime.now(dt.timezone.utc)
