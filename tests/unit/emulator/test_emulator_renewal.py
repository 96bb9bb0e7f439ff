# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys, uploads and syncs: what is accepted, what is refused, what changes and when, and what the write log keeps."""

from __future__ import annotations

import base64
import json
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs7 import PKCS7EnvelopeBuilder, PKCS7Options, PKCS7SignatureBuilder
from emulator.certificates import self_signed
from emulator.clock import instant
from emulator.cms import definite, indefinite
from emulator.estate import build
from emulator.seeds import FIXTURES, EstateError

TOKENS = "/beta/deviceManagement/depOnboardingSettings"
READ = "DeviceManagementServiceConfig.Read.All"
WRITE = "DeviceManagementServiceConfig.ReadWrite.All"


def seed(emulator: Any, *tokens: dict[str, Any], roles: tuple[str, ...] = (WRITE,)) -> None:
    emulator.seed(
        apps=[{"client_id": "app-one", "secret": "emulator-only-seed", "roles": list(roles)}],
        tenants=[{"id": "one", "name": "One", "domain": "one.example.com", "tokens": list(tokens)}],
    )


def token(name: str = "tok", /, **apple: Any) -> dict[str, Any]:
    return {"id": name, "tokenName": name, "apple": apple}


def shown(emulator: Any, name: str = "tok") -> dict[str, Any]:
    found: dict[str, Any] = emulator.get(f"{TOKENS}/{name}").json()
    return found


def public_key(emulator: Any, name: str = "tok") -> str:
    response = emulator.get(f"{TOKENS}/{name}/getEncryptionPublicKey")
    assert response.status_code == 200, response.text
    return str(response.json()["value"])


def certificate(emulator: Any, name: str = "tok") -> x509.Certificate:
    """The key as a certificate, of the one line in which it comes."""
    body = (
        public_key(emulator, name).removeprefix("-----BEGIN CERTIFICATE-----").removesuffix("-----END CERTIFICATE-----")
    )
    return x509.load_der_x509_certificate(base64.b64decode(body, validate=True))


def download(emulator: Any, name: str = "tok", **more: Any) -> bytes:
    """A server token, from Apple."""
    body = emulator.control("POST", "/server_token", {"tenant": "One", "token_id": name, **more})
    return base64.b64decode(body["content"])


def mail(message: bytes) -> str:
    header = "Content-Type: application/pkcs7-mime\nContent-Transfer-Encoding: base64\n\n"
    return header + base64.b64encode(message).decode()


def upload(emulator: Any, file: str | bytes, name: str = "tok", apple_id: str = "new@example.com") -> Any:
    text = file.decode() if isinstance(file, bytes) else file
    return emulator.call("POST", f"{TOKENS}/{name}/uploadDepToken", body={"appleId": apple_id, "depToken": text})


def sync(emulator: Any, name: str = "tok") -> Any:
    return emulator.call("POST", f"{TOKENS}/{name}/syncWithAppleDeviceEnrollmentProgram")


def refused(response: Any, status: int = 400) -> None:
    """In Intune's shape: a document within the message."""
    assert response.status_code == status, response.text
    example = json.loads((FIXTURES / "shape_error_intune_403_nested_json_message.json").read_text(encoding="utf-8"))
    assert set(json.loads(response.json()["error"]["message"])) == set(json.loads(example["error"]["message"]))


def from_now(text: str) -> timedelta:
    return instant(text) - datetime.now(timezone.utc)


# --- keys ----------------------------------------------------------------------------------------------------------


def test_the_public_key_is_one_line_and_stays(emulator: Any) -> None:
    seed(emulator, token())
    first = public_key(emulator)
    assert "\n" not in first
    found = certificate(emulator)
    key = found.public_key()
    assert isinstance(key, RSAPublicKey)
    assert key.key_size == 2048
    assert found.issuer == found.subject
    assert emulator.get(f"{TOKENS}/tok/getEncryptionPublicKey()").json()["value"] == first
    assert emulator.control("GET", "/writes") == []


@pytest.mark.parametrize(("form", "lines"), [("one_line", 1), ("pem", 2), ("base64", 1)])
def test_the_forms_in_which_a_public_key_may_come(emulator: Any, form: str, lines: int) -> None:
    seed(emulator, token(public_key_form=form))
    text = public_key(emulator)
    assert (text.count("\n") > 1) is (lines > 1)
    assert text.startswith("-----BEGIN") is (form != "base64")
    if form == "pem":
        assert x509.load_pem_x509_certificate(text.encode())


def test_each_token_has_a_key_of_its_own(emulator: Any) -> None:
    seed(emulator, token("a"), token("b"))
    a, b = certificate(emulator, "a"), certificate(emulator, "b")
    assert a.serial_number != b.serial_number
    assert a.fingerprint(hashes.SHA256()) != b.fingerprint(hashes.SHA256())


def test_a_key_generated_anew_opens_nothing_older(emulator: Any) -> None:
    seed(emulator, token())
    before, file = public_key(emulator), download(emulator)
    response = emulator.call("POST", f"{TOKENS}/tok/generateEncryptionPublicKey")
    assert response.status_code == 200
    assert response.json()["value"] == public_key(emulator) != before
    refused(upload(emulator, file))
    assert upload(emulator, download(emulator)).status_code == 204
    assert [entry["path"].rpartition("/")[2] for entry in emulator.control("GET", "/writes")] == [
        "generateEncryptionPublicKey",
        "uploadDepToken",
        "uploadDepToken",
    ]


# --- server tokens -------------------------------------------------------------------------------------------------


def test_a_renewal(emulator: Any) -> None:
    seed(emulator, {**token(), "tokenExpirationDateTime": "12 days ago", "lastModifiedDateTime": "377 days ago"})
    before = shown(emulator)
    body = emulator.control("POST", "/server_token", {"tenant": "one", "token_id": "tok", "expires": "in 300 days"})
    assert set(body) == {"file_name", "content", "apple_id", "expires"}
    assert body["file_name"].startswith("tok_Token_") and body["file_name"].endswith("_smime.p7m")
    assert body["apple_id"] == before["appleIdentifier"]
    assert upload(emulator, base64.b64decode(body["content"])).status_code == 204
    after = shown(emulator)
    assert after["id"] == before["id"]
    assert after["appleIdentifier"] == "new@example.com"
    assert after["tokenExpirationDateTime"] == body["expires"]
    assert timedelta(days=299) < from_now(after["tokenExpirationDateTime"]) < timedelta(days=301)
    assert from_now(after["lastModifiedDateTime"]) > timedelta(minutes=-1)
    # The list shows the same, although it was rendered before.
    assert emulator.tokens()[0]["tokenExpirationDateTime"] == body["expires"]


def test_a_server_token_has_apples_form(emulator: Any) -> None:
    seed(emulator, token())
    text = download(emulator).decode()
    header, _empty, body = text.partition("\r\n\r\n")
    assert "application/pkcs7-mime" in header and "smime.p7m" in header
    message = base64.b64decode(body)
    assert message.startswith(b"\x30\x80")
    assert download(emulator, encoding="ber").startswith(b"\x30\x80")
    der = download(emulator, encoding="der")
    assert der.startswith(b"\x30\x82")
    assert definite(indefinite(der)) == der
    for secret in (b"CK_", b"AT_", b"access_token"):
        assert secret not in der + message


@pytest.mark.parametrize("encoding", ["der", "ber"])
def test_intune_takes_the_text_and_not_the_bare_message(emulator: Any, encoding: str) -> None:
    seed(emulator, token())
    file = download(emulator, encoding=encoding)
    refused(upload(emulator, base64.b64encode(file)))
    assert upload(emulator, mail(file)).status_code == 204


def test_the_same_file_again_is_no_harm(emulator: Any) -> None:
    seed(emulator, token())
    file = download(emulator)
    assert [upload(emulator, file).status_code for _attempt in range(2)] == [204, 204]


def test_the_expiry_lags(emulator: Any) -> None:
    seed(emulator, {**token(expiry_lag="10 minutes"), "tokenExpirationDateTime": "in 3 days"})
    assert upload(emulator, download(emulator)).status_code == 204
    assert from_now(shown(emulator)["tokenExpirationDateTime"]) < timedelta(days=4)
    emulator.control("POST", "/clock", {"advance": "9 minutes"})
    assert from_now(emulator.tokens()[0]["tokenExpirationDateTime"]) < timedelta(days=4)
    emulator.control("POST", "/clock", {"advance": "2 minutes"})
    assert from_now(emulator.tokens()[0]["tokenExpirationDateTime"]) > timedelta(days=300)


INNER = {
    "consumer_key": "CK_x",
    "consumer_secret": "CS_x",
    "access_token": "AT_x",
    "access_secret": "AS_x",
    "access_token_expiry": "2097-01-01T00:00:00Z",
}


def encrypted(recipient: x509.Certificate, inner: Any) -> str:
    data = json.dumps(inner).encode()
    builder = PKCS7EnvelopeBuilder().set_data(data).add_recipient(recipient)
    return mail(builder.encrypt(Encoding.DER, [PKCS7Options.Binary]))


def test_a_file_that_a_test_has_made_itself(emulator: Any) -> None:
    seed(emulator, token())
    own = certificate(emulator)
    assert upload(emulator, encrypted(own, INNER)).status_code == 204
    assert shown(emulator)["tokenExpirationDateTime"] == "2097-01-01T00:00:00Z"
    older = {**INNER, "access_token": "AT_y", "access_token_expiry": "2096-01-01T00:00:00Z"}
    refused(upload(emulator, encrypted(own, older)))


def test_wrong_files_change_nothing(emulator: Any) -> None:
    seed(emulator, token(), token("other"))
    before = shown(emulator)
    own = certificate(emulator)
    key, stranger = self_signed("stranger", timedelta(days=1))
    signed = PKCS7SignatureBuilder().set_data(b"x").add_signer(stranger, key, hashes.SHA256())
    good = download(emulator).decode()
    for file in (
        download(emulator, "other").decode(),
        encrypted(stranger, INNER),
        encrypted(own, {}),
        encrypted(own, []),
        encrypted(own, {**INNER, "access_token": 5}),
        encrypted(own, {**INNER, "access_token_expiry": "soon"}),
        encrypted(own, {**INNER, "access_token_expiry": "2020-01-01T00:00:00Z"}),
        mail(signed.sign(Encoding.DER, [])),
        public_key(emulator),
        own.public_bytes(Encoding.PEM).decode(),
        good[: len(good) // 2],
        good.replace("pkcs7-mime", "octet-stream"),
        mail(b""),
        mail(b"\x30\x80" * 100),
        "garbage",
        "x" * 2 * 1024 * 1024,
    ):
        refused(upload(emulator, file))
    assert shown(emulator) == before


@pytest.mark.parametrize(
    "body",
    [None, [], {}, {"appleId": "a"}, {"appleId": "a", "depToken": 5}, {"appleId": "", "depToken": "x"}, "text"],
)
def test_malformed_uploads(emulator: Any, body: Any) -> None:
    seed(emulator, token())
    refused(emulator.call("POST", f"{TOKENS}/tok/uploadDepToken", body=body))


def test_an_older_file_is_refused(emulator: Any) -> None:
    seed(emulator, token())
    older, newer = download(emulator), download(emulator)
    refused(upload(emulator, older))
    assert upload(emulator, newer).status_code == 204
    refused(upload(emulator, older))


# --- syncs ---------------------------------------------------------------------------------------------------------


def test_a_sync_is_seen_at_once_and_ends_later(emulator: Any) -> None:
    seed(emulator, {**token(sync_takes="1 hour"), "lastSyncErrorCode": 7})
    before = shown(emulator)
    assert sync(emulator).status_code == 204
    under_way = shown(emulator)
    assert from_now(under_way["lastSyncTriggeredDateTime"]) > timedelta(minutes=-1)
    assert under_way["lastSuccessfulSyncDateTime"] == before["lastSuccessfulSyncDateTime"]
    assert under_way["lastSyncErrorCode"] == 7
    emulator.control("POST", "/clock", {"advance": "61 minutes"})
    after = shown(emulator)
    assert after["lastSyncErrorCode"] == 0
    took = instant(after["lastSuccessfulSyncDateTime"]) - instant(after["lastSyncTriggeredDateTime"])
    assert took == timedelta(hours=1)


@pytest.mark.parametrize("status", [400, 429])
def test_not_twice_in_fifteen_minutes(emulator: Any, status: int) -> None:
    seed(emulator, token(refusal_status=status, sync_takes="0s"))
    assert sync(emulator).status_code == 204
    triggered = shown(emulator)["lastSyncTriggeredDateTime"]
    response = sync(emulator)
    assert response.status_code == status
    assert "Retry-After" not in response.headers
    emulator.control("POST", "/clock", {"advance": "14 minutes"})
    assert sync(emulator).status_code == status
    assert shown(emulator)["lastSyncTriggeredDateTime"] == triggered
    emulator.control("POST", "/clock", {"advance": "2 minutes"})
    assert sync(emulator).status_code == 204
    assert [entry["status"] for entry in emulator.control("GET", "/writes")] == [204, status, status, 204]


def test_a_recent_sync_of_the_seed_counts_too(emulator: Any) -> None:
    seed(emulator, {**token(), "lastSyncTriggeredDateTime": "5 minutes ago"})
    refused(sync(emulator))


@pytest.mark.parametrize("last", ["never", None])
def test_the_first_sync_ever(emulator: Any, last: str | None) -> None:
    seed(emulator, {**token(sync_takes="0s"), "lastSyncTriggeredDateTime": last, "lastSuccessfulSyncDateTime": last})
    assert sync(emulator).status_code == 204
    assert from_now(shown(emulator)["lastSuccessfulSyncDateTime"]) > timedelta(minutes=-1)


def synced(emulator: Any, name: str = "tok") -> int:
    """The error code after a sync."""
    emulator.control("POST", "/clock", {"advance": "16 minutes"})
    assert sync(emulator, name).status_code == 204
    return int(shown(emulator, name)["lastSyncErrorCode"])


def test_terms_that_show_at_a_sync_and_go_when_they_are_accepted(emulator: Any) -> None:
    seed(emulator, token(terms_accepted=False, sync_takes="0s"))
    before = shown(emulator)
    assert before["lastSyncErrorCode"] == 0
    assert synced(emulator) == 3
    assert shown(emulator)["lastSuccessfulSyncDateTime"] == before["lastSuccessfulSyncDateTime"]
    emulator.control("POST", "/terms", {"tenant": "One", "token_id": "tok"})
    assert synced(emulator) == 0
    emulator.control("POST", "/terms", {"tenant": "One", "token_id": "tok", "accepted": False})
    assert synced(emulator) == 3


def test_a_download_voids_the_token_until_the_upload(emulator: Any) -> None:
    seed(emulator, token(sync_takes="0s", rejected_code=77))
    assert synced(emulator) == 0
    file = download(emulator)
    assert shown(emulator)["lastSyncErrorCode"] == 0
    assert synced(emulator) == 77
    assert upload(emulator, file).status_code == 204
    assert synced(emulator) == 0


def test_an_expired_token_does_not_sync(emulator: Any) -> None:
    seed(emulator, {**token(sync_takes="0s"), "tokenExpirationDateTime": "in 2 days"})
    assert synced(emulator) == 0
    emulator.control("POST", "/clock", {"advance": "3 days"})
    assert synced(emulator) == 1024


def test_a_sync_that_always_fails(emulator: Any) -> None:
    seed(emulator, token(sync_takes="0s", sync_error=-5))
    assert synced(emulator) == -5


# --- the estate ----------------------------------------------------------------------------------------------------


def test_the_estate_to_be_repaired(emulator: Any) -> None:
    rows = emulator.settle("repair")
    assert [row["name"] for row in rows] == ["Contoso", "Fabrikam"]
    names = {
        found["tokenName"]: (tenant, found["id"])
        for tenant in ("Contoso", "Fabrikam")
        for found in emulator.tokens(tenant)
    }
    tenant, expired = names["Contoso phones"]
    body = emulator.control("POST", "/server_token", {"tenant": tenant, "token_id": "Contoso phones"})
    file = base64.b64decode(body["content"]).decode()
    path = f"{TOKENS}/{expired}/uploadDepToken"
    answer = emulator.call("POST", path, tenant, body={"appleId": "a@example.com", "depToken": file})
    assert answer.status_code == 204
    results = {}
    for name, (tenant, token_id) in names.items():
        path = f"{TOKENS}/{token_id}"
        assert emulator.call("POST", f"{path}/syncWithAppleDeviceEnrollmentProgram", tenant).status_code == 204
        emulator.control("POST", "/clock", {"advance": "1 minute"})
        after = emulator.get(path, tenant).json()
        fresh = instant(after["lastSuccessfulSyncDateTime"]) >= instant(after["lastSyncTriggeredDateTime"])
        results[name] = (after["lastSyncErrorCode"], fresh, from_now(after["tokenExpirationDateTime"]) > timedelta())
    assert results == {
        "Contoso phones": (0, True, True),
        "Contoso Macs": (0, True, True),
        "Fabrikam field service": (0, True, True),
        "Fabrikam headquarters": (3, False, True),
        "Fabrikam warehouse": (3, False, True),
    }


# --- who may, and what is kept -------------------------------------------------------------------------------------


def test_permissions(emulator: Any) -> None:
    seed(emulator, token(), roles=(READ,))
    assert public_key(emulator)
    assert emulator.call("POST", f"{TOKENS}/tok/generateEncryptionPublicKey").status_code == 200
    before = shown(emulator)
    refused(upload(emulator, download(emulator)), 403)
    refused(sync(emulator), 403)
    assert shown(emulator) == before
    seed(emulator, token(), roles=())
    refused(emulator.get(f"{TOKENS}/tok/getEncryptionPublicKey"), 403)


@pytest.mark.parametrize("deed", ["uploadDepToken", "syncWithAppleDeviceEnrollmentProgram", "getEncryptionPublicKey"])
def test_a_token_that_is_gone(emulator: Any, deed: str) -> None:
    seed(emulator, token())
    emulator.control("POST", "/tokens/delete", {"tenant": "One", "id": "tok"})
    method = "GET" if deed.startswith("get") else "POST"
    assert emulator.call(method, f"{TOKENS}/tok/{deed}", body={}).status_code == 404


def test_a_sync_that_ends_after_its_token_is_gone(emulator: Any) -> None:
    seed(emulator, token(), token("other"))
    assert sync(emulator).status_code == 204
    emulator.control("POST", "/tokens/delete", {"tenant": "One", "id": "tok"})
    emulator.control("POST", "/clock", {"advance": "1 minute"})
    assert [found["id"] for found in emulator.tokens()] == ["other"]


def test_nothing_destructive_is_served(emulator: Any) -> None:
    seed(emulator, token())
    assert emulator.call("POST", f"{TOKENS}/tok/releaseAppleDevices", body={}).status_code == 501
    assert emulator.call("DELETE", f"{TOKENS}/tok").status_code == 501


def test_the_write_log_keeps_names_and_no_content(emulator: Any) -> None:
    seed(emulator, token())
    file = download(emulator).decode()
    upload(emulator, file, apple_id="person@example.com")
    sync(emulator)
    writes = emulator.control("GET", "/writes")
    assert [(entry["path"].rpartition("/")[2], entry["body_keys"], entry["status"]) for entry in writes] == [
        ("uploadDepToken", ["appleId", "depToken"], 204),
        ("syncWithAppleDeviceEnrollmentProgram", None, 204),
    ]
    logs = json.dumps([writes, emulator.requests_seen()])
    assert "person@example.com" not in logs
    assert file.splitlines()[-2] not in logs


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/server_token", {"tenant": "One"}),
        ("/server_token", {"tenant": "One", "token_id": "tok", "encoding": "pem"}),
        ("/server_token", {"tenant": "One", "token_id": "tok", "expires": "soon"}),
        ("/server_token", {"tenant": "One", "token_id": "tok", "expires": "unknown"}),
        ("/server_token", {"tenant": "One", "token_id": "none"}),
        ("/terms", {"tenant": "One", "token_id": "tok", "signed": True}),
    ],
)
def test_bad_controls_are_refused(emulator: Any, path: str, body: Any) -> None:
    seed(emulator, token(sync_takes="0s"))
    assert emulator.session.post(f"{emulator.info['control_url']}{path}", json=body).status_code == 400
    # Nothing was downloaded at Apple, which would have voided the token.
    assert synced(emulator) == 0


@pytest.mark.parametrize(
    ("apple", "message"),
    [
        ({"colour": 1}, "unknown keys.*colour"),
        ({"sync_takes": "a while"}, "not a duration"),
        ({"refusal_status": 500}, "400 or 429"),
        ({"public_key_form": "der"}, "one_line, pem, base64"),
    ],
)
def test_bad_seeds_say_where(apple: dict[str, Any], message: str) -> None:
    tenant = {"id": "one", "name": "One", "domain": "one.example.com", "tokens": [token(**apple)]}
    with pytest.raises(EstateError, match=message):
        build({"tenants": [tenant]}, "bad")
