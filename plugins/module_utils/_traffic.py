# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The requests of many tenants, and what one of them costs the others. For internal use only.

A tenant that waits, because it is throttled or because no answer comes, must not keep others from being read; an app
that is throttled must not go on asking. C(Traffic) is the state that all tenants of a task share, a lane is
the view that one tenant's transport has of it.
"""

from __future__ import annotations

import contextlib
import dataclasses
import threading
import time
import typing as t
import urllib.parse

from ansible_collections.mdm.intune.plugins.module_utils._transport import Lane, Response

# A request counts as under way until it has taken so many seconds, and so many times as long as answers usually take:
# where all answers are slow, more requests would not help.
PATIENCE = 0.5
USUAL = 3.0

# Microsoft Graph takes 130,000 requests in 10 seconds from one app, over all tenants ("Microsoft Graph
# service-specific throttling limits"): requests a second, and how many may come at once.
RATE = 12_000.0
BURST = 1_000.0

# So many tenants of an app, throttled for the first time and with no other answer between them, are no coincidence.
TOGETHER = 10

THROTTLED = 429


@dataclasses.dataclass
class _App:
    """An application at one host."""

    due: float = 0.0  # when the next request would go out if they were sent at an even RATE
    resumes: float = 0.0  # until when nothing is sent
    paused: float = 0.0  # for how many seconds nothing was or will be sent
    suspects: dict[Lane, float] = dataclasses.field(default_factory=dict)  # throttled tenants and their waits
    seen: set[Lane] = dataclasses.field(default_factory=set)  # tenants that were throttled before


class Traffic:
    """At most C(limit) requests under way at a time, and the pauses of the apps that send them."""

    def __init__(
        self,
        limit: int,
        *,
        monotonic: t.Callable[[], float] = time.monotonic,
        sleep: t.Callable[[float], None] = time.sleep,
        wait: t.Callable[[threading.Condition, float], t.Any] = threading.Condition.wait,
    ) -> None:
        self._limit = limit
        self._monotonic = monotonic
        self._sleep = sleep
        self._wait = wait
        self._changed = threading.Condition()
        self._under_way: dict[Lane, float] = {}  # when each request was sent that still counts, oldest first
        self._unanswered: set[Lane] = set()  # those that do not count any more
        self._slow: set[Lane] = set()  # tenants whose last request went that way: their next one does not count at all
        self._usual = 0.0  # how many seconds answers took lately
        self._sleeping = 0
        self._apps: dict[tuple[str, str], _App] = {}

    def lane(self, app: str) -> Lane:
        """Return the lane of a tenant whose requests an app signs."""
        return SharedLane(self, app)

    @property
    def waiting(self) -> int:
        """How many tenants wait for something else than their turn: the end of a pause, or an answer."""
        with self._changed:
            self._age()
            return self._sleeping + len(self._unanswered)

    def paused(self, app: str) -> float:
        """Return for how many seconds an app has been paused until now."""
        now = self._monotonic()
        with self._changed:
            states = [state for (name, _host), state in self._apps.items() if name == app]
        return sum(state.paused - max(0.0, state.resumes - now) for state in states)

    @contextlib.contextmanager
    def request(self, lane: Lane, app: str, host: str) -> t.Iterator[None]:
        """Send a request within, when its turn has come. A lane has one at a time."""
        while pause := self._enter(lane, app, host):
            with self.sleep():
                self._sleep(pause)
        sent = self._monotonic()
        try:
            yield
            self._note(lane, self._monotonic() - sent)
        finally:
            with self._changed:
                self._under_way.pop(lane, None)
                self._unanswered.discard(lane)
                self._changed.notify()

    def _note(self, lane: Lane, took: float) -> None:
        """Note how many seconds an answer took."""
        with self._changed:
            if took < self._patience():
                self._slow.discard(lane)
            self._usual += (took - self._usual) / 16

    def _enter(self, lane: Lane, app: str, host: str) -> float:
        """Take a turn and return 0, or return how long the app pauses."""
        with self._changed:
            state = self._apps.setdefault((app, host), _App())
            while True:
                now = self._monotonic()
                resumes = max(state.resumes, state.due - BURST / RATE)
                if now < resumes:
                    self._changed.notify()  # who waits for another app may have the turn
                    return resumes - now
                if lane in self._slow:
                    self._unanswered.add(lane)
                    break
                oldest = self._age()
                if len(self._under_way) < self._limit:
                    self._under_way[lane] = now
                    break
                self._wait(self._changed, oldest + self._patience() - now)
            state.due = max(state.due, now) + 1 / RATE
        return 0.0

    def _patience(self) -> float:
        return max(PATIENCE, USUAL * self._usual)

    def _age(self) -> float:
        """Let go of the requests that were sent too long ago; returns when the oldest of the others was sent."""
        now, patience = self._monotonic(), self._patience()
        for lane, sent in list(self._under_way.items()):
            if now - sent < patience:
                return sent
            del self._under_way[lane]
            self._unanswered.add(lane)
            self._slow.add(lane)
        return now

    @contextlib.contextmanager
    def sleep(self) -> t.Iterator[None]:
        """Wait within, without a turn."""
        with self._changed:
            self._sleeping += 1
        try:
            yield
        finally:
            with self._changed:
                self._sleeping -= 1

    def answered(self, app: str, host: str) -> None:
        """Note that an app was not refused for asking too often."""
        state = self._apps[(app, host)]
        if state.suspects:
            with self._changed:
                state.suspects.clear()

    def throttled(self, lane: Lane, app: str, host: str, seconds: float, scope: str) -> None:
        """Note that a tenant was told to wait, and pause the app if it is meant.

        C(scope) is the header x-ms-throttle-scope, which begins with Application, Tenant_Application or Tenant in
        answers of Microsoft's identity service. Whether Intune sends it is not published, nor whether anything else in
        an answer tells an app's limit from a tenant's. Where it is missing, several tenants that are throttled for the
        first time, with no other answer between them, are taken for the app's limit.
        """
        with self._changed:
            state, now = self._apps[(app, host)], self._monotonic()
            known = scope.partition("/")[0].strip().lower()
            paused = now < state.resumes  # and this answer belongs to a request from before
            if not known and not paused and lane not in state.seen:
                state.suspects[lane] = seconds
            state.seen.add(lane)
            if known == "application" or len(state.suspects) >= TOGETHER or (paused and not known):
                resumes = now + max(seconds, *state.suspects.values(), 0.0)
                state.paused += max(0.0, resumes - max(now, state.resumes))
                state.resumes = max(state.resumes, resumes)
                state.suspects.clear()


class SharedLane(Lane):
    """The way of one tenant's requests through the traffic."""

    def __init__(self, traffic: Traffic, app: str) -> None:
        self._traffic = traffic
        self._app = app

    @property
    def paused(self) -> float:  # type: ignore[override]
        return self._traffic.paused(self._app)

    def request(self, url: str) -> t.ContextManager[None]:
        return self._traffic.request(self, self._app, _host(url))

    def sleep(self) -> t.ContextManager[None]:
        return self._traffic.sleep()

    def heard(self, url: str, response: Response, wait: float | None) -> None:
        if response.status_code == THROTTLED:
            scope = response.headers.get("x-ms-throttle-scope") or ""
            self._traffic.throttled(self, self._app, _host(url), wait or 0.0, scope)
        else:
            self._traffic.answered(self._app, _host(url))


def _host(url: str) -> str:
    return urllib.parse.urlsplit(url).netloc
