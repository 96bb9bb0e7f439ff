# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Timestamps as Graph writes them. For internal use only."""

from __future__ import annotations

import datetime as dt
import email.utils
import re

# Graph sends 0 to 7 fractional digits and Z; documentation samples carry offsets. datetime.fromisoformat() takes
# neither the seven digits nor, on Python 3.10, the Z.
_ISO = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?\s*([Zz]|[+-]\d{2}:?\d{2})",
    re.ASCII,
)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def parse(value: str) -> dt.datetime:
    """Return the instant that an ISO 8601 timestamp with Z or an offset names, in UTC.

    Fractions of a second are kept up to microseconds, further digits are cut. Raises ValueError for anything else,
    also for a timestamp without an offset: guessing a time zone would move an expiry by hours.
    """
    match = _ISO.fullmatch(value.strip())
    if match is None:
        raise ValueError(f"{value!r} is not a timestamp such as 2026-12-31T23:59:59Z")
    date, time, fraction, offset = match.groups()
    if offset in "Zz":
        offset = "+00:00"
    elif ":" not in offset:
        offset = f"{offset[:3]}:{offset[3:]}"
    moment = dt.datetime.fromisoformat(f"{date}T{time}.{(fraction or '0')[:6]:0<6}{offset}")
    try:
        return moment.astimezone(dt.timezone.utc)
    except OverflowError:  # the first and the last hours that datetime knows, with an offset that leads out of them
        return moment.replace(tzinfo=dt.timezone.utc)


def from_graph(value: str | None) -> dt.datetime | None:
    """Return the instant of a Graph timestamp; None for null, an empty text and year 1, which is Intune's "never".

    Raises ValueError for any other text.
    """
    if not value:
        return None
    moment = parse(value)
    return None if moment.year <= 1 else moment


def from_user(value: str | dt.date, *, end_of_day: bool = False) -> dt.datetime:
    """Return the instant that a person wrote: a timestamp, or a date (its first, or its last, second in UTC).

    YAML turns an unquoted date or timestamp into an object; both are taken, one without an offset as UTC.
    Raises ValueError.
    """
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.timezone.utc) if value.tzinfo else value.replace(tzinfo=dt.timezone.utc)
    text = value.isoformat() if isinstance(value, dt.date) else str(value).strip()
    if _DATE.fullmatch(text):
        text += "T23:59:59Z" if end_of_day else "T00:00:00Z"
    return parse(text)


def from_http(value: str | None) -> dt.datetime | None:
    """Return the instant of an HTTP Date header, None where it is missing or not a date."""
    try:
        moment = email.utils.parsedate_to_datetime(value or "")
    except (TypeError, ValueError):
        return None
    return moment.astimezone(dt.timezone.utc) if moment.tzinfo else moment.replace(tzinfo=dt.timezone.utc)


def to_text(moment: dt.datetime | None) -> str | None:
    """Return C(YYYY-MM-DDTHH:MM:SSZ), cut to seconds; None for None."""
    if moment is None:
        return None
    return moment.astimezone(dt.timezone.utc).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
