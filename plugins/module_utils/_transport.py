# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""HTTP: one session for all requests, and what is tried again. For internal use only."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import random
import time
import typing as t
import urllib.parse

from ansible_collections.mdm.intune.plugins.module_utils._errors import RequirementError, TransportError
from ansible_collections.mdm.intune.plugins.module_utils._timestamps import from_http

try:
    import requests
    import requests.adapters
    import requests.utils
except ImportError:
    HAS_REQUESTS = False
else:
    HAS_REQUESTS = True

if t.TYPE_CHECKING:
    from http.cookiejar import Cookie

BACKOFF_BASE = 1.0  # seconds; doubled at each attempt, then a random share of it is waited ("full jitter")
BACKOFF_CAP = 30.0

READ_STATUSES = frozenset({429, 503, 504})
WRITE_STATUSES = frozenset({429})


class Response(t.Protocol):
    """What is used of an HTTP answer; requests.Response has it, and so has the fake of the unit tests."""

    status_code: int
    headers: t.Mapping[str, str]
    text: str


class Session(t.Protocol):
    """What is used of requests.Session."""

    def request(self, method: str, url: str, **kwargs: t.Any) -> Response:
        """Send a request and return its answer."""


def new_session(
    *, ca_path: str | None = None, validate_certs: bool = True, proxy: str | None = None, connections: int = 1
) -> Session:
    """Return a requests session with keep-alive for C(connections) parallel requests.

    The options win over REQUESTS_CA_BUNDLE and CURL_CA_BUNDLE, which requests itself prefers to the settings of a
    session; NO_PROXY holds for C(proxy) as well. Raises RequirementError without requests.
    """
    if not HAS_REQUESTS:
        raise RequirementError("requests")

    import http.cookiejar

    settings: dict[tuple[str, str], t.Any] = {}  # by scheme and host; the environment is searched once for each

    class IntuneSession(requests.Session):
        def merge_environment_settings(  # type: ignore[override]
            self, url: str, proxies: t.Any, stream: t.Any, verify: t.Any, cert: t.Any
        ) -> t.Any:
            parts = urllib.parse.urlsplit(url)
            key = (parts.scheme, parts.netloc)
            if key not in settings:
                if parts.scheme == "http":  # the machine's own identity endpoint: no proxy could reach it
                    proxies = {"http": ""}
                elif proxy and not requests.utils.should_bypass_proxies(url, no_proxy=None):
                    proxies = {"http": proxy, "https": proxy}
                settings[key] = super().merge_environment_settings(url, proxies, stream, self.verify, cert)
            return settings[key]

    class NoCookies(http.cookiejar.DefaultCookiePolicy):
        # One session serves all tenants: nothing of one may travel to another.
        def set_ok(self, cookie: Cookie, request: t.Any) -> bool:
            return False

    session = IntuneSession()
    session.verify = ca_path if ca_path and validate_certs else validate_certs
    session.cookies.set_policy(NoCookies())
    session.mount("https://", requests.adapters.HTTPAdapter(pool_connections=4, pool_maxsize=connections))
    if not validate_certs:
        import urllib3

        urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
    return t.cast(Session, session)


def bearer(token: str) -> t.Any:
    """Return the requests authentication object of a bearer token.

    An authentication object, not a header: requests replaces the header by what a .netrc holds for the host.
    """

    def sign(request: t.Any) -> t.Any:
        request.headers["Authorization"] = f"Bearer {token}"
        return request

    return sign


def _unsigned(request: t.Any) -> t.Any:
    """Authenticate nothing: without an authentication object requests would send what a .netrc holds for the host."""
    return request


def json_object(text: str) -> dict[str, t.Any]:
    """Return the JSON object in a text, an empty one where it is anything else."""
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def retry_after(response: Response, now: t.Callable[[], dt.datetime]) -> float | None:
    """Return the seconds that an answer asks to wait: Retry-After as seconds or HTTP date, or Intune's nested one.

    Intune may put a JSON document as a string into C(error.message), with C(RetryAfter) in it: seconds or a date.
    """
    hints: list[t.Any] = [response.headers.get("Retry-After")]
    error = json_object(response.text).get("error")
    if isinstance(error, dict) and isinstance(error.get("message"), str):
        hints.append(json_object(error["message"]).get("RetryAfter"))
    for hint in hints:
        if hint is None or isinstance(hint, bool):
            continue
        try:
            seconds = float(hint)
        except (TypeError, ValueError, OverflowError):
            moment = from_http(hint if isinstance(hint, str) else None)
            if moment is None:
                continue
            seconds = (moment - (from_http(response.headers.get("Date")) or now())).total_seconds()
        if seconds < float("inf"):
            return max(0.0, seconds)
    return None


def origin(url: str) -> tuple[str, str | None, int | None]:
    """Return scheme, host and port as the HTTP library reads them: two parsers may see two hosts in one link."""
    import urllib3

    try:
        parts = urllib3.util.parse_url(url)
    except urllib3.exceptions.LocationParseError:
        return "", None, None
    scheme = (parts.scheme or "").lower()
    return scheme, parts.host, parts.port or {"https": 443, "http": 80}.get(scheme)


class Lane:
    """The way of one tenant's requests. This one is free, as it is where a single tenant is read."""

    paused = 0.0  # for how many seconds the tenant's app has been paused

    def request(self, url: str) -> t.ContextManager[None]:
        """Send a request within, when its turn has come."""
        return contextlib.nullcontext()

    def sleep(self) -> t.ContextManager[None]:
        """Wait within for the next try."""
        return contextlib.nullcontext()

    def heard(self, url: str, response: Response, wait: float | None) -> None:
        """Note an answer, and how many seconds after it the next try is due."""


class Transport:
    """Sends requests for one tenant and tries again what is worth it, within one budget of time.

    The budget is C(retry_timeout) seconds for all requests of this object together; 0 means never to try again.
    C(session) may be shared between threads, a Transport belongs to one. Where many tenants are read, C(lane) says when
    it is this one's turn.
    """

    def __init__(
        self,
        session: Session,
        *,
        timeout: float = 30.0,
        retry_timeout: float = 120.0,
        lane: Lane | None = None,
        monotonic: t.Callable[[], float] = time.monotonic,
        sleep: t.Callable[[float], None] = time.sleep,
        jitter: t.Callable[[float, float], float] = random.uniform,
        now: t.Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.timezone.utc),
    ) -> None:
        self._session = session
        self._timeout = timeout
        self._retry_timeout = retry_timeout
        self._lane = lane or Lane()
        self._monotonic = monotonic
        self._sleep = sleep
        self._jitter = jitter
        self.now = now
        self._spent: float | None = None
        # How the retries of the last request ended, for its error message; empty if they did not fail.
        self.retries = ""

    def request(
        self,
        method: str,
        url: str,
        *,
        retry_statuses: t.Container[int] = READ_STATUSES,
        retry_connection: bool = True,
        retry_unasked: bool = True,
        **kwargs: t.Any,
    ) -> Response:
        """Send a request and return its answer, of whatever status.

        Answers of C(retry_statuses) and failed connections are tried again as long as the budget lasts, after the
        time that the answer asks for, else (with C(retry_unasked)) after a growing random time. A redirect is an
        answer, never followed. Raises TransportError when no answer came.
        """
        attempts, started = 0, self._monotonic()
        self.retries = ""
        kwargs.setdefault("auth", _unsigned)
        if self._spent is None:
            self._spent = self._lane.paused
        while True:
            attempts += 1
            response: Response | None = None
            failure: Exception | None = None
            wait: float | None = None
            try:
                with self._lane.request(url):
                    response = self._session.request(
                        method, url, timeout=self._timeout, allow_redirects=False, **kwargs
                    )
            except OSError as error:  # all errors of requests are, and that of a CA file which is not there
                failure = error
                if retry_connection and _is_passing(failure):
                    wait = self._wait(attempts, None, retry_unasked)
            else:
                if response.status_code in retry_statuses:
                    wait = self._wait(attempts, response, retry_unasked)
                self._lane.heard(url, response, wait)
            if wait is None:
                break
            elapsed = self._spent + self._monotonic() - started
            if not self._retry_timeout or elapsed + wait > self._retry_timeout:
                self.retries = (
                    f" Gave up after {attempts} {'try' if attempts == 1 else 'tries'} and {elapsed:.0f} s:"
                    f" the next try was due in {wait:.0f} s, retry_timeout is {self._retry_timeout:g} s."
                )
                break
            with self._lane.sleep():
                self._sleep(wait)
        if attempts > 1:
            self._spent += self._monotonic() - started
        if response is None:
            raise _transport_error(method, url, t.cast(Exception, failure), self.retries) from failure
        return response

    def looks(self, wait_timeout: float, wait_sleep: float) -> t.Iterator[None]:
        """Yield at once, then every C(wait_sleep) seconds, and a last time when C(wait_timeout) seconds are over."""
        started = self._monotonic()
        while True:
            yield
            left = wait_timeout - (self._monotonic() - started)
            if left <= 0:
                return
            with self._lane.sleep():
                self._sleep(min(wait_sleep, left))

    def _wait(self, attempts: int, response: Response | None, retry_unasked: bool) -> float | None:
        """Return how many seconds to wait before the next try, None where nothing asks for one."""
        asked = None if response is None else retry_after(response, self.now)
        if asked is None and not retry_unasked:
            return None
        # "0" would mean to ask without a pause until the budget is gone
        return asked or self._jitter(0.0, min(BACKOFF_CAP, BACKOFF_BASE * 2 ** min(attempts - 1, 10)))


def _is_passing(failure: Exception) -> bool:
    """Say whether the same request may succeed a moment later."""
    if isinstance(failure, (requests.exceptions.SSLError, requests.exceptions.InvalidProxyURL)):
        return False
    return isinstance(
        failure,
        (requests.exceptions.ConnectionError, requests.exceptions.Timeout, requests.exceptions.ChunkedEncodingError),
    )


def _transport_error(method: str, url: str, failure: Exception, retries: str) -> TransportError:
    parts = urllib.parse.urlsplit(url)
    target = f"{method} {parts.scheme}://{parts.netloc}{parts.path}"
    reason = _innermost(failure)
    if isinstance(failure, requests.exceptions.SSLError):
        advice = "If a private authority or a TLS-inspecting proxy signed the certificate, name its CA file as ca_path."
    elif isinstance(failure, requests.exceptions.ProxyError):
        advice = "Check the option proxy and the environment variables HTTPS_PROXY and NO_PROXY."
    elif isinstance(failure, requests.exceptions.Timeout):
        advice = "Raise the option timeout if the network is slow; else check the route and the proxy."
    else:
        advice = "Check the name resolution, the route and the proxy of the machine that runs the module."
    return TransportError(f"No answer to {target}: {reason}.{retries} {advice}")


def _innermost(failure: BaseException) -> str:
    """Return the words of the cause at the root: the outer layers repeat it inside object representations."""
    seen = {id(failure)}
    while True:
        inner = getattr(failure, "reason", None)
        if not isinstance(inner, BaseException):
            inner = next((arg for arg in failure.args if isinstance(arg, BaseException)), None)
        if inner is None or id(inner) in seen:
            break
        seen.add(id(inner))
        failure = inner
    text = str(failure).strip() or type(failure).__name__
    return text.split(">: ", 1)[-1].rstrip(".")
