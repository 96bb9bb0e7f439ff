# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A session that answers in a fixed order, and a clock that only moves when told."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json as json_module
import threading
import typing as t
import urllib.parse

import requests
from requests.structures import CaseInsensitiveDict

START = dt.datetime(2026, 7, 17, 12, 0, 0, tzinfo=dt.timezone.utc)
START_HTTP = "Fri, 17 Jul 2026 12:00:00 GMT"

TENANT = "contoso.example"
CLIENT_ID = "00000000-0000-4000-8000-00000000c11e"
GRAPH = "https://graph.microsoft.com"
LOGIN = "https://login.microsoftonline.com"
IMDS = "http://127.0.0.1:40000"
TOKENS_URL = f"{GRAPH}/beta/deviceManagement/depOnboardingSettings"
MAXIMUM_URL = f"{GRAPH}/beta/deviceManagement"
NO_PROFILES = {
    "defaultIosEnrollmentProfile": None,
    "defaultMacOsEnrollmentProfile": None,
    "defaultTvOSEnrollmentProfile": None,
    "defaultVisionOSEnrollmentProfile": None,
}
EXPAND = f"?$expand={','.join(NO_PROFILES)}"


class Clock:
    """All clocks at once; sleeping moves them, and jitter always takes the longest wait that it may."""

    def __init__(self) -> None:
        self.elapsed = 0.0
        self.sleeps: list[float] = []
        self.jitters: list[tuple[float, float]] = []

    def monotonic(self) -> float:
        return self.elapsed

    def sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        self.elapsed += seconds

    def jitter(self, low: float, high: float) -> float:
        self.jitters.append((low, high))
        return high

    def now(self) -> dt.datetime:
        return START + dt.timedelta(seconds=self.elapsed)

    def time(self) -> float:
        return self.now().timestamp()

    def injected(self) -> dict[str, t.Any]:
        """The parameters of a Transport."""
        return {"monotonic": self.monotonic, "sleep": self.sleep, "jitter": self.jitter, "now": self.now}


def answer(
    status: int = 200, *, json: t.Any = None, text: str | None = None, headers: t.Mapping[str, str | None] | None = None
) -> requests.Response:
    """A real requests.Response; a header of None is left out."""
    response = requests.Response()
    response.status_code = status
    response.headers = CaseInsensitiveDict({"Content-Type": "application/json; charset=utf-8", "Date": START_HTTP})
    for name, value in (headers or {}).items():
        if value is None:
            response.headers.pop(name, None)
        else:
            response.headers[name] = value
    response.encoding = "utf-8"
    response._content = (text if text is not None else json_module.dumps(json)).encode()
    return response


@dataclasses.dataclass
class Call:
    """A request as it would have left the machine, and what it was sent with."""

    method: str
    url: str
    headers: t.Mapping[str, str]
    body: t.Any
    options: dict[str, t.Any]

    @property
    def bearer(self) -> str | None:
        kind, _blank, token = self.headers.get("Authorization", "").partition(" ")
        return token if kind == "Bearer" else None

    @property
    def form(self) -> dict[str, str]:
        return dict(urllib.parse.parse_qsl(self.body))


@dataclasses.dataclass
class _Expected:
    method: str
    url: str
    outcome: requests.Response | Exception
    bearer: str | None
    takes: float

    def __str__(self) -> str:
        return f"{self.method} {self.url}" + (f" as {self.bearer}" if self.bearer else "")


class FakeSession:
    """Answers the requests that were announced, in that order, and complains about all others.

    Tenants that are read at the same time have no order among each other: a request that was announced with a bearer
    token stands in the line of that token. C(verify()) must be called at the end.
    """

    def __init__(self, clock: Clock | None = None) -> None:
        self.calls: list[Call] = []
        self._clock = clock
        self._expected: list[_Expected] = []
        self._complaints: list[str] = []
        self._lock = threading.Lock()

    def expect(
        self,
        method: str,
        url: str,
        status: int = 200,
        *,
        json: t.Any = None,
        text: str | None = None,
        headers: t.Mapping[str, str | None] | None = None,
        raises: Exception | None = None,
        bearer: str | None = None,
        takes: float = 0.0,
        times: int = 1,
    ) -> FakeSession:
        outcome = raises or answer(status, json=json, text=text, headers=headers)
        self._expected += [_Expected(method, url, outcome, bearer, takes)] * times
        return self

    def get(self, url: str, json: t.Any = None, **kwargs: t.Any) -> FakeSession:
        return self.expect("GET", url, json=json, **kwargs)

    def mint(
        self, token: str = "minted-1", *, host: str = LOGIN, tenant: str = TENANT, expires_in: int = 3600
    ) -> FakeSession:
        """The token endpoint grants a token."""
        body = {"token_type": "Bearer", "expires_in": expires_in, "access_token": token}
        return self.expect("POST", f"{host}/{tenant}/oauth2/v2.0/token", json=body)

    def refuse(self, description: str, *, error: str = "invalid_client", status: int = 401) -> FakeSession:
        """The token endpoint grants none."""
        body = {"error": error, "error_description": description, "correlation_id": "correlation-1"}
        return self.expect("POST", f"{LOGIN}/{TENANT}/oauth2/v2.0/token", status, json=body)

    def request(self, method: str, url: str, **kwargs: t.Any) -> requests.Response:
        parts = {name: kwargs.get(name) for name in ("headers", "auth", "json", "params", "data")}
        prepared = requests.Request(method, url, **parts).prepare()
        options = {name: value for name, value in kwargs.items() if name not in parts}
        call = Call(str(prepared.method), str(prepared.url), prepared.headers, prepared.body, options)
        with self._lock:
            self.calls.append(call)
            line = [each for each in self._expected if each.bearer in (None, call.bearer)]
            if not line or (line[0].method, line[0].url) != (call.method, call.url):
                self._complaints.append(f"came: {call.method} {call.url}; expected: {line[0] if line else 'nothing'}")
                raise AssertionError(self._complaints[-1])
            expected = line[0]
            self._expected.remove(expected)
            if self._clock:
                self._clock.elapsed += expected.takes
        if isinstance(expected.outcome, Exception):
            raise expected.outcome
        return expected.outcome

    def verify(self) -> None:
        """Assert that all requests came, and no other: code under test may have caught the complaint."""
        assert not self._complaints
        assert [str(each) for each in self._expected] == []
