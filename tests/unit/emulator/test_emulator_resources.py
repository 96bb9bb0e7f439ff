# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What lies under a token and beside it: profiles, devices, push certificate, VPP tokens, events. And who may read."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from emulator.clock import NEVER, instant
from emulator.devices import DEVICE_PROPERTIES
from emulator.estate import build, load
from emulator.profiles import PLATFORMS, TYPES
from emulator.seeds import FIXTURES, EstateError

TOKENS = "/beta/deviceManagement/depOnboardingSettings"
PUSH_CERTIFICATE = "deviceManagement/applePushNotificationCertificate"
VPP_TOKENS = "deviceAppManagement/vppTokens"
EVENTS = "deviceManagement/troubleshootingEvents"

SERVICE_READ = "DeviceManagementServiceConfig.Read.All"
SERVICE_WRITE = "DeviceManagementServiceConfig.ReadWrite.All"
DEVICES_READ = "DeviceManagementManagedDevices.Read.All"
CONFIGURATION_READ = "DeviceManagementConfiguration.Read.All"


def published(name: str) -> Any:
    return json.loads((FIXTURES / name).read_text(encoding="utf-8"))


def from_now(text: str) -> timedelta:
    return instant(text) - datetime.now(timezone.utc)


def one(roles: list[str] | None = None, **tenant: Any) -> dict[str, Any]:
    """A seed of one tenant."""
    app = {"client_id": "app-one", "secret": "emulator-only-seed", "roles": roles or [SERVICE_READ, DEVICES_READ]}
    return {"apps": [app], "tenants": [{"id": "one", "name": "One", "domain": "one.example.com", **tenant}]}


def refused(response: Any, status: int) -> str:
    assert response.status_code == status, response.text
    return response.json()["error"]["message"]


# --- profiles ------------------------------------------------------------------------------------------------------


def test_profiles_of_all_platforms(emulator: Any) -> None:
    profiles = [{"platform": platform, "displayName": platform} for platform in PLATFORMS]
    emulator.seed(**one(tokens=[{"id": "tok", "profiles": profiles, "default_profiles": {"ios": {}}}]))
    body = emulator.get(f"{TOKENS}/tok/enrollmentProfiles").json()
    assert body["@odata.context"].endswith("#deviceManagement/depOnboardingSettings('tok')/enrollmentProfiles")
    assert body["@odata.count"] == 5
    assert [profile["@odata.type"] for profile in body["value"]] == [TYPES["ios"], *TYPES.values()]
    # Those of tvOS and visionOS are of the plain type, and exist as policies only.
    plain = set(published("official_enrollmentProfiles_list.json")["value"][0])
    for profile in body["value"]:
        newer = profile["@odata.type"] in (TYPES["tvos"], TYPES["visionos"])
        assert (set(profile) == plain) is newer
        assert profile["id"].startswith("ECV2_tok_" if newer else "tok_")
        assert emulator.get(f"{TOKENS}/tok/enrollmentProfiles/{profile['id']}").json().items() >= profile.items()
    assert emulator.get(f"{TOKENS}/tok/enrollmentProfiles/$count").text == "5"


def test_the_default_is_read_from_the_expansion_and_a_policy_never_says_so(emulator: Any) -> None:
    defaults = {"ios": {"displayName": "Legacy"}, "macos": {"displayName": "Policy", "policy": True}}
    emulator.seed(**one(tokens=[{"id": "tok", "default_profiles": defaults}]))
    legacy, policy = emulator.all(f"{TOKENS}/tok/enrollmentProfiles")
    assert (legacy["isDefault"], policy["isDefault"]) == (True, False)
    assert policy["id"].startswith("ECV2_tok_")
    token = emulator.get(f"{TOKENS}/tok?$expand={','.join(PLATFORMS.values())}").json()
    shown = {name: token[name] and token[name]["id"] for name in PLATFORMS.values()}
    assert list(shown.values()) == [legacy["id"], policy["id"], None, None]
    # The type of a navigation property is known, so real answers do not repeat it.
    assert "@odata.type" not in token["defaultIosEnrollmentProfile"]


def test_known_properties_are_published_ones(emulator: Any) -> None:
    captured = published("shape_depOnboardingSetting_get_expand_terms.json")["defaultMacOsEnrollmentProfile"]
    published_ios = published("official_depIOSEnrollmentProfiles_list.json")["value"][0]
    emulator.seed(**one(tokens=[{"id": "tok", "default_profiles": {"ios": {}, "macos": {}}}]))
    ios, macos = emulator.all(f"{TOKENS}/tok/enrollmentProfiles")
    assert set(macos) == {"@odata.type", *captured}
    # Newer than the published body.
    newer = {"deviceNameTemplate", "configurationWebUrl", "enabledSkipKeys", "enrollmentTimeAzureAdGroupIds"}
    newer |= {"waitForDeviceConfiguredConfirmation", "userlessSharedAadModeEnabled"}
    assert set(ios) - set(published_ios) <= newer


def test_an_administrator_password_is_served_only_where_a_seed_sets_it(emulator: Any) -> None:
    profiles = [
        {"platform": "macos", "displayName": "Plain"},
        {"platform": "macos", "displayName": "Careless", "adminAccountPassword": "emulator-only-password"},
    ]
    emulator.seed(**one(tokens=[{"id": "tok", "profiles": profiles}]))
    passwords = [profile["adminAccountPassword"] for profile in emulator.all(f"{TOKENS}/tok/enrollmentProfiles")]
    assert passwords == [None, "emulator-only-password"]


def test_profiles_are_paged_and_selected(emulator: Any) -> None:
    profiles = [{"platform": "ios", "displayName": f"Profile {number}"} for number in range(25)]
    emulator.seed(page_size=10, **one(tokens=[{"id": "tok", "profiles": profiles}]))
    pages = list(emulator.walk(f"{TOKENS}/tok/enrollmentProfiles?$select=id,displayName"))
    assert [len(page) for page in pages] == [10, 10, 5]
    assert {key for page in pages for profile in page for key in profile} == {"@odata.type", "id", "displayName"}
    refused(emulator.get(f"{TOKENS}/tok/enrollmentProfiles?$filter=isDefault eq true"), 400)
    refused(emulator.get(f"{TOKENS}/tok/enrollmentProfiles/tok_none"), 404)


def test_the_company_portal_names_its_vpp_token(emulator: Any) -> None:
    (vpp,) = emulator.all(f"/beta/{VPP_TOKENS}")
    profiles = emulator.all(f"{emulator.token('Contoso phones and tablets')}/enrollmentProfiles")
    assert [profile["companyPortalVppTokenId"] for profile in profiles] == [vpp["id"], None]


# --- devices -------------------------------------------------------------------------------------------------------


def devices_of(emulator: Any, groups: list[dict[str, Any]], **token: Any) -> list[dict[str, Any]]:
    profiles = {"ios": {"id": "tok_ios-profile"}, "macos": {"id": "ECV2_tok_mac-policy", "policy": True}}
    emulator.seed(**one(tokens=[{"id": "tok", "default_profiles": profiles, "devices": groups, **token}]))
    return emulator.all(f"{TOKENS}/tok/importedAppleDeviceIdentities")


def test_devices_have_the_published_properties(emulator: Any) -> None:
    (device,) = devices_of(emulator, [{}])
    example = published("official_importedAppleDeviceIdentities_list.json")["value"][0]
    assert set(device) == set(DEVICE_PROPERTIES) == {key for key in example if key != "@odata.type"}
    assert (device["enrollmentState"], device["platform"]) == ("enrolled", "ios")
    assert device["requestedEnrollmentProfileId"] == "tok_ios-profile"
    assert from_now(device["lastContactedDateTime"]) > timedelta(days=-7)
    body = emulator.get(f"{TOKENS}/tok/importedAppleDeviceIdentities").json()
    empty = published("shape_importedAppleDeviceIdentities_empty.json")
    assert set(body) == set(empty)
    assert body["@odata.context"].partition("$metadata")[2] == empty["@odata.context"].partition("$metadata")[
        2
    ].replace("00000000-0000-0000-0000-0000000000aa", "tok")
    assert emulator.get(f"{TOKENS}/tok/importedAppleDeviceIdentities/$count").text == "1"


def test_shares_come_out_exactly_and_the_same_each_time(emulator: Any) -> None:
    group = {
        "count": 1000,
        "platforms": {"ios": 70, "macOS": 25, "tvOS": 5},
        "states": {"enrolled": 95, "notContacted": 4, "failed": 1},
        "unassigned": 50,
        "deleted": "3%",
    }
    devices = devices_of(emulator, [group])
    assert Counter(device["platform"] for device in devices) == {"ios": 700, "macOS": 250, "tvOS": 50}
    assert Counter(device["enrollmentState"] for device in devices) == {
        "enrolled": 950,
        "notContacted": 40,
        "failed": 10,
    }
    assert sum(device["isDeleted"] for device in devices) == 30
    assert emulator.tokens()[0]["syncedDeviceCount"] == 970
    # The token has no profile of tvOS; the seed left 50 of the others without one.
    without = [device for device in devices if not device["requestedEnrollmentProfileId"]]
    assert 50 <= len(without) <= 100
    assert {device["platform"] for device in without} == {"ios", "macOS", "tvOS"}
    assert {device["requestedEnrollmentProfileAssignmentDateTime"] for device in without} == {NEVER}
    for device in devices:
        assert (device["lastContactedDateTime"] == NEVER) is (device["enrollmentState"] == "notContacted")
    assert len({device["id"] for device in devices}) == len({device["serialNumber"] for device in devices}) == 1000
    again = devices_of(emulator, [group])
    assert [(device["id"], device["platform"]) for device in again] == [
        (device["id"], device["platform"]) for device in devices
    ]


def test_profile_ids_in_both_forms(emulator: Any) -> None:
    groups = [{"platform": "ios"}, {"platform": "macOS"}, {"profile": None}, {"requestedEnrollmentProfileId": "x_y"}]
    full = [device["requestedEnrollmentProfileId"] for device in devices_of(emulator, groups)]
    assert full == ["tok_ios-profile", "ECV2_tok_mac-policy", "", "x_y"]
    bare = devices_of(emulator, groups, device_profile_ids="guid")
    assert [device["requestedEnrollmentProfileId"] for device in bare] == ["ios-profile", "mac-policy", "", "y"]


def test_a_named_device_with_nulls_and_omissions(emulator: Any) -> None:
    named, null, bare = devices_of(
        emulator,
        [
            {"serialNumber": "SERIAL1", "lastContactedDateTime": "20 days ago", "enrollmentState": "pendingReset"},
            {"platform": None, "enrollmentState": None, "requestedEnrollmentProfileId": None},
            {"omit": ["platform", "enrollmentState", "requestedEnrollmentProfileId"]},
        ],
    )
    assert named["serialNumber"] == "SERIAL1"
    assert timedelta(days=-21) < from_now(named["lastContactedDateTime"]) < timedelta(days=-19)
    assert null["platform"] is null["enrollmentState"] is None
    assert null["requestedEnrollmentProfileId"] is None
    assert not {"platform", "enrollmentState", "requestedEnrollmentProfileId"} & set(bare)


def test_pages_that_repeat_a_device(emulator: Any) -> None:
    emulator.seed(page_size=10, **one(tokens=[{"id": "tok", "devices": [{"count": 25}], "repeat_devices": True}]))
    pages = list(emulator.walk(f"{TOKENS}/tok/importedAppleDeviceIdentities"))
    assert [len(page) for page in pages] == [10, 11, 6]
    assert pages[0][-1] == pages[1][0]
    assert pages[1][-1] == pages[2][0]
    assert len({device["id"] for page in pages for device in page}) == 25


def test_a_token_without_devices_in_the_seed_has_as_many_as_it_says(emulator: Any) -> None:
    emulator.seed(**one(tokens=[{"id": "tok", "syncedDeviceCount": 40, "default_profiles": {"macos": {}}}]))
    devices = emulator.all(f"{TOKENS}/tok/importedAppleDeviceIdentities")
    assert {device["platform"] for device in devices} == {"macOS"}
    assert len(devices) == 40
    assert all(device["requestedEnrollmentProfileId"] for device in devices)


@pytest.mark.parametrize(
    ("group", "message"),
    [
        ({"colour": "red"}, "unknown keys.*colour"),
        ({"count": 200_001}, "up to 200000"),
        ({"count": -1}, "up to 200000"),
        ({"profile": "Nobody"}, "no profile 'Nobody'"),
        ({"deleted": "many"}, "neither a number"),
        ({"deleted": 2}, "more than all"),
        ({"states": {"enrolled": 0}}, "division"),
    ],
)
def test_bad_groups_say_where(group: dict[str, Any], message: str) -> None:
    with pytest.raises(EstateError, match=message):
        build(one(tokens=[{"devices": [group]}]), "bad")


def test_a_token_holds_no_more_than_intune_allows() -> None:
    with pytest.raises(EstateError, match="more than 200000"):
        build(one(tokens=[{"devices": [{"count": 150_000}, {"count": 50_001}]}]), "bad")


def peak_memory(emulator: Any) -> int:
    """The most that the emulator has had in memory so far, in KiB."""
    status = Path(f"/proc/{emulator.info['pid']}/status").read_text(encoding="utf-8")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of a process is read from /proc")
def test_two_hundred_thousand_devices_in_flat_memory(emulator: Any) -> None:
    emulator.settle("devices_20k")
    path = emulator.token("Contoso Apple Business")
    assert sum(1 for page in emulator.walk(f"{path}/importedAppleDeviceIdentities") for _device in page) == 20_000
    before = peak_memory(emulator)
    emulator.settle("devices_200k")
    path = emulator.token("Contoso Apple Business")
    seen = Counter(
        (device["enrollmentState"], device["isDeleted"])
        for page in emulator.walk(f"{path}/importedAppleDeviceIdentities")
        for device in page
    )
    assert sum(seen.values()) == 200_000
    assert sum(number for (_state, deleted), number in seen.items() if deleted) == 2_000
    assert sum(number for (state, _deleted), number in seen.items() if state == "enrolled") == 180_000
    assert peak_memory(emulator) - before < 20_000


# --- push certificate ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", ["v1.0", "beta"])
def test_push_certificate(emulator: Any, version: str) -> None:
    body = emulator.get(f"/{version}/{PUSH_CERTIFICATE}").json()
    example = published("shape_applePushNotificationCertificate_v1.json")
    assert set(body) == set(example)
    assert {key for key, value in body.items() if value is None} == {
        key for key, value in example.items() if value is None
    }
    assert body["@odata.context"].endswith(f"/{version}/$metadata#{PUSH_CERTIFICATE}/$entity")
    assert from_now(body["expirationDateTime"]) > timedelta(days=60)


def test_push_certificate_expired_missing_and_of_nulls(emulator: Any) -> None:
    emulator.seed(**one(push_certificate={"expirationDateTime": "3 days ago"}))
    body = emulator.get(f"/v1.0/{PUSH_CERTIFICATE}").json()
    assert timedelta(days=-4) < from_now(body["expirationDateTime"]) < timedelta(days=-2)
    emulator.seed(**one(push_certificate="missing"))
    refused(emulator.get(f"/v1.0/{PUSH_CERTIFICATE}"), 404)
    emulator.seed(**one(push_certificate="nulls"))
    body = emulator.get(f"/v1.0/{PUSH_CERTIFICATE}").json()
    del body["@odata.context"]
    assert set(body.values()) == {None}


# --- VPP tokens ----------------------------------------------------------------------------------------------------


def test_vpp_tokens_of_both_versions(emulator: Any) -> None:
    body = emulator.get(f"/v1.0/{VPP_TOKENS}").json()
    example = published("shape_vppTokens_list_v1.json")
    assert set(body) == set(example)
    assert set(body["value"][0]) == set(example["value"][0])
    (more,) = emulator.get(f"/beta/{VPP_TOKENS}").json()["value"]
    documented = set(published("official_vppTokens_list_beta.json")["value"][0]) - {"@odata.type"}
    assert set(more) == documented
    assert (more["displayName"], more["token"]) == ("Contoso apps", None)
    single = emulator.get(f"/beta/{VPP_TOKENS}/{more['id']}").json()
    assert single.pop("@odata.context").endswith(f"/beta/$metadata#{VPP_TOKENS}/$entity")
    assert single == more
    assert "displayName" not in emulator.get(f"/v1.0/{VPP_TOKENS}/{more['id']}").json()
    refused(emulator.get(f"/v1.0/{VPP_TOKENS}/none"), 404)
    refused(emulator.call("POST", f"/v1.0/{VPP_TOKENS}/{more['id']}/syncLicenses"), 501)


# --- events --------------------------------------------------------------------------------------------------------


def test_events_of_both_versions(emulator: Any) -> None:
    emulator.settle("symptom_enrolment")
    events = emulator.all(f"/v1.0/{EVENTS}")
    documented = set(published("official_enrollmentTroubleshootingEvents_list_v1.json")["value"][0])
    assert {key for event in events for key in event} == documented
    assert Counter((event["enrollmentType"], event["failureCategory"]) for event in events) == {
        ("appleBulkWithUser", "authentication"): 7,
        ("appleBulkWithoutUser", "enrollmentRestrictionsEnforced"): 3,
        ("userEnrollment", "userAbandonment"): 1,
    }
    ages = [round(from_now(event["eventDateTime"]).total_seconds() / -3600) for event in events]
    assert ages == [2, 7, 12, 17, 22, 27, 32, 4, 12, 20, 1]
    beta = emulator.all(f"/beta/{EVENTS}")
    assert set(beta[0]) - documented == {"eventName", "additionalInformation", "troubleshootingErrorDetails"}
    assert len({event["id"] for event in beta}) == 11


def test_events_are_paged_and_v1_has_one_kind(emulator: Any) -> None:
    kinds = [{"count": 23}, {"@odata.type": "#microsoft.graph.appleVppTokenTroubleshootingEvent", "count": 2}]
    emulator.seed(page_size=10, **one(troubleshooting_events=kinds))
    assert [len(page) for page in emulator.walk(f"/beta/{EVENTS}")] == [10, 10, 5]
    assert [len(page) for page in emulator.walk(f"/v1.0/{EVENTS}")] == [10, 10, 3]
    assert "failureCategory" not in emulator.all(f"/beta/{EVENTS}")[-1]


# --- who may -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        (f"{TOKENS}/tok/enrollmentProfiles", {SERVICE_READ, SERVICE_WRITE}),
        (f"{TOKENS}/tok/importedAppleDeviceIdentities", {SERVICE_READ, SERVICE_WRITE}),
        (f"/v1.0/{PUSH_CERTIFICATE}", {DEVICES_READ, SERVICE_WRITE, CONFIGURATION_READ}),
        (f"/beta/{VPP_TOKENS}", {SERVICE_READ, SERVICE_WRITE, CONFIGURATION_READ}),
        (f"/v1.0/{EVENTS}", {DEVICES_READ}),
    ],
)
def test_permissions(emulator: Any, path: str, allowed: set[str]) -> None:
    keys = set(json.loads(published("shape_error_intune_403_nested_json_message.json")["error"]["message"]))
    for role in (SERVICE_READ, SERVICE_WRITE, DEVICES_READ, CONFIGURATION_READ):
        emulator.seed(**one([role], tokens=[{"id": "tok"}]))
        response = emulator.get(path)
        if role in allowed:
            assert response.status_code == 200, role
        else:
            assert set(json.loads(refused(response, 403))) == keys


def test_narrow_rights(emulator: Any) -> None:
    emulator.settle("narrow_rights")
    paths = (TOKENS, f"/beta/{VPP_TOKENS}", f"/v1.0/{PUSH_CERTIFICATE}", f"/v1.0/{EVENTS}")
    assert [emulator.get(path, "Contoso").status_code for path in paths] == [200, 200, 200, 200]
    assert [emulator.get(path, "Fabrikam").status_code for path in paths] == [200, 200, 403, 403]


@pytest.mark.parametrize("path", ["enrollmentProfiles", "importedAppleDeviceIdentities"])
def test_v1_has_nothing_under_a_token(emulator: Any, path: str) -> None:
    token = emulator.tokens()[0]["id"]
    assert "depOnboardingSettings" in refused(emulator.get(f"{TOKENS.replace('beta', 'v1.0')}/{token}/{path}"), 400)


def test_published_bodies_as_printed(emulator: Any) -> None:
    emulator.settle("microsoft_docs")
    token = f"{TOKENS}/{emulator.tokens('Published example')[0]['id']}"
    for path, name in (
        (f"{token}/importedAppleDeviceIdentities", "official_importedAppleDeviceIdentities_list.json"),
        (f"/beta/{VPP_TOKENS}", "official_vppTokens_list_beta.json"),
        (f"/v1.0/{EVENTS}", "official_enrollmentTroubleshootingEvents_list_v1.json"),
    ):
        assert emulator.get(path, "Published example").json()["value"] == published(name)["value"]
    profiles = [
        *published("official_depIOSEnrollmentProfiles_list.json")["value"],
        *published("official_depMacOSEnrollmentProfiles_list.json")["value"],
        *published("official_enrollmentProfiles_list.json")["value"],
    ]
    assert emulator.all(f"{token}/enrollmentProfiles", "Published example") == profiles
    body = emulator.get(f"/v1.0/{PUSH_CERTIFICATE}", "Captured answer").json()
    captured = published("shape_applePushNotificationCertificate_v1.json")
    assert {key for key in body if key != "@odata.context" and body[key] != captured[key]} == set()
    vpp = published("shape_vppTokens_list_v1.json")["value"]
    assert emulator.get(f"/v1.0/{VPP_TOKENS}", "Captured answer").json()["value"] == vpp


# --- a token that goes away ----------------------------------------------------------------------------------------


def test_a_token_deleted_between_two_calls(emulator: Any) -> None:
    tokens = emulator.tokens()
    token = tokens[0]
    emulator.control("POST", "/tokens/delete", {"tenant": "Contoso", "id": token["id"]})
    assert [found["id"] for found in emulator.tokens()] == [other["id"] for other in tokens[1:]]
    for path in ("", "/enrollmentProfiles", "/enrollmentProfiles/$count", "/importedAppleDeviceIdentities"):
        assert token["id"] in refused(emulator.get(f"{TOKENS}/{token['id']}{path}"), 404)
    emulator.control("POST", "/reset")
    assert emulator.tokens() != tokens[1:]


@pytest.mark.parametrize(
    "body", [{}, {"tenant": "Contoso"}, {"tenant": "Nobody", "id": "x"}, {"tenant": "Contoso", "id": "x"}, []]
)
def test_deleting_what_is_not_there_is_refused(emulator: Any, body: Any) -> None:
    response = emulator.session.post(f"{emulator.info['control_url']}/tokens/delete", json=body)
    assert response.status_code == 400
    assert response.json()["error"]


# --- what the estates promise --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["healthy", "symptom_sync", "symptom_profiles", "symptom_enrolment", "contoso"])
def test_only_what_is_promised_is_ill(name: str) -> None:
    syncs, profiles, enrolments = set(), set(), set()
    for tenant in load(name).tenants:
        certificate = tenant.push_certificate
        assert certificate
        if from_now(certificate["expirationDateTime"]) < timedelta(days=31):
            enrolments.add("push certificate")
        valid = {token["id"]: token["state"] == "valid" for token in tenant.vpp_tokens}
        enrolments |= {
            event["failureCategory"] for event in tenant.events if event["enrollmentType"].startswith("appleBulk")
        }
        for token in tenant.tokens:
            entity = token.entity
            ids = {profile["id"].rpartition("_")[2] for profile in token.profiles}
            if entity["lastSyncErrorCode"] or from_now(entity["lastSuccessfulSyncDateTime"]) < timedelta(hours=-24):
                syncs.add(entity["tokenName"])
            assert entity["syncedDeviceCount"] == token.devices.present
            for profile in token.profiles:
                if not valid.get(profile.get("companyPortalVppTokenId"), True):
                    enrolments.add("Company Portal")
                if not 0 < len(profile["displayName"]) <= 125:
                    profiles.add("name")
                if not 0 < len(profile.get("supportPhoneNumber", "1")) <= 50:
                    profiles.add("phone")
                if not profile.get("supportDepartment", "IT"):
                    profiles.add("department")
            for device in token.devices[:]:
                if device["isDeleted"]:
                    continue
                if not device["requestedEnrollmentProfileId"]:
                    profiles.add("unassigned")
                elif device["requestedEnrollmentProfileId"].rpartition("_")[2] not in ids:
                    profiles.add("missing")
                if not entity[PLATFORMS[device["platform"].lower()]]:
                    profiles.add("no default")
                if device["enrollmentState"] in ("failed", "blocked"):
                    enrolments.add(device["enrollmentState"])
                elif device["enrollmentState"] == "notContacted":
                    if from_now(device["createdDateTime"]) < timedelta(days=-14):
                        enrolments.add("notContacted")
                else:
                    assert device["enrollmentState"] == "enrolled"
                    assert from_now(device["lastContactedDateTime"]) > timedelta(days=-14)
    assert bool(syncs) is (name in ("symptom_sync", "contoso"))
    everything = {"unassigned", "missing", "no default", "name", "phone", "department"}
    assert profiles == (everything if name == "symptom_profiles" else set())
    failures = {"authentication", "enrollmentRestrictionsEnforced"}
    ill = {"push certificate", "Company Portal", "failed", "blocked", "notContacted", *failures}
    assert enrolments == (ill if name == "symptom_enrolment" else set())


@pytest.mark.parametrize("name", ["devices_1k", "devices_20k", "devices_200k"])
def test_the_estates_of_devices_differ_in_number_alone(name: str) -> None:
    (token,) = load(name).tenants[0].tokens
    number = len(token.devices)
    assert number == {"devices_1k": 1_000, "devices_20k": 20_000, "devices_200k": 200_000}[name]
    assert token.devices.present == token.entity["syncedDeviceCount"] == number * 0.99
    states = Counter(device["enrollmentState"] for device in token.devices[:])
    assert states["failed"] == number * 0.015
