# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.mdm.intune.plugins.module_utils._ade import Facts, Selection
from ansible_collections.mdm.intune.plugins.module_utils._ade_source import Source, identity, read_sources, read_task
from ansible_collections.mdm.intune.plugins.module_utils._argspec import ADE_TOKEN
from ansible_collections.mdm.intune.plugins.module_utils._errors import (
    AuthenticationError,
    ConfigurationError,
    GraphError,
)
from ansible_collections.mdm.intune.plugins.module_utils._graph import GraphClient, TenantResult
from ansible_collections.mdm.intune.plugins.module_utils._task import Task
from ansible_collections.mdm.intune.tests.unit.plugins.fakes import TENANT, TOKENS_URL, FakeSession
from ansible_collections.mdm.intune.tests.unit.plugins.running import Run, tenants

PATH = "beta/deviceManagement/depOnboardingSettings"


def raw(name: str, identifier: str, token_type: str = "dep") -> dict[str, t.Any]:
    return {"id": identifier, "tokenName": name, "tokenType": token_type}


THREE = [raw("A", "ID-1"), raw("Configurator", "id-0", "none"), raw("B", "id-2", "appleSchoolManager")]


def names(client: GraphClient, token: Facts) -> list[t.Any]:
    """Stands for whatever hangs on a token."""
    return [item["name"] for item in client.list(f"{PATH}/{token['id']}/things", permission="Things.Read.All")]


def read(task: Task) -> tuple[list[Source[list[t.Any]]], list[TenantResult[t.Any]]]:
    return read_task(task, Selection.from_params(task.params), names)


@pytest.fixture
def run(fake_network: dict[str, t.Any]) -> Run:
    return Run(ADE_TOKEN, read)


def things(session: FakeSession, token_id: str, *found: str, **kwargs: t.Any) -> FakeSession:
    return session.get(f"{TOKENS_URL}/{token_id}/things", {"value": [{"name": name} for name in found]}, **kwargs)


def test_each_token_is_read(session: FakeSession, run: Run) -> None:
    session.get(TOKENS_URL, {"value": THREE})
    things(session, "ID-1", "x", "y")
    things(session, "id-2")
    sources, results = run()
    assert [(source.token["id"], source.value) for source in sources] == [("ID-1", ["x", "y"]), ("id-2", [])]
    assert [source.row for source in sources] == [
        {
            "tenant_id": TENANT,
            "tenant_name": TENANT,
            "token_id": token_id,
            "token_name": name,
            "checked": True,
            "failure": None,
        }
        for token_id, name in (("ID-1", "A"), ("id-2", "B"))
    ]
    assert [result.failure for result in results] == [None]
    assert run.warnings == []


def test_a_fact_says_to_which_token_it_belongs() -> None:
    token = {"tenant_id": "a.example", "tenant_name": "A", "id": "id-1", "name": "iPads", "kind": "ade_token"}
    assert identity(token) == {
        "tenant_id": "a.example",
        "tenant_name": "A",
        "token_id": "id-1",
        "token_name": "iPads",
    }


def test_apple_configurator_is_no_token(session: FakeSession, run: Run) -> None:
    session.get(TOKENS_URL, {"value": [raw("Configurator", "id-0", "none")]})
    sources, _results = run()
    assert sources == []


@pytest.mark.parametrize("given", [{"token_id": "id-0"}, {"token_name": "Configurator"}], ids=str)
def test_apple_configurator_cannot_be_named(session: FakeSession, run: Run, given: dict[str, str]) -> None:
    session.get(TOKENS_URL, {"value": THREE})
    with pytest.raises(ConfigurationError) as caught:
        run(**given)
    assert caught.value.message.endswith("Tokens there: 'A', 'B'.")


@pytest.mark.parametrize(
    ("given", "token_id"),
    [
        ({"token_id": "id-1"}, "ID-1"),
        ({"token_id": "ID-2"}, "id-2"),
        ({"token_name": "B"}, "id-2"),
        ({"token_name": "A", "token_type": "apple_business_manager"}, "ID-1"),
        ({"token_type": "apple_school_manager"}, "id-2"),
    ],
    ids=str,
)
def test_other_tokens_are_not_read(session: FakeSession, run: Run, given: dict[str, str], token_id: str) -> None:
    session.get(TOKENS_URL, {"value": THREE})
    things(session, token_id, "x")
    sources, _results = run(**given)
    assert [source.token["id"] for source in sources] == [token_id]


@pytest.mark.parametrize("token_type", ["none", "newKind"])
def test_a_type_that_no_token_has_selects_nothing(session: FakeSession, run: Run, token_type: str) -> None:
    session.get(TOKENS_URL, {"value": THREE})
    sources, _results = run(token_type=token_type)
    assert sources == []


@pytest.mark.parametrize(
    ("given", "asked"),
    [({"token_name": "b"}, "token_name 'b'"), ({"token_id": "id-9"}, "token_id 'id-9'")],
)
def test_no_such_token(session: FakeSession, run: Run, given: dict[str, str], asked: str) -> None:
    session.get(TOKENS_URL, {"value": THREE})
    with pytest.raises(ConfigurationError) as caught:
        run(**given)
    assert caught.value.message == f"No token with {asked} in contoso.example. Tokens there: 'A', 'B'."


def test_an_ambiguous_name(session: FakeSession, run: Run) -> None:
    session.get(TOKENS_URL, {"value": [raw("A", "id-2"), raw("A", "id-1")]})
    things(session, "id-2")
    things(session, "id-1")
    with pytest.raises(ConfigurationError, match=r"Name one by token_id: id-1, id-2\.$"):
        run(token_name="A")


# A token that is deleted meanwhile


def test_a_deleted_token_is_a_row_and_the_others_go_on(session: FakeSession, run: Run) -> None:
    session.get(TOKENS_URL, {"value": [raw("A", "id-1"), raw("B", "id-2"), raw("C", "id-3")]})
    things(session, "id-1", "x")
    things(session, "id-2", status=404)
    things(session, "id-3", "z")
    sources, results = run()
    assert [source.value for source in sources] == [["x"], None, ["z"]]
    assert [source.row["checked"] for source in sources] == [True, False, True]
    row = sources[1].row
    assert (row["token_id"], row["token_name"], row["failure"]["status"]) == ("id-2", "B", 404)
    assert (row["failure"]["tenant_id"], row["failure"]["permission"]) == (TENANT, "Things.Read.All")
    assert run.warnings == ["Token B (id-2) was deleted while it was read."]
    assert [result.failure for result in results] == [None]


def test_half_a_token_is_none(session: FakeSession, run: Run) -> None:
    second = f"{TOKENS_URL}/id-1/things?$skiptoken=2"
    session.get(TOKENS_URL, {"value": [raw("A", "id-1")]})
    session.get(f"{TOKENS_URL}/id-1/things", {"value": [{"name": "x"}], "@odata.nextLink": second})
    session.get(second, status=404)
    (source,), _results = run()
    assert (source.value, source.row["checked"]) == (None, False)


def test_a_deleted_token_may_be_the_one_asked_for(session: FakeSession, run: Run) -> None:
    session.get(TOKENS_URL, {"value": THREE})
    things(session, "id-2", status=404)
    (source,), _results = run(token_id="id-2")
    assert source.row["checked"] is False
    assert len(run.warnings) == 1


# Every other error is the tenant's


@pytest.mark.parametrize(("status", "error"), [(400, GraphError), (401, AuthenticationError), (403, GraphError)])
def test_other_errors_are_the_tenants(session: FakeSession, run: Run, status: int, error: type[Exception]) -> None:
    session.get(TOKENS_URL, {"value": [raw("A", "id-1"), raw("B", "id-2")]})
    things(session, "id-1", status=status)
    with pytest.raises(error):
        run()
    assert run.warnings == []


def test_the_list_of_tokens_is_the_tenants(session: FakeSession, run: Run) -> None:
    session.get(TOKENS_URL, status=404)
    with pytest.raises(GraphError):
        run()
    assert run.warnings == []


def test_an_answer_that_is_no_list_is_the_tenants(session: FakeSession, run: Run) -> None:
    session.get(TOKENS_URL, {"value": [raw("A", "id-1")]})
    session.get(f"{TOKENS_URL}/id-1/things", {})
    with pytest.raises(GraphError, match="has no list of objects as value"):
        run()


def test_other_exceptions_are_not_hidden(session: FakeSession, client: GraphClient) -> None:
    session.get(TOKENS_URL, {"value": THREE})
    with pytest.raises(ZeroDivisionError):
        read_sources(client, Selection(), lambda _client, _token: 1 / 0)


def test_a_tenant_that_fails_does_not_end_the_others(session: FakeSession, run: Run) -> None:
    for name in "abc":
        session.get(TOKENS_URL, {"value": [raw(f"of {name}", f"id-{name}")]}, bearer=name)
    things(session, "id-a", "x", bearer="a")
    things(session, "id-b", status=403, bearer="b")
    things(session, "id-c", status=404, bearer="c")
    sources, results = run(**tenants("a", "b", "c"))
    assert [(source.token["tenant_name"], source.row["checked"]) for source in sources] == [("a", True), ("c", False)]
    assert [result.failure and result.failure["tenant_id"] for result in results] == [None, "b.example", None]
    assert [warning.partition(":")[0] for warning in run.warnings] == [
        "Could not check",
        "Token of c (id-c) was deleted while it was read.",
    ]
