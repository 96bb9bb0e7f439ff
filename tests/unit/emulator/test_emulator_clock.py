# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The words for times in seed files, and the clock that can be moved."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from emulator.clock import NEVER, Clock, duration, instant, render, timestamp
from hypothesis import given
from hypothesis import strategies as st

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=timezone.utc)
UNITS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400, "weeks": 604800}
PARTS = st.dictionaries(st.sampled_from(sorted(UNITS)), st.integers(0, 500), min_size=1)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("3d", timedelta(days=3)),
        ("90 minutes", timedelta(minutes=90)),
        ("1 day 12 hours", timedelta(hours=36)),
        ("1 day, 12 hours", timedelta(hours=36)),
        ("1.5h", timedelta(minutes=90)),
        ("-2 weeks", timedelta(days=-14)),
        ("0s", timedelta()),
    ],
)
def test_durations(words: str, expected: timedelta) -> None:
    assert duration(words) == expected


@pytest.mark.parametrize("words", ["", "soon", "3", "3 fortnights", "3 days later", "d3"])
def test_durations_that_are_none(words: str) -> None:
    with pytest.raises(ValueError, match="not a duration"):
        duration(words)


@given(PARTS)
def test_the_past_mirrors_the_future(parts: dict[str, int]) -> None:
    words = " ".join(f"{number} {unit}" for unit, number in parts.items())
    distance = timedelta(seconds=sum(number * UNITS[unit] for unit, number in parts.items()))
    future, past = timestamp(f"in {words}", NOW), timestamp(f"{words} ago", NOW)
    assert future is not None and instant(future) - NOW == distance
    assert past is not None and NOW - instant(past) == distance


@given(st.datetimes(timezones=st.just(timezone.utc)))
def test_what_is_rendered_reads_back(moment: datetime) -> None:
    assert instant(render(moment)) == moment


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (None, None),
        ("unknown", None),
        ("never", NEVER),
        ("now", "2026-11-22T12:00:00Z"),
        ("in 5 days", "2026-11-27T12:00:00Z"),
        ("2 hours ago", "2026-11-22T10:00:00Z"),
        ("2016-12-31T23:59:54.0590989-08:00", "2016-12-31T23:59:54.0590989-08:00"),
    ],
)
def test_timestamps(words: str | None, expected: str | None) -> None:
    assert timestamp(words, NOW) == expected


@pytest.mark.parametrize("words", ["2026-12-01", "2026-12-01T00:00:00", "yesterday", "2026-13-01T00:00:00Z"])
def test_timestamps_that_are_none(words: str) -> None:
    with pytest.raises(ValueError):
        timestamp(words, NOW)


def test_the_clock_moves() -> None:
    clock = Clock(timedelta(hours=1))
    clock.advance(timedelta(days=2))
    assert clock.now() - datetime.now(timezone.utc) > timedelta(days=2, minutes=59)
    clock.set(NOW)
    assert NOW <= clock.now() < NOW + timedelta(hours=1)
