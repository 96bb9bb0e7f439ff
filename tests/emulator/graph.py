# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Microsoft Graph as far as Intune's Apple enrolment needs it: who asks, what for, and how a refusal reads.

What the schema has and this emulator does not serve answers 501 and says so; what the schema does not have answers as
Graph does, 400.
"""

from __future__ import annotations

import re
import time
from dataclasses import replace

from emulator.answers import Answer, Call
from emulator.odata import Caller, Request
from emulator.refusals import GraphError, failure, nested, throttled
from emulator.renewal import ROUTES as RENEWAL
from emulator.resources import BETA, BOTH, EVENTS, PUSH_CERTIFICATE, TOKENS, VPP_TOKENS
from emulator.resources import ROUTES as RESOURCES
from emulator.world import World


def serves(path: str) -> bool:
    return path.startswith(BOTH)


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


def _serve(request: Request) -> Answer:
    call = request.call
    version = next((version for version in BOTH if call.path.startswith(version + "/")), None)
    if version is None:
        raise GraphError(400, "BadRequest", f"Invalid version: {call.path.split('/')[1]}")
    # OData writes a key as a segment of its own or in parentheses, and a function with or without empty ones.
    path = re.sub(r"\('([^']*)'\)", r"/\1", call.path[len(version) :]).replace("()", "").rstrip("/")
    for route in (*RESOURCES, *RENEWAL):
        if route.method != call.method or version not in route.versions:
            continue
        if found := route.pattern.fullmatch(path):
            if not request.tenant.intune:
                raise GraphError(400, "BadRequest", "Request not applicable to target tenant.")
            if not route.roles & request.caller.roles:
                raise GraphError(403, "Forbidden", nested(call))
            request.tenant.settle(request.world.estate.clock.now())
            return route.function(replace(request, version=version, parameters=found.groups()))
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
        (BETA, rf"{TOKENS}(/[^/]+)?"),
        (BETA, rf"{TOKENS}/[^/]+/(default(Ios|MacOs|TvOS|VisionOS)EnrollmentProfile)"),
        (BETA, rf"{TOKENS}/[^/]+/(enrollmentProfiles|importedAppleDeviceIdentities)(/.*)?"),
        (
            BETA,
            (
                rf"{TOKENS}/[^/]+/(getEncryptionPublicKey|generateEncryptionPublicKey|uploadDepToken"
                r"|syncWithAppleDeviceEnrollmentProgram|shareForSchoolDataSyncService"
                r"|unshareForSchoolDataSyncService|releaseAppleDevices)"
            ),
        ),
        (BOTH, r"/deviceManagement"),
        (BOTH, rf"({PUSH_CERTIFICATE}|{EVENTS}|{VPP_TOKENS}|/deviceManagement/managedDevices)(/.*)?"),
    )
]


def _unknown_segment(version: str, path: str) -> str:
    known = {"devicemanagement", "deviceappmanagement", *(["deponboardingsettings"] if version == "/beta" else [])}
    segments = path.strip("/").split("/")
    return next((segment for segment in segments if segment.lower() not in known), segments[-1])
