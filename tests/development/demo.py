# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Show the collection at work: demo.py COLLECTIONS_PATH [ESTATE].

Starts the emulator of Microsoft Entra ID and Graph, runs the playbook mdm.intune.check against it as a user would, and
ends 0 when the demonstration behaved. For an estate with critical findings that means that the playbook failed.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
EXPECTED_STATUS = {"contoso": "critical", "healthy": "healthy"}
PAGE = "report.html"
REPORTS = {PAGE, "report.json", "report.junit.xml", "report.md", "report.prom"}
# What the gate lets pass with its default, `fail_on: critical`.
PASSING = ("healthy", "warning")


@contextmanager
def emulator(estate: str) -> Iterator[dict[str, Any]]:
    with tempfile.TemporaryDirectory(prefix="mdm-intune-demo-") as state:
        command = [sys.executable, str(ROOT / "tests" / "emulator"), "--estate", estate, "--state-dir", state]
        ready = Path(state) / "emulator.json"
        with subprocess.Popen(command) as process:
            try:
                while not ready.exists():
                    if process.poll() is not None:
                        sys.exit(f"The demonstration could not start: the emulator ended with {process.returncode}.")
                    time.sleep(0.05)
                yield json.loads(ready.read_text(encoding="utf-8"))
            finally:
                process.terminate()


def check(facts: dict[str, Any], collections: Path, reports: Path) -> int:
    """Run the playbook like a user: secrets come from the environment, the rest from the command line."""
    first = facts["tenants"][0]
    tenants = [{"tenant_id": tenant["tenant_id"], "name": tenant["name"]} for tenant in facts["tenants"]]
    credentials = {
        "AZURE_CLIENT_ID": first["client_id"],
        "AZURE_CLIENT_SECRET": first["client_secret"],
        "AZURE_AUTHORITY_HOST": facts["authority_host"],
        "INTUNE_GRAPH_URL": facts["graph_url"],
        "INTUNE_CA_PATH": facts["ca_path"],
    }
    settings = {
        "ANSIBLE_COLLECTIONS_PATH": str(collections),
        "ANSIBLE_CALLBACK_RESULT_FORMAT": "yaml",
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
    }
    variables = {"ade_health_tenants": tenants, "ade_health_report_dir": str(reports)}
    command = ["ansible-playbook", "mdm.intune.check", "--extra-vars", json.dumps(variables)]
    print("\n$ ansible-playbook mdm.intune.check", flush=True)
    return subprocess.run(command, env={**os.environ, **credentials, **settings}, cwd=reports, check=False).returncode


def verdict(estate: str, code: int, status: str, written: set[str]) -> str | None:
    """What was wrong with the demonstration, or None if it behaved."""
    if written != REPORTS:
        return f"the reports should be {', '.join(sorted(REPORTS))}, but they are {', '.join(sorted(written))}"
    expected = EXPECTED_STATUS.get(estate, status)
    if status != expected:
        return f"the estate {estate} should be {expected}, but the report says {status}"
    if (code == 0) != (status in PASSING):
        right = "pass" if status in PASSING else "fail"
        return f"with the status {status} the playbook should {right}, but it ended with code {code}"
    return None


def main() -> None:
    collections, estate = Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "contoso"
    reports = ROOT / "build" / "demo" / Path(estate).stem
    shutil.rmtree(reports, ignore_errors=True)
    reports.mkdir(parents=True)
    with emulator(estate) as facts:
        code = check(facts, collections, reports)
    report = reports / "report.json"
    if not report.exists():
        sys.exit(f"\nThe demonstration failed: the playbook ended with code {code} and wrote no {report}.")
    status = json.loads(report.read_text(encoding="utf-8"))["status"]

    print(f"\nThe estate {estate} is {status}; ansible-playbook ended with code {code}.")
    if code:
        print("That failure is the demonstration: the last task is the gate, which fails the run so that a schedule")
        print("or a pipeline notices. Everything before it, the reports included, was done.")
    else:
        print("The gate let the run pass.")
    written = {path.name for path in reports.iterdir()}
    print(f"Reports for machines, and in Markdown, in {reports.relative_to(ROOT)}:")
    print(f"  {', '.join(sorted(written - {PAGE}))}")
    if problem := verdict(estate, code, status, written):
        sys.exit(f"The demonstration failed: {problem}.")
    print(f"The report for people, open it in a browser:\n  {(reports / PAGE).as_uri()}")


if __name__ == "__main__":
    main()
