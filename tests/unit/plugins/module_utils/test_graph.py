# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import datetime as dt
import itertools
import json
import re
import threading
import typing as t
import uuid
from pathlib import Path

import pytest
import requests
import yaml

from ansible_collections.mdm.intune.plugins.module_utils import _graph
from ansible_collections.mdm.intune.plugins.module_utils._auth import Connection, connections, token_source
from ansible_collections.mdm.intune.plugins.module_utils._errors import (
    AuthenticationError,
    GraphError,
    IntuneError,
    TransportError,
)
from ansible_collections.mdm.intune.plugins.module_utils._graph import (
    GraphClient,
    TenantResult,
    error_of,
    json_object_or_raise,
    read_tenants,
)
from ansible_collections.mdm.intune.plugins.module_utils._transport import Transport
from ansible_collections.mdm.intune.tests.unit.plugins.fakes import (
    CLIENT_ID,
    GRAPH,
    LOGIN,
    START,
    TENANT,
    Clock,
    FakeSession,
    answer,
)

Published = t.Callable[[str], t.Any]

PATH = "beta/deviceManagement/things"
URL = f"{GRAPH}/{PATH}"
TOKEN = "token-1"
PERMISSION = "Some.Permission.All"


@pytest.fixture
def client(connect: t.Callable[..., Connection], transport: Transport) -> GraphClient:
    connection = connect(access_token=TOKEN)
    return GraphClient(connection, token_source(connection, transport), transport)


@pytest.fixture
def minting_client(connect: t.Callable[..., Connection], transport: Transport) -> GraphClient:
    connection = connect(client_secret="not-a-secret")
    return GraphClient(connection, token_source(connection, transport), transport)


def get(client: GraphClient) -> dict[str, t.Any]:
    return client.get(PATH, permission=PERMISSION)


def members(client: GraphClient) -> list[dict[str, t.Any]]:
    return list(client.list(PATH, permission=PERMISSION))


def refused(client: GraphClient, read: t.Callable[[GraphClient], t.Any] = get) -> IntuneError:
    with pytest.raises(IntuneError) as caught:
        read(client)
    return caught.value


def graph_error(code: str = "BadRequest", message: str = "No.", **inner: str) -> dict[str, t.Any]:
    return {"error": {"code": code, "message": message, "innerError": inner}}


# One request


def test_a_request(session: FakeSession, client: GraphClient) -> None:
    session.get(URL, {"id": "thing"})
    assert get(client) == {"id": "thing"}
    call = session.calls[0]
    assert call.bearer == TOKEN
    assert call.headers["Accept"] == "application/json"
    assert call.body is None
    assert call.options["allow_redirects"] is False
    uuid.UUID(call.headers["client-request-id"])


def test_the_user_agent_has_the_version_of_the_collection(session: FakeSession, client: GraphClient) -> None:
    galaxy = yaml.safe_load((Path(__file__).resolve().parents[4] / "galaxy.yml").read_text(encoding="utf-8"))
    session.get(URL, {})
    get(client)
    assert session.calls[0].headers["User-Agent"] == f"mdm.intune/{galaxy['version']} ansible"


def test_each_request_has_an_id_of_its_own(session: FakeSession, client: GraphClient) -> None:
    session.get(URL, {}).get(URL, {})
    get(client)
    get(client)
    first, second = (call.headers["client-request-id"] for call in session.calls)
    assert first != second


def test_the_tries_of_one_request_have_one_id(session: FakeSession, client: GraphClient) -> None:
    session.get(URL, status=503).get(URL, {})
    get(client)
    first, second = (call.headers["client-request-id"] for call in session.calls)
    assert first == second


def test_the_query_is_sent_as_given(session: FakeSession, client: GraphClient) -> None:
    session.get(f"{URL}?$expand=a,b&$top=2", {"value": [{"id": 1}]})
    assert list(client.list(PATH, permission=PERMISSION, query="$expand=a,b&$top=2")) == [{"id": 1}]


def test_graph_may_stand_behind_a_gateway(
    session: FakeSession, connect: t.Callable[..., Connection], transport: Transport
) -> None:
    connection = connect(access_token=TOKEN, graph_url="https://gateway.example:8443/graph")
    client = GraphClient(connection, token_source(connection, transport), transport)
    session.get(f"https://gateway.example:8443/graph/{PATH}", {"id": "thing"})
    assert get(client) == {"id": "thing"}


def test_clocks(session: FakeSession, client: GraphClient, clock: Clock) -> None:
    assert (client.server_time, client.controller_time) == (None, None)
    clock.elapsed = 90.0
    session.get(URL, {}, headers={"Date": "Fri, 17 Jul 2026 11:58:00 GMT"})
    get(client)
    assert client.server_time == START - dt.timedelta(minutes=2)
    assert client.controller_time == START + dt.timedelta(seconds=90)


def test_an_answer_without_a_date_keeps_the_last_one(session: FakeSession, client: GraphClient) -> None:
    session.get(URL, {}).get(URL, {}, headers={"Date": None}).get(URL, {}, headers={"Date": "yesterday"})
    for _number in range(3):
        get(client)
    assert client.server_time == START


def test_a_refusal_tells_the_time_as_well(session: FakeSession, client: GraphClient) -> None:
    session.get(URL, graph_error(), status=400)
    refused(client)
    assert client.server_time == START


def test_now_is_graphs_clock_and_what_has_gone_by_since(
    session: FakeSession, client: GraphClient, clock: Clock
) -> None:
    assert client.now == START, "before the first answer it is ours"
    clock.elapsed = 90.0
    session.get(URL, {}, headers={"Date": "Fri, 17 Jul 2026 11:58:00 GMT"})
    get(client)
    assert client.now == START - dt.timedelta(minutes=2)
    clock.elapsed = 100.5
    assert client.now == START - dt.timedelta(minutes=2) + dt.timedelta(seconds=10.5)


def test_now_without_a_date_is_our_clock(session: FakeSession, client: GraphClient, clock: Clock) -> None:
    session.get(URL, {}, headers={"Date": None})
    get(client)
    clock.elapsed = 60.0
    assert client.now == START + dt.timedelta(minutes=1)


# 401


def test_a_refused_token_is_renewed_once(session: FakeSession, minting_client: GraphClient) -> None:
    session.mint("minted-1").get(URL, status=401, bearer="minted-1")
    session.mint("minted-2").get(URL, {"id": "thing"}, bearer="minted-2")
    assert get(minting_client) == {"id": "thing"}


def test_a_fresh_token_that_is_refused_as_well_is_the_end(session: FakeSession, minting_client: GraphClient) -> None:
    body = graph_error("InvalidAuthenticationToken", "Lifetime validation failed.")
    session.mint("minted-1").get(URL, body, status=401, bearer="minted-1")
    session.mint("minted-2").get(URL, body, status=401, bearer="minted-2")
    error = refused(minting_client)
    assert isinstance(error, AuthenticationError)
    assert (error.status, error.code, error.tenant_id) == (401, "InvalidAuthenticationToken", TENANT)
    assert error.message == (
        f"Tenant {TENANT}: Graph answered 401 InvalidAuthenticationToken to GET /{PATH}: Lifetime validation failed."
        " A fresh token was refused as well: check that cloud and graph_url belong to the tenant's cloud."
    )


def test_a_given_token_is_not_tried_again(session: FakeSession, client: GraphClient) -> None:
    session.get(URL, status=401)
    error = refused(client)
    assert isinstance(error, AuthenticationError)
    assert "Graph refuses the given access_token (HTTP 401)" in error.message
    assert (error.status, error.tenant_id) == (401, TENANT)


def test_every_request_may_renew(session: FakeSession, minting_client: GraphClient) -> None:
    session.mint("minted-1")
    for number in (1, 2):
        session.get(URL, status=401, bearer=f"minted-{number}")
        session.mint(f"minted-{number + 1}").get(URL, {}, bearer=f"minted-{number + 1}")
    get(minting_client)
    assert get(minting_client) == {}


# Refusals


def test_403_names_the_permission(session: FakeSession, client: GraphClient, published: Published) -> None:
    session.get(URL, published("shape_error_intune_403_nested_json_message"), status=403)
    error = refused(client)
    assert isinstance(error, GraphError)
    assert error.message == (
        f"Tenant {TENANT}: Graph answered 403 Forbidden to GET /{PATH}: An error has occurred. The call needs the"
        " application permission Some.Permission.All: Entra admin center > App registrations > the app > API"
        " permissions > Add a permission > Microsoft Graph > Application permissions, then Grant admin consent."
        " If it is granted: the tenant needs an active Intune licence, and a Conditional Access policy may block the"
        " app. (request-id 00000000-0000-0000-0000-0000000000ff)"
    )
    assert error.failure == {
        "status": 403,
        "code": "Forbidden",
        "message": error.message,
        "request_id": "00000000-0000-0000-0000-0000000000ff",
        "client_request_id": session.calls[0].headers["client-request-id"],
        "tenant_id": TENANT,
        "permission": PERMISSION,
    }


def test_400_without_intune(session: FakeSession, client: GraphClient, published: Published) -> None:
    session.get(URL, published("shape_error_no_intune_400"), status=400)
    error = refused(client)
    assert error.message == (
        f"Tenant {TENANT}: this tenant has no Intune. (Graph: Request not applicable to target tenant.)"
        " Check tenant_id; an active Intune licence is needed. (request-id 00000000-0000-0000-0000-0000000000ff)"
    )
    assert (error.status, error.code) == (400, "BadRequest")


def test_another_400_is_what_it_says(session: FakeSession, client: GraphClient) -> None:
    session.get(URL, graph_error(message="Invalid filter clause."), status=400)
    assert refused(client).message == (
        f"Tenant {TENANT}: Graph answered 400 BadRequest to GET /{PATH}: Invalid filter clause."
    )


@pytest.mark.parametrize("status", [404, 500, 502])
def test_an_error_without_a_body(session: FakeSession, client: GraphClient, status: int) -> None:
    session.get(URL, status=status, text="")
    error = refused(client)
    assert error.message == f"Tenant {TENANT}: Graph answered {status} to GET /{PATH}."
    assert (error.status, error.code, error.request_id) == (status, None, None)


def test_a_redirect_is_not_followed(session: FakeSession, client: GraphClient) -> None:
    session.get(URL, status=302, text="", headers={"Location": "https://portal.example/"})
    assert refused(client).message == (
        f"Tenant {TENANT}: Graph answered 302 to GET /{PATH}. Graph does not redirect: a proxy or a captive portal has"
        " answered, or graph_url is wrong."
    )


def test_throttling_says_how_long_was_waited(session: FakeSession, client: GraphClient) -> None:
    session.get(URL, status=429, text="", headers={"Retry-After": "100"}).get(
        URL, graph_error("TooManyRequests", "Too many."), status=429, headers={"Retry-After": "100"}
    )
    error = refused(client)
    assert error.message == (
        f"Tenant {TENANT}: Graph answered 429 TooManyRequests to GET /{PATH}: Too many. Gave up after 2 tries and"
        " 100 s: the next try was due in 100 s, retry_timeout is 120 s. Graph throttles this app or tenant: raise"
        " retry_timeout, or lower concurrency."
    )


def test_an_outage_says_how_long_was_waited(session: FakeSession, client: GraphClient) -> None:
    session.get(URL, status=503, text="", headers={"Retry-After": "500"})
    assert refused(client).message == (
        f"Tenant {TENANT}: Graph answered 503 to GET /{PATH}."
        " Gave up after 1 try and 0 s: the next try was due in 500 s, retry_timeout is 120 s."
    )


def test_the_request_id_of_the_header_comes_first(session: FakeSession, client: GraphClient) -> None:
    session.get(URL, graph_error(**{"request-id": "body"}), status=400, headers={"request-id": "header"})
    session.get(URL, graph_error(**{"request-id": "body"}), status=400)
    session.get(URL, {"error": {"code": "A", "innererror": {"request-id": "small"}}}, status=400)
    session.get(URL, {"error": {"code": "A", "innerError": "text"}}, status=400)
    ids = [refused(client).request_id for _number in range(4)]
    assert ids == ["header", "body", "small", None]


def test_no_answer_names_the_tenant(session: FakeSession, client: GraphClient) -> None:
    """A warning about one of many tenants must say which one."""
    session.get(URL, raises=requests.exceptions.SSLError("self-signed"))
    error = refused(client)
    assert isinstance(error, TransportError)
    assert error.tenant_id == TENANT
    assert error.client_request_id == session.calls[0].headers["client-request-id"]
    assert error.message.startswith(f"Tenant {TENANT}: ")
    assert f"No answer to GET {URL}: self-signed." in error.message


def test_no_answer_to_the_sign_in_names_the_tenant(session: FakeSession, minting_client: GraphClient) -> None:
    session.expect("POST", f"{LOGIN}/{TENANT}/oauth2/v2.0/token", raises=requests.exceptions.SSLError("self-signed"))
    error = refused(minting_client)
    assert isinstance(error, TransportError)
    assert error.tenant_id == TENANT
    assert error.message.startswith(f"Tenant {TENANT}: ")


# Writing


def write(client: GraphClient) -> requests.Response:
    return client._send("POST", URL, PERMISSION, {"a": 1})  # type: ignore[return-value]


def test_writing_is_tried_again_when_throttled(session: FakeSession, client: GraphClient) -> None:
    session.expect("POST", URL, 429).expect("POST", URL, 204)
    assert write(client).status_code == 204
    assert [json.loads(call.body) for call in session.calls] == [{"a": 1}, {"a": 1}]


@pytest.mark.parametrize("status", [503, 504])
def test_writing_is_not_tried_again_in_an_outage(session: FakeSession, client: GraphClient, status: int) -> None:
    session.expect("POST", URL, status, text="")
    error = refused(client, write)
    assert error.message == f"Tenant {TENANT}: Graph answered {status} to POST /{PATH}."


def test_writing_is_not_tried_again_without_an_answer(session: FakeSession, client: GraphClient) -> None:
    session.expect("POST", URL, raises=requests.exceptions.ReadTimeout("slow"))
    assert isinstance(refused(client, write), TransportError)
    assert len(session.calls) == 1


def post(client: GraphClient, **kwargs: t.Any) -> dict[str, t.Any]:
    return client.post(PATH, permission=PERMISSION, **kwargs)


@pytest.mark.parametrize(("body", "sent"), [(None, None), ({"appleId": "a"}, {"appleId": "a"}), ({}, {})], ids=str)
def test_a_post(session: FakeSession, client: GraphClient, body: t.Any, sent: t.Any) -> None:
    session.expect("POST", URL, 200, json={"value": "done"})
    assert post(client, body=body) == {"value": "done"}
    (call,) = session.calls
    assert (None if call.body is None else json.loads(call.body)) == sent
    assert call.bearer == TOKEN


@pytest.mark.parametrize(("status", "text"), [(204, ""), (200, ""), (202, " \r\n")])
def test_a_post_without_an_answer_in_words(session: FakeSession, client: GraphClient, status: int, text: str) -> None:
    session.expect("POST", URL, status, text=text)
    assert post(client) == {}


@pytest.mark.parametrize("text", ["<html>sign in</html>", "[]", '{"value": '])
def test_an_answer_to_a_post_that_is_not_graphs(session: FakeSession, client: GraphClient, text: str) -> None:
    session.expect("POST", URL, 200, text=text)
    error = refused(client, post)
    assert isinstance(error, GraphError)
    assert error.message.startswith(f"Tenant {TENANT}: the answer to POST /{PATH} is ")


def test_a_refused_post_names_its_permission(session: FakeSession, client: GraphClient) -> None:
    session.expect("POST", URL, 403, json=graph_error("Forbidden"))
    error = refused(client, post)
    assert error.permission == PERMISSION
    assert f"to POST /{PATH}: No. The call needs the application permission {PERMISSION}: " in error.message


def test_a_throttled_post_is_tried_again(session: FakeSession, client: GraphClient, clock: Clock) -> None:
    session.expect("POST", URL, 429).expect("POST", URL, 429, headers={"Retry-After": "5"})
    session.expect("POST", URL, 204, text="")
    post(client)
    assert clock.sleeps == [1.0, 5.0]


def test_a_throttled_post_may_be_tried_again_only_where_graph_says_when(
    session: FakeSession, client: GraphClient, clock: Clock
) -> None:
    session.expect("POST", URL, 429, headers={"Retry-After": "5"}).expect("POST", URL, 429, json=graph_error("Slow"))
    error = refused(client, lambda client: post(client, retry_unasked=False))
    assert error.status == 429
    assert clock.sleeps == [5.0]


def test_a_post_renews_the_access_token(session: FakeSession, minting_client: GraphClient) -> None:
    session.mint("minted-1").expect("POST", URL, 401, bearer="minted-1")
    session.mint("minted-2").expect("POST", URL, 204, text="", bearer="minted-2")
    assert post(minting_client) == {}


def test_looks_are_those_of_the_transport(client: GraphClient, clock: Clock) -> None:
    seen = [clock.elapsed for _look in client.looks(5.0, 2.0)]
    assert seen == [0.0, 2.0, 4.0, 5.0]


# Bodies


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "empty"),
        (" \r\n", "empty"),
        ("<!DOCTYPE html><title>Sign in</title>", "HTML or XML, not JSON"),
        ("\ufeff<?xml version='1.0'?>", "HTML or XML, not JSON"),
        ('{"value": [{"id": "a"}, {"id', "JSON that breaks off or is damaged"),
        ("{'a': 1}", "JSON that breaks off or is damaged"),
        ("[]", "not a JSON object"),
        ('[{"id": 1}]', "not a JSON object"),
        ("null", "not a JSON object"),
        ("blocked by policy", "not a JSON object"),
    ],
)
@pytest.mark.parametrize("read", [get, members])
def test_bodies_that_are_not_graphs(
    session: FakeSession, client: GraphClient, read: t.Callable[[GraphClient], t.Any], text: str, what: str
) -> None:
    session.get(URL, text=text, headers={"request-id": "request-1"})
    error = refused(client, read)
    assert isinstance(error, GraphError)
    assert error.message == (
        f"Tenant {TENANT}: the answer to GET /{PATH} is {what}. If a proxy stands between, it may have answered"
        " instead. (request-id request-1)"
    )
    assert (error.status, error.permission) == (200, PERMISSION)


@pytest.mark.parametrize("text", ["{}", ' {"a": 1}\n', '\ufeff{"a": 1}', "{ }"])
def test_bodies_that_are_objects(text: str) -> None:
    assert json_object_or_raise(answer(text=text)) == json.loads(text.strip("\ufeff"))


# Lists


def test_a_list_of_one_page(session: FakeSession, client: GraphClient, published: Published) -> None:
    body = published("official_depOnboardingSettings_list")
    session.get(URL, body)
    assert members(client) == body["value"]


def test_an_empty_list(session: FakeSession, client: GraphClient) -> None:
    session.get(URL, {"value": []})
    assert members(client) == []


def test_pages_are_followed_and_may_be_empty(session: FakeSession, client: GraphClient) -> None:
    second, third, fourth = (f"{URL}?$skiptoken={number}" for number in (2, 3, 4))
    session.get(URL, {"value": [{"id": 1}], "@odata.nextLink": second})
    session.get(second, {"value": [], "@odata.nextLink": third})
    session.get(third, {"value": [], "@odata.nextLink": fourth})
    session.get(fourth, {"value": [{"id": 2}, {"id": 3}], "@odata.nextLink": None})
    assert members(client) == [{"id": 1}, {"id": 2}, {"id": 3}]
    assert {call.bearer for call in session.calls} == {TOKEN}


@pytest.mark.parametrize(
    "link", [f"https://graph.microsoft.com:443/{PATH}?page=2", f"https://graph.microsoft.com/v1.0/{PATH}?page=2"]
)
def test_the_next_page_may_have_another_path_on_the_same_host(
    session: FakeSession, client: GraphClient, link: str
) -> None:
    session.get(URL, {"value": [], "@odata.nextLink": link}).get(link, {"value": [{"id": 1}]})
    assert members(client) == [{"id": 1}]


def test_the_case_of_the_host_does_not_matter(session: FakeSession, client: GraphClient) -> None:
    session.get(URL, {"value": [], "@odata.nextLink": f"HTTPS://Graph.Microsoft.COM/{PATH}?page=2"})
    session.get(f"{URL}?page=2", {"value": [{"id": 1}]})
    assert members(client) == [{"id": 1}]


def test_pages_are_read_when_they_are_needed(session: FakeSession, client: GraphClient) -> None:
    session.get(URL, {"value": [{"id": 1}], "@odata.nextLink": f"{URL}?page=2"})
    assert next(client.list(PATH, permission=PERMISSION)) == {"id": 1}


@pytest.mark.parametrize("first", [URL, f"{URL}?page=2"])
def test_pages_in_a_circle(session: FakeSession, client: GraphClient, first: str) -> None:
    session.get(URL, {"value": [{"id": 1}], "@odata.nextLink": f"{URL}?page=2"})
    session.get(f"{URL}?page=2", {"value": [{"id": 2}], "@odata.nextLink": first})
    error = refused(client, members)
    assert error.message == f"Tenant {TENANT}: the pages of /{PATH} link in a circle."


@pytest.mark.parametrize(
    ("link", "named"),
    [
        ("https://evil.example/page", "https://evil.example:443"),
        ("https://graph.microsoft.com.evil.example/page", "https://graph.microsoft.com.evil.example:443"),
        ("https://graph.microsoft.us/page", "https://graph.microsoft.us:443"),
        ("https://graph.microsoft.com:8443/page", "https://graph.microsoft.com:8443"),
        ("http://graph.microsoft.com/page", "http://graph.microsoft.com:80"),
        ("http://graph.microsoft.com:443/page", "http://graph.microsoft.com:443"),
        ("https://graph.microsoft.com@evil.example/page", "https://evil.example:443"),
        ("https://evil.example\\@graph.microsoft.com/page", ""),  # read in two ways by urllib and by requests
        ("https://evil.example\\.graph.microsoft.com/page", "evil.example"),
        ("//evil.example/page", "//evil.example"),
        ("/beta/page", "'/beta/page'"),
        ("", "''"),
        ("https://[evil", "'https://[evil'"),
        ("https://graph.microsoft.com:port/page", "'https://graph.microsoft.com:port/page'"),
        (5, "5"),
        ({"a": 1}, "{'a': 1}"),
        (False, "False"),
    ],
)
def test_no_page_is_fetched_from_elsewhere(session: FakeSession, client: GraphClient, link: t.Any, named: str) -> None:
    session.get(URL, {"value": [{"id": 1}], "@odata.nextLink": link})
    error = refused(client, members)
    assert isinstance(error, GraphError)
    assert error.message.startswith(f"Tenant {TENANT}: the next page of /{PATH} would be on another host, ")
    assert named in error.message
    assert error.message.endswith("It was not asked for, and the access token was not sent there.")
    assert len(session.calls) == 1


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"id": "a"},
        {"value": None},
        {"value": {"id": "a"}},
        {"value": "text"},
        {"value": [{"id": 1}, None]},
        {"value": ["a"]},
    ],
    ids=str,
)
def test_a_list_without_its_members(session: FakeSession, client: GraphClient, body: dict[str, t.Any]) -> None:
    session.get(URL, body)
    error = refused(client, members)
    assert error.message == f"Tenant {TENANT}: the answer to GET /{PATH} has no list of objects as value."
    assert error.permission == PERMISSION


def test_an_error_on_a_later_page_is_an_error(session: FakeSession, client: GraphClient) -> None:
    session.get(URL, {"value": [{"id": 1}], "@odata.nextLink": f"{URL}?page=2"}).get(f"{URL}?page=2", status=404)
    assert refused(client, members).status == 404


# The words of an error


def nested(message: t.Any, key: str = "Message") -> str:
    return json.dumps({"_version": 3, key: message, "RetryAfter": None})


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ("Plain.", "Plain."),
        ("  Plain\r\n words  ", "Plain words"),
        (nested("Inner."), "Inner."),
        (nested("Inner.", "message"), "Inner."),
        (nested(None), ""),
        (nested({"a": 1}), ""),
        (
            nested(
                "An error has occurred - Operation ID (for customer support): 0 - Activity ID: 1 - Url: https://x/y"
            ),
            "An error has occurred",
        ),
        (nested("Not allowed - Activity ID: 1 - Url: https://x.manage.microsoft.com/y"), "Not allowed"),
        ("Bad request - Url: https://x.manage.microsoft.com/y?z", "Bad request"),
        ("See https://x.manage.microsoft.com/y for it", "See for it"),
        ("The url in the filter is not valid", "The url in the filter is not valid"),
        ("x" * 600, "x" * 500),
        (None, ""),
        (5, ""),
        ("", ""),
    ],
)
def test_the_message_of_an_error(message: t.Any, text: str) -> None:
    assert error_of(answer(400, json={"error": {"code": "C", "message": message}})) == ("C", text)


@pytest.mark.parametrize(
    "body", [{}, {"error": None}, {"error": "text"}, {"error": []}, [], {"error": {}}, {"error": {"code": 5}}], ids=str
)
def test_an_error_without_words(body: t.Any) -> None:
    assert error_of(answer(400, json=body)) == (None, "")


def test_internal_addresses_do_not_show(published: Published) -> None:
    body = published("shape_error_intune_403_nested_json_message")
    code, message = error_of(answer(403, json=body))
    assert (code, message) == ("Forbidden", "An error has occurred")
    assert not re.search(r"manage\.microsoft|00000000", message)


# Many tenants


class Reader:
    """Stands for a client where only its tenant matters."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.server_time: dt.datetime | None = START
        self.controller_time: dt.datetime | None = START


def readers(count: int) -> list[t.Any]:
    names = [f"tenant-{number}.example" for number in range(count)]
    return [Reader(connection) for connection in connections({"access_token": TOKEN, "tenants": names}, {})]


def test_results_are_in_the_order_of_the_tenants() -> None:
    clients = readers(4)
    done = {client.connection.tenant_id: threading.Event() for client in clients}
    followers = {a.connection.tenant_id: b.connection.tenant_id for a, b in itertools.pairwise(clients)}

    def read(client: GraphClient) -> str:
        tenant_id = client.connection.tenant_id
        if tenant_id in followers:  # the last tenant is ready first
            assert done[followers[tenant_id]].wait(60)
        done[tenant_id].set()
        return f"read {tenant_id}"

    results = read_tenants(clients, read, 4, isolate=True)
    assert [result.value for result in results] == [f"read tenant-{number}.example" for number in range(4)]
    assert [result.connection for result in results] == [client.connection for client in clients]


class Attendance:
    """Reads tenants, and counts how many at a time; nobody leaves before the expected number has been there."""

    def __init__(self, expected: int) -> None:
        self.most = 0
        self._present = 0
        self._expected = expected
        self._condition = threading.Condition()

    def __call__(self, client: GraphClient) -> str:
        with self._condition:
            self._present += 1
            self.most = max(self.most, self._present)
            self._condition.notify_all()
            assert self._condition.wait_for(lambda: self.most >= self._expected, 60)
            self._present -= 1
        return client.connection.tenant_id


@pytest.mark.parametrize(
    ("tenants", "concurrency", "waiting", "most"),
    [(6, 2, 0, 2), (3, 16, 0, 3), (2, 1, 0, 1), (1, 16, 0, 1), (6, 2, 3, 5), (6, 2, 99, 6)],
)
def test_no_more_tenants_are_read_at_a_time_than_allowed(
    tenants: int, concurrency: int, waiting: int, most: int
) -> None:
    """Those who only wait do not count."""
    read = Attendance(most)
    results = read_tenants(readers(tenants), read, concurrency, isolate=True, waiting=lambda: waiting)
    assert [result.value for result in results] == [f"tenant-{number}.example" for number in range(tenants)]
    assert read.most == most


def test_waiting_has_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_graph, "WAITING_LIMIT", 2)
    read = Attendance(3)
    read_tenants(readers(9), read, 1, isolate=True, waiting=lambda: 99)
    assert read.most == 3


def test_a_single_tenant_needs_no_thread() -> None:
    (result,) = read_tenants(readers(1), lambda _client: threading.current_thread(), 16, isolate=True)
    assert result.value is threading.current_thread()


def test_progress_ends_with_all() -> None:
    told: list[int] = []
    read_tenants(readers(9), lambda client: None, 2, isolate=True, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 9


def test_one_tenant_does_not_end_the_others() -> None:
    def read(client: GraphClient) -> str:
        if client.connection.tenant_id == "tenant-1.example":
            raise GraphError("No.", status=404, code="NotFound")
        return "read"

    results = read_tenants(readers(3), read, 16, isolate=True)
    assert [result.value for result in results] == ["read", None, "read"]
    assert [result.failure for result in results] == [
        None,
        {
            "status": 404,
            "code": "NotFound",
            "message": "No.",
            "request_id": None,
            "client_request_id": None,
            "tenant_id": "tenant-1.example",
            "permission": None,
        },
        None,
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_all_may_fail(count: int) -> None:
    def read(client: GraphClient) -> str:
        raise AuthenticationError(f"No token for {client.connection.tenant_id}.")

    results = read_tenants(readers(count), read, 16, isolate=True)
    failures = [t.cast(t.Any, result.failure)["message"] for result in results]
    assert failures == [f"No token for tenant-{number}.example." for number in range(count)]


@pytest.mark.parametrize("count", [1, 3])
def test_without_isolation_an_error_is_raised(count: int) -> None:
    def read(client: GraphClient) -> str:
        raise GraphError("No.")

    with pytest.raises(GraphError, match=r"^No\.$"):
        read_tenants(readers(count), read, 16, isolate=False)


def test_a_result_has_the_clocks_of_its_tenant() -> None:
    (client,) = readers(1)

    def read(_client: GraphClient) -> int:
        client.server_time, client.controller_time = START + dt.timedelta(hours=1), START + dt.timedelta(hours=2)
        return 5

    assert read_tenants([client], read, 1, isolate=False) == [
        TenantResult(client.connection, 5, None, START + dt.timedelta(hours=1), START + dt.timedelta(hours=2))
    ]


def test_tenants_do_not_share_tokens_or_budgets(session: FakeSession, clock: Clock) -> None:
    """Several real clients on one session, all at once."""
    names = [f"tenant-{number}" for number in range(8)]
    tenants = [{"tenant_id": name, "access_token": f"token of {name}"} for name in names]
    clients = []
    for connection in connections({"client_id": CLIENT_ID, "tenants": tenants}, {}):
        transport = Transport(session, retry_timeout=100, **{**clock.injected(), "monotonic": lambda: 0.0})
        clients.append(GraphClient(connection, token_source(connection, transport), transport))
    for name in names:
        token = f"token of {name}"
        if name == "tenant-3":
            session.get(URL, status=429, headers={"Retry-After": "101"}, text="", bearer=token)
        else:
            session.get(URL, status=429, headers={"Retry-After": "99"}, bearer=token)
            session.get(URL, {"name": name}, bearer=token)
    results = read_tenants(clients, get, 8, isolate=True)
    assert [(result.value or {}).get("name") for result in results] == [
        None if name == "tenant-3" else name for name in names
    ]
    assert [name for name, result in zip(names, results, strict=True) if result.failure] == ["tenant-3"]
