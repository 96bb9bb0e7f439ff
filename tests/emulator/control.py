# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The controls: how a test looks behind the scene and moves it. On loopback, and so without a password."""

from __future__ import annotations

import base64
import functools
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from aiohttp import web

from emulator import apple
from emulator import estate as estates
from emulator.clock import duration, instant, render, timestamp
from emulator.estate import Tenant
from emulator.faults import Rule
from emulator.tokens import Token
from emulator.world import World

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def tenants(world: World) -> list[dict[str, Any]]:
    """Each tenant with its first app: what a client needs to sign in."""
    rows = []
    for tenant in world.estate.tenants:
        app = next(iter(tenant.apps.values()), None)
        rows.append(
            {
                "tenant_id": tenant.id,
                "name": tenant.name,
                "client_id": app.client_id if app else None,
                "client_secret": app.secret if app else None,
            }
        )
    return rows


def status(world: World) -> dict[str, Any]:
    return {
        "estate": world.estate.name,
        "description": world.estate.description,
        "tenants": len(world.estate.tenants),
        "clock": render(world.estate.clock.now()),
        "requests": len(world.requests),
        "writes": len(world.writes),
    }


async def _body(request: web.Request, kind: type) -> Any:
    try:
        body = await request.json()
    except ValueError as error:
        raise ValueError("the body is not JSON") from error
    if not isinstance(body, kind):
        raise ValueError(f"the body must be a JSON {'list' if kind is list else 'object'}")
    return body


def _token(
    world: World, body: dict[str, Any], required: set[str], optional: Iterable[str] = ()
) -> tuple[Tenant, Token]:
    """The token that a body means: its tenant by id, domain or name, and itself by id or name."""
    if not required <= set(body) <= required | set(optional):
        raise ValueError(f"give {sorted(required)}, and nothing but {sorted({*required, *optional})}")
    address = str(body["tenant"])
    tenant = world.estate.tenant(address) or next(
        (tenant for tenant in world.estate.tenants if tenant.name.lower() == address.lower()), None
    )
    if tenant is None:
        raise ValueError(f"no tenant {address!r}")
    wanted = str(body.get("id") or body.get("token_id"))
    for token in tenant.tokens:
        if wanted.lower() in (token.id.lower(), str(token.entity.get("tokenName")).lower()):
            return tenant, token
    raise ValueError(f"no token {wanted!r} in {tenant.name}")


def _clear(handler: Handler) -> Handler:
    """Bad input is the caller's affair: 400 and the reason."""

    @functools.wraps(handler)
    async def guarded(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except (ValueError, TypeError) as error:
            return web.json_response({"error": str(error)}, status=400)

    return guarded


def routes(world: World) -> Iterable[web.RouteDef]:
    async def show(_request: web.Request) -> web.StreamResponse:
        return web.json_response(status(world))

    async def show_tenants(_request: web.Request) -> web.StreamResponse:
        return web.json_response(tenants(world))

    async def show_requests(_request: web.Request) -> web.StreamResponse:
        return web.json_response(list(world.requests))

    async def forget_requests(_request: web.Request) -> web.StreamResponse:
        world.requests.clear()
        world.writes.clear()
        return web.json_response(status(world))

    async def show_writes(_request: web.Request) -> web.StreamResponse:
        return web.json_response(list(world.writes))

    async def show_faults(_request: web.Request) -> web.StreamResponse:
        return web.json_response([rule.describe() for rule in world.faults])

    async def add_faults(request: web.Request) -> web.StreamResponse:
        # All are read before any is added. The newest come first, so that they beat those of the seed.
        rules = [Rule.parse(rule) for rule in await _body(request, list)]
        world.faults[:0] = rules
        return web.json_response([rule.describe() for rule in world.faults])

    async def drop_faults(_request: web.Request) -> web.StreamResponse:
        world.faults.clear()
        return web.json_response([])

    async def move_clock(request: web.Request) -> web.StreamResponse:
        body = await _body(request, dict)
        if set(body) == {"advance"}:
            world.estate.clock.advance(duration(body["advance"]))
        elif set(body) == {"set"}:
            world.estate.clock.set(instant(body["set"]))
        else:
            raise ValueError('give either {"advance": "3d"} or {"set": "2026-12-01T00:00:00Z"}')
        return web.json_response(status(world))

    async def revoke(_request: web.Request) -> web.StreamResponse:
        return web.json_response({"revoked": world.revoke()})

    async def reset(_request: web.Request) -> web.StreamResponse:
        world.reset()
        return web.json_response(status(world))

    async def change_estate(request: web.Request) -> web.StreamResponse:
        body = await _body(request, dict)
        if set(body) == {"name"}:
            world.settle(functools.partial(estates.load, str(body["name"])))
        elif set(body) == {"seed"}:
            world.settle(functools.partial(estates.build, body["seed"], "inline"))
        else:
            raise ValueError('give either {"name": "healthy"} or {"seed": {...}}')
        return web.json_response({**status(world), "tenants": tenants(world)})

    async def delete_token(request: web.Request) -> web.StreamResponse:
        body = await _body(request, dict)
        tenant, token = _token(world, body, {"tenant", "id"})
        tenant.tokens.remove(token)
        tenant.rendered.clear()
        return web.json_response({"deleted": token.id})

    async def download_server_token(request: web.Request) -> web.StreamResponse:
        """Plays the person who signs in at Apple."""
        body = await _body(request, dict)
        _tenant, token = _token(world, body, {"tenant", "token_id"}, {"apple_id", "expires", "encoding"})
        encoding = body.get("encoding", "smime")
        if encoding not in apple.ENCODINGS:
            raise ValueError(f"encoding is one of {', '.join(apple.ENCODINGS)}")
        now = world.estate.clock.now()
        expires = instant(timestamp(str(body.get("expires", "in 365 days")), now.replace(microsecond=0)) or "")
        name = token.entity.get("tokenName") or "server"
        return web.json_response(
            {
                "file_name": f"{name}_Token_{now:%Y-%m-%dT%H-%M-%SZ}_smime.p7m",
                "content": base64.b64encode(token.link.issue(expires, encoding)).decode(),
                "apple_id": body.get("apple_id", token.entity.get("appleIdentifier")),
                "expires": render(expires),
            }
        )

    async def accept_terms(request: web.Request) -> web.StreamResponse:
        body = await _body(request, dict)
        _tenant, token = _token(world, body, {"tenant", "token_id"}, {"accepted"})
        token.link.terms_accepted = bool(body.get("accepted", True))
        return web.json_response({"accepted": token.link.terms_accepted})

    return [
        web.get("/emulator", show),
        web.get("/emulator/tenants", show_tenants),
        web.get("/emulator/requests", show_requests),
        web.delete("/emulator/requests", forget_requests),
        web.get("/emulator/writes", show_writes),
        web.get("/emulator/faults", show_faults),
        web.post("/emulator/faults", _clear(add_faults)),
        web.delete("/emulator/faults", drop_faults),
        web.post("/emulator/clock", _clear(move_clock)),
        web.post("/emulator/revoke", revoke),
        web.post("/emulator/tokens/delete", _clear(delete_token)),
        web.post("/emulator/server_token", _clear(download_server_token)),
        web.post("/emulator/terms", _clear(accept_terms)),
        web.post("/emulator/reset", reset),
        web.post("/emulator/estate", _clear(change_estate)),
    ]
