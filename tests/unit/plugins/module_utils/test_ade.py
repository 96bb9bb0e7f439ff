# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import typing as t

import pytest

from ansible_collections.mdm.intune.plugins.module_utils._ade import (
    TOKEN_INFO,
    Selection,
    normal_form,
    token_info,
    without_secrets,
)
from ansible_collections.mdm.intune.plugins.module_utils._errors import (
    AuthenticationError,
    ConfigurationError,
    GraphError,
)
from ansible_collections.mdm.intune.plugins.module_utils._graph import GraphClient
from ansible_collections.mdm.intune.tests.unit.plugins.fakes import (
    EXPAND,
    MAXIMUM_URL,
    NO_PROFILES,
    TENANT,
    TOKENS_URL,
    FakeSession,
)
from ansible_collections.mdm.intune.tests.unit.plugins.running import Run, tenants

Published = t.Callable[[str], t.Any]

EXAMPLE_ID = "00000000-0000-0000-0000-0000000000aa"
EXAMPLE_FACTS = {
    "kind": "ade_token",
    "tenant_id": TENANT,
    "tenant_name": TENANT,
    "id": EXAMPLE_ID,
    "name": "example-token",
    "token_type": "apple_business_manager",
    "apple_id": "mdm-admin@example.com",
    "expires_at": "2027-03-27T08:57:42Z",
    "modified_at": "2026-03-27T08:57:58Z",
    "last_sync_at": "2026-07-17T11:44:03Z",
    "last_sync_requested_at": "2026-07-17T11:44:00Z",
    "last_sync_error_code": 0,
    "synced_device_count": 7,
    "data_sharing_consent_granted": True,
    "shared_with_school_data_sync": False,
    "role_scope_tag_ids": ["0"],
}


@pytest.fixture
def run(fake_network: dict[str, t.Any]) -> Run:
    return Run(TOKEN_INFO, token_info)


def raw(name: str = "A", identifier: str = "id-a", **properties: t.Any) -> dict[str, t.Any]:
    return {"id": identifier, "tokenName": name, "tokenType": "dep", **properties}


def estate(session: FakeSession, *tokens: t.Any, maximum: t.Any = 100, bearer: str | None = None) -> FakeSession:
    """The answers to the two requests for each tenant."""
    session.get(TOKENS_URL, {"value": list(tokens)}, bearer=bearer)
    return session.get(MAXIMUM_URL, {"maximumDepTokens": maximum}, bearer=bearer)


# One token


def test_a_token_as_graph_sends_it(client: GraphClient, published: Published) -> None:
    (body,) = published("shape_depOnboardingSettings_list_ok")["value"]
    assert normal_form(client, body) == {**EXAMPLE_FACTS, "tenant_name": "Contoso"}


def test_a_token_as_graph_documents_it(client: GraphClient, published: Published) -> None:
    (body,) = published("official_depOnboardingSettings_list")["value"]
    assert body == published("official_depOnboardingSetting_get")["value"]
    assert normal_form(client, body) == {
        "kind": "ade_token",
        "tenant_id": TENANT,
        "tenant_name": "Contoso",
        "id": "40342229-2229-4034-2922-344029223440",
        "name": "Token Name value",
        "token_type": "apple_business_manager",
        "apple_id": "Apple Identifier value",
        "expires_at": "2017-01-01T07:59:54Z",
        "modified_at": "2017-01-01T08:00:35Z",
        "last_sync_at": "2017-01-01T08:03:28Z",
        "last_sync_requested_at": "2017-01-01T08:00:02Z",
        "last_sync_error_code": 1,
        "synced_device_count": 1,
        "data_sharing_consent_granted": True,
        "shared_with_school_data_sync": True,
        "role_scope_tag_ids": ["Role Scope Tag Ids value"],
    }


def test_a_token_with_terms_to_accept(client: GraphClient, published: Published) -> None:
    facts = normal_form(client, published("shape_depOnboardingSetting_get_expand_terms"))
    assert (facts["last_sync_error_code"], facts["synced_device_count"]) == (3, 0)
    assert facts["last_sync_at"] == "2026-04-14T07:06:10Z"


def test_properties_may_be_missing(client: GraphClient) -> None:
    facts = normal_form(client, {"id": "id-a"})
    assert facts == {
        **dict.fromkeys(EXAMPLE_FACTS),
        "kind": "ade_token",
        "tenant_id": TENANT,
        "tenant_name": "Contoso",
        "id": "id-a",
        "role_scope_tag_ids": [],
    }


@pytest.mark.parametrize("never", ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00+00:00", "", None])
def test_never_is_null(client: GraphClient, never: str | None) -> None:
    names = [
        "tokenExpirationDateTime",
        "lastModifiedDateTime",
        "lastSuccessfulSyncDateTime",
        "lastSyncTriggeredDateTime",
    ]
    facts = normal_form(client, raw(**dict.fromkeys(names, never)))
    for name in ("expires_at", "modified_at", "last_sync_at", "last_sync_requested_at"):
        assert facts[name] is None


@pytest.mark.parametrize("value", ["soon", "2026-07-17", "2026-07-17T12:00:00", 5, True, ["2026"], {"a": 1}])
def test_a_timestamp_that_is_none(client: GraphClient, value: t.Any) -> None:
    with pytest.raises(GraphError) as caught:
        normal_form(client, raw(lastSuccessfulSyncDateTime=value))
    assert caught.value.message == (
        f"Tenant Contoso (contoso.example): token id-a: lastSuccessfulSyncDateTime is {value!r}, not a timestamp."
    )
    assert caught.value.tenant_id == TENANT


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("dep", "apple_business_manager"),
        ("appleSchoolManager", "apple_school_manager"),
        ("none", "none"),
        ("unknownFutureValue", "unknownFutureValue"),
        ("Dep", "Dep"),
        (None, None),
        (3, None),
    ],
)
def test_token_types(client: GraphClient, given: t.Any, found: str | None) -> None:
    assert normal_form(client, raw(tokenType=given))["token_type"] == found


@pytest.mark.parametrize("body", [{}, {"id": None}, {"id": ""}, {"tokenName": "A"}], ids=str)
def test_a_token_without_an_id(client: GraphClient, body: dict[str, t.Any]) -> None:
    with pytest.raises(GraphError, match="Graph sent an ADE token without an id"):
        normal_form(client, body)


def test_raw_has_no_secrets(client: GraphClient, published: Published) -> None:
    body = published("shape_depOnboardingSetting_get_expand_terms")
    assert "adminAccountPassword" in body["defaultMacOsEnrollmentProfile"]
    body["defaultMacOsEnrollmentProfile"]["adminAccountPassword"] = "hidden-1"
    body.update(depToken="hidden-2", Token={"a": "hidden-3"}, more=[{"ADMINACCOUNTPASSWORD": "hidden-4", "kept": 1}])
    facts = normal_form(client, body, include_raw=True)
    assert "hidden" not in json.dumps(facts)
    assert facts["raw"]["more"] == [{"kept": 1}]
    assert facts["raw"]["defaultMacOsEnrollmentProfile"]["displayName"] == "macos-policy"
    assert facts["raw"]["tokenName"] == "example-token"
    assert body["depToken"] == "hidden-2"  # a copy was cleaned


def test_raw_is_only_there_when_asked_for(client: GraphClient) -> None:
    assert "raw" not in normal_form(client, raw())
    assert normal_form(client, raw(), include_raw=True)["raw"] == raw()


@pytest.mark.parametrize("value", [None, 5, "text", [], {}, [[{"a": None}]]], ids=str)
def test_what_is_no_secret_stays(value: t.Any) -> None:
    assert without_secrets(value) == value


# What is asked for


def test_all_tokens_of_a_tenant(session: FakeSession, run: Run, published: Published) -> None:
    session.get(TOKENS_URL, published("shape_depOnboardingSettings_list_ok"))
    session.get(MAXIMUM_URL, published("shape_deviceManagement_beta"))
    assert run() == {
        "check": "tokens",
        "tokens": [EXAMPLE_FACTS],
        "tenants": [
            {
                "tenant_id": TENANT,
                "name": TENANT,
                "checked": True,
                "token_count": 1,
                "maximum_tokens": 100,
                "failure": None,
            }
        ],
        "narrowed": False,
        "checked_at": "2026-07-17T12:00:00Z",
        "controller_at": "2026-07-17T12:00:00Z",
    }
    assert run.warnings == []


def test_a_tenant_without_tokens(session: FakeSession, run: Run) -> None:
    estate(session)
    result = run()
    assert (result["tokens"], result["tenants"][0]["token_count"]) == ([], 0)


def test_tokens_on_several_pages(session: FakeSession, run: Run) -> None:
    second = f"{TOKENS_URL}?$skiptoken=2"
    session.get(TOKENS_URL, {"value": [raw("A", "1")], "@odata.nextLink": second})
    session.get(second, {"value": [raw("B", "2")]}).get(MAXIMUM_URL, {})
    result = run()
    assert [token["name"] for token in result["tokens"]] == ["A", "B"]
    assert result["tenants"][0]["token_count"] == 2


THREE = [
    raw("A", "ID-1", tokenType="dep"),
    raw("B", "id-2", tokenType="appleSchoolManager"),
    raw("C", "id-3", tokenType="newKind"),
]


@pytest.mark.parametrize(
    ("given", "ids"),
    [
        ({}, ["ID-1", "id-2", "id-3"]),
        ({"token_id": "id-1"}, ["ID-1"]),
        ({"token_id": "ID-2"}, ["id-2"]),
        ({"token_name": "B"}, ["id-2"]),
        ({"token_name": "B", "token_type": "apple_school_manager"}, ["id-2"]),
        ({"token_type": "apple_business_manager"}, ["ID-1"]),
        ({"token_type": "newKind"}, ["id-3"]),
        ({"token_type": "none"}, []),
        ({"query": "[?name != 'A']"}, ["id-2", "id-3"]),
        ({"query": "[?name != 'A']", "token_type": "newKind"}, ["id-3"]),
    ],
    ids=str,
)
def test_selection(session: FakeSession, run: Run, given: dict[str, t.Any], ids: list[str]) -> None:
    estate(session, *THREE)
    result = run(**given)
    assert [token["id"] for token in result["tokens"]] == ids
    assert result["tenants"][0]["token_count"] == 3
    assert result["narrowed"] is bool(given)


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ({"token_name": "b"}, "token_name 'b'"),
        ({"token_id": "id-9"}, "token_id 'id-9'"),
        ({"token_name": "A", "token_type": "newKind"}, "token_name 'A' and token_type 'newKind'"),
    ],
)
def test_no_such_token(session: FakeSession, run: Run, given: dict[str, t.Any], asked: str) -> None:
    estate(session, *THREE)
    with pytest.raises(ConfigurationError) as caught:
        run(**given)
    assert caught.value.message == f"No token with {asked} in contoso.example. Tokens there: 'A', 'B', 'C'."


def test_no_token_at_all(session: FakeSession, run: Run) -> None:
    estate(session)
    with pytest.raises(ConfigurationError) as caught:
        run(token_name="A")
    assert caught.value.message == "No token with token_name 'A' in contoso.example. There is no token."


def test_many_other_tokens_are_not_all_listed(session: FakeSession, run: Run) -> None:
    estate(session, *(raw(f"T{number:02}", str(number)) for number in range(21)))
    with pytest.raises(ConfigurationError) as caught:
        run(token_name="A")
    assert caught.value.message.endswith("'T18', 'T19', ....")
    assert "T20" not in caught.value.message


def test_an_ambiguous_name(session: FakeSession, run: Run) -> None:
    estate(session, raw("A", "id-2"), raw("A", "id-1"), raw("B", "id-3"))
    with pytest.raises(ConfigurationError) as caught:
        run(token_name="A")
    assert caught.value.message == (
        "Tenant contoso.example has 2 tokens with token_name 'A'. Name one by token_id: id-1, id-2."
    )
    assert caught.value.tenant_id == TENANT


def test_the_type_may_make_a_name_unique(session: FakeSession, run: Run) -> None:
    estate(session, raw("A", "id-1"), raw("A", "id-2", tokenType="appleSchoolManager"))
    assert [token["id"] for token in run(token_name="A", token_type="apple_school_manager")["tokens"]] == ["id-2"]


def test_several_tokens_of_a_type_are_not_ambiguous(session: FakeSession, run: Run) -> None:
    estate(session, raw("A", "id-1"), raw("A", "id-2"))
    assert len(run(token_type="apple_business_manager")["tokens"]) == 2


@pytest.mark.parametrize(
    ("selection", "narrows"),
    [
        (Selection(), False),
        (Selection(token_id="", token_name="", token_type=""), False),
        (Selection(token_id="a"), True),
        (Selection(token_name="a"), True),
        (Selection(token_type="a"), True),
    ],
)
def test_an_empty_selection_is_none(selection: Selection, narrows: bool) -> None:
    assert bool(selection) is narrows


@pytest.mark.parametrize("query", ["[?", "length(@)", "nosuch(@)"])
def test_a_bad_query_sends_no_request(session: FakeSession, run: Run, query: str) -> None:
    with pytest.raises(ConfigurationError, match=r"^query "):
        run(query=query)
    assert session.calls == []


def test_a_query_projects(session: FakeSession, run: Run) -> None:
    estate(session, *THREE)
    assert run(query="[].name")["tokens"] == ["A", "B", "C"]


# Default profiles


def test_default_profiles(session: FakeSession, run: Run, published: Published) -> None:
    body = published("shape_depOnboardingSetting_get_expand_terms")
    session.get(TOKENS_URL, {"value": [raw("A", EXAMPLE_ID)]})
    session.get(f"{TOKENS_URL}/{EXAMPLE_ID}{EXPAND}", body).get(MAXIMUM_URL, {})
    (token,) = run(include=["default_profiles"])["tokens"]
    assert token["default_profiles"] == {
        "ios": None,
        "macos": {
            "id": "ECV2_00000000-0000-0000-0000-0000000000aa_00000000-0000-0000-0000-0000000000bb",
            "name": "macos-policy",
        },
        "tvos": None,
        "visionos": None,
    }


def test_default_profiles_are_read_for_the_selected_tokens_only(session: FakeSession, run: Run) -> None:
    session.get(TOKENS_URL, {"value": THREE})
    session.get(f"{TOKENS_URL}/id-2{EXPAND}", NO_PROFILES).get(MAXIMUM_URL, {})
    (token,) = run(include=["default_profiles"], token_name="B")["tokens"]
    assert token["default_profiles"] == dict.fromkeys(["ios", "macos", "tvos", "visionos"])


def test_the_case_of_their_names_does_not_matter(session: FakeSession, run: Run) -> None:
    profiles = {**NO_PROFILES, "defaultTvOSEnrollmentProfile": {"id": "1", "displayName": "TV"}}
    session.get(TOKENS_URL, {"value": [raw()]}).get(
        f"{TOKENS_URL}/id-a{EXPAND}", {name.upper(): value for name, value in profiles.items()}
    ).get(MAXIMUM_URL, {})
    assert run(include=["default_profiles"])["tokens"][0]["default_profiles"]["tvos"] == {"id": "1", "name": "TV"}


@pytest.mark.parametrize("name", NO_PROFILES)
def test_a_default_profile_that_was_not_expanded(session: FakeSession, run: Run, name: str) -> None:
    """Left out is not the same as not set."""
    body = {key: value for key, value in NO_PROFILES.items() if key != name}
    session.get(TOKENS_URL, {"value": [raw()]}).get(f"{TOKENS_URL}/id-a{EXPAND}", body)
    with pytest.raises(GraphError) as caught:
        run(include=["default_profiles"])
    assert caught.value.message == (
        f"Tenant contoso.example: token id-a: Graph left out {name}, which was to be expanded."
    )


@pytest.mark.parametrize("profile", ["text", [1], 5], ids=str)
def test_a_default_profile_that_is_no_object_is_an_error(session: FakeSession, run: Run, profile: t.Any) -> None:
    body = {**NO_PROFILES, "defaultIosEnrollmentProfile": profile}
    session.get(TOKENS_URL, {"value": [raw()]}).get(f"{TOKENS_URL}/id-a{EXPAND}", body)
    with pytest.raises(GraphError, match="token id-a: defaultIosEnrollmentProfile is no enrollment profile"):
        run(include=["default_profiles"])


@pytest.mark.parametrize("profile", [None, {}], ids=str)
def test_a_default_profile_that_is_empty_is_none(session: FakeSession, run: Run, profile: t.Any) -> None:
    body = {**NO_PROFILES, "defaultIosEnrollmentProfile": profile}
    session.get(TOKENS_URL, {"value": [raw()]}).get(f"{TOKENS_URL}/id-a{EXPAND}", body).get(MAXIMUM_URL, {})
    assert run(include=["default_profiles"])["tokens"][0]["default_profiles"]["ios"] is None


# The maximum


@pytest.mark.parametrize(
    ("body", "maximum"),
    [
        ({"maximumDepTokens": 0}, 0),
        ({"maximumDepTokens": 100}, 100),
        ({}, None),
        ({"maximumDepTokens": None}, None),
        ({"maximumDepTokens": True}, None),
        ({"maximumDepTokens": "100"}, None),
    ],
    ids=str,
)
def test_the_maximum(session: FakeSession, run: Run, body: dict[str, t.Any], maximum: int | None) -> None:
    session.get(TOKENS_URL, {"value": [raw()]}).get(MAXIMUM_URL, body)
    assert run()["tenants"][0]["maximum_tokens"] == maximum
    assert run.warnings == []


def test_the_maximum_is_a_courtesy(session: FakeSession, run: Run) -> None:
    session.get(TOKENS_URL, {"value": [raw()]}).get(MAXIMUM_URL, status=403)
    result = run()
    assert (result["tenants"][0]["checked"], result["tenants"][0]["maximum_tokens"]) == (True, None)
    assert len(result["tokens"]) == 1
    assert len(run.warnings) == 1
    assert run.warnings[0].startswith("maximum_tokens is not known. Tenant contoso.example: Graph answered 403")


# Many tenants


def test_tokens_of_many_tenants_are_in_their_order(session: FakeSession, run: Run) -> None:
    for name in "abc":
        estate(session, raw(f"token of {name}", f"id-{name}"), maximum=5, bearer=name)
    result = run(**tenants("c", "a", "b"))
    assert [(token["tenant_name"], token["name"]) for token in result["tokens"]] == [
        ("c", "token of c"),
        ("a", "token of a"),
        ("b", "token of b"),
    ]
    assert [row["tenant_id"] for row in result["tenants"]] == ["c.example", "a.example", "b.example"]


def test_a_tenant_that_cannot_be_read_is_a_row(session: FakeSession, run: Run) -> None:
    estate(session, raw(), bearer="a")
    session.get(TOKENS_URL, status=401, bearer="b")
    result = run(**tenants("a", "b"))
    assert len(result["tokens"]) == 1
    row = result["tenants"][1]
    assert (row["tenant_id"], row["name"], row["checked"]) == ("b.example", "b", False)
    assert (row["token_count"], row["maximum_tokens"]) == (None, None)
    assert (row["failure"]["status"], row["failure"]["tenant_id"]) == (401, "b.example")
    assert run.warnings == [f"Could not check: {row['failure']['message']}"]


def test_half_a_tenant_is_none(session: FakeSession, run: Run) -> None:
    """A tenant whose second page fails has no tokens in the result rather than some of them."""
    second = f"{TOKENS_URL}?$skiptoken=2"
    session.get(TOKENS_URL, {"value": [raw()], "@odata.nextLink": second}, bearer="a").get(
        second, status=404, bearer="a"
    )
    result = run(**tenants("a"))
    assert result["tokens"] == []
    assert result["tenants"][0]["checked"] is False


def test_no_tenant_could_be_read(session: FakeSession, run: Run) -> None:
    for name in "ab":
        session.get(TOKENS_URL, status=401, headers={"Date": None}, bearer=name)
    result = run(**tenants("a", "b"))
    assert [row["checked"] for row in result["tenants"]] == [False, False]
    assert (result["tokens"], result["checked_at"], result["controller_at"]) == ([], None, None)
    assert len(run.warnings) == 2


def test_one_tenant_asked_for_by_tenant_id_fails_the_task(session: FakeSession, run: Run) -> None:
    session.get(TOKENS_URL, status=401)
    with pytest.raises(AuthenticationError):
        run()


def test_a_name_may_be_in_several_tenants(session: FakeSession, run: Run) -> None:
    for name in "ab":
        estate(session, raw("A", f"id-{name}"), bearer=name)
    assert [token["id"] for token in run(**tenants("a", "b"), token_name="A")["tokens"]] == ["id-a", "id-b"]


def test_one_tenant_with_the_token_is_enough(session: FakeSession, run: Run) -> None:
    estate(session, raw("A"), bearer="a")
    estate(session, raw("B"), bearer="b")
    assert len(run(**tenants("a", "b"), token_name="A")["tokens"]) == 1


def test_a_token_may_be_in_the_tenant_that_could_not_be_read(session: FakeSession, run: Run) -> None:
    estate(session, raw("B"), bearer="a")
    session.get(TOKENS_URL, status=401, bearer="b")
    result = run(**tenants("a", "b"), token_name="A")
    assert result["tokens"] == []
    assert [row["checked"] for row in result["tenants"]] == [True, False]


def test_a_name_is_ambiguous_even_if_other_tenants_could_not_be_read(session: FakeSession, run: Run) -> None:
    estate(session, raw("A", "id-1"), raw("A", "id-2"), bearer="a")
    session.get(TOKENS_URL, status=401, bearer="b")
    with pytest.raises(ConfigurationError, match=r"^Tenant a \(a\.example\) has 2 tokens with token_name 'A'"):
        run(**tenants("a", "b"), token_name="A")


def test_no_tenant_has_the_token(session: FakeSession, run: Run) -> None:
    names = "abcdefg"
    for name in names:
        estate(session, raw(f"of {name}"), bearer=name)
    with pytest.raises(ConfigurationError) as caught:
        run(**tenants(*names), token_name="A")
    assert caught.value.message.startswith(
        "No token with token_name 'A' in a (a.example), b (b.example), c (c.example), d (d.example), e (e.example)"
        " and others. Tokens there: 'of a', 'of b',"
    )
