# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Seed files: what the emulated world holds. Reading one is pure but for the file itself and the clock it is given."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from emulator.clock import Clock, duration, instant, timestamp
from emulator.faults import Rule
from emulator.seeds import EstateError, checked, stable_id
from emulator.siblings import read_events, read_push_certificate, read_vpp_tokens
from emulator.tokens import Token, published_tokens, read_token

BUILT_IN = Path(__file__).resolve().parent / "estates"

READ = "DeviceManagementServiceConfig.Read.All"

CLOUDS = {
    "public": "https://graph.microsoft.com",
    "usgov": "https://graph.microsoft.us",
    "usgov_dod": "https://dod-graph.microsoft.us",
    "china": "https://microsoftgraph.chinacloudapi.cn",
}


@dataclass(frozen=True)
class Throttle:
    """At most `requests` in `seconds`; then 429, telling the client to wait in one of four ways or not at all."""

    requests: int
    seconds: float
    retry_after: str = "seconds"


@dataclass(frozen=True)
class App:
    client_id: str
    secret: str | None = None
    secret_expires: datetime | None = None
    certificate: bool = False
    federated: Mapping[str, str] | None = None
    managed_identity: str | None = None
    enabled: bool = True
    roles: tuple[str, ...] = (READ,)
    throttling: Throttle | None = None


@dataclass
class Tenant:
    id: str
    name: str
    domain: str
    apps: dict[str, App]
    intune: bool = True
    latency: float | None = None
    throttling: Throttle | None = None
    tokens: list[Token] = field(default_factory=list)
    # Set where a published body is served as printed: its own envelope then stands for ours.
    envelope: dict[str, Any] | None = None
    management: dict[str, Any] = field(default_factory=dict)
    push_certificate: dict[str, Any] | None = None
    vpp_tokens: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    # Rendered answers, by path and query. Whoever changes the tenant empties it.
    rendered: dict[str, bytes] = field(default_factory=dict)

    # What will happen, and when.
    scheduled: list[tuple[datetime, Callable[[datetime], None]]] = field(default_factory=list)

    def change(self, token: Token, properties: Mapping[str, Any]) -> None:
        token.entity.update(properties)
        self.rendered.clear()

    def later(self, moment: datetime, deed: Callable[[datetime], None]) -> None:
        self.scheduled.append((moment, deed))

    def settle(self, now: datetime) -> None:
        """Lets happen what is due by now, each at its own time."""
        due = sorted((entry for entry in self.scheduled if entry[0] <= now), key=lambda entry: entry[0])
        self.scheduled = [entry for entry in self.scheduled if entry[0] > now]
        for moment, deed in due:
            deed(moment)

    def token(self, token_id: str) -> Token | None:
        return next((token for token in self.tokens if token.id.lower() == token_id.lower()), None)


@dataclass
class Estate:
    name: str
    description: str
    clock: Clock
    tenants: list[Tenant]
    faults: list[Rule]
    latency: float
    page_size: int
    bearer_lifetime: float
    audiences: frozenset[str]
    managed_identity_tenant: Tenant | None
    throttling: Throttle | None
    generated: bool
    _addresses: dict[str, Tenant] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for tenant in self.tenants:
            for address in (tenant.id, tenant.domain):
                if self._addresses.setdefault(address.lower(), tenant) is not tenant:
                    raise EstateError(f"{self.name}: two tenants are called {address}")

    def tenant(self, address: str) -> Tenant | None:
        """By id or by verified domain, as Entra addresses one."""
        return self._addresses.get(address.lower())


class _Loader(yaml.SafeLoader):
    """Leaves timestamps as they are written: their digits are part of the test."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def built_in() -> list[str]:
    return sorted(path.stem for path in BUILT_IN.glob("*.yml"))


def find(name: str) -> Path:
    """A built-in estate by name, or any file by path."""
    path = BUILT_IN / f"{name}.yml"
    if path.is_file():
        return path
    if Path(name).is_file():
        return Path(name)
    raise EstateError(f"no estate {name!r}: give a file, or one of {', '.join(built_in())}")


def load(name: str) -> Estate:
    path = find(name)
    try:
        seed = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
    except yaml.YAMLError as error:
        raise EstateError(f"{path.name}: {error}") from error
    return build(seed, path.stem)


def build(seed: Any, name: str) -> Estate:
    """An estate from a seed that has been read already."""
    try:
        return _estate(seed, name)
    except EstateError:
        raise
    except (ArithmeticError, AttributeError, KeyError, OSError, TypeError, ValueError) as error:
        raise EstateError(f"{name}: {error}") from error


def _estate(seed: Any, name: str) -> Estate:
    seed = checked(
        seed,
        name,
        {
            "description",
            "clock",
            "clock_offset",
            "latency_ms",
            "page_size",
            "bearer_lifetime",
            "cloud",
            "throttling",
            "managed_identity_tenant",
            "apps",
            "tenants",
            "generate",
            "faults",
        },
    )
    clock = Clock(duration(seed.get("clock_offset", "0s")))
    if "clock" in seed:
        clock.set(instant(seed["clock"]))
    # Whole seconds, so that "in 7 days" is a round figure for whoever reads the answer.
    now = clock.now().replace(microsecond=0)
    apps = seed.get("apps", [])
    faults = [Rule.parse(rule) for rule in seed.get("faults", [])]
    tenants = []
    for tenant_seed in [*seed.get("tenants", []), *_generated(seed.get("generate"))]:
        tenant = _tenant(tenant_seed, f"{name}: tenant {tenant_seed.get('name')!r}", apps, now)
        tenants.append(tenant)
        faults += [Rule.parse({**rule, "tenant": tenant.id}) for rule in tenant_seed.get("faults", [])]
    estate = Estate(
        name=name,
        description=seed.get("description", ""),
        clock=clock,
        tenants=tenants,
        faults=faults,
        latency=seed.get("latency_ms", 0) / 1000,
        page_size=int(seed.get("page_size", 100)),
        bearer_lifetime=duration(seed.get("bearer_lifetime", "1 hour")).total_seconds(),
        audiences=frozenset([CLOUDS[seed["cloud"]]] if "cloud" in seed else CLOUDS.values()),
        managed_identity_tenant=tenants[0] if tenants else None,
        throttling=_throttle(seed.get("throttling"), name),
        generated="generate" in seed,
    )
    if address := seed.get("managed_identity_tenant"):
        estate.managed_identity_tenant = estate.tenant(address)
        if estate.managed_identity_tenant is None:
            raise EstateError(f"{name}: managed_identity_tenant: no tenant {address!r}")
    return estate


def _throttle(seed: Any, where: str) -> Throttle | None:
    if seed is None:
        return None
    throttle = Throttle(**checked(seed, f"{where}: throttling", {"requests", "seconds", "retry_after"}))
    if throttle.retry_after not in ("seconds", "date", "nested", "none"):
        raise EstateError(f"{where}: throttling: retry_after is seconds, date, nested or none")
    return throttle


def _app(seed: Any, where: str, now: datetime) -> App:
    seed = checked(
        seed,
        f"{where}: app",
        {
            "client_id",
            "secret",
            "secret_expires",
            "certificate",
            "federated",
            "managed_identity",
            "enabled",
            "roles",
            "throttling",
        },
    )
    federated = seed.get("federated")
    expires = timestamp(seed.get("secret_expires"), now)
    return App(
        client_id=seed["client_id"],
        secret=seed.get("secret"),
        secret_expires=instant(expires) if expires else None,
        certificate=bool(seed.get("certificate", False)),
        # True stands for the workload that the emulator itself writes a token for.
        federated={} if federated is True else federated or None,
        managed_identity=seed.get("managed_identity"),
        enabled=bool(seed.get("enabled", True)),
        roles=tuple(seed.get("roles", [READ])),
        throttling=_throttle(seed.get("throttling"), where),
    )


def _tenant(seed: Any, where: str, apps: list[Any], now: datetime) -> Tenant:
    seed = checked(
        seed,
        where,
        {
            "id",
            "name",
            "domain",
            "intune",
            "maximum_dep_tokens",
            "latency_ms",
            "throttling",
            "apps",
            "tokens",
            "tokens_from",
            "profiles_from",
            "devices_from",
            "push_certificate",
            "push_certificate_from",
            "vpp_tokens",
            "vpp_tokens_from",
            "troubleshooting_events",
            "troubleshooting_events_from",
            "faults",
        },
    )
    identity = str(seed["id"])
    domain = seed["domain"]
    registered = [_app(app, where, now) for app in seed.get("apps", apps)]
    vpp_tokens = read_vpp_tokens(
        seed.get("vpp_tokens", []), seed.get("vpp_tokens_from"), where, identity, seed["name"], domain, now
    )
    vpp_ids = {str(token.get("displayName")): str(token["id"]) for token in vpp_tokens}
    tokens = [read_token(token, where, identity, domain, vpp_ids, now) for token in seed.get("tokens", [])]
    envelope = None
    if "tokens_from" in seed:
        envelope, printed = published_tokens(
            seed["tokens_from"], seed.get("profiles_from", []), seed.get("devices_from")
        )
        tokens += printed
    ids = [token.id for token in tokens]
    if len(set(ids)) != len(ids):
        raise EstateError(f"{where}: two tokens have one id: give them ids, or different names")
    return Tenant(
        id=identity,
        name=seed["name"],
        domain=domain,
        apps={app.client_id.lower(): app for app in registered},
        intune=bool(seed.get("intune", True)),
        latency=seed["latency_ms"] / 1000 if "latency_ms" in seed else None,
        throttling=_throttle(seed.get("throttling"), where),
        tokens=tokens,
        envelope=envelope,
        management={
            "id": "deviceManagement",
            "settings": None,
            "maximumDepTokens": seed.get("maximum_dep_tokens", 100),
            "intuneAccountId": stable_id(identity, "intune account"),
            "lastReportAggregationDateTime": "0001-01-01T00:00:00Z",
            "deviceComplianceReportSummarizationDateTime": "0001-01-01T00:00:00Z",
            "legacyPcManangementEnabled": False,
            "unlicensedAdminstratorsEnabled": True,
        },
        push_certificate=read_push_certificate(
            seed.get("push_certificate"), seed.get("push_certificate_from"), where, identity, domain, now
        ),
        vpp_tokens=vpp_tokens,
        events=read_events(
            seed.get("troubleshooting_events", []), seed.get("troubleshooting_events_from"), where, identity, now
        ),
    )


def _generated(seed: Any) -> Iterator[dict[str, Any]]:
    """Many tenants by rule: mostly healthy ones, and some of each common trouble at fixed places."""
    if seed is None:
        return
    seed = checked(seed, "generate", {"tenants", "tokens"})
    ordinal = 0
    for number in range(1, seed["tenants"] + 1):
        tokens: list[dict[str, Any]] = []
        for index in range(1, seed.get("tokens", 1) + 1):
            ordinal += 1
            tokens.append({"tokenName": f"Token {index}", "syncedDeviceCount": ordinal % 500, **_trouble(ordinal)})
        yield {
            "id": stable_id("generated tenant", str(number)),
            "name": f"Tenant {number:04d}",
            "domain": f"tenant{number:04d}.example.com",
            "tokens": tokens,
        }


def _trouble(ordinal: int) -> dict[str, Any]:
    if ordinal % 97 == 0:
        return {"tokenExpirationDateTime": "12 days ago"}
    if ordinal % 89 == 0:
        return {"lastSyncErrorCode": 3}
    if ordinal % 83 == 0:
        return {"lastSuccessfulSyncDateTime": "4 days ago"}
    if ordinal % 41 == 0:
        return {"tokenExpirationDateTime": "in 20 days 12 hours"}
    return {}
