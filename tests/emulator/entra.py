# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Microsoft Entra as far as an application without a person needs it: discovery, keys, and client credentials."""

from __future__ import annotations

import hmac
import json
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

import jwt
from jwt.algorithms import RSAAlgorithm

from emulator.answers import Answer, Call
from emulator.estate import CLOUDS, App, Tenant
from emulator.world import World, new_id

DISCOVERY = "/v2.0/.well-known/openid-configuration"
KEYS = "/discovery/v2.0/keys"
TOKEN = "/oauth2/v2.0/token"

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
EXCHANGE_AUDIENCE = "api://AzureADTokenExchange"
WORKLOAD_SUBJECT = "system:serviceaccount:automation:intune"


@dataclass(frozen=True)
class SignInError(Exception):
    """An error as Entra words it."""

    status: int
    error: str
    code: int
    text: str


def serves(path: str) -> bool:
    return path.endswith((DISCOVERY, TOKEN, KEYS))


def tenant_of(world: World, path: str) -> Tenant | None:
    return world.estate.tenant(path.split("/", 2)[1])


def answer(world: World, call: Call) -> Answer:
    address, _slash, rest = call.path[1:].partition("/")
    try:
        tenant = world.estate.tenant(address)
        if tenant is None:
            raise SignInError(
                400,
                "invalid_tenant" if "/" + rest == DISCOVERY else "invalid_request",
                90002,
                f"Tenant '{address}' not found. Check that the tenant id or domain is right, and the cloud.",
            )
        if "/" + rest == DISCOVERY:
            return Answer(body=_discovery(world, address, tenant))
        if "/" + rest == KEYS:
            return Answer(body={"keys": [_public_key(world)]})
        if call.method != "POST":
            raise SignInError(400, "invalid_request", 900561, "The endpoint only accepts POST requests.")
        return Answer(body=_token(world, call, address, tenant), headers={"Cache-Control": "no-store, no-cache"})
    except SignInError as refusal:
        return _refused(world, call, refusal)


def _refused(world: World, call: Call, refusal: SignInError) -> Answer:
    moment = f"{world.estate.clock.now():%Y-%m-%d %H:%M:%SZ}"
    trace, correlation = call.request_id, call.client_request_id
    return Answer(
        refusal.status,
        {
            "error": refusal.error,
            "error_description": (
                f"AADSTS{refusal.code}: {refusal.text} "
                f"Trace ID: {trace} Correlation ID: {correlation} Timestamp: {moment}"
            ),
            "error_codes": [refusal.code],
            "timestamp": moment,
            "trace_id": trace,
            "correlation_id": correlation,
            "error_uri": f"{world.base_url}/error?code={refusal.code}",
        },
    )


def _discovery(world: World, address: str, tenant: Tenant) -> dict[str, Any]:
    root = f"{world.base_url}/{address}"
    return {
        "token_endpoint": root + TOKEN,
        "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"],
        "jwks_uri": root + KEYS,
        "response_modes_supported": ["query", "fragment", "form_post"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "issuer": f"{world.base_url}/{tenant.id}/v2.0",
        "authorization_endpoint": f"{root}/oauth2/v2.0/authorize",
    }


def _public_key(world: World) -> dict[str, Any]:
    key = json.loads(RSAAlgorithm.to_jwk(world.keys.signing.public_key()))
    return {**key, "kid": "emulator", "use": "sig"}


def _token(world: World, call: Call, address: str, tenant: Tenant) -> dict[str, Any]:
    form = {key: values[0] for key, values in parse_qs(call.body.decode("utf-8", "replace")).items()}
    for name in ("grant_type", "client_id", "scope"):
        if name not in form:
            raise SignInError(
                400, "invalid_request", 900144, f"The request body must contain the following parameter: '{name}'."
            )
    if form["grant_type"] != "client_credentials":
        raise SignInError(
            400, "unsupported_grant_type", 70003, f"The app requested an unsupported grant type '{form['grant_type']}'."
        )
    app = tenant.apps.get(form["client_id"].lower())
    if app is None:
        raise SignInError(
            400,
            "unauthorized_client",
            700016,
            f"Application with identifier '{form['client_id']}' was not found in the directory '{tenant.name}'.",
        )
    if not app.enabled:
        raise SignInError(400, "unauthorized_client", 7000112, f"Application '{app.client_id}' is disabled.")
    _authenticate(world, form, app, {f"{world.base_url}/{name}{TOKEN}" for name in (address, tenant.id, tenant.domain)})
    lifetime = world.estate.bearer_lifetime
    return {
        "token_type": "Bearer",
        "expires_in": int(lifetime),
        "ext_expires_in": int(lifetime),
        "access_token": issue(world, tenant, app, _audience(form["scope"]), lifetime),
    }


def _audience(scope: str) -> str:
    resource, default, rest = scope.partition("/.default")
    if not default or rest:
        raise SignInError(
            400,
            "invalid_scope",
            70011,
            f"The scope '{scope}' is not valid: for client credentials it must end in /.default.",
        )
    if resource not in CLOUDS.values():
        raise SignInError(
            400, "invalid_resource", 500011, f"The resource principal named {resource} was not found in the tenant."
        )
    return resource


def _authenticate(world: World, form: dict[str, str], app: App, endpoints: set[str]) -> None:
    if "client_assertion" in form:
        if form.get("client_assertion_type") != ASSERTION_TYPE:
            raise SignInError(
                400, "invalid_request", 900144, "The request body must contain the parameter: 'client_assertion_type'."
            )
        _check_assertion(world, form["client_assertion"], app, endpoints)
    elif "client_secret" in form:
        _check_secret(world, form["client_secret"], app)
    else:
        raise SignInError(
            401, "invalid_client", 7000216, "'client_assertion' or 'client_secret' is required for this grant type."
        )


def _check_secret(world: World, secret: str, app: App) -> None:
    # compare_digest takes the same time for every wrong secret.
    if app.secret is None or not hmac.compare_digest(secret.encode(), app.secret.encode()):
        raise SignInError(
            401,
            "invalid_client",
            7000215,
            "Invalid client secret provided. Ensure that the secret's value was sent and not its id, "
            f"for the app '{app.client_id}'.",
        )
    if app.secret_expires and app.secret_expires <= world.estate.clock.now():
        raise SignInError(
            401, "invalid_client", 7000222, f"The provided client secret keys for app '{app.client_id}' are expired."
        )


def _check_assertion(world: World, assertion: str, app: App, endpoints: set[str]) -> None:
    """A signed assertion: of the app itself by its certificate, or of a workload that the app trusts.

    Entra does not ask that an assertion be used once only, and msal sends one again within its ten minutes
    when a bearer must be replaced: so there is no such check here.
    """
    try:
        header = jwt.get_unverified_header(assertion)
        claims = jwt.decode(assertion, options={"verify_signature": False})
    except jwt.InvalidTokenError as error:
        raise SignInError(400, "invalid_request", 50027, "The client assertion is not a well-formed JWT.") from error
    if claims.get("iss") == app.client_id:
        _check_certificate(world, assertion, header, app, endpoints)
    else:
        _check_federation(world, assertion, claims, app)


def _check_certificate(world: World, assertion: str, header: dict[str, Any], app: App, endpoints: set[str]) -> None:
    client = world.keys.client
    if not (app.certificate and client.matches(header.get("x5t"), header.get("x5t#S256"))):
        raise SignInError(
            401,
            "invalid_client",
            700027,
            "The certificate that signed the client assertion is not registered on the application.",
        )
    try:
        claims = jwt.decode(
            assertion,
            client.certificate.public_key(),  # type: ignore[arg-type]
            algorithms=["RS256", "PS256"],
            audience=list(endpoints),
            options={"require": ["aud", "exp", "iss", "sub"]},
        )
    except (jwt.ExpiredSignatureError, jwt.ImmatureSignatureError) as error:
        raise SignInError(
            401, "invalid_client", 700024, "Client assertion is not within its valid time range."
        ) from error
    except jwt.InvalidAudienceError as error:
        raise SignInError(
            401, "invalid_client", 700023, "Client assertion audience claim does not match the token endpoint."
        ) from error
    except jwt.InvalidTokenError as error:
        raise SignInError(401, "invalid_client", 700027, "Client assertion failed signature validation.") from error
    if claims["sub"] != app.client_id:
        raise SignInError(401, "invalid_client", 700021, "Client assertion subject does not match 'client_id'.")


def workload_issuer(world: World) -> str:
    return f"{world.base_url}/workload"


def workload_token(world: World, lifetime: float) -> str:
    """What a cluster or a pipeline would leave in AZURE_FEDERATED_TOKEN_FILE."""
    now = int(time.time())
    claims = {
        "iss": workload_issuer(world),
        "sub": WORKLOAD_SUBJECT,
        "aud": EXCHANGE_AUDIENCE,
        "iat": now,
        "nbf": now,
        "exp": now + int(lifetime),
    }
    return jwt.encode(claims, world.keys.workload, algorithm="RS256")


def _check_federation(world: World, assertion: str, claims: dict[str, Any], app: App) -> None:
    record = app.federated
    trusted = record is not None and (
        claims.get("iss") == record.get("issuer", workload_issuer(world))
        and claims.get("sub") == record.get("subject", WORKLOAD_SUBJECT)
        and claims.get("aud") == record.get("audience", EXCHANGE_AUDIENCE)
    )
    if not trusted:
        raise SignInError(
            400,
            "invalid_request",
            70021,
            "No matching federated identity record found for presented assertion. "
            f"Assertion Issuer: '{claims.get('iss')}'. Assertion Subject: '{claims.get('sub')}'. "
            f"Assertion Audience: '{claims.get('aud')}'.",
        )
    try:
        jwt.decode(
            assertion,
            world.keys.workload.public_key(),
            algorithms=["RS256"],
            audience=claims["aud"],
            options={"require": ["exp"]},
        )
    except (jwt.ExpiredSignatureError, jwt.ImmatureSignatureError) as error:
        raise SignInError(
            401, "invalid_client", 700024, "Client assertion is not within its valid time range."
        ) from error
    except jwt.InvalidTokenError as error:
        raise SignInError(400, "invalid_grant", 50013, "Assertion failed signature validation.") from error


def issue(world: World, tenant: Tenant, app: App, audience: str, lifetime: float) -> str:
    """An access token, remembered so that Graph need not verify its signature on each request.

    Its times are of the machine's clock, not of the virtual one: the client's own libraries judge them by the
    machine's clock too, and a token from a moved clock would be born expired or never be renewed.
    """
    now = time.time()
    claims = {
        "aud": audience,
        "iss": f"https://sts.windows.net/{tenant.id}/",
        "iat": int(now),
        "nbf": int(now),
        "exp": now + lifetime,
        "appid": app.client_id,
        "idtyp": "app",
        "oid": app.client_id,
        "sub": app.client_id,
        "roles": list(app.roles),
        "tid": tenant.id,
        "uti": new_id(),
        "ver": "1.0",
    }
    token = jwt.encode(claims, world.keys.signing, algorithm="RS256", headers={"kid": "emulator"})
    world.bearers[token] = claims
    return token
