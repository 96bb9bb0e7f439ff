# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Graph's answers: shapes, query options, paging, refusals, and the log of what was asked."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from emulator.profiles import PLATFORMS
from emulator.seeds import FIXTURES
from emulator.tokens import HEALTHY_TOKEN

TOKENS = "/beta/deviceManagement/depOnboardingSettings"
ALL = ",".join(PLATFORMS.values())


def published(name: str) -> Any:
    return json.loads((FIXTURES / name).read_text(encoding="utf-8"))


def shape(value: Any) -> Any:
    """Keys and nesting without the values."""
    if isinstance(value, dict):
        return {key: shape(inner) for key, inner in value.items()}
    return [shape(value[0])] if isinstance(value, list) and value and isinstance(value[0], dict) else None


def test_list_has_the_shape_of_real_answers(emulator: Any) -> None:
    body = emulator.get(TOKENS).json()
    assert shape(body) == shape(published("shape_depOnboardingSettings_list_ok.json"))
    assert len(body["value"]) == body["@odata.count"] == 2
    assert set(body["value"][0]) == set(HEALTHY_TOKEN)


def test_item_has_the_shape_of_real_answers(emulator: Any) -> None:
    token = next(token for token in emulator.tokens() if token["tokenName"] == "Contoso Macs")
    for expand in (ALL, ALL.lower()):
        body = emulator.get(f"{TOKENS}/{token['id']}?$expand={expand}").json()
        assert shape(body) == shape(published("shape_depOnboardingSetting_get_expand_terms.json"))
        assert body["defaultIosEnrollmentProfile"] is None
        assert body["defaultMacOsEnrollmentProfile"]["displayName"] == "Contoso Mac"
        assert body["defaultMacOsEnrollmentProfile"]["adminAccountPassword"] is None
    plain = emulator.get(f"{TOKENS}/{token['id']}").json()
    assert not set(PLATFORMS.values()) & set(plain)
    assert plain["id"] == token["id"]


def test_keys_in_parentheses(emulator: Any) -> None:
    token = emulator.tokens()[0]
    assert emulator.get(f"{TOKENS}('{token['id']}')").json()["id"] == token["id"]


def test_device_management(emulator: Any) -> None:
    body = emulator.get("/beta/deviceManagement").json()
    assert shape(body) == shape(published("shape_deviceManagement_beta.json"))
    assert body["maximumDepTokens"] == 100
    selected = emulator.get("/beta/deviceManagement?$select=maximumDepTokens").json()
    assert set(selected) == {"@odata.context", "maximumDepTokens"}


def test_count_and_select(emulator: Any) -> None:
    assert emulator.get(f"{TOKENS}/$count").text == "2"
    body = emulator.get(f"{TOKENS}?$select=id,TokenName&$count=true").json()
    assert [set(token) for token in body["value"]] == [{"id", "tokenName"}] * 2


@pytest.mark.parametrize(
    "query", ["$select=status", "$expand=profiles", "$filter=tokenName eq 'x'", "$orderby=tokenName", "$top=some"]
)
def test_query_options_that_are_refused(emulator: Any, query: str) -> None:
    response = emulator.get(f"{TOKENS}?{query}")
    assert response.status_code == 400
    assert response.json()["error"]["code"] == "BadRequest"


def test_microsoft_docs_answers_as_printed(emulator: Any) -> None:
    emulator.settle("microsoft_docs")
    assert emulator.get(TOKENS, "Published example").json() == published("official_depOnboardingSettings_list.json")
    assert emulator.get(TOKENS, "Captured answer").json() == published("shape_depOnboardingSettings_list_ok.json")
    # The documentation wraps the single entity in `value`; real answers are flat.
    entity = published("official_depOnboardingSetting_get.json")["value"]
    body = emulator.get(f"{TOKENS}/{entity['id']}", "Published example").json()
    assert body.pop("@odata.context").endswith("/$entity")
    assert body == entity
    captured = published("shape_depOnboardingSetting_get_expand_terms.json")
    body = emulator.get(f"{TOKENS}/{captured['id']}?$expand={ALL}", "Captured answer with profiles").json()
    context = captured.pop("@odata.context")
    assert context.partition("$metadata")[2] == body.pop("@odata.context").partition("$metadata")[2]
    assert body == captured


def many(number: int) -> list[dict[str, Any]]:
    tokens = [{"tokenName": f"Token {index:03d}"} for index in range(number)]
    return [{"id": "one", "name": "One", "domain": "one.example.com", "tokens": tokens}]


@pytest.mark.parametrize(("number", "pages"), [(0, 1), (1, 1), (10, 1), (11, 2), (95, 10)])
def test_paging_walk(emulator: Any, number: int, pages: int) -> None:
    emulator.seed(page_size=10, tenants=many(number))
    assert [token["tokenName"] for token in emulator.tokens()] == [f"Token {index:03d}" for index in range(number)]
    assert len([entry for entry in emulator.requests_seen() if entry["path"] == TOKENS]) == pages


def test_links_keep_the_query_and_the_host(emulator: Any) -> None:
    emulator.seed(page_size=10, tenants=many(12))
    link = emulator.get(f"{TOKENS}?$top=5&$select=id, tokenName").json()["@odata.nextLink"]
    assert link == f"{emulator.url}{TOKENS}?$top=5&$select=id,%20tokenName&$skiptoken=5"
    assert len(emulator.get(link).json()["value"]) == 5
    assert len(emulator.get(f"{TOKENS}?$top=500").json()["value"]) == 10


# --- refusals ------------------------------------------------------------------------------------------------------


def refused(response: Any, status: int, code: str) -> dict[str, Any]:
    assert response.status_code == status, response.text
    error = response.json()["error"]
    assert error["code"] == code
    assert shape({"error": error}) == shape(published("shape_error_no_intune_400.json"))
    assert error["innerError"]["request-id"] == response.headers["request-id"]
    assert error["innerError"]["client-request-id"] == response.headers["client-request-id"]
    return error


def test_without_a_bearer(emulator: Any) -> None:
    refused(emulator.session.get(emulator.url + TOKENS), 401, "InvalidAuthenticationToken")


@pytest.mark.parametrize("bearer", ["nonsense", "a.b.c"])
def test_malformed_bearer(emulator: Any, bearer: str) -> None:
    refused(emulator.get(TOKENS, bearer=bearer), 401, "InvalidAuthenticationToken")


def test_bearer_with_a_changed_signature(emulator: Any) -> None:
    bearer = emulator.bearer()
    assert emulator.get(TOKENS, bearer=bearer).status_code == 200
    changed = bearer[:-8] + ("A" * 8 if not bearer.endswith("A" * 8) else "B" * 8)
    refused(emulator.get(TOKENS, bearer=changed), 401, "InvalidAuthenticationToken")


def test_expired_bearer(emulator: Any) -> None:
    emulator.seed(bearer_lifetime="1 second", tenants=many(1))
    bearer = emulator.bearer()
    assert emulator.get(TOKENS, bearer=bearer).status_code == 200
    time.sleep(1.05)
    assert "expired" in refused(emulator.get(TOKENS, bearer=bearer), 401, "InvalidAuthenticationToken")["message"]
    assert emulator.get(TOKENS).status_code == 200


def test_revoked_bearer(emulator: Any) -> None:
    bearer = emulator.bearer()
    emulator.control("POST", "/revoke")
    refused(emulator.get(TOKENS, bearer=bearer), 401, "InvalidAuthenticationToken")
    assert emulator.get(TOKENS).status_code == 200


def test_bearer_of_another_cloud(emulator: Any) -> None:
    emulator.seed(cloud="usgov", tenants=many(1))
    assert "audience" in refused(emulator.get(TOKENS), 401, "InvalidAuthenticationToken")["message"]
    secret = emulator.tenant()["client_secret"]
    government = emulator.post_token(scope="https://graph.microsoft.us/.default", client_secret=secret).json()
    assert emulator.get(TOKENS, bearer=government["access_token"]).status_code == 200


def test_missing_role(emulator: Any) -> None:
    emulator.settle("errors")
    example = published("shape_error_intune_403_nested_json_message.json")["error"]
    message = json.loads(refused(emulator.get(TOKENS, "Missing role"), 403, example["code"])["message"])
    assert set(message) == set(json.loads(example["message"]))
    assert "manage.microsoft.com" in message["Message"]


def test_no_intune(emulator: Any) -> None:
    emulator.settle("errors")
    example = published("shape_error_no_intune_400.json")["error"]
    for path in (TOKENS, "/beta/deviceManagement"):
        assert refused(emulator.get(path, "No Intune"), 400, example["code"])["message"] == example["message"]


@pytest.mark.parametrize(
    ("path", "segment"),
    [
        ("/v1.0/deviceManagement/depOnboardingSettings", "depOnboardingSettings"),
        ("/beta/deviceManagement/depOnboardingSetting", "depOnboardingSetting"),
        ("/beta/appleTokens", "appleTokens"),
    ],
)
def test_paths_that_the_schema_does_not_have(emulator: Any, path: str, segment: str) -> None:
    error = refused(emulator.get(path), 400, "BadRequest")
    assert error["message"] == f"Resource not found for the segment '{segment}'."


def test_what_is_in_the_schema_but_not_served(emulator: Any) -> None:
    token = emulator.tokens()[0]
    for path in (f"{TOKENS}/{token['id']}/defaultIosEnrollmentProfile", "/v1.0/deviceManagement/managedDevices"):
        refused(emulator.get(path), 501, "NotImplemented")


def test_unknown_token(emulator: Any) -> None:
    refused(emulator.get(f"{TOKENS}/a0000001-9999-4000-8000-000000000001"), 404, "ResourceNotFound")


# --- the logs ------------------------------------------------------------------------------------------------------


def test_request_log(emulator: Any) -> None:
    bearer = emulator.bearer()
    headers = {"Authorization": f"Bearer {bearer}", "User-Agent": "probe/1", "client-request-id": "abc"}
    response = emulator.session.get(f"{emulator.url}{TOKENS}?$top=1", headers=headers)
    assert response.headers["client-request-id"] == "abc"
    entry = emulator.requests_seen()[-1]
    assert entry.pop("at")
    assert entry == {
        "method": "GET",
        "path": TOKENS,
        "query": {"$top": "1"},
        "tenant": emulator.tenant()["tenant_id"],
        "status": 200,
        "has_bearer": True,
        "user_agent": "probe/1",
        "client_request_id": "abc",
    }


def test_logs_hold_no_secret(emulator: Any) -> None:
    bearer = emulator.bearer()
    emulator.get(TOKENS, bearer=bearer)
    text = json.dumps(emulator.requests_seen())
    assert bearer not in text
    assert emulator.tenant()["client_secret"] not in text


def test_write_log(emulator: Any) -> None:
    token = emulator.tokens()[0]
    assert emulator.control("GET", "/writes") == []
    path = f"{TOKENS}/{token['id']}/syncWithAppleDeviceEnrollmentProgram"
    emulator.call("POST", path)
    emulator.call("DELETE", "/beta/nonsense")
    writes = emulator.control("GET", "/writes")
    assert [(entry["method"], entry["path"]) for entry in writes] == [("POST", path), ("DELETE", "/beta/nonsense")]
    assert [entry["status"] for entry in writes] == [403, 400]
    assert [entry["body_keys"] for entry in writes] == [None, None]
    emulator.control("DELETE", "/requests")
    assert emulator.control("GET", "/writes") == []


def test_nothing_of_the_collection_is_imported() -> None:
    """An independent witness shares no code with what it watches."""
    program = Path(__file__).resolve().parents[2] / "emulator"
    for source in program.glob("*.py"):
        text = source.read_text(encoding="utf-8")
        assert "ansible_collections" not in text and "plugins" not in text, source.name
