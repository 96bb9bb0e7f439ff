# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import base64
import dataclasses
import itertools
import json
import sys
import typing as t
from pathlib import Path

import jwt
import pytest
import requests

from ansible_collections.mdm.intune.plugins.module_utils import _auth
from ansible_collections.mdm.intune.plugins.module_utils._auth import (
    ENVIRONMENT,
    KINDS,
    TENANT_OPTIONS,
    Connection,
    Credential,
    connections,
    load_certificate,
    secrets_of,
    token_source,
)
from ansible_collections.mdm.intune.plugins.module_utils._clouds import CLOUDS
from ansible_collections.mdm.intune.plugins.module_utils._errors import (
    AuthenticationError,
    ConfigurationError,
    IntuneError,
    RequirementError,
    TransportError,
)
from ansible_collections.mdm.intune.plugins.module_utils._token_cache import TokenCache
from ansible_collections.mdm.intune.plugins.module_utils._transport import Transport
from ansible_collections.mdm.intune.tests.unit.plugins.certificates import (
    EC_CERTIFICATE,
    EC_KEY,
    KEY,
    OTHER_CERTIFICATE,
    OTHER_KEY,
    PASSWORD,
    pem_certificate,
    pem_key,
    pfx,
)
from ansible_collections.mdm.intune.tests.unit.plugins.fakes import (
    CLIENT_ID,
    GRAPH,
    IMDS,
    LOGIN,
    TENANT,
    Clock,
    FakeSession,
)

Connect = t.Callable[..., Connection]

SECRET = "a-secret~that.nobody-knows"
SCOPE = f"{GRAPH}/.default"
APP = {"tenant_id": TENANT, "client_id": CLIENT_ID, "client_secret": SECRET}
IMDS_URL = f"{IMDS}/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fgraph.microsoft.com"
TOKEN_URL = f"{LOGIN}/{TENANT}/oauth2/v2.0/token"


@pytest.fixture
def values(tmp_path: Path) -> dict[str, str]:
    """A usable value for each kind of credential."""
    certificate, federated = tmp_path / "app.pem", tmp_path / "federated.jwt"
    certificate.write_bytes(pem_key() + pem_certificate())
    federated.write_text("federated-assertion\n", encoding="ascii")
    return {
        "access_token": "given-token",
        "client_certificate_path": str(certificate),
        "federated_token_file": str(federated),
        "managed_identity": "system",
        "client_secret": SECRET,
    }


def environment(**options: str) -> dict[str, str]:
    return {ENVIRONMENT[option]: value for option, value in options.items()}


def one(options: t.Mapping[str, t.Any], environ: t.Mapping[str, str] | None = None) -> Connection:
    (connection,) = connections(options, environ or {})
    return connection


def refused(options: t.Mapping[str, t.Any], environ: t.Mapping[str, str] | None = None) -> str:
    with pytest.raises(ConfigurationError) as caught:
        connections(options, environ or {})
    return caught.value.message


# Options and environment


def test_a_tenant_of_the_public_cloud() -> None:
    assert one(APP) == Connection(
        tenant_id=TENANT,
        tenant_name=TENANT,
        credential=Credential("client_secret", CLIENT_ID, SECRET),
        cloud=CLOUDS["public"],
        authority_host=LOGIN,
        graph_url=GRAPH,
    )


def test_everything_may_come_from_the_environment() -> None:
    environ = environment(
        **APP, cloud="usgov", authority_host="login.private.example", graph_url="https://graph.private.example/"
    )
    connection = one({"tenant_id": None, "tenants": None, "client_secret": None}, environ)
    assert connection == Connection(
        tenant_id=TENANT,
        tenant_name=TENANT,
        credential=Credential("client_secret", CLIENT_ID, SECRET),
        cloud=CLOUDS["usgov"],
        authority_host="https://login.private.example",
        graph_url="https://graph.private.example",
    )


def test_the_names_of_the_environment() -> None:
    assert ENVIRONMENT == {
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


@pytest.mark.parametrize(
    ("option", "value", "other", "field"),
    [
        ("tenant_id", "fabrikam.example", "contoso.example", "tenant_id"),
        ("client_id", "theirs", "ours", "credential.client_id"),
        ("client_secret", "theirs", "ours", "credential.value"),
        ("cloud", "china", "usgov", "cloud"),
        ("authority_host", "https://theirs.example", "https://ours.example", "authority_host"),
        ("graph_url", "https://theirs.example", "https://ours.example", "graph_url"),
    ],
)
def test_an_option_beats_the_environment(option: str, value: str, other: str, field: str) -> None:
    found: t.Any = one({**APP, option: value}, environment(**{option: other}))
    for name in field.split("."):
        found = getattr(found, name)
    assert found == (CLOUDS[value] if option == "cloud" else value)


def test_the_password_of_a_certificate_comes_from_option_or_environment(tmp_path: Path) -> None:
    path = tmp_path / "app.pem"
    path.write_bytes(pem_key(password=PASSWORD) + pem_certificate())
    options = {**APP, "client_secret": None, "client_certificate_path": str(path)}
    wrong, right = ({"client_certificate_password": text} for text in ("wrong", PASSWORD))
    assert one(options, environment(**right)).credential.password == PASSWORD
    assert one({**options, **right}, environment(**wrong)).credential.password == PASSWORD
    assert "client_certificate_password is wrong" in refused({**options, **wrong}, environment(**right))


def test_the_environment_ranks_credentials(values: dict[str, str]) -> None:
    rank = ["access_token", "client_certificate_path", "federated_token_file", "managed_identity", "client_secret"]
    tried = 0
    for size in range(1, len(rank) + 1):
        for kinds in itertools.combinations(reversed(rank), size):
            environ = environment(**{kind: values[kind] for kind in kinds})
            credential = one({"tenant_id": TENANT, "client_id": CLIENT_ID}, environ).credential
            assert credential.kind == min(kinds, key=rank.index)
            assert credential.value == values[credential.kind]
            tried += 1
    assert tried == 31


@pytest.mark.parametrize("kind", KINDS)
def test_a_credential_as_option_beats_all_of_the_environment(values: dict[str, str], kind: str) -> None:
    value = values[kind] if kind.endswith(("path", "file")) else "ours"
    connection = one({"tenant_id": TENANT, "client_id": CLIENT_ID, kind: value}, environment(**values))
    assert (connection.credential.kind, connection.credential.value) == (kind, value)


@pytest.mark.parametrize(("first", "second"), list(itertools.combinations(KINDS, 2)))
def test_two_credentials_as_options_are_an_error(values: dict[str, str], first: str, second: str) -> None:
    message = refused({**APP, "client_secret": None, second: values[second], first: values[first]})
    assert message == (
        f"two credentials are given: {first} and {second}. Give one; which one was meant is not guessed."
    )


def test_no_credential_is_an_error() -> None:
    message = refused({"tenant_id": TENANT, "client_id": CLIENT_ID, "client_secret": ""}, {"AZURE_CLIENT_SECRET": ""})
    assert message.startswith("no credential is given.")
    assert all(kind in message and ENVIRONMENT[kind] in message for kind in KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_client_id_is_needed_where_it_is_used(values: dict[str, str], kind: str) -> None:
    options = {"tenant_id": TENANT, kind: values[kind]}
    if kind in ("access_token", "managed_identity"):
        assert one(options).credential.client_id is None
    else:
        assert refused(options).startswith(f"{kind} needs client_id")
        assert one(options, {"AZURE_CLIENT_ID": CLIENT_ID}).credential.client_id == CLIENT_ID


def test_a_tenant_is_needed() -> None:
    assert refused({**APP, "tenant_id": None}) == (
        "no tenant is named. Give tenant_id (or tenants), or set AZURE_TENANT_ID in the environment."
    )


@pytest.mark.parametrize(
    "tenant_id", ["contoso.example", "CONTOSO.EXAMPLE", "00000000-0000-4000-8000-000000000001", "xn--bcher-kva.example"]
)
def test_tenant_ids_and_domain_names(tenant_id: str) -> None:
    assert one({**APP, "tenant_id": tenant_id}).tenant_id == tenant_id


@pytest.mark.parametrize(
    "tenant_id", ["a/b", "../common", "a b", "a?b", "a#b", ".", "-a", "a\n", "b\u00fccher.example", "a@b"]
)
def test_a_tenant_id_that_would_change_the_address(tenant_id: str) -> None:
    assert refused({**APP, "tenant_id": tenant_id}).endswith("is neither a tenant id nor a domain name.")


# Clouds and addresses


@pytest.mark.parametrize(
    ("cloud", "authority_host", "graph_url"),
    [
        ("public", "https://login.microsoftonline.com", "https://graph.microsoft.com"),
        ("usgov", "https://login.microsoftonline.us", "https://graph.microsoft.us"),
        ("usgov_dod", "https://login.microsoftonline.us", "https://dod-graph.microsoft.us"),
        ("china", "https://login.chinacloudapi.cn", "https://microsoftgraph.chinacloudapi.cn"),
    ],
)
def test_clouds(cloud: str, authority_host: str, graph_url: str) -> None:
    connection = one({**APP, "cloud": cloud})
    assert (connection.authority_host, connection.graph_url) == (authority_host, graph_url)
    assert connection.cloud.scope == f"{graph_url}/.default"
    assert len(CLOUDS) == 4


def test_the_scope_stays_that_of_the_cloud() -> None:
    connection = one({**APP, "cloud": "usgov", "graph_url": "https://gateway.example/graph"})
    assert connection.graph_url == "https://gateway.example/graph"
    assert connection.cloud.scope == "https://graph.microsoft.us/.default"


def test_an_unknown_cloud() -> None:
    known = "known clouds are public, usgov, usgov_dod, china."
    assert refused({**APP, "cloud": "mars"}) == f"cloud is 'mars'; {known}"
    assert refused(APP, {"AZURE_CLOUD": "mars"}) == f"the environment variable AZURE_CLOUD is 'mars'; {known}"
    assert one({**APP, "cloud": "china"}, {"AZURE_CLOUD": "mars"}).cloud is CLOUDS["china"]


@pytest.mark.parametrize("option", ["authority_host", "graph_url"])
@pytest.mark.parametrize(
    ("value", "url"),
    [
        ("host.example", "https://host.example"),
        ("https://host.example", "https://host.example"),
        ("https://host.example/", "https://host.example"),
        ("https://host.example:8443//", "https://host.example:8443"),
        ("https://host.example/gateway/", "https://host.example/gateway"),
        ("https://[::1]:8443", "https://[::1]:8443"),
    ],
)
def test_addresses(option: str, value: str, url: str) -> None:
    assert getattr(one({**APP, option: value}), option) == url


@pytest.mark.parametrize("option", ["authority_host", "graph_url"])
@pytest.mark.parametrize(
    "value",
    [
        "http://host.example",
        "ftp://host.example",
        "https://",
        "https:///path",
        "https://host.example?a=b",
        "https://host.example/#a",
        "https://user:word@host.example",
        "https://user@host.example",
        "https://[host.example",
        "https://host.example:port",
        "https://host.example:0",
        "https://host.example:99999",
    ],
)
def test_bad_addresses(option: str, value: str) -> None:
    expected = f"{option} must be an https address such as https://graph.microsoft.com."
    assert refused({**APP, option: value}) == expected
    assert refused(APP, environment(**{option: value})) == expected


@pytest.mark.parametrize("version", ["/v1.0", "/beta", "/beta/", "/gateway/v1.0"])
def test_graph_url_has_no_version(version: str) -> None:
    assert refused({**APP, "graph_url": f"{GRAPH}{version}"}) == (
        "graph_url must not end in a version: leave out /v1.0 or /beta."
    )


# Many tenants


def test_tenants_share_what_the_task_says() -> None:
    first, second = connections(
        {**APP, "tenant_id": None, "cloud": "usgov", "tenants": ["a.example", {"tenant_id": "b.example", "name": "B"}]},
        {"AZURE_TENANT_ID": "of.the.environment"},
    )
    assert [first.tenant_id, second.tenant_id] == ["a.example", "b.example"]
    assert [first.label, second.label] == ["a.example", "B (b.example)"]
    assert first.credential == second.credential == Credential("client_secret", CLIENT_ID, SECRET)
    assert first.cloud is second.cloud is CLOUDS["usgov"]


def test_a_tenant_may_have_options_of_its_own() -> None:
    own = {
        "tenant_id": "b.example",
        "client_id": "own-app",
        "client_secret": "own",
        "cloud": "china",
        "authority_host": "own-login.example",
        "graph_url": "https://own.example",
    }
    environ = environment(**{**APP, "client_id": "environment", "client_secret": "environment"})
    first, second = connections({"tenants": ["a.example", own]}, environ)
    assert (first.credential, first.cloud) == (
        Credential("client_secret", "environment", "environment"),
        CLOUDS["public"],
    )
    assert second == Connection(
        tenant_id="b.example",
        tenant_name="b.example",
        credential=Credential("client_secret", "own-app", "own"),
        cloud=CLOUDS["china"],
        authority_host="https://own-login.example",
        graph_url="https://own.example",
    )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("task_kind", KINDS)
def test_a_credential_of_a_tenant_replaces_that_of_the_task(values: dict[str, str], kind: str, task_kind: str) -> None:
    value = values[kind] if kind.endswith(("path", "file")) else "own"
    options = {"client_id": CLIENT_ID, task_kind: values[task_kind], "tenants": [{"tenant_id": TENANT, kind: value}]}
    credential = one(options, environment(**values)).credential
    assert (credential.kind, credential.client_id, credential.value) == (kind, CLIENT_ID, value)


def test_the_password_of_the_task_does_not_belong_to_the_certificate_of_a_tenant(values: dict[str, str]) -> None:
    options = {
        "client_id": CLIENT_ID,
        "client_certificate_path": values["client_certificate_path"],
        "client_certificate_password": "of the task",
    }
    own = {"tenant_id": "b.example", "client_certificate_path": values["client_certificate_path"]}
    first, second = connections({**options, "tenants": ["a.example", own]}, {})
    assert (first.credential.password, second.credential.password) == ("of the task", None)
    own["client_certificate_password"] = "own"
    assert one({**options, "tenants": [own]}).credential.password == "own"


def test_numbers_and_null_in_tenants() -> None:
    """YAML makes numbers of digits, and templates leave nulls."""
    own = {"tenant_id": TENANT, "client_id": 1234, "client_secret": 5678, "cloud": None, "name": 9}
    connection = one({"tenants": [own]})
    assert connection.credential == Credential("client_secret", "1234", "5678")
    assert (connection.cloud, connection.tenant_name) == (CLOUDS["public"], "9")


@pytest.mark.parametrize(
    ("tenants", "message"),
    [
        ([], "tenants is an empty list: nothing would be checked. Name at least one tenant."),
        (["a", 5], "tenants[1]: expected a tenant id or a dictionary with tenant_id."),
        (["a", None], "tenants[1]: expected a tenant id or a dictionary with tenant_id."),
        ([["a"]], "tenants[0]: expected a tenant id or a dictionary with tenant_id."),
        (["a", ""], "tenants[1]: tenant_id is missing."),
        ([{"name": "A"}], "tenants[0]: tenant_id is missing."),
        (["a", "a/b"], "tenants[1]: tenant_id 'a/b' is neither a tenant id nor a domain name."),
        (["a", "b", "A"], "tenants[2] repeats tenants[0] (A). Name each tenant once."),
        (["a", {"tenant_id": "a", "name": "A"}], "tenants[1] repeats tenants[0] (a). Name each tenant once."),
        (
            [{"tenant_id": "a", "client_secret": "b", "access_token": "c"}],
            "tenants[0]: two credentials are given: access_token and client_secret."
            " Give one; which one was meant is not guessed.",
        ),
        (
            ["a", {"tenant_id": "b", "cloud": "mars"}],
            "tenants[1]: cloud is 'mars'; known clouds are public, usgov, usgov_dod, china.",
        ),
        (
            ["a", {"tenant_id": "b", "graph_url": "http://graph.example"}],
            "tenants[1]: graph_url must be an https address such as https://graph.microsoft.com.",
        ),
        (
            [{"tenant_id": "a", "tenant": "b", 7: "c"}],
            f"tenants[0]: unknown option 7, tenant. Known are {', '.join(sorted(TENANT_OPTIONS))}.",
        ),
        (
            [{"tenant_id": "a", "timeout": 5}],
            f"tenants[0]: unknown option timeout. Known are {', '.join(sorted(TENANT_OPTIONS))}.",
        ),
    ],
)
def test_tenants_that_cannot_be_right(tenants: list[t.Any], message: str) -> None:
    assert refused({**APP, "tenant_id": None, "tenants": tenants}) == message


def test_each_tenant_needs_a_credential(values: dict[str, str]) -> None:
    tenants = [{"tenant_id": "a", "access_token": "given"}, "b"]
    assert refused({"tenants": tenants}).startswith("tenants[1]: no credential is given.")
    tenants[1] = {"tenant_id": "b", "client_secret": "own"}
    assert refused({"tenants": tenants}).startswith("tenants[1]: client_secret needs client_id")


# Secrets


def test_secrets_are_not_shown(values: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "protected.pem"
    path.write_bytes(pem_key(password=PASSWORD) + pem_certificate())
    protected = {"client_certificate_path": str(path), "client_certificate_password": PASSWORD}
    for options, secret in (
        ({"client_secret": SECRET}, SECRET),
        ({"access_token": "given-token"}, "given-token"),
        (protected, PASSWORD),
    ):
        connection = one({"tenant_id": TENANT, "client_id": CLIENT_ID, **options})
        assert secret in dataclasses.astuple(connection.credential)
        assert secret not in repr(connection)


def test_secrets_of() -> None:
    params = {
        "client_secret": "one",
        "access_token": None,
        "client_certificate_password": "two",
        "tenants": [
            "text",
            {"tenant_id": "open", "client_secret": "three", "access_token": 4444, "client_certificate_password": None},
        ],
        "proxy": "http://open:fi%2Fve@proxy.example:8080",
        "client_id": "open",
    }
    environ = {
        "AZURE_CLIENT_SECRET": "six",
        "INTUNE_ACCESS_TOKEN": "seven",
        "AZURE_CLIENT_CERTIFICATE_PASSWORD": "eight",
        "AZURE_CLIENT_ID": "open",
        "HTTPS_PROXY": "http://open:nine@proxy.example",
        "https_proxy": "http://open:ten@proxy.example",
    }
    assert secrets_of(params, environ) == {
        *("one", "two", "three", "4444", "fi%2Fve", "fi/ve", "six", "seven", "eight", "nine", "ten"),
    }


@pytest.mark.parametrize(
    "params", [{}, {"tenants": None}, {"proxy": "http://proxy.example"}, {"proxy": "http://[proxy"}], ids=str
)
def test_there_may_be_no_secrets(params: dict[str, t.Any]) -> None:
    assert secrets_of(params, {"HTTPS_PROXY": "", "AZURE_CLIENT_SECRET": ""}) == set()


# Certificates

READABLE = {
    "PEM": (pem_key() + pem_certificate(), None),
    "PEM, certificate first": (pem_certificate() + pem_key(), None),
    "PEM, PKCS#1 key": (pem_key(traditional=True) + pem_certificate(), None),
    "PEM with notes": (b"Bag Attributes\n" + pem_key() + b"subject=CN = app\n" + pem_certificate(), None),
    "PEM without newlines between": (pem_key().rstrip() + b"\n" + pem_certificate().rstrip(), None),
    "PEM, encrypted": (pem_key(password=PASSWORD) + pem_certificate(), PASSWORD),
    "PEM, encrypted PKCS#1 key": (pem_key(password=PASSWORD, traditional=True) + pem_certificate(), PASSWORD),
    "PEM, needless password": (pem_key() + pem_certificate(), PASSWORD),
    "PFX": (pfx(), None),
    "PFX with password": (pfx(password=PASSWORD), PASSWORD),
}
CHAINS = {
    "PEM": pem_key() + pem_certificate(OTHER_CERTIFICATE) + pem_certificate(),
    "PFX": pfx(others=[OTHER_CERTIFICATE]),
}
NEITHER = "is neither a PEM file with a private key and its certificate nor a PFX file."
WRONG = "cannot be opened: client_certificate_password is wrong, or the file is damaged."
PROTECTED = "is protected by a password: give client_certificate_password."
NO_CERTIFICATE = "holds no certificate; it must have the private key and the certificate."
NO_KEY = "holds no private key; it must have the private key and the certificate."
NOT_RSA = "has no RSA key; Entra takes RSA certificates only."
UNREADABLE = {
    "empty": (b"", None, NEITHER),
    "text": (b"not a certificate", None, NEITHER),
    "text, with password": (b"not a certificate", PASSWORD, WRONG),
    "PEM, damaged key": (b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", None, NEITHER),
    "PEM, damaged certificate": (
        pem_key() + b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        None,
        NEITHER,
    ),
    "PEM, password missing": (pem_key(password=PASSWORD) + pem_certificate(), None, PROTECTED),
    "PEM, password wrong": (pem_key(password=PASSWORD) + pem_certificate(), "wrong", WRONG),
    "PKCS#1, password missing": (pem_key(password=PASSWORD, traditional=True) + pem_certificate(), None, PROTECTED),
    "PFX, password missing": (pfx(password=PASSWORD), None, PROTECTED),
    "PFX, password wrong": (pfx(password=PASSWORD), "wrong", WRONG),
    "PFX, needless password": (pfx(), PASSWORD, WRONG),
    "PFX, cut off": (pfx()[:-20], None, NEITHER),
    "key alone": (pem_key(), None, NO_CERTIFICATE),
    "certificate alone": (pem_certificate(), None, NO_KEY),
    "PFX, certificate alone": (pfx(key=None), None, NO_KEY),
    "EC": (pem_key(EC_KEY) + pem_certificate(EC_CERTIFICATE), None, NOT_RSA),
    "PFX, EC": (pfx(EC_KEY, EC_CERTIFICATE), None, NOT_RSA),
}


def certificate_file(folder: Path, content: bytes, password: str | None = None) -> Credential:
    path = folder / "certificate"
    path.write_bytes(content)
    return Credential("client_certificate_path", CLIENT_ID, str(path), password)


@pytest.mark.parametrize(("content", "password"), READABLE.values(), ids=READABLE)
def test_certificate_files(tmp_path: Path, content: bytes, password: str | None) -> None:
    loaded = load_certificate(certificate_file(tmp_path, content, password))
    assert pem_key(loaded["private_key"]) == pem_key()
    assert loaded["public_certificate"] == pem_certificate().decode()


@pytest.mark.parametrize("content", CHAINS.values(), ids=CHAINS)
def test_the_certificate_of_the_key_comes_first(tmp_path: Path, content: bytes) -> None:
    loaded = load_certificate(certificate_file(tmp_path, content))
    assert loaded["public_certificate"] == (pem_certificate() + pem_certificate(OTHER_CERTIFICATE)).decode()


@pytest.mark.parametrize(("content", "password", "problem"), UNREADABLE.values(), ids=UNREADABLE)
def test_bad_certificate_files(tmp_path: Path, content: bytes, password: str | None, problem: str) -> None:
    credential = certificate_file(tmp_path, content, password)
    with pytest.raises(ConfigurationError) as caught:
        load_certificate(credential)
    assert caught.value.message == f"client_certificate_path {credential.value} {problem}"


def test_a_key_of_another_certificate(tmp_path: Path) -> None:
    credential = certificate_file(tmp_path, pem_key(OTHER_KEY) + pem_certificate())
    with pytest.raises(ConfigurationError) as caught:
        load_certificate(credential)
    assert caught.value.message == (
        f"client_certificate_path {credential.value}: the private key does not belong to the certificate."
    )


def with_unknown_curve(pem: bytes, label: str) -> bytes:
    """The same with a curve that no library knows: another last digit in the name of prime256v1."""
    body = base64.b64decode(b"".join(pem.splitlines()[1:-1]))
    changed = body.replace(bytes.fromhex("2a8648ce3d030107"), bytes.fromhex("2a8648ce3d03017f"))
    assert changed != body
    return f"-----BEGIN {label}-----\n{base64.encodebytes(changed).decode()}-----END {label}-----\n".encode()


def test_a_key_of_an_unknown_kind(tmp_path: Path) -> None:
    strange = with_unknown_curve(pem_key(EC_KEY), "PRIVATE KEY")
    with pytest.raises(ConfigurationError, match=NOT_RSA):
        load_certificate(certificate_file(tmp_path, strange + pem_certificate(EC_CERTIFICATE)))


def test_a_chain_with_a_certificate_of_an_unknown_kind(tmp_path: Path) -> None:
    strange = with_unknown_curve(pem_certificate(EC_CERTIFICATE), "CERTIFICATE")
    loaded = load_certificate(certificate_file(tmp_path, pem_key() + strange + pem_certificate()))
    assert loaded["public_certificate"].startswith(pem_certificate().decode())
    assert loaded["public_certificate"].count("BEGIN CERTIFICATE") == 2
    with pytest.raises(ConfigurationError, match="the private key does not belong to the certificate"):
        load_certificate(certificate_file(tmp_path, pem_key() + strange))


@pytest.mark.parametrize(("name", "reason"), [("missing", "No such file or directory"), (".", "Is a directory")])
def test_certificate_files_that_cannot_be_read(tmp_path: Path, name: str, reason: str) -> None:
    path = str(tmp_path / name)
    options = {"tenant_id": TENANT, "client_id": CLIENT_ID, "client_certificate_path": path}
    assert refused(options) == f"client_certificate_path {path} cannot be read: {reason}."


def test_a_bad_certificate_is_found_before_any_request(tmp_path: Path) -> None:
    path = tmp_path / "app.pem"
    path.write_bytes(pem_key())
    assert NO_CERTIFICATE in refused(
        {"tenant_id": TENANT, "client_id": CLIENT_ID}, environment(client_certificate_path=str(path))
    )


def test_cryptography_is_required_for_certificates(values: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.serialization", None)
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives", None)
    with pytest.raises(RequirementError) as caught:
        one({**APP, "client_secret": None, "client_certificate_path": values["client_certificate_path"]})
    assert caught.value.library == "cryptography"


# Federated tokens


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (None, "cannot be read: No such file or directory."),
        (b"", "is empty."),
        (b" \n", "is empty."),
        (b"\xff\xfe\x00", "cannot be read: it is not a text file."),
    ],
)
def test_bad_federated_token_files(tmp_path: Path, content: bytes | None, problem: str) -> None:
    path = tmp_path / "federated.jwt"
    if content is not None:
        path.write_bytes(content)
    options = {"tenant_id": TENANT, "client_id": CLIENT_ID, "federated_token_file": str(path)}
    assert refused(options) == f"federated_token_file {path} {problem}"


# Tokens


@pytest.fixture
def mint(session: FakeSession, transport: Transport, connect: Connect) -> t.Callable[..., t.Any]:
    """The token source of a connection with these options."""

    def build(cache: TokenCache | None = None, **options: t.Any) -> t.Any:
        return token_source(connect(**(options or {"client_secret": SECRET})), transport, cache)

    return build


Mint = t.Callable[..., t.Any]


def test_a_given_token_is_used_as_it_is(mint: Mint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "msal", None)
    source = mint(access_token="given-token")
    assert [source.token(), source.token()] == ["given-token", "given-token"]


def test_a_given_token_cannot_be_renewed(mint: Mint) -> None:
    with pytest.raises(AuthenticationError) as caught:
        mint(access_token="given-token", cloud="usgov").renew()
    error = caught.value
    assert error.message == (
        "Tenant contoso.example: Graph refuses the given access_token (HTTP 401). It has expired, was revoked, or was"
        " minted for another audience or cloud; mint a new one for the scope https://graph.microsoft.us/.default."
    )
    assert (error.status, error.tenant_id) == (401, TENANT)


def test_a_secret_is_exchanged_for_a_token(session: FakeSession, mint: Mint) -> None:
    session.mint()
    source = mint()
    assert [source.token(), source.token()] == ["minted-1", "minted-1"]
    form = session.calls[0].form
    assert {name: form[name] for name in ("client_id", "client_secret", "grant_type", "scope")} == {
        "client_id": CLIENT_ID,
        "client_secret": SECRET,
        "grant_type": "client_credentials",
        "scope": SCOPE,
    }
    assert SECRET not in session.calls[0].url


@pytest.mark.parametrize("cloud", CLOUDS)
def test_each_cloud_has_its_sign_in_and_its_scope(session: FakeSession, mint: Mint, cloud: str) -> None:
    session.mint(host=CLOUDS[cloud].authority_host)
    assert mint(client_secret=SECRET, cloud=cloud, graph_url="https://gateway.example").token() == "minted-1"
    assert session.calls[0].form["scope"] == CLOUDS[cloud].scope


def test_a_private_sign_in_service(session: FakeSession, mint: Mint) -> None:
    """Nobody else is asked whether the host may be trusted."""
    host = "https://login.private.example:8443"
    session.mint(host=host)
    assert mint(client_secret=SECRET, authority_host=host).token() == "minted-1"


def test_a_certificate_signs_an_assertion(session: FakeSession, mint: Mint, tmp_path: Path) -> None:
    path = tmp_path / "app.pfx"
    path.write_bytes(pfx(password=PASSWORD, others=[OTHER_CERTIFICATE]))
    session.mint()
    assert mint(client_certificate_path=str(path), client_certificate_password=PASSWORD).token() == "minted-1"
    form = session.calls[0].form
    assert form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    assert "client_secret" not in form
    algorithm = jwt.get_unverified_header(form["client_assertion"])["alg"]
    claims = jwt.decode(
        form["client_assertion"],
        KEY.public_key(),
        algorithms=[algorithm],
        audience=TOKEN_URL,
        options={"verify_exp": False, "verify_iat": False, "verify_nbf": False},
    )
    assert (claims["iss"], claims["sub"]) == (CLIENT_ID, CLIENT_ID)


def test_a_certificate_of_many_tenants_is_loaded_once(
    values: dict[str, str], monkeypatch: pytest.MonkeyPatch, session: FakeSession, transport: Transport
) -> None:
    """To load a key takes tens of milliseconds: longer than all else that a tenant costs."""
    loaded: list[Credential] = []

    def load(credential: Credential) -> t.Any:
        loaded.append(credential)
        return load_certificate(credential)

    monkeypatch.setattr(_auth, "load_certificate", load)
    own = values["client_certificate_path"]
    tenants = [TENANT, "fabrikam.example", {"tenant_id": "tailwind.example", "client_certificate_path": own}]
    options = {"client_id": CLIENT_ID, "client_certificate_path": own, "tenants": tenants}
    for connection in connections(options, {}):
        session.mint(tenant=connection.tenant_id)
        assert token_source(connection, transport).token() == "minted-1"
    assert len(loaded) == 1


def test_a_federated_token_is_read_again_at_each_mint(
    session: FakeSession, mint: Mint, tmp_path: Path, clock: Clock
) -> None:
    path = tmp_path / "federated.jwt"
    path.write_text("assertion-1\n", encoding="ascii")
    source = mint(federated_token_file=str(path))
    session.mint("minted-1").mint("minted-2")
    path.write_text("assertion-2\n", encoding="ascii")
    assert source.token() == "minted-1"
    path.write_text("assertion-3\n", encoding="ascii")
    clock.elapsed += 3600
    assert source.token() == "minted-2"
    assert [call.form["client_assertion"] for call in session.calls] == ["assertion-2", "assertion-3"]


def test_a_federated_token_may_vanish(session: FakeSession, mint: Mint, tmp_path: Path) -> None:
    path = tmp_path / "federated.jwt"
    path.write_text("assertion-1\n", encoding="ascii")
    source = mint(federated_token_file=str(path))
    path.unlink()
    with pytest.raises(ConfigurationError, match="cannot be read: No such file"):
        source.token()


@pytest.mark.parametrize(
    ("identity", "url"), [("system", IMDS_URL), ("user-assigned", f"{IMDS_URL}&client_id=user-assigned")]
)
def test_a_managed_identity_is_asked_for_at_the_machine(
    session: FakeSession, mint: Mint, monkeypatch: pytest.MonkeyPatch, identity: str, url: str
) -> None:
    monkeypatch.setenv("AZURE_POD_IDENTITY_AUTHORITY_HOST", IMDS)
    session.get(url, {"access_token": "machine-token", "expires_in": "3600", "token_type": "Bearer"})
    source = mint(managed_identity=identity)
    assert [source.token(), source.token()] == ["machine-token", "machine-token"]
    assert session.calls[0].headers["Metadata"] == "true"


def test_the_machine_is_asked_again_when_its_token_expires(
    session: FakeSession, mint: Mint, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    monkeypatch.setenv("AZURE_POD_IDENTITY_AUTHORITY_HOST", IMDS)
    for number in (1, 2):
        session.get(IMDS_URL, {"access_token": f"machine-{number}", "expires_in": "3600"})
    source = mint(managed_identity="system")
    assert source.token() == "machine-1"
    clock.elapsed += 3600
    assert source.token() == "machine-2"


def test_the_machine_may_have_no_such_identity(
    session: FakeSession, mint: Mint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AZURE_POD_IDENTITY_AUTHORITY_HOST", IMDS)
    body = {"error": "invalid_request", "error_description": "Identity not found"}
    session.get(IMDS_URL, body, status=400)
    with pytest.raises(AuthenticationError) as caught:
        mint(managed_identity="system").token()
    assert caught.value.message == (
        "Tenant contoso.example: no access token with managed_identity: Identity not found. Check that the machine has"
        " this identity assigned; for a user-assigned one give its client id as managed_identity."
    )
    assert caught.value.code == "invalid_request"


def test_tokens_live_as_long_as_they_say_less_a_margin(session: FakeSession, mint: Mint, clock: Clock) -> None:
    session.mint("minted-1", expires_in=3600).mint("minted-2", expires_in=3600)
    source = mint()
    assert source.token() == "minted-1"
    clock.elapsed += 3299
    assert source.token() == "minted-1"
    clock.elapsed += 2
    assert source.token() == "minted-2"


def test_renewing_asks_again_although_the_token_is_young(session: FakeSession, mint: Mint) -> None:
    session.mint("minted-1").mint("minted-2")
    source = mint()
    assert [source.token(), source.renew(), source.token()] == ["minted-1", "minted-2", "minted-2"]


def test_renewing_asks_the_machine_again(session: FakeSession, mint: Mint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZURE_POD_IDENTITY_AUTHORITY_HOST", IMDS)
    for number in (1, 2):
        session.get(IMDS_URL, {"access_token": f"machine-{number}", "expires_in": "86400"})
    source = mint(managed_identity="system")
    assert [source.token(), source.renew()] == ["machine-1", "machine-2"]


# Refusals

DESCRIPTION = (
    "AADSTS7000215: Invalid client secret provided. Ensure it is the value.\r\nTrace ID: trace-1\r\nTimestamp: now"
)


def refusal(source: t.Any) -> AuthenticationError:
    with pytest.raises(AuthenticationError) as caught:
        source.token()
    return caught.value


def everything_said(error: IntuneError) -> str:
    """All that may be printed of an error, and of what led to it."""
    said, current = f"{vars(error)} {error.failure}", t.cast("BaseException | None", error)
    while current is not None:
        said += f" {current} {current!r}"
        current = current.__cause__ or current.__context__
    return said


def test_a_refusal_has_code_text_and_advice(session: FakeSession, mint: Mint) -> None:
    session.refuse(DESCRIPTION)
    error = refusal(mint())
    assert error.message == (
        "Tenant contoso.example: no access token with client_secret: AADSTS7000215: Invalid client secret provided."
        " Ensure it is the value. Trace ID: trace-1 Timestamp: now. The secret is wrong: take the secret's value, not"
        " its id, from App registrations > the app > Certificates & secrets, or make a new one."
    )
    assert error.failure == {
        "status": None,
        "code": "AADSTS7000215",
        "message": error.message,
        "request_id": "correlation-1",
        "client_request_id": None,
        "tenant_id": TENANT,
        "permission": None,
    }


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        ("AADSTS7000222", "The secret has expired"),
        ("AADSTS700016", "The application is not known in this tenant"),
        ("AADSTS90002", "The tenant is not known"),
        ("AADSTS900023", "The tenant is not known"),
        ("AADSTS700027", "The certificate is not the one registered"),
        ("AADSTS70021", "No federated credential of the app matches"),
        ("AADSTS700211", "the issuer of the token"),
        ("AADSTS700213", "the subject of the token"),
        ("AADSTS53003", "Conditional Access"),
        ("AADSTS123456", ""),
    ],
)
def test_advice_by_code(session: FakeSession, mint: Mint, code: str, advice: str) -> None:
    session.refuse(f"{code}: No.")
    error = refusal(mint())
    assert error.code == code
    start = f"Tenant contoso.example: no access token with client_secret: {code}: No."
    assert error.message.startswith(start)
    assert advice in error.message
    assert bool(advice) == (error.message != start)


def test_a_tenant_that_entra_does_not_know(session: FakeSession, mint: Mint) -> None:
    session.refuse("AADSTS90002: Tenant 'contoso.example' not found.", error="invalid_request", status=400)
    error = refusal(mint())
    assert error.code == "AADSTS90002"
    assert error.message == (
        "Tenant contoso.example: no access token with client_secret: AADSTS90002: Tenant 'contoso.example' not found."
        " The tenant is not known: check tenant_id and cloud."
    )


def test_a_tenant_is_called_by_its_name(session: FakeSession, transport: Transport) -> None:
    session.refuse("AADSTS700016: No.")
    connection = one({**APP, "tenants": [{"tenant_id": TENANT, "name": "Contoso"}]})
    error = refusal(token_source(connection, transport))
    assert error.message.startswith("Tenant Contoso (contoso.example): no access token")
    assert error.tenant_id == TENANT


@pytest.mark.parametrize(
    "description", [f"AADSTS7000215: {SECRET} is wrong.", f"Wrong: {SECRET}", f"client_secret={SECRET}&x=y"]
)
def test_the_secret_is_never_said(session: FakeSession, mint: Mint, description: str) -> None:
    session.refuse(description)
    error = refusal(mint())
    assert "***" in error.message
    assert SECRET not in everything_said(error)


def test_the_secret_is_not_in_what_msal_raises(session: FakeSession, mint: Mint) -> None:
    session.expect("POST", TOKEN_URL, text=f"<html>{SECRET}</html>")
    assert SECRET not in everything_said(refusal(mint()))


@pytest.mark.parametrize(
    ("status", "text", "said"),
    [
        (200, "<html>portal</html>", "JSONDecodeError"),
        (200, "", "JSONDecodeError"),
        (200, "[]", "no access token with client_secret: "),
        (200, "{}", "the answer holds no access token"),
        (200, '{"access_token": ""}', "the answer holds no access token"),
        (400, '{"error": "invalid_grant"}', "no access token with client_secret: invalid_grant"),
        (500, "", "500"),
    ],
)
def test_strange_answers_to_the_request_for_a_token(
    session: FakeSession, mint: Mint, status: int, text: str, said: str
) -> None:
    session.expect("POST", TOKEN_URL, status, text=text)
    error = refusal(mint())
    assert error.message.startswith("Tenant contoso.example: no access token with client_secret: ")
    assert said in error.message


# Sign-in and the network


def test_signing_in_is_tried_again(session: FakeSession, mint: Mint, clock: Clock) -> None:
    """A request for a token changes nothing: it may be repeated although it is a POST."""
    session.expect("POST", TOKEN_URL, 503).expect("POST", TOKEN_URL, 429, headers={"Retry-After": "9"})
    session.expect("POST", TOKEN_URL, raises=requests.exceptions.ConnectionError("reset")).mint()
    assert mint().token() == "minted-1"
    assert clock.sleeps == [1.0, 9.0, 4.0]


def test_sign_in_that_gives_up_says_how_long_it_tried(session: FakeSession, mint: Mint) -> None:
    session.expect("POST", TOKEN_URL, 503, headers={"Retry-After": "1000"})
    message = refusal(mint()).message
    assert "Gave up after 1 try and 0 s: the next try was due in 1000 s, retry_timeout is 120 s." in message


def test_no_answer_to_the_sign_in(session: FakeSession, mint: Mint) -> None:
    session.expect("POST", TOKEN_URL, raises=requests.exceptions.SSLError("self-signed"))
    with pytest.raises(TransportError) as caught:
        mint().token()
    assert "No answer to POST https://login.microsoftonline.com/" in caught.value.message


def test_msal_is_required_to_mint(mint: Mint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "msal", None)
    with pytest.raises(RequirementError) as caught:
        mint().token()
    assert caught.value.library == "msal"


# The token cache


@pytest.fixture
def cache_path(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def open_cache(path: Path) -> TokenCache:
    def warn(text: str) -> None:
        raise AssertionError(text)

    return TokenCache(str(path), warn)


def test_the_cache_saves_the_sign_in(
    session: FakeSession, mint: Mint, cache_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.mint()
    first = open_cache(cache_path)
    assert mint(first).token() == "minted-1"
    first.save()
    monkeypatch.setitem(sys.modules, "msal", None)
    assert mint(open_cache(cache_path)).token() == "minted-1"


def test_a_cached_token_that_expires_soon_is_minted_anew(
    session: FakeSession, mint: Mint, cache_path: Path, clock: Clock
) -> None:
    session.mint("minted-1").mint("minted-2")
    first = open_cache(cache_path)
    mint(first).token()
    first.save()
    clock.elapsed += 3301
    assert mint(open_cache(cache_path)).token() == "minted-2"


def test_a_cached_token_that_graph_refuses_is_replaced(session: FakeSession, mint: Mint, cache_path: Path) -> None:
    session.mint("minted-1").mint("minted-2")
    first = open_cache(cache_path)
    mint(first).token()
    first.save()
    second = open_cache(cache_path)
    source = mint(second)
    assert [source.token(), source.renew()] == ["minted-1", "minted-2"]
    second.save()
    assert mint(open_cache(cache_path)).token() == "minted-2"


def test_a_given_token_is_not_cached(mint: Mint, cache_path: Path) -> None:
    cache = open_cache(cache_path)
    mint(cache, access_token="given-token").token()
    cache.save()
    assert not cache_path.exists()


def test_tokens_are_cached_apart(
    session: FakeSession,
    transport: Transport,
    values: dict[str, str],
    cache_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No other tenant, cloud, app, identity or sign-in service gets the token; another Graph address may."""
    monkeypatch.setenv("AZURE_POD_IDENTITY_AUTHORITY_HOST", IMDS)
    cache = open_cache(cache_path)
    different = [
        APP,
        {**APP, "tenant_id": "fabrikam.example"},
        {**APP, "cloud": "usgov"},
        {**APP, "cloud": "usgov_dod"},
        {**APP, "authority_host": "https://login.private.example"},
        {**APP, "client_id": "other-app"},
        {**APP, "client_secret": None, "client_certificate_path": values["client_certificate_path"]},
        {"tenant_id": TENANT, "managed_identity": "system"},
        {"tenant_id": TENANT, "managed_identity": "user-assigned"},
    ]
    for number, options in enumerate(different):
        connection = one(options)
        if connection.credential.kind == "managed_identity":
            suffix = "" if options["managed_identity"] == "system" else "&client_id=user-assigned"
            session.get(IMDS_URL + suffix, {"access_token": f"token-{number}", "expires_in": "3600"})
        else:
            session.mint(f"token-{number}", host=connection.authority_host, tenant=connection.tenant_id)
        token_source(connection, transport, cache).token()
    cache.save()
    again = open_cache(cache_path)
    found = [token_source(one(options), transport, again).token() for options in different]
    assert found == [f"token-{number}" for number in range(len(different))]
    assert len(json.loads(cache_path.read_text(encoding="utf-8"))["tokens"]) == len(different)
    gateway = one({**APP, "graph_url": "https://gateway.example"})
    assert token_source(gateway, transport, again).token() == "token-0"
