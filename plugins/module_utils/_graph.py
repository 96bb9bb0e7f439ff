# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Microsoft Graph: requests, errors, paging, and the same for many tenants. For internal use only.

Knows nothing of Apple.
"""

from __future__ import annotations

import collections
import contextlib
import dataclasses
import datetime as dt
import json
import re
import threading
import typing as t
import urllib.parse
import uuid

from ansible_collections.mdm.intune.plugins.module_utils._auth import Connection, TokenSource
from ansible_collections.mdm.intune.plugins.module_utils._errors import (
    AuthenticationError,
    Failure,
    GraphError,
    IntuneError,
    RequirementError,
    TransportError,
)
from ansible_collections.mdm.intune.plugins.module_utils._timestamps import from_graph, from_http, to_text
from ansible_collections.mdm.intune.plugins.module_utils._transport import (
    READ_STATUSES,
    WRITE_STATUSES,
    Response,
    Transport,
    bearer,
    json_object,
    origin,
)
from ansible_collections.mdm.intune.plugins.module_utils._version import COLLECTION_VERSION

USER_AGENT = f"mdm.intune/{COLLECTION_VERSION} ansible"

READ_PERMISSION = "DeviceManagementServiceConfig.Read.All"
WRITE_PERMISSION = "DeviceManagementServiceConfig.ReadWrite.All"

# Intune adds these to its messages; they mean nothing to a reader, and the address is an internal one.
_INTERNALS = re.compile(r"(?:^|\s*-\s*)(?:Operation ID|Activity ID|Url|CustomApiErrorPhrase)\b[^:]*:.*", re.DOTALL)
_ADDRESS = re.compile(r"https?://\S+")
_NO_INTUNE = "Request not applicable to target tenant"


class GraphClient:
    """Graph of one tenant. Every method raises GraphError, AuthenticationError or TransportError."""

    def __init__(self, connection: Connection, tokens: TokenSource, transport: Transport) -> None:
        self.connection = connection
        self._tokens = tokens
        self._transport = transport
        self.server_time: dt.datetime | None = None  # the Date header of Graph's last answer
        self.controller_time: dt.datetime | None = None  # this machine's clock when that answer came

    @property
    def now(self) -> dt.datetime:
        """Graph's clock at this moment, as far as its last answer tells: at most a little behind, never ahead of it.

        Before the first answer, and where none has a date, this machine's clock.
        """
        ours = self._transport.now()
        if self.server_time is None or self.controller_time is None:
            return ours
        return self.server_time + (ours - self.controller_time)

    def get(self, path: str, *, permission: str, query: str = "") -> dict[str, t.Any]:
        """Return the JSON object at a path such as C(beta/deviceManagement).

        C(query) is sent as given. C(permission) is the application permission to name when Graph says 403.
        """
        return self._json(self._url(path, query), permission)

    def list(self, path: str, *, permission: str, query: str = "") -> t.Iterator[dict[str, t.Any]]:
        """Yield the members of a collection, page by page.

        Follows @odata.nextLink on the configured Graph host only, and no link twice. A page may be empty.
        """
        url = self._url(path, query)
        followed = {url}
        while True:
            page = self._json(url, permission)
            members = page.get("value")
            if not isinstance(members, list) or not all(isinstance(member, dict) for member in members):
                raise self._error(
                    f"the answer to GET {_path(url)} has no list of objects as value", permission=permission
                )
            yield from members
            link = page.get("@odata.nextLink")
            if link is None:
                return
            if not isinstance(link, str) or origin(link) != origin(self.connection.graph_url):
                raise self._error(
                    f"the next page of {_path(url)} would be on another host, {_origin(link)}. It was not asked for,"
                    " and the access token was not sent there",
                    permission=permission,
                )
            if link in followed:
                raise self._error(f"the pages of {_path(url)} link in a circle", permission=permission)
            followed.add(link)
            url = link

    def post(self, path: str, *, permission: str, body: t.Any = None, retry_unasked: bool = True) -> dict[str, t.Any]:
        """Send a POST and return the JSON object of the answer, an empty one where it has no content.

        Tried again on 429 only, when nothing was done; without C(retry_unasked) only where Graph says when.
        """
        url = self._url(path, "")
        response = self._send("POST", url, permission, body, retry_unasked=retry_unasked)
        return self._object(response, "POST", url, permission) if response.text.strip() else {}

    def looks(self, wait_timeout: float, wait_sleep: float) -> t.Iterator[None]:
        """Yield whenever it is time to look again: at once, then every C(wait_sleep) seconds, and a last time when
        C(wait_timeout) seconds are over."""
        return self._transport.looks(wait_timeout, wait_sleep)

    def _url(self, path: str, query: str) -> str:
        return f"{self.connection.graph_url}/{path}{'?' + query if query else ''}"

    def _json(self, url: str, permission: str) -> dict[str, t.Any]:
        return self._object(self._send("GET", url, permission), "GET", url, permission)

    def _object(self, response: Response, method: str, url: str, permission: str) -> dict[str, t.Any]:
        try:
            body = json_object_or_raise(response)
        except ValueError as error:
            raise self._error(
                f"the answer to {method} {_path(url)} is {error}. If a proxy stands between, it may have answered"
                " instead",
                response,
                permission=permission,
            ) from None
        return body

    def _send(
        self, method: str, url: str, permission: str, body: t.Any = None, *, retry_unasked: bool = True
    ) -> Response:
        """Send a request with a bearer token and return the answer if it is a success."""
        client_request_id = str(uuid.uuid4())
        try:
            return self._send_with_token(method, url, permission, client_request_id, body, retry_unasked)
        except TransportError as error:
            raise TransportError(
                f"Tenant {self.connection.label}: {error.message}",
                client_request_id=client_request_id,
                tenant_id=self.connection.tenant_id,
            ) from error

    def _send_with_token(
        self, method: str, url: str, permission: str, client_request_id: str, body: t.Any, retry_unasked: bool
    ) -> Response:
        token, renewed = self._tokens.token(), False
        reading = method == "GET"
        while True:
            response = self._transport.request(
                method,
                url,
                retry_statuses=READ_STATUSES if reading else WRITE_STATUSES,
                retry_connection=reading,
                retry_unasked=retry_unasked,
                auth=bearer(token),
                json=body,
                headers={
                    "Accept": "application/json",
                    "User-Agent": USER_AGENT,
                    "client-request-id": client_request_id,
                },
            )
            self.controller_time = self._transport.now()
            self.server_time = from_http(response.headers.get("Date")) or self.server_time
            if response.status_code == 401 and not renewed:
                try:
                    token, renewed = self._tokens.renew(), True
                except AuthenticationError as error:
                    error.request_id = error.request_id or response.headers.get("request-id")
                    error.client_request_id = client_request_id
                    raise
                continue
            if 200 <= response.status_code < 300:
                return response
            raise self._refusal(method, url, response, permission, client_request_id)

    def _refusal(
        self, method: str, url: str, response: Response, permission: str, client_request_id: str
    ) -> IntuneError:
        """Return the error for an answer that is not a success, with what to do about it."""
        status = response.status_code
        code, message = error_of(response)
        what = f"Graph answered {status}{f' {code}' if code else ''} to {method} {_path(url)}"
        if message:
            what += f": {message}"
        advice = self._transport.retries
        if status == 400 and _NO_INTUNE.lower() in message.lower():
            what = "this tenant has no Intune"
            advice = f" (Graph: {_NO_INTUNE}.) Check tenant_id; an active Intune licence is needed."
        elif status == 401:
            advice = " A fresh token was refused as well: check that cloud and graph_url belong to the tenant's cloud."
        elif status == 403:
            advice = (
                f" The call needs the application permission {permission}: Entra admin center > App registrations >"
                " the app > API permissions > Add a permission > Microsoft Graph > Application permissions, then"
                " Grant admin consent. If it is granted: the tenant needs an active Intune licence, and a Conditional"
                " Access policy may block the app."
            )
        elif 300 <= status < 400:
            advice = " Graph does not redirect: a proxy or a captive portal has answered, or graph_url is wrong."
        elif status == 429:
            advice += " Graph throttles this app or tenant: raise retry_timeout, or lower concurrency."
        return self._error(what, response, code, permission, client_request_id, advice)

    def _error(
        self,
        what: str,
        response: Response | None = None,
        code: str | None = None,
        permission: str | None = None,
        client_request_id: str | None = None,
        advice: str = "",
    ) -> IntuneError:
        request_id = None
        if response is not None:
            inner = _inner_error(response)
            request_id = response.headers.get("request-id") or inner.get("request-id")
            client_request_id = client_request_id or response.headers.get("client-request-id")
        kind = AuthenticationError if response is not None and response.status_code == 401 else GraphError
        return kind(
            f"Tenant {self.connection.label}: {what.rstrip('.')}.{advice}"
            + (f" (request-id {request_id})" if request_id else ""),
            status=None if response is None else response.status_code,
            code=code,
            request_id=request_id,
            client_request_id=client_request_id,
            tenant_id=self.connection.tenant_id,
            permission=permission,
        )

    def timestamp(self, raw: t.Mapping[str, t.Any], name: str, what: str) -> str | None:
        """Return a timestamp of a Graph object in our form, None for "never". Raises GraphError for what is none."""
        try:
            return to_text(from_graph(raw.get(name)))
        except (ValueError, TypeError, AttributeError):
            raise self._error(f"{what}: {name} is {raw.get(name)!r}, not a timestamp") from None

    def error(self, what: str, permission: str | None = None) -> IntuneError:
        """Return an error about this tenant, for facts that cannot be read out of an answer."""
        return self._error(what, permission=permission)


def json_object_or_raise(response: Response) -> dict[str, t.Any]:
    """Return the JSON object of an answer; raises ValueError that says what came instead."""
    text = response.text.lstrip("\ufeff \r\n\t")
    with contextlib.suppress(ValueError):
        body = json.loads(text)
        if isinstance(body, dict):
            return body
    if not text:
        raise ValueError("empty")
    if text.startswith("<"):
        raise ValueError("HTML or XML, not JSON")
    if text.startswith("{"):
        raise ValueError("JSON that breaks off or is damaged")
    raise ValueError("not a JSON object")


def error_of(response: Response) -> tuple[str | None, str]:
    """Return code and message of a Graph error answer; the message is empty where nothing can be read.

    Intune's message is often a JSON document as a string: its C(Message) is taken. Operation ids and internal
    addresses are cut off.
    """
    error = json_object(response.text).get("error")
    if not isinstance(error, dict):
        return None, ""
    code, message = error.get("code"), error.get("message")
    text = message if isinstance(message, str) else ""
    nested = json_object(text)
    if nested:
        inner = nested.get("Message") or nested.get("message") or ""
        text = inner if isinstance(inner, str) else ""
    text = _ADDRESS.sub("", _INTERNALS.sub("", text))
    return (code if isinstance(code, str) and code else None), " ".join(text.split())[:500]


def _inner_error(response: Response) -> dict[str, t.Any]:
    error = json_object(response.text).get("error")
    if not isinstance(error, dict):
        return {}
    inner = error.get("innerError") or error.get("innererror")
    return inner if isinstance(inner, dict) else {}


def _origin(link: t.Any) -> str:
    scheme, host, port = origin(str(link))
    return f"{scheme}://{host}:{port}" if scheme and host else repr(link)[:100]


def _path(url: str) -> str:
    return urllib.parse.urlsplit(url).path


# ---------------------------------------------------------------------------------------------------------------
# many tenants

T = t.TypeVar("T")


@dataclasses.dataclass(frozen=True)
class TenantResult(t.Generic[T]):
    """What came of one tenant: C(value), or C(failure) where it could not be read."""

    connection: Connection
    value: T | None
    failure: Failure | None
    server_time: dt.datetime | None
    controller_time: dt.datetime | None


# A tenant that waits lets another begin; so many may wait, each with a thread and perhaps a connection.
WAITING_LIMIT = 400
# How often to look whether somebody waits, in seconds.
ROUND = 0.1


def read_tenants(
    clients: t.Sequence[GraphClient],
    read: t.Callable[[GraphClient], T],
    concurrency: int,
    *,
    isolate: bool,
    waiting: t.Callable[[], int] = lambda: 0,
    progress: t.Callable[[int], None] = lambda done: None,
) -> list[TenantResult[T]]:
    """Call C(read) for each tenant, C(concurrency) at a time; results are in the order of the clients.

    Those who only wait, C(waiting()) in number, do not count. With C(isolate) an IntuneError of one tenant becomes its
    result, otherwise it is raised; a missing library is no tenant's fault and always raised. C(progress) is told now
    and then how many are done.
    """

    def one(client: GraphClient) -> TenantResult[T]:
        value, failure = None, None
        try:
            value = read(client)
        except IntuneError as error:
            if not isolate or isinstance(error, RequirementError):
                raise
            failure = {**error.failure, "tenant_id": client.connection.tenant_id}
        return TenantResult(
            client.connection, value, t.cast("Failure | None", failure), client.server_time, client.controller_time
        )

    if len(clients) == 1:  # the usual case needs no thread
        return [one(clients[0])]
    todo = collections.deque(enumerate(clients))
    results: dict[int, TenantResult[T]] = {}
    errors: dict[int, BaseException] = {}

    def work() -> None:
        while True:
            try:
                number, client = todo.popleft()
            except IndexError:
                return
            try:
                results[number] = one(client)
            except BaseException as error:
                errors[number] = error
                todo.clear()

    crew: list[threading.Thread] = []
    while todo or crew:
        places = concurrency + min(waiting(), WAITING_LIMIT) - len(crew)
        for _number in range(min(places, len(todo))):
            crew.append(threading.Thread(target=work, daemon=True))
            crew[-1].start()
        if crew:
            crew[0].join(ROUND)
        crew = [thread for thread in crew if thread.is_alive()]
        progress(len(results))
    if errors:
        raise errors[min(errors)]
    return [results[number] for number in range(len(clients))]
