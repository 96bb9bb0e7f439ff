# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One emulator process for all tests of this folder; each test starts from the estate `healthy`."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msal
import pytest
import requests

HERE = Path(__file__).resolve().parent
TESTS = HERE.parents[1]
PROGRAM = TESTS / "emulator"
if str(TESTS) not in sys.path:
    sys.path.insert(0, str(TESTS))

SCOPE = "https://graph.microsoft.com/.default"
TOKENS = "/beta/deviceManagement/depOnboardingSettings"


def start(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """Starts the emulator and returns when it says that it is ready, or has ended."""
    process = subprocess.Popen(
        [sys.executable, str(PROGRAM), "--state-dir", str(folder), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while process.poll() is None and not (folder / "emulator.json").exists():
        time.sleep(0.02)
    return process


def stop(process: subprocess.Popen[str]) -> tuple[str, str]:
    process.terminate()
    return process.communicate()


class Shared:
    """The process belongs to the test session, not to a fixture: a runner that forks for each test would else start
    one emulator per test and end none of them."""

    process: subprocess.Popen[str] | None = None
    folder: tempfile.TemporaryDirectory[str] | None = None


def pytest_collection_finish(session: pytest.Session) -> None:
    ours = any(HERE in Path(item.path).resolve().parents for item in session.items)
    if ours and not session.config.option.collectonly and Shared.process is None:
        Shared.folder = tempfile.TemporaryDirectory()
        Shared.process = start(Path(Shared.folder.name), "--estate", "healthy")


def pytest_sessionfinish() -> None:
    if Shared.process and Shared.folder:
        stop(Shared.process)
        Shared.folder.cleanup()
        Shared.process = None


class Emulator:
    """A client of the running emulator, with a session of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.info: dict[str, Any] = json.loads((folder / "emulator.json").read_text(encoding="utf-8"))
        self.url: str = self.info["graph_url"]
        self.session = requests.Session()
        # A CA bundle in the environment would beat `verify`.
        self.session.trust_env = False
        self.session.verify = self.info["ca_path"]

    def control(self, method: str, path: str, body: Any = None) -> Any:
        response = self.session.request(method, f"{self.info['control_url']}{path}", json=body)
        assert response.status_code == 200, response.text
        return response.json()

    def settle(self, estate: str) -> list[dict[str, Any]]:
        """Another estate; its tenants."""
        return self.control("POST", "/estate", {"name": estate})["tenants"]

    def seed(self, **seed: Any) -> list[dict[str, Any]]:
        """An estate of one's own."""
        seed.setdefault("apps", [{"client_id": "app-one", "secret": "emulator-only-seed"}])
        return self.control("POST", "/estate", {"seed": seed})["tenants"]

    def fault(self, **rule: Any) -> None:
        self.control("POST", "/faults", [rule])

    def requests_seen(self) -> list[dict[str, Any]]:
        return self.control("GET", "/requests")

    def tenant(self, name: str | None = None) -> dict[str, Any]:
        rows = self.control("GET", "/tenants")
        return next(row for row in rows if name in (None, row["name"]))

    def sign_in(self, credential: Any, tenant: str | None = None, client_id: str | None = None) -> dict[str, Any]:
        """A token by msal, as the collection gets it."""
        first = self.tenant()
        app = msal.ConfidentialClientApplication(
            client_id or first["client_id"],
            authority=f"{self.info['authority_host']}/{tenant or first['tenant_id']}",
            client_credential=credential,
            instance_discovery=False,
            http_client=self.session,
        )
        return app.acquire_token_for_client([SCOPE])

    def post_token(self, tenant: str | None = None, **form: str) -> requests.Response:
        """A raw token request."""
        first = self.tenant()
        form = {"grant_type": "client_credentials", "client_id": first["client_id"], "scope": SCOPE, **form}
        return self.session.post(f"{self.url}/{tenant or first['tenant_id']}/oauth2/v2.0/token", data=form)

    def bearer(self, name: str | None = None) -> str:
        row = self.tenant(name)
        response = self.post_token(row["tenant_id"], client_id=row["client_id"], client_secret=row["client_secret"])
        assert response.status_code == 200, response.text
        return response.json()["access_token"]

    def get(self, path: str, name: str | None = None, bearer: str | None = None) -> requests.Response:
        return self.call("GET", path, name, bearer)

    def call(
        self, method: str, path: str, name: str | None = None, bearer: str | None = None, body: Any = None
    ) -> requests.Response:
        url = path if path.startswith("https:") else self.url + path
        headers = {"Authorization": f"Bearer {bearer or self.bearer(name)}"}
        return self.session.request(method, url, headers=headers, json=body)

    def walk(self, path: str, name: str | None = None) -> Iterator[list[dict[str, Any]]]:
        """The pages of a list."""
        bearer = self.bearer(name)
        url: str | None = path
        while url:
            body = self.get(url, bearer=bearer).json()
            yield body["value"]
            url = body.get("@odata.nextLink")

    def all(self, path: str, name: str | None = None) -> list[dict[str, Any]]:
        return [entity for page in self.walk(path, name) for entity in page]

    def tokens(self, name: str | None = None) -> list[dict[str, Any]]:
        return self.all(TOKENS, name)

    def token(self, name: str, tenant: str | None = None) -> str:
        """The address of a token."""
        return next(f"{TOKENS}/{token['id']}" for token in self.tokens(tenant) if token["tokenName"] == name)


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    assert Shared.folder, "the emulator was not started"
    client = Emulator(Path(Shared.folder.name))
    client.settle("healthy")
    yield client
    client.session.close()


@pytest.fixture
def launch(tmp_path: Path) -> Iterator[Any]:
    """Starts emulators with command lines of one's own: (folder, process)."""
    started: list[subprocess.Popen[str]] = []

    def run(*arguments: str) -> tuple[Path, subprocess.Popen[str]]:
        started.append(start(tmp_path, *arguments))
        return tmp_path, started[-1]

    yield run
    for process in started:
        if process.poll() is None:
            stop(process)
