# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook mdm.intune.awx_setup with the modules of awx.awx, against a controller that refuses what AWX refuses."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import PLAYBOOKS, Run, one
from controller import Controller, serve

SECRETS = ("controller-only-graph", "controller-only-slack", "controller-only-mail", "controller-only-token")
VARIABLES: dict[str, Any] = {
    "awx_setup_prefix": "Contoso",
    "awx_setup_own_names": {"renew": "Yearly renewal"},
    "awx_setup_token": "controller-only-token",
    "awx_setup_image": "registry.example/mdm-intune:1.0.0",
    "awx_setup_credential": {
        "tenant_id": "contoso.example",
        "client_id": "app",
        "client_secret": "controller-only-graph",
    },
    "awx_setup_tenants": ["fabrikam.example", {"tenant_id": "tailspin.example", "name": "Tailspin"}],
    "awx_setup_webhook": {"url": "https://hook.example/awx"},
    "awx_setup_slack": {"token": "controller-only-slack", "channels": ["#devices"]},
    "awx_setup_email": {
        "host": "mail.example",
        "username": "awx",
        "password": "controller-only-mail",
        "sender": "awx@example.com",
        "recipients": ["devices@example.com"],
    },
}


@pytest.fixture(scope="module")
def story(environment: dict[str, str]) -> Iterator[dict[str, Any]]:
    """Set up, set up again, take away, take away again: what each run did, and what was there."""
    awx = Controller(PLAYBOOKS)
    other = awx.create("organizations", {"name": "Other"})
    awx.create("projects", {"name": "Other project", "organization": other["id"]})
    runs, objects, writes = [], [], []
    made: dict[str, Any] = {}
    related: dict[Any, list[Any]] = {}
    with serve(awx) as address:
        for state in ("present", "present", "absent", "absent"):
            awx.requests.clear()
            runs.append(Run(environment, address, **VARIABLES, awx_setup_state=state))
            writes.append(awx.writes())
            objects.append(awx.all())
            if len(runs) == 1:
                made = json.loads(json.dumps({kind: list(things.values()) for kind, things in awx.objects.items()}))
                related = {key: list(ids) for key, ids in awx.related.items()}
    yield {"runs": runs, "objects": objects, "writes": writes, "made": made, "related": related}


def test_everything_is_made(story: dict[str, Any]) -> None:
    assert story["runs"][0].code == 0, story["runs"][0].output
    made = story["objects"][0]
    assert made["job_templates"] == [
        *(f"Contoso {name}" for name in ("check", "check of all tenants", "notify", "report", "sync")),
        "Yearly renewal",
    ]
    assert made["workflow_job_templates"] == ["Contoso check, sync, re-check"]
    assert made["schedules"] == [
        f"Contoso {each}" for each in ("daily check", "daily check of all tenants", "weekday report")
    ]
    assert made["hosts"] == ["Tailspin", "fabrikam.example", "localhost"]
    assert made["notification_templates"] == ["Contoso Slack", "Contoso email", "Contoso webhook"]
    assert made["execution_environments"] == ["Contoso"]


def test_a_second_run_changes_only_what_awx_does_not_show(story: dict[str, Any]) -> None:
    """Notification templates with a secret: AWX does not show it, and their module cannot leave it alone."""
    second = story["runs"][1]
    assert second.code == 0, second.output
    assert second.changed == {"Notification templates"}
    assert story["objects"][1] == story["objects"][0]


def test_all_is_taken_away_and_nothing_else(story: dict[str, Any]) -> None:
    run = story["runs"][2]
    assert run.code == 0, run.output
    assert story["objects"][2] == {"organizations": ["Other"], "projects": ["Other project"]}


def test_taking_away_again_does_nothing(story: dict[str, Any]) -> None:
    run = story["runs"][3]
    assert run.code == 0, run.output
    assert run.changed == set()
    assert story["writes"][3] == []


def test_no_secret_is_printed(story: dict[str, Any]) -> None:
    for run in story["runs"]:
        assert not [secret for secret in SECRETS if secret in run.output]


def test_templates_reach_awx_as_they_are(story: dict[str, Any]) -> None:
    made = story["made"]
    (kind,) = made["credential_types"]
    assert kind["injectors"]["env"]["AZURE_TENANT_ID"] == "{{ tenant_id }}"
    assert kind["injectors"]["file"]["template.client_certificate"] == "{{ client_certificate }}"
    localhost = one(made["hosts"], "localhost")
    assert json.loads(localhost["variables"])["ansible_python_interpreter"] == "{{ ansible_playbook_python }}"
    policy = json.loads(one(made["job_templates"], " check")["extra_vars"])["ade_health_policy"]
    assert policy["expiry_warning_days"] == "{{ ade_expiry_warning_days | default(30, true) | int }}"
    assert "{{ job.name }}" in one(made["notification_templates"], "Slack")["messages"]["error"]["message"]


def test_the_workflow_syncs_and_checks_again_before_it_alarms(story: dict[str, Any]) -> None:
    made, related = story["made"], story["related"]
    nodes = {node["id"]: node for node in made["workflow_job_template_nodes"]}
    templates = {each["id"]: each["name"].removeprefix("Contoso ") for each in made["job_templates"]}
    links = {
        (nodes[number]["identifier"], name, nodes[target]["identifier"])
        for (kind, number, name), targets in related.items()
        for target in targets
        if kind == "workflow_job_template_nodes"
    }
    assert links == {
        ("check", "failure_nodes", "sync"),
        ("sync", "always_nodes", "recheck"),
        ("recheck", "failure_nodes", "notify"),
    }
    assert {node["identifier"]: templates[node["unified_job_template"]] for node in nodes.values()} == {
        "check": "check",
        "sync": "sync",
        "recheck": "check",
        "notify": "notify",
    }


def test_the_alarm_goes_everywhere(story: dict[str, Any]) -> None:
    notify = one(story["made"]["job_templates"], "notify")
    targets = story["related"]["job_templates", notify["id"], "notification_templates_error"]
    assert len(targets) == 3


def test_the_tenants_are_a_group(story: dict[str, Any]) -> None:
    made = story["made"]
    (group,) = made["groups"]
    names = {host["id"]: host for host in made["hosts"]}
    tenants = [names[each] for each in story["related"]["groups", group["id"], "hosts"]]
    assert {host["name"]: json.loads(host["variables"])["ade_tenant"] for host in tenants} == {
        "fabrikam.example": {"tenant_id": "fabrikam.example"},
        "Tailspin": {"tenant_id": "tailspin.example", "name": "Tailspin"},
    }


def test_the_playbooks_are_part_of_the_collection(lists: dict[str, Any], collections: list[Path]) -> None:
    for template in lists["controller_templates"]:
        assert (collections[0] / "ansible_collections/mdm/intune" / template["playbook"]).is_file(), template["name"]
