# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tokens, as real clients get them: secrets, certificates, federation and managed identity, and each refusal."""

from __future__ import annotations

import base64
import time
import uuid
from pathlib import Path
from typing import Any

import jwt
import msal
import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

TOKENS = "/beta/deviceManagement/depOnboardingSettings"


def assert_works(emulator: Any, result: dict[str, Any]) -> None:
    assert "access_token" in result, result
    assert emulator.get(TOKENS, bearer=result["access_token"]).status_code == 200


def pem_credential(path: str, passphrase: str | None = None) -> dict[str, Any]:
    text = Path(path).read_text(encoding="utf-8")
    certificate = x509.load_pem_x509_certificate(text.encode())
    credential = {
        "private_key": text,
        "thumbprint": certificate.fingerprint(hashes.SHA1()).hex(),
        "public_certificate": certificate.public_bytes(serialization.Encoding.PEM).decode(),
    }
    return credential | ({"passphrase": passphrase} if passphrase else {})


def test_secret(emulator: Any) -> None:
    assert_works(emulator, emulator.sign_in(emulator.tenant()["client_secret"]))


def test_a_tenant_by_its_domain(emulator: Any) -> None:
    result = emulator.sign_in(emulator.tenant()["client_secret"], tenant="Contoso.example.com")
    assert_works(emulator, result)
    claims = jwt.decode(result["access_token"], options={"verify_signature": False})
    assert claims["tid"] == emulator.tenant()["tenant_id"]


def test_bearers_verify_with_the_published_keys(emulator: Any) -> None:
    row = emulator.tenant()
    keys = emulator.session.get(f"{emulator.url}/{row['tenant_id']}/discovery/v2.0/keys").json()
    claims = jwt.decode(
        emulator.bearer(), jwt.PyJWK(keys["keys"][0]).key, algorithms=["RS256"], audience="https://graph.microsoft.com"
    )
    assert claims["appid"] == row["client_id"]
    assert claims["roles"] == [
        "DeviceManagementServiceConfig.Read.All",
        "DeviceManagementManagedDevices.Read.All",
    ]


def test_pem_certificate(emulator: Any) -> None:
    assert_works(emulator, emulator.sign_in(pem_credential(emulator.info["client_certificate_path"])))


def test_encrypted_pem_certificate(emulator: Any) -> None:
    path = emulator.info["client_certificate_password_protected_path"]
    assert "ENCRYPTED" in Path(path).read_text(encoding="utf-8")
    assert_works(emulator, emulator.sign_in(pem_credential(path, emulator.info["client_certificate_password"])))


def test_pfx_certificate(emulator: Any) -> None:
    credential = {
        "private_key_pfx_path": emulator.info["client_pfx_path"],
        "passphrase": emulator.info["client_certificate_password"],
        "public_certificate": True,
    }
    assert_works(emulator, emulator.sign_in(credential))


def test_federated_token(emulator: Any) -> None:
    path = Path(emulator.info["federated_token_file"])
    assert_works(emulator, emulator.sign_in({"client_assertion": lambda: path.read_text(encoding="utf-8")}))


@pytest.mark.parametrize("name", ["client.pem", "client-encrypted.pem", "client.pfx", "federated.jwt", "emulator.json"])
def test_secret_files_are_private(emulator: Any, name: str) -> None:
    assert (emulator.folder / name).stat().st_mode & 0o777 == 0o600


# --- refusals ------------------------------------------------------------------------------------------------------


def refused(response: requests.Response, status: int, error: str, code: int) -> str:
    body = response.json()
    assert (response.status_code, body["error"], body["error_codes"]) == (status, error, [code])
    assert body["error_description"].startswith(f"AADSTS{code}: ")
    assert {"timestamp", "trace_id", "correlation_id"} <= set(body)
    return body["error_description"]


def test_wrong_secret(emulator: Any) -> None:
    result = emulator.sign_in("emulator-only-guess")
    assert result["error"] == "invalid_client"
    assert "AADSTS7000215" in result["error_description"]
    assert "emulator-only-guess" not in result["error_description"]
    refused(emulator.post_token(client_secret="emulator-only-guess"), 401, "invalid_client", 7000215)


def test_expired_secret_and_disabled_app(emulator: Any) -> None:
    emulator.settle("errors")
    secret = emulator.tenant()["client_secret"]
    refused(emulator.post_token("expired-secret.example.com", client_secret=secret), 401, "invalid_client", 7000222)
    refused(emulator.post_token("disabled.example.com", client_secret=secret), 400, "unauthorized_client", 7000112)
    refused(emulator.post_token("another-secret.example.com", client_secret=secret), 401, "invalid_client", 7000215)
    refused(
        emulator.post_token("unknown-application.example.com", client_secret=secret), 400, "unauthorized_client", 700016
    )


def test_unknown_app(emulator: Any) -> None:
    refused(emulator.post_token(client_id=str(uuid.uuid4()), client_secret="x"), 400, "unauthorized_client", 700016)


def test_unknown_tenant(emulator: Any) -> None:
    with pytest.raises(ValueError) as raised:
        emulator.sign_in("x", tenant="nobody.example.com")
    # msal names the code only in what came before its own exception.
    assert "AADSTS90002" in str(raised.value.__context__)
    refused(emulator.post_token("nobody.example.com", client_secret="x"), 400, "invalid_request", 90002)


@pytest.mark.parametrize(
    ("scope", "error", "code"),
    [
        ("https://graph.microsoft.com/User.Read", "invalid_scope", 70011),
        ("https://management.azure.com/.default", "invalid_resource", 500011),
        ("", "invalid_request", 900144),
    ],
)
def test_bad_scope(emulator: Any, scope: str, error: str, code: int) -> None:
    secret = emulator.tenant()["client_secret"]
    refused(emulator.post_token(scope=scope, client_secret=secret), 400, error, code)


@pytest.mark.parametrize("host", ["graph.microsoft.us", "dod-graph.microsoft.us", "microsoftgraph.chinacloudapi.cn"])
def test_each_cloud_has_its_audience(emulator: Any, host: str) -> None:
    response = emulator.post_token(scope=f"https://{host}/.default", client_secret=emulator.tenant()["client_secret"])
    claims = jwt.decode(response.json()["access_token"], options={"verify_signature": False})
    assert claims["aud"] == f"https://{host}"


def test_other_grants_and_missing_credentials(emulator: Any) -> None:
    refused(emulator.post_token(grant_type="password"), 400, "unsupported_grant_type", 70003)
    refused(emulator.post_token(), 401, "invalid_client", 7000216)


ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def present(emulator: Any, assertion: str) -> requests.Response:
    return emulator.post_token(client_assertion_type=ASSERTION, client_assertion=assertion)


def own_assertion(emulator: Any, key: Any = None, **changes: Any) -> str:
    """What msal would sign, with changes."""
    row = emulator.tenant()
    pem = Path(emulator.info["client_certificate_path"]).read_bytes()
    certificate = x509.load_pem_x509_certificate(pem)
    now = int(time.time())
    claims = {
        "aud": f"{emulator.url}/{row['tenant_id']}/oauth2/v2.0/token",
        "iss": row["client_id"],
        "sub": row["client_id"],
        "jti": str(uuid.uuid4()),
        "nbf": now,
        "exp": now + 600,
        **changes,
    }
    thumbprint = base64.urlsafe_b64encode(certificate.fingerprint(hashes.SHA256())).rstrip(b"=").decode()
    key = key or serialization.load_pem_private_key(pem, None)
    return jwt.encode(claims, key, algorithm="PS256", headers={"x5t#S256": thumbprint})


def test_the_handmade_assertion_is_good(emulator: Any) -> None:
    assertion = own_assertion(emulator)
    assert present(emulator, assertion).status_code == 200
    # msal sends one again while it is fresh, for example to replace a bearer that Graph refused.
    assert present(emulator, assertion).status_code == 200


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"aud": "https://elsewhere.example.com/oauth2/v2.0/token"}, 700023),
        ({"exp": 1_700_000_000}, 700024),
        ({"nbf": 4_000_000_000}, 700024),
        ({"sub": "someone-else"}, 700021),
        ({"exp": None}, 700027),
    ],
)
def test_wrong_assertions(emulator: Any, changes: dict[str, Any], code: int) -> None:
    refused(present(emulator, own_assertion(emulator, **changes)), 401, "invalid_client", code)


def test_assertion_signed_by_another_key(emulator: Any) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    text = refused(present(emulator, own_assertion(emulator, key)), 401, "invalid_client", 700027)
    assert "signature" in text


def test_certificate_of_an_app_that_has_none(emulator: Any) -> None:
    row, *_rest = emulator.seed(tenants=[{"id": "one", "name": "One", "domain": "one.example.com"}])
    assert row["client_id"] == "app-one"
    text = refused(present(emulator, own_assertion(emulator)), 401, "invalid_client", 700027)
    assert "not registered" in text


def test_garbage_for_an_assertion(emulator: Any) -> None:
    refused(present(emulator, "not-a-jwt"), 400, "invalid_request", 50027)


def test_federation_that_nobody_registered(emulator: Any) -> None:
    apps = [
        {"client_id": "none", "secret": "emulator-only-none"},
        {"client_id": "other-subject", "federated": {"subject": "repo:contoso/infra:ref:refs/heads/main"}},
    ]
    emulator.seed(apps=apps, tenants=[{"id": "one", "name": "One", "domain": "one.example.com"}])
    assertion = Path(emulator.info["federated_token_file"]).read_text(encoding="utf-8")
    for client_id in ("none", "other-subject"):
        response = emulator.post_token(client_id=client_id, client_assertion_type=ASSERTION, client_assertion=assertion)
        assert "system:serviceaccount:automation:intune" in refused(response, 400, "invalid_request", 70021)


def test_federated_token_of_a_false_issuer(emulator: Any) -> None:
    true_one = Path(emulator.info["federated_token_file"]).read_text(encoding="utf-8")
    claims = jwt.decode(true_one, options={"verify_signature": False})
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    refused(present(emulator, jwt.encode(claims, key, algorithm="RS256")), 400, "invalid_grant", 50013)


# --- managed identity ----------------------------------------------------------------------------------------------


@pytest.fixture(name="machine")
def _machine(emulator: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    for name in ("IDENTITY_ENDPOINT", "IDENTITY_HEADER", "MSI_ENDPOINT", "MSI_SECRET", "IMDS_ENDPOINT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AZURE_POD_IDENTITY_AUTHORITY_HOST", emulator.info["imds_url"])
    return emulator


def managed(emulator: Any, identity: Any, resource: str = "https://graph.microsoft.com") -> dict[str, Any]:
    return msal.ManagedIdentityClient(identity, http_client=emulator.session).acquire_token_for_client(
        resource=resource
    )


def test_managed_identities(machine: Any) -> None:
    assert_works(machine, managed(machine, msal.SystemAssignedManagedIdentity()))
    client_id = machine.info["user_assigned_client_id"]
    result = managed(machine, msal.UserAssignedManagedIdentity(client_id=client_id))
    assert_works(machine, result)
    claims = jwt.decode(result["access_token"], options={"verify_signature": False})
    assert (claims["appid"], claims["tid"]) == (client_id, machine.tenant()["tenant_id"])


def test_unknown_managed_identity(machine: Any) -> None:
    result = managed(machine, msal.UserAssignedManagedIdentity(client_id=str(uuid.uuid4())))
    assert (result["error"], result["error_description"]) == ("invalid_request", "Identity not found")


def test_managed_identity_for_something_else_is_not_for_graph(machine: Any) -> None:
    result = managed(machine, msal.SystemAssignedManagedIdentity(), "https://management.azure.com/")
    response = machine.get(TOKENS, bearer=result["access_token"])
    assert response.status_code == 401
    assert "audience" in response.json()["error"]["message"]


def test_metadata_header_and_parameters_are_required(emulator: Any) -> None:
    url = emulator.info["imds_url"] + "/metadata/identity/oauth2/token"
    full = {"api-version": "2018-02-01", "resource": "https://graph.microsoft.com"}
    assert emulator.session.get(url, params=full, headers={"Metadata": "true"}).status_code == 200
    assert emulator.session.get(url, params=full).status_code == 400
    for name in full:
        partial = {key: value for key, value in full.items() if key != name}
        response = emulator.session.get(url, params=partial, headers={"Metadata": "true"})
        assert response.status_code == 400
        assert name in response.json()["error_description"]


def test_app_service_identity(emulator: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IDENTITY_ENDPOINT", emulator.info["identity_endpoint"])
    monkeypatch.setenv("IDENTITY_HEADER", emulator.info["identity_header"])
    assert_works(emulator, managed(emulator, msal.SystemAssignedManagedIdentity()))
    monkeypatch.setenv("IDENTITY_HEADER", "wrong")
    assert "401" in managed(emulator, msal.SystemAssignedManagedIdentity())["error_description"]
