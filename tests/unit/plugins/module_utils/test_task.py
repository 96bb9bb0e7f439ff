# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import datetime as dt
import typing as t
from pathlib import Path

import pytest
import requests

from ansible_collections.mdm.intune.plugins.module_utils._argspec import GRAPH as GRAPH_SPEC
from ansible_collections.mdm.intune.plugins.module_utils._errors import ConfigurationError, GraphError, IntuneError
from ansible_collections.mdm.intune.plugins.module_utils._graph import GraphClient, TenantResult
from ansible_collections.mdm.intune.plugins.module_utils._task import Task, clocks
from ansible_collections.mdm.intune.tests.unit.plugins.fakes import (
    CLIENT_ID,
    MAXIMUM_URL,
    START,
    TENANT,
    Clock,
    FakeSession,
)

Network = dict[str, t.Any]

TOKEN = "token-1"


def options(**given: t.Any) -> dict[str, t.Any]:
    """The options of a task as AnsibleModule hands them over."""
    defaults = {name: option.get("default") for name, option in GRAPH_SPEC.options.items()}
    return {**defaults, "tenant_id": TENANT, "access_token": TOKEN, **given}


def many(*tenants: t.Any, **given: t.Any) -> dict[str, t.Any]:
    return options(tenant_id=None, access_token=None, tenants=list(tenants), **given)


def tenant(name: str) -> dict[str, str]:
    return {"tenant_id": f"{name}.example", "name": name, "access_token": f"token of {name}"}


def read(client: GraphClient) -> dict[str, t.Any]:
    return client.get("beta/deviceManagement", permission="Some.Permission.All")


@pytest.fixture
def warnings() -> list[str]:
    return []


# What cannot be right is refused before anything else


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"concurrency": 0}, "concurrency must be greater than 0, it is 0."),
        ({"concurrency": -1}, "concurrency must be greater than 0, it is -1."),
        ({"timeout": 0.0}, "timeout must be greater than 0, it is 0."),
        ({"timeout": -2.5}, "timeout must be greater than 0, it is -2.5."),
        ({"retry_timeout": -1.0}, "retry_timeout must not be negative; 0 means never to try again."),
        ({"ca_path": "/no/such/ca.pem"}, "ca_path /no/such/ca.pem does not exist."),
        ({"tenants": []}, "tenants is an empty list: nothing would be checked. Name at least one tenant."),
        ({"cloud": "mars"}, "cloud is 'mars'; known clouds are public, usgov, usgov_dod, china."),
    ],
    ids=str,
)
def test_options_that_cannot_be_right(
    fake_network: Network, warnings: list[str], given: dict[str, t.Any], message: str
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        Task(options(**given), {}, warnings.append)
    assert caught.value.message == message
    assert fake_network == {}


def test_a_ca_path_of_the_environment_must_exist(fake_network: Network, warnings: list[str]) -> None:
    with pytest.raises(ConfigurationError, match="ca_path /no/such does not exist"):
        Task(options(), {"INTUNE_CA_PATH": "/no/such"}, warnings.append)
    assert fake_network == {}


# The session


def test_the_session_is_made_as_told(fake_network: Network, warnings: list[str], tmp_path: Path) -> None:
    given = options(ca_path=str(tmp_path), validate_certs=False, proxy="http://proxy.example:8080")
    Task(given, {"INTUNE_CA_PATH": "/no/such"}, warnings.append)
    assert fake_network == {
        "ca_path": str(tmp_path),
        "validate_certs": False,
        "proxy": "http://proxy.example:8080",
        "connections": 1,
    }


def test_the_session_by_default(fake_network: Network, warnings: list[str], tmp_path: Path) -> None:
    Task(options(), {"INTUNE_CA_PATH": str(tmp_path)}, warnings.append)
    assert fake_network == {"ca_path": str(tmp_path), "validate_certs": True, "proxy": None, "connections": 1}


@pytest.mark.parametrize(("concurrency", "connections"), [(2, 2), (16, 3)])
def test_the_session_has_a_connection_for_each_thread(
    fake_network: Network, warnings: list[str], concurrency: int, connections: int
) -> None:
    Task(many(*map(tenant, "abc"), concurrency=concurrency), {}, warnings.append)
    assert fake_network["connections"] == connections


def test_timeouts_reach_the_requests(fake_network: Network, session: FakeSession, warnings: list[str]) -> None:
    session.get(MAXIMUM_URL, status=503, text="", headers={"Retry-After": "6"})
    with pytest.raises(GraphError, match=r"retry_timeout is 5 s\."):
        Task(options(timeout=2.0, retry_timeout=5.0), {}, warnings.append).read(read)
    assert session.calls[0].options["timeout"] == 2.0


def test_no_time_for_retries_is_allowed(fake_network: Network, session: FakeSession, warnings: list[str]) -> None:
    session.get(MAXIMUM_URL, status=503, text="")
    with pytest.raises(GraphError, match="Gave up after 1 try"):
        Task(options(retry_timeout=0.0), {}, warnings.append).read(read)


def test_a_session_may_be_given(session: FakeSession, warnings: list[str]) -> None:
    session.get(MAXIMUM_URL, {"id": "deviceManagement"})
    (result,) = Task(options(), {}, warnings.append, session).read(read)
    assert result.value == {"id": "deviceManagement"}


# One tenant or many


def test_one_tenant(fake_network: Network, session: FakeSession, warnings: list[str]) -> None:
    session.get(MAXIMUM_URL, {"id": "deviceManagement"}, bearer=TOKEN)
    (result,) = Task(options(), {}, warnings.append).read(read)
    assert (result.value, result.failure) == ({"id": "deviceManagement"}, None)
    assert (result.connection.tenant_id, result.server_time) == (TENANT, START)
    assert warnings == []


def test_the_failure_of_the_one_tenant_is_raised(
    fake_network: Network, session: FakeSession, warnings: list[str]
) -> None:
    session.get(MAXIMUM_URL, status=404)
    with pytest.raises(GraphError):
        Task(options(), {}, warnings.append).read(read)
    assert warnings == []


def test_the_failure_of_one_of_many_is_a_result_and_a_warning(
    fake_network: Network, session: FakeSession, warnings: list[str]
) -> None:
    for name, status in (("a", 200), ("b", 404), ("c", 200)):
        session.get(MAXIMUM_URL, {"id": name}, status=status, bearer=f"token of {name}")
    results = Task(many(*map(tenant, "abc")), {}, warnings.append).read(read)
    assert [result.value for result in results] == [{"id": "a"}, None, {"id": "c"}]
    failure = t.cast(t.Any, results[1].failure)
    assert (failure["status"], failure["tenant_id"]) == (404, "b.example")
    assert warnings == [f"Could not check: {failure['message']}"]
    assert "Tenant b (b.example): " in warnings[0]


def test_a_list_of_one_isolates_as_well(fake_network: Network, session: FakeSession, warnings: list[str]) -> None:
    session.get(MAXIMUM_URL, status=404)
    (result,) = Task(many(tenant("a")), {}, warnings.append).read(read)
    assert result.value is None
    assert len(warnings) == 1


def test_a_warning_about_a_missing_answer_names_the_tenant(
    fake_network: Network, session: FakeSession, warnings: list[str]
) -> None:
    for name in "ab":
        session.get(MAXIMUM_URL, raises=requests.exceptions.SSLError("self-signed"), bearer=f"token of {name}")
    results = Task(many(*map(tenant, "ab")), {}, warnings.append).read(read)
    assert [t.cast(t.Any, result.failure)["tenant_id"] for result in results] == ["a.example", "b.example"]
    assert ["a.example" in warnings[0], "b.example" in warnings[1]] == [True, True]


def test_other_exceptions_are_not_hidden(fake_network: Network, warnings: list[str]) -> None:
    def broken(client: GraphClient) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        Task(many(tenant("a")), {}, warnings.append).read(broken)


# Several reads, and check mode


def test_a_tenant_keeps_its_access_token(fake_network: Network, session: FakeSession, warnings: list[str]) -> None:
    task = Task(options(access_token=None, client_id=CLIENT_ID, client_secret="not-a-secret"), {}, warnings.append)
    session.mint("minted-1").get(MAXIMUM_URL, {}, bearer="minted-1", times=2)
    clients = []

    def note(client: GraphClient) -> None:
        clients.append(client)
        read(client)

    task.read(note)
    task.read(note)
    assert clients[0] is clients[1]


def test_reads_of_a_tenant_share_the_time_for_retries(
    fake_network: Network, session: FakeSession, warnings: list[str]
) -> None:
    task = Task(options(retry_timeout=10.0), {}, warnings.append)
    session.get(MAXIMUM_URL, status=503, headers={"Retry-After": "8"}).get(MAXIMUM_URL, {})
    task.read(read)
    session.get(MAXIMUM_URL, status=503, headers={"Retry-After": "8"})
    with pytest.raises(GraphError, match="Gave up after 1 try"):
        task.read(read)


def test_nothing_is_sent_before_a_read(fake_network: Network, session: FakeSession, warnings: list[str]) -> None:
    Task(options(access_token=None, client_id=CLIENT_ID, client_secret="not-a-secret"), {}, warnings.append)
    assert session.calls == []


def test_check_mode_is_known(fake_network: Network, warnings: list[str]) -> None:
    assert Task(options(), {}, warnings.append).check_mode is False
    assert Task(options(), {}, warnings.append, check_mode=True).check_mode is True


# The token cache


@pytest.mark.parametrize("from_environment", [True, False])
def test_tokens_outlive_the_task(
    fake_network: Network, session: FakeSession, warnings: list[str], tmp_path: Path, from_environment: bool
) -> None:
    path = str(tmp_path / "cache")
    environ = {"INTUNE_TOKEN_CACHE": path if from_environment else str(tmp_path / "other")}
    given = options(access_token=None, client_id=CLIENT_ID, client_secret="not-a-secret")
    given["token_cache"] = None if from_environment else path
    session.mint("minted-1").get(MAXIMUM_URL, {}, bearer="minted-1", times=2)
    for _number in range(2):
        Task(given, environ, warnings.append).read(read)
    assert [file.name for file in sorted(tmp_path.iterdir())] == ["cache", "cache.lock"]
    assert warnings == []


def test_a_token_is_kept_even_if_graph_fails(
    fake_network: Network, session: FakeSession, warnings: list[str], tmp_path: Path
) -> None:
    given = options(
        access_token=None, client_id=CLIENT_ID, client_secret="not-a-secret", token_cache=str(tmp_path / "cache")
    )
    session.mint("minted-1").get(MAXIMUM_URL, status=404).get(MAXIMUM_URL, {}, bearer="minted-1")
    task = Task(given, {}, warnings.append)
    with pytest.raises(IntuneError):
        task.read(read)
    Task(given, {}, warnings.append).read(read)
    assert (tmp_path / "cache").is_file()


def test_without_the_option_nothing_is_written(
    fake_network: Network, session: FakeSession, warnings: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    session.mint("minted-1").get(MAXIMUM_URL, {})
    Task(options(access_token=None, client_id=CLIENT_ID, client_secret="not-a-secret"), {}, warnings.append).read(read)
    assert list(tmp_path.iterdir()) == []


# Clocks


def result(server: int | None, ours: int | None) -> TenantResult[None]:
    times = [None if hours is None else START + dt.timedelta(hours=hours) for hours in (server, ours)]
    return TenantResult(t.cast(t.Any, None), None, None, *times)


@pytest.mark.parametrize(
    ("results", "checked_at", "controller_at"),
    [
        ([], None, None),
        ([result(None, None)], None, None),
        ([result(None, 9)], None, None),
        ([result(0, 1)], "2026-07-17T12:00:00Z", "2026-07-17T13:00:00Z"),
        # Graph's clocks may differ: what counts is who answered last.
        ([result(5, 1), result(3, 2), result(None, 9)], "2026-07-17T15:00:00Z", "2026-07-17T14:00:00Z"),
    ],
)
def test_clocks(results: list[TenantResult[None]], checked_at: str | None, controller_at: str | None) -> None:
    assert clocks(results) == {"checked_at": checked_at, "controller_at": controller_at}


def test_clocks_of_a_task(fake_network: Network, session: FakeSession, warnings: list[str], clock: Clock) -> None:
    clock.elapsed = 61.0
    session.get(MAXIMUM_URL, {})
    results = Task(options(), {}, warnings.append).read(read)
    assert clocks(results) == {"checked_at": "2026-07-17T12:00:00Z", "controller_at": "2026-07-17T12:01:01Z"}
