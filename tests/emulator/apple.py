# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Apple's side of one token, and the keys that it is handed over with.

Apple encrypts a server token to the public key of Intune's token. From the moment it is downloaded Apple takes no
other, and the one that Intune holds is void until the new one is uploaded.
"""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_string
from typing import Any

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs7 import (
    PKCS7EnvelopeBuilder,
    PKCS7Options,
    pkcs7_decrypt_der,
)

from emulator.certificates import self_signed
from emulator.clock import duration, instant
from emulator.cms import definite, indefinite
from emulator.seeds import EstateError, checked

TERMS_NOT_ACCEPTED = 3

ENCODINGS = ("smime", "der", "ber")
_KEY_FORMS = ("one_line", "pem", "base64")
_FIELDS = ("consumer_key", "consumer_secret", "access_token", "access_secret", "access_token_expiry")


class ServerTokenError(Exception):
    """A file that is no server token for this key."""


@dataclass(frozen=True)
class Behaviour:
    """What a seed says of a token's dealings with Apple."""

    terms_accepted: bool = True
    sync_takes: timedelta = timedelta(seconds=3)
    sync_error: int | None = None
    # The code of a sync with a token that is void or has expired. Which one it really is has not been published.
    rejected_code: int = 1024
    expiry_lag: timedelta = timedelta()
    # The answer to a sync too early after another. It has not been published either.
    refusal_status: int = 400
    public_key_form: str = "one_line"

    @classmethod
    def read(cls, seed: Any, where: str) -> Behaviour:
        where = f"{where}: apple"
        seed = dict(checked(seed, where, cls.__dataclass_fields__))
        for key in ("sync_takes", "expiry_lag"):
            if key in seed:
                seed[key] = duration(seed[key])
        found = cls(**seed)
        if found.public_key_form not in _KEY_FORMS:
            raise EstateError(f"{where}: public_key_form is one of {', '.join(_KEY_FORMS)}")
        if found.refusal_status not in (400, 429):
            raise EstateError(f"{where}: refusal_status is 400 or 429")
        return found


@dataclass
class Link:
    """One token's dealings with Apple, as they stand."""

    behaviour: Behaviour
    terms_accepted: bool
    # When the token that Intune holds really expires; Graph may show it later.
    expires: datetime | None
    # Access tokens: those that Apple has given out since the start, and the one of them that Intune holds.
    issued: list[str] = field(default_factory=list)
    held: str | None = None
    _key: tuple[rsa.RSAPrivateKey, x509.Certificate] | None = None

    def key(self) -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
        """Made when it is first asked for."""
        if self._key is None:
            self.generate_key()
        assert self._key
        return self._key

    def generate_key(self) -> None:
        """What was encrypted to the key before can be read by nobody from now on."""
        self._key = self_signed("emulator enrolment program token", timedelta(days=365))

    def public_key(self) -> str:
        pem = self.key()[1].public_bytes(Encoding.PEM).decode()
        if self.behaviour.public_key_form == "pem":
            return pem
        first, *lines, last = pem.split("\n")[:-1]
        body = "".join(lines)
        return body if self.behaviour.public_key_form == "base64" else first + body + last

    def sync_code(self, now: datetime) -> int:
        """How a sync at this moment ends; 0 is success."""
        if self.behaviour.sync_error is not None:
            return self.behaviour.sync_error
        void = bool(self.issued) and self.issued[-1] != self.held
        if void or (self.expires and self.expires <= now):
            return self.behaviour.rejected_code
        return 0 if self.terms_accepted else TERMS_NOT_ACCEPTED

    def issue(self, expires: datetime, encoding: str) -> bytes:
        """Someone downloads a server token at Apple."""
        token = {
            "consumer_key": f"CK_{secrets.token_hex(32)}",
            "consumer_secret": f"CS_{secrets.token_hex(20)}",
            "access_token": f"AT_{secrets.token_urlsafe(40)}",
            "access_secret": f"AS_{secrets.token_hex(20)}",
            "access_token_expiry": f"{expires:%Y-%m-%dT%H:%M:%SZ}",
        }
        text = (
            'Content-Type: text/plain;charset="UTF-8"\r\nContent-Transfer-Encoding: 7bit\r\n\r\n'
            f"-----BEGIN MESSAGE-----\r\n{json.dumps(token)}\r\n-----END MESSAGE-----\r\n"
        )
        der = (
            PKCS7EnvelopeBuilder()
            .set_data(text.encode())
            .add_recipient(self.key()[1])
            .encrypt(Encoding.DER, [PKCS7Options.Binary])
        )
        self.issued.append(token["access_token"])
        if encoding == "der":
            return der
        ber = indefinite(der)
        return ber if encoding == "ber" else _as_mail(ber)

    def accept(self, text: str, now: datetime) -> datetime:
        """Intune takes an uploaded server token: its expiry. Raises where it cannot be read or is not the newest."""
        token = self._opened(text)
        access, expires = token["access_token"], instant(token["access_token_expiry"])
        if access in self.issued[:-1]:
            raise ServerTokenError("Apple has given out a newer one")
        if access not in self.issued:
            # Made by a test rather than by `issue`.
            if self.expires and expires < self.expires:
                raise ServerTokenError("it expires before the present one")
            self.issued.append(access)
        if expires <= now:
            raise ServerTokenError("it has expired")
        self.held, self.expires = access, expires
        return expires

    def _opened(self, text: str) -> Mapping[str, str]:
        mail = message_from_string(text)
        if mail.get_content_type() not in ("application/pkcs7-mime", "application/x-pkcs7-mime"):
            raise ServerTokenError("it is no S/MIME message")
        key, certificate = self.key()
        try:
            payload = mail.get_payload(decode=True)
            plain = pkcs7_decrypt_der(definite(payload if isinstance(payload, bytes) else b""), certificate, key, [])
            words = plain.decode()
            token: dict[str, str] = json.loads(words[words.index("{") : words.rindex("}") + 1])
            instant(token["access_token_expiry"])
        except (KeyError, TypeError, UnsupportedAlgorithm, ValueError) as error:
            raise ServerTokenError("it cannot be opened with this token's private key") from error
        if not all(isinstance(token.get(name), str) for name in _FIELDS):
            raise ServerTokenError("it lacks what a server token has")
        return token


def _as_mail(message: bytes) -> bytes:
    return (
        b'Content-Type: application/pkcs7-mime; name="smime.p7m"; smime-type=enveloped-data\r\n'
        b"Content-Transfer-Encoding: base64\r\n"
        b'Content-Disposition: attachment; filename="smime.p7m"\r\n'
        b"Content-Description: S/MIME Encrypted Message\r\n\r\n" + base64.encodebytes(message).replace(b"\n", b"\r\n")
    )
