# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import os
import typing as t
from pathlib import Path

import pytest

from ansible_collections.mdm.intune.plugins.module_utils import _ade_renewal, _files
from ansible_collections.mdm.intune.plugins.modules import ade_token, ade_token_public_key
from ansible_collections.mdm.intune.tests.unit.plugins import server_tokens as files
from ansible_collections.mdm.intune.tests.unit.plugins.fakes import TENANT, Clock, FakeSession
from ansible_collections.mdm.intune.tests.unit.plugins.renewing import (
    AFTER,
    BEFORE,
    MODIFIED,
    OTHER_ID,
    OTHER_PEM,
    PUBLIC_PEM,
    TOKEN_ID,
    UPLOADED,
    Announced,
    graph_token,
    lost,
    renewed,
    synced,
)
from ansible_collections.mdm.intune.tests.unit.plugins.running import GIVEN, Module

BER = files.message(ber=True)
SMIME = files.smime(BER)
FOREIGN = files.smime(files.message(files.recipient(files.OTHER_CERTIFICATE)))

VERIFIED = {"expiry": "verified", "sync": "verified"}
CHECK = {"_ansible_check_mode": True}
TWO_TENANTS: dict[str, t.Any] = {
    "tenant_id": None,
    "access_token": None,
    "tenants": [
        {"tenant_id": f"{name}.example", "name": f"Tenant {name}", "access_token": f"token-of-{name}"} for name in "ab"
    ],
}


@pytest.fixture
def graph(session: FakeSession) -> Announced:
    return Announced(session)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A server token for our token, from Apple a moment ago."""
    file = tmp_path / "Intune_Token_2026-07-17T11-59-00Z_smime.p7m"
    file.write_bytes(SMIME)
    return file


@pytest.fixture
def receipt_path(tmp_path: Path) -> Path:
    return tmp_path / "receipt.json"


@pytest.fixture
def renew(as_module: t.Callable[[t.Callable[[], None]], Module], path: Path) -> t.Callable[..., dict[str, t.Any]]:
    module = as_module(ade_token.main)

    def run(**options: t.Any) -> dict[str, t.Any]:
        given = {**GIVEN, "server_token_path": str(path), **options}
        return module(**{name: value for name, value in given.items() if value is not None})

    run.warnings = module.warnings  # type: ignore[attr-defined]
    return run


Renew = t.Callable[..., dict[str, t.Any]]


def writes(session: FakeSession) -> list[str]:
    return [call.url.rsplit("/", 1)[-1] for call in session.calls if call.method != "GET"]


def codes(health: dict[str, t.Any]) -> list[str]:
    return [finding["code"] for finding in health["findings"]]


# ---------------------------------------------------------------------------------------------------------------
# a renewal from begin to end


def test_a_renewal_is_seen_through(session: FakeSession, graph: Announced, renew: Renew, clock: Clock) -> None:
    graph.found(graph_token()).upload().seen(graph_token()).seen(graph_token()).seen()
    graph.sync().listed(renewed()).listed(synced())
    result = renew()
    assert result["changed"] is result["uploaded"] is True
    assert result["verification"] == VERIFIED
    assert (result["before"]["expires_at"], result["token"]["expires_at"]) == (BEFORE, AFTER)
    assert result["sync"]["outcome"] == "synced"
    assert result["health"]["status"] == "healthy"
    assert result["health"]["days_until_expiry"] == 364
    assert writes(session) == ["uploadDepToken", "syncWithAppleDeviceEnrollmentProgram"]
    assert clock.sleeps == [10, 10, 10]
    assert renew.warnings == []  # type: ignore[attr-defined]


def test_the_file_goes_to_graph_as_it_is(session: FakeSession, graph: Announced, renew: Renew) -> None:
    graph.whole_renewal()
    renew()
    (upload,) = [call for call in session.calls if call.url.endswith("uploadDepToken")]
    assert json.loads(upload.body) == {"appleId": "mdm-admin@example.com", "depToken": SMIME.decode()}


@pytest.mark.parametrize("body", [files.message(), BER], ids=["DER", "BER"])
def test_a_bare_message_is_wrapped(
    session: FakeSession, graph: Announced, renew: Renew, path: Path, body: bytes
) -> None:
    path.write_bytes(body)
    graph.whole_renewal()
    assert renew()["verification"] == VERIFIED
    text = json.loads(session.calls[2].body)["depToken"]
    assert text.startswith("Content-Type: application/pkcs7-mime;")


def test_what_was_not_asked_for_is_not_done(session: FakeSession, graph: Announced, renew: Renew) -> None:
    graph.found(graph_token()).upload()
    result = renew(verify=False, sync=False)
    assert result["verification"] == {"expiry": "not_asked", "sync": "not_asked"}
    assert result["sync"] is None
    assert result["uploaded"] is True


def test_without_waiting_there_is_one_look(graph: Announced, renew: Renew, clock: Clock) -> None:
    graph.found(graph_token()).upload().seen().sync()
    result = renew(wait=False)
    assert result["verification"] == {"expiry": "verified", "sync": "not_verified"}
    assert clock.sleeps == []
    assert len(renew.warnings) == 1  # type: ignore[attr-defined]


def test_verification_alone(graph: Announced, renew: Renew) -> None:
    graph.found(graph_token()).upload().seen()
    assert renew(sync=False)["verification"] == {"expiry": "verified", "sync": "not_asked"}


def test_a_sync_alone(graph: Announced, renew: Renew) -> None:
    graph.found(graph_token()).upload().sync().listed(synced())
    assert renew(verify=False)["verification"] == {"expiry": "not_asked", "sync": "verified"}


def test_the_health_is_that_of_the_end(graph: Announced, renew: Renew) -> None:
    graph.found(graph_token()).upload().seen().sync().listed(synced(dataSharingConsentGranted=False))
    health = renew()["health"]
    assert (health["status"], codes(health)) == ("warning", ["sharing_consent_missing"])


# ---------------------------------------------------------------------------------------------------------------
# what could not be verified


def test_an_expiry_that_stays_fails(session: FakeSession, graph: Announced, renew: Renew, clock: Clock) -> None:
    graph.found(graph_token()).upload()
    for _look in range(4):
        graph.seen(graph_token(lastModifiedDateTime=UPLOADED))
    graph.sync().listed(graph_token(lastSuccessfulSyncDateTime=UPLOADED))
    result = renew(wait_timeout=25)
    assert result["failed"] is result["changed"] is result["uploaded"] is True
    assert result["verification"] == {"expiry": "not_verified", "sync": "verified"}
    assert f"iPads was uploaded, but its expiry is still {BEFORE}" in result["msg"]
    assert result["token"]["expires_at"] == BEFORE
    assert result["health"]["status"] == "critical"
    assert clock.sleeps == [10, 10, 5]


@pytest.mark.parametrize("seen", [BEFORE, "2026-07-20T08:57:41Z", None])
def test_only_a_later_expiry_counts(graph: Announced, renew: Renew, seen: str | None) -> None:
    graph.found(graph_token()).upload().seen(renewed(tokenExpirationDateTime=seen))
    result = renew(sync=False, wait=False)
    assert result["verification"]["expiry"] == "not_verified"
    assert f"its expiry is still {seen or 'not known'}." in result["msg"]


def test_any_expiry_is_later_than_none(graph: Announced, renew: Renew) -> None:
    graph.found(graph_token(tokenExpirationDateTime=None)).upload().seen()
    assert renew(sync=False)["verification"]["expiry"] == "verified"


def test_what_cannot_be_read_is_not_verified(graph: Announced, renew: Renew, receipt_path: Path) -> None:
    graph.found(graph_token()).upload().seen(status=403)
    result = renew(receipt_path=str(receipt_path))
    assert result["failed"] is result["uploaded"] is True
    assert result["verification"] == {"expiry": "not_verified", "sync": "not_verified"}
    assert result["health"] is None
    assert "was uploaded, but whether it took effect could not be read." in result["msg"]
    assert result["failure"]["status"] == 403
    # Nobody looked, so the next run must.
    graph.found(renewed()).seen().sync().listed(synced())
    again = renew(receipt_path=str(receipt_path))
    assert (again["uploaded"], again["verification"]) == (False, VERIFIED)


def test_a_token_that_is_deleted_after_the_upload(graph: Announced, renew: Renew) -> None:
    graph.found(graph_token()).upload().seen(status=404)
    result = renew()
    assert result["uploaded"] is True
    assert result["failure"]["status"] == 404
    assert result["verification"]["sync"] == "not_verified"


def test_terms_that_nobody_accepted(graph: Announced, renew: Renew) -> None:
    graph.found(graph_token()).upload().seen().sync().listed(renewed(lastSyncErrorCode=3))
    result = renew()
    assert result["failed"] is True
    assert result["verification"] == {"expiry": "verified", "sync": "not_verified"}
    assert result["msg"].startswith(f"Tenant {TENANT}: the server token of iPads was uploaded, but The sync ended with")
    assert result["sync"]["code"] == 3
    assert codes(result["health"]) == ["terms_not_accepted"]
    assert result["token"]["last_sync_error_code"] == 3


def test_two_troubles_are_both_told(graph: Announced, renew: Renew) -> None:
    graph.found(graph_token()).upload().seen(graph_token()).sync(status=404)
    result = renew(wait=False)
    assert "its expiry is still" in result["msg"]
    assert " Also: No sync was requested: the token was deleted meanwhile." in result["msg"]
    assert result["failure"]["status"] == 404
    assert result["health"] is not None


def test_a_sync_that_is_not_due_is_left_for_later(session: FakeSession, graph: Announced, renew: Renew) -> None:
    asked = {"lastSyncTriggeredDateTime": "2026-07-17T11:50:00Z"}
    graph.found(graph_token(**asked)).upload().seen(renewed(**asked))
    result = renew()
    assert "failed" not in result
    assert result["verification"] == {"expiry": "verified", "sync": "not_verified"}
    assert result["sync"]["outcome"] == "not_due"
    assert writes(session) == ["uploadDepToken"]
    (warning,) = renew.warnings  # type: ignore[attr-defined]
    assert warning.startswith("Token iPads: whether Apple takes it is not verified yet. The last sync")


def test_a_throttled_sync_is_left_for_later(graph: Announced, renew: Renew) -> None:
    graph.found(graph_token()).upload().seen().sync(status=400)
    result = renew()
    assert "failed" not in result
    assert result["sync"]["outcome"] == "throttled"
    assert result["verification"]["sync"] == "not_verified"
    assert len(renew.warnings) == 1  # type: ignore[attr-defined]


def test_a_sync_that_takes_too_long_fails_with_what_was_seen_last(graph: Announced, renew: Renew) -> None:
    asked = {"lastSyncTriggeredDateTime": UPLOADED}
    graph.found(graph_token()).upload().seen().sync().listed(renewed(**asked)).listed(renewed(**asked))
    result = renew(wait_timeout=5, wait_sleep=5)
    assert result["failed"] is True
    assert result["sync"]["outcome"] == "timed_out"
    assert result["token"]["last_sync_requested_at"] == UPLOADED


def test_an_automatic_sync_after_the_upload_is_enough(session: FakeSession, graph: Announced, renew: Renew) -> None:
    graph.found(graph_token()).upload().seen(renewed(lastSuccessfulSyncDateTime=UPLOADED))
    result = renew()
    assert (result["verification"], result["sync"]) == (VERIFIED, None)
    assert writes(session) == ["uploadDepToken"]


def test_a_sync_before_the_upload_is_not(session: FakeSession, graph: Announced, renew: Renew) -> None:
    graph.found(graph_token()).upload().seen(renewed(lastSuccessfulSyncDateTime="2026-07-17T11:59:59Z"))
    assert renew()["verification"]["sync"] == "not_verified"
    assert writes(session) == ["uploadDepToken"]  # the next one is not due


# ---------------------------------------------------------------------------------------------------------------
# an upload that is refused, or not answered


@pytest.mark.parametrize("status", [400, 403, 409, 413])
def test_a_refused_upload_has_changed_nothing(
    session: FakeSession, graph: Announced, renew: Renew, status: int
) -> None:
    body = {"error": {"code": "BadRequest", "message": "The token is bad."}}
    graph.found(graph_token()).upload(status, body=body, headers={"request-id": "request-1"})
    result = renew()
    assert result["failed"] is True
    assert result["changed"] is result["uploaded"] is False
    assert result["verification"] == {"expiry": "not_asked", "sync": "not_asked"}
    assert result["health"] is None
    assert result["msg"].startswith("Nothing was changed: Graph did not take the server token. Tenant contoso.example:")
    assert "request-1" in result["msg"]
    assert result["failure"]["status"] == status
    assert "deleted" not in result["msg"]


def test_an_upload_to_a_token_that_is_gone(graph: Announced, renew: Renew) -> None:
    graph.found(graph_token()).upload(404)
    result = renew()
    assert result["msg"].endswith("The token was deleted meanwhile.")
    assert result["changed"] is False


def test_a_throttled_upload_is_tried_again(session: FakeSession, graph: Announced, renew: Renew) -> None:
    graph.found(graph_token()).upload(429, headers={"Retry-After": "7"}).upload().seen().sync().listed(synced())
    assert renew()["verification"] == VERIFIED


def test_a_throttled_upload_ends(graph: Announced, renew: Renew) -> None:
    graph.found(graph_token()).upload(429)
    result = renew(retry_timeout=0)
    assert result["msg"].startswith("Nothing was changed: ")
    assert result["failure"]["status"] == 429


def test_an_upload_that_the_sign_in_keeps_back(graph: Announced, renew: Renew) -> None:
    graph.found(graph_token()).upload(401)
    result = renew()
    assert result["msg"].startswith("Nothing was changed: ")
    assert result["changed"] is result["uploaded"] is False


UNANSWERED: list[dict[str, t.Any]] = [{"raises": lost()}, {"status": 500}, {"status": 504}]


@pytest.mark.parametrize("outcome", UNANSWERED, ids=["lost", "500", "504"])
@pytest.mark.parametrize("shows", ["lastModifiedDateTime", "tokenExpirationDateTime"])
def test_an_upload_without_an_answer_may_have_worked(
    session: FakeSession, graph: Announced, renew: Renew, outcome: dict[str, t.Any], shows: str
) -> None:
    graph.found(graph_token()).upload(**outcome).seen(graph_token(**{shows: AFTER})).seen().sync().listed(synced())
    result = renew()
    assert (result["uploaded"], result["verification"]) == (True, VERIFIED)
    assert writes(session).count("uploadDepToken") == 1  # never sent twice


@pytest.mark.parametrize("outcome", UNANSWERED, ids=["lost", "500", "504"])
def test_an_upload_without_an_answer_may_not_have_worked(
    graph: Announced, renew: Renew, outcome: dict[str, t.Any]
) -> None:
    graph.found(graph_token()).upload(**outcome).seen(graph_token())
    result = renew()
    assert result["failed"] is True
    assert result["changed"] is result["uploaded"] is False
    assert f"token iPads is still as it was (modified_at {MODIFIED})" in result["msg"]
    assert "Nothing was changed:" not in result["msg"]


def test_an_upload_of_which_nothing_is_known(graph: Announced, renew: Renew) -> None:
    graph.found(graph_token()).upload(raises=lost()).seen(status=403)
    result = renew()
    assert result["failed"] is result["changed"] is True
    assert result["uploaded"] is None
    assert result["msg"].startswith("Whether the server token was uploaded is not known:")
    assert MODIFIED in result["msg"]
    assert result["failure"]["status"] == 403


# ---------------------------------------------------------------------------------------------------------------
# the token that a file was made for


def test_the_token_is_found_among_many(session: FakeSession, renew: Renew) -> None:
    other = graph_token(id=OTHER_ID, tokenName="Macs")
    configurator = graph_token(id="configurator", tokenType="none")
    Announced(session, "token-of-a").listed(other, configurator).key(OTHER_PEM, OTHER_ID)
    Announced(session, "token-of-b").listed(other, graph_token()).key(OTHER_PEM, OTHER_ID).key()
    Announced(session, "token-of-b").upload().seen().sync().listed(synced())
    result = renew(**TWO_TENANTS)
    assert (result["token"]["id"], result["token"]["tenant_name"]) == (TOKEN_ID, "Tenant b")


def test_a_file_for_none_of_the_tokens(session: FakeSession, graph: Announced, renew: Renew, path: Path) -> None:
    path.write_bytes(FOREIGN)
    graph.found(graph_token())
    result = renew()
    assert "was made for none of the 1 tokens that were looked at: it is encrypted to issuer" in result["msg"]
    assert "Nothing was uploaded." in result["msg"]
    assert set(result) & {"uploaded", "verification"} == set()


def test_a_file_for_another_token_than_the_one_named(graph: Announced, renew: Renew, path: Path) -> None:
    path.write_bytes(FOREIGN)
    graph.found(graph_token())
    result = renew(token_name="iPads")
    assert f"was not made for token iPads ({TOKEN_ID}) of tenant {TENANT}: it is encrypted to" in result["msg"]
    assert "other tenant" in result["msg"]  # the issuer of the file
    assert "Intune Zürich" in result["msg"]  # that of the token


def test_only_the_key_of_the_named_token_is_read(session: FakeSession, graph: Announced, renew: Renew) -> None:
    graph.listed(graph_token(id=OTHER_ID, tokenName="Macs"), graph_token()).key()
    graph.upload().seen().sync().listed(synced())
    assert renew(token_id=TOKEN_ID.upper())["verification"] == VERIFIED


def test_two_tokens_with_the_key_of_the_file(graph: Announced, renew: Renew) -> None:
    graph.found(graph_token(), graph_token(id=OTHER_ID))
    result = renew()
    assert "There are 2 tokens with the public key that" in result["msg"]
    assert f"Name one by token_id: {TOKEN_ID} ({TENANT}), {OTHER_ID} ({TENANT})." in result["msg"]


def test_two_tokens_of_one_name(session: FakeSession, renew: Renew) -> None:
    Announced(session, "token-of-a").found(graph_token())
    Announced(session, "token-of-b").found(graph_token(id=OTHER_ID))
    result = renew(**TWO_TENANTS, token_name="iPads")
    assert "There are 2 tokens with token_name 'iPads'." in result["msg"]
    assert f"{TOKEN_ID} (Tenant a), {OTHER_ID} (Tenant b)" in result["msg"]


def test_no_token_of_that_name(graph: Announced, renew: Renew) -> None:
    graph.listed(*(graph_token(tokenName=f"name {number:02}") for number in range(21)))
    result = renew(token_name="Macs")
    assert "There is no token with token_name 'Macs'. Tokens there: 'name 00', " in result["msg"]
    assert result["msg"].endswith("'name 19', ....")


def test_no_token_at_all(graph: Announced, renew: Renew) -> None:
    graph.listed()
    assert renew(token_id="x")["msg"] == "There is no token with token_id 'x'. There is no token."


def test_a_tenant_that_cannot_be_read_does_not_hide_the_token(session: FakeSession, renew: Renew) -> None:
    session.get(
        "https://graph.microsoft.com/beta/deviceManagement/depOnboardingSettings", status=403, bearer="token-of-a"
    )
    Announced(session, "token-of-b").whole_renewal()
    assert renew(**TWO_TENANTS)["verification"] == VERIFIED
    assert [text.startswith("Could not check: Tenant Tenant a (") for text in renew.warnings] == [True]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("selection", "content"),
    [({}, FOREIGN), ({"token_name": "iPads"}, SMIME), ({"token_id": OTHER_ID}, SMIME)],
    ids=["by key", "by name", "by id"],
)
def test_the_token_may_be_where_nobody_could_look(
    session: FakeSession, renew: Renew, path: Path, selection: dict[str, str], content: bytes
) -> None:
    path.write_bytes(content)
    session.get(
        "https://graph.microsoft.com/beta/deviceManagement/depOnboardingSettings", status=403, bearer="token-of-a"
    )
    announced = Announced(session, "token-of-b").listed(graph_token())
    if "token_id" not in selection:
        announced.key()
    result = renew(**TWO_TENANTS, **selection)
    assert result["msg"].startswith("Nothing was written. Tenant Tenant a (")
    assert result["failure"]["status"] == 403
    assert writes(session) == []


def test_an_id_is_unique_though_nobody_could_look_elsewhere(session: FakeSession, renew: Renew) -> None:
    session.get(
        "https://graph.microsoft.com/beta/deviceManagement/depOnboardingSettings", status=403, bearer="token-of-a"
    )
    Announced(session, "token-of-b").whole_renewal()
    assert renew(**TWO_TENANTS, token_id=TOKEN_ID)["verification"] == VERIFIED


def test_a_token_that_is_deleted_before_its_key_is_read(graph: Announced, renew: Renew) -> None:
    graph.listed(graph_token()).key(status=404)
    result = renew()
    assert result["msg"].startswith("Nothing was written. Tenant contoso.example: Graph answered 404")


def test_a_key_that_is_none(graph: Announced, renew: Renew) -> None:
    graph.listed(graph_token()).key("gibberish!")
    result = renew()
    assert "token iPads: Graph's public key cannot be used: What Microsoft Graph returned" in result["msg"]


# ---------------------------------------------------------------------------------------------------------------
# wrong files, and options that cannot be right


def wrong_files() -> dict[str, bytes]:
    return {
        "it is a certificate": PUBLIC_PEM.encode(),
        "it is a content token of Apps and Books": b'{"token":"secret-in-a-file","expDate":"x","orgName":"y"}',
        "it is a server token that somebody has decrypted": b'{"consumer_secret": "secret-in-a-file"}',
        "it is a signed message": files.signed(files.Encoding.DER),
        "it is damaged or cut short": BER[:700],
        "it is empty": b"",
        "it is larger than 64 KiB": bytes(1024 * 1024),
    }


@pytest.mark.parametrize("reason", wrong_files())
def test_a_wrong_file_is_refused_before_any_request(
    session: FakeSession, renew: Renew, path: Path, receipt_path: Path, reason: str
) -> None:
    path.write_bytes(wrong_files()[reason])
    result = renew(receipt_path=str(receipt_path))
    assert reason in result["msg"]
    assert str(path) in result["msg"]
    assert session.calls == []
    assert not receipt_path.exists()
    assert "secret-in-a-file" not in json.dumps(result)


def test_a_file_that_is_gone(session: FakeSession, renew: Renew, tmp_path: Path) -> None:
    assert "there is no such file" in renew(server_token_path=str(tmp_path / "nothing.p7m"))["msg"]
    assert session.calls == []


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"min_age": -1}, "min_age must not be negative"),
        ({"wait_timeout": -1}, "wait_timeout must not be negative"),
        ({"wait_sleep": 0}, "wait_sleep must be greater than 0"),
        ({"receipt_path": "/nowhere/receipt.json"}, "the folder /nowhere does not exist"),
        ({"receipt_path": os.devnull}, f"receipt_path {os.devnull} is a device"),
    ],
    ids=str,
)
def test_bad_options_send_nothing(session: FakeSession, renew: Renew, options: dict[str, t.Any], message: str) -> None:
    assert message in renew(**options)["msg"]
    assert session.calls == []


@pytest.mark.parametrize("modified", ["2026-07-17T11:59:01Z", "2026-07-18T00:00:00Z"])
def test_an_older_file_is_refused(session: FakeSession, graph: Announced, renew: Renew, modified: str) -> None:
    graph.found(graph_token(lastModifiedDateTime=modified))
    result = renew()
    assert "was downloaded at 2026-07-17T11:59:00Z, as its name says" in result["msg"]
    assert f"iPads was uploaded last at {modified}" in result["msg"]
    assert writes(session) == []


@pytest.mark.parametrize(
    ("name", "modified", "options"),
    [
        ("Intune_Token_2026-07-17T11-59-00Z_smime.p7m", "2026-07-17T11:59:00Z", {}),
        ("Intune_Token_2026-07-17T11-59-00Z_smime.p7m", None, {}),
        ("smime.p7m", "2026-07-17T11:59:30Z", {}),
        ("Intune_Token_2020-07-17T11-59-00Z_smime.p7m", MODIFIED, {"force": True}),
    ],
)
def test_a_file_that_is_not_older_is_taken(
    graph: Announced, renew: Renew, tmp_path: Path, name: str, modified: str | None, options: dict[str, t.Any]
) -> None:
    (tmp_path / name).write_bytes(SMIME)
    graph.found(graph_token(lastModifiedDateTime=modified)).upload().seen().sync().listed(synced())
    result = renew(server_token_path=str(tmp_path / name), **options)
    assert result["verification"] == VERIFIED
    dated = name.startswith("Intune")
    assert bool(result["server_token"]["downloaded_at"]) is dated


def test_another_account_is_a_warning(session: FakeSession, graph: Announced, renew: Renew) -> None:
    graph.whole_renewal()
    renew(apple_id="other@example.com")
    assert json.loads(session.calls[2].body)["appleId"] == "other@example.com"
    (warning,) = renew.warnings  # type: ignore[attr-defined]
    assert "apple_id other@example.com differs from mdm-admin@example.com" in warning
    assert "push certificate must keep its account" in warning


def test_the_same_account_in_other_letters_is_none(session: FakeSession, graph: Announced, renew: Renew) -> None:
    graph.whole_renewal()
    renew(apple_id="MDM-Admin@example.com")
    assert renew.warnings == []  # type: ignore[attr-defined]


def test_without_any_account_nothing_is_uploaded(session: FakeSession, graph: Announced, renew: Renew) -> None:
    graph.found(graph_token(appleIdentifier=None))
    assert "Give apple_id" in renew()["msg"]
    assert writes(session) == []


def test_an_account_where_graph_names_none(graph: Announced, renew: Renew) -> None:
    graph.found(graph_token(appleIdentifier=None)).upload().seen().sync().listed(synced())
    assert renew(apple_id="a@example.com")["verification"] == VERIFIED
    assert renew.warnings == []  # type: ignore[attr-defined]


def test_check_mode_writes_nothing(session: FakeSession, graph: Announced, renew: Renew, receipt_path: Path) -> None:
    graph.found(graph_token())
    result = renew(**CHECK, _ansible_diff=True, receipt_path=str(receipt_path), apple_id="b@example.com")
    assert (result["changed"], result["uploaded"], result["health"]) == (True, False, None)
    assert result["verification"] == {"expiry": "not_asked", "sync": "not_asked"}
    assert {call.method for call in session.calls} == {"GET"}
    assert not receipt_path.exists()
    assert result["diff"]["before"] == {
        "apple_id": "mdm-admin@example.com",
        "modified_at": MODIFIED,
        "expires_at": BEFORE,
    }
    assert result["diff"]["after"]["apple_id"] == "b@example.com"
    assert result["diff"]["before_header"] == f"{TENANT}: iPads"


def test_check_mode_refuses_what_would_be_refused(graph: Announced, renew: Renew, path: Path) -> None:
    path.write_bytes(FOREIGN)
    graph.found(graph_token())
    assert renew(**CHECK)["failed"] is True


# ---------------------------------------------------------------------------------------------------------------
# receipts


def test_the_same_file_is_uploaded_once(
    session: FakeSession, graph: Announced, renew: Renew, receipt_path: Path
) -> None:
    graph.whole_renewal()
    first = renew(receipt_path=str(receipt_path))
    content = receipt_path.read_text(encoding="utf-8")
    assert json.loads(content) == {
        "format": "mdm.intune receipt 1",
        "sha256": first["server_token"]["sha256"],
        "tenant_id": TENANT,
        "token_id": TOKEN_ID,
        "token_name": "iPads",
        "modified_at": MODIFIED,
        "expired_at": BEFORE,
        "uploaded_at": UPLOADED,
        "expires_at": AFTER,
        "verification": VERIFIED,
    }
    assert receipt_path.stat().st_mode & 0o777 == 0o600
    assert not list(receipt_path.parent.glob(".mdm-intune-*"))

    for options in ({}, CHECK):
        graph.found(synced())
        again = renew(receipt_path=str(receipt_path), **options)
        assert again["changed"] is again["uploaded"] is False
        assert again["verification"] == VERIFIED
        assert "diff" not in again
        assert receipt_path.read_text(encoding="utf-8") == content
    assert writes(session) == ["uploadDepToken", "syncWithAppleDeviceEnrollmentProgram"]


def test_the_health_of_a_token_that_was_renewed_before(graph: Announced, renew: Renew, receipt_path: Path) -> None:
    graph.whole_renewal()
    renew(receipt_path=str(receipt_path))
    graph.found(synced(dataSharingConsentGranted=False))
    assert renew(receipt_path=str(receipt_path))["health"]["status"] == "warning"


def test_what_is_missing_is_made_up_for(
    session: FakeSession, graph: Announced, renew: Renew, receipt_path: Path
) -> None:
    graph.found(graph_token()).upload().seen(graph_token())
    first = renew(receipt_path=str(receipt_path), wait=False, sync=False)
    assert first["failed"] is True
    # What is asked for later was not verified either.
    graph.found(renewed()).seen().sync().listed(synced())
    again = renew(receipt_path=str(receipt_path))
    assert (again["changed"], again["uploaded"], again["verification"]) == (True, False, VERIFIED)
    assert json.loads(receipt_path.read_text(encoding="utf-8"))["verification"] == VERIFIED
    assert writes(session) == ["uploadDepToken", "syncWithAppleDeviceEnrollmentProgram"]


def test_a_failure_of_a_later_run_says_so(graph: Announced, renew: Renew, receipt_path: Path) -> None:
    graph.found(graph_token()).upload().seen(graph_token())
    renew(receipt_path=str(receipt_path), wait=False, sync=False)
    graph.found(graph_token()).seen(graph_token())
    result = renew(receipt_path=str(receipt_path), wait=False, sync=False)
    assert "the server token of iPads was uploaded before, but its expiry" in result["msg"]
    assert result["changed"] is result["uploaded"] is False


def test_what_is_verified_stays_so(graph: Announced, renew: Renew, receipt_path: Path) -> None:
    graph.found(graph_token()).upload().seen().sync(status=400)
    renew(receipt_path=str(receipt_path))
    graph.found(renewed()).sync().listed(synced())
    result = renew(receipt_path=str(receipt_path), verify=False)
    assert result["verification"] == VERIFIED


def test_what_is_not_asked_for_any_more_is_not_verified(graph: Announced, renew: Renew, receipt_path: Path) -> None:
    graph.found(graph_token()).upload().seen().sync(status=400)
    renew(receipt_path=str(receipt_path))
    graph.found(renewed())
    result = renew(receipt_path=str(receipt_path), sync=False)
    assert result["verification"] == {"expiry": "verified", "sync": "not_asked"}


def test_force_uploads_once_more(session: FakeSession, graph: Announced, renew: Renew, receipt_path: Path) -> None:
    graph.whole_renewal()
    renew(receipt_path=str(receipt_path))
    due = {"lastSyncTriggeredDateTime": BEFORE[:4] + "-07-17T11:00:00Z", "lastSuccessfulSyncDateTime": None}
    later = "2027-07-18T00:00:00Z"
    graph.found(renewed(**due)).upload().seen(renewed(**due, tokenExpirationDateTime=later)).sync().listed(synced())
    assert renew(receipt_path=str(receipt_path), force=True)["uploaded"] is True
    assert writes(session).count("uploadDepToken") == 2


@pytest.mark.parametrize("other", ["file", "token"])
def test_a_receipt_is_of_one_file_and_one_token(
    graph: Announced, renew: Renew, receipt_path: Path, path: Path, other: str
) -> None:
    graph.whole_renewal()
    renew(receipt_path=str(receipt_path))
    if other == "file":
        path.write_bytes(files.smime(files.message()))
        graph.whole_renewal()
        assert renew(receipt_path=str(receipt_path))["uploaded"] is True
    else:
        graph.found(graph_token(id=OTHER_ID)).upload(token_id=OTHER_ID)
        assert renew(receipt_path=str(receipt_path), verify=False, sync=False)["uploaded"] is True


def test_a_folder_holds_the_receipts_of_many_files(
    session: FakeSession, graph: Announced, renew: Renew, tmp_path: Path, path: Path
) -> None:
    folder = tmp_path / "receipts"
    folder.mkdir()
    graph.whole_renewal()
    sha256 = renew(receipt_path=str(folder))["server_token"]["sha256"]
    path.write_bytes(files.smime(files.message()))
    graph.whole_renewal()
    other = renew(receipt_path=str(folder))["server_token"]["sha256"]
    assert sorted(each.name for each in folder.iterdir()) == sorted([f"{sha256}.json", f"{other}.json"])
    # The first one again, under another name.
    (tmp_path / "again.p7m").write_bytes(BER)
    graph.found(synced())
    assert renew(receipt_path=str(folder), server_token_path=str(tmp_path / "again.p7m"))["changed"] is False
    assert writes(session).count("uploadDepToken") == 2


class Killed(Exception):
    """The machine stops."""


def test_a_run_that_is_killed_in_the_upload_is_taken_up(
    session: FakeSession, graph: Announced, renew: Renew, receipt_path: Path
) -> None:
    graph.found(graph_token()).upload(raises=Killed())
    with pytest.raises(Killed):
        renew(receipt_path=str(receipt_path))
    assert json.loads(receipt_path.read_text(encoding="utf-8"))["uploaded_at"] is None
    # It had arrived. By its name alone the file would be an older one now.
    graph.found(renewed()).seen().sync().listed(synced())
    result = renew(receipt_path=str(receipt_path))
    assert (result["uploaded"], result["verification"]) == (False, VERIFIED)
    assert writes(session).count("uploadDepToken") == 1
    assert json.loads(receipt_path.read_text(encoding="utf-8"))["uploaded_at"] == UPLOADED


def test_a_run_that_is_killed_before_the_upload_begins_anew(
    session: FakeSession, graph: Announced, renew: Renew, receipt_path: Path
) -> None:
    graph.found(graph_token()).upload(raises=Killed())
    with pytest.raises(Killed):
        renew(receipt_path=str(receipt_path))
    graph.whole_renewal()
    assert renew(receipt_path=str(receipt_path))["uploaded"] is True


def test_a_run_that_is_killed_after_the_upload_is_taken_up(
    session: FakeSession, graph: Announced, renew: Renew, receipt_path: Path
) -> None:
    graph.found(graph_token()).upload().seen(raises=Killed())
    with pytest.raises(Killed):
        renew(receipt_path=str(receipt_path))
    assert json.loads(receipt_path.read_text(encoding="utf-8"))["uploaded_at"] == UPLOADED
    graph.found(renewed()).seen().sync().listed(synced())
    assert renew(receipt_path=str(receipt_path))["verification"] == VERIFIED
    assert writes(session).count("uploadDepToken") == 1


def test_a_refused_file_may_be_given_again(graph: Announced, renew: Renew, receipt_path: Path) -> None:
    graph.found(graph_token()).upload(400)
    renew(receipt_path=str(receipt_path))
    graph.whole_renewal()
    assert renew(receipt_path=str(receipt_path))["uploaded"] is True


GOOD = {
    "format": "mdm.intune receipt 1",
    "sha256": "0",
    "token_id": TOKEN_ID,
    "modified_at": None,
    "expired_at": None,
    "uploaded_at": None,
}


@pytest.mark.parametrize(
    "content",
    [
        "not JSON",
        "[]",
        "{}",
        '{"format": "another"}',
        "[" * 60000,
        json.dumps({**GOOD, "sha256": 7}),
        json.dumps({**GOOD, "token_id": None}),
        json.dumps({**GOOD, "uploaded_at": 7}),
        json.dumps({name: value for name, value in GOOD.items() if name != "uploaded_at"}),
        json.dumps({**GOOD, "verification": []}),
        json.dumps({**GOOD, "verification": {"expiry": "perhaps"}}),
        json.dumps({**GOOD, "verification": {"more": "verified"}}),
        json.dumps(GOOD) + " " * 70000 + "{",
        "\udcff",
    ],
    ids=range(14),
)
def test_a_foreign_file_is_left_alone(session: FakeSession, renew: Renew, receipt_path: Path, content: str) -> None:
    if content.startswith(json.dumps(GOOD)):
        content = " " * 70000 + content
    receipt_path.write_bytes(content.encode("utf-8", "surrogateescape"))
    assert "holds something else than the record of an upload" in renew(receipt_path=str(receipt_path))["msg"]
    assert receipt_path.read_bytes() == content.encode("utf-8", "surrogateescape")
    assert session.calls == []


def test_the_good_receipt_of_these_tests_is_one(graph: Announced, renew: Renew, receipt_path: Path) -> None:
    receipt_path.write_text(json.dumps(GOOD), encoding="utf-8")
    graph.whole_renewal()
    assert renew(receipt_path=str(receipt_path))["uploaded"] is True


def test_a_receipt_that_cannot_be_read(session: FakeSession, renew: Renew, receipt_path: Path) -> None:
    receipt_path.symlink_to(receipt_path)
    assert f"receipt_path {receipt_path} cannot be read" in renew(receipt_path=str(receipt_path))["msg"]
    assert session.calls == []


def test_a_receipt_that_cannot_be_begun_holds_the_upload_back(
    session: FakeSession, graph: Announced, renew: Renew, receipt_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: t.Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(_ade_renewal, "write_atomically", full)
    graph.found(graph_token())
    result = renew(receipt_path=str(receipt_path))
    assert result["msg"] == (
        f"Nothing was uploaded: receipt_path {receipt_path} could not be written: No space left on device."
    )
    assert result["changed"] is result["uploaded"] is False
    assert writes(session) == []


def test_a_receipt_that_cannot_be_completed_is_a_warning(
    graph: Announced, renew: Renew, receipt_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = []

    def full_at_the_second(path: str, content: str, mode: int) -> None:
        if written:
            raise OSError(28, "No space left on device")
        written.append(content)
        _files.write_atomically(path, content, mode)

    monkeypatch.setattr(_ade_renewal, "write_atomically", full_at_the_second)
    graph.whole_renewal()
    assert renew(receipt_path=str(receipt_path))["verification"] == VERIFIED
    assert renew.warnings == [  # type: ignore[attr-defined]
        f"receipt_path {receipt_path} could not be written: No space left on device."
    ]


def test_no_receipt_holds_the_file(graph: Announced, renew: Renew, receipt_path: Path) -> None:
    graph.whole_renewal()
    result = renew(receipt_path=str(receipt_path))
    lines = SMIME.decode().split("\r\n")[5:8]
    assert all(len(line) > 60 for line in lines)
    for text in (receipt_path.read_text(encoding="utf-8"), json.dumps(result)):
        assert not any(line in text for line in lines)


# ---------------------------------------------------------------------------------------------------------------
# the public key


@pytest.fixture
def dest(tmp_path: Path) -> Path:
    return tmp_path / "ipads.pem"


@pytest.fixture
def public_key(as_module: t.Callable[[t.Callable[[], None]], Module]) -> Renew:
    module = as_module(ade_token_public_key.main)

    def run(**options: t.Any) -> dict[str, t.Any]:
        given = {**GIVEN, "token_id": TOKEN_ID, **options}
        return module(**{name: value for name, value in given.items() if value is not None})

    return run


def test_the_key_is_written_in_three_lines(
    session: FakeSession, graph: Announced, public_key: Renew, dest: Path
) -> None:
    graph.found(graph_token())
    result = public_key(dest=str(dest), _ansible_diff=True)
    text = dest.read_text(encoding="utf-8")
    first, _body, last = text.splitlines()
    assert (first, last) == ("-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----")
    assert text == result["public_key"] == result["diff"]["after"]
    assert result["changed"] is True
    assert dest.stat().st_mode & 0o777 == 0o644
    graph.found(graph_token())
    before = dest.stat()
    again = public_key(dest=str(dest), _ansible_diff=True)
    assert again["changed"] is False
    assert "diff" not in again
    assert dest.stat() == before
    assert writes(session) == []


@pytest.mark.parametrize("content", [b"something else", b"\xff", bytes(70000)])
def test_another_content_is_replaced(graph: Announced, public_key: Renew, dest: Path, content: bytes) -> None:
    dest.write_bytes(content)
    graph.found(graph_token())
    assert public_key(dest=str(dest))["changed"] is True
    assert dest.read_bytes().startswith(b"-----BEGIN")


def test_without_a_file_nothing_is_written(graph: Announced, public_key: Renew, tmp_path: Path) -> None:
    graph.found(graph_token())
    result = public_key()
    assert (result["changed"], result["dest"]) == (False, None)
    assert list(tmp_path.iterdir()) == []


def test_check_mode_leaves_the_file_alone(
    session: FakeSession, graph: Announced, public_key: Renew, dest: Path
) -> None:
    graph.found(graph_token())
    assert public_key(dest=str(dest), generate=True, **CHECK)["changed"] is True
    assert not dest.exists()
    assert writes(session) == []


def test_a_new_pair(session: FakeSession, graph: Announced, public_key: Renew, dest: Path) -> None:
    graph.listed(graph_token()).generated(OTHER_PEM)
    result = public_key(dest=str(dest), generate=True)
    assert "other tenant" in result["subject"]
    assert result["changed"] is True
    assert dest.read_text(encoding="utf-8") == result["public_key"]
    assert writes(session) == ["generateEncryptionPublicKey"]


def test_a_new_pair_is_a_change_without_a_file(graph: Announced, public_key: Renew) -> None:
    graph.listed(graph_token()).generated()
    assert public_key(generate=True)["changed"] is True


def test_a_refused_generation(graph: Announced, public_key: Renew) -> None:
    graph.listed(graph_token()).generated(status=403)
    result = public_key(generate=True)
    assert result["msg"].startswith("No key pair was generated. Tenant contoso.example: Graph answered 403")
    assert result["failure"]["status"] == 403


@pytest.mark.parametrize("outcome", [{"status": 500}, {"raises": lost()}, {"pem": "gibberish!"}], ids=str)
def test_a_generation_without_a_usable_answer(graph: Announced, public_key: Renew, outcome: dict[str, t.Any]) -> None:
    graph.listed(graph_token()).generated(**outcome)
    assert public_key(generate=True)["msg"].startswith("A new key pair may have been generated.")


@pytest.mark.parametrize("generate", [True, False])
def test_a_key_that_cannot_be_written_is_in_the_result(
    graph: Announced, public_key: Renew, dest: Path, monkeypatch: pytest.MonkeyPatch, generate: bool
) -> None:
    def full(*_args: t.Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(_ade_renewal, "write_atomically", full)
    graph.listed(graph_token())
    if generate:
        graph.generated()
    else:
        graph.key()
    result = public_key(dest=str(dest), generate=generate)
    assert f"The public key could not be written to {dest}: No space left on device." in result["msg"]
    assert result["msg"].startswith("A new key pair was generated") is generate
    assert result["changed"] is generate
    assert result["public_key"].startswith("-----BEGIN CERTIFICATE-----\n")


def test_a_key_without_a_token(session: FakeSession, public_key: Renew) -> None:
    assert "Name the token whose public key is wanted" in public_key(token_id=None)["msg"]
    assert session.calls == []


@pytest.mark.parametrize(
    ("dest", "message"),
    [
        ("/", "dest / is a folder. Name a file in it."),
        ("/nowhere/key.pem", "the folder /nowhere does not exist"),
        (os.devnull, f"dest {os.devnull} is a device"),
    ],
)
def test_a_bad_destination_sends_nothing(session: FakeSession, public_key: Renew, dest: str, message: str) -> None:
    assert message in public_key(dest=dest, generate=True)["msg"]
    assert session.calls == []


def test_a_folder_that_may_not_be_written(
    session: FakeSession, public_key: Renew, dest: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda _path, mode: mode & os.W_OK == 0)
    assert f"may not write to {dest.parent}" in public_key(dest=str(dest))["msg"]
    assert session.calls == []


def test_a_key_of_a_token_that_is_deleted_meanwhile(graph: Announced, public_key: Renew) -> None:
    graph.listed(graph_token()).key(status=404)
    assert public_key()["failure"]["status"] == 404


def test_the_key_of_a_name_in_two_tenants(session: FakeSession, public_key: Renew) -> None:
    Announced(session, "token-of-a").listed(graph_token())
    Announced(session, "token-of-b").listed(graph_token(id=OTHER_ID))
    assert (
        "There are 2 tokens with token_name 'iPads'"
        in public_key(**TWO_TENANTS, token_id=None, token_name="iPads")["msg"]
    )
