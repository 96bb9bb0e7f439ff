# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measure the collection side by side with its peers: benchmark.py COLLECTIONS_PATH [RUNS].

Every comparison runs its commands in turn (A B A B ...) after one round that does not count, and reports the medians of
whole processes and of the ratios round by round: a machine whose speed drifts slows both. Long comparisons take fewer
rounds. The emulator is a process of its own and is not counted. Prints a table and writes build/benchmark.json.
"""

from __future__ import annotations

import json
import os
import platform
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterable, Iterator
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
                    # The peers read these.
                    "REQUESTS_CA_BUNDLE": facts["ca_path"],
                    "SSL_CERT_FILE": facts["ca_path"],
                }
            finally:
                process.terminate()


def control(environment: dict[str, str], path: str, body: Any = None) -> Any:
    """Ask the emulator itself, or tell it something."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(
        f"{environment['INTUNE_GRAPH_URL']}/emulator/{path}", data, {"Content-Type": "application/json"}
    )
    context = ssl.create_default_context(cafile=environment["INTUNE_CA_PATH"])
    with urllib.request.urlopen(request, context=context) as response:
        return json.load(response)


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


def compare(
    commands: dict[str, tuple[list[str], dict[str, str]]], runs: int, *, warm_up: bool = True
) -> dict[str, list[Figures]]:
    """Run several commands in turn; the first round warms up and does not count."""
    figures: dict[str, list[Figures]] = {name: [] for name in commands}
    for round_number in range(runs + warm_up):
        for name, (command, environment) in commands.items():
            measured = run(command, environment)
            if round_number >= warm_up:
                figures[name].append(measured)
    return figures


def ratio(figures: dict[str, list[Figures]], one: str, other: str, figure: str) -> dict[str, float]:
    """The ratio of two commands, round by round."""
    pairs = zip(figures[one], figures[other], strict=True)
    return spread(getattr(a, figure) / getattr(b, figure) for a, b in pairs)


def each(figures: dict[str, list[Figures]], name: str, figure: str, factor: float = 1.0) -> dict[str, float]:
    """A figure of a command, times a factor, round by round."""
    return spread(getattr(item, figure) * factor for item in figures[name])


def spread(figures: Iterable[float]) -> dict[str, float]:
    values = sorted(figures)
    return {"median": statistics.median(values), "least": values[0], "most": values[-1]}


PLAYBOOK = str(Path(sys.executable).parent / "ansible-playbook")


def playbook(name: str, *options: str) -> list[str]:
    return [PLAYBOOK, *options, str(HERE / "playbooks" / f"{name}.yml")]


def of_ansible(collections: Path, environment: dict[str, str]) -> dict[str, str]:
    return environment | {"ANSIBLE_COLLECTIONS_PATH": str(collections), "ANSIBLE_LOCALHOST_WARNING": "false"}


def hosts(folder: Path, tenants: list[str]) -> str:
    """An inventory with a host for each tenant; returns its path."""
    inventory = {f"tenant-{number}": {"tenant_id": tenant} for number, tenant in enumerate(tenants)}
    path = folder / f"hosts-{len(tenants)}.json"
    path.write_text(json.dumps({"all": {"hosts": inventory}}), encoding="utf-8")
    return str(path)


def options_of(folder: Path, tenants: list[str], **more: Any) -> str:
    """The options of a module that reads these tenants, which are variables of a playbook as well; returns the path."""
    path = folder / f"tenants-{len(tenants)}{'-'.join(['', *more])}.json"
    path.write_text(json.dumps({"tenants": tenants, "concurrency": CONCURRENCY, **more}), encoding="utf-8")
    return str(path)


CONCURRENCY = 64


def one_tenant(collections: Path, runs: int) -> dict[str, Any]:
    """Info and assert in a playbook, against Ansible's own floor (one ping), and against what people write now."""
    with emulator("single") as environment, tempfile.TemporaryDirectory() as folder:
        environment = of_ansible(collections, environment)
        inventory = hosts(Path(folder), [environment["AZURE_TENANT_ID"]])
        figures = compare(
            {
                "check": (playbook("check"), environment),
                "ping": (playbook("ping"), environment),
                "uri": (playbook("uri", "--inventory", inventory), environment),
            },
            runs,
        )
    return {
        "figures": figures,
        "ratios": [
            ("two tasks (info, assert) to one ping, wall time", ratio(figures, "check", "ping", "wall"), 1.25),
            ("two tasks (info, assert) to one ping, CPU time", ratio(figures, "check", "ping", "cpu"), None),
            ("two tasks (info, assert) to uri and assert, wall time", ratio(figures, "check", "uri", "wall"), 0.75),
        ],
    }


def role_with_reports(collections: Path, runs: int) -> dict[str, Any]:
    """The role with all its reports, against Ansible's own floor: a playbook with one ping."""
    with emulator("single") as environment, tempfile.TemporaryDirectory(prefix="mdm-intune-benchmark-") as reports:
        environment = of_ansible(collections, environment)
        role = playbook("role", "--extra-vars", f"ade_health_report_dir={reports}")
        figures = compare({"role": (role, environment), "ping": (playbook("ping"), environment)}, runs)
        if len(written := sorted(path.name for path in Path(reports).iterdir())) != 5:
            sys.exit(f"The role was to write five reports, but wrote {', '.join(written)}.")
    return {
        "figures": figures,
        "ratios": [
            ("the role with all reports to one ping, wall time", ratio(figures, "role", "ping", "wall"), 1.6),
            ("the role with all reports to one ping, CPU time", ratio(figures, "role", "ping", "cpu"), None),
        ],
    }


def many_tenants(collections: Path, runs: int) -> dict[str, Any]:
    """ade_token_info over 100 to 5,000 tenants, against a bare loop, Microsoft's SDK, and uri over forks."""
    module = [sys.executable, str(HERE / "module.py"), "ade_token_info"]
    with emulator(str(HERE / "estate_tenants.yml")) as environment, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tenants = [tenant["tenant_id"] for tenant in control(environment, "tenants")]
        lists = {count: options_of(folder, tenants[:count]) for count in (100, 500, 1000, 5000)}
        environment |= {"PYTHONPATH": str(collections)}
        cached = environment | {"INTUNE_TOKEN_CACHE": str(folder / "token-cache")}
        figures = compare(
            {
                "1,000": ([*module, lists[1000]], environment),
                "bare 1,000": ([sys.executable, str(HERE / "bare_tenants.py"), lists[1000]], environment),
                "cached 1,000": ([*module, lists[1000]], cached),
                "100": ([*module, lists[100]], environment),
                "SDK 100": ([sys.executable, str(HERE / "sdk_tenants.py"), lists[100]], environment),
            },
            max(2, runs // 3),
        )
        sizes = {"500": ([*module, lists[500]], environment), "5,000": ([*module, lists[5000]], environment)}
        figures |= compare(sizes, max(2, runs // 4), warm_up=False)
        inventory = hosts(folder, tenants[:50])
        figures |= compare(
            {
                "1,000 again": ([*module, lists[1000]], environment),
                "uri 50": (
                    playbook("uri", "--inventory", inventory, "--forks", "16"),
                    of_ansible(collections, environment),
                ),
            },
            max(2, runs // 4),
            warm_up=False,
        )
        against_uri = spread(
            one.wall / (other.wall * 20) for one, other in zip(figures["1,000 again"], figures["uri 50"], strict=True)
        )
    return {
        "figures": figures,
        "ratios": [
            ("1,000 tenants to a bare loop, wall time", ratio(figures, "1,000", "bare 1,000", "wall"), 1.5),
            ("1,000 tenants to uri over forks (50 tenants, times 20), wall time", against_uri, 0.04),
            ("1,000 tenants, ms of CPU for each", each(figures, "1,000", "cpu"), 5.0),
            ("1,000 tenants, peak memory in MiB", each(figures, "1,000", "peak"), 150.0),
            ("1,000 tenants to 100, wall time", ratio(figures, "1,000", "100", "wall"), 11.0),
            ("5,000 tenants to 500, wall time", ratio(figures, "5,000", "500", "wall"), 11.0),
            ("5,000 tenants, peak memory in MiB", each(figures, "5,000", "peak"), None),
            ("tokens from token_cache to fresh ones, wall time", ratio(figures, "cached 1,000", "1,000", "wall"), None),
            ("tokens from token_cache to fresh ones, CPU time", ratio(figures, "cached 1,000", "1,000", "cpu"), None),
            ("100 tenants to msgraph-beta-sdk, wall time", ratio(figures, "100", "SDK 100", "wall"), None),
            ("100 tenants to msgraph-beta-sdk, CPU time", ratio(figures, "100", "SDK 100", "cpu"), None),
        ],
    }


def whole_role(collections: Path, runs: int) -> dict[str, Any]:
    """The role on 1,000 tenants against the info task alone, both as playbooks."""
    with emulator("large") as environment, tempfile.TemporaryDirectory() as folder:
        tenants = [tenant["tenant_id"] for tenant in control(environment, "tenants")]
        variables = f"@{options_of(Path(folder), tenants)}"
        reports = ("--extra-vars", f"ade_health_report_dir={folder}")
        environment = of_ansible(collections, environment)
        figures = compare(
            {
                "info": (playbook("info", "--extra-vars", variables), environment),
                "role": (playbook("role_tenants", "--extra-vars", variables, *reports), environment),
            },
            max(2, runs // 3),
        )
    return {
        "figures": figures,
        "ratios": [
            ("1,000 tenants: the role to the info task alone, wall time", ratio(figures, "role", "info", "wall"), 2.0)
        ],
    }


def fairness(collections: Path, runs: int) -> dict[str, Any]:
    """1,000 tenants of which 50 never answer and 50 are always throttled, against the others and what one may take.

    A tenant may take C(retry_timeout) until its last try begins, and that one C(timeout).
    """
    timeout, retry_timeout = 2, 6
    module = [sys.executable, str(HERE / "module.py"), "ade_token_info"]
    with emulator("large") as environment, tempfile.TemporaryDirectory() as name:
        tenants = [tenant["tenant_id"] for tenant in control(environment, "tenants")]
        dead, throttled = tenants[::20], tenants[10::20]
        stall = {"path": f"^/({'|'.join(dead)})/oauth2", "do": "stall"}
        refuse = {"path": "depOnboardingSettings", "do": "throttle", "retry_after": "seconds", "seconds": 2}
        control(environment, "faults", [stall, *({**refuse, "tenant": tenant} for tenant in throttled)])
        environment |= {"PYTHONPATH": str(collections)}
        others = sorted({*tenants} - {*dead, *throttled})

        def read(which: list[str]) -> tuple[list[str], dict[str, str]]:
            return [*module, options_of(Path(name), which, timeout=timeout, retry_timeout=retry_timeout)], environment

        commands = {"all": read(tenants), "healthy": read(others), "two": read([dead[0], throttled[0]])}
        figures = compare(commands, max(2, runs // 4), warm_up=False)
    rounds = list(zip(*(figures[name] for name in commands), strict=True))
    allowed = spread(total.wall / (healthy.wall + timeout + retry_timeout) for total, healthy, _two in rounds)
    measured = spread(total.wall / (healthy.wall + two.wall) for total, healthy, two in rounds)
    what = "50 dead and 50 throttled of 1,000"
    return {
        "figures": figures,
        "ratios": [
            (f"{what} to the healthy and what one tenant may take, wall time", allowed, 1.0),
            (f"{what} to the healthy and one of each alone, wall time", measured, None),
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
    for measurement in (one_tenant, role_with_reports, many_tenants, whole_role, fairness, many_devices):
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
    print(f"  {'ratio':<{width}}   median    least     most  at most")
    for name, values, limit in rows:
        shown = f"{limit:.2f}" + ("" if values["median"] <= limit else " (missed)") if limit else "-"
        print(f"  {name:<{width}}  {values['median']:7.3f}  {values['least']:7.3f}  {values['most']:7.3f}  {shown:>7}")
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    OUTPUT.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    print(f"\nWritten to {OUTPUT.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
