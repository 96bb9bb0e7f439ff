# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults, throttling, latency, the virtual clock and the run itself."""

from __future__ import annotations

import json
import time
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
import requests
from emulator.clock import instant
from emulator.faults import Rule

TOKENS = "/beta/deviceManagement/depOnboardingSettings"
ONE = {"id": "one", "name": "One", "domain": "one.example.com", "tokens": [{}]}
TWO = {"id": "two", "name": "Two", "domain": "two.example.com", "tokens": [{}]}


# --- faults --------------------------------------------------------------------------------------------------------


def test_any_answer(emulator: Any) -> None:
    rule = {"do": "answer", "status": 503, "body": {"busy": 1}, "headers": {"Retry-After": "7"}}
    emulator.fault(path="depOnboardingSettings", **rule)
    response = emulator.get(TOKENS)
    assert (response.status_code, response.json(), response.headers["Retry-After"]) == (503, {"busy": 1}, "7")
    assert emulator.requests_seen()[-1]["status"] == 503
    assert emulator.get("/beta/deviceManagement").status_code == 200


@pytest.mark.parametrize("status", [200, 502])
def test_html(emulator: Any, status: int) -> None:
    emulator.fault(path="^/beta", do="html", status=status)
    response = emulator.get(TOKENS)
    assert response.status_code == status
    assert response.headers["Content-Type"] == "text/html"
    assert response.text.startswith("<!DOCTYPE html>")


def test_truncated(emulator: Any) -> None:
    emulator.fault(path="^/beta", do="truncate")
    response = emulator.get(TOKENS)
    assert response.status_code == 200
    with pytest.raises(requests.JSONDecodeError):
        response.json()


def test_without_value(emulator: Any) -> None:
    emulator.fault(path="^/beta", do="without_value")
    body = emulator.get(TOKENS).json()
    assert "value" not in body and "@odata.context" in body


def test_empty_page(emulator: Any) -> None:
    emulator.fault(path="^/beta", do="empty_page", times=1)
    first = emulator.get(TOKENS).json()
    assert first["value"] == []
    assert len(emulator.get(first["@odata.nextLink"]).json()["value"]) == 2


def test_link_to_another_host(emulator: Any) -> None:
    emulator.fault(path="^/beta", do="next_link", to="https://graph.example.net/beta/x")
    assert emulator.get(TOKENS).json()["@odata.nextLink"] == "https://graph.example.net/beta/x"


def test_link_loop(emulator: Any) -> None:
    emulator.fault(path="^/beta", do="next_link_loop")
    link = emulator.get(TOKENS).json()["@odata.nextLink"]
    assert link == emulator.url + TOKENS
    assert emulator.get(link).json()["@odata.nextLink"] == link


def test_dropped_connection(emulator: Any) -> None:
    emulator.fault(path="^/beta", do="drop", times=1)
    bearer = emulator.bearer()
    with pytest.raises(requests.ConnectionError):
        emulator.get(TOKENS, bearer=bearer)
    entry = next(entry for entry in emulator.requests_seen() if entry["path"] == TOKENS)
    assert entry["status"] is None
    assert emulator.get(TOKENS, bearer=bearer).status_code == 200


def test_connection_cut_within_the_body(emulator: Any) -> None:
    emulator.fault(path="^/beta", do="cut")
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        emulator.get(TOKENS)


def test_stalled_answer(emulator: Any) -> None:
    emulator.fault(path="^/beta", do="stall")
    bearer = emulator.bearer()
    with pytest.raises(requests.Timeout):
        emulator.session.get(emulator.url + TOKENS, headers={"Authorization": f"Bearer {bearer}"}, timeout=0.3)


def test_delay(emulator: Any) -> None:
    emulator.fault(path="^/beta", delay_ms=200)
    bearer = emulator.bearer()
    start = time.monotonic()
    assert emulator.get(TOKENS, bearer=bearer).status_code == 200
    assert time.monotonic() - start >= 0.2


def test_after_and_times(emulator: Any) -> None:
    emulator.fault(path="^/beta", do="answer", status=500, after=1, times=2)
    assert [emulator.get(TOKENS).status_code for _attempt in range(5)] == [200, 500, 500, 200, 200]


def test_method_and_tenant(emulator: Any) -> None:
    bearers = {name: emulator.bearer(name) for name in ("Contoso", "Fabrikam")}
    emulator.fault(method="post", tenant="Fabrikam", do="answer", status=418)
    assert emulator.get(TOKENS, bearer=bearers["Fabrikam"]).status_code == 200
    assert emulator.call("POST", TOKENS, bearer=bearers["Contoso"]).status_code == 501
    assert emulator.call("POST", TOKENS, bearer=bearers["Fabrikam"]).status_code == 418


def test_sign_in_and_managed_identity_can_fail_too(emulator: Any) -> None:
    emulator.fault(path="oauth2/", do="answer", status=503, body={"error": "temporarily_unavailable"})
    assert emulator.post_token(client_secret="x").status_code == 503
    response = emulator.session.get(emulator.info["imds_url"] + "/metadata/identity/oauth2/token")
    assert response.status_code == 503


@pytest.mark.parametrize(
    "rule",
    [
        {"do": "explode"},
        {"do": "html", "colour": 1},
        {"do": "drop", "times": 0},
        {"path": "("},
        {"do": "throttle", "retry_after": "x"},
        "drop",
    ],
)
def test_bad_rules_are_refused(emulator: Any, rule: Any) -> None:
    with pytest.raises(ValueError):
        Rule.parse(rule)
    response = emulator.session.post(f"{emulator.info['control_url']}/faults", json=[{"do": "drop"}, rule])
    assert response.status_code == 400
    assert emulator.control("GET", "/faults") == []


# --- throttling ----------------------------------------------------------------------------------------------------


def throttled(emulator: Any, way: str) -> requests.Response:
    emulator.seed(tenants=[{**ONE, "throttling": {"requests": 2, "seconds": 30, "retry_after": way}}, TWO])
    assert [emulator.get(TOKENS).status_code for _attempt in range(2)] == [200, 200]
    response = emulator.get(TOKENS)
    assert response.status_code == 429
    assert response.json()["error"]["code"] == "TooManyRequests"
    assert emulator.get(TOKENS, "Two").status_code == 200
    return response


def test_retry_after_in_seconds(emulator: Any) -> None:
    assert 1 <= int(throttled(emulator, "seconds").headers["Retry-After"]) <= 30


def test_retry_after_as_a_date(emulator: Any) -> None:
    headers = throttled(emulator, "date").headers
    wait = parsedate_to_datetime(headers["Retry-After"]) - parsedate_to_datetime(headers["Date"])
    assert timedelta(seconds=1) <= wait <= timedelta(seconds=31)


def test_retry_after_nested_in_the_message(emulator: Any) -> None:
    response = throttled(emulator, "nested")
    assert "Retry-After" not in response.headers
    assert 1 <= json.loads(response.json()["error"]["message"])["RetryAfter"] <= 30


def test_no_retry_after(emulator: Any) -> None:
    response = throttled(emulator, "none")
    assert "Retry-After" not in response.headers
    assert "RetryAfter" not in response.text


def test_throttling_ends(emulator: Any) -> None:
    emulator.seed(throttling={"requests": 1, "seconds": 0.5}, tenants=[ONE])
    bearer = emulator.bearer()
    assert [emulator.get(TOKENS, bearer=bearer).status_code for _attempt in range(2)] == [200, 429]
    time.sleep(0.55)
    assert emulator.get(TOKENS, bearer=bearer).status_code == 200


def test_throttling_of_one_app(emulator: Any) -> None:
    apps = [
        {"client_id": "free", "secret": "emulator-only-seed"},
        {"client_id": "busy", "secret": "emulator-only-seed", "throttling": {"requests": 0, "seconds": 5}},
    ]
    emulator.seed(apps=apps, tenants=[ONE])
    busy = emulator.post_token(client_id="busy", client_secret="emulator-only-seed").json()["access_token"]
    assert emulator.get(TOKENS, bearer=busy).status_code == 429
    assert emulator.get(TOKENS).status_code == 200


def test_throttled_for_ever(emulator: Any) -> None:
    emulator.settle("errors")
    assert {emulator.get(TOKENS, "Throttled for ever").status_code for _attempt in range(3)} == {429}


def test_throttling_by_rule(emulator: Any) -> None:
    emulator.fault(path="^/beta", do="throttle", retry_after="seconds", seconds=4, times=1)
    response = emulator.get(TOKENS)
    assert (response.status_code, response.headers["Retry-After"]) == (429, "4")
    assert emulator.get(TOKENS).status_code == 200


# --- the estate of errors ------------------------------------------------------------------------------------------


def test_each_failing_tenant_fails_in_its_way(emulator: Any) -> None:
    emulator.settle("errors")
    assert emulator.get(TOKENS, "Works").status_code == 200
    assert emulator.get(TOKENS, "HTML answer").text.startswith("<!DOCTYPE")
    assert emulator.get(TOKENS, "HTML gateway error").status_code == 502
    with pytest.raises(requests.ConnectionError):
        emulator.get(TOKENS, "Dropped connections")
    with pytest.raises(requests.JSONDecodeError):
        emulator.get(TOKENS, "Truncated answer").json()
    assert "value" not in emulator.get(TOKENS, "Answer without value").json()
    assert "graph.example.net" in emulator.get(TOKENS, "Link to another host").json()["@odata.nextLink"]
    assert emulator.get(TOKENS, "Paging loop").json()["@odata.nextLink"] == emulator.url + TOKENS


# --- latency and clock ---------------------------------------------------------------------------------------------


def test_latency_of_the_estate_and_of_a_tenant(emulator: Any) -> None:
    emulator.seed(latency_ms=150, tenants=[ONE, {**TWO, "latency_ms": 0}])
    took = {}
    for name in ("One", "Two"):
        bearer = emulator.bearer(name)
        start = time.monotonic()
        emulator.get(TOKENS, bearer=bearer)
        took[name] = time.monotonic() - start
    assert took["One"] >= 0.15
    assert took["Two"] < took["One"]


def served_at(emulator: Any) -> datetime:
    return parsedate_to_datetime(emulator.get(TOKENS).headers["Date"])


def test_the_clock_moves_the_date_and_not_the_estate(emulator: Any) -> None:
    before = emulator.tokens()[0]["tokenExpirationDateTime"]
    emulator.control("POST", "/clock", {"advance": "3d"})
    ahead = served_at(emulator) - datetime.now(timezone.utc)
    assert timedelta(days=2, hours=23) < ahead < timedelta(days=3, hours=1)
    assert emulator.tokens()[0]["tokenExpirationDateTime"] == before
    emulator.control("POST", "/clock", {"set": "2026-12-01T00:00:00Z"})
    assert served_at(emulator).date().isoformat() == "2026-12-01"
    emulator.control("POST", "/reset")
    assert abs(served_at(emulator) - datetime.now(timezone.utc)) < timedelta(hours=1)


def test_the_seed_sets_the_clock(emulator: Any) -> None:
    emulator.seed(clock="2030-06-01T12:00:00Z", tenants=[{**ONE, "tokens": [{"tokenExpirationDateTime": "in 2 days"}]}])
    assert served_at(emulator).date().isoformat() == "2030-06-01"
    expiry = instant(emulator.tokens()[0]["tokenExpirationDateTime"])
    assert abs(expiry - datetime(2030, 6, 3, 12, tzinfo=timezone.utc)) < timedelta(hours=1)


def test_contoso_is_ahead(emulator: Any) -> None:
    emulator.settle("contoso")
    assert served_at(emulator) - datetime.now(timezone.utc) > timedelta(minutes=9)


@pytest.mark.parametrize("body", [{}, {"advance": "soon"}, {"set": "tomorrow"}, {"advance": "1d", "set": "x"}, []])
def test_bad_clock_settings_are_refused(emulator: Any, body: Any) -> None:
    assert emulator.session.post(f"{emulator.info['control_url']}/clock", json=body).status_code == 400


# --- the run -------------------------------------------------------------------------------------------------------


def test_reset_forgets(emulator: Any) -> None:
    emulator.fault(path="^/beta", do="html")
    emulator.get(TOKENS)
    emulator.control("POST", "/reset")
    assert emulator.requests_seen() == []
    assert emulator.get(TOKENS).status_code == 200


def test_another_estate_rewrites_the_description(emulator: Any) -> None:
    emulator.settle("single")
    info = json.loads((emulator.folder / "emulator.json").read_text(encoding="utf-8"))
    assert info["estate"] == "single"
    assert [row["client_secret"] for row in info["tenants"]] == ["emulator-only-single"]
    response = emulator.session.post(f"{emulator.info['control_url']}/estate", json={"name": "nowhere"})
    assert response.status_code == 400
    assert emulator.control("GET", "")["estate"] == "single"


def test_a_large_estate_lists_twenty_tenants_and_serves_all(emulator: Any) -> None:
    emulator.settle("large")
    info = json.loads((emulator.folder / "emulator.json").read_text(encoding="utf-8"))
    assert len(info["tenants"]) == 20
    assert len(emulator.control("GET", "/tenants")) == 1000
    assert len(emulator.tokens("Tenant 1000")) == 3


def test_start_and_end(launch: Any) -> None:
    folder, process = launch("--estate", "single")
    info = json.loads((folder / "emulator.json").read_text(encoding="utf-8"))
    assert info["pid"] == process.pid
    process.terminate()
    out, _err = process.communicate()
    assert out == f"emulator ready: {info['graph_url']} (estate single)\n"
    assert process.returncode == 0
    assert not (folder / "emulator.json").exists()


def test_the_lifetime_ends_it(launch: Any) -> None:
    _folder, process = launch("--estate", "single", "--lifetime", "0.1")
    assert process.wait() == 0


def test_an_unknown_estate_does_not_start(launch: Any) -> None:
    _folder, process = launch("--estate", "nowhere")
    _out, err = process.communicate()
    assert process.returncode == 2
    assert "contoso, devices_1k" in err
