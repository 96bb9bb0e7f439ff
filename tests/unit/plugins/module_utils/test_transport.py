# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import email.message
import importlib.util
import json
import sys
import types
import typing as t
import warnings
from pathlib import Path

import pytest
import requests
import urllib3

from ansible_collections.mdm.intune.plugins.module_utils import _transport
from ansible_collections.mdm.intune.plugins.module_utils._errors import RequirementError, TransportError
from ansible_collections.mdm.intune.plugins.module_utils._transport import (
    READ_STATUSES,
    WRITE_STATUSES,
    Transport,
    bearer,
    json_object,
    new_session,
    retry_after,
)
from ansible_collections.mdm.intune.tests.unit.plugins.fakes import START, Clock, FakeSession, answer

URL = "https://graph.microsoft.com/beta/deviceManagement"
ENV_BUNDLE = "/bundle/of/the/environment.pem"
PASSING = [
    requests.exceptions.ConnectionError("refused"),
    requests.exceptions.ConnectTimeout("slow"),
    requests.exceptions.ReadTimeout("slower"),
    requests.exceptions.ChunkedEncodingError("broke off"),
    requests.exceptions.ProxyError("proxy away"),
]
LASTING = [
    requests.exceptions.SSLError("self-signed"),
    requests.exceptions.InvalidProxyURL("no host"),
    requests.exceptions.InvalidURL("no host"),
    requests.exceptions.TooManyRedirects("circle"),
    requests.exceptions.ContentDecodingError("gzip"),
]


def by_type(value: t.Any) -> str:
    return type(value).__name__ if isinstance(value, Exception) else repr(value)


def nested(retry_after: t.Any) -> dict[str, t.Any]:
    """Intune's error with a JSON document as its message."""
    return {"error": {"code": "TooManyRequests", "message": json.dumps({"_version": 3, "RetryAfter": retry_after})}}


def read(transport: Transport) -> t.Any:
    return transport.request("GET", URL)


def write(transport: Transport) -> t.Any:
    """A request that changes something: sent again only if it surely was not carried out."""
    return transport.request("POST", URL, retry_statuses=WRITE_STATUSES, retry_connection=False)


# What is tried again


def test_an_answer_is_returned_as_it_came(session: FakeSession, transport: Transport, clock: Clock) -> None:
    session.get(URL, {"a": 1})
    assert read(transport).json() == {"a": 1}
    assert session.calls[0].options == {"timeout": 30.0, "allow_redirects": False}
    assert (clock.sleeps, transport.retries) == ([], "")


def test_the_timeout_reaches_the_session(session: FakeSession, clock: Clock) -> None:
    session.get(URL, {})
    read(Transport(session, timeout=2.5, **clock.injected()))
    assert session.calls[0].options["timeout"] == 2.5


@pytest.mark.parametrize("status", sorted(READ_STATUSES))
def test_reading_is_tried_again(session: FakeSession, transport: Transport, clock: Clock, status: int) -> None:
    session.get(URL, status=status, times=3).get(URL, {"late": True})
    assert read(transport).json() == {"late": True}
    assert clock.sleeps == [1.0, 2.0, 4.0]
    assert transport.retries == ""


def test_the_statuses_that_are_tried_again() -> None:
    assert set(READ_STATUSES) == {429, 503, 504}
    assert set(WRITE_STATUSES) == {429}


@pytest.mark.parametrize("status", [204, 301, 302, 307, 400, 401, 403, 404, 500, 502])
def test_other_statuses_are_answers(session: FakeSession, transport: Transport, clock: Clock, status: int) -> None:
    session.get(URL, status=status, headers={"Location": "https://elsewhere.example/", "Retry-After": "1"})
    assert read(transport).status_code == status
    assert clock.sleeps == []


def test_writing_is_tried_again_when_throttled(session: FakeSession, transport: Transport) -> None:
    session.expect("POST", URL, 429).expect("POST", URL, 204)
    assert write(transport).status_code == 204


@pytest.mark.parametrize("status", [503, 504])
def test_writing_is_not_tried_again_when_it_may_have_worked(
    session: FakeSession, transport: Transport, status: int
) -> None:
    session.expect("POST", URL, status)
    assert write(transport).status_code == status


@pytest.mark.parametrize("failure", PASSING, ids=by_type)
def test_writing_is_not_tried_again_without_an_answer(
    session: FakeSession, transport: Transport, failure: Exception
) -> None:
    session.expect("POST", URL, raises=failure)
    with pytest.raises(TransportError):
        write(transport)
    assert len(session.calls) == 1


@pytest.mark.parametrize("failure", PASSING, ids=by_type)
def test_reading_is_tried_again_when_the_connection_fails(
    session: FakeSession, transport: Transport, clock: Clock, failure: Exception
) -> None:
    session.get(URL, raises=failure, times=2).get(URL, {"late": True})
    assert read(transport).json() == {"late": True}
    assert clock.sleeps == [1.0, 2.0]


@pytest.mark.parametrize("failure", LASTING, ids=by_type)
def test_lasting_failures_are_not_tried_again(
    session: FakeSession, transport: Transport, clock: Clock, failure: Exception
) -> None:
    session.get(URL, raises=failure)
    with pytest.raises(TransportError) as caught:
        read(transport)
    assert caught.value.__cause__ is failure
    assert clock.sleeps == []


def test_a_refusal_that_says_when_is_tried_again_even_unasked(
    session: FakeSession, transport: Transport, clock: Clock
) -> None:
    session.get(URL, status=429, headers={"Retry-After": "3"}).get(URL, nested(4), status=429).get(URL, {})
    assert transport.request("GET", URL, retry_unasked=False).status_code == 200
    assert clock.sleeps == [3.0, 4.0]


def test_a_refusal_that_does_not_say_when_is_the_end_of_it(
    session: FakeSession, transport: Transport, clock: Clock
) -> None:
    session.get(URL, status=429, headers={"Retry-After": "soon"})
    assert transport.request("GET", URL, retry_unasked=False).status_code == 429
    assert (clock.sleeps, transport.retries) == ([], "")


def test_a_lost_connection_does_not_say_when(session: FakeSession, transport: Transport, clock: Clock) -> None:
    session.get(URL, raises=requests.exceptions.ConnectionError("refused"))
    with pytest.raises(TransportError):
        transport.request("GET", URL, retry_unasked=False)
    assert clock.sleeps == []


# How long to wait

DATE = {"Date": "Fri, 17 Jul 2026 11:00:00 GMT"}  # an hour before the clock of the tests
NO_DATE = {"Date": None}


@pytest.mark.parametrize(
    ("headers", "body", "seconds"),
    [
        ({"Retry-After": "7"}, {}, 7.0),
        ({"Retry-After": "1.5"}, {}, 1.5),
        ({"Retry-After": "0"}, {}, 0.0),
        ({"Retry-After": "-3"}, {}, 0.0),
        ({"Retry-After": "soon"}, {}, None),
        ({"Retry-After": ""}, {}, None),
        ({"Retry-After": "inf"}, {}, None),
        ({"Retry-After": "nan"}, {}, None),
        ({"Retry-After": "Fri, 17 Jul 2026 11:00:45 GMT", **DATE}, {}, 45.0),
        ({"Retry-After": "Fri, 17 Jul 2026 12:00:30 GMT", **NO_DATE}, {}, 30.0),
        ({"Retry-After": "Fri, 17 Jul 2026 10:00:00 GMT", **DATE}, {}, 0.0),
        ({}, {}, None),
        ({}, nested(9), 9.0),
        ({}, nested("9"), 9.0),
        ({}, nested(-9), 0.0),
        ({}, nested("Fri, 17 Jul 2026 12:01:00 GMT"), 60.0),
        ({}, nested(None), None),
        ({}, nested(True), None),
        ({}, nested([1]), None),
        ({}, nested(10**400), None),
        ({"Retry-After": "7"}, nested(9), 7.0),
        ({"Retry-After": "soon"}, nested(9), 9.0),
        ({}, {"error": {"message": "Too many requests"}}, None),
        ({}, {"error": {"message": 5}}, None),
        ({}, {"error": "text"}, None),
        ({}, ["list"], None),
    ],
)
def test_retry_after(headers: dict[str, str | None], body: t.Any, seconds: float | None) -> None:
    assert retry_after(answer(429, json=body, headers=headers), lambda: START) == seconds


def test_the_wait_is_the_one_asked_for(session: FakeSession, transport: Transport, clock: Clock) -> None:
    session.get(URL, status=429, headers={"Retry-After": "7"}).get(URL, nested(9), status=429).get(URL, {})
    read(transport)
    assert clock.sleeps == [7.0, 9.0]
    assert clock.jitters == []


@pytest.mark.parametrize("hint", ["0", "-5", "soon"])
def test_a_useless_hint_is_replaced_by_a_pause(
    session: FakeSession, transport: Transport, clock: Clock, hint: str
) -> None:
    session.get(URL, status=429, headers={"Retry-After": hint}).get(URL, {})
    read(transport)
    assert clock.sleeps == [1.0]


def test_jitter_is_full_and_bounded(session: FakeSession, clock: Clock) -> None:
    session.get(URL, status=503, times=8).get(URL, {})
    read(Transport(session, retry_timeout=1000, **clock.injected()))
    assert clock.jitters == [(0.0, bound) for bound in (1, 2, 4, 8, 16, 30, 30, 30)]


def test_retries_may_be_many(session: FakeSession, clock: Clock) -> None:
    """2 ** 1024 is no float any more."""
    session.get(URL, status=503, times=1030).get(URL, {"late": True})
    clocks = {**clock.injected(), "jitter": lambda low, high: 0.001}
    assert read(Transport(session, retry_timeout=86400, **clocks)).json() == {"late": True}


# The budget


def test_no_budget_means_one_try(session: FakeSession, clock: Clock) -> None:
    session.get(URL, status=503).get(URL, raises=requests.exceptions.ConnectionError("refused"))
    transport = Transport(session, retry_timeout=0, **clock.injected())
    assert read(transport).status_code == 503
    assert transport.retries == (" Gave up after 1 try and 0 s: the next try was due in 1 s, retry_timeout is 0 s.")
    with pytest.raises(TransportError, match="Gave up after 1 try"):
        read(transport)
    assert clock.sleeps == []


def test_the_last_answer_comes_back_when_the_budget_is_gone(session: FakeSession, clock: Clock) -> None:
    session.get(URL, status=503, times=4)
    transport = Transport(session, retry_timeout=10, **clock.injected())
    assert read(transport).status_code == 503
    assert clock.sleeps == [1.0, 2.0, 4.0]
    assert transport.retries == (" Gave up after 4 tries and 7 s: the next try was due in 8 s, retry_timeout is 10 s.")


def test_a_wait_beyond_the_budget_is_not_begun(session: FakeSession, transport: Transport, clock: Clock) -> None:
    session.get(URL, status=429, headers={"Retry-After": "121"})
    read(transport)
    assert clock.sleeps == []
    assert "the next try was due in 121 s, retry_timeout is 120 s" in transport.retries


def test_a_wait_may_use_the_whole_budget(session: FakeSession, transport: Transport, clock: Clock) -> None:
    session.get(URL, status=429, headers={"Retry-After": "120"}).get(URL, {})
    assert read(transport).status_code == 200
    assert clock.sleeps == [120.0]


def test_requests_of_one_transport_share_the_budget(session: FakeSession, transport: Transport, clock: Clock) -> None:
    wait = {"Retry-After": "60"}
    session.get(URL, status=429, headers=wait).get(URL, {}).get(URL, {}, takes=500.0)
    session.get(URL, status=429, headers=wait).get(URL, {}).get(URL, status=429, headers=wait)
    statuses = [read(transport).status_code for _number in range(4)]
    assert statuses == [200, 200, 200, 429]  # a slow answer that needs no retry costs nothing
    assert clock.sleeps == [60.0, 60.0]
    assert "Gave up after 1 try and 120 s" in transport.retries


def test_each_transport_has_its_own_budget(session: FakeSession, clock: Clock) -> None:
    wait = {"Retry-After": "100"}
    for _number in range(2):
        session.get(URL, status=429, headers=wait).get(URL, {})
        assert read(Transport(session, **clock.injected())).status_code == 200
    assert clock.sleeps == [100.0, 100.0]


def test_slow_tries_count(session: FakeSession, transport: Transport, clock: Clock) -> None:
    session.get(URL, raises=requests.exceptions.ReadTimeout("slow"), takes=70.0, times=2)
    with pytest.raises(TransportError, match="Gave up after 2 tries and 141 s"):
        read(transport)
    assert clock.sleeps == [1.0]


def test_a_failed_request_uses_up_the_budget_as_well(session: FakeSession, transport: Transport, clock: Clock) -> None:
    session.get(URL, raises=requests.exceptions.ConnectionError("refused"), takes=60.0, times=2)
    with pytest.raises(TransportError):
        read(transport)
    session.get(URL, status=503)
    read(transport)
    assert "Gave up after 1 try and 121 s" in transport.retries


def test_a_success_forgets_how_earlier_retries_ended(session: FakeSession, clock: Clock) -> None:
    session.get(URL, status=503).get(URL, {})
    transport = Transport(session, retry_timeout=0, **clock.injected())
    read(transport)
    read(transport)
    assert transport.retries == ""


# Looking again


@pytest.mark.parametrize(
    ("wait_timeout", "wait_sleep", "moments"),
    [
        (0.0, 10.0, [0.0]),
        (5.0, 10.0, [0.0, 5.0]),
        (10.0, 10.0, [0.0, 10.0]),
        (25.0, 10.0, [0.0, 10.0, 20.0, 25.0]),
        (1.0, 0.5, [0.0, 0.5, 1.0]),
    ],
)
def test_looks(
    transport: Transport, clock: Clock, wait_timeout: float, wait_sleep: float, moments: list[float]
) -> None:
    assert [clock.elapsed for _look in transport.looks(wait_timeout, wait_sleep)] == moments


def test_looks_that_take_time(transport: Transport, clock: Clock) -> None:
    moments = []
    for _look in transport.looks(25.0, 10.0):
        moments.append(clock.elapsed)
        clock.elapsed += 8.0
    assert moments == [0.0, 18.0], "the third look would begin when the time is over by then"


def test_no_pause_after_the_last_look(transport: Transport, clock: Clock) -> None:
    looks = transport.looks(25.0, 10.0)
    next(looks)
    looks.close()
    assert clock.sleeps == []


# What is said


def tangled(inner: Exception) -> Exception:
    """The layers in which requests and urllib3 wrap what went wrong."""
    return urllib3.exceptions.MaxRetryError(types.SimpleNamespace(), "/beta?secret=1", reason=inner)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("failure", "message"),
    [
        (
            requests.exceptions.SSLError(tangled(urllib3.exceptions.SSLError("certificate verify failed"))),
            f"No answer to GET {URL}: certificate verify failed."
            " If a private authority or a TLS-inspecting proxy signed the certificate, name its CA file as ca_path.",
        ),
        (
            requests.exceptions.ProxyError(tangled(urllib3.exceptions.ProxyError("Unable to connect", OSError("407")))),
            f"No answer to GET {URL}: 407."
            " Gave up after 1 try and 0 s: the next try was due in 1 s, retry_timeout is 0 s."
            " Check the option proxy and the environment variables HTTPS_PROXY and NO_PROXY.",
        ),
        (
            requests.exceptions.ReadTimeout("<pool object at 0x1>: Read timed out. (read timeout=30)"),
            f"No answer to GET {URL}: Read timed out. (read timeout=30)."
            " Gave up after 1 try and 0 s: the next try was due in 1 s, retry_timeout is 0 s."
            " Raise the option timeout if the network is slow; else check the route and the proxy.",
        ),
        (
            requests.exceptions.InvalidURL(),
            f"No answer to GET {URL}: InvalidURL."
            " Check the name resolution, the route and the proxy of the machine that runs the module.",
        ),
    ],
    ids=by_type,
)
def test_the_message_says_what_to_do(session: FakeSession, clock: Clock, failure: Exception, message: str) -> None:
    session.get(f"{URL}?query=private", raises=failure)
    with pytest.raises(TransportError) as caught:
        Transport(session, retry_timeout=0, **clock.injected()).request("GET", f"{URL}?query=private")
    assert caught.value.message == message
    assert caught.value.failure["status"] is None


def test_a_failure_may_be_its_own_reason(session: FakeSession, transport: Transport) -> None:
    failure = requests.exceptions.InvalidURL("round and round")
    failure.args = (failure, "round and round")
    failure.reason = failure  # type: ignore[attr-defined]
    session.get(URL, raises=failure)
    with pytest.raises(TransportError, match="No answer"):
        read(transport)


def test_passwords_in_addresses_are_left_out(session: FakeSession, transport: Transport) -> None:
    session.get(URL, raises=requests.exceptions.InvalidProxyURL("bad http://user:pass-word@proxy.example:0/"))
    with pytest.raises(TransportError) as caught:
        read(transport)
    assert "bad http://proxy.example:0/" in caught.value.message
    assert "pass-word" not in f"{caught.value} {caught.value!r} {caught.value.failure}"


@pytest.mark.parametrize(
    ("text", "value"), [('{"a": 1}', {"a": 1}), ("[1]", {}), ("", {}), ("<html>", {}), ('{"a": ', {}), ("null", {})]
)
def test_json_object(text: str, value: dict[str, t.Any]) -> None:
    assert json_object(text) == value


# The session


class Wire(requests.adapters.BaseAdapter):
    """Takes the place of the network below a real requests session."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[tuple[requests.PreparedRequest, dict[str, t.Any]]] = []
        self.headers: dict[str, str] = {}
        self.status = 200

    def send(self, request: requests.PreparedRequest, **kwargs: t.Any) -> requests.Response:  # type: ignore[override]
        self.sent.append((request, kwargs))
        response = answer(self.status, json={}, headers=self.headers)
        message = email.message.Message()
        for name, value in self.headers.items():
            message[name] = value
        response.raw = types.SimpleNamespace(_original_response=types.SimpleNamespace(msg=message))
        response.request, response.url = request, str(request.url)
        return response

    def close(self) -> None:
        """There is nothing to close."""


@pytest.fixture
def wire() -> Wire:
    return Wire()


def wired(wire: Wire, **options: t.Any) -> t.Any:
    session: t.Any = new_session(**options)
    session.mount("https://", wire)
    return session


@pytest.mark.parametrize(
    ("options", "verify"),
    [
        ({}, ENV_BUNDLE),
        ({"ca_path": "/ours.pem"}, "/ours.pem"),
        ({"validate_certs": False}, False),
        ({"validate_certs": False, "ca_path": "/ours.pem"}, False),
    ],
    ids=str,
)
@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_options_beat_the_bundle_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, wire: Wire, variable: str, options: dict[str, t.Any], verify: t.Any
) -> None:
    monkeypatch.setenv(variable, ENV_BUNDLE)
    wired(wire, **options).request("GET", URL)
    assert wire.sent[0][1]["verify"] == verify


def test_certificates_are_verified_unless_told_otherwise(wire: Wire) -> None:
    wired(wire).request("GET", URL)
    assert wire.sent[0][1]["verify"] is True


def test_a_bundle_of_the_environment_that_is_not_there(
    monkeypatch: pytest.MonkeyPatch, clock: Clock, tmp_path: Path
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "missing.pem"))
    with pytest.raises(TransportError, match=r"missing\.pem"):
        Transport(new_session(), **clock.injected()).request("GET", "https://127.0.0.1:9/")


OURS, THEIRS = "http://ours.example:8080", "http://theirs.example:8080"


@pytest.mark.parametrize(
    ("proxy", "environ", "used"),
    [
        (None, {}, None),
        (OURS, {}, OURS),
        (None, {"HTTPS_PROXY": THEIRS}, THEIRS),
        (OURS, {"HTTPS_PROXY": THEIRS}, OURS),
        (OURS, {"ALL_PROXY": THEIRS}, OURS),
        (OURS, {"NO_PROXY": "other.example"}, OURS),
        (OURS, {"NO_PROXY": "graph.microsoft.com"}, None),
        (OURS, {"HTTPS_PROXY": THEIRS, "NO_PROXY": ".microsoft.com"}, None),
        (None, {"HTTPS_PROXY": THEIRS, "NO_PROXY": "graph.microsoft.com"}, None),
    ],
)
def test_proxy(
    monkeypatch: pytest.MonkeyPatch, wire: Wire, proxy: str | None, environ: dict[str, str], used: str | None
) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    wired(wire, proxy=proxy).request("GET", URL)
    assert requests.utils.select_proxy(URL, wire.sent[0][1]["proxies"]) == used


def test_netrc_adds_nothing_to_requests(monkeypatch: pytest.MonkeyPatch, wire: Wire, tmp_path: Path) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine graph.microsoft.com login somebody password theirs\n", encoding="ascii")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    session = wired(wire)
    session.request("GET", URL)
    session.request("GET", URL, auth=bearer("token-1"))
    Transport(session).request("GET", URL)
    assert [request.headers.get("Authorization") for request, _kwargs in wire.sent] == [
        "Basic c29tZWJvZHk6dGhlaXJz",  # the trap is armed
        "Bearer token-1",
        None,
    ]


def test_cookies_are_not_kept(wire: Wire) -> None:
    wire.headers = {"Set-Cookie": "tenant=contoso; Path=/; Secure"}
    session = wired(wire)
    session.request("GET", URL)
    session.request("GET", URL)
    assert [request.headers.get("Cookie") for request, _kwargs in wire.sent] == [None, None]
    assert list(session.cookies) == []


def test_redirects_are_not_followed(wire: Wire) -> None:
    wire.status, wire.headers = 302, {"Location": "https://portal.example/login"}
    response = Transport(wired(wire)).request("GET", URL, auth=bearer("token-1"))
    assert response.status_code == 302
    assert len(wire.sent) == 1


def test_the_pool_holds_a_connection_for_each_thread() -> None:
    session: t.Any = new_session(connections=7)
    assert session.get_adapter(URL).poolmanager.connection_pool_kw["maxsize"] == 7


def test_without_verification_there_is_no_warning_for_each_request() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        new_session(validate_certs=False)
        warnings.warn("unverified", urllib3.exceptions.InsecureRequestWarning, stacklevel=1)
        new_session()
        with pytest.raises(UserWarning):
            warnings.warn("something else", UserWarning, stacklevel=1)


def test_requests_is_required(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without requests the module loads, and says what is missing when it is used."""
    monkeypatch.setitem(sys.modules, "requests", None)
    spec = importlib.util.spec_from_file_location("transport_without_requests", _transport.__file__)
    assert spec and spec.loader
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    with pytest.raises(RequirementError) as caught:
        loaded.new_session()
    assert caught.value.library == "requests"
