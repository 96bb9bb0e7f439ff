# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import typing as t
from pathlib import Path

import pytest
import yaml

from ansible_collections.mdm.intune.plugins.module_utils._errors import Failure
from ansible_collections.mdm.intune.plugins.modules import ade_token, ade_token_info
from ansible_collections.mdm.intune.tests.unit.plugins import server_tokens
from ansible_collections.mdm.intune.tests.unit.plugins.fakes import CLIENT_ID, TENANT, FakeSession
from ansible_collections.mdm.intune.tests.unit.plugins.renewing import Announced, graph_token
from ansible_collections.mdm.intune.tests.unit.plugins.running import (
    GIVEN,
    OF_ANSIBLE,
    TOKEN,
    Module,
    assert_documented,
    documented,
)

SECRET = "a-secret~that.nobody-knows"
RETURN = yaml.safe_load(ade_token.RETURN)
OF_A_TOKEN = {
    name
    for name, value in yaml.safe_load(ade_token_info.RETURN)["tokens"]["contains"].items()
    if value["returned"] == "always"
}
ATTEMPT = "success, or failure after the upload was tried"
TRIED = {name for name, value in RETURN.items() if value["returned"] == ATTEMPT}


@pytest.fixture
def module(as_module: t.Callable[[t.Callable[[], None]], Module]) -> Module:
    return as_module(ade_token.main)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "Intune_Token_2026-07-17T11-59-00Z_smime.p7m"
    file.write_bytes(server_tokens.smime(server_tokens.message(ber=True)))
    return file


@pytest.fixture
def graph(session: FakeSession) -> Announced:
    return Announced(session)


def test_success_is_as_documented(graph: Announced, module: Module, path: Path) -> None:
    graph.whole_renewal()
    result = module(**GIVEN, server_token_path=str(path))
    assert set(result) - OF_ANSIBLE == TRIED == set(RETURN) - {"failure"}
    for name in TRIED:
        assert result[name] is not None
        assert_documented(result[name], RETURN[name], name)
    assert set(result["token"]) == set(result["before"]) == OF_A_TOKEN
    assert set(RETURN["health"]["sample"]) <= set(result["health"])
    assert set(RETURN["sync"]["sample"]) <= set(result["sync"])
    assert result["server_token"]["downloaded_at"] == "2026-07-17T11:59:00Z"
    assert module.warnings == []


def test_a_failure_after_the_upload_is_as_documented(graph: Announced, module: Module, path: Path) -> None:
    graph.found(graph_token()).upload(403)
    result = module(**GIVEN, server_token_path=str(path))
    assert result["failed"] is True
    assert set(result) - OF_ANSIBLE == set(RETURN)
    assert_documented(result["failure"], RETURN["failure"], "failure")
    assert result["failure"]["permission"] == "DeviceManagementServiceConfig.ReadWrite.All"
    assert result["failure"]["tenant_id"] == TENANT
    assert "DeviceManagementServiceConfig.ReadWrite.All" in result["msg"]


def test_a_failure_before_the_upload_is_as_documented(graph: Announced, module: Module, path: Path) -> None:
    graph.listed()
    result = module(**GIVEN, server_token_path=str(path))
    assert set(result) - OF_ANSIBLE == {"failure"} == documented(RETURN, "failure")


def test_every_part_of_a_failure_is_documented() -> None:
    assert set(RETURN["failure"]["contains"]) == set(Failure.__annotations__)


def test_the_difference_is_shown_when_it_is_asked_for(graph: Announced, module: Module, path: Path) -> None:
    graph.found(graph_token())
    result = module(**GIVEN, server_token_path=str(path), _ansible_check_mode=True, _ansible_diff=True)
    assert set(result["diff"]) == {"before_header", "after_header", "before", "after"}


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({}, "missing required arguments: server_token_path"),
        ({"server_token_path": "/nowhere", "token_id": "a", "token_name": "b"}, "mutually exclusive"),
        ({"server_token_path": "/nowhere", "token_id": "a", "token_type": "b"}, "mutually exclusive"),
        ({"server_token_path": "/nowhere", "wait_timeout": "soon"}, "wait_timeout"),
        ({"server_token_path": "/nowhere", "timeout": 0}, "timeout must be greater than 0"),
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


@pytest.mark.parametrize("status", [204, 400])
def test_secrets_are_in_nothing_that_is_printed_or_kept(
    session: FakeSession, module: Module, path: Path, tmp_path: Path, status: int
) -> None:
    """Graph repeats what it was told."""
    receipt = tmp_path / "receipt.json"
    session.mint("minted-1")
    graph = Announced(session).found(graph_token())
    if status == 204:
        graph.upload().refused_look({"error": {"code": "BadRequest", "message": f"Bad value {SECRET}!"}})
    else:
        graph.upload(400, body={"error": {"code": "BadRequest", "message": f"Bad value {SECRET}!"}})
    result = module(
        tenant_id=TENANT,
        client_id=CLIENT_ID,
        client_secret=SECRET,
        server_token_path=str(path),
        receipt_path=str(receipt),
        _ansible_verbosity=4,
    )
    assert result["failed"] is True
    content = path.read_bytes().decode()
    (upload,) = [call for call in session.calls if call.url.endswith("/uploadDepToken")]
    assert json.loads(upload.body)["depToken"] == content
    kept = [module.printed, receipt.read_text(encoding="utf-8"), *module.warnings]
    for secret in (SECRET, "minted-1", *content.split("\r\n")[4:]):
        assert not secret or not any(secret in text for text in kept)
    assert "********" in result["msg"]


def test_the_trap_of_the_masking_test_is_armed(graph: Announced, module: Module, path: Path) -> None:
    graph.found(graph_token()).upload(400, body={"error": {"code": "BadRequest", "message": f"Bad value {SECRET}!"}})
    assert f"Bad value {SECRET}!" in module(**GIVEN, server_token_path=str(path))["msg"]


def test_the_upload_has_the_bearer(session: FakeSession, graph: Announced, module: Module, path: Path) -> None:
    graph.whole_renewal()
    module(**GIVEN, server_token_path=str(path))
    assert {call.bearer for call in session.calls} == {TOKEN}
