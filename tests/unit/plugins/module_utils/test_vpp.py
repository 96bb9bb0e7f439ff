# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import typing as t

import pytest

from ansible_collections.mdm.intune.plugins.module_utils._errors import ConfigurationError, GraphError
from ansible_collections.mdm.intune.plugins.module_utils._graph import GraphClient
from ansible_collections.mdm.intune.plugins.module_utils._vpp import VPP_TOKEN_INFO, read_vpp_tokens, vpp_token_info
from ansible_collections.mdm.intune.tests.unit.plugins.fakes import (
    EXPAND,
    GRAPH,
    NO_PROFILES,
    TENANT,
    TOKENS_URL,
    FakeSession,
)
from ansible_collections.mdm.intune.tests.unit.plugins.running import Run, tenants

Published = t.Callable[[str], t.Any]

URL = f"{GRAPH}/beta/deviceAppManagement/vppTokens"
VPP_ID = "9ceb2f92-2f92-9ceb-922f-eb9c922feb9c"


@pytest.fixture
def run(fake_network: dict[str, t.Any]) -> Run:
    return Run(VPP_TOKEN_INFO, vpp_token_info)


def raw(identifier: t.Any = VPP_ID, **properties: t.Any) -> dict[str, t.Any]:
    return {"id": identifier, **properties}


def estate(session: FakeSession, *vpp_tokens: dict[str, t.Any], **profiles: list[dict[str, t.Any]]) -> None:
    """The VPP tokens of a tenant, and the enrollment profiles of its ADE tokens by their ids."""
    session.get(URL, {"value": list(vpp_tokens)})
    session.get(TOKENS_URL, {"value": [{"id": name, "tokenName": f"token {name}"} for name in profiles]})
    for name, found in profiles.items():
        session.get(f"{TOKENS_URL}/{name}{EXPAND}", NO_PROFILES)
        session.get(f"{TOKENS_URL}/{name}/enrollmentProfiles", {"value": found})


def read_one(session: FakeSession, client: GraphClient, vpp_token: dict[str, t.Any], **kwargs: t.Any) -> t.Any:
    estate(session, vpp_token)
    (found,) = read_vpp_tokens(client, **kwargs)
    return found


# One token


def test_a_token_as_graph_documents_it(session: FakeSession, client: GraphClient, published: Published) -> None:
    (body,) = published("official_vppTokens_list_beta")["value"]
    assert read_one(session, client, body) == {
        "kind": "vpp_token",
        "tenant_id": TENANT,
        "tenant_name": "Contoso",
        "id": VPP_ID,
        "name": "Display Name value",
        "organization_name": "Organization Name value",
        "location_name": "Location Name value",
        "account_type": "education",
        "apple_id": "Apple Id value",
        "country_or_region": "Country Or Region value",
        "state": "valid",
        "expires_at": "2017-01-01T07:57:57Z",
        "modified_at": "2017-01-01T08:00:35Z",
        "last_sync_at": "2017-01-01T08:02:49Z",
        "last_sync_status": "in_progress",
        "automatically_update_apps": True,
        "data_sharing_consent_granted": True,
        "role_scope_tag_ids": ["Role Scope Tag Ids value"],
        "profiles": [],
    }


def test_a_token_as_graph_sends_it(session: FakeSession, client: GraphClient, published: Published) -> None:
    """With the properties of v1.0, which beta has as well."""
    (body,) = published("shape_vppTokens_list_v1")["value"]
    assert read_one(session, client, body) == {
        "kind": "vpp_token",
        "tenant_id": TENANT,
        "tenant_name": "Contoso",
        "id": "00000000-0000-0000-0000-0000000000ee",
        "name": "Example",
        "organization_name": "Example",
        "location_name": None,
        "account_type": "business",
        "apple_id": "content-manager@example.com",
        "country_or_region": "gb",
        "state": "valid",
        "expires_at": "2026-09-25T17:09:22Z",
        "modified_at": "2026-07-17T14:50:53Z",
        "last_sync_at": "2026-07-17T14:50:53Z",
        "last_sync_status": "completed",
        "automatically_update_apps": True,
        "data_sharing_consent_granted": None,
        "role_scope_tag_ids": [],
        "profiles": [],
    }


def test_properties_may_be_missing(session: FakeSession, client: GraphClient) -> None:
    found = read_one(session, client, raw())
    assert {name: value for name, value in found.items() if value is not None} == {
        "kind": "vpp_token",
        "tenant_id": TENANT,
        "tenant_name": "Contoso",
        "id": VPP_ID,
        "role_scope_tag_ids": [],
        "profiles": [],
    }


@pytest.mark.parametrize(
    ("names", "name"),
    [
        ({"displayName": "D", "locationName": "L", "organizationName": "O"}, "D"),
        ({"displayName": None, "locationName": "L", "organizationName": "O"}, "L"),
        ({"displayName": "", "locationName": "", "organizationName": "O"}, "O"),
        ({"organizationName": None}, None),
    ],
    ids=str,
)
def test_names(session: FakeSession, client: GraphClient, names: dict[str, t.Any], name: str | None) -> None:
    assert read_one(session, client, raw(**names))["name"] == name


@pytest.mark.parametrize(
    ("given", "state"),
    [
        ("unknown", "unknown"),
        ("valid", "valid"),
        ("expired", "expired"),
        ("invalid", "invalid"),
        ("assignedToExternalMDM", "assigned_to_external_mdm"),
        ("duplicateLocationId", "duplicate_location_id"),
        ("unknownFutureValue", "unknownFutureValue"),
        (None, None),
    ],
)
def test_states(session: FakeSession, client: GraphClient, given: str | None, state: str | None) -> None:
    assert read_one(session, client, raw(state=given))["state"] == state


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ("none", "none"),
        ("inProgress", "in_progress"),
        ("completed", "completed"),
        ("failed", "failed"),
        ("unknownFutureValue", "unknownFutureValue"),
        (None, None),
    ],
)
def test_sync_statuses(session: FakeSession, client: GraphClient, given: str | None, status: str | None) -> None:
    assert read_one(session, client, raw(lastSyncStatus=given))["last_sync_status"] == status


@pytest.mark.parametrize("name", ["expirationDateTime", "lastModifiedDateTime", "lastSyncDateTime"])
def test_a_timestamp_that_is_none(session: FakeSession, client: GraphClient, name: str) -> None:
    with pytest.raises(GraphError, match=f"VPP token {VPP_ID}: {name} is 'soon', not a timestamp"):
        read_one(session, client, raw(**{name: "soon"}))


@pytest.mark.parametrize("identifier", [None, ""], ids=str)
def test_a_token_without_an_id(session: FakeSession, client: GraphClient, identifier: t.Any) -> None:
    with pytest.raises(GraphError, match="Graph sent a VPP token without an id"):
        read_one(session, client, raw(identifier))


@pytest.mark.parametrize("include_raw", [True, False])
def test_the_token_itself_stays_inside(
    session: FakeSession, client: GraphClient, published: Published, include_raw: bool
) -> None:
    (body,) = published("official_vppTokens_list_beta")["value"]
    assert body["token"] == "Token value"
    nested = {"tokenActionResults": [{"Token": "Token value", "actionName": "a"}]}
    found = read_one(session, client, {**body, **nested}, include_raw=include_raw)
    assert "Token value" not in json.dumps(found)
    assert ("raw" in found) is include_raw
    if include_raw:
        assert set(found["raw"]) == set(body) - {"token"}
        assert found["raw"]["tokenActionResults"] == [{"actionName": "a"}]


# Who relies on it


def test_profiles_that_rely_on_a_token(session: FakeSession, run: Run) -> None:
    estate(
        session,
        raw(VPP_ID, displayName="relied on"),
        raw("other", displayName="not relied on"),
        a=[
            {"id": "a_1", "displayName": "a1", "companyPortalVppTokenId": VPP_ID.upper()},
            {"id": "a_2", "displayName": "a2", "companyPortalVppTokenId": None},
            {"id": "a_3", "displayName": "a3"},
        ],
        b=[{"id": "b_1", "displayName": "b1", "companyPortalVppTokenId": VPP_ID}],
    )
    first, second = run()["vpp_tokens"]
    assert first["profiles"] == [
        {"id": "a_1", "name": "a1", "token_id": "a", "token_name": "token a"},
        {"id": "b_1", "name": "b1", "token_id": "b", "token_name": "token b"},
    ]
    assert second["profiles"] == []


@pytest.mark.parametrize("unset", [None, "", "None", "00000000-0000-0000-0000-000000000000"], ids=str)
def test_nobody_relies_on_a_token_that_is_not_named(session: FakeSession, client: GraphClient, unset: t.Any) -> None:
    estate(session, raw(), a=[{"id": "a_1", "companyPortalVppTokenId": unset}])
    assert read_vpp_tokens(client)[0]["profiles"] == []


def test_an_enrollment_token_that_is_deleted_meanwhile_relies_on_nothing(session: FakeSession, run: Run) -> None:
    session.get(URL, {"value": [raw()]}).get(TOKENS_URL, {"value": [{"id": "a", "tokenName": "A"}]})
    session.get(f"{TOKENS_URL}/a{EXPAND}", status=404)
    (found,) = run()["vpp_tokens"]
    assert found["profiles"] == []


@pytest.mark.parametrize("url", [URL, TOKENS_URL])
def test_errors_are_raised(session: FakeSession, run: Run, url: str) -> None:
    if url != URL:
        session.get(URL, {"value": [raw()]})
    session.get(url, status=403)
    with pytest.raises(GraphError) as caught:
        run()
    assert caught.value.permission == "DeviceManagementServiceConfig.Read.All"


def test_profiles_that_cannot_be_read_are_an_error(session: FakeSession, run: Run) -> None:
    """A VPP token on which nobody seems to rely weighs less: it must not seem so."""
    session.get(URL, {"value": [raw()]}).get(TOKENS_URL, {"value": [{"id": "a", "tokenName": "A"}]})
    session.get(f"{TOKENS_URL}/a{EXPAND}", NO_PROFILES)
    session.get(f"{TOKENS_URL}/a/enrollmentProfiles", status=403)
    with pytest.raises(GraphError):
        run()


# The task


def test_tokens_on_several_pages(session: FakeSession, run: Run) -> None:
    second = f"{URL}?$skiptoken=2"
    session.get(URL, {"value": [raw("1")], "@odata.nextLink": second}).get(second, {"value": [raw("2")]})
    session.get(TOKENS_URL, {"value": []})
    result = run()
    assert [item["id"] for item in result["vpp_tokens"]] == ["1", "2"]
    assert (result["check"], result["narrowed"]) == ("vpp_tokens", False)
    assert result["tenants"] == [{"tenant_id": TENANT, "name": TENANT, "checked": True, "failure": None}]
    assert result["checked_at"] == "2026-07-17T12:00:00Z"


def test_a_tenant_without_tokens(session: FakeSession, run: Run) -> None:
    estate(session)
    assert run()["vpp_tokens"] == []


def test_a_query_picks(session: FakeSession, run: Run) -> None:
    estate(session, raw("1", displayName="a"), raw("2", displayName="b"))
    result = run(query="[?name == 'b'].id")
    assert (result["vpp_tokens"], result["narrowed"]) == (["2"], True)


def test_a_bad_query_sends_no_request(session: FakeSession, run: Run) -> None:
    with pytest.raises(ConfigurationError, match=r"^query "):
        run(query="[?")
    assert session.calls == []


def test_a_tenant_that_fails_does_not_end_the_others(session: FakeSession, run: Run) -> None:
    session.get(URL, status=403, bearer="a")
    session.get(URL, {"value": [raw()]}, bearer="b").get(TOKENS_URL, {"value": []}, bearer="b")
    result = run(**tenants("a", "b"))
    assert [item["tenant_name"] for item in result["vpp_tokens"]] == ["b"]
    assert [row["checked"] for row in result["tenants"]] == [False, True]
    assert len(run.warnings) == 1
