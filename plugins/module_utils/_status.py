# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The order of statuses. Pure. For internal use only."""

from __future__ import annotations

import typing as t

HEALTHY, WARNING, UNKNOWN, CRITICAL = STATUSES = ("healthy", "warning", "unknown", "critical")  # worst last


def rank(status: str) -> int:
    """Return the place of a status among C(STATUSES); C(info) findings rank as healthy."""
    return STATUSES.index(status) if status in STATUSES else 0


def worst(findings: t.Iterable[t.Mapping[str, t.Any]]) -> str:
    """Return the status that findings amount to; waived ones and C(info) do not count."""
    return STATUSES[max((rank(f["severity"]) for f in findings if not f["waived"]), default=0)]


def passes(status: str, fail_on: str) -> bool:
    """Say whether the gate lets a run pass. C(unknown) fails like C(critical): nobody could look."""
    return fail_on == "never" or rank(status) < rank(UNKNOWN if fail_on == CRITICAL else WARNING)
