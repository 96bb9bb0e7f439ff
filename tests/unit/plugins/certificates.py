# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Keys and certificates, made anew for each run. Made at import, because a runner may fork for each test."""

from __future__ import annotations

import datetime as dt
import typing as t

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12

PASSWORD = "certificate-password"

KEY = rsa.generate_private_key(65537, 2048)
OTHER_KEY = rsa.generate_private_key(65537, 2048)
EC_KEY = ec.generate_private_key(ec.SECP256R1())


def certify(key: t.Any, name: str) -> x509.Certificate:
    """A self-signed certificate."""
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(dt.datetime(2026, 1, 1, tzinfo=dt.timezone.utc))
        .not_valid_after(dt.datetime(2027, 1, 1, tzinfo=dt.timezone.utc))
        .sign(key, hashes.SHA256())
    )


CERTIFICATE = certify(KEY, "app")
OTHER_CERTIFICATE = certify(OTHER_KEY, "other")
EC_CERTIFICATE = certify(EC_KEY, "ec")


def _encryption(password: str | None) -> serialization.KeySerializationEncryption:
    if password is None:
        return serialization.NoEncryption()
    return serialization.BestAvailableEncryption(password.encode())


def pem_key(key: t.Any = KEY, password: str | None = None, *, traditional: bool = False) -> bytes:
    form = serialization.PrivateFormat.TraditionalOpenSSL if traditional else serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, form, _encryption(password))


def pem_certificate(certificate: x509.Certificate = CERTIFICATE) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def pfx(
    key: t.Any = KEY,
    certificate: x509.Certificate | None = CERTIFICATE,
    password: str | None = None,
    others: t.Sequence[x509.Certificate] = (),
) -> bytes:
    return pkcs12.serialize_key_and_certificates(b"app", key, certificate, list(others), _encryption(password))
