# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The virtual clock, and the words in which seed files write times."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

NEVER = "0001-01-01T00:00:00Z"  # how Intune writes a time that has not been

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_PART = re.compile(r"(\d+(?:\.\d+)?)\s*(s|seconds?|m|minutes?|h|hours?|d|days?|w|weeks?)\b", re.IGNORECASE)
_ABSOLUTE = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})")


def duration(text: str) -> timedelta:
    """`3d`, `90 minutes`, `1 day 12 hours`; a leading minus turns it round."""
    words = str(text).strip()
    sign = -1 if words.startswith("-") else 1
    words = words.lstrip("+-").strip()
    parts = _PART.findall(words)
    if not parts or _PART.sub("", words).replace(",", "").strip():
        raise ValueError(f"not a duration: {text!r} (write for example '3d', '90 minutes', '1 day 12 hours')")
    return sign * sum((timedelta(**{_UNITS[unit[0].lower()]: float(number)}) for number, unit in parts), timedelta())


def instant(text: str) -> datetime:
    """An absolute time; a `Z` or an offset is required."""
    if not _ABSOLUTE.fullmatch(text):
        raise ValueError(f"not an absolute time: {text!r} (write for example '2026-12-01T00:00:00Z')")
    # Python 3.10 knows neither Z nor more than six digits.
    return datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", _six_digits(text)).replace("Z", "+00:00"))


def _six_digits(text: str) -> str:
    return re.sub(r"\.(\d{1,5})(?=[Z+-])", lambda found: "." + found.group(1).ljust(6, "0"), text)


def render(moment: datetime) -> str:
    """As Graph writes it: UTC, and no fraction on whole seconds, else seven digits."""
    text = moment.astimezone(timezone.utc).replace(tzinfo=None).isoformat()
    return text + ("0Z" if moment.microsecond else "Z")


def timestamp(words: str | None, now: datetime) -> str | None:
    """What a seed file says about a time, as the text that Graph would answer.

    Absolute times pass as they are written, so that odd fractions and offsets reach the client.
    """
    if words is None or words == "unknown":
        return None
    if words == "never":
        return NEVER
    if words == "now":
        return render(now)
    if words.startswith("in "):
        return render(now + duration(words[3:]))
    if words.endswith(" ago"):
        return render(now - duration(words[:-4]))
    instant(words)
    return words


class Clock:
    """The machine's clock, moved by an offset."""

    def __init__(self, offset: timedelta = timedelta()) -> None:
        self.offset = offset

    def now(self) -> datetime:
        return datetime.now(timezone.utc) + self.offset

    def advance(self, by: timedelta) -> None:
        self.offset += by

    def set(self, moment: datetime) -> None:
        self.offset = moment - datetime.now(timezone.utc)
