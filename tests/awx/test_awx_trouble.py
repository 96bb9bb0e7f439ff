# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can stand in the way of mdm.intune.awx_setup, and what it leaves alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import PLAYBOOKS, Run, render
from controller import Controller, serve


@pytest.fixture
def awx() -> Controller:
    return Controller(PLAYBOOKS)


def test_an_organization_of_ones_own_stays(environment: dict[str, str], awx: Controller) -> None:
    organization = awx.create("organizations", {"name": "Default"})
    awx.create("projects", {"name": "mdm.intune project", "organization": organization["id"]})
    variables = {"awx_setup_token": awx.token, "awx_setup_own_names": {"organization": "Default"}}
    with serve(awx) as address:
        run = Run(environment, address, **variables, awx_setup_state="absent")
    assert run.code == 0, run.output
    assert awx.all() == {"organizations": ["Default"]}


def test_what_is_not_asked_for_is_not_made(environment: dict[str, str], tmp_path: Path) -> None:
    names = ("controller_hosts", "controller_inventories", "controller_notifications", "controller_schedules")
    made = render(environment, tmp_path, names, {})
    assert {kind: [thing["name"] for thing in things] for kind, things in made.items()} == {
        "controller_hosts": ["localhost"],
        "controller_inventories": ["mdm.intune localhost"],
        "controller_notifications": [],
        "controller_schedules": ["mdm.intune daily check", "mdm.intune weekday report"],
    }


def minimal(awx: Controller, **more: Any) -> dict[str, Any]:
    return {"awx_setup_token": awx.token, "awx_setup_image": "registry.example/mdm-intune", **more}


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        ({"awx_setup_token": ""}, "CONTROLLER_OAUTH_TOKEN"),
        ({"awx_setup_image": ""}, "awx_setup_image, the execution environment that holds this collection"),
        ({"awx_setup_state": "gone"}, "awx_setup_state is present or absent"),
        ({"awx_setup_own_names": {"checks": "x"}}, "awx_setup_own_names may name organization, credential_type"),
        ({"awx_setup_collection": "ansible.controller"}, "ansible.controller is not installed"),
    ],
)
def test_wrong_variables_are_found_before_anything_is_sent(
    environment: dict[str, str], awx: Controller, variables: dict[str, Any], told: str
) -> None:
    with serve(awx) as address:
        run = Run(environment, address, **minimal(awx, **variables))
    assert run.code != 0
    assert told in run.text
    assert awx.requests == []


def test_a_token_that_is_not_accepted(environment: dict[str, str], awx: Controller) -> None:
    with serve(awx) as address:
        run = Run(environment, address, **minimal(awx, awx_setup_token="revoked"))
    assert run.code != 0
    assert "answers HTTP 401 and does not accept the token" in run.text
    assert awx.writes() == []


def test_an_account_that_may_not_use_the_api(environment: dict[str, str], awx: Controller) -> None:
    awx.faults["GET /api/v2/me/"] = 403
    with serve(awx) as address:
        run = Run(environment, address, **minimal(awx))
    assert run.code != 0
    assert "answers HTTP 403 and does not let this account use the API" in run.text
    assert awx.writes() == []


def test_an_account_that_may_not_make_credential_types(environment: dict[str, str], awx: Controller) -> None:
    awx.superuser = False
    with serve(awx) as address:
        run = Run(environment, address, **minimal(awx))
    assert run.code != 0
    assert "admin is no system administrator" in run.text
    assert awx.writes() == []


def test_a_refusal_on_the_way(environment: dict[str, str], awx: Controller) -> None:
    awx.faults["POST /api/v2/organizations/"] = 403
    with serve(awx) as address:
        run = Run(environment, address, **minimal(awx, awx_setup_credential={"client_secret": "controller-only-graph"}))
    assert run.code != 0
    assert "Organization: You don't have permission to POST to /api/v2/organizations/ (HTTP 403)." in run.text
    assert "must be an administrator of the organization" in run.text
    assert "controller-only-graph" not in run.output


def test_an_old_version(environment: dict[str, str], awx: Controller) -> None:
    awx.version = "19.5.1"
    with serve(awx) as address:
        run = Run(environment, address, **minimal(awx))
    assert run.code != 0
    assert "answers version 19.5.1. awx.awx needs version 24.0.0 or newer." in run.text
    assert awx.writes() == []


def test_something_else_than_awx(environment: dict[str, str], awx: Controller) -> None:
    awx.faults["."] = 404
    with serve(awx) as address:
        run = Run(environment, address, **minimal(awx))
    assert run.code != 0
    assert "(HTTP 404)" in run.text and "awx_setup_api_path names another place" in run.text


def test_a_user_name_and_a_password(environment: dict[str, str], awx: Controller) -> None:
    """They serve where no token is given, and are not printed."""
    variables = {"awx_setup_username": awx.username, "awx_setup_password": awx.password, "awx_setup_state": "absent"}
    with serve(awx) as address:
        run = Run(environment, address, **variables)
    assert run.code == 0, run.output
    assert awx.password not in run.output
