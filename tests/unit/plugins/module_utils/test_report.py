# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import re
import typing as t
from pathlib import Path

import jsonschema
import pytest
import yaml

from ansible_collections.mdm.intune.plugins.module_utils import _report
from ansible_collections.mdm.intune.plugins.module_utils._errors import ConfigurationError
from ansible_collections.mdm.intune.plugins.module_utils._health import evaluate
from ansible_collections.mdm.intune.plugins.module_utils._policy import policy
from ansible_collections.mdm.intune.plugins.module_utils._version import COLLECTION_VERSION
from ansible_collections.mdm.intune.tests.unit.plugins.facts import NOW, STALE, UNREAD, WAIVER, result, tenant, token

ROOT = Path(__file__).parents[4]
SCHEMA = json.loads((ROOT / "roles/ade_health/files/report.schema.json").read_text())

VERDICTS: dict[str, t.Any] = {
    "healthy": (result(token()), {}),
    "no token": (result(), {}),
    "unread": (result(tenants=[UNREAD], checked_at=None, controller_at=None), {}),
    "failed": ({"failed": True, "msg": "down"}, {}),
    "everything": (
        result(
            token(last_sync_error_code=7),
            token(id="2", expires_at=None, **STALE),
            token(id="3", token_type="none", name=None),
            token(id="4", last_sync_at=None, data_sharing_consent_granted=False, expires_at="2026-11-01T00:00:00Z"),
            tenants=[tenant(token_count=4), UNREAD, tenant(tenant_id="c", name="C", token_count=0)],
            controller_at="2026-11-22T10:00:00Z",
        ),
        {
            "waivers": [WAIVER, {**WAIVER, "until": "2026-01-01"}],
            "rules": [{"name": "rule", "query": "name", "message": "m", "severity": "info"}],
            "expected_tokens": [{"token": "gone", "tenant_id": "contoso.example"}],
            "sync_error_meanings": {7: 1},
            "fail_on": "warning",
        },
    ),
}


def report(name: str) -> dict[str, t.Any]:
    facts, options = VERDICTS[name]
    return _report.document(evaluate(facts, policy(options), NOW), "2026-11-22T09:00:01Z")


@pytest.mark.parametrize("name", VERDICTS)
def test_report_json_keeps_its_schema(name: str) -> None:
    made = json.loads(_report.render("json", report(name)))
    jsonschema.Draft202012Validator(SCHEMA).validate(made)
    assert made["schema_version"] == _report.SCHEMA_VERSION
    assert made["generated_at"] == "2026-11-22T09:00:01Z"


def test_the_schema_is_one_and_refuses_what_is_not_a_report() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    broken = report("everything")
    broken["status"] = "green"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(SCHEMA).validate(broken)


def test_the_version_is_that_of_the_collection() -> None:
    galaxy = yaml.safe_load((ROOT / "galaxy.yml").read_text())
    assert galaxy["version"] == COLLECTION_VERSION


def test_report_md_tells_all_of_it() -> None:
    made = report("everything")
    text = _report.render("md", made)
    assert text.startswith("# Apple device enrollment")
    assert "**CRITICAL: " in text
    assert "fails the run" in text
    assert "## Could not be checked" in text
    assert "- B (tokens): no permission" in text
    assert "not judged (Apple Configurator)" in text
    for finding in made["findings"]:
        assert f"`{finding['code']}`" in text
        if finding["docs_url"]:
            assert f"<{finding['docs_url']}>" in text
    assert text.count("What to do:") == len(made["findings"])
    assert "(waived)" in text
    assert "- Required cursor: " in text
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


def test_report_md_of_an_empty_tenant_says_so() -> None:
    text = _report.render("md", report("no token"))
    assert "No token was found." in text
    assert "lets the run pass" not in text


def test_report_md_of_a_healthy_one_has_no_findings() -> None:
    assert _report.render("md", report("healthy")).endswith("## Findings\n\nNone.\n")


@pytest.mark.parametrize(
    "name",
    ["<script>alert(1)</script>", "a | b", "# head\n## head", "[x](https://example.com)", "`code`", "**bold**", "&lt;"],
)
def test_hostile_names_are_text(name: str) -> None:
    facts = result(token(name=name, last_sync_error_code=3), tenants=[tenant(name=name)])
    text = _report.render("md", _report.document(evaluate(facts, policy({}), NOW), "2026-11-22T09:00:01Z"))
    assert not re.search(r"(?<!\\)" + re.escape(name), text)
    plain = re.sub(r"\\(.)", r"\1", text)
    assert " ".join(name.split("\n")) in plain
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert all(len(re.findall(r"(?<!\\)\|", row)) == 8 for row in rows)


@pytest.mark.parametrize("verdict", [None, "text", {"ping": "pong"}, {**report("healthy"), "language": "xx"}])
def test_what_is_no_verdict_is_refused(verdict: t.Any) -> None:
    for kind in _report.FILES.keys() - {"json", "prom"}:
        with pytest.raises(ConfigurationError, match=r"no status|language 'xx'"):
            _report.render(kind, _report.document(verdict, "2026-11-22T09:00:01Z"))
