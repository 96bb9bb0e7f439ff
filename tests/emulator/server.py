# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTTP side: turns requests into calls, lets faults and latency have their way, and keeps the log."""

from __future__ import annotations

import asyncio
import json
from email.utils import formatdate
from typing import Any

from aiohttp import web

from emulator import entra, faults, graph, imds
from emulator.answers import Answer, Call
from emulator.control import routes as control_routes
from emulator.estate import Tenant
from emulator.odata import Caller
from emulator.refusals import throttled
from emulator.world import World, new_id

# A body that is too large for a caller to send is still a write, and has to reach the log.
LARGEST_BODY = 16 * 1024 * 1024

_NO_NAMES: frozenset[str] = frozenset()


def secure_app(world: World) -> web.Application:
    """Entra, Graph and the controls, for the TLS port."""
    app = web.Application(client_max_size=LARGEST_BODY)
    app.add_routes(control_routes(world))

    async def serve(request: web.Request) -> web.StreamResponse:
        call = await _call(request)
        if graph.serves(call.path):
            caller = graph.identify(world, call)
            tenant = caller.tenant if isinstance(caller, Caller) else None
            return await _respond(world, request, call, tenant, lambda: graph.answer(world, call, caller))
        if entra.serves(call.path):
            tenant = entra.tenant_of(world, call.path)
            return await _respond(world, request, call, tenant, lambda: entra.answer(world, call))
        lost = Answer(404, {"error": {"code": "NotFound", "message": f"Neither Graph nor Entra has {call.path}"}})
        return await _respond(world, request, call, None, lambda: lost)

    app.router.add_route("*", "/{path:.*}", serve)
    return app


def identity_app(world: World) -> web.Application:
    """Managed identity, for the plain port: as on a real machine, where the address is link-local."""
    app = web.Application()

    async def serve(request: web.Request) -> web.StreamResponse:
        call = await _call(request)
        tenant = world.estate.managed_identity_tenant
        return await _respond(world, request, call, tenant, lambda: imds.answer(world, call))

    app.router.add_route("*", "/{path:.*}", serve)
    return app


async def _call(request: web.Request) -> Call:
    headers = request.headers
    return Call(
        method=request.method,
        path=request.path,
        query=request.query,
        headers=headers,
        body=await request.read() if request.can_read_body else b"",
        request_id=new_id(),
        client_request_id=headers.get("client-request-id") or new_id(),
    )


async def _respond(
    world: World, request: web.Request, call: Call, tenant: Tenant | None, truth: Any
) -> web.StreamResponse:
    entry = _log(world, call, tenant)
    delay = world.estate.latency if tenant is None or tenant.latency is None else tenant.latency
    rule = None
    if world.faults:
        names = frozenset(name.lower() for name in (tenant.id, tenant.domain, tenant.name)) if tenant else _NO_NAMES
        rule = faults.first(world.faults, call, names)
        delay += rule.delay if rule else 0
    if delay:
        await asyncio.sleep(delay)
    if rule is None:
        answer = truth()
    else:
        answer = faults.apply(
            rule, truth, world.base_url + call.target, lambda way, wait: throttled(world, call, way, wait)
        )
    if answer.connection == "keep":
        entry["status"] = answer.status
        return _response(world, call, answer)
    return await _misbehave(world, request, call, answer, entry)


def _response(world: World, call: Call, answer: Answer) -> web.Response:
    return web.Response(
        status=answer.status, body=answer.payload() or None, headers={**_headers(world, call, answer), **answer.headers}
    )


def _headers(world: World, call: Call, answer: Answer) -> dict[str, str]:
    kind = answer.content_type
    if kind == "application/json":
        kind = "application/json; odata.metadata=minimal; charset=utf-8" if graph.serves(call.path) else kind
    return {
        "Content-Type": kind,
        "Date": formatdate(world.estate.clock.now().timestamp(), usegmt=True),
        "request-id": call.request_id,
        "client-request-id": call.client_request_id,
    }


async def _misbehave(
    world: World, request: web.Request, call: Call, answer: Answer, entry: dict[str, Any]
) -> web.StreamResponse:
    """What a broken line does; the log keeps no status for an answer that never was."""
    if answer.connection == "stall":
        # Ends when the client gives up or the emulator stops: both cancel this handler.
        await asyncio.Event().wait()
    if answer.connection == "cut":
        payload = answer.payload()
        response = web.StreamResponse(status=answer.status, headers=_headers(world, call, answer))
        response.content_length = len(payload)
        await response.prepare(request)
        await response.write(payload[: len(payload) // 2])
        entry["status"] = answer.status
        if request.transport:
            request.transport.close()
        return response
    if request.transport:
        request.transport.abort()
    return web.Response()


def _log(world: World, call: Call, tenant: Tenant | None) -> dict[str, Any]:
    """One line per request. Never the bearer, and of a body the names alone: both may hold secrets."""
    entry: dict[str, Any] = {
        "at": world.estate.clock.now().isoformat(timespec="milliseconds"),
        "method": call.method,
        "path": call.path,
        "query": dict(call.query),
        "tenant": tenant.id if tenant else None,
        "status": None,
        "has_bearer": call.headers.get("Authorization", "").lower().startswith("bearer "),
        "user_agent": call.headers.get("User-Agent"),
        "client_request_id": call.headers.get("client-request-id"),
    }
    world.requests.append(entry)
    if graph.serves(call.path) and call.method not in ("GET", "HEAD", "OPTIONS"):
        entry["body_keys"] = _keys(call.body)
        world.writes.append(entry)
    return entry


def _keys(body: bytes) -> list[str] | None:
    """The names in a JSON object: what was sent, without what it held."""
    try:
        document = json.loads(body)
    except ValueError:
        return None
    return sorted(document) if isinstance(document, dict) else None
