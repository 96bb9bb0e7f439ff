# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every resource of Graph builds upon: who asks, query options, paging, and what goes out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import quote

from emulator.answers import Answer, Call
from emulator.estate import App, Tenant
from emulator.refusals import GraphError, not_a_property
from emulator.world import World


@dataclass(frozen=True)
class Caller:
    """Who asks, by their bearer."""

    tenant: Tenant
    app: App | None
    roles: frozenset[str]


@dataclass(frozen=True)
class Request:
    """What a route's function gets."""

    world: World
    call: Call
    caller: Caller
    version: str = "/beta"
    parameters: tuple[str, ...] = ()

    @property
    def tenant(self) -> Tenant:
        return self.caller.tenant

    def context(self, rest: str) -> str:
        return f"{self.world.base_url}{self.version}/$metadata#{rest}"


class Entities(Protocol):
    """A list, or what is made only when it is asked for."""

    def __len__(self) -> int:
        """How many there are."""

    def __getitem__(self, wanted: slice) -> list[Any]:
        """Some of them."""


def options_of(request: Request, supported: set[str]) -> dict[str, str]:
    """The OData options of a request. One that nobody has seen Intune honour is refused rather than guessed at."""
    options = {}
    for key, value in request.call.query.items():
        name = key.lower() if key.startswith("$") else "$" + key.lower()
        if name not in supported:
            raise GraphError(400, "BadRequest", f"The emulator does not know whether Intune honours '{key}' here.")
        options[name] = value
    return options


def selected(options: Mapping[str, str], properties: Iterable[str], kind: str) -> list[str] | None:
    if "$select" not in options:
        return None
    known = {name.lower(): name for name in properties}
    names = [part.strip() for part in options["$select"].split(",")]
    for name in names:
        if name.lower() not in known:
            raise not_a_property(name, kind)
    return [known[name.lower()] for name in names]


def view(entity: Mapping[str, Any], select: list[str] | None) -> Mapping[str, Any]:
    """The properties asked for. Annotations stay, as the type of an entity does in Graph."""
    if select is None:
        return entity
    return {key: value for key, value in entity.items() if key in select or key.startswith("@")}


def _number(options: Mapping[str, str], name: str, default: int) -> int:
    text = options.get(name, str(default))
    if not text.isdecimal():
        raise GraphError(400, "BadRequest", f"Invalid value '{text}' for the query option '{name}'.")
    return int(text)


def page_of(
    request: Request, options: Mapping[str, str], entities: Entities, overlap: int = 0
) -> tuple[list[Any], str | None]:
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
    return entities[max(start - overlap, 0) : start + size], link


def collection(
    request: Request,
    context: str,
    entities: Entities,
    properties: Iterable[str],
    kind: str,
    *,
    counted: bool = True,
    overlap: int = 0,
) -> Answer:
    """A page of a list. `counted` lists say how many there are also when they are not asked."""
    options = options_of(request, {"$top", "$skiptoken", "$select", "$count"})
    select = selected(options, properties, kind)
    page, link = page_of(request, options, entities, overlap)
    body: dict[str, Any] = {"@odata.context": request.context(context)}
    if counted or options.get("$count", "").lower() == "true":
        body["@odata.count"] = len(entities)
    if link:
        body["@odata.nextLink"] = link
    body["value"] = [view(entity, select) for entity in page]
    return Answer(body=body)


def single(request: Request, context: str, entity: Mapping[str, Any], properties: Iterable[str], kind: str) -> Answer:
    """One entity, flat."""
    select = selected(options_of(request, {"$select"}), properties, kind)
    return Answer(body={"@odata.context": request.context(f"{context}/$entity"), **view(entity, select)})


def count(entities: Entities) -> Answer:
    return Answer(body=str(len(entities)), content_type="text/plain")
