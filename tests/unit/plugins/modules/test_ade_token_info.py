# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import sys
import typing as t

import pytest
import yaml

from ansible_collections.mdm.intune.plugins.module_utils._errors import Failure
from ansible_collections.mdm.intune.plugins.modules import ade_token_info
from ansible_collections.mdm.intune.tests.unit.plugins.fakes import (
    CLIENT_ID,
    EXPAND,
    LOGIN,
    MAXIMUM_URL,
    TENANT,
    TOKENS_URL,
    FakeSession,
)
from ansible_collections.mdm.intune.tests.unit.plugins.running import (
    GIVEN,
    OF_ANSIBLE,
    TOKEN,
    Module,
    assert_documented,
    documented,
)

Published = t.Callable[[str], t.Any]

SECRET = "a-secret~that.nobody-knows"
RETURN = yaml.safe_load(ade_token_info.RETURN)


@pytest.fixture
def module(as_module: t.Callable[[t.Callable[[], None]], Module]) -> Module:
    return as_module(ade_token_info.main)


def test_success_is_as_documented(session: FakeSession, module: Module, published: Published) -> None:
    token_id = "00000000-0000-0000-0000-0000000000aa"
    session.get(TOKENS_URL, published("shape_depOnboardingSettings_list_ok"))
    session.get(f"{TOKENS_URL}/{token_id}{EXPAND}", published("shape_depOnboardingSetting_get_expand_terms"))
    session.get(MAXIMUM_URL, published("shape_deviceManagement_beta"))
    result = module(**GIVEN, include=["default_profiles"], include_raw=True)
    assert set(result) - OF_ANSIBLE == documented(RETURN, "success")
    assert result["changed"] is False
    assert len(result["tokens"]) == len(result["tenants"]) == 1
    for name in documented(RETURN, "success"):
        assert result[name] is not None
        assert_documented(result[name], RETURN[name], name)
    assert module.warnings == []


def test_less_is_returned_where_less_is_asked_for(session: FakeSession, module: Module, published: Published) -> None:
    session.get(TOKENS_URL, published("shape_depOnboardingSettings_list_ok")).get(MAXIMUM_URL, {})
    (token,) = module(**GIVEN)["tokens"]
    contains = RETURN["tokens"]["contains"]
    assert set(token) == {name for name, value in contains.items() if value["returned"] == "always"}
    assert set(contains) - set(token) == {"default_profiles", "raw"}


def test_failure_is_as_documented(session: FakeSession, module: Module, published: Published) -> None:
    body = published("shape_error_intune_403_nested_json_message")
    session.get(TOKENS_URL, body, status=403)
    result = module(**GIVEN)
    assert result["failed"] is True
    assert set(result) - OF_ANSIBLE == documented(RETURN, "failure") == {"check", "failure"}
    assert_documented(result["failure"], RETURN["failure"], "failure")
    assert result["failure"] == {
        "status": 403,
        "code": "Forbidden",
        "message": result["msg"],
        "request_id": "00000000-0000-0000-0000-0000000000ff",
        "client_request_id": session.calls[0].headers["client-request-id"],
        "tenant_id": TENANT,
        "permission": "DeviceManagementServiceConfig.Read.All",
    }
    assert "DeviceManagementServiceConfig.Read.All" in result["msg"]


def test_every_part_of_a_failure_is_documented() -> None:
    assert set(RETURN["failure"]["contains"]) == set(Failure.__annotations__)


def test_a_tenant_that_fails_is_a_row_of_a_success(session: FakeSession, module: Module) -> None:
    session.get(TOKENS_URL, {"value": []}, bearer="token-of-a").get(MAXIMUM_URL, {}, bearer="token-of-a")
    session.get(TOKENS_URL, status=401, bearer="token-of-b")
    result = module(tenants=[{"tenant_id": f"{name}.example", "access_token": f"token-of-{name}"} for name in "ab"])
    assert "failed" not in result
    assert [row["checked"] for row in result["tenants"]] == [True, False]
    failure = result["tenants"][1]["failure"]
    assert set(failure) == set(RETURN["failure"]["contains"])
    assert failure["tenant_id"] == "b.example"
    assert module.warnings == [f"Could not check: {failure['message']}"]
    for row in result["tenants"]:
        assert set(row) == set(RETURN["tenants"]["contains"])


def test_options_come_from_the_environment(
    session: FakeSession, module: Module, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AZURE_TENANT_ID", TENANT)
    monkeypatch.setenv("AZURE_CLIENT_ID", CLIENT_ID)
    monkeypatch.setenv("AZURE_CLIENT_SECRET", SECRET)
    session.mint("minted-1").get(TOKENS_URL, {"value": []}, bearer="minted-1").get(MAXIMUM_URL, {})
    assert module()["tokens"] == []
    assert session.calls[0].form["client_secret"] == SECRET


def test_check_mode_reads_as_well(session: FakeSession, module: Module) -> None:
    session.get(TOKENS_URL, {"value": []}).get(MAXIMUM_URL, {})
    assert module(**GIVEN, _ansible_check_mode=True)["tokens"] == []
    assert {call.method for call in session.calls} == {"GET"}


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"tenants": ["a.example"]}, "mutually exclusive"),
        ({"token_id": "a", "token_name": "b"}, "mutually exclusive"),
        ({"token_id": "a", "token_type": "b"}, "mutually exclusive"),
        ({"include": ["devices"]}, "include"),
        ({"cloud": "mars"}, "cloud"),
        ({"query": "[?"}, "query is not a JMESPath expression"),
        ({"query": "length(@)"}, "query must yield a list"),
        ({"client_secret": SECRET, "client_id": CLIENT_ID}, "two credentials are given"),
        ({"concurrency": 0}, "concurrency must be greater than 0"),
        ({"graph_url": "http://graph.example"}, "graph_url must be an https address"),
    ],
    ids=str,
)
def test_bad_options_send_no_request(
    session: FakeSession, module: Module, args: dict[str, t.Any], message: str
) -> None:
    result = module(**GIVEN, **args)
    assert result["failed"] is True
    assert message in result["msg"]
    assert session.calls == []
    assert SECRET not in module.printed


def secret_in_a_message(session: FakeSession) -> None:
    """Graph repeats what it was told."""
    session.get(TOKENS_URL, {"error": {"code": "BadRequest", "message": f"Bad value {SECRET}!"}}, status=400)


@pytest.mark.parametrize(
    "variable", ["AZURE_CLIENT_SECRET", "INTUNE_ACCESS_TOKEN", "AZURE_CLIENT_CERTIFICATE_PASSWORD"]
)
def test_secrets_of_the_environment_are_masked(
    session: FakeSession, module: Module, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, SECRET)
    secret_in_a_message(session)
    result = module(**GIVEN)
    assert "Bad value" in result["msg"]
    assert "********" in result["msg"]
    assert SECRET not in module.printed


def test_the_trap_of_the_masking_tests_is_armed(session: FakeSession, module: Module) -> None:
    secret_in_a_message(session)
    assert f"Bad value {SECRET}!" in module(**GIVEN)["msg"]


@pytest.mark.parametrize("option", ["client_secret", "access_token"])
def test_secrets_of_tenants_are_masked(session: FakeSession, module: Module, option: str) -> None:
    if option == "client_secret":
        session.mint("minted-1")
    secret_in_a_message(session)
    result = module(tenants=[{"tenant_id": TENANT, "client_id": CLIENT_ID, option: SECRET}])
    assert "********" in result["tenants"][0]["failure"]["message"]
    assert SECRET not in json.dumps(result)


def test_the_password_of_a_proxy_is_masked(session: FakeSession, module: Module) -> None:
    secret_in_a_message(session)
    module(**GIVEN, proxy=f"http://user:{SECRET}@proxy.example:8080")
    assert SECRET not in module.printed


def test_secrets_are_masked_when_ansible_refuses_an_option(module: Module, monkeypatch: pytest.MonkeyPatch) -> None:
    include = [SECRET]  # Ansible's message repeats it
    assert SECRET in module(**GIVEN, include=include)["msg"]
    result = module(tenants=[{"tenant_id": TENANT, "client_secret": SECRET}], include=include)
    assert (result["failed"], "default_profiles" in result["msg"]) == (True, True)
    assert SECRET not in module.printed
    monkeypatch.setenv("AZURE_CLIENT_SECRET", SECRET)
    assert module(**GIVEN, include=include)["failed"] is True
    assert SECRET not in module.printed


def test_a_refused_secret_is_not_printed(session: FakeSession, module: Module) -> None:
    session.refuse(f"AADSTS7000215: Invalid client secret {SECRET}.")
    result = module(tenant_id=TENANT, client_id=CLIENT_ID, client_secret=SECRET)
    assert result["failure"]["code"] == "AADSTS7000215"
    assert SECRET not in module.printed


@pytest.mark.parametrize(
    ("library", "args"),
    [
        ("msal", {"tenant_id": TENANT, "client_id": CLIENT_ID, "client_secret": SECRET}),
        ("jmespath", {**GIVEN, "query": "[]"}),
    ],
)
def test_a_missing_library_is_named(
    session: FakeSession, module: Module, monkeypatch: pytest.MonkeyPatch, library: str, args: dict[str, t.Any]
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    result = module(**args)
    assert result["msg"].startswith(f"Failed to import the required Python library ({library}) on ")
    assert sys.executable in result["msg"]
    assert result["failure"]["message"] == f"The Python library {library} is missing."


def test_the_sign_in_service_is_not_asked_for_a_given_token(session: FakeSession, module: Module) -> None:
    session.get(TOKENS_URL, {"value": []}).get(MAXIMUM_URL, {})
    module(**GIVEN)
    assert not any(call.url.startswith(LOGIN) for call in session.calls)
    assert {call.bearer for call in session.calls} == {TOKEN}
