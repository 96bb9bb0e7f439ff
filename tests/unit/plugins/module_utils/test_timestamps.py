# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.mdm.intune.plugins.module_utils import _timestamps as ts

UTC = dt.timezone.utc


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2027-03-27T08:57:42Z", "2027-03-27T08:57:42Z"),
        ("2026-04-14T07:06:10.2510832Z", "2026-04-14T07:06:10Z"),
        ("2026-04-14T07:06:10.9999999Z", "2026-04-14T07:06:10Z"),
        ("2026-04-14T07:06:10.2Z", "2026-04-14T07:06:10Z"),
        ("2016-12-31T23:59:54.0590989-08:00", "2017-01-01T07:59:54Z"),
        ("2017-01-01T00:00:35.1329464+0530", "2016-12-31T18:30:35Z"),
        ("2026-04-14t07:06:10z", "2026-04-14T07:06:10Z"),
        (" 2026-04-14 07:06:10Z ", "2026-04-14T07:06:10Z"),
        ("0001-01-01T00:00:00Z", None),
        ("0001-01-01T00:00:00+02:00", None),
        ("9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59Z"),
        ("9999-12-31T23:59:59-08:00", "9999-12-31T23:59:59Z"),
        ("", None),
        (None, None),
    ],
)
def test_graph_timestamps(text: str | None, expected: str | None) -> None:
    assert ts.to_text(ts.from_graph(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2026-04-14",
        "2026-04-14T07:06:10",
        "2026-02-30T00:00:00Z",
        "2026-04-14T25:00:00Z",
        "2026-04-14T07:06:10.12345678901Z",
        "tomorrow",
        "2026-04-14T07:06:10Z2026-04-14T07:06:10Z",
        "٢٠٢٦-04-14T07:06:10Z",
    ],
)
def test_what_is_no_timestamp_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        ts.parse(text)


@given(
    moment=st.datetimes(dt.datetime(2, 1, 2), dt.datetime(9998, 12, 30), timezones=st.just(UTC)),
    digits=st.integers(0, 7),
    minutes=st.integers(-14 * 60, 14 * 60),
)
def test_a_timestamp_survives_any_fraction_and_offset(moment: dt.datetime, digits: int, minutes: int) -> None:
    local = moment.astimezone(dt.timezone(dt.timedelta(minutes=minutes)))
    fraction = f".{local.microsecond:06}0"[: digits + 1] if digits else ""
    sign, amount = ("-", -minutes) if minutes < 0 else ("+", minutes)
    text = f"{local.replace(tzinfo=None, microsecond=0).isoformat()}{fraction}{sign}{amount // 60:02}:{amount % 60:02}"
    assert ts.to_text(ts.parse(text)) == ts.to_text(moment)
    assert ts.parse(text) <= moment


@given(st.datetimes(dt.datetime(2, 1, 1), timezones=st.just(UTC)))
def test_our_form_reads_back(moment: dt.datetime) -> None:
    text = ts.to_text(moment)
    assert text is not None
    assert len(text) == 20
    assert ts.parse(text) == moment.replace(microsecond=0)


@given(st.text())
def test_any_text_is_a_timestamp_or_a_value_error(text: str) -> None:
    try:
        moment = ts.parse(text)
    except ValueError:
        return
    assert moment.tzinfo is UTC


@pytest.mark.parametrize(
    ("value", "end_of_day", "expected"),
    [
        ("2026-12-31", False, "2026-12-31T00:00:00Z"),
        ("2026-12-31", True, "2026-12-31T23:59:59Z"),
        (dt.date(2026, 12, 31), True, "2026-12-31T23:59:59Z"),
        (dt.datetime(2026, 12, 31, 12, 0), True, "2026-12-31T12:00:00Z"),
        (dt.datetime(2026, 12, 31, 12, 0, tzinfo=dt.timezone(dt.timedelta(hours=2))), False, "2026-12-31T10:00:00Z"),
        ("2026-12-31T12:00:00+02:00", True, "2026-12-31T10:00:00Z"),
    ],
)
def test_what_people_write(value: str | dt.date, end_of_day: bool, expected: str) -> None:
    assert ts.to_text(ts.from_user(value, end_of_day=end_of_day)) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Sun, 22 Nov 2026 09:00:00 GMT", "2026-11-22T09:00:00Z"),
        ("Sun, 22 Nov 2026 09:00:00 -0000", "2026-11-22T09:00:00Z"),
        ("nonsense", None),
        ("", None),
        (None, None),
    ],
)
def test_http_dates(value: str | None, expected: str | None) -> None:
    assert ts.to_text(ts.from_http(value)) == expected
