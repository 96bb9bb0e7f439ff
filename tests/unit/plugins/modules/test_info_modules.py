# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The info modules beside ade_token_info, as Ansible runs them; what is common to all is in test_ade_token_info."""

from __future__ import annotations

import dataclasses
import json
import typing as t

import pytest
import yaml

from ansible_collections.mdm.intune.plugins.module_utils._errors import Failure
from ansible_collections.mdm.intune.plugins.module_utils._gathered import CHECKS, gather
from ansible_collections.mdm.intune.plugins.modules import (
    ade_device_info,
    ade_profile_info,
    enrollment_event_info,
    push_certificate_info,
    vpp_token_info,
)
from ansible_collections.mdm.intune.tests.unit.plugins.fakes import EXPAND, GRAPH, TENANT, TOKENS_URL, FakeSession
from ansible_collections.mdm.intune.tests.unit.plugins.running import (
    GIVEN,
    OF_ANSIBLE,
    Module,
    assert_documented,
    documented,
)

Published = t.Callable[[str], t.Any]
AsModule = t.Callable[[t.Callable[[], None]], Module]

TOKEN_ID = "40342229-2229-4034-2922-344029223440"
TOKEN_URL = f"{TOKENS_URL}/{TOKEN_ID}"
PROFILES_URL = f"{TOKEN_URL}/enrollmentProfiles"
DEVICES_URL = f"{TOKEN_URL}/importedAppleDeviceIdentities"
VPP_URL = f"{GRAPH}/beta/deviceAppManagement/vppTokens"
PUSH_URL = f"{GRAPH}/v1.0/deviceManagement/applePushNotificationCertificate"
EVENTS_URL = f"{GRAPH}/v1.0/deviceManagement/troubleshootingEvents"

SERVICE_CONFIG = "DeviceManagementServiceConfig.Read.All"
MANAGED_DEVICES = "DeviceManagementManagedDevices.Read.All"


class Announce:
    """Announces what Graph documents as its answers, with the values that let every fact have one."""

    def __init__(self, session: FakeSession, published: Published, bearer: str | None = None) -> None:
        self._session = session
        self._published = published
        self._bearer = bearer

    def _get(self, url: str, name: str, **changes: t.Any) -> None:
        body = self._published(name)
        for item in body["value"] if changes else ():
            item.update(changes)
        self._session.get(url, body, bearer=self._bearer)

    def tokens(self) -> None:
        self._get(TOKENS_URL, "official_depOnboardingSettings_list")

    def profiles(self) -> None:
        self.tokens()
        self._get(f"{TOKEN_URL}{EXPAND}", "shape_depOnboardingSetting_get_expand_terms")
        self._get(PROFILES_URL, "official_depIOSEnrollmentProfiles_list", adminAccountPassword="hidden")

    def devices(self) -> None:
        self.tokens()
        state = {"isDeleted": False, "enrollmentState": "notContacted"}
        self._get(DEVICES_URL, "official_importedAppleDeviceIdentities_list", **state)

    def push_certificate(self) -> None:
        self._get(PUSH_URL, "official_applePushNotificationCertificate_get_v1")

    def vpp_tokens(self) -> None:
        self._get(VPP_URL, "official_vppTokens_list_beta", token="hidden")
        self.profiles()

    def enrollment_events(self) -> None:
        recent = {"enrollmentType": "appleBulkWithUser", "eventDateTime": "2026-07-17T11:44:03Z"}
        self._get(EVENTS_URL, "official_enrollmentTroubleshootingEvents_list_v1", **recent)


@dataclasses.dataclass(frozen=True)
class Subject:
    """A module, what makes it return everything, and what it asks Graph for first."""

    module: t.Any
    check: str
    first_url: str
    permission: str
    everything: t.Mapping[str, t.Any]
    lists: tuple[str, ...]  # what it returns of Graph's objects

    @property
    def documentation(self) -> dict[str, t.Any]:
        return yaml.safe_load(self.module.RETURN)


RAW = {"include_raw": True}
SUBJECTS = [
    Subject(ade_profile_info, "profiles", TOKENS_URL, SERVICE_CONFIG, RAW, ("profiles",)),
    Subject(ade_device_info, "devices", TOKENS_URL, SERVICE_CONFIG, {**RAW, "details": True}, ("devices", "summary")),
    Subject(push_certificate_info, "push_certificate", PUSH_URL, MANAGED_DEVICES, RAW, ("push_certificates",)),
    Subject(vpp_token_info, "vpp_tokens", VPP_URL, SERVICE_CONFIG, RAW, ("vpp_tokens",)),
    Subject(enrollment_event_info, "enrollment_events", EVENTS_URL, MANAGED_DEVICES, {}, ("events", "summary")),
]


@pytest.fixture(params=SUBJECTS, ids=lambda subject: subject.module.__name__.rpartition(".")[2])
def subject(request: pytest.FixtureRequest) -> Subject:
    return request.param


@pytest.fixture
def module(subject: Subject, as_module: AsModule) -> Module:
    return as_module(subject.module.main)


def announce(session: FakeSession, published: Published, subject: Subject, bearer: str | None = None) -> None:
    getattr(Announce(session, published, bearer), subject.check)()


def test_success_is_as_documented(session: FakeSession, published: Published, subject: Subject, module: Module) -> None:
    announce(session, published, subject)
    result = module(**GIVEN, **subject.everything)
    assert set(result) - OF_ANSIBLE == documented(subject.documentation, "success")
    assert (result["changed"], result["check"]) == (False, subject.check)
    for name in documented(subject.documentation, "success"):
        assert result[name] is not None
        assert_documented(result[name], subject.documentation[name], name)
    for name in subject.lists:
        assert len(result[name]) == 1
    assert module.warnings == []
    assert "hidden" not in module.printed


def test_the_main_facts_have_values(
    session: FakeSession, published: Published, subject: Subject, module: Module
) -> None:
    """Null is as documented whatever the type is, so the documented answers must leave little of it."""
    announce(session, published, subject)
    result = module(**GIVEN)
    null = {key for name in subject.lists for item in result[name] for key, value in item.items() if value is None}
    assert null <= {"policy_id", "device_name_template"}


def test_less_is_returned_where_less_is_asked_for(
    session: FakeSession, published: Published, subject: Subject, module: Module
) -> None:
    announce(session, published, subject)
    result = module(**GIVEN, **({"details": True} if subject.check == "devices" else {}))
    for name in subject.lists:
        contains = subject.documentation[name]["contains"]
        for item in result[name]:
            assert set(item) == {key for key, value in contains.items() if value["returned"] == "always"}


def test_the_result_can_be_judged(session: FakeSession, published: Published, subject: Subject, module: Module) -> None:
    announce(session, published, subject)
    gathered = gather(module(**GIVEN))
    _key, kind = CHECKS[subject.check]
    assert len(gathered.objects[kind]) == 1
    assert gathered.complete(subject.check)


def test_failure_is_as_documented(session: FakeSession, published: Published, subject: Subject, module: Module) -> None:
    session.get(subject.first_url, published("shape_error_intune_403_nested_json_message"), status=403)
    result = module(**GIVEN)
    assert result["failed"] is True
    assert set(result) - OF_ANSIBLE == documented(subject.documentation, "failure") == {"check", "failure"}
    assert result["check"] == subject.check
    assert_documented(result["failure"], subject.documentation["failure"], "failure")
    assert result["failure"] == {
        "status": 403,
        "code": "Forbidden",
        "message": result["msg"],
        "request_id": "00000000-0000-0000-0000-0000000000ff",
        "client_request_id": session.calls[0].headers["client-request-id"],
        "tenant_id": TENANT,
        "permission": subject.permission,
    }
    assert f"C({subject.permission})" in subject.module.DOCUMENTATION
    (row,) = gather(result).rows
    assert (row.check, row.tenant_id, row.checked) == (subject.check, TENANT, False)


def test_every_part_of_a_failure_is_documented(subject: Subject) -> None:
    assert set(subject.documentation["failure"]["contains"]) == set(Failure.__annotations__)


@pytest.mark.parametrize("args", [{"cloud": "mars"}, {"tenants": ["a.example"]}, {"no_such_option": 1}], ids=str)
def test_an_option_that_ansible_refuses_fails_in_the_same_form(
    session: FakeSession, subject: Subject, module: Module, args: dict[str, t.Any]
) -> None:
    result = module(**GIVEN, **args)
    assert result["failed"] is True
    assert set(result) - OF_ANSIBLE == documented(subject.documentation, "failure")
    assert (result["check"], result["failure"]["message"]) == (subject.check, result["msg"])
    assert set(result["failure"]) == set(Failure.__annotations__)
    assert session.calls == []


BAD = [
    (ade_profile_info, {"token_id": "a", "token_name": "b"}, "mutually exclusive"),
    (ade_profile_info, {"query": "[?"}, "query is not a JMESPath expression"),
    (ade_device_info, {"token_id": "a", "token_type": "b"}, "mutually exclusive"),
    (ade_device_info, {"limit": 0}, "limit must be greater than 0"),
    (ade_device_info, {"limit": "many"}, "limit"),
    (ade_device_info, {"query": "[]"}, "need details: true"),
    (vpp_token_info, {"query": "length(@)"}, "query must yield a list"),
    (vpp_token_info, {"token_id": "a"}, "token_id"),
    (push_certificate_info, {"query": "[]"}, "query"),
    (enrollment_event_info, {"hours": 0}, "hours must be greater than 0"),
    (enrollment_event_info, {"hours": "nan"}, "hours must be greater than 0"),
    (enrollment_event_info, {"examples": -1}, "examples must not be negative"),
]


@pytest.mark.parametrize(("of", "args", "message"), BAD, ids=[f"{name}" for _of, name, _message in BAD])
def test_bad_options_send_no_request(
    session: FakeSession, as_module: AsModule, of: t.Any, args: dict[str, t.Any], message: str
) -> None:
    result = as_module(of.main)(**GIVEN, **args)
    assert result["failed"] is True
    assert message in result["msg"]
    assert session.calls == []


def test_check_mode_reads_as_well(session: FakeSession, published: Published, subject: Subject, module: Module) -> None:
    announce(session, published, subject)
    result = module(**GIVEN, **subject.everything, _ansible_check_mode=True)
    assert (result["changed"], len(result[subject.lists[0]])) == (False, 1)
    assert {call.method for call in session.calls} == {"GET"}


def test_a_tenant_that_fails_is_a_row_of_a_success(
    session: FakeSession, published: Published, subject: Subject, module: Module
) -> None:
    announce(session, published, subject, bearer="token-of-a")
    session.get(subject.first_url, status=403, bearer="token-of-b")
    asked = [{"tenant_id": f"{name}.example", "access_token": f"token-of-{name}"} for name in "ab"]
    result = module(tenants=asked, **subject.everything)
    assert "failed" not in result
    for row in result["tenants"]:
        assert_documented(row, {"type": "dict", "contains": subject.documentation["tenants"]["contains"]}, "tenants")
    assert [row["checked"] for row in result["tenants"]] == [True, False]
    failure = result["tenants"][1]["failure"]
    assert set(failure) == set(Failure.__annotations__)
    assert (failure["tenant_id"], failure["permission"]) == ("b.example", subject.permission)
    assert module.warnings == [f"Could not check: {failure['message']}"]
    assert {item["tenant_id"] for item in result[subject.lists[0]]} == {"a.example"}


@pytest.mark.parametrize(
    ("of", "url"),
    [(ade_profile_info, f"{TOKEN_URL}{EXPAND}"), (ade_device_info, DEVICES_URL)],
    ids=["profile", "device"],
)
def test_a_token_that_is_deleted_meanwhile_is_a_row_of_a_success(
    session: FakeSession, published: Published, as_module: AsModule, of: t.Any, url: str
) -> None:
    Announce(session, published).tokens()
    session.get(url, status=404)
    module = as_module(of.main)
    result = module(**GIVEN)
    assert "failed" not in result
    documentation = yaml.safe_load(of.RETURN)
    assert_documented(result["sources"], documentation["sources"], "sources")
    (row,) = result["sources"]
    assert (row["token_id"], row["checked"], row["failure"]["status"]) == (TOKEN_ID, False, 404)
    assert set(row["failure"]) == set(documentation["failure"]["contains"])
    assert result["tenants"][0]["checked"] is True
    assert module.warnings == [f"Token Token Name value ({TOKEN_ID}) was deleted while it was read."]
    assert not gather(result).complete(result["check"])


def test_samples_have_the_documented_types(subject: Subject) -> None:
    def check(documentation: dict[str, t.Any], where: str) -> None:
        for name, value in documentation.items():
            contains = value.get("contains")
            if contains:
                check(contains, f"{where}.{name}")
            elif value.get("sample") is not None:
                sample = float(value["sample"]) if value["type"] == "float" else value["sample"]
                assert_documented(sample, value, f"{where}.{name}")

    check(subject.documentation, subject.check)


def test_secrets_are_masked(
    session: FakeSession, subject: Subject, module: Module, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = "a-secret~that.nobody-knows"
    monkeypatch.setenv("AZURE_CLIENT_SECRET", secret)
    session.get(subject.first_url, {"error": {"code": "BadRequest", "message": f"Bad value {secret}!"}}, status=400)
    result = module(**GIVEN)
    assert "Bad value ********" in json.dumps(result)
    assert secret not in module.printed
