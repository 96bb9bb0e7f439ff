# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import typing as t
from pathlib import Path

import pytest
import yaml

from ansible_collections.mdm.intune.plugins.module_utils._errors import Failure
from ansible_collections.mdm.intune.plugins.modules import ade_token_public_key
from ansible_collections.mdm.intune.tests.unit.plugins import server_tokens
from ansible_collections.mdm.intune.tests.unit.plugins.fakes import CLIENT_ID, TENANT, FakeSession
from ansible_collections.mdm.intune.tests.unit.plugins.renewing import TOKEN_ID, Announced, graph_token
from ansible_collections.mdm.intune.tests.unit.plugins.running import (
    GIVEN,
    OF_ANSIBLE,
    Module,
    assert_documented,
    documented,
)

SECRET = "a-secret~that.nobody-knows"
RETURN = yaml.safe_load(ade_token_public_key.RETURN)
# What Ansible adds to the result of every module that returns a dest.
OF_A_FILE = {"uid", "gid", "owner", "group", "mode", "state", "size", "secontext"}


@pytest.fixture
def module(as_module: t.Callable[[t.Callable[[], None]], Module]) -> Module:
    return as_module(ade_token_public_key.main)


@pytest.fixture
def graph(session: FakeSession) -> Announced:
    return Announced(session)


def test_success_is_as_documented(graph: Announced, module: Module, tmp_path: Path) -> None:
    graph.found(graph_token())
    result = module(**GIVEN, token_name="iPads", dest=str(tmp_path / "key.pem"))
    assert set(result) - OF_ANSIBLE - OF_A_FILE == documented(RETURN, "success") == set(RETURN) - {"failure"}
    for name in documented(RETURN, "success"):
        assert result[name] is not None
        assert_documented(result[name], RETURN[name], name)
    assert set(RETURN["token"]["sample"]) <= set(result["token"])
    assert result["token"]["id"] == TOKEN_ID
    assert result["not_after"] == server_tokens.NOT_AFTER.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert result["subject"] == "CN=Intune Zürich"
    assert result["checked_at"] == "2026-07-17T12:00:00Z"
    digits = server_tokens.CERTIFICATE.fingerprint(server_tokens.hashes.SHA256()).hex()
    assert result["fingerprint"].replace(":", "") == digits
    assert module.warnings == []


def test_failure_is_as_documented(graph: Announced, module: Module) -> None:
    graph.listed(graph_token()).key(status=403)
    result = module(**GIVEN, token_id=TOKEN_ID)
    assert set(result) - OF_ANSIBLE == documented(RETURN, "failure") == {"failure"}
    assert_documented(result["failure"], RETURN["failure"], "failure")
    assert result["failure"]["permission"] == "DeviceManagementServiceConfig.Read.All"
    assert set(RETURN["failure"]["contains"]) == set(Failure.__annotations__)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({}, "Name the token whose public key is wanted"),
        ({"token_type": "apple_business_manager"}, "Name the token whose public key is wanted"),
        ({"token_id": "a", "token_name": "b"}, "mutually exclusive"),
        ({"token_id": "a", "generate": "perhaps"}, "generate"),
        ({"token_id": "a", "dest": "/"}, "is a folder"),
    ],
    ids=str,
)
def test_bad_options_send_no_request(
    session: FakeSession, module: Module, args: dict[str, t.Any], message: str
) -> None:
    result = module(**GIVEN, **args)
    assert result["failed"] is True
    assert message in result["msg"]
    assert session.calls == []


def test_the_secret_is_not_printed(session: FakeSession, module: Module) -> None:
    session.mint("minted-1")
    Announced(session).listed(graph_token()).key(f"Bad value {SECRET}!", status=400)
    module(tenant_id=TENANT, client_id=CLIENT_ID, client_secret=SECRET, token_id=TOKEN_ID)
    assert SECRET not in module.printed
    assert "minted-1" not in module.printed
