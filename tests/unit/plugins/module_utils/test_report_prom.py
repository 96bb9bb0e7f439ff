# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import typing as t

import pytest
from prometheus_client.parser import text_string_to_metric_families

from ansible_collections.mdm.intune.plugins.module_utils import _report
from ansible_collections.mdm.intune.plugins.module_utils._health import evaluate
from ansible_collections.mdm.intune.plugins.module_utils._policy import policy
from ansible_collections.mdm.intune.tests.unit.plugins.facts import (
    DAY,
    HOUR,
    NOW,
    STALE,
    TENANT,
    UNREAD,
    WAIVER,
    everything,
    result,
    tenant,
    token,
)

IDS = {"tenant_id": TENANT, "token_id": token()["id"]}


def scrape(facts: t.Any, **options: t.Any) -> dict[str, list[tuple[dict[str, str], float]]]:
    """Return the samples as the official client reads them, by metric, each with its labels."""
    text = _report.render("prom", _report.document(evaluate(facts, policy(options), NOW), "2026-11-22T09:00:01Z"))
    assert text.endswith("\n")
    families = list(text_string_to_metric_families(text))
    names = [family.name for family in families]
    assert len(names) == len(set(names))
    seen = set()
    for family in families:
        assert family.type == "gauge"
        assert family.documentation.endswith(".")
        for sample in family.samples:
            series = (sample.name, *sorted(sample.labels.items()))
            assert series not in seen, series
            seen.add(series)
    return {
        family.name.removeprefix("mdm_intune_"): [(sample.labels, sample.value) for sample in family.samples]
        for family in families
    }


def test_a_healthy_estate() -> None:
    metrics = scrape(everything())
    own = [{"tenant_id": TENANT}]
    assert metrics["ade_status"] == [({}, 0)]
    assert metrics["ade_passed"] == [({}, 1)]
    assert metrics["ade_judged_timestamp_seconds"] == [({}, NOW.timestamp())]
    assert metrics["tenant_info"] == [({"tenant_id": TENANT, "tenant_name": "Contoso"}, 1)]
    assert {labels["check"]: value for labels, value in metrics["ade_check_success"]} == dict.fromkeys(
        ("tokens", "profiles", "devices", "push_certificate", "vpp_tokens", "enrollment_events"), 1
    )
    names = {"tenant_name": "Contoso", "token_name": "iPads", "token_type": "apple_business_manager"}
    assert metrics["ade_token_info"] == [({**IDS, **names}, 1)]
    assert metrics["ade_token_status"] == [(IDS, 0)]
    assert metrics["ade_token_expiry_timestamp_seconds"] == [(IDS, (NOW + 200 * DAY).timestamp())]
    assert metrics["ade_token_last_sync_timestamp_seconds"] == [(IDS, (NOW - 2 * HOUR).timestamp())]
    assert metrics["ade_token_sync_error_code"] == [(IDS, 0)]
    assert metrics["ade_token_devices"] == [(IDS, 7)]
    for prefix in ("push_certificate", "vpp_token"):
        ((labels, expiry),) = metrics[f"{prefix}_expiry_timestamp_seconds"]
        assert expiry == (NOW + 200 * DAY).timestamp()
        assert labels["tenant_id"] == TENANT
        assert [value for _labels, value in metrics[f"{prefix}_status"]] == [0]
    assert [labels for labels, _value in metrics["push_certificate_status"]] == own
    assert "ade_findings" not in metrics


def test_states_and_findings() -> None:
    tokens = [token(**STALE), token(id="2", expires_at="2026-12-01T00:00:00Z"), token(id="3", **STALE)]
    metrics = scrape(result(*tokens, tenants=[tenant(), UNREAD]), waivers=[{**WAIVER, "token": "3"}])
    assert metrics["ade_status"] == [({}, 3)]
    assert metrics["ade_passed"] == [({}, 0)]
    assert [value for _labels, value in metrics["ade_token_status"]] == [3, 1, 0]
    assert ({"tenant_id": "b", "check": "tokens"}, 0) in metrics["ade_check_success"]
    assert {(row["code"], row["severity"]): value for row, value in metrics["ade_findings"]} == {
        ("sync_stale", "critical"): 1,
        ("token_expiring", "warning"): 1,
        ("could_not_check", "unknown"): 1,
    }


def test_what_is_not_known_has_no_sample() -> None:
    unknown = token(expires_at=None, last_sync_at=None, last_sync_error_code=None, synced_device_count=None)
    metrics = scrape(result(unknown, token(id="2", token_type="none")))
    assert not metrics.keys() & {
        "ade_token_expiry_timestamp_seconds",
        "ade_token_last_sync_timestamp_seconds",
        "ade_token_sync_error_code",
    }
    assert [labels["token_id"] for labels, _value in metrics["ade_token_status"]] == [IDS["token_id"]]
    assert [labels["token_id"] for labels, _value in metrics["ade_token_devices"]] == ["2"]


def test_a_result_that_names_no_tenant() -> None:
    metrics = scrape([{"failed": True, "msg": "down"}])
    assert metrics["ade_check_success"] == [({"tenant_id": "", "check": "tokens"}, 0)]
    assert metrics["ade_status"] == [({}, 2)]


@pytest.mark.parametrize("name", ['a "quoted" \\ name', "two\nlines", "\ud800", "a{b}=c,d", "\u202e\x00\x85\u2028", ""])
def test_hostile_names_are_values_of_labels(name: str) -> None:
    ((labels, _value),) = scrape(result(token(name=name)))["ade_token_info"]
    assert labels["token_name"] == "".join(char if char.isprintable() else " " for char in name).strip()
