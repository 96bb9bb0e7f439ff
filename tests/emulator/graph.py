# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Microsoft Graph as far as Intune's Apple enrolment needs it.

One route is one line in ROUTES and one small function. What the schema has and this emulator does not serve
answers 501 and says so; what the schema does not have answers as Graph does, 400.
"""

from __future__ import annotations

import json
import math
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from email.utils import format_datetime
from typing import Any
from urllib.parse import quote

from emulator.answers import Answer, Call
from emulator.estate import HEALTHY_TOKEN, PLATFORMS, READ, READ_WRITE, App, Tenant
from emulator.world import World

VERSIONS = ("/beta", "/v1.0")
TOKENS = "/deviceManagement/depOnboardingSettings"


@dataclass(frozen=True)
class Caller:
    """Who asks, by their bearer."""

    tenant: Tenant
    app: App | None
    roles: frozenset[str]


class GraphError(Exception):
    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


def serves(path: str) -> bool:
    return path.startswith(VERSIONS)


def identify(world: World, call: Call) -> Caller | GraphError:
    """The bearer's owner, or why the bearer is no good."""
    scheme, _space, token = call.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        return _unauthenticated("Access token is empty.")
    claims = world.bearers.get(token)
    if claims is None:
        return _unauthenticated("CompactToken parsing failed or its signature is not valid.")
    tenant = world.estate.tenant(claims["tid"])
    if claims["aud"] not in world.estate.audiences:
        return _unauthenticated("Access token validation failure. Invalid audience.")
    if claims["exp"] <= time.time():
        return _unauthenticated("Lifetime validation failed, the token is expired.")
    if token in world.revoked or tenant is None:
        return _unauthenticated("Access token validation failure. The token was revoked.")
    return Caller(tenant, tenant.apps.get(claims["appid"].lower()), frozenset(claims["roles"]))


def _unauthenticated(message: str) -> GraphError:
    return GraphError(401, "InvalidAuthenticationToken", message)


def answer(world: World, call: Call, caller: Caller | GraphError) -> Answer:
    try:
        if isinstance(caller, GraphError):
            raise caller
        if limit := world.throttled(caller.tenant, caller.app):
            wait, way = limit
            return throttled(world, call, way, wait)
        return _serve(Request(world, call, caller))
    except GraphError as error:
        return failure(world, call, error.status, error.code, error.message)


def failure(world: World, call: Call, status: int, code: str, message: str) -> Answer:
    return Answer(
        status,
        {
            "error": {
                "code": code,
                "message": message,
                "innerError": {
                    "date": f"{world.estate.clock.now():%Y-%m-%dT%H:%M:%S}",
                    "request-id": call.request_id,
                    "client-request-id": call.client_request_id,
                },
            }
        },
    )


def nested(call: Call, retry_after: int | None = None) -> str:
    """Intune's habit: a JSON document, as a string, in the message."""
    text = (
        "An error has occurred - Operation ID (for customer support): 00000000-0000-0000-0000-000000000000 "
        f"- Activity ID: {call.request_id} - Url: https://example.manage.microsoft.com/Service/Resource"
        "?api-version=2025-07-09"
    )
    document = {
        "_version": 3,
        "Message": text,
        "CustomApiErrorPhrase": "",
        "RetryAfter": retry_after,
        "ErrorSourceService": "",
        "HttpHeaders": "{}",
    }
    return json.dumps(document, indent=2).replace("\n", "\r\n")


def throttled(world: World, call: Call, way: str, seconds: float) -> Answer:
    """429; the time to wait as seconds or as a date in a header, in Intune's nested message, or not said at all."""
    wait = math.ceil(seconds)
    message = nested(call, wait) if way == "nested" else "Too many requests"
    result = failure(world, call, 429, "TooManyRequests", message)
    if way == "seconds":
        result.headers["Retry-After"] = str(wait)
    elif way == "date":
        moment = world.estate.clock.now() + timedelta(seconds=wait)
        result.headers["Retry-After"] = format_datetime(moment, usegmt=True)
    return result


@dataclass(frozen=True)
class Request:
    """What a route's function gets."""

    world: World
    call: Call
    caller: Caller
    parameters: tuple[str, ...] = ()

    @property
    def tenant(self) -> Tenant:
        return self.caller.tenant

    def context(self, rest: str) -> str:
        return f"{self.world.base_url}/beta/$metadata#{rest}"


@dataclass(frozen=True)
class Route:
    method: str
    version: str
    pattern: re.Pattern[str]
    roles: frozenset[str]
    function: Callable[[Request], Answer]


def _route(method: str, path: str, roles: Iterable[str], function: Callable[[Request], Answer]) -> Route:
    pattern = re.escape(path).replace(r"\{", "{").replace(r"\}", "}")
    pattern = re.sub(r"\{\w+\}", "([^/]+)", pattern)
    return Route(method, "/beta", re.compile(pattern, re.IGNORECASE), frozenset(roles), function)


def _serve(request: Request) -> Answer:
    call = request.call
    version = next((version for version in VERSIONS if call.path.startswith(version + "/")), None)
    if version is None:
        raise GraphError(400, "BadRequest", f"Invalid version: {call.path.split('/')[1]}")
    # OData writes a key as a segment of its own or in parentheses, and a function with or without empty ones.
    path = re.sub(r"\('([^']*)'\)", r"/\1", call.path[len(version) :]).replace("()", "").rstrip("/")
    for route in ROUTES:
        found = route.pattern.fullmatch(path) if (route.method, route.version) == (call.method, version) else None
        if found:
            if not request.tenant.intune:
                raise GraphError(400, "BadRequest", "Request not applicable to target tenant.")
            if not route.roles & request.caller.roles:
                raise GraphError(403, "Forbidden", nested(call))
            return route.function(Request(request.world, call, request.caller, found.groups()))
    if any(version in versions and pattern.fullmatch(path) for versions, pattern in _UNSERVED):
        raise GraphError(
            501,
            "NotImplemented",
            f"Microsoft's schema has {path}, but this emulator does not serve {call.method} on it.",
        )
    raise GraphError(400, "BadRequest", f"Resource not found for the segment '{_unknown_segment(version, path)}'.")


# Part of the schema and not served (yet, or with this method).
_UNSERVED = [
    (versions, re.compile(pattern, re.IGNORECASE))
    for versions, pattern in (
        (("/beta",), rf"{TOKENS}(/[^/]+)?"),
        (("/beta",), rf"{TOKENS}/[^/]+/(default(Ios|MacOs|TvOS|VisionOS)EnrollmentProfile)"),
        (("/beta",), rf"{TOKENS}/[^/]+/(enrollmentProfiles|importedAppleDeviceIdentities)(/.*)?"),
        (
            ("/beta",),
            (
                rf"{TOKENS}/[^/]+/(getEncryptionPublicKey|generateEncryptionPublicKey|uploadDepToken"
                r"|syncWithAppleDeviceEnrollmentProgram|shareForSchoolDataSyncService"
                r"|unshareForSchoolDataSyncService|releaseAppleDevices)"
            ),
        ),
        (VERSIONS, r"/deviceManagement"),
        (VERSIONS, r"/deviceManagement/(applePushNotificationCertificate|troubleshootingEvents|managedDevices)(/.*)?"),
        (VERSIONS, r"/deviceAppManagement/vppTokens(/.*)?"),
    )
]


def _unknown_segment(version: str, path: str) -> str:
    known = {"devicemanagement", "deviceappmanagement", *(["deponboardingsettings"] if version == "/beta" else [])}
    segments = path.strip("/").split("/")
    return next((segment for segment in segments if segment.lower() not in known), segments[-1])


# --- query options -------------------------------------------------------------------------------------------------


def _options(request: Request, supported: set[str]) -> dict[str, str]:
    """The OData options of a request. One that nobody has seen Intune honour is refused rather than guessed at."""
    options = {}
    for key, value in request.call.query.items():
        name = key.lower() if key.startswith("$") else "$" + key.lower()
        if name not in supported:
            raise GraphError(400, "BadRequest", f"The emulator does not know whether Intune honours '{key}' here.")
        options[name] = value
    return options


def _not_a_property(name: str, kind: str) -> GraphError:
    return GraphError(
        400,
        "BadRequest",
        f"Parsing OData Select and Expand failed: Could not find a property named '{name}' on type '{kind}'.",
    )


def _expanded(options: dict[str, str]) -> list[str]:
    """Names in any case, in the spelling of the schema and the order in which they were asked for."""
    navigation = {name.lower(): name for name in PLATFORMS.values()}
    names = []
    for name in filter(None, (part.strip() for part in options.get("$expand", "").split(","))):
        if name.lower() not in navigation:
            raise _not_a_property(name, "microsoft.graph.depOnboardingSetting")
        names.append(navigation[name.lower()])
    return names


def _selected(options: dict[str, str], properties: Iterable[str], kind: str) -> list[str] | None:
    if "$select" not in options:
        return None
    known = {name.lower(): name for name in properties}
    names = [part.strip() for part in options["$select"].split(",")]
    for name in names:
        if name.lower() not in known:
            raise _not_a_property(name, kind)
    return [known[name.lower()] for name in names]


def _number(options: dict[str, str], name: str, default: int) -> int:
    text = options.get(name, str(default))
    if not text.isdecimal():
        raise GraphError(400, "BadRequest", f"Invalid value '{text}' for the query option '{name}'.")
    return int(text)


def _page(request: Request, options: dict[str, str], entities: list[Any]) -> tuple[list[Any], str | None]:
    """One page and the link to the next; the service's page size is the most that `$top` can ask for."""
    size = max(1, min(_number(options, "$top", request.world.estate.page_size), request.world.estate.page_size))
    start = _number(options, "$skiptoken", 0)
    link = None
    if start + size < len(entities):
        kept = [
            f"{key}={quote(value, safe='$,()')}"
            for key, value in request.call.query.items()
            if key.lower().lstrip("$") != "skiptoken"
        ]
        query = "&".join([*kept, f"$skiptoken={start + size}"])
        link = f"{request.world.base_url}{request.call.path}?{query}"
    return entities[start : start + size], link


# --- resources -----------------------------------------------------------------------------------------------------


def _view(token: dict[str, Any], expand: list[str], select: list[str] | None) -> dict[str, Any]:
    """Flat, without navigation properties but those asked for."""
    hidden = set(PLATFORMS.values())
    plain = {key: value for key, value in token.items() if key not in hidden and (select is None or key in select)}
    return plain | {name: token.get(name) for name in expand}


def _expansion(names: list[str]) -> str:
    return f"({','.join(name + '()' for name in names)})" if names else ""


def list_tokens(request: Request) -> Answer:
    tenant = request.tenant
    known = tenant.rendered.get(request.call.target)
    if known is None:
        options = _options(request, {"$top", "$skiptoken", "$select", "$expand", "$count"})
        expand = _expanded(options)
        select = _selected(options, HEALTHY_TOKEN, "microsoft.graph.depOnboardingSetting")
        page, link = _page(request, options, tenant.tokens)
        envelope = tenant.envelope
        if envelope is None:
            envelope = {
                "@odata.context": request.context("deviceManagement/depOnboardingSettings" + _expansion(expand)),
                "@odata.count": len(tenant.tokens),
            }
        body = {**envelope, **({"@odata.nextLink": link} if link else {})}
        body["value"] = [_view(token, expand, select) for token in page]
        known = tenant.rendered[request.call.target] = Answer(body=body).payload()
    return Answer(body=known)


def count_tokens(request: Request) -> Answer:
    return Answer(body=str(len(request.tenant.tokens)), content_type="text/plain")


def get_token(request: Request) -> Answer:
    options = _options(request, {"$select", "$expand"})
    expand = _expanded(options)
    select = _selected(options, HEALTHY_TOKEN, "microsoft.graph.depOnboardingSetting")
    wanted = request.parameters[0].lower()
    token = next((token for token in request.tenant.tokens if token["id"].lower() == wanted), None)
    if token is None:
        raise GraphError(404, "ResourceNotFound", f"The resource '{request.parameters[0]}' does not exist.")
    context = request.context(f"deviceManagement/depOnboardingSettings{_expansion(expand)}/$entity")
    return Answer(body={"@odata.context": context, **_view(token, expand, select)})


def get_management(request: Request) -> Answer:
    management = request.tenant.management
    select = _selected(_options(request, {"$select"}), management, "microsoft.graph.deviceManagement")
    body = {key: value for key, value in management.items() if select is None or key in select}
    return Answer(body={"@odata.context": request.context("deviceManagement"), **body})


ROUTES = [
    _route("GET", "/deviceManagement", [READ, READ_WRITE], get_management),
    _route("GET", TOKENS, [READ, READ_WRITE], list_tokens),
    _route("GET", TOKENS + "/$count", [READ, READ_WRITE], count_tokens),
    _route("GET", TOKENS + "/{id}", [READ, READ_WRITE], get_token),
]
