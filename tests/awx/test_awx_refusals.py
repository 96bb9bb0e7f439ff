# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The stub refuses what AWX refuses, so that the tests of the content can fail."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from controller import Controller, Refused

Thing = dict[str, Any]


@pytest.fixture
def awx() -> Controller:
    """An organization with one of each."""
    awx = Controller(["playbooks/check.yml"])
    organization = awx.create("organizations", {"name": "Contoso"})["id"]
    awx.create("credential_types", copy.deepcopy(GOOD["credential_types"]))
    awx.create("projects", {"name": "project", "organization": organization, "scm_type": "git"})
    awx.create("inventories", {"name": "localhost", "organization": organization})
    template = awx.create("job_templates", copy.deepcopy(GOOD["job_templates"]))
    awx.answer("POST", f"/api/v2/job_templates/{template['id']}/survey_spec/", {}, copy.deepcopy(SURVEY))
    return awx


SURVEY = {
    "name": "Survey",
    "description": "",
    "spec": [
        {"question_name": "Tenant", "variable": "tenant", "type": "text", "required": True, "default": "contoso"},
        {"question_name": "Days", "variable": "days", "type": "integer", "required": False, "min": 1, "max": 9},
        {
            "question_name": "Mode",
            "variable": "mode",
            "type": "multiplechoice",
            "required": False,
            "choices": ["a", "b"],
        },
    ],
}
GOOD: dict[str, Thing] = {
    "credential_types": {
        "name": "Graph",
        "kind": "cloud",
        "inputs": {"fields": [{"id": "secret", "label": "Secret", "secret": True}], "required": ["secret"]},
        "injectors": {"env": {"SECRET": "{{ secret }}"}},
    },
    "credentials": {"name": "Graph", "organization": 1, "credential_type": 2, "inputs": {"secret": "controller-only"}},
    "job_templates": {
        "name": "check",
        "project": 3,
        "inventory": 4,
        "playbook": "playbooks/check.yml",
        "survey_enabled": True,
    },
    "schedules": {
        "name": "daily",
        "unified_job_template": 5,
        "rrule": "DTSTART;TZID=Europe/Berlin:20301201T020000 RRULE:FREQ=DAILY;INTERVAL=1",
        "extra_data": {"tenant": "fabrikam"},
    },
    "notification_templates": {
        "name": "webhook",
        "organization": 1,
        "notification_type": "webhook",
        "notification_configuration": {
            "url": "https://hook.example",
            "http_method": "POST",
            "headers": {},
            "username": "",
            "password": "",
        },
        "messages": {"error": {"body": '{"id": {{ job.id }}}'}},
    },
}


@pytest.mark.parametrize("kind", ["credentials", "schedules", "notification_templates"])
def test_what_is_right_is_accepted(awx: Controller, kind: str) -> None:
    awx.create(kind, copy.deepcopy(GOOD[kind]))
    assert awx.all()[kind]


def edit(*path: str, value: Any) -> Callable[[Thing], None]:
    def change(thing: Thing) -> None:
        for name in path[:-1]:
            thing = thing[name]
        thing[path[-1]] = value

    return change


def rrule(text: str) -> Callable[[Thing], None]:
    return edit("rrule", value=f"DTSTART:20301201T020000Z {text}")


REFUSED: list[tuple[str, Callable[[Thing], None], str, str]] = [
    ("credentials", edit("colour", value="red"), "colour", "no such field"),
    ("credentials", edit("name", value=7), "name", "Not a valid string"),
    ("credentials", edit("name", value="x" * 513), "name", "no more than 512"),
    ("credentials", edit("name", value=""), "name", "required"),
    ("credentials", edit("organization", value="Contoso"), "organization", "valid integer"),
    ("credentials", edit("organization", value=99), "organization", "does not exist"),
    ("credentials", edit("inputs", value={"password": "x"}), "inputs", "unexpected"),
    ("job_templates", edit("job_type", value="walk"), "job_type", "not a valid choice"),
    ("job_templates", edit("playbook", value="playbooks/other.yml"), "playbook", "not found for project"),
    ("job_templates", edit("survey_enabled", value="yes"), "survey_enabled", "valid boolean"),
    ("job_templates", edit("inventory", value=None), "inventory", "default value or ask"),
    ("job_templates", lambda thing: None, "__all__", "already exists"),
    (
        "credential_types",
        edit("inputs", "fields", value=[{"id": "a", "label": "A", "required": True}]),
        "inputs",
        "required",
    ),
    ("credential_types", edit("injectors", "env", value={"A": "{{ other }}"}), "injectors", "undefined field"),
    (
        "credential_types",
        edit("injectors", "env", value={"A": "{{ tower.filename.cert }}"}),
        "injectors",
        "undefined field",
    ),
    (
        "credential_types",
        edit("injectors", "env", value={"ANSIBLE_CONFIG": "x"}),
        "injectors",
        "not allowed in credentials",
    ),
    ("credential_types", edit("injectors", "env", value={"PATH": "x"}), "injectors", "not allowed to be used"),
    ("schedules", rrule("RRULE:FREQ=DAILY"), "rrule", "INTERVAL required"),
    ("schedules", rrule("RRULE:FREQ=DAILY;INTERVAL=1;COUNT=1000"), "rrule", "COUNT > 999"),
    ("schedules", rrule("RRULE:FREQ=SECONDLY;INTERVAL=1"), "rrule", "SECONDLY"),
    ("schedules", rrule("RRULE:FREQ=NEVER;INTERVAL=1"), "rrule", "parsing failed"),
    ("schedules", edit("rrule", value="DTSTART:20301201T020000 RRULE:FREQ=DAILY;INTERVAL=1"), "rrule", "naive"),
    ("schedules", edit("rrule", value="RRULE:FREQ=DAILY;INTERVAL=1"), "rrule", "DTSTART required"),
    ("schedules", edit("extra_data", value={}), "variables_needed_to_start", "tenant"),
    ("schedules", edit("extra_data", "days", value=10), "extra_data", "too large"),
    ("schedules", edit("extra_data", "days", value="3"), "extra_data", "expected to be integer"),
    ("schedules", edit("extra_data", "mode", value="c"), "extra_data", "expected to be one of"),
    ("schedules", edit("extra_data", "other", value="x"), "extra_data", "not allowed on launch"),
    ("notification_templates", edit("notification_configuration", value={}), "__all__", "Missing required fields"),
    ("notification_templates", edit("notification_configuration", "url", value=1), "__all__", "incorrect type"),
    ("notification_templates", edit("messages", value={"failure": {}}), "messages", "invalid"),
    ("notification_templates", edit("messages", "error", value={"message": "a\nb"}), "messages", "newlines"),
    (
        "notification_templates",
        edit("messages", "error", value={"message": "{{ job.artifacts.status }}"}),
        "messages",
        "render",
    ),
    ("notification_templates", edit("messages", "error", value={"message": "{{ secret }}"}), "messages", "render"),
]


@pytest.mark.parametrize(("kind", "change", "field", "message"), REFUSED)
def test_what_is_wrong_is_refused(
    awx: Controller, kind: str, change: Callable[[Thing], None], field: str, message: str
) -> None:
    thing = copy.deepcopy(GOOD[kind])
    change(thing)
    with pytest.raises(Refused, match=message) as refused:
        awx.create(kind, thing)
    assert list(refused.value.body) == [field]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"type": "date"}, "allowed types"),
        ({"type": "integer", "default": "7"}, "expected to be integer"),
        ({"type": "multiselect", "default": "a"}, "must specify choices"),
        ({"type": "multiplechoice", "choices": ["a"], "default": "b"}, "expected to be one of"),
        ({"required": None}, "required"),
        ({"min": "1"}, "min limit"),
        ({"variable": "days"}, "duplicated"),
    ],
)
def test_wrong_surveys_are_refused(awx: Controller, change: Thing, message: str) -> None:
    survey = copy.deepcopy(SURVEY)
    survey["spec"][0].update(change)
    with pytest.raises(Refused, match=message):
        awx.answer("POST", "/api/v2/job_templates/5/survey_spec/", {}, survey)


def test_a_credential_type_in_use_stays(awx: Controller) -> None:
    awx.create("credentials", GOOD["credentials"])
    with pytest.raises(Refused, match="in use"):
        awx.answer("DELETE", "/api/v2/credential_types/2/", {}, None)


def test_secrets_are_not_shown_again(awx: Controller) -> None:
    awx.create("credentials", GOOD["credentials"])
    _status, page = awx.answer("GET", "/api/v2/credentials/", {}, None)
    assert page["results"][0]["inputs"] == {"secret": "$encrypted$"}
