# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the checks behind a make target and end with how many passed and failed."""

from __future__ import annotations

import json
import subprocess
import sys

import machine

REPORTS = machine.CACHE / "reports"


def main() -> int:
    target, *arguments = sys.argv[1:]
    machine.use_clean_environment()
    report = REPORTS / f"{target}.json"
    report.parent.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    command = [sys.executable, "-m", "nox", "--tags", target, "--report", str(report), "--", *arguments]
    code = subprocess.run(command, cwd=machine.ROOT, check=False).returncode
    if not report.exists():
        print(f"The checks of make {target} could not run.\n0 passed, 1 failed")
        return code or 1

    sessions = json.loads(report.read_text())["sessions"]
    results = [(row["name"], row["result"], row["duration"]) for row in sessions if row["result"] != "skipped"]
    passed = sum(result == "success" for _name, result, _duration in results)
    print(f"\nmake {target}")
    for name, result, duration in results:
        print(f"  {'passed' if result == 'success' else 'FAILED'}  {duration:6.1f} s  {name}")
    skipped = [row for row in sessions if row["result"] == "skipped"]
    missing = [f"{row['name']} {row.get('reason') or 'could not run here, see above'}" for row in skipped]
    for line in left_out(target) + missing:
        print(f"  left out: {line}")
    print(f"{passed} passed, {len(results) - passed} failed")
    return 0 if code == 0 and passed == len(results) > 0 else 1


def left_out(target: str) -> list[str]:
    cores, reasons = machine.matrix()
    used = cores if target == "matrix" else cores[-1:]
    print(f"  ran on {', '.join(f'ansible-core {core.version} with Python {core.python}' for core in used)}")
    return reasons if target == "matrix" else []


if __name__ == "__main__":
    sys.exit(main())
