# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the checks behind a make target and end with how many passed and failed.

Two lines of checks run side by side: most of them keep one processor busy. What is printed says whose it is.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import machine

REPORTS = machine.CACHE / "reports"
WORKERS = 2
SLOWEST = ("integration", "units", "awx", "sanity", "browser")


class Outcome(NamedTuple):
    """What came of a session."""

    name: str
    result: str
    seconds: float = 0.0
    reason: str | None = None

    @property
    def passed(self) -> bool:
        return self.result == "success"


def sessions(target: str) -> list[str]:
    command = [sys.executable, "-m", "nox", "--tags", target, "--list", "--json"]
    listed = subprocess.run(command, cwd=machine.ROOT, stdout=subprocess.PIPE, text=True, check=False)
    if listed.returncode:
        sys.exit(f"The checks of make {target} could not be listed.\n0 passed, 1 failed")
    return [row["session"] for row in json.loads(listed.stdout)]


def lines(names: list[str]) -> list[list[str]]:
    """Put the sessions in lines, the slowest first.

    What takes some seconds shares a line: each needs a while until nox knows the machine.
    """
    found: dict[str, list[str]] = {}
    for name in names:
        check, _dash, release = name.rpartition("-")
        check, release = (check, release) if release[:1].isdigit() else (name, "")
        found.setdefault(f"{check}-{release}" if check in SLOWEST else "", []).append(name)
    ranks = {name: SLOWEST.index(name.partition("-")[0]) if name else len(SLOWEST) for name in found}
    return [found[name] for name in sorted(found, key=ranks.__getitem__)]


def run(line: list[str], arguments: list[str], printing: threading.Lock, alone: bool) -> list[Outcome]:
    """Run sessions one after the other, and pass on what they print; C(alone) there is no need to say whose it is."""
    report = REPORTS / f"{line[0]}.json"
    report.parent.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    command = [sys.executable, "-m", "nox", "--sessions", *line, "--report", str(report), "--", *arguments]
    with subprocess.Popen(
        command, cwd=machine.ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as process:
        current = line[0]
        for text in process.stdout or ():
            if text.startswith("nox > Running session "):
                current = text.split()[-1]
            with printing:
                print(text if alone else f"{current:>16} | {text}", end="", flush=True)
    if not report.exists():
        return [Outcome(name, "not run") for name in line]
    ran = {
        row["name"]: Outcome(row["name"], row["result"], row["duration"], row.get("reason"))
        for row in json.loads(report.read_text(encoding="utf-8"))["sessions"]
    }
    # A session that nox did not come to has not passed.
    return [ran.get(name, Outcome(name, "not run")) for name in line]


def main() -> int:
    target, *arguments = sys.argv[1:]
    machine.use_clean_environment()
    names, printing = sessions(target), threading.Lock()
    with ThreadPoolExecutor(WORKERS) as pool:
        results = list(pool.map(lambda line: run(line, arguments, printing, len(names) == 1), lines(names)))
    everything = [outcome for result in results for outcome in result]
    outcomes = [outcome for outcome in everything if outcome.result != "skipped"]
    passed = sum(outcome.passed for outcome in outcomes)
    print(f"\nmake {target}")
    for outcome in outcomes:
        print(f"  {'passed' if outcome.passed else 'FAILED'}  {outcome.seconds:6.1f} s  {outcome.name}")
    skipped = [outcome for outcome in everything if outcome.result == "skipped"]
    missing = [f"{outcome.name} {outcome.reason or 'could not run here, see above'}" for outcome in skipped]
    for line in left_out(target) + missing:
        print(f"  left out: {line}")
    if not outcomes:
        print(f"There is nothing to run for make {target} on this machine.")
    print(f"{passed} passed, {len(outcomes) - passed} failed")
    return 0 if passed == len(outcomes) else 1


def left_out(target: str) -> list[str]:
    cores, reasons = machine.matrix()
    used = cores[:-1] if target == "matrix" else cores[-1:]
    print(f"  ran on {', '.join(f'ansible-core {core.version} with Python {core.python}' for core in used)}")
    return reasons if target == "matrix" else []


if __name__ == "__main__":
    sys.exit(main())
