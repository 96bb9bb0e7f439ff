# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import contextlib
import threading
import typing as t

import pytest
import requests

from ansible_collections.mdm.intune.plugins.module_utils._errors import TransportError
from ansible_collections.mdm.intune.plugins.module_utils._traffic import BURST, PATIENCE, RATE, TOGETHER, USUAL, Traffic
from ansible_collections.mdm.intune.plugins.module_utils._transport import Lane, Transport
from ansible_collections.mdm.intune.tests.unit.plugins.fakes import Clock, FakeSession, answer

URL = "https://graph.microsoft.com/beta/deviceManagement"
LOGIN = "https://login.microsoftonline.com/contoso.example/oauth2/v2.0/token"


@pytest.fixture
def waits() -> list[float]:
    """How long somebody waited for a turn."""
    return []


@pytest.fixture
def traffic(clock: Clock, waits: list[float]) -> Traffic:
    """Two requests at a time; who waits for a turn waits as long as was planned."""

    def wait(_condition: threading.Condition, seconds: float) -> None:
        waits.append(seconds)
        clock.elapsed += seconds

    return Traffic(2, monotonic=clock.monotonic, sleep=clock.sleep, wait=wait)


@pytest.fixture
def sent() -> t.Iterator[t.Callable[[Lane], contextlib.ExitStack]]:
    """Sends requests that are under way until C(close())."""
    with contextlib.ExitStack() as all_of_them:

        def send(lane: Lane) -> contextlib.ExitStack:
            request = all_of_them.enter_context(contextlib.ExitStack())
            request.enter_context(lane.request(URL))
            return request

        yield send


Sent = t.Callable[[Lane], contextlib.ExitStack]


def refuse(lane: Lane, seconds: float, url: str = URL, scope: str | None = None) -> None:
    """A request that is answered with 429."""
    with lane.request(url):
        pass
    lane.heard(url, answer(429, headers={"x-ms-throttle-scope": scope}), seconds)


def grant(lane: Lane, url: str = URL) -> None:
    """A request that is answered well."""
    with lane.request(url):
        pass
    lane.heard(url, answer(200), None)


# Turns


def test_a_turn_is_waited_for(sent: Sent, traffic: Traffic, clock: Clock, waits: list[float]) -> None:
    first, second, third = (traffic.lane("app") for _number in range(3))
    sent(first)
    clock.elapsed += PATIENCE / 2
    under_way = sent(second)
    under_way.close()
    sent(second)
    assert (waits, traffic.waiting) == ([], 0)
    sent(third)  # when the first has taken too long
    assert waits == [PATIENCE / 2]


def test_a_request_that_takes_too_long_does_not_count(
    sent: Sent, traffic: Traffic, clock: Clock, waits: list[float]
) -> None:
    lanes = [traffic.lane("app") for _number in range(6)]
    for pair in (lanes[:2], lanes[2:4], lanes[4:]):
        for lane in pair:
            sent(lane)
        clock.elapsed += PATIENCE
    assert waits == []
    assert traffic.waiting == 6


def test_a_tenant_that_took_too_long_takes_no_turn(
    sent: Sent, traffic: Traffic, clock: Clock, waits: list[float]
) -> None:
    slow, *others = (traffic.lane("app") for _number in range(3))
    request = sent(slow)
    clock.elapsed += PATIENCE
    assert traffic.waiting == 1
    request.close()
    assert traffic.waiting == 0
    request = sent(slow)
    assert traffic.waiting == 1
    for lane in others:
        sent(lane)
    assert waits == []
    request.close()  # an answer in good time
    sent(slow)
    assert waits == [PATIENCE]


def test_patience_grows_where_all_are_slow(sent: Sent, traffic: Traffic, clock: Clock, waits: list[float]) -> None:
    first, second, third = (traffic.lane("app") for _number in range(3))
    for _number in range(200):
        request = sent(first)
        clock.elapsed += 2.0
        request.close()
    sent(second)
    sent(first)
    sent(third)
    assert waits == [pytest.approx(USUAL * 2.0, rel=0.01)]


def test_what_was_not_answered_says_nothing_about_answers(
    sent: Sent, traffic: Traffic, clock: Clock, waits: list[float]
) -> None:
    dead, *others = (traffic.lane("app") for _number in range(4))
    for _number in range(200):
        with contextlib.suppress(OSError), dead.request(URL):
            clock.elapsed += 30.0
            raise OSError
    for lane in others:
        sent(lane)
    assert waits == [PATIENCE]


def test_who_sleeps_waits(traffic: Traffic) -> None:
    lane = traffic.lane("app")
    with lane.sleep():
        assert traffic.waiting == 1
    assert traffic.waiting == 0


def test_turns_are_handed_on() -> None:
    """With real threads and clocks: whoever is done wakes the next."""
    traffic, present, most, lock = Traffic(3), 0, 0, threading.Lock()

    def one() -> None:
        nonlocal present, most
        lane = traffic.lane("app")
        for _number in range(20):
            with lane.request(URL):
                with lock:
                    present += 1
                    most = max(most, present)
                with lock:
                    present -= 1

    threads = [threading.Thread(target=one, daemon=True) for _number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    assert most <= 3
    assert traffic.waiting == 0


# What an app may send


def test_an_app_sends_no_more_than_graph_takes(sent: Sent, clock: Clock) -> None:
    traffic = Traffic(2, monotonic=clock.monotonic, sleep=clock.sleep)
    lane = traffic.lane("app")
    moments = []
    for _number in range(int(BURST) + 200):
        sent(lane).close()
        moments.append(clock.elapsed)
    assert moments[int(BURST)] == pytest.approx(0.0)
    assert moments[-1] == pytest.approx(199 / RATE, rel=0.01)
    assert RATE * 10 + BURST < 130_000
    sent(traffic.lane("another app")).close()
    assert clock.elapsed == moments[-1]


# Throttling


def test_a_throttled_tenant_pauses_alone(traffic: Traffic, clock: Clock) -> None:
    for _number in range(3 * TOGETHER):
        refuse(traffic.lane("app"), 60.0)
        grant(traffic.lane("app"))
    assert clock.sleeps == []
    assert traffic.paused("app") == 0.0


def test_one_tenant_is_no_crowd(traffic: Traffic, clock: Clock) -> None:
    lane = traffic.lane("app")
    for _number in range(3 * TOGETHER):
        refuse(lane, 60.0)
    grant(traffic.lane("app"))
    assert clock.sleeps == []


def test_tenants_that_were_throttled_before_are_no_crowd(traffic: Traffic, clock: Clock) -> None:
    lanes = [traffic.lane("app") for _number in range(TOGETHER)]
    for lane in lanes:
        refuse(lane, 60.0)
        grant(traffic.lane("app"))
    for lane in lanes:
        refuse(lane, 60.0)
    grant(traffic.lane("app"))
    assert clock.sleeps == []


def test_many_throttled_tenants_pause_the_app(traffic: Traffic, clock: Clock) -> None:
    for number in range(TOGETHER):
        refuse(traffic.lane("app"), 10.0 + number)
    grant(traffic.lane("another app"))
    grant(traffic.lane("app"), LOGIN)  # another service, with limits of its own
    assert clock.sleeps == []
    grant(traffic.lane("app"))
    assert clock.sleeps == [9.0 + TOGETHER]
    assert traffic.paused("app") == 9.0 + TOGETHER
    assert traffic.paused("another app") == 0.0


def test_an_answer_between_clears_the_suspicion(traffic: Traffic, clock: Clock) -> None:
    for _number in range(TOGETHER - 1):
        refuse(traffic.lane("app"), 10.0)
    grant(traffic.lane("app"))
    refuse(traffic.lane("app"), 10.0)
    grant(traffic.lane("app"))
    assert clock.sleeps == []


def test_the_scope_says_that_the_app_is_throttled(traffic: Traffic, clock: Clock) -> None:
    refuse(traffic.lane("app"), 7.0, scope="Application/ReadWrite/app")
    grant(traffic.lane("app"))
    assert clock.sleeps == [7.0]


@pytest.mark.parametrize("scope", ["Tenant_Application/ReadWrite/app/contoso", "Tenant/Read/app/contoso"])
def test_the_scope_says_that_the_tenant_is_throttled(traffic: Traffic, clock: Clock, scope: str) -> None:
    for _number in range(3 * TOGETHER):
        refuse(traffic.lane("app"), 7.0, scope=scope)
    grant(traffic.lane("app"))
    assert clock.sleeps == []


def test_answers_to_requests_from_before_the_pause(sent: Sent, traffic: Traffic, clock: Clock) -> None:
    """They may make it longer; they are no new suspicion."""
    lanes = [traffic.lane("app") for _number in range(TOGETHER + 2)]
    late = [sent(lane) for lane in lanes[TOGETHER:]]
    for lane in lanes[:TOGETHER]:
        lane.heard(URL, answer(429), 10.0)
    clock.elapsed += 4.0
    for lane, request, seconds in zip(lanes[TOGETHER:], late, (20.0, 3.0), strict=True):
        request.close()
        lane.heard(URL, answer(429), seconds)
    assert traffic.paused("app") == 4.0  # until now
    grant(traffic.lane("app"))
    assert clock.sleeps == [20.0]
    assert traffic.paused("app") == 24.0


def test_who_waits_for_a_pause_lets_others_begin(clock: Clock) -> None:
    seen = []

    def sleep(seconds: float) -> None:
        seen.append(traffic.waiting)
        clock.sleep(seconds)

    traffic = Traffic(2, monotonic=clock.monotonic, sleep=sleep)
    refuse(traffic.lane("app"), 7.0, scope="Application")
    grant(traffic.lane("app"))
    assert seen == [1]


# With a transport


def transport(session: FakeSession, clock: Clock, lane: Lane, **options: t.Any) -> Transport:
    return Transport(session, lane=lane, **{**clock.injected(), **options})


def test_a_throttled_transport_sleeps_without_a_turn(session: FakeSession, clock: Clock, traffic: Traffic) -> None:
    seen = []

    def sleep(seconds: float) -> None:
        seen.append(traffic.waiting)
        clock.sleep(seconds)

    session.get(URL, status=429, headers={"Retry-After": "7"}).get(URL, {})
    transport(session, clock, traffic.lane("app"), sleep=sleep).request("GET", URL)
    assert (seen, clock.sleeps) == ([1], [7.0])
    assert traffic.waiting == 0


def test_a_failed_request_gives_its_turn_back(session: FakeSession, clock: Clock, traffic: Traffic) -> None:
    session.get(URL, raises=requests.exceptions.SSLError("self-signed"), times=5)
    for _number in range(5):
        with pytest.raises(TransportError):
            transport(session, clock, traffic.lane("app")).request("GET", URL)
    assert traffic.waiting == 0


def test_the_pauses_of_the_app_are_part_of_the_time_for_retries(
    session: FakeSession, clock: Clock, traffic: Traffic
) -> None:
    """Else an app that stays throttled would be asked for each tenant in turn, for hours."""
    for _number in range(11):
        refuse(traffic.lane("app"), 10.0, scope="Application")
        clock.elapsed += 10.0
    session.get(URL, status=429, headers={"Retry-After": "11"})
    late = transport(session, clock, traffic.lane("app"))
    assert late.request("GET", URL).status_code == 429
    assert "Gave up after 1 try and 110 s: the next try was due in 11 s" in late.retries
    session.get(URL, status=429, headers={"Retry-After": "11"}).get(URL, {})
    assert transport(session, clock, traffic.lane("another app")).request("GET", URL).status_code == 200


def test_a_lane_of_its_own_is_free() -> None:
    lane = Lane()
    with lane.request(URL), lane.request(URL), lane.sleep():
        lane.heard(URL, answer(429), 60.0)
    assert lane.paused == 0.0
