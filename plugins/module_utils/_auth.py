# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Credentials and access tokens. For internal use only.

C(connections()) turns the options of a task and its environment into one C(Connection) per tenant, and raises
ConfigurationError for everything that cannot be right, before any request is sent. C(token_source()) turns a
connection into something that yields bearer tokens; msal is imported when one must be minted, and not before.
"""

from __future__ import annotations

import dataclasses
import json
import re
import time
import typing as t
import urllib.parse

from ansible_collections.mdm.intune.plugins.module_utils._clouds import CLOUDS, Cloud
from ansible_collections.mdm.intune.plugins.module_utils._errors import (
    AuthenticationError,
    ConfigurationError,
    RequirementError,
    TransportError,
)
from ansible_collections.mdm.intune.plugins.module_utils._transport import Transport

if t.TYPE_CHECKING:
    from ansible_collections.mdm.intune.plugins.module_utils._token_cache import CacheKey, TokenCache

# The environment fallback of each option; the names are those that azure-identity and the Azure SDKs read.
ENVIRONMENT = {
    "tenant_id": "AZURE_TENANT_ID",
    "client_id": "AZURE_CLIENT_ID",
    "client_secret": "AZURE_CLIENT_SECRET",
    "client_certificate_path": "AZURE_CLIENT_CERTIFICATE_PATH",
    "client_certificate_password": "AZURE_CLIENT_CERTIFICATE_PASSWORD",
    "federated_token_file": "AZURE_FEDERATED_TOKEN_FILE",
    "managed_identity": "INTUNE_MANAGED_IDENTITY",
    "access_token": "INTUNE_ACCESS_TOKEN",
    "cloud": "AZURE_CLOUD",
    "authority_host": "AZURE_AUTHORITY_HOST",
    "graph_url": "INTUNE_GRAPH_URL",
    "ca_path": "INTUNE_CA_PATH",
    "token_cache": "INTUNE_TOKEN_CACHE",
}
# One option of each credential kind, in the rank that the environment has.
KINDS = ("access_token", "client_certificate_path", "federated_token_file", "managed_identity", "client_secret")
SECRETS = ("access_token", "client_secret", "client_certificate_password")
TENANT_OPTIONS = frozenset(
    ("tenant_id", "name", "client_id", "client_certificate_password", "cloud", "authority_host", "graph_url", *KINDS)
)

# A token is renewed this many seconds before it expires: requests under way must outlive it.
EXPIRY_MARGIN = 300
_AADSTS = re.compile(r"AADSTS\d+\b[^\"\\]*")


# What msal calls the private_key and public_certificate of a credential: an RSA key, and a chain as PEM text.
Certificate = dict[str, t.Any]


@dataclasses.dataclass(frozen=True)
class Credential:
    """One credential. C(kind) is the name of its option."""

    kind: str
    client_id: str | None
    value: str = dataclasses.field(repr=False)
    password: str | None = dataclasses.field(default=None, repr=False)
    certificate: Certificate | None = dataclasses.field(default=None, repr=False, compare=False)


@dataclasses.dataclass(frozen=True)
class Connection:
    """A tenant and the way to its Graph."""

    tenant_id: str
    tenant_name: str
    credential: Credential
    cloud: Cloud
    authority_host: str
    graph_url: str

    @property
    def label(self) -> str:
        """The tenant as errors call it."""
        return self.tenant_id if self.tenant_name == self.tenant_id else f"{self.tenant_name} ({self.tenant_id})"


class TokenSource(t.Protocol):
    """Yields bearer tokens of one tenant. Both methods may raise AuthenticationError or TransportError."""

    def token(self) -> str:
        """Return a token that is valid for some minutes."""

    def renew(self) -> str:
        """Return a new token after Graph has refused the last one."""


# ---------------------------------------------------------------------------------------------------------------
# options -> connections


def connections(params: t.Mapping[str, t.Any], environ: t.Mapping[str, str]) -> list[Connection]:
    """Return one connection for C(tenant_id), or one for each of C(tenants).

    C(params) are the options of doc fragment C(graph); an option beats the environment, an item of C(tenants) beats
    both. Raises ConfigurationError.
    """
    tenants = params.get("tenants")
    certificates: dict[Credential, Certificate] = {}
    if tenants is None:
        return [_connection(dict(params), environ, "", certificates)]
    if not tenants:
        raise ConfigurationError("tenants is an empty list: nothing would be checked. Name at least one tenant.")
    result: list[Connection] = []
    for index, tenant in enumerate(tenants):
        where = f"tenants[{index}]: "
        overrides = {"tenant_id": tenant} if isinstance(tenant, str) else tenant
        if not isinstance(overrides, t.Mapping):
            raise ConfigurationError(f"{where}expected a tenant id or a dictionary with tenant_id.")
        unknown = sorted(set(map(str, overrides)) - TENANT_OPTIONS)
        if unknown:
            raise ConfigurationError(
                f"{where}unknown option {', '.join(unknown)}. Known are {', '.join(sorted(TENANT_OPTIONS))}."
            )
        if not overrides.get("tenant_id"):
            raise ConfigurationError(f"{where}tenant_id is missing.")
        result.append(_connection(_merged(params, overrides), environ, where, certificates))
    seen: dict[str, int] = {}
    for index, connection in enumerate(result):
        first = seen.setdefault(connection.tenant_id.lower(), index)
        if first != index:
            raise ConfigurationError(
                f"tenants[{index}] repeats tenants[{first}] ({connection.tenant_id}). Name each tenant once."
            )
    return result


def _merged(params: t.Mapping[str, t.Any], overrides: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Lay the options of one tenant over those of the task; its own credential replaces the task's."""
    given = {key: str(value) for key, value in overrides.items() if value is not None}
    merged = {key: value for key, value in params.items() if key not in ("tenants", "tenant_id")}
    if any(given.get(kind) for kind in KINDS):
        for option in (*KINDS, "client_certificate_password"):
            merged.pop(option, None)
    merged.update(given)
    return merged


def _connection(
    options: dict[str, t.Any], environ: t.Mapping[str, str], where: str, certificates: dict[Credential, Certificate]
) -> Connection:
    def value(option: str) -> str | None:
        return options.get(option) or environ.get(ENVIRONMENT[option]) or None

    cloud_name = value("cloud") or "public"
    if cloud_name not in CLOUDS:
        origin = "cloud" if options.get("cloud") else "the environment variable AZURE_CLOUD"
        raise ConfigurationError(f"{where}{origin} is {cloud_name!r}; known clouds are {', '.join(CLOUDS)}.")
    cloud = CLOUDS[cloud_name]
    credential = _credential(options, environ, where, certificates)
    tenant_id = value("tenant_id")
    if not tenant_id:
        raise ConfigurationError(
            f"{where}no tenant is named. Give tenant_id (or tenants), or set AZURE_TENANT_ID in the environment."
        )
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9.-]*", tenant_id):
        raise ConfigurationError(f"{where}tenant_id {tenant_id!r} is neither a tenant id nor a domain name.")
    return Connection(
        tenant_id=tenant_id,
        tenant_name=str(options.get("name") or tenant_id),
        credential=credential,
        cloud=cloud,
        authority_host=_https_url(value("authority_host"), "authority_host", where) or cloud.authority_host,
        graph_url=_https_url(value("graph_url"), "graph_url", where) or cloud.graph_url,
    )


def _https_url(value: str | None, option: str, where: str) -> str | None:
    """Return an address without a trailing slash; AZURE_AUTHORITY_HOST may come as a bare host name."""
    if not value:
        return None
    url = (value if "://" in value else f"https://{value}").rstrip("/")
    try:
        parts = urllib.parse.urlsplit(url)
        usable = parts.scheme == "https" and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or parts.query or parts.fragment or "@" in parts.netloc:
        raise ConfigurationError(f"{where}{option} must be an https address such as https://graph.microsoft.com.")
    if option == "graph_url" and re.search(r"/(v1\.0|beta)$", parts.path):
        raise ConfigurationError(f"{where}graph_url must not end in a version: leave out /v1.0 or /beta.")
    return url


def _credential(
    options: t.Mapping[str, t.Any],
    environ: t.Mapping[str, str],
    where: str,
    certificates: dict[Credential, Certificate],
) -> Credential:
    """Return the one credential of some options; C(certificates) are those that were loaded for other tenants."""
    given = [kind for kind in KINDS if options.get(kind)]
    if len(given) > 1:
        raise ConfigurationError(
            f"{where}two credentials are given: {' and '.join(given)}. Give one; which one was meant is not guessed."
        )
    if given:
        kind, value = given[0], str(options[given[0]])
    else:
        kind = next((kind for kind in KINDS if environ.get(ENVIRONMENT[kind])), "")
        if not kind:
            raise ConfigurationError(
                f"{where}no credential is given. Give one of {', '.join(KINDS)}, or set one of "
                f"{', '.join(ENVIRONMENT[kind] for kind in KINDS)} in the environment."
            )
        value = environ[ENVIRONMENT[kind]]
    client_id = options.get("client_id") or environ.get(ENVIRONMENT["client_id"]) or None
    password = None
    if kind == "client_certificate_path":
        variable = ENVIRONMENT["client_certificate_password"]
        password = options.get("client_certificate_password") or environ.get(variable) or None
    if kind in ("client_certificate_path", "federated_token_file", "client_secret") and not client_id:
        raise ConfigurationError(
            f"{where}{kind} needs client_id, the application id of the app registration "
            "(or AZURE_CLIENT_ID in the environment)."
        )
    credential = Credential(kind, client_id, value, password)
    if kind == "client_certificate_path":
        # A wrong file or password is found before any request. Loading a key takes longer than reading a tenant.
        if credential not in certificates:
            certificates[credential] = load_certificate(credential)
        credential = dataclasses.replace(credential, certificate=certificates[credential])
    elif kind == "federated_token_file":
        read_federated_token(credential)
    return credential


def read_federated_token(credential: Credential) -> str:
    """Return the token that the workload identity provider has put into the file, as it is there now.

    Raises ConfigurationError for a file that cannot be read or is empty.
    """
    try:
        with open(credential.value, encoding="ascii") as file:
            assertion = file.read().strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not a text file"
        raise ConfigurationError(f"federated_token_file {credential.value} cannot be read: {reason}.") from error
    if not assertion:
        raise ConfigurationError(f"federated_token_file {credential.value} is empty.")
    return assertion


_RSA_ONLY = "has no RSA key; Entra takes RSA certificates only."


def load_certificate(credential: Credential) -> Certificate:
    """Return the key and the certificates of a PEM or PFX file.

    Entra takes RSA certificates only. Raises ConfigurationError, RequirementError.
    """
    try:
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import rsa
        from cryptography.hazmat.primitives.serialization import pkcs12
        from cryptography.x509 import load_pem_x509_certificates
    except ImportError as error:
        raise RequirementError("cryptography") from error
    path = credential.value
    password = credential.password.encode() if credential.password else None
    try:
        with open(path, "rb") as file:
            content = file.read()
    except OSError as error:
        raise ConfigurationError(f"client_certificate_path {path} cannot be read: {error.strerror}.") from error
    pem = b"-----BEGIN" in content
    try:
        if pem:
            key_pem = b"".join(
                re.findall(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----.+?-----END [A-Z ]*-----\n?", content, re.S)
            )
            encrypted = b"ENCRYPTED" in key_pem
            key = serialization.load_pem_private_key(key_pem, password if encrypted else None) if key_pem else None
            certificates = load_pem_x509_certificates(content) if b"BEGIN CERTIFICATE" in content else []
        else:
            encrypted = True
            key, first, others = pkcs12.load_key_and_certificates(content, password)
            certificates = [certificate for certificate in (first, *others) if certificate]
    except UnsupportedAlgorithm:
        raise ConfigurationError(f"client_certificate_path {path} {_RSA_ONLY}") from None
    except (ValueError, TypeError) as error:
        if password is None and (isinstance(error, TypeError) or (not pem and "password" in str(error).lower())):
            problem = "is protected by a password: give client_certificate_password"
        elif encrypted and password is not None:
            problem = "cannot be opened: client_certificate_password is wrong, or the file is damaged"
        else:
            problem = "is neither a PEM file with a private key and its certificate nor a PFX file"
        raise ConfigurationError(f"client_certificate_path {path} {problem}.") from None
    if key is None or not certificates:
        missing = "private key" if key is None else "certificate"
        raise ConfigurationError(
            f"client_certificate_path {path} holds no {missing}; it must have the private key and the certificate."
        )
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ConfigurationError(f"client_certificate_path {path} {_RSA_ONLY}")

    def belongs(certificate: t.Any) -> bool:
        try:
            return bool(certificate.public_key() == key.public_key())
        except (UnsupportedAlgorithm, ValueError):  # an authority in the chain may have any kind of key
            return False

    own = [certificate for certificate in certificates if belongs(certificate)]
    if not own:
        raise ConfigurationError(f"client_certificate_path {path}: the private key does not belong to the certificate.")
    chain = own[:1] + [certificate for certificate in certificates if certificate is not own[0]]
    return {
        "private_key": key,
        "public_certificate": "".join(c.public_bytes(serialization.Encoding.PEM).decode() for c in chain),
    }


_PROXY_VARIABLES = ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "HTTP_PROXY", "http_proxy")


def secrets_of(params: t.Mapping[str, t.Any], environ: t.Mapping[str, str]) -> set[str]:
    """Return every secret text that the options or the environment hold, for Ansible's masking.

    AnsibleModule masks the options that are marked; it cannot know those in C(tenants), in the environment and in
    the address of a proxy.
    """
    found = {str(params.get(option) or "") for option in SECRETS}
    found |= {environ.get(ENVIRONMENT[option], "") for option in SECRETS}
    tenants = params.get("tenants")
    for tenant in tenants if isinstance(tenants, list) else ():
        if isinstance(tenant, t.Mapping):
            found |= {str(tenant.get(option) or "") for option in SECRETS}
    for proxy in (params.get("proxy"), *(environ.get(name) for name in _PROXY_VARIABLES)):
        try:
            password = urllib.parse.urlsplit(str(proxy or "")).password
        except ValueError:
            continue
        found |= {password or "", urllib.parse.unquote(password or "")}
    return found - {""}


# ---------------------------------------------------------------------------------------------------------------
# connection -> tokens


def token_source(connection: Connection, transport: Transport, cache: TokenCache | None = None) -> TokenSource:
    """Return the token source of a connection; C(cache) is the opt-in file that outlives the task."""
    if connection.credential.kind == "access_token":
        return _GivenToken(connection)
    return _MintedToken(connection, transport, cache)


class _GivenToken:
    """An access token that was minted elsewhere."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def token(self) -> str:
        return self._connection.credential.value

    def renew(self) -> str:
        raise AuthenticationError(
            f"Tenant {self._connection.label}: Graph refuses the given access_token (HTTP 401). It has expired, was "
            "revoked, or was minted for another audience or cloud; mint a new one for the scope "
            f"{self._connection.cloud.scope}.",
            status=401,
            tenant_id=self._connection.tenant_id,
        )


class _MintedToken:
    """A token that msal mints with the credential."""

    def __init__(self, connection: Connection, transport: Transport, cache: TokenCache | None) -> None:
        self._connection = connection
        self._transport = transport
        self._cache = cache
        self._token = ""
        self._expires_at = 0.0
        self._client: t.Any = None

    @property
    def _key(self) -> CacheKey:
        credential = self._connection.credential
        identity = credential.value if credential.kind == "managed_identity" else credential.client_id or ""
        return (
            self._connection.authority_host,
            self._connection.tenant_id,
            self._connection.cloud.scope,
            credential.kind,
            identity,
        )

    def token(self) -> str:
        if self._cache and not self._token:
            self._token, self._expires_at = self._cache.get(self._key)
        if self._expires_at - EXPIRY_MARGIN <= time.time():
            self._mint()
        return self._token

    def renew(self) -> str:
        self._client = None  # and with it what msal holds in memory
        self._mint()
        return self._token

    def _mint(self) -> None:
        try:
            import msal
        except ImportError as error:
            raise RequirementError("msal") from error
        credential, scope = self._connection.credential, self._connection.cloud.scope
        authority = f"{self._connection.authority_host}/{self._connection.tenant_id}"
        http = _MsalHttp(self._transport, authority)
        # msal raises whatever it meets, for example KeyError for a strange answer
        try:
            if credential.kind == "managed_identity":
                if self._client is None:
                    identity = (
                        msal.SystemAssignedManagedIdentity()
                        if credential.value == "system"
                        else msal.UserAssignedManagedIdentity(client_id=credential.value)
                    )
                    self._client = msal.ManagedIdentityClient(identity, http_client=http)
                answer = self._client.acquire_token_for_client(resource=scope[: -len("/.default")])
            else:
                if self._client is None:
                    self._client = msal.ConfidentialClientApplication(
                        credential.client_id,
                        authority=authority,
                        client_credential=self._msal_credential(),
                        instance_discovery=False,  # the host is one of ours or the user's: nothing to look up
                        http_client=http,
                    )
                answer = self._client.acquire_token_for_client(scopes=[scope])
        except (TransportError, ConfigurationError, RequirementError):
            raise
        except Exception as error:
            raise self._error(None, f"{type(error).__name__}: {error}") from error
        if not isinstance(answer, dict) or not answer.get("access_token"):
            answer = answer if isinstance(answer, dict) else {}
            text = answer.get("error_description") or answer.get("error") or "the answer holds no access token"
            raise self._error(answer.get("error"), str(text), answer.get("correlation_id"))
        self._token = str(answer["access_token"])
        self._expires_at = time.time() + float(answer.get("expires_in") or 0)
        if self._cache:
            self._cache.put(self._key, self._token, self._expires_at)

    def _msal_credential(self) -> t.Any:
        credential = self._connection.credential
        if credential.kind == "client_certificate_path":
            return credential.certificate
        if credential.kind == "federated_token_file":
            return {"client_assertion": lambda: read_federated_token(credential)}
        return credential.value

    def _error(self, code: t.Any, text: str, correlation_id: t.Any = None) -> AuthenticationError:
        credential = self._connection.credential
        found = _AADSTS.search(text)
        aadsts = found.group().split(" ")[0].split(":")[0] if found else None
        text = " ".join((found.group() if found else text).split()).rstrip(".")
        if credential.kind == "client_secret":
            text = text.replace(credential.value, "***")
        advice = _ADVICE.get(aadsts or "", _ADVICE_BY_KIND.get(credential.kind, ""))
        return AuthenticationError(
            f"Tenant {self._connection.label}: no access token with {credential.kind}: {text}."
            f"{self._transport.retries}{advice}",
            code=aadsts or (str(code) if code else None),
            request_id=str(correlation_id) if correlation_id else None,
            tenant_id=self._connection.tenant_id,
        )


# What to do about the codes that people meet (Microsoft Entra authentication error codes reference).
_ADVICE = {
    "AADSTS7000215": " The secret is wrong: take the secret's value, not its id, from App registrations > the app >"
    " Certificates & secrets, or make a new one.",
    "AADSTS7000222": " The secret has expired: make a new one in App registrations > the app > Certificates & secrets.",
    "AADSTS700016": " The application is not known in this tenant: check client_id and tenant_id, and that an"
    " administrator of the tenant has consented to the app.",
    "AADSTS90002": " The tenant is not known: check tenant_id and cloud.",
    "AADSTS900023": " The tenant is not known: check tenant_id and cloud.",
    "AADSTS700027": " The certificate is not the one registered: upload its public part in App registrations > the"
    " app > Certificates & secrets.",
    "AADSTS70021": " No federated credential of the app matches issuer, subject and audience of the token: compare"
    " them in App registrations > the app > Certificates & secrets > Federated credentials.",
    "AADSTS700211": " No federated credential of the app has the issuer of the token.",
    "AADSTS700213": " No federated credential of the app has the subject of the token.",
    "AADSTS53003": " A Conditional Access policy blocks the workload identity.",
}
_ADVICE_BY_KIND = {
    "managed_identity": " Check that the machine has this identity assigned; for a user-assigned one give its client"
    " id as managed_identity.",
}


@dataclasses.dataclass(frozen=True)
class _Known:
    """An answer that needs no request."""

    text: str
    status_code: int = 200
    headers: t.Mapping[str, str] = dataclasses.field(default_factory=dict)


class _MsalHttp:
    """The face that msal wants of an HTTP client, on our transport: same session, same retries.

    msal first asks each tenant where its endpoints are. Microsoft publishes that ("OAuth 2.0 client credentials flow
    on the Microsoft identity platform"): the answer is given here, and a quarter of all requests is not sent. A tenant
    that does not exist is refused by the token endpoint in the same words.
    A request for a token can be repeated: it changes nothing.
    """

    def __init__(self, transport: Transport, authority: str) -> None:
        self._transport = transport
        self._authority = authority

    def get(self, url: str, *, params: t.Any = None, headers: t.Any = None, **kwargs: t.Any) -> t.Any:
        if url == f"{self._authority}/v2.0/.well-known/openid-configuration":
            endpoints = {
                "authorization_endpoint": f"{self._authority}/oauth2/v2.0/authorize",
                "token_endpoint": f"{self._authority}/oauth2/v2.0/token",
            }
            return _Known(json.dumps(endpoints))
        return self._transport.request("GET", url, params=params, headers=headers)

    def post(
        self, url: str, *, params: t.Any = None, data: t.Any = None, headers: t.Any = None, **kwargs: t.Any
    ) -> t.Any:
        return self._transport.request("POST", url, params=params, data=data, headers=headers)

    def close(self) -> None:
        """The session is not msal's to close."""
