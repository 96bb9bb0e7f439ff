# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.mdm.intune.plugins.module_utils._ade_profile import (
    PROFILE_INFO,
    bare_id,
    profile_info,
    read_profiles,
)
from ansible_collections.mdm.intune.plugins.module_utils._errors import ConfigurationError, GraphError
from ansible_collections.mdm.intune.plugins.module_utils._graph import GraphClient
from ansible_collections.mdm.intune.tests.unit.plugins.fakes import (
    EXPAND,
    NO_PROFILES,
    TENANT,
    TOKENS_URL,
    FakeSession,
)
from ansible_collections.mdm.intune.tests.unit.plugins.running import Run

Published = t.Callable[[str], t.Any]

TOKEN_ID = "00000000-0000-0000-0000-0000000000aa"
GUID = "00000000-0000-0000-0000-0000000000bb"
OTHER = "00000000-0000-0000-0000-0000000000cc"
LEGACY = f"{TOKEN_ID}_{GUID}"
MIRRORED = f"ECV2_{TOKEN_ID}_{GUID}"
TOKEN = {"tenant_id": TENANT, "tenant_name": "Contoso", "id": TOKEN_ID, "name": "iPads"}
PROFILES_URL = f"{TOKENS_URL}/{TOKEN_ID}/enrollmentProfiles"


@pytest.fixture
def run(fake_network: dict[str, t.Any]) -> Run:
    return Run(PROFILE_INFO, profile_info)


def raw(identifier: str = LEGACY, **properties: t.Any) -> dict[str, t.Any]:
    return {"@odata.type": "#microsoft.graph.depIOSEnrollmentProfile", "id": identifier, **properties}


def answers(session: FakeSession, *profiles: dict[str, t.Any], token_id: str = TOKEN_ID, **defaults: t.Any) -> None:
    """The answers to the two requests for each token; defaults by the name of their property."""
    session.get(f"{TOKENS_URL}/{token_id}{EXPAND}", {**NO_PROFILES, **defaults})
    session.get(f"{TOKENS_URL}/{token_id}/enrollmentProfiles", {"value": list(profiles)})


def read_one(session: FakeSession, client: GraphClient, profile: dict[str, t.Any], **defaults: t.Any) -> t.Any:
    answers(session, profile, **defaults)
    (found,) = read_profiles(client, TOKEN)
    return found


# Ids


@pytest.mark.parametrize(
    ("profile_id", "guid"),
    [
        (LEGACY, GUID),
        (MIRRORED, GUID),
        (GUID, GUID),
        (LEGACY.upper(), GUID),
        (GUID.upper(), GUID),
        ("Requested Enrollment Profile Id value", "requested enrollment profile id value"),
        ("00000000000000000000000000000000", "00000000000000000000000000000000"),
        ("", None),
        (None, None),
        (5, None),
        ([GUID], None),
    ],
    ids=str,
)
def test_profile_ids(profile_id: t.Any, guid: str | None) -> None:
    assert bare_id(profile_id) == guid


@given(token_id=st.uuids(), guid=st.uuids(), upper=st.booleans())
def test_all_published_forms_of_an_id_are_the_same(token_id: t.Any, guid: t.Any, upper: bool) -> None:
    forms = [str(guid), f"{token_id}_{guid}", f"ECV2_{token_id}_{guid}"]
    found = {bare_id(form.upper() if upper else form) for form in forms}
    assert found == {str(guid)}


# One profile


def test_a_profile_as_graph_documents_it(session: FakeSession, client: GraphClient, published: Published) -> None:
    (body,) = published("official_depIOSEnrollmentProfiles_list")["value"]
    assert read_one(session, client, body) == {
        "kind": "enrollment_profile",
        "tenant_id": TENANT,
        "tenant_name": "Contoso",
        "token_id": TOKEN_ID,
        "token_name": "iPads",
        "id": "1ec10a60-0a60-1ec1-600a-c11e600ac11e",
        "guid": "1ec10a60-0a60-1ec1-600a-c11e600ac11e",
        "name": "Display Name value",
        "platform": "ios",
        "managed_by": "enrollment_profile",
        "policy_id": None,
        "default_for": [],  # although isDefault is true: the token does not say so
        "description": "Description value",
        "support_department": "Support Department value",
        "support_phone_number": "Support Phone Number value",
        "company_portal_vpp_token_id": "Company Portal Vpp Token Id value",
        "requires_user_authentication": True,
        "supervised": True,
        "mandatory": True,
        "removal_disabled": True,
        "device_name_template": None,
        "enabled_skip_keys": [],
    }


def test_a_macos_profile_as_graph_documents_it(session: FakeSession, client: GraphClient, published: Published) -> None:
    (body,) = published("official_depMacOSEnrollmentProfiles_list")["value"]
    found = read_one(session, client, body)
    assert (found["platform"], found["device_name_template"]) == ("macos", "Device Name Template value")
    assert found["company_portal_vpp_token_id"] is None


def test_the_base_of_all_profiles_as_graph_documents_it(
    session: FakeSession, client: GraphClient, published: Published
) -> None:
    (body,) = published("official_enrollmentProfiles_list")["value"]
    found = read_one(session, client, body)
    assert (found["name"], found["platform"]) == ("Display Name value", None)
    assert found["requires_user_authentication"] is True
    # It has no such properties, so nothing is wrong with them.
    assert (found["support_department"], found["support_phone_number"]) == (None, None)
    assert (found["supervised"], found["mandatory"], found["removal_disabled"]) == (None, None, None)


def test_a_mirrored_policy_as_graph_sends_it(session: FakeSession, client: GraphClient, published: Published) -> None:
    token = published("shape_depOnboardingSetting_get_expand_terms")
    body = {"@odata.type": "#microsoft.graph.depMacOSEnrollmentProfile", **token["defaultMacOsEnrollmentProfile"]}
    assert body["isDefault"] is False
    session.get(f"{TOKENS_URL}/{TOKEN_ID}{EXPAND}", token).get(PROFILES_URL, {"value": [body]})
    (found,) = read_profiles(client, TOKEN)
    assert (found["id"], found["guid"], found["name"]) == (MIRRORED, GUID, "macos-policy")
    assert (found["managed_by"], found["policy_id"]) == ("enrollment_policy", GUID)
    assert (found["platform"], found["default_for"]) == ("macos", ["macos"])
    assert (found["support_department"], found["support_phone_number"]) == ("IT Support", "+1-555-0100")
    assert (found["description"], found["device_name_template"]) == ("", "")
    assert found["enabled_skip_keys"] == ["Restore", "AppleID"]


@pytest.mark.parametrize(
    ("kind", "platform"),
    [
        ("#microsoft.graph.depIOSEnrollmentProfile", "ios"),
        ("#microsoft.graph.depMacOSEnrollmentProfile", "macos"),
        ("#microsoft.graph.depTvOSEnrollmentProfile", "tvos"),
        ("#microsoft.graph.depVisionOSEnrollmentProfile", "visionos"),
        ("#microsoft.graph.depEnrollmentProfile", None),
        ("#microsoft.graph.enrollmentProfile", None),
        (None, None),
        (["x"], None),
    ],
    ids=str,
)
def test_platforms(session: FakeSession, client: GraphClient, kind: t.Any, platform: str | None) -> None:
    assert read_one(session, client, raw(**{"@odata.type": kind}))["platform"] == platform


def test_properties_may_be_missing(session: FakeSession, client: GraphClient) -> None:
    found = read_one(session, client, {"id": LEGACY})
    assert {name for name, value in found.items() if value is not None} == {
        "kind",
        "tenant_id",
        "tenant_name",
        "token_id",
        "token_name",
        "id",
        "guid",
        "managed_by",
        "default_for",
        "enabled_skip_keys",
    }


@pytest.mark.parametrize(("values", "text"), [([], None), ([None], ""), ([""], ""), ([" IT "], " IT ")], ids=str)
@pytest.mark.parametrize(
    ("name", "fact"), [("supportDepartment", "support_department"), ("supportPhoneNumber", "support_phone_number")]
)
def test_a_text_without_a_value_is_not_a_text_that_cannot_be(
    session: FakeSession, client: GraphClient, values: list[t.Any], text: str | None, name: str, fact: str
) -> None:
    profile = raw(**dict.fromkeys([name] if values else [], *values))
    assert read_one(session, client, profile)[fact] == text


@pytest.mark.parametrize("value", [None, ""])
def test_no_vpp_token(session: FakeSession, client: GraphClient, value: str | None) -> None:
    assert read_one(session, client, raw(companyPortalVppTokenId=value))["company_portal_vpp_token_id"] is None


@pytest.mark.parametrize("identifier", [None, "", 5], ids=str)
def test_a_profile_without_an_id(session: FakeSession, client: GraphClient, identifier: t.Any) -> None:
    answers(session, raw(identifier))
    with pytest.raises(GraphError) as caught:
        read_profiles(client, TOKEN)
    assert caught.value.message == (
        f"Tenant Contoso (contoso.example): token {TOKEN_ID}: Graph sent an enrollment profile without an id."
    )


# Defaults


@pytest.mark.parametrize(
    ("name", "platform"),
    [
        ("defaultIosEnrollmentProfile", "ios"),
        ("defaultMacOsEnrollmentProfile", "macos"),
        ("defaultTvOSEnrollmentProfile", "tvos"),
        ("defaultVisionOSEnrollmentProfile", "visionos"),
    ],
)
@pytest.mark.parametrize("is_default", [True, False, None])
def test_the_token_says_what_is_a_default(
    session: FakeSession, client: GraphClient, name: str, platform: str, is_default: bool | None
) -> None:
    profiles = [raw(LEGACY, isDefault=is_default), raw(f"{TOKEN_ID}_{OTHER}", isDefault=not is_default)]
    answers(session, *profiles, **{name: {"id": LEGACY, "displayName": "A"}})
    assert [profile["default_for"] for profile in read_profiles(client, TOKEN)] == [[platform], []]


def test_a_profile_may_be_the_default_of_several_platforms(session: FakeSession, client: GraphClient) -> None:
    default = {"id": LEGACY}
    found = read_one(session, client, raw(), defaultIosEnrollmentProfile=default, defaultTvOSEnrollmentProfile=default)
    assert found["default_for"] == ["ios", "tvos"]


@pytest.mark.parametrize("default_id", [LEGACY, GUID, LEGACY.upper(), MIRRORED])
def test_the_form_of_the_id_of_a_default_does_not_matter(
    session: FakeSession, client: GraphClient, default_id: str
) -> None:
    found = read_one(session, client, raw(LEGACY), defaultIosEnrollmentProfile={"id": default_id})
    assert found["default_for"] == ["ios"]


@pytest.mark.parametrize("default", [{"displayName": "A"}, {"id": None}, {"id": ""}, {"id": OTHER}], ids=str)
def test_another_default(session: FakeSession, client: GraphClient, default: dict[str, t.Any]) -> None:
    assert read_one(session, client, raw(isDefault=True), defaultIosEnrollmentProfile=default)["default_for"] == []


def test_a_default_that_was_not_expanded_is_an_error(session: FakeSession, client: GraphClient) -> None:
    session.get(f"{TOKENS_URL}/{TOKEN_ID}{EXPAND}", {"id": TOKEN_ID})
    with pytest.raises(GraphError, match="Graph left out defaultIosEnrollmentProfile, which was to be expanded"):
        read_profiles(client, TOKEN)


# Secrets

SECRETS = {
    "adminAccountPassword": "hidden-1",
    "ADMINACCOUNTPASSWORD": "hidden-2",
    "nested": {"list": [{"adminAccountPassword": {"value": "hidden-3"}, "kept": 1}], "depToken": "hidden-4"},
}


@pytest.mark.parametrize("include_raw", [True, False])
def test_secrets_stay_inside(session: FakeSession, run: Run, include_raw: bool) -> None:
    profile = raw(displayName="Macs", adminAccountUserName="admin", **SECRETS)
    session.get(TOKENS_URL, {"value": [{"id": TOKEN_ID, "tokenName": "iPads", "depToken": "hidden-5"}]})
    answers(session, profile, defaultMacOsEnrollmentProfile=profile)
    result = run(include_raw=include_raw)
    assert "hidden" not in json.dumps(result)
    (found,) = result["profiles"]
    assert ("raw" in found) is include_raw
    if include_raw:
        assert found["raw"] == {
            **raw(displayName="Macs", adminAccountUserName="admin"),
            "nested": {"list": [{"kept": 1}]},
        }


# The task


def test_profiles_of_all_tokens(session: FakeSession, run: Run) -> None:
    session.get(
        TOKENS_URL,
        {
            "value": [
                {"id": TOKEN_ID, "tokenName": "A", "tokenType": "dep"},
                {"id": "id-0", "tokenName": "Configurator", "tokenType": "none"},
                {"id": OTHER, "tokenName": "B", "tokenType": "appleSchoolManager"},
            ]
        },
    )
    second = f"{PROFILES_URL}?$skiptoken=2"
    session.get(f"{TOKENS_URL}/{TOKEN_ID}{EXPAND}", NO_PROFILES)
    session.get(PROFILES_URL, {"value": [raw(displayName="a1")], "@odata.nextLink": second})
    session.get(second, {"value": [raw(f"{TOKEN_ID}_{OTHER}", displayName="a2")]})
    answers(session, raw(f"{OTHER}_{GUID}", displayName="b1"), token_id=OTHER)
    result = run()
    assert [(profile["token_name"], profile["name"]) for profile in result["profiles"]] == [
        ("A", "a1"),
        ("A", "a2"),
        ("B", "b1"),
    ]
    assert [(row["token_name"], row["checked"]) for row in result["sources"]] == [("A", True), ("B", True)]
    assert result["tenants"] == [{"tenant_id": TENANT, "name": TENANT, "checked": True, "failure": None}]
    assert (result["check"], result["narrowed"]) == ("profiles", False)
    assert (result["checked_at"], result["controller_at"]) == ("2026-07-17T12:00:00Z", "2026-07-17T12:00:00Z")


def test_a_token_without_profiles(session: FakeSession, run: Run) -> None:
    session.get(TOKENS_URL, {"value": [{"id": TOKEN_ID, "tokenName": "A"}]})
    answers(session)
    result = run()
    assert (result["profiles"], len(result["sources"])) == ([], 1)


@pytest.mark.parametrize(
    ("options", "names"),
    [
        ({"token_id": TOKEN_ID}, ["a", "b"]),
        ({"token_name": "A"}, ["a", "b"]),
        ({"query": "[?name == 'b']"}, ["b"]),
        ({"query": "[?name == 'c']"}, []),
    ],
    ids=str,
)
def test_what_is_asked_for(session: FakeSession, run: Run, options: dict[str, t.Any], names: list[str]) -> None:
    session.get(TOKENS_URL, {"value": [{"id": TOKEN_ID, "tokenName": "A"}]})
    answers(session, raw(displayName="a"), raw(f"{TOKEN_ID}_{OTHER}", displayName="b"))
    result = run(**options)
    assert [profile["name"] for profile in result["profiles"]] == names
    assert result["narrowed"] is True


def test_a_bad_query_sends_no_request(session: FakeSession, run: Run) -> None:
    with pytest.raises(ConfigurationError, match=r"^query "):
        run(query="[?")
    assert session.calls == []


@pytest.mark.parametrize("moment", ["before its defaults", "before its profiles"])
def test_a_token_that_is_deleted_meanwhile(session: FakeSession, run: Run, moment: str) -> None:
    session.get(TOKENS_URL, {"value": [{"id": "gone", "tokenName": "A"}, {"id": TOKEN_ID, "tokenName": "B"}]})
    if moment == "before its defaults":
        session.get(f"{TOKENS_URL}/gone{EXPAND}", status=404)
    else:
        session.get(f"{TOKENS_URL}/gone{EXPAND}", NO_PROFILES)
        session.get(f"{TOKENS_URL}/gone/enrollmentProfiles", status=404)
    answers(session, raw())
    result = run()
    assert [profile["token_name"] for profile in result["profiles"]] == ["B"]
    assert [(row["token_name"], row["checked"]) for row in result["sources"]] == [("A", False), ("B", True)]
    assert result["sources"][0]["failure"]["status"] == 404
    assert result["tenants"][0]["checked"] is True
    assert run.warnings == ["Token A (gone) was deleted while it was read."]
