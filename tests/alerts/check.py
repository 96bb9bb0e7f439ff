# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hold report.prom and the alert rules of docs/prometheus against promtool: check.py PROMTOOL.

The series of the tests are those of a report that is made here: a metric that is renamed makes an alert silent, and so
fails the test.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from ansible_collections.mdm.intune.plugins.module_utils import _report
from ansible_collections.mdm.intune.plugins.module_utils._health import evaluate
from ansible_collections.mdm.intune.plugins.module_utils._policy import policy
from ansible_collections.mdm.intune.tests.unit.plugins.facts import (
    UNREAD,
    found,
    push_certificate,
    result,
    tenant,
    to_text,
    token,
    vpp_token,
)

RULES = Path(__file__).resolve().parents[2] / "docs" / "prometheus" / "mdm_intune.rules.yml"
NOW = dt.datetime.fromtimestamp(0, dt.timezone.utc)  # promtool's tests begin at the epoch
DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
HEALTHY = {"expires_at": to_text(NOW + 300 * DAY), "last_sync_at": to_text(NOW - HOUR), "last_sync_error_code": 0}


def facts(**changes: Any) -> dict[str, Any]:
    at = {"checked_at": to_text(NOW), "controller_at": to_text(NOW)}
    return result(token(**{**HEALTHY, "modified_at": to_text(NOW - 60 * DAY), **changes}), **at)


def metrics(*results: dict[str, Any]) -> str:
    report = _report.document(evaluate(list(results), policy({}), NOW), "1970-01-01T00:00:01Z")
    return _report.render("prom", report)


CASES: dict[str, tuple[str, set[str]]] = {
    "healthy": (metrics(facts()), set()),
    "expired": (
        metrics(facts(expires_at=to_text(NOW - DAY))),
        {"MdmIntuneTokenExpired", "MdmIntuneTokenCritical"},
    ),
    "expires soon": (metrics(facts(expires_at=to_text(NOW + 20 * DAY))), {"MdmIntuneTokenExpiresSoon"}),
    "terms": (
        metrics(facts(last_sync_error_code=3)),
        {"MdmIntuneTokenTermsNotAccepted", "MdmIntuneTokenCritical"},
    ),
    "sync error": (metrics(facts(last_sync_error_code=-7)), {"MdmIntuneTokenSyncFailed", "MdmIntuneTokenCritical"}),
    "stale": (
        metrics(facts(last_sync_at=to_text(NOW - 90 * HOUR))),
        {"MdmIntuneTokenSyncStale", "MdmIntuneTokenCritical"},
    ),
    "never synced": (metrics(facts(last_sync_at=None)), {"MdmIntuneTokenCritical"}),
    "not checked": (metrics({**facts(), "tenants": [tenant(), UNREAD]}), {"MdmIntuneTenantNotChecked"}),
    "siblings": (
        metrics(
            facts(),
            found("push_certificate", push_certificate(expires_at=to_text(NOW + 20 * DAY))),
            found("vpp_tokens", vpp_token("iPads", expires_at=to_text(NOW + 20 * DAY))),
        ),
        {"MdmIntunePushCertificateExpiresSoon", "MdmIntuneVppTokenExpiresSoon"},
    ),
}


def series(text: str) -> list[dict[str, str]]:
    """Return the samples as promtool wants them: the same value each hour, from one instance."""
    rows = []
    for line in text.splitlines():
        if not line.startswith("#"):
            name, labels, value = re.fullmatch(r"(\w+)(?:\{(.*)\})? (\S+)", line).groups()  # type: ignore[union-attr]
            own = ",".join(filter(None, [labels, 'instance="awx"']))
            rows.append({"series": f"{name}{{{own}}}", "values": f"{value}x48"})
    return rows


def alert_test(name: str, samples: list[dict[str, str]], at: str, fired: set[str], alerts: list[str]) -> dict[str, Any]:
    """Return a test that says of each alert how often it fires; promtool wants to know the labels of each."""
    expected = [
        {"expr": f'count(ALERTS{{alertname="{alert}",alertstate="firing"}})', "eval_time": at} for alert in alerts
    ]
    for alert, row in zip(alerts, expected, strict=True):
        row["exp_samples"] = [{"labels": "{}", "value": 1}] if alert in fired else []  # type: ignore[assignment]
    return {"name": name, "interval": "1h", "input_series": samples, "promql_expr_test": expected}


def main() -> None:
    promtool = sys.argv[1]
    subprocess.run([promtool, "check", "rules", "--lint-fatal", str(RULES)], check=True)
    alerts = re.findall(r"- alert: (\w+)", RULES.read_text(encoding="utf-8"))
    tests = [alert_test(name, series(text), "1h", fired, alerts) for name, (text, fired) in CASES.items()]
    tests.append(alert_test("old", series(CASES["healthy"][0]), "30h", {"MdmIntuneCheckIsOld"}, alerts))
    tests.append(alert_test("missing", [], "2h", {"MdmIntuneCheckIsMissing"}, alerts))
    covered = set().union(
        *(fired for _text, fired in CASES.values()), {"MdmIntuneCheckIsOld", "MdmIntuneCheckIsMissing"}
    )
    if covered != set(alerts):
        sys.exit(f"No test lets these alerts fire: {', '.join(set(alerts) ^ covered)}")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "tests.yml"
        document = {"rule_files": [str(RULES)], "evaluation_interval": "1h", "tests": tests}
        file.write_text(json.dumps(document), encoding="utf-8")
        subprocess.run([promtool, "test", "rules", str(file)], check=True)
    for name, (text, _fired) in CASES.items():
        lint = subprocess.run([promtool, "check", "metrics"], input=text, capture_output=True, text=True, check=False)
        if lint.returncode:
            sys.exit(f"promtool does not like the metrics of the case {name}:\n{lint.stdout}{lint.stderr}")
    print(f"{len(alerts)} alerts, {len(tests)} tests")


if __name__ == "__main__":
    main()
