# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Managed identity as a machine in Azure finds it: the instance metadata service, and App Service's endpoint."""

from __future__ import annotations

import hmac
import time
from typing import Any

from emulator.answers import Answer, Call
from emulator.entra import issue
from emulator.estate import App
from emulator.world import World

INSTANCE = "/metadata/identity/oauth2/token"
APP_SERVICE = "/msi/token"


def answer(world: World, call: Call) -> Answer:
    if call.path == INSTANCE:
        return _instance(world, call)
    if call.path == APP_SERVICE:
        return _app_service(world, call)
    return Answer(404, {"error": "not_found", "error_description": f"No such endpoint: {call.path}"})


def _instance(world: World, call: Call) -> Answer:
    # The header keeps a forged link (which cannot set headers) from fetching tokens.
    if call.headers.get("Metadata", "").lower() != "true":
        return _bad_request("Required metadata header not specified")
    for name in ("api-version", "resource"):
        if not call.query.get(name):
            return _bad_request(f"Required query variable '{name}' is missing")
    app = _identity(world, call.query.get("client_id"))
    if app is None:
        return _bad_request("Identity not found")
    token = _bearer(world, app, call.query["resource"])
    return Answer(body={key: str(value) for key, value in token.items()})


def _bad_request(text: str) -> Answer:
    return Answer(400, {"error": "invalid_request", "error_description": text})


def _app_service(world: World, call: Call) -> Answer:
    if not hmac.compare_digest(call.headers.get("X-IDENTITY-HEADER", "").encode(), world.keys.identity_header.encode()):
        return Answer(401, {"statusCode": 401, "message": "The X-IDENTITY-HEADER is missing or wrong."})
    if not call.query.get("resource"):
        return Answer(400, {"statusCode": 400, "message": "The parameter 'resource' is missing."})
    app = _identity(world, call.query.get("client_id"))
    if app is None:
        return Answer(400, {"statusCode": 400, "message": "No managed identity was found for the given id."})
    token = _bearer(world, app, call.query["resource"])
    return Answer(
        body={key: str(token[key]) for key in ("access_token", "client_id", "expires_on", "resource", "token_type")}
    )


def _identity(world: World, client_id: str | None) -> App | None:
    tenant = world.estate.managed_identity_tenant
    if tenant is None:
        return None
    if client_id is None:
        return next((app for app in tenant.apps.values() if app.managed_identity == "system"), None)
    app = tenant.apps.get(client_id.lower())
    return app if app and app.managed_identity == "user" else None


def _bearer(world: World, app: App, resource: str) -> dict[str, Any]:
    tenant = world.estate.managed_identity_tenant
    assert tenant is not None  # an identity was found in it
    lifetime = world.estate.bearer_lifetime
    now = int(time.time())
    return {
        "access_token": issue(world, tenant, app, resource.rstrip("/"), lifetime),
        "client_id": app.client_id,
        "expires_in": int(lifetime),
        "expires_on": now + int(lifetime),
        "ext_expires_in": int(lifetime),
        "not_before": now,
        "resource": resource,
        "token_type": "Bearer",
    }
