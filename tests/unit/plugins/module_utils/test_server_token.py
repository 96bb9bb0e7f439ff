# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import base64
import builtins
import dataclasses
import datetime as dt
import hashlib
import io
import os
import typing as t
import zipfile
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.mdm.intune.plugins.module_utils._errors import ConfigurationError, RequirementError
from ansible_collections.mdm.intune.plugins.module_utils._server_token import (
    SIZE_LIMIT,
    PublicKey,
    ServerTokenError,
    downloaded_at,
    parse_server_token,
    read_server_token,
)
from ansible_collections.mdm.intune.tests.unit.plugins import server_tokens as files
from ansible_collections.mdm.intune.tests.unit.plugins.certificates import EC_CERTIFICATE, KEY, pem_key, pfx

UTC = dt.timezone.utc
MINE = PublicKey.parse(files.PUBLIC_PEM)
OTHER = PublicKey.parse(files.OTHER_CERTIFICATE.public_bytes(Encoding.PEM).decode())

DER = files.message()
BER = files.message(ber=True)
SMIME = files.smime(BER)
SECRETS = b"CS_do-not-show"
VPP = base64.b64encode(b'{"token":"CS_do-not-show","expDate":"2027-01-01T00:00:00+0000","orgName":"Example"}')
PUBLIC = KEY.public_key()


def refusal(content: bytes) -> str:
    with pytest.raises(ServerTokenError) as caught:
        parse_server_token(content)
    return str(caught.value)


# What a server token is


@pytest.mark.parametrize(
    ("content", "body"),
    [
        pytest.param(SMIME, BER, id="as Apple gives it"),
        pytest.param(files.smime(DER), DER, id="S/MIME around DER"),
        pytest.param(files.smime(BER, newline="\n"), BER, id="LF"),
        pytest.param(b"\xef\xbb\xbf" + SMIME, BER, id="UTF-8 BOM"),
        pytest.param(SMIME.decode().encode("utf-16"), BER, id="UTF-16"),
        pytest.param(b"\r\n \r\n" + SMIME, BER, id="leading blank lines"),
        pytest.param(SMIME + b"\r\n\r\n", BER, id="trailing blank lines"),
        pytest.param(SMIME.replace(b"; ", b";\r\n\t"), BER, id="folded headers"),
        pytest.param(SMIME.replace(b"Content-", b"CONTENT-").replace(b"pkcs7", b"PKCS7"), BER, id="upper case"),
        pytest.param(SMIME.replace(b"pkcs7", b"x-pkcs7"), BER, id="older content type"),
        pytest.param(SMIME.replace(b"smime.p7m", "Zürich.p7m".encode()), BER, id="umlauts in UTF-8"),
        pytest.param(SMIME.replace(b"smime.p7m", "Zürich.p7m".encode("latin-1")), BER, id="umlauts in Latin-1"),
    ],
)
def test_smime_is_taken_and_its_text_is_uploaded_as_it_is(content: bytes, body: bytes) -> None:
    token = parse_server_token(content)
    assert token.sha256 == hashlib.sha256(body).hexdigest()
    assert MINE.opens(token)
    assert not OTHER.opens(token)
    encoding = "utf-16" if content[:2] == b"\xff\xfe" else "latin-1" if b"\xfcrich" in content else "utf-8-sig"
    assert token.text == content.decode(encoding).lstrip()


@pytest.mark.parametrize(
    ("content", "body"),
    [
        pytest.param(DER, DER, id="DER"),
        pytest.param(BER, BER, id="BER"),
        pytest.param(files.pem("PKCS7", BER), BER, id="PEM PKCS7"),
        pytest.param(files.pem("CMS", DER), DER, id="PEM CMS"),
        pytest.param(base64.encodebytes(BER), BER, id="the body alone"),
    ],
)
def test_other_forms_are_taken_and_made_into_the_text_that_is_uploaded(content: bytes, body: bytes) -> None:
    token = parse_server_token(content)
    assert MINE.opens(token)
    assert not OTHER.opens(token)
    assert token.sha256 == hashlib.sha256(body).hexdigest()
    assert token.text.startswith("Content-Type: application/pkcs7-mime;")
    assert token.text.count("\n") == token.text.count("\r\n") > 4
    again = parse_server_token(token.text.encode())
    assert again == token


def test_a_message_that_the_library_wrote() -> None:
    token = parse_server_token(files.by_library())
    assert MINE.opens(token)
    assert not OTHER.opens(token)
    assert token.recipients[0].serial == files.SERIAL
    assert token.recipients[0].issuer == files.CERTIFICATE.issuer.public_bytes()


def test_the_recipient_in_words() -> None:
    (one,) = parse_server_token(DER).recipients
    assert str(one) == str(MINE) == f"issuer CN=Intune Zürich, serial 0x{files.CERTIFICATE.serial_number:x}"
    assert "encrypted_key" not in repr(one)
    assert "MII" not in repr(parse_server_token(SMIME))


def test_a_recipient_named_by_its_key() -> None:
    token = parse_server_token(files.message(files.recipient(by_key_id=True)))
    (one,) = token.recipients
    assert (one.issuer, one.serial, one.key_id) == (None, None, MINE.key_id)
    assert str(one) == f"key identifier 0x{(MINE.key_id or b'').hex().lstrip('0')}"
    assert MINE.opens(token)
    assert not OTHER.opens(token)


@pytest.mark.parametrize("others_first", [True, False])
def test_one_of_several_recipients_is_enough(others_first: bool) -> None:
    by_password = files.tlv(0xA3, files.VERSION, files.RSA, files.tlv(4, b"wrapped"))
    recipients = [files.recipient(files.OTHER_CERTIFICATE), by_password, files.recipient()]
    token = parse_server_token(files.message(*(recipients if others_first else reversed(recipients))))
    assert len(token.recipients) == 2
    assert MINE.opens(token)
    assert OTHER.opens(token)


def test_what_else_an_enveloped_message_may_hold() -> None:
    segmented = files.tlv(0x24, files.tlv(4, bytes(100)), files.tlv(4, bytes(156)))
    who = files.tlv(0x30, files.CERTIFICATE.issuer.public_bytes(), files.tlv(2, files.SERIAL))
    info = files.tlv(0x30, files.VERSION, who, files.RSA, segmented)
    token = parse_server_token(files.message(info, before=files.tlv(0xA0), after=files.tlv(0xA1)))
    assert token.recipients[0].encrypted_key == bytes(256)
    assert MINE.opens(token)


@pytest.mark.parametrize(
    "odd",
    [
        pytest.param(bytes([0x80 | files.SERIAL[0]]) + files.SERIAL[1:], id="negative"),
        pytest.param(bytes(len(files.SERIAL)), id="zero"),
        pytest.param(b"\0\0" + files.SERIAL[2:], id="padded"),
    ],
)
def test_serials_are_compared_as_they_are_written(odd: bytes) -> None:
    public = PublicKey.parse(base64.b64encode(files.PUBLIC_DER.replace(files.SERIAL, odd, 1)).decode())
    assert public.serial == odd
    assert public.opens(parse_server_token(files.message(files.recipient(serial=odd))))
    assert not public.opens(parse_server_token(DER))
    assert not MINE.opens(parse_server_token(files.message(files.recipient(serial=odd))))


@pytest.mark.parametrize(
    ("key", "opens"),
    [
        (MINE.modulus - 1, True),
        (MINE.modulus, False),
        (0, True),
    ],
    ids=["just below", "equal", "zero"],
)
def test_an_encrypted_key_is_smaller_than_the_modulus(key: int, opens: bool) -> None:
    token = parse_server_token(files.message(files.recipient(key=key.to_bytes(256, "big"))))
    assert MINE.opens(token) is opens


@pytest.mark.parametrize("size", [0, 128, 255, 257, 512])
def test_an_encrypted_key_is_as_long_as_the_modulus(size: int) -> None:
    assert not MINE.opens(parse_server_token(files.message(files.recipient(key=bytes(size)))))


def test_no_key_identifier_is_not_an_empty_one() -> None:
    odd = dataclasses.replace(MINE, serial=b"\x77", key_id=b"")
    assert not odd.opens(parse_server_token(DER))


# What is none


def zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("token.p7m", SMIME)
    return file.getvalue()


PLAIN = b'{"consumer_key":"CK_do-not-show","consumer_secret":"CS_do-not-show"}'
PKCS1, PKCS8 = PrivateFormat.TraditionalOpenSSL, PrivateFormat.PKCS8
PROFILE = b'<?xml version="1.0"?><!DOCTYPE plist PUBLIC "-//Apple"><plist>CS_do-not-show</plist>'


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(files.PUBLIC_PEM.encode(), "it is a certificate. Most likely it is the public key", id="PEM"),
        pytest.param(MINE.pem.encode(), "it is a certificate. Most likely it is the public key", id="three lines"),
        pytest.param(files.PUBLIC_DER, "it is a certificate. Most likely it is the public key", id=".cer"),
        pytest.param(base64.b64encode(files.PUBLIC_DER), "it is a certificate", id="certificate in base64"),
        pytest.param(pem_key(), "it is a private key", id="private key"),
        pytest.param(pem_key(password="x"), "it is a private key", id="encrypted private key"),
        pytest.param(pem_key(traditional=True) + files.PUBLIC_PEM.encode(), "it is a private key", id="key and more"),
        pytest.param(KEY.private_bytes(Encoding.DER, PKCS1, NoEncryption()), "it is a private key", id="PKCS#1"),
        pytest.param(KEY.private_bytes(Encoding.DER, PKCS8, NoEncryption()), "it is a private key", id="PKCS#8"),
        pytest.param(
            KEY.private_bytes(Encoding.DER, PKCS8, BestAvailableEncryption(b"x")), "it is a private key", id="locked"
        ),
        pytest.param(pfx(), "it is a private key", id=".pfx"),
        pytest.param(
            PUBLIC.public_bytes(Encoding.PEM, PublicFormat.PKCS1), "it is a public key that is no", id="public key"
        ),
        pytest.param(
            PUBLIC.public_bytes(Encoding.DER, PublicFormat.PKCS1), "it is a public key that is no", id="public PKCS#1"
        ),
        pytest.param(
            PUBLIC.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
            "it is a public key that is no",
            id="public DER",
        ),
        pytest.param(files.pem("CERTIFICATE REQUEST", b"0"), "it is another kind of PEM file", id="request"),
        pytest.param(files.pem("X509 CRL", b"0"), "it is another kind of PEM file", id="other PEM"),
        pytest.param(files.pem("PKCS7", BER)[:-30], "it is damaged or cut short", id="PEM cut"),
        pytest.param(files.pem("PKCS7", BER) * 2, "it is damaged or cut short", id="two PEM"),
        pytest.param(VPP, "it is a content token of Apps and Books (VPP)", id="VPP"),
        pytest.param(VPP + b"\n", "it is a content token of Apps and Books (VPP)", id="VPP and newline"),
        pytest.param(base64.b64decode(VPP), "it is a content token of Apps and Books (VPP)", id="VPP decoded"),
        pytest.param(PLAIN, "a server token that somebody has decrypted. It holds Apple's secrets", id="decrypted"),
        pytest.param(
            b"Content-Type: text/plain\r\n\r\n-----BEGIN MESSAGE-----\r\n" + PLAIN + b"\r\n-----END MESSAGE-----\r\n",
            "a server token that somebody has decrypted",
            id="decrypted, whole",
        ),
        pytest.param(base64.b64encode(PLAIN), "a server token that somebody has decrypted", id="decrypted, base64"),
        pytest.param(files.signed(Encoding.DER), "it is a signed message", id="signed"),
        pytest.param(files.signed(Encoding.SMIME), "it is a signed message", id="signed mail"),
        pytest.param(files.signed(Encoding.PEM), "it is a signed message", id="signed PEM"),
        pytest.param(files.smime(files.signed(Encoding.DER)), "it is a signed message", id="signed S/MIME"),
        pytest.param(files.message(kind=files.DATA), "none that is encrypted to a public key", id="data"),
        pytest.param(
            files.message(kind=bytes.fromhex("060b2a864886f70d0109100117")), "none that is encrypted", id="other CMS"
        ),
        pytest.param(PROFILE, "it is a configuration profile", id="mobileconfig"),
        pytest.param(b"bplist00\xd1\1\2", "it is a configuration profile", id="binary plist"),
        pytest.param(b"<!DOCTYPE html>\n<html><body>Sign in</body>", "it is a web page. Perhaps", id="HTML"),
        pytest.param(b"<!-- saved --><html>", "it is a web page", id="HTML after a comment"),
        pytest.param(b"\n<HTML lang=de>", "it is a web page", id="HTML in upper case"),
        pytest.param(zipped(), "it is a ZIP archive. Unpack it", id="ZIP"),
        pytest.param(b"", "it is empty", id="empty"),
        pytest.param(b" \r\n\t\n", "it is empty", id="white space"),
        pytest.param(b"\xef\xbb\xbf", "it is empty", id="a mark alone"),
        pytest.param(SMIME + b"\n" * (SIZE_LIMIT + 1 - len(SMIME)), "it is larger than 64 KiB", id="too large"),
        pytest.param(bytes(1 << 20), "it is larger than 64 KiB", id="1 MiB"),
        pytest.param(DER[:-1], "it is damaged or cut short", id="DER cut"),
        pytest.param(BER[:-2], "it is damaged or cut short", id="BER cut"),
        pytest.param(files.smime(DER[:900]), "it is damaged or cut short", id="S/MIME cut"),
        pytest.param(SMIME.rstrip(b"=\r\n")[:-1], "is not base64: it is damaged or cut short", id="base64 cut"),
        pytest.param(SMIME.partition(b"\r\n\r\n")[0] + b"\r\n\r\n", "it is damaged or cut short", id="headers alone"),
        pytest.param(DER + b"\n", "it has bytes behind its end", id="bytes behind DER"),
        pytest.param(BER + b"\0\0", "it has bytes behind its end", id="bytes behind BER"),
        pytest.param(files.smime(BER + BER), "it has bytes behind its end", id="two messages"),
        pytest.param(SMIME + b"--\r\nregards", "has a body that is not base64", id="a signature behind it"),
        pytest.param(SMIME.replace(b"M", b"*"), "has a body that is not base64", id="not base64"),
        pytest.param(files.smime(b"words"), "it is damaged or cut short", id="other body"),
        pytest.param(files.smime(BER, kind="text/plain"), "it is a mail, or a part of one", id="other mail"),
        pytest.param(files.smime(BER, kind="multipart/mixed"), "it is a mail, or a part of one", id="mail"),
        pytest.param(b"CS_do-not-show words", "neither an S/MIME text nor a CMS message", id="words"),
        pytest.param(base64.b64encode(b"CS_do-not-show"), "neither an S/MIME text nor", id="words in base64"),
        pytest.param(os.urandom(500).replace(b"0", b"1"), "it is", id="noise"),
        pytest.param(
            files.message(files.tlv(0xA3, files.VERSION)), "it is not encrypted to a certificate", id="by password"
        ),
        pytest.param(
            files.message(files.tlv(0xA1, files.VERSION)), "it is not encrypted to a certificate", id="by agreement"
        ),
        pytest.param(files.message(files.tlv(0x30, files.VERSION)), "it is damaged or cut short", id="odd recipient"),
        pytest.param(
            DER.replace(files.DATA + files.AES, files.DATA + files.VERSION * 10 + b"\5"), "it is damaged", id="odd"
        ),
    ],
)
def test_a_wrong_file_is_refused_with_what_it_is(content: bytes, reason: str) -> None:
    message = refusal(content)
    assert reason in message
    assert "do-not-show" not in message
    assert message.endswith(".")


def test_no_content_is_no_server_token() -> None:
    empty = files.tlv(0x30, files.DATA, files.AES)
    enveloped = files.tlv(0x30, files.VERSION, files.tlv(0x31, files.recipient()), empty)
    assert "it has no encrypted content" in refusal(files.tlv(0x30, files.ENVELOPED, files.tlv(0xA0, enveloped)))


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"0\x80" * (SIZE_LIMIT // 2), id="open lengths in each other"),
        pytest.param(b"0\x83\0\xff\xff" * (SIZE_LIMIT // 5), id="lengths in each other"),
        pytest.param(b"0\x80" + b"\5\0" * (SIZE_LIMIT // 2 - 2) + b"\0\0", id="many elements"),
        pytest.param(b"0\xff" + b"\xff" * 200, id="a length of lengths"),
        pytest.param(b"0\x84\xff\xff\xff\xff", id="a huge length"),
        pytest.param(b"0\x85\0\0\0\0\0", id="a long length"),
        pytest.param(b"0\x83\0", id="a length cut short"),
        pytest.param(b"0\4\x3f\x81\1\0", id="a long tag"),
        pytest.param(b"0\x80\4\x80\0\0\0\0", id="an open string"),
        pytest.param(b"0\4\4\3ab", id="a child longer than its parent"),
        pytest.param(b"0\5\x30\x80\4\0\0\0\0", id="an end behind that of the parent"),
        pytest.param(b"Content-Type: multipart/mixed; boundary=a\n\n--a\n" * 1400, id="parts in parts"),
        pytest.param(b'Content-Type: application/pkcs7-mime; a="' + b";" * 65000 + b"\n\n", id="many parameters"),
        pytest.param(b"-----BEGIN PKCS7-----" * 3000, id="many beginnings"),
        pytest.param(b"-----BEGIN " + b"A " * 32000, id="a long label"),
        pytest.param(b"\n" * 65000 + b"<", id="blank lines"),
        pytest.param(b"a:\n" * 21000, id="many headers"),
    ],
)
def test_hostile_files_are_refused(content: bytes) -> None:
    refusal(content)


@pytest.mark.parametrize(
    ("attributes", "taken"),
    [
        pytest.param(files.tlv(0xA1, b"\4\1x", b"\4\x81\1x", b"\4\x84\0\0\0\1x"), True, id="sound"),
        pytest.param(files.tlv(0xA1, b"\x30\x80\4\0\0\0"), True, id="an open length"),
        pytest.param(files.tlv(0xA1, b"\x30\x80" * 9, b"\0\0" * 9), True, id="some levels"),
        pytest.param(files.tlv(0xA1, b"\x30\x80" * 20, b"\0\0" * 20), False, id="many levels"),
        pytest.param(files.tlv(0xA1, b"\4\x85\0\0\0\0\0"), False, id="a length of five octets"),
        pytest.param(files.tlv(0xA1, b"\x1f\x81\1\0"), False, id="a long tag"),
        pytest.param(files.tlv(0xA1, b"\4\x80") + b"\5\0", False, id="an open string"),
        pytest.param(files.tlv(0xA1, b"\x30\x80") + b"\0\0", False, id="an end that is the parent's"),
        pytest.param(files.tlv(0xA1, b"\4\2") + b"\5\0", False, id="a child longer than its parent"),
        pytest.param(files.tlv(0xA1, b"\4") + b"\0", False, id="a tag alone"),
        pytest.param(b"\5\0", False, id="a part too many"),
    ],
)
def test_each_length_and_level_is_checked(attributes: bytes, taken: bool) -> None:
    content = files.message(after=attributes)
    if taken:
        assert MINE.opens(parse_server_token(content))
    else:
        assert "it is damaged or cut short" in refusal(content)


# The file


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "Zürich_Token_2026-11-22T10-00-00Z_smime.p7m"
    path.write_bytes(SMIME)
    link = tmp_path / "link.p7m"
    link.symlink_to(path)
    assert read_server_token(str(path)) == read_server_token(str(link)) == parse_server_token(SMIME)


def test_a_wrong_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "token.p7m"
    path.write_bytes(files.PUBLIC_DER)
    with pytest.raises(ServerTokenError, match=r"token\.p7m: This is no server token .* it is a certificate"):
        read_server_token(str(path))


def test_no_more_than_the_limit_is_read(tmp_path: Path) -> None:
    path = tmp_path / "sparse.p7m"
    with path.open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(ServerTokenError, match="larger than 64 KiB"):
        read_server_token(str(path))


def test_what_is_no_file_is_refused_with_the_reason(tmp_path: Path) -> None:
    loop, fifo = tmp_path / "loop", tmp_path / "fifo"
    loop.symlink_to(loop)
    os.mkfifo(fifo)
    for path, reason in {
        str(tmp_path): "it is a directory",
        str(loop): "its symbolic links lead in a circle",
        str(fifo): "no regular file",
        "/dev/zero": "no regular file",
        str(tmp_path / "missing"): "there is no such file",
        str(tmp_path / ("n" * 300)): "File name too long",
        "nul\0nul": "this is no path",
        "\udcff\ud800": "this is no path",
    }.items():
        with pytest.raises(ServerTokenError, match=reason):
            read_server_token(path)


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Tests may run as root, whom no mode keeps out.
    def refuse(*_arguments: t.Any) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(ServerTokenError, match="the user whom this task runs as may not read it"):
        read_server_token(str(tmp_path / "token.p7m"))


@pytest.mark.parametrize(
    "name",
    [
        "Intune_Token_2026-11-22T10-00-00Z_smime.p7m",
        "Intune_Token_2026-11-22T10:00:00Z_smime.p7m",
        "Intune_Token_2026-11-22T10_00_00Z_smime.p7m",
        "Intune_Token_2026-11-22 10-00-00_smime.p7m",
        "Intune_Token_2026-11-22_10_00_00Z_smime.p7m",
        "Intune_Token_20261122T100000Z_smime.p7m",
        "Intune_Token_2026-11-22T10%3A00%3A00Z_smime.p7m",
        "Intune_Token_2026-11-22T10-00-00.123Z_smime (1).p7m",
        "intune_token_2026-11-22t10-00-00z_smime.p7m",
        "A_Token_2025-01-01T00-00-00Z_Token_2026-11-22T10-00-00Z_smime.p7m",
        "/drop/A_Token_2025-01-01T00-00-00Z/Zürich_Token_2026-11-22T10-00-00Z_smime.p7m",
    ],
)
def test_the_time_in_a_file_name(name: str) -> None:
    assert downloaded_at(name) == dt.datetime(2026, 11, 22, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "smime.p7m",
        "Intune_Token_smime.p7m",
        "Intune_Token_2026-11-22_smime.p7m",
        "Intune_Token_2026-13-22T10-00-00Z_smime.p7m",
        "Intune_Token_0000-01-01T10-00-00Z_smime.p7m",
        "Intune_Token_2026-11-22T10-00-60Z_smime.p7m",
        "Intune_Token_2026-11-22T10-00-00+0200_smime.p7m",
        "Intune_Token_2026-11-22T10-00-0012_smime.p7m",
        "Intune_Token_٢٠٢٦-11-22T10-00-00Z_smime.p7m",
        "/A_Token_2025-01-01T00-00-00Z/smime.p7m",
    ],
)
def test_a_file_name_without_a_time(name: str) -> None:
    assert downloaded_at(name) is None


# The public key


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(files.PUBLIC_PEM, id="PEM"),
        pytest.param(files.PUBLIC_PEM.replace("\n", "\r\n"), id="PEM with CRLF"),
        pytest.param(files.PUBLIC_PEM.replace("\n", ""), id="one line"),
        pytest.param(files.PUBLIC_PEM.replace("\n", " "), id="spaces"),
        pytest.param(MINE.pem, id="three lines"),
        pytest.param(base64.b64encode(files.PUBLIC_DER).decode(), id="base64"),
        pytest.param(base64.encodebytes(files.PUBLIC_DER).decode(), id="base64 in lines"),
    ],
)
def test_each_form_of_the_public_key(value: str) -> None:
    key = PublicKey.parse(value)
    first, body, last, rest = key.pem.split("\n")
    assert (first, last, rest) == ("-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----", "")
    assert base64.b64decode(body, validate=True) == files.PUBLIC_DER
    assert key.issuer == files.CERTIFICATE.issuer.public_bytes()
    assert key.serial == files.SERIAL
    assert key.key_id and files.recipient(by_key_id=True).find(key.key_id) > 0
    assert key.modulus == KEY.public_key().public_numbers().n
    assert key.key_size == 2048
    assert key.fingerprint.replace(":", "") == hashlib.sha256(files.PUBLIC_DER).hexdigest()
    assert key.fingerprint.count(":") == 31
    assert key.not_after == files.NOT_AFTER
    assert key.subject == "CN=Intune Zürich"


@pytest.mark.parametrize("year", [1950, 1999, 2026, 2049, 2050, 9999])
def test_either_form_of_the_end_of_validity(year: int) -> None:
    end = dt.datetime(year, 12, 31, 23, 59, 59, tzinfo=UTC)
    key = PublicKey.parse(pem_of_end(end))
    assert key.not_after == end


def pem_of_end(end: dt.datetime) -> str:
    """The library makes no certificate that ends before it begins, so the end is written over one of the same form."""
    text = f"{end:%Y%m%d%H%M%SZ}"
    if end.year < 2050:
        return base64.b64encode(files.PUBLIC_DER.replace(b"271122100000Z", text[2:].encode(), 1)).decode()
    return files.certify(KEY, "late", not_after=end).public_bytes(Encoding.PEM).decode()


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("", "it is empty"),
        (" \n", "it is empty"),
        ("A" * (SIZE_LIMIT + 1), "it is larger than 64 KiB"),
        (PUBLIC.public_bytes(Encoding.PEM, PublicFormat.PKCS1).decode(), "it is a public key that is no certificate"),
        (
            base64.b64encode(PUBLIC.public_bytes(Encoding.DER, PublicFormat.PKCS1)).decode(),
            "it is a public key that is no certificate",
        ),
        (
            base64.b64encode(PUBLIC.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode(),
            "it is a public key that is no certificate",
        ),
        (pem_key().decode(), "it is a private key"),
        (pem_key().decode() + files.PUBLIC_PEM, "it is a private key"),
        (base64.b64encode(pfx()).decode(), "it is a private key"),
        (EC_CERTIFICATE.public_bytes(Encoding.PEM).decode(), "it has a key that is not RSA"),
        (files.PUBLIC_PEM + files.PUBLIC_PEM, "it is damaged or cut short"),
        (files.PUBLIC_PEM[:-40], "it is damaged or cut short"),
        (base64.b64encode(files.PUBLIC_DER[:-1]).decode(), "it is damaged or cut short"),
        (base64.b64encode(files.PUBLIC_DER + b"\0").decode(), "it has bytes behind its end"),
        (base64.b64encode(DER).decode(), "it is no certificate"),
        (base64.b64encode(files.PUBLIC_DER.replace(b"271122100000Z", b"271322100000Z")).decode(), "no end of validity"),
        (
            base64.b64encode(files.PUBLIC_DER.replace(files.RSA, files.RSA.replace(b"\1\5\0", b"\x63\5\0"))).decode(),
            "it has a key that cannot be read",
        ),
        ("<html>", "it is a web page"),
        ("CS_do-not-show", "it is neither PEM nor base64"),
        ("Zürich", "it is neither PEM nor base64"),
    ],
    ids=lambda text: text if text[:3] in ("it ", "no ") else "value",
)
def test_what_is_no_public_key(value: str, reason: str) -> None:
    with pytest.raises(ServerTokenError) as caught:
        PublicKey.parse(value)
    assert reason in str(caught.value)
    assert "do-not-show" not in str(caught.value)


def test_errors_are_those_of_a_wrong_configuration() -> None:
    assert issubclass(ServerTokenError, ConfigurationError)


def test_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *arguments: t.Any, **named: t.Any) -> t.Any:
        if name.startswith("cryptography"):
            raise ImportError(name)
        return real(name, *arguments, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(RequirementError, match="cryptography"):
        PublicKey.parse(files.PUBLIC_PEM)


def test_names_in_words_are_short_and_printable() -> None:
    name = files.tlv(0x30, files.tlv(0x31, files.tlv(0x30, b"\6\3U\4\3", files.tlv(12, b"a\x1b[2J\n" + b"x" * 999))))
    who = files.tlv(0x30, name, files.tlv(2, b"\1" * 999))
    info = files.tlv(0x30, files.VERSION, who, files.RSA, files.tlv(4, bytes(256)))
    (one,) = parse_server_token(files.message(info)).recipients
    assert str(one).startswith("issuer CN=a?[2J?xxx")
    assert str(one).isprintable()
    assert len(str(one)) < 250


def test_names_of_many_parts_in_another_encoding() -> None:
    part = files.tlv(0x31, files.tlv(0x30, b"\6\3U\4\x0a", files.tlv(0x1E, "Zürich".encode("utf-16-be"))))
    who = files.tlv(0x30, files.tlv(0x30, part * 50), files.tlv(2, b"\x1f"))
    info = files.tlv(0x30, files.VERSION, who, files.RSA, files.tlv(4, bytes(256)))
    (one,) = parse_server_token(files.message(info)).recipients
    assert str(one) == "issuer " + ", ".join(["O=Zürich"] * 8) + ", serial 0x1f"


# Any bytes at all


VALID = [DER, BER, SMIME, files.smime(DER), files.pem("CMS", BER), files.PUBLIC_DER, files.PUBLIC_PEM.encode(), VPP]


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A file with bytes flipped, cut out, doubled, or put in from another."""
    content = draw(st.sampled_from(VALID))
    for _step in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(content)))
        end = min(len(content), start + draw(st.integers(0, 64)))
        other = draw(st.sampled_from(VALID))
        place = draw(st.integers(0, len(other)))
        content = draw(
            st.sampled_from(
                [
                    content[:start] + bytes(255 ^ each for each in content[start:end]) + content[end:],
                    content[:start] + content[end:],
                    content[:end] + content[start:],
                    content[:start],
                    content[:start] + other[place:],
                    content[:start] + draw(st.binary(min_size=1, max_size=4)) + content[start + 1 :],
                ]
            )
        )
    return content


ANYTHING = st.one_of(
    st.binary(max_size=300),
    st.binary(max_size=300).map(lambda content: b"0" + content),
    st.binary(max_size=300).map(files.smime),
    mutated(),
    mutated().map(files.smime),
    mutated().map(base64.b64encode),
)


@settings(max_examples=400)
@given(content=ANYTHING)
def test_no_file_raises_another_error(content: bytes) -> None:
    try:
        token = parse_server_token(content)
    except ServerTokenError:
        return
    assert token.recipients
    assert all(str(each).isprintable() for each in token.recipients)
    assert parse_server_token(token.text.encode()).sha256 == token.sha256
    MINE.opens(token)


@settings(max_examples=400)
@given(value=st.one_of(st.text(max_size=300), ANYTHING.map(lambda content: content.decode("latin-1"))))
def test_no_public_key_raises_another_error(value: str) -> None:
    try:
        key = PublicKey.parse(value)
    except ServerTokenError:
        return
    assert PublicKey.parse(key.pem) == key
    assert key.not_after.tzinfo == UTC


@given(
    name=st.one_of(
        st.text(max_size=100),
        st.text("0123456789-_:. TZ+", max_size=40).map(lambda text: f"Intune_Token_{text}_smime.p7m"),
    )
)
def test_no_file_name_raises_an_error(name: str) -> None:
    found = downloaded_at(name)
    assert found is None or found.tzinfo == UTC


@given(st.binary(min_size=1, max_size=4000), st.booleans())
def test_any_content_is_carried(content: bytes, ber: bool) -> None:
    body = files.message(ber=ber, content=content)
    assert parse_server_token(files.smime(body)).sha256 == hashlib.sha256(body).hexdigest()
