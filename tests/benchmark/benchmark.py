# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measure the collection side by side with its peers: benchmark.py COLLECTIONS_PATH [RUNS].

Every comparison runs its commands in turn (A B A B ...) after one round that does not count, and reports the medians of
whole processes and of the ratios round by round: a machine whose speed drifts slows both. The emulator is a process of
its own and is not counted. Prints a table and writes build/benchmark.json.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
OUTPUT = ROOT / "build" / "benchmark.json"


class Figures(NamedTuple):
    """One run of a command: seconds, seconds of CPU, and the largest process in MiB."""

    wall: float
    cpu: float
    peak: float


@contextmanager
def emulator(estate: str) -> Iterator[dict[str, str]]:
    """The emulator with an estate; yields the environment of a user of its first tenant."""
    with tempfile.TemporaryDirectory(prefix="mdm-intune-benchmark-") as state:
        command = [sys.executable, str(ROOT / "tests" / "emulator"), "--estate", estate, "--state-dir", state]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
            try:
                ready = Path(state) / "emulator.json"
                while not ready.exists():
                    if process.poll() is not None:
                        sys.exit(f"The emulator ended with {process.returncode}.")
                    time.sleep(0.05)
                facts = json.loads(ready.read_text(encoding="utf-8"))
                tenant = facts["tenants"][0]
                yield {
                    "AZURE_TENANT_ID": tenant["tenant_id"],
                    "AZURE_CLIENT_ID": tenant["client_id"],
                    "AZURE_CLIENT_SECRET": tenant["client_secret"],
                    "AZURE_AUTHORITY_HOST": facts["authority_host"],
                    "INTUNE_GRAPH_URL": facts["graph_url"],
                    "INTUNE_CA_PATH": facts["ca_path"],
                }
            finally:
                process.terminate()


def run(command: list[str], environment: dict[str, str]) -> Figures:
    """Run a command to its end and return what the operating system says of it and its children."""
    began = time.perf_counter()
    with tempfile.TemporaryFile() as output:
        pid = os.posix_spawnp(
            command[0],
            command,
            {**os.environ, **environment},
            file_actions=[
                (os.POSIX_SPAWN_DUP2, output.fileno(), 1),
                (os.POSIX_SPAWN_DUP2, output.fileno(), 2),
            ],
        )
        _pid, status, usage = os.wait4(pid, 0)
        wall = time.perf_counter() - began
        if os.waitstatus_to_exitcode(status):
            output.seek(0)
            sys.exit(f"{' '.join(command)} failed:\n{output.read().decode(errors='replace')[-3000:]}")
    return Figures(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def compare(commands: dict[str, tuple[list[str], dict[str, str]]], runs: int) -> dict[str, list[Figures]]:
    """Run several commands in turn; the first round warms up and does not count."""
    figures: dict[str, list[Figures]] = {name: [] for name in commands}
    for round_number in range(runs + 1):
        for name, (command, environment) in commands.items():
            measured = run(command, environment)
            if round_number:
                figures[name].append(measured)
    return figures


def ratio(figures: dict[str, list[Figures]], one: str, other: str, figure: str) -> dict[str, float]:
    """The ratio of two commands, round by round."""
    pairs = zip(figures[one], figures[other], strict=True)
    values = sorted(getattr(a, figure) / getattr(b, figure) for a, b in pairs)
    return {"median": statistics.median(values), "least": values[0], "most": values[-1]}


def one_tenant(collections: Path, runs: int) -> dict[str, Any]:
    """Info and assert in a playbook, against Ansible's own floor: a playbook with one ping."""
    playbook = str(Path(sys.executable).parent / "ansible-playbook")
    with emulator("single") as environment:
        environment |= {"ANSIBLE_COLLECTIONS_PATH": str(collections), "ANSIBLE_LOCALHOST_WARNING": "false"}
        commands = {
            name: ([playbook, str(HERE / "playbooks" / f"{name}.yml")], environment) for name in ("check", "ping")
        }
        figures = compare(commands, runs)
    return {
        "figures": figures,
        "ratios": [
            ("two tasks (info, assert) to one ping, wall time", ratio(figures, "check", "ping", "wall"), 1.25),
            ("two tasks (info, assert) to one ping, CPU time", ratio(figures, "check", "ping", "cpu"), None),
        ],
    }


def role_with_reports(collections: Path, runs: int) -> dict[str, Any]:
    """The role with all its reports, against Ansible's own floor: a playbook with one ping."""
    playbook = str(Path(sys.executable).parent / "ansible-playbook")
    with emulator("single") as environment, tempfile.TemporaryDirectory(prefix="mdm-intune-benchmark-") as reports:
        environment |= {"ANSIBLE_COLLECTIONS_PATH": str(collections), "ANSIBLE_LOCALHOST_WARNING": "false"}
        role = [playbook, str(HERE / "playbooks" / "role.yml"), "--extra-vars", f"ade_health_report_dir={reports}"]
        ping = [playbook, str(HERE / "playbooks" / "ping.yml")]
        figures = compare({"role": (role, environment), "ping": (ping, environment)}, runs)
        if len(written := sorted(path.name for path in Path(reports).iterdir())) != 5:
            sys.exit(f"The role was to write five reports, but wrote {', '.join(written)}.")
    return {
        "figures": figures,
        "ratios": [
            ("the role with all reports to one ping, wall time", ratio(figures, "role", "ping", "wall"), 1.6),
            ("the role with all reports to one ping, CPU time", ratio(figures, "role", "ping", "cpu"), None),
        ],
    }


def many_devices(collections: Path, runs: int) -> dict[str, Any]:
    """ade_device_info over 1,000, 20,000 and 200,000 devices, against a bare loop over the same pages."""
    module = [sys.executable, str(HERE / "module.py"), "ade_device_info"]
    bare = [sys.executable, str(HERE / "bare_devices.py")]
    path = {"PYTHONPATH": str(collections)}
    with emulator("devices_1k") as small, emulator("devices_20k") as middle, emulator("devices_200k") as large:
        figures = compare(
            {
                "1k": (module, small | path),
                "20k": (module, middle | path),
                "200k": (module, large | path),
                "bare 200k": (bare, large | path),
            },
            max(3, runs // 3),
        )
    return {
        "figures": figures,
        "ratios": [
            ("200,000 devices to 1,000, peak memory", ratio(figures, "200k", "1k", "peak"), 1.5),
            ("200,000 devices to 20,000, wall time", ratio(figures, "200k", "20k", "wall"), 11.0),
            (
                "200,000 devices to a bare loop over the same pages, wall time",
                ratio(figures, "200k", "bare 200k", "wall"),
                1.5,
            ),
        ],
    }


def main() -> None:
    collections, runs = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 9
    machine = f"{os.cpu_count()} processors, Python {platform.python_version()}, {platform.machine()}"
    print(f"{machine}; medians of {runs} rounds, in turn; ratios round by round\n")
    document: dict[str, Any] = {"machine": machine, "runs": runs, "measurements": {}}
    rows = []
    for measurement in (one_tenant, role_with_reports, many_devices):
        measured = measurement(collections, runs)
        document["measurements"][measurement.__name__] = {
            "figures": {
                name: {figure: statistics.median(getattr(item, figure) for item in items) for figure in Figures._fields}
                for name, items in measured["figures"].items()
            },
            "ratios": [{"name": name, **values, "limit": limit} for name, values, limit in measured["ratios"]],
        }
        for name, items in measured["figures"].items():
            wall, cpu, peak = (statistics.median(getattr(item, figure) for item in items) for figure in Figures._fields)
            print(f"  {name:<12} wall {wall:7.3f} s   cpu {cpu:7.3f} s   peak {peak:6.1f} MiB")
        rows += measured["ratios"]
        print()
    width = max(len(name) for name, _values, _limit in rows)
    print(f"  {'ratio':<{width}}  median   least    most   limit")
    for name, values, limit in rows:
        shown = f"{limit:.2f}" if limit else "-"
        print(f"  {name:<{width}}  {values['median']:6.2f}  {values['least']:6.2f}  {values['most']:6.2f}  {shown:>6}")
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    OUTPUT.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    print(f"\nWritten to {OUTPUT.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
