# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that the surfaces share: the estate as it stands now, what was issued, what was asked."""

from __future__ import annotations

import secrets
import time
import uuid
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa

from emulator.certificates import ClientCertificate, private_key
from emulator.estate import App, Estate, Tenant, Throttle
from emulator.faults import Rule

# A day of a busy benchmark; older entries fall off rather than fill the memory.
LOG_LIMIT = 200_000


@dataclass
class Keys:
    """Made anew for each run."""

    signing: rsa.RSAPrivateKey
    workload: rsa.RSAPrivateKey
    client: ClientCertificate
    identity_header: str

    @classmethod
    def generate(cls) -> Keys:
        return cls(private_key(), private_key(), ClientCertificate.generate(), secrets.token_urlsafe(24))


class Limiter:
    """Counts requests in fixed windows. On the machine's clock: clients wait in real time."""

    def __init__(self) -> None:
        self._windows: dict[object, tuple[float, int]] = {}

    def wait(self, key: object, throttle: Throttle) -> float:
        """Seconds until the next request is welcome; 0 when this one is."""
        now = time.monotonic()
        start, count = self._windows.get(key, (now, 0))
        if now - start >= throttle.seconds:
            start, count = now, 0
        if count >= throttle.requests:
            return max(start + throttle.seconds - now, 0.001)
        self._windows[key] = (start, count + 1)
        return 0.0


@dataclass
class World:
    load: Callable[[], Estate]
    keys: Keys
    base_url: str = ""
    estate: Estate = field(init=False)
    faults: list[Rule] = field(init=False)
    limiter: Limiter = field(init=False)
    requests: deque[dict[str, Any]] = field(init=False)
    writes: deque[dict[str, Any]] = field(init=False)
    # Every bearer token that was issued, with its claims: a token that is not here was not signed by this emulator.
    bearers: dict[str, dict[str, Any]] = field(default_factory=dict)
    revoked: set[str] = field(default_factory=set)
    # Called when another estate has taken the place of this one.
    on_change: Callable[[], None] = lambda: None

    def __post_init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Back to the seed: estate, clock, faults, throttling, logs. Issued bearers stay good."""
        self.estate = self.load()
        self.faults = self.estate.faults
        self.limiter = Limiter()
        self.requests = deque(maxlen=LOG_LIMIT)
        self.writes = deque(maxlen=LOG_LIMIT)

    def settle(self, load: Callable[[], Estate]) -> None:
        """Another estate. A seed that cannot be read changes nothing."""
        load()
        self.load = load
        self.reset()
        self.on_change()

    def revoke(self) -> int:
        """Every bearer issued so far is refused from now on, as after a policy change."""
        fresh = set(self.bearers) - self.revoked
        self.revoked |= fresh
        return len(fresh)

    def throttled(self, tenant: Tenant, app: App | None) -> tuple[float, str] | None:
        """How long to wait and how to say it, if either limit is reached."""
        limits: list[tuple[object, Throttle | None]] = [((tenant.id,), tenant.throttling or self.estate.throttling)]
        if app:
            limits.append(((tenant.id, app.client_id), app.throttling))
        for key, throttle in limits:
            if throttle and (wait := self.limiter.wait(key, throttle)):
                return wait, throttle.retry_after
        return None


def new_id() -> str:
    return str(uuid.uuid4())
