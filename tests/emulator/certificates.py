# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys and certificates of one run: nothing here outlives the state directory."""

from __future__ import annotations

import base64
import os
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID


def private_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def write_secret(path: Path, content: bytes) -> None:
    """Atomically, and readable by the owner alone from the first byte."""
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
    draft.replace(path)


def _thumbprint(certificate: x509.Certificate, algorithm: hashes.HashAlgorithm) -> str:
    return base64.urlsafe_b64encode(certificate.fingerprint(algorithm)).rstrip(b"=").decode()


def self_signed(common_name: str, lifetime: timedelta) -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    """A new key pair, and a certificate that nobody else signed."""
    key = private_key()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
    now = datetime.now(timezone.utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + lifetime)
        .sign(key, hashes.SHA256())
    )
    return key, certificate


@dataclass(frozen=True)
class ClientCertificate:
    """The certificate that apps with `certificate: true` have registered."""

    key: rsa.RSAPrivateKey
    certificate: x509.Certificate
    password: str

    @classmethod
    def generate(cls) -> ClientCertificate:
        key, certificate = self_signed("emulator client", timedelta(days=30))
        return cls(key, certificate, secrets.token_urlsafe(16))

    def matches(self, x5t: str | None, x5t_s256: str | None) -> bool:
        """Found by either thumbprint that a client assertion may carry in its header."""
        return bool(
            (x5t_s256 and x5t_s256.rstrip("=") == _thumbprint(self.certificate, hashes.SHA256()))
            or (x5t and x5t.rstrip("=") == _thumbprint(self.certificate, hashes.SHA1()))
        )

    def write(self, folder: Path) -> dict[str, str]:
        """The three forms in which people keep a certificate, and where they lie."""
        public = self.certificate.public_bytes(serialization.Encoding.PEM)
        locked = serialization.BestAvailableEncryption(self.password.encode())

        def pem(encryption: serialization.KeySerializationEncryption) -> bytes:
            return self.key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption)

        files = {
            "client_certificate_path": ("client.pem", pem(serialization.NoEncryption()) + public),
            "client_certificate_password_protected_path": ("client-encrypted.pem", pem(locked) + public),
            "client_pfx_path": (
                "client.pfx",
                pkcs12.serialize_key_and_certificates(b"emulator", self.key, self.certificate, None, locked),
            ),
        }
        for name, content in files.values():
            write_secret(folder / name, content)
        return {key: str(folder / name) for key, (name, _content) in files.items()}


def server_authority() -> tuple[trustme.CA, trustme.LeafCert]:
    authority = trustme.CA()
    return authority, authority.issue_cert("localhost", "127.0.0.1")
