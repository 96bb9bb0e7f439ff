# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Server token files in every form, and what people take for one. Made anew for each run, none is real."""

from __future__ import annotations

import base64
import datetime as dt
import os

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from ansible_collections.mdm.intune.tests.unit.plugins.certificates import KEY, OTHER_KEY

ENVELOPED = bytes.fromhex("06092a864886f70d010703")
DATA = bytes.fromhex("06092a864886f70d010701")
RSA = bytes.fromhex("300d06092a864886f70d0101010500")
AES = bytes.fromhex("301d060960864801650304010204100102030405060708090a0b0c0d0e0f10")
VERSION = b"\2\1\0"

NOT_AFTER = dt.datetime(2027, 11, 22, 10, 0, tzinfo=dt.timezone.utc)


def certify(
    key: rsa.RSAPrivateKey, name: str, *, serial: int = 0x5A17E0, not_after: dt.datetime = NOT_AFTER
) -> x509.Certificate:
    """A certificate as Intune may make it, with a subject key identifier."""
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(serial)
        .not_valid_before(dt.datetime(2026, 1, 1, tzinfo=dt.timezone.utc))
        .not_valid_after(not_after)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


CERTIFICATE = certify(KEY, "Intune Zürich", serial=0x7B31C0FFEE5A17E0D1C2B3A4958677685A4B3C2D)
OTHER_CERTIFICATE = certify(OTHER_KEY, "other tenant")
PUBLIC_DER = CERTIFICATE.public_bytes(Encoding.DER)
PUBLIC_PEM = CERTIFICATE.public_bytes(Encoding.PEM).decode()


def number(value: int) -> bytes:
    """The content octets of a positive INTEGER."""
    return value.to_bytes(value.bit_length() // 8 + 1, "big")


SERIAL = number(CERTIFICATE.serial_number)


def tlv(tag: int, *parts: bytes, open_length: bool = False) -> bytes:
    content = b"".join(parts)
    if open_length:
        return bytes([tag, 0x80]) + content + b"\0\0"
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(octets)]) + octets + content


def encrypted_key(certificate: x509.Certificate = CERTIFICATE) -> bytes:
    key = certificate.public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    return key.encrypt(os.urandom(16), padding.PKCS1v15())


def recipient(
    certificate: x509.Certificate = CERTIFICATE,
    *,
    serial: bytes | None = None,
    by_key_id: bool = False,
    key: bytes | None = None,
) -> bytes:
    who = tlv(0x30, certificate.issuer.public_bytes(), tlv(2, serial or number(certificate.serial_number)))
    if by_key_id:
        who = tlv(0x80, certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest)
    return tlv(0x30, VERSION, who, RSA, tlv(4, encrypted_key(certificate) if key is None else key))


def message(
    *recipients: bytes,
    ber: bool = False,
    content: bytes = b"",
    kind: bytes = ENVELOPED,
    before: bytes = b"",
    after: bytes = b"",
) -> bytes:
    """An enveloped message, with open lengths and its content in segments as Apple writes it, or in DER."""
    octets = content or os.urandom(1200)
    segments = b"".join(tlv(4, octets[place : place + 500]) for place in range(0, len(octets), 500))
    encrypted = tlv(0xA0, segments, open_length=True) if ber else tlv(0x80, octets)
    enveloped = tlv(
        0x30,
        VERSION,
        before,
        tlv(0x31, *(recipients or (recipient(),))),
        tlv(0x30, DATA, AES, encrypted, open_length=ber),
        after,
        open_length=ber,
    )
    return tlv(0x30, kind, tlv(0xA0, enveloped, open_length=ber), open_length=ber)


def smime(
    body: bytes,
    *,
    kind: str = 'application/pkcs7-mime; name="smime.p7m"; smime-type=enveloped-data',
    newline: str = "\r\n",
) -> bytes:
    lines = [
        f"Content-Type: {kind}",
        "Content-Transfer-Encoding: base64",
        'Content-Disposition: attachment; filename="smime.p7m"',
        "",
        *base64.encodebytes(body).decode().split("\n"),
    ]
    return newline.join(lines).encode()


def pem(label: str, body: bytes) -> bytes:
    return f"-----BEGIN {label}-----\n{base64.encodebytes(body).decode()}-----END {label}-----\n".encode()


def by_library(certificate: x509.Certificate = CERTIFICATE) -> bytes:
    """A message that other code than ours made."""
    return (
        pkcs7.PKCS7EnvelopeBuilder()
        .set_data(b"words")
        .add_recipient(certificate)
        .encrypt(Encoding.DER, [pkcs7.PKCS7Options.Binary])
    )


def signed(encoding: Encoding) -> bytes:
    return (
        pkcs7.PKCS7SignatureBuilder()
        .set_data(b"words")
        .add_signer(CERTIFICATE, KEY, hashes.SHA256())
        .sign(encoding, [pkcs7.PKCS7Options.DetachedSignature] if encoding == Encoding.SMIME else [])
    )
