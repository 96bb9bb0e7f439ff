# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The messages of the notifications, rendered as AWX does: in a sandbox, where what is undefined is empty."""

from __future__ import annotations

import json
from typing import Any

import pytest
from conftest import one
from jinja2 import sandbox

Thing = dict[str, Any]

VERDICT = {
    "ade_health_status": "critical",
    "ade_health_message": 'CRITICAL: 1 of 3 ADE tokens in 1 tenant is unhealthy.\n- "iPads" <Contoso>: expired',
    "ade_health_summary": {"tokens": 3, "tenants_unchecked": 0},
}


def render(lists: Thing, kind: str, part: str, artifacts: Thing | None) -> str:
    job: Thing = {"id": 42, "name": "mdm.intune notify", "status": "failed"}
    if artifacts is not None:
        job["artifacts"] = artifacts
    text = one(lists["controller_notifications"], kind)["messages"]["error"][part]
    context = {"job": job, "url": "https://awx.example/#/jobs/playbook/42"}
    return sandbox.ImmutableSandboxedEnvironment().from_string(text).render(context)


def test_a_line_names_the_verdict(lists: Thing) -> None:
    line = "mdm.intune notify: CRITICAL: 1 of 3 ADE tokens in 1 tenant is unhealthy. https://awx.example/#/jobs/playbook/42"
    assert render(lists, "Slack", "message", VERDICT) == line
    assert render(lists, "email", "message", VERDICT) == line


def test_mail_has_everything(lists: Thing) -> None:
    assert render(lists, "email", "body", VERDICT) == (
        f"{VERDICT['ade_health_message']}\n\n"
        "Job 42 (mdm.intune notify) is failed: https://awx.example/#/jobs/playbook/42"
    )


def test_the_webhook_gets_json(lists: Thing) -> None:
    assert json.loads(render(lists, "webhook", "body", VERDICT)) == {
        "job": "mdm.intune notify",
        "job_id": 42,
        "job_status": "failed",
        "url": "https://awx.example/#/jobs/playbook/42",
        "status": "critical",
        "message": VERDICT["ade_health_message"],
        "summary": VERDICT["ade_health_summary"],
    }


@pytest.mark.parametrize("artifacts", [None, {}, {"ade_health_message": ""}], ids=["workflow", "early", "empty"])
def test_a_job_without_a_verdict_says_so(lists: Thing, artifacts: Thing | None) -> None:
    assert "no verdict, see the job" in render(lists, "Slack", "message", artifacts)
    assert "There is no verdict." in render(lists, "email", "body", artifacts)
    told = json.loads(render(lists, "webhook", "body", artifacts))
    assert (told["status"], told["message"]) == (None, "no verdict, see the job")
