# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be read. One route is one line in ROUTES and one small function."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from emulator.answers import Answer
from emulator.devices import DEVICE_PROPERTIES
from emulator.odata import (
    Request,
    collection,
    count,
    options_of,
    page_of,
    selected,
    single,
)
from emulator.profiles import PLATFORMS, PROFILE_PROPERTIES
from emulator.refusals import not_a_property, not_found
from emulator.siblings import (
    ENROLMENT_EVENT,
    EVENT_PROPERTIES,
    HEALTHY_EVENT_BETA,
    HEALTHY_PUSH_CERTIFICATE,
    HEALTHY_VPP_TOKEN,
    HEALTHY_VPP_TOKEN_BETA,
)
from emulator.tokens import HEALTHY_TOKEN, Token

BETA = ("/beta",)
BOTH = ("/beta", "/v1.0")

TOKENS = "/deviceManagement/depOnboardingSettings"
PUSH_CERTIFICATE = "/deviceManagement/applePushNotificationCertificate"
VPP_TOKENS = "/deviceAppManagement/vppTokens"
EVENTS = "/deviceManagement/troubleshootingEvents"

_SERVICE = "DeviceManagementServiceConfig"
_CONFIGURATION = "DeviceManagementConfiguration"
_DEVICES = "DeviceManagementManagedDevices"
# Each as Microsoft's pages and its permission file have it; where the two differ, the narrower for tokens.
READ_TOKENS = {f"{_SERVICE}.Read.All", f"{_SERVICE}.ReadWrite.All"}
WRITE_TOKENS = {f"{_SERVICE}.ReadWrite.All"}
READ_PUSH_CERTIFICATE = {
    f"{_DEVICES}.Read.All",
    f"{_SERVICE}.ReadWrite.All",
    f"{_CONFIGURATION}.Read.All",
    f"{_CONFIGURATION}.ReadWrite.All",
}
READ_VPP_TOKENS = {*READ_TOKENS, f"{_CONFIGURATION}.Read.All", f"{_CONFIGURATION}.ReadWrite.All"}
READ_EVENTS = {f"{_DEVICES}.Read.All", f"{_DEVICES}.ReadWrite.All"}


@dataclass(frozen=True)
class Route:
    method: str
    versions: Sequence[str]
    pattern: re.Pattern[str]
    roles: frozenset[str]
    function: Callable[[Request], Answer]


def route(
    method: str, versions: Sequence[str], path: str, roles: Iterable[str], function: Callable[[Request], Answer]
) -> Route:
    pattern = re.escape(path).replace(r"\{", "{").replace(r"\}", "}")
    pattern = re.sub(r"\{\w+\}", "([^/]+)", pattern)
    return Route(method, versions, re.compile(pattern, re.IGNORECASE), frozenset(roles), function)


# --- tokens --------------------------------------------------------------------------------------------------------


def token_of(request: Request) -> Token:
    token = request.tenant.token(request.parameters[0])
    if token is None:
        raise not_found(request.parameters[0])
    return token


def _expanded(options: dict[str, str]) -> list[str]:
    """Names in any case, in the spelling of the schema and the order in which they were asked for."""
    navigation = {name.lower(): name for name in PLATFORMS.values()}
    names = []
    for name in filter(None, (part.strip() for part in options.get("$expand", "").split(","))):
        if name.lower() not in navigation:
            raise not_a_property(name, "microsoft.graph.depOnboardingSetting")
        names.append(navigation[name.lower()])
    return names


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
        options = options_of(request, {"$top", "$skiptoken", "$select", "$expand", "$count"})
        expand = _expanded(options)
        select = selected(options, HEALTHY_TOKEN, "microsoft.graph.depOnboardingSetting")
        page, link = page_of(request, options, tenant.tokens)
        envelope = tenant.envelope
        if envelope is None:
            envelope = {
                "@odata.context": request.context("deviceManagement/depOnboardingSettings" + _expansion(expand)),
                "@odata.count": len(tenant.tokens),
            }
        body = {**envelope, **({"@odata.nextLink": link} if link else {})}
        body["value"] = [_view(token.entity, expand, select) for token in page]
        known = tenant.rendered[request.call.target] = Answer(body=body).payload()
    return Answer(body=known)


def count_tokens(request: Request) -> Answer:
    return count(request.tenant.tokens)


def get_token(request: Request) -> Answer:
    options = options_of(request, {"$select", "$expand"})
    expand = _expanded(options)
    select = selected(options, HEALTHY_TOKEN, "microsoft.graph.depOnboardingSetting")
    context = request.context(f"deviceManagement/depOnboardingSettings{_expansion(expand)}/$entity")
    return Answer(body={"@odata.context": context, **_view(token_of(request).entity, expand, select)})


def get_management(request: Request) -> Answer:
    management = request.tenant.management
    select = selected(options_of(request, {"$select"}), management, "microsoft.graph.deviceManagement")
    body = {key: value for key, value in management.items() if select is None or key in select}
    return Answer(body={"@odata.context": request.context("deviceManagement"), **body})


# --- what lies under a token ---------------------------------------------------------------------------------------

_PROFILE = "microsoft.graph.enrollmentProfile"
_DEVICE = "microsoft.graph.importedAppleDeviceIdentity"


def _under(token: Token, name: str) -> str:
    return f"deviceManagement/depOnboardingSettings('{token.id}')/{name}"


def list_profiles(request: Request) -> Answer:
    token = token_of(request)
    return collection(request, _under(token, "enrollmentProfiles"), token.profiles, PROFILE_PROPERTIES, _PROFILE)


def count_profiles(request: Request) -> Answer:
    return count(token_of(request).profiles)


def get_profile(request: Request) -> Answer:
    token, wanted = token_of(request), request.parameters[1]
    for profile in token.profiles:
        if profile["id"].lower() == wanted.lower():
            return single(request, _under(token, "enrollmentProfiles"), profile, PROFILE_PROPERTIES, _PROFILE)
    raise not_found(wanted)


def list_devices(request: Request) -> Answer:
    token = token_of(request)
    return collection(
        request,
        _under(token, "importedAppleDeviceIdentities"),
        token.devices,
        DEVICE_PROPERTIES,
        _DEVICE,
        overlap=1 if token.devices.repeats else 0,
    )


def count_devices(request: Request) -> Answer:
    return count(token_of(request).devices)


# --- what a tenant has beside its tokens ---------------------------------------------------------------------------

_VPP_TOKEN = "microsoft.graph.vppToken"
_EVENT = "microsoft.graph.deviceManagementTroubleshootingEvent"


def get_push_certificate(request: Request) -> Answer:
    certificate = request.tenant.push_certificate
    if certificate is None:
        raise not_found("applePushNotificationCertificate")
    kind = "microsoft.graph.applePushNotificationCertificate"
    context = "deviceManagement/applePushNotificationCertificate"
    return single(request, context, certificate, HEALTHY_PUSH_CERTIFICATE, kind)


def _vpp_tokens(request: Request) -> tuple[list[dict[str, Any]], list[str]]:
    """The tokens and their properties, as this version of Graph has them."""
    tokens = request.tenant.vpp_tokens
    if request.version in BETA:
        return tokens, [*HEALTHY_VPP_TOKEN, *HEALTHY_VPP_TOKEN_BETA]
    return _without(tokens, HEALTHY_VPP_TOKEN_BETA), list(HEALTHY_VPP_TOKEN)


def _without(entities: Iterable[dict[str, Any]], names: Iterable[str]) -> list[dict[str, Any]]:
    return [{key: value for key, value in entity.items() if key not in names} for entity in entities]


def list_vpp_tokens(request: Request) -> Answer:
    tokens, known = _vpp_tokens(request)
    return collection(request, "deviceAppManagement/vppTokens", tokens, known, _VPP_TOKEN, counted=False)


def get_vpp_token(request: Request) -> Answer:
    tokens, known = _vpp_tokens(request)
    wanted = request.parameters[0]
    for token in tokens:
        if token["id"].lower() == wanted.lower():
            return single(request, "deviceAppManagement/vppTokens", token, known, _VPP_TOKEN)
    raise not_found(wanted)


def list_events(request: Request) -> Answer:
    events = request.tenant.events
    if request.version not in BETA:
        # v1.0 has one kind of event, and fewer properties.
        events = _without((event for event in events if event["@odata.type"] == ENROLMENT_EVENT), HEALTHY_EVENT_BETA)
    context = "deviceManagement/troubleshootingEvents"
    return collection(request, context, events, EVENT_PROPERTIES, _EVENT, counted=False)


ROUTES = [
    route("GET", BETA, "/deviceManagement", READ_TOKENS, get_management),
    route("GET", BETA, TOKENS, READ_TOKENS, list_tokens),
    route("GET", BETA, TOKENS + "/$count", READ_TOKENS, count_tokens),
    route("GET", BETA, TOKENS + "/{id}", READ_TOKENS, get_token),
    route("GET", BETA, TOKENS + "/{id}/enrollmentProfiles", READ_TOKENS, list_profiles),
    route("GET", BETA, TOKENS + "/{id}/enrollmentProfiles/$count", READ_TOKENS, count_profiles),
    route("GET", BETA, TOKENS + "/{id}/enrollmentProfiles/{profile}", READ_TOKENS, get_profile),
    route("GET", BETA, TOKENS + "/{id}/importedAppleDeviceIdentities", READ_TOKENS, list_devices),
    route("GET", BETA, TOKENS + "/{id}/importedAppleDeviceIdentities/$count", READ_TOKENS, count_devices),
    route("GET", BOTH, PUSH_CERTIFICATE, READ_PUSH_CERTIFICATE, get_push_certificate),
    route("GET", BOTH, VPP_TOKENS, READ_VPP_TOKENS, list_vpp_tokens),
    route("GET", BOTH, VPP_TOKENS + "/{id}", READ_VPP_TOKENS, get_vpp_token),
    route("GET", BOTH, EVENTS, READ_EVENTS, list_events),
]
