# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import functools
import json
import os
import re
import time
import typing as t
from pathlib import Path

import hypothesis
import pytest
from ansible.module_utils import basic

from ansible_collections.mdm.intune.plugins.module_utils import _task
from ansible_collections.mdm.intune.plugins.module_utils._auth import Connection, connections
from ansible_collections.mdm.intune.plugins.module_utils._graph import GraphClient
from ansible_collections.mdm.intune.plugins.module_utils._transport import Transport
from ansible_collections.mdm.intune.tests.unit.plugins.fakes import CLIENT_ID, TENANT, Clock, FakeSession
from ansible_collections.mdm.intune.tests.unit.plugins.running import Module, client_of

# A test says what is right, not how fast the machine is.
hypothesis.settings.register_profile("without a deadline", deadline=None)
hypothesis.settings.load_profile("without a deadline")

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "graph"

# What the collection, requests and msal look at.
_READ_FROM_ENVIRONMENT = re.compile(
    r"AZURE_|INTUNE_|IDENTITY_|MSI_|IMDS_|(?:HTTPS?|NO|ALL)_PROXY$|(?:REQUESTS|CURL)_CA_BUNDLE$|NETRC$", re.IGNORECASE
)


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The machine that runs the tests may have credentials, proxies and authorities of its own."""
    for name in list(os.environ):
        if _READ_FROM_ENVIRONMENT.match(name):
            monkeypatch.delenv(name)
    monkeypatch.setenv("NETRC", str(tmp_path / "no-netrc"))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    fixed = Clock()
    monkeypatch.setattr(time, "time", fixed.time)  # msal reads it too
    return fixed


@pytest.fixture
def session(clock: Clock) -> t.Iterator[FakeSession]:
    fake = FakeSession(clock)
    yield fake
    fake.verify()


@pytest.fixture
def transport(session: FakeSession, clock: Clock) -> Transport:
    return Transport(session, **clock.injected())


@pytest.fixture
def client(transport: Transport) -> GraphClient:
    return client_of(transport)


@pytest.fixture
def connect() -> t.Callable[..., Connection]:
    """One connection from options, as a task gives them."""

    def build(**options: t.Any) -> Connection:
        (connection,) = connections({"tenant_id": TENANT, "client_id": CLIENT_ID, **options}, {})
        return connection

    return build


@pytest.fixture
def fake_network(monkeypatch: pytest.MonkeyPatch, session: FakeSession, clock: Clock) -> dict[str, t.Any]:
    """Tasks get the fake session and clock; returns what the session was asked to be."""
    wanted: dict[str, t.Any] = {}

    def new_session(**kwargs: t.Any) -> FakeSession:
        wanted.update(kwargs)
        return session

    monkeypatch.setattr(_task, "new_session", new_session)
    monkeypatch.setattr(_task, "Transport", functools.partial(Transport, **clock.injected()))
    return wanted


@pytest.fixture
def as_module(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, fake_network: dict[str, t.Any]
) -> t.Callable[[t.Callable[[], None]], Module]:
    """Runs the main() of a module."""

    def build(main: t.Callable[[], None]) -> Module:
        running = Module(main, capsys)
        # ansible-core hands warnings to the display where it finds a controller, to the result elsewhere.
        monkeypatch.setattr(basic.AnsibleModule, "warn", lambda _module, text, **_kwargs: running.warnings.append(text))
        return running

    return build


@pytest.fixture
def published() -> t.Callable[[str], t.Any]:
    """A body of tests/fixtures/graph."""

    def load(name: str) -> t.Any:
        return json.loads((FIXTURES / f"{name}.json").read_text(encoding="utf-8"))

    return load
