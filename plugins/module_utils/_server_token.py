# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Apple's server token file (.p7m) and the public key that it is encrypted to. For internal use only.

The file is an S/MIME text around a CMS message (RFC 5652): enveloped data with one key transport recipient. Without the
private key, which never leaves Intune, nothing but the recipient can be read: that is enough to tell whether Intune can
open it. Apple writes BER with open lengths, which cryptography does not read, so the few elements are walked here.

No message of an error holds content of a file, because each wrong file may be a secret.
"""

from __future__ import annotations

import base64
import datetime as dt
import email.parser
import errno
import hashlib
import os
import re
import stat
from dataclasses import dataclass, field

from ansible_collections.mdm.intune.plugins.module_utils._errors import ConfigurationError, RequirementError

SIZE_LIMIT = 64 * 1024  # bytes; Apple's files have some 4 KiB
_DEPTH_LIMIT = 16

_CONSTRUCTED = 0x20
_INTEGER, _BITS, _OCTETS, _OID, _SEQUENCE, _SET, _TAGGED_0 = 0x02, 0x03, 0x04, 0x06, 0x30, 0x31, 0xA0
_CMS = bytes.fromhex("2a864886f70d0107")
_SIGNED, _ENVELOPED = _CMS + b"\2", _CMS + b"\3"
_SUBJECT_KEY_ID = bytes.fromhex("551d0e")
_NAMES = {b"U\4\3": "CN", b"U\4\6": "C", b"U\4\7": "L", b"U\4\x08": "ST", b"U\4\x0a": "O", b"U\4\x0b": "OU"}

_GIVE = "Give the .p7m file that Apple Business or School Manager offers with Download Token."
_AGAIN = "Take it again from where it was downloaded first; a new download at Apple voids the token in use at once."

# What a person may take for the server token: what it is, and what to do.
_CERTIFICATE = "is a certificate", f"Most likely it is the public key, which goes to Apple. {_GIVE}"
_PUBLIC_KEY = "is a public key that is no certificate", _GIVE
_PRIVATE_KEY = "is a private key", f"It is a secret: keep it where only its owner can read it. {_GIVE}"
_VPP = "is a content token of Apps and Books (VPP)", f"It is a secret of another service. {_GIVE}"
_DECRYPTED = (
    "is a server token that somebody has decrypted",
    "It holds Apple's secrets in clear text and must not lie around: delete it, and if others could read it, "
    "download a new token at Apple and upload that.",
)
_PAGE = "is a web page", f"Perhaps a sign-in page was saved in its place. {_GIVE}"
_DAMAGED = "is damaged or cut short", _AGAIN
_UNKNOWN = "is neither an S/MIME text nor a CMS message", _GIVE
_KINDS = {
    re.compile(pattern, re.IGNORECASE): kind
    for pattern, kind in {
        r"consumer_key|consumer_secret|access_secret": _DECRYPTED,
        r'"(?:orgName|expDate)"\s*:': _VPP,
        r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----": _PRIVATE_KEY,
        r"-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----": _CERTIFICATE,
        r"-----BEGIN [A-Z ]{0,40}PUBLIC KEY-----": _PUBLIC_KEY,
        r"-----BEGIN (?!PKCS7-----|CMS-----)": ("is another kind of PEM file", _GIVE),
        r"\A[^<]{0,100}<(?:!--|(?:!doctype html|html|head|body)\b)": _PAGE,
        r"\A(?:bplist00|[^<]{0,100}<(?:\?xml|!doctype|plist)\b)": ("is a configuration profile, or other XML", _GIVE),
        r"\APK[\1-\x08]{2}": ("is a ZIP archive", f"Unpack it. {_GIVE}"),
    }.items()
}
_PEM = re.compile(r"-----BEGIN ([A-Z0-9 ]{1,40})-----([^-]*)-----END \1-----")

_GAP = r"(?:[-_:. ]|%3A)?"
_DOWNLOADED = re.compile(
    rf"_Token_(\d{{4}}){_GAP}(\d\d){_GAP}(\d\d)[T_ -]?(\d\d){_GAP}(\d\d){_GAP}(\d\d)(?![\d+])", re.ASCII | re.IGNORECASE
)


class ServerTokenError(ConfigurationError):
    """A file or a key that cannot be what it should be: what it is instead, and what to do."""


class _Wrong(Exception):
    """What something is instead, as in "it is empty", and what to do."""

    def __init__(self, what: str, advice: str) -> None:
        super().__init__(what)
        self.what = what
        self.advice = advice


@dataclass(frozen=True)
class _Element:
    """One BER element: C(raw) with, C(content) without its tag and length."""

    tag: int
    raw: bytes
    content: bytes
    children: tuple[_Element, ...]

    @property
    def tags(self) -> list[int]:
        return [child.tag for child in self.children]

    @property
    def octets(self) -> bytes:
        """The value of a string, which BER may cut into segments."""
        return b"".join(child.content for child in self.children) if self.tag & _CONSTRUCTED else self.content


def _element(data: bytes, start: int, end: int, depth: int = 0) -> tuple[_Element, int]:
    """The element at a place with all that is in it, and where the next one begins. Raises _Wrong."""
    if start + 2 > end or depth > _DEPTH_LIMIT:
        raise _Wrong(*_DAMAGED)
    tag, length, place = data[start], data[start + 1], start + 2
    open_length = length == 0x80
    if length > 0x80:
        more = length & 0x7F
        length = int.from_bytes(data[place : place + more], "big")
        place += more
        if more > 4:
            raise _Wrong(*_DAMAGED)
    begin, stop = place, end if open_length else place + length
    if stop > end or tag & 0x1F == 0x1F or (open_length and not tag & _CONSTRUCTED):
        raise _Wrong(*_DAMAGED)
    children = []
    if tag & _CONSTRUCTED:
        while data[place : min(place + 2, stop)] != b"\0\0" if open_length else place < stop:
            child, place = _element(data, place, stop, depth + 1)
            children.append(child)
        stop = place
    following = stop + 2 if open_length else stop
    return _Element(tag, data[start:following], data[begin:stop], tuple(children)), following


def _whole(data: bytes) -> _Element:
    """The one element that these bytes are. Raises _Wrong."""
    element, end = _element(data, 0, len(data))
    if end != len(data):
        raise _Wrong("has bytes behind its end, so it is damaged", _AGAIN)
    return element


def _identity(issuer: bytes | None, serial: bytes | None, key_id: bytes | None) -> str:
    """A certificate in words. Names come from a file: they are cut, and control characters replaced."""

    def number(octets: bytes) -> str:
        return f"0x{octets[:64].hex().lstrip('0') or '0'}"

    if issuer is None or serial is None:
        return f"key identifier {number(key_id or b'')}"
    return f"issuer {_name(issuer)}, serial {number(serial)}"


def _name(der: bytes) -> str:
    """The usual parts of an X.501 name; a question mark where there are none."""
    try:
        attributes = [attribute for group in _whole(der).children for attribute in group.children]
    except _Wrong:
        return "?"
    parts = []
    for attribute in attributes:
        if len(attribute.children) == 2 and attribute.children[0].content in _NAMES:
            kind, value = attribute.children
            text = value.content.decode("utf-16-be" if value.tag == 0x1E else "utf-8", "replace")[:64]
            parts.append(f"{_NAMES[kind.content]}={''.join(c if c.isprintable() else '?' for c in text)}")
    return ", ".join(parts[:8]) or "?"


@dataclass(frozen=True)
class Recipient:
    """Whom a file is encrypted to: the raw octets, because certificates with odd serials or names are in use."""

    issuer: bytes | None
    serial: bytes | None
    key_id: bytes | None
    encrypted_key: bytes = field(repr=False)

    def __str__(self) -> str:
        return _identity(self.issuer, self.serial, self.key_id)


@dataclass(frozen=True)
class ServerToken:
    """A server token file: C(text) is what uploadDepToken takes, C(sha256) that of the CMS message in any encoding."""

    recipients: tuple[Recipient, ...]
    text: str = field(repr=False)
    sha256: str


def read_server_token(path: str) -> ServerToken:
    """Return the server token in a file. Raises ServerTokenError."""

    def opener(name: str, flags: int) -> int:
        return os.open(name, flags | os.O_NONBLOCK)  # a FIFO would wait for its writer

    try:
        with open(path, "rb", opener=opener) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise ServerTokenError(f"{path} is no regular file but a device, a pipe or the like. {_GIVE}")
            content = file.read(SIZE_LIMIT + 1)
    except (OSError, ValueError) as error:  # ValueError: a path that cannot be one
        reason = {
            errno.EISDIR: "it is a directory",
            errno.ELOOP: "its symbolic links lead in a circle",
            errno.ENOENT: "there is no such file",
            errno.EACCES: "the user whom this task runs as may not read it",
        }.get(getattr(error, "errno", 0) or 0, getattr(error, "strerror", None) or "this is no path")
        raise ServerTokenError(f"The server token file {path!r} cannot be read: {reason}.") from error
    try:
        return parse_server_token(content)
    except ServerTokenError as error:
        raise ServerTokenError(f"{path}: {error.message}") from error


def parse_server_token(content: bytes) -> ServerToken:
    """Return the server token that a file's content is. Raises ServerTokenError, and nothing else."""
    try:
        message, text = _message(content)
        recipients = _recipients(message)
    except _Wrong as error:
        raise ServerTokenError(f"This is no server token that can be used: it {error.what}. {error.advice}") from error
    return ServerToken(recipients, text or _smime(message), hashlib.sha256(message).hexdigest())


def _message(content: bytes) -> tuple[bytes, str | None]:
    """The CMS message in a file, and the S/MIME text around it if it is one."""
    if len(content) > SIZE_LIMIT:
        raise _Wrong("is larger than 64 KiB, and a server token is not", _GIVE)
    if content[:1] == bytes([_SEQUENCE]):
        return content, None
    text = _decoded(content)
    if not text:
        raise _Wrong("is empty", _AGAIN)
    if kind := _kind(text):
        raise _Wrong(*kind)
    if "-----BEGIN " in text:
        return _from_pem(text), None
    # Headers alone: to read on would follow parts in parts to any depth.
    mail = email.parser.HeaderParser().parsestr(text)
    named = "content-type" in mail
    if mail.get_content_type() in ("multipart/signed", "application/pkcs7-signature", "application/x-pkcs7-signature"):
        raise _Wrong("is a signed message", _GIVE)
    if named and mail.get_content_type() not in ("application/pkcs7-mime", "application/x-pkcs7-mime"):
        raise _Wrong("is a mail, or a part of one, that is not encrypted", f"Save its attachment. {_GIVE}")
    body = _from_base64(str(mail.get_payload()))
    if body is None:
        raise _Wrong(*(("has a body that is not base64: it is damaged or cut short", _AGAIN) if named else _UNKNOWN))
    if kind := _kind(_decoded(body)):
        raise _Wrong(*kind)
    if body[:1] != bytes([_SEQUENCE]):
        raise _Wrong(*(_DAMAGED if named else _UNKNOWN))
    return body, text if named else None


def _decoded(content: bytes) -> str:
    """The text that these bytes are, without a mark and blank lines before it; any bytes are one in Latin-1."""
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return content.decode(encoding).lstrip()
    except UnicodeDecodeError:
        return content.decode("latin-1").lstrip()


def _kind(text: str) -> tuple[str, str] | None:
    return next((kind for pattern, kind in _KINDS.items() if pattern.search(text)), None)


def _from_base64(text: str) -> bytes | None:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except ValueError:
        return None


def _from_pem(text: str) -> bytes:
    blocks = _PEM.findall(text)
    body = _from_base64(blocks[0][1]) if len(blocks) == 1 else None
    if body is None:
        raise _Wrong(*_DAMAGED)
    return body


def _smime(message: bytes) -> str:
    """The text that Apple would have put around a message."""
    head = (
        'Content-Type: application/pkcs7-mime; name="smime.p7m"; smime-type=enveloped-data\n'
        "Content-Transfer-Encoding: base64\n"
        'Content-Disposition: attachment; filename="smime.p7m"\n\n'
    )
    return (head + base64.encodebytes(message).decode()).replace("\n", "\r\n")


def _recipients(message: bytes) -> tuple[Recipient, ...]:
    """Whom an enveloped message is encrypted to. Raises _Wrong for any other message, key or certificate."""
    root = _whole(message)
    _refuse_keys(root)
    if root.tags == [_SEQUENCE, _SEQUENCE, _BITS]:
        raise _Wrong(*_CERTIFICATE)
    if root.tags != [_OID, _TAGGED_0]:
        raise _Wrong(*_UNKNOWN)
    kind, wrapped = root.children
    if kind.content == _SIGNED:
        raise _Wrong("is a signed message, as a signed configuration profile is, and not an encrypted one", _GIVE)
    if kind.content != _ENVELOPED:
        raise _Wrong("is a CMS message, but none that is encrypted to a public key", _GIVE)
    # Beside these three there may be certificates of the sender and unprotected attributes, both tagged.
    parts = [part for each in wrapped.children for part in each.children if part.tag not in (_TAGGED_0, 0xA1)]
    if wrapped.tags != [_SEQUENCE] or [part.tag for part in parts] != [_INTEGER, _SET, _SEQUENCE]:
        raise _Wrong(*_DAMAGED)
    _version, recipients, encrypted = parts
    if encrypted.tags not in ([_OID, _SEQUENCE, 0x80], [_OID, _SEQUENCE, 0xA0]) or not encrypted.children[2].octets:
        raise _Wrong("has no encrypted content: it is damaged or cut short", _AGAIN)
    # Other ways to hand over the key have a tag of their own.
    found = tuple(_recipient(each) for each in recipients.children if each.tag == _SEQUENCE)
    if not found:
        raise _Wrong("is not encrypted to a certificate, as a server token is", _GIVE)
    return found


def _recipient(info: _Element) -> Recipient:
    if len(info.children) == 4:
        _version, who, _algorithm, key = info.children
        if key.tag & ~_CONSTRUCTED == _OCTETS:
            if who.tag == _SEQUENCE and who.tags == [_SEQUENCE, _INTEGER]:
                return Recipient(who.children[0].raw, who.children[1].content, None, key.octets)
            if who.tag & ~_CONSTRUCTED == 0x80:
                return Recipient(None, None, who.octets, key.octets)
    raise _Wrong(*_DAMAGED)


def _refuse_keys(root: _Element) -> None:
    """Refuse public keys (SubjectPublicKeyInfo, PKCS#1) and private ones (PKCS#1, PKCS#8, PKCS#12)."""
    if root.tags in ([_SEQUENCE, _BITS], [_INTEGER, _INTEGER]):
        raise _Wrong(*_PUBLIC_KEY)
    if root.tags[:1] == [_INTEGER] or root.tags == [_SEQUENCE, _OCTETS]:
        raise _Wrong(*_PRIVATE_KEY)


def downloaded_at(file_name: str) -> dt.datetime | None:
    """When Apple made a file, as its name C(<server>_Token_<UTC timestamp>_smime.p7m) says; None if it does not."""
    try:
        year, month, day, hour, minute, second = map(int, _DOWNLOADED.findall(os.path.basename(file_name))[-1])
        return dt.datetime(year, month, day, hour, minute, second, tzinfo=dt.timezone.utc)
    except (IndexError, ValueError):
        return None


@dataclass(frozen=True)
class PublicKey:
    """The certificate that getEncryptionPublicKey returns; C(pem) has three lines, as Microsoft's article wants it."""

    pem: str
    issuer: bytes
    serial: bytes
    key_id: bytes | None
    modulus: int = field(repr=False)
    fingerprint: str
    not_after: dt.datetime
    subject: str

    def __str__(self) -> str:
        return _identity(self.issuer, self.serial, self.key_id)

    @property
    def key_size(self) -> int:
        """In bits."""
        return self.modulus.bit_length()

    @classmethod
    def parse(cls, value: str) -> PublicKey:
        """Return the key that Graph's text is: PEM with or without line breaks, or base64. Raises ServerTokenError."""
        try:
            return cls._of(_certificate(value))
        except _Wrong as error:
            raise ServerTokenError(
                f"What Microsoft Graph returned as the public key is no certificate that can be used: it {error.what}."
            ) from error

    @classmethod
    def _of(cls, der: bytes) -> PublicKey:
        root = _whole(der)
        _refuse_keys(root)
        if root.tags != [_SEQUENCE, _SEQUENCE, _BITS]:
            raise _Wrong("is no certificate", "")
        fields = [each for each in root.children[0].children if each.tag != _TAGGED_0]
        if [each.tag for each in fields[:6]] != [_INTEGER] + 5 * [_SEQUENCE]:
            raise _Wrong(*_DAMAGED)
        serial, _algorithm, issuer, validity, subject, key = fields[:6]
        digest = hashlib.sha256(der).hexdigest()
        return cls(
            pem=f"-----BEGIN CERTIFICATE-----\n{base64.b64encode(der).decode()}\n-----END CERTIFICATE-----\n",
            issuer=issuer.raw,
            serial=serial.content,
            key_id=_key_id(fields[6:]),
            modulus=_modulus(key.raw),
            fingerprint=":".join(digest[place : place + 2] for place in range(0, len(digest), 2)),
            not_after=_moment(validity),
            subject=_name(subject.raw),
        )

    def opens(self, token: ServerToken) -> bool:
        """Whether the private key to this certificate opens a token.

        C(False) is certain. C(True) is as good as the serial is unique: another key pair may have the same.
        """
        return any(
            ((self.issuer, self.serial) == (each.issuer, each.serial) or (each.key_id and each.key_id == self.key_id))
            and len(each.encrypted_key) == (self.key_size + 7) // 8
            and int.from_bytes(each.encrypted_key, "big") < self.modulus
            for each in token.recipients
        )


def _certificate(value: str) -> bytes:
    """The DER that Graph's text stands for. Raises _Wrong."""
    text = value.strip()
    if not text or len(text) > SIZE_LIMIT:
        raise _Wrong("is larger than 64 KiB" if text else "is empty", "")
    if (kind := _kind(text)) not in (None, _CERTIFICATE):
        raise _Wrong(*(kind or _DAMAGED))
    der = _from_pem(text) if kind else _from_base64(text)
    if der is None:
        raise _Wrong("is neither PEM nor base64", "")
    return der


def _key_id(fields: list[_Element]) -> bytes | None:
    """The subject key identifier among the extensions of a certificate."""
    for extension in (each for tagged in fields if tagged.tag == 0xA3 for each in tagged.children[:1]):
        for parts in (each.children for each in extension.children):
            if parts and parts[0].content == _SUBJECT_KEY_ID:
                return _whole(parts[-1].content).content
    return None


def _modulus(key: bytes) -> int:
    """The modulus of an RSA key: the key alone, because cryptography refuses certificates over more than their key."""
    try:
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
        from cryptography.hazmat.primitives.serialization import load_der_public_key
    except ImportError as error:
        raise RequirementError("cryptography") from error
    try:
        public = load_der_public_key(key)
    except (UnsupportedAlgorithm, ValueError) as error:
        raise _Wrong("has a key that cannot be read", "") from error
    if not isinstance(public, RSAPublicKey):
        raise _Wrong("has a key that is not RSA, and Apple encrypts to RSA keys alone", "")
    return public.public_numbers().n


def _moment(validity: _Element) -> dt.datetime:
    """The end of a validity: UTCTime, with two digits of the year, or GeneralizedTime."""
    try:
        end = validity.children[1]
        digits = end.content.decode("ascii")
        if end.tag == 0x17:
            digits = ("19" if digits >= "50" else "20") + digits
        return dt.datetime.strptime(digits, "%Y%m%d%H%M%SZ").replace(tzinfo=dt.timezone.utc)
    except (IndexError, ValueError) as error:
        raise _Wrong("has no end of validity that can be read", "") from error
