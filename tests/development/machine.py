# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What this machine has: a clean environment, its Pythons, and the ansible-core releases that they can run."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from importlib.metadata import distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache"
OLDEST_PYTHON = (3, 10)
# Stands for "whatever Python is needed" when asking which releases exist.
ANY_PYTHON = "3.99"
# The oldest release that the collection supports and the one in widest use today; the newest is found out.
FIXED_RELEASES = ("2.16", "2.19")


@dataclass(frozen=True)
class Core:
    """An ansible-core release and the Python of this machine that runs it."""

    version: str
    python: str
    interpreter: str

    @property
    def release(self) -> str:
        return minor(self.version)


def minor(version: str) -> str:
    return ".".join(version.split(".")[:2])


def number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def without_pyenv_shims(path: str, home: str) -> str:
    """The search path with pyenv's shims replaced by what they stand for.

    A shim exists for every installed version, but fails for all that pyenv has not been told to use at the moment.
    """
    entries = [Path(entry) for entry in path.split(os.pathsep) if entry]
    shims = [entry for entry in entries if entry.name == "shims" and (entry.parent / "versions").is_dir()]
    roots = [entry.parent for entry in shims] + [Path(os.environ.get("PYENV_ROOT", f"{home}/.pyenv"))]
    versions = [version for root in roots for version in sorted(root.glob("versions/3.*/bin"))]
    kept = [entry for entry in entries if entry.name != "shims"]
    return os.pathsep.join(dict.fromkeys(str(entry) for entry in kept + versions))


def use_clean_environment() -> None:
    """Keep caches inside the clone, and the settings of whoever runs this out of the tests."""
    os.environ["PATH"] = without_pyenv_shims(os.environ.get("PATH", os.defpath), os.environ.get("HOME", ""))
    for name in list(os.environ):
        if name.startswith(("ANSIBLE_", "AZURE_", "INTUNE_", "XDG_", "PYENV_", "PYTHON")) or name == "VIRTUAL_ENV":
            del os.environ[name]
    os.environ.update(
        HOME=str(CACHE / "home"),
        # Its default lies in the home folder that the system knows for the user, whatever HOME says.
        ANSIBLE_REMOTE_TEMP=str(CACHE / "home" / ".ansible" / "tmp"),
        UV_CACHE_DIR=str(CACHE / "uv"),
        UV_PYTHON_DOWNLOADS="never",
        UV_SYSTEM_CERTS="true",
        LC_ALL="C.UTF-8",
    )
    Path(os.environ["HOME"]).mkdir(parents=True, exist_ok=True)


def uv(*arguments: str, stdin: str = "") -> str:
    command = [sys.executable, "-m", "uv", *arguments]
    return subprocess.run(command, input=stdin, capture_output=True, text=True, check=True).stdout


@cache
def pythons() -> dict[str, str]:
    """Final CPython releases of this machine, newest first: {"3.13": "/usr/bin/python3.13"}; uv has run each."""
    found: dict[str, str] = {}
    listing = json.loads(uv("python", "list", "--only-installed", "--output-format", "json"))
    usable = [
        row
        for row in listing
        if row["implementation"] == "cpython"
        and row.get("variant", "default") == "default"
        and re.fullmatch(r"[\d.]+", row["version"])
        and number(row["version"]) >= OLDEST_PYTHON
    ]
    for row in sorted(usable, key=lambda row: number(row["version"]), reverse=True):
        found.setdefault(minor(row["version"]), row["path"])
    return found


def resolve(requirement: str, python: str = ANY_PYTHON) -> str | None:
    """The final release that the given Python would get, or None where there is none."""
    options = ("--quiet", "--no-deps", "--no-header", "--no-annotate", "--python-version", python)
    try:
        pinned = uv("pip", "compile", *options, "-", stdin=requirement)
    except subprocess.CalledProcessError as error:
        if "No solution found" in error.stderr:
            return None
        sys.exit(f"Could not look up {requirement}:\n{error.stderr}")
    return pinned.strip().partition("==")[2]


@cache
def supported_pythons(version: str) -> tuple[str, ...]:
    """The Pythons that an ansible-core release says it supports; its Requires-Python has no upper bound."""
    target = CACHE / "ansible-core" / version
    if not any(target.glob("*.dist-info/METADATA")):
        options = ("--quiet", "--no-deps", "--python-version", ANY_PYTHON, "--target", str(target))
        uv("pip", "install", *options, f"ansible-core=={version}")
    (core,) = distributions(path=[str(target)])
    classifiers = "\n".join(core.metadata.get_all("Classifier") or [])
    return tuple(re.findall(r"Python :: (3\.\d+)$", classifiers, re.MULTILINE))


def core_for(requirement: str, candidates: list[str]) -> Core | None:
    """The newest release that meets the requirement, on the first of the candidate Pythons that it supports."""
    for python in candidates:
        version = resolve(requirement, python)
        if version and python in supported_pythons(version):
            return Core(version, python, pythons()[python])
    return None


@cache
def newest_core() -> Core:
    core = core_for("ansible-core", list(pythons()))
    if core is None:
        sys.exit(f"No final ansible-core supports a Python of this machine ({', '.join(pythons())}).")
    return core


@cache
def matrix() -> tuple[list[Core], list[str]]:
    """The releases to test, and the reasons why others are left out.

    Old releases run on the oldest Python that they support, the newest on the newest, so that both ends are covered.
    """
    cores: list[Core] = []
    left_out: list[str] = []
    for release in FIXED_RELEASES:
        core = core_for(f"ansible-core=={release}.*", list(pythons())[::-1])
        if core is None:
            left_out.append(reason(str(resolve(f"ansible-core=={release}.*"))))
        elif core.release != newest_core().release:
            cores.append(core)
    newest = str(resolve("ansible-core"))
    if newest_core().release != minor(newest):
        left_out.append(reason(newest))
    return [*cores, newest_core()], left_out


def reason(version: str) -> str:
    supported, here = ", ".join(supported_pythons(version)), ", ".join(pythons())
    return f"ansible-core {version} supports Python {supported}; this machine has {here}"


def _apt_get(*arguments: str, folder: str | None = None) -> bool:
    """Run apt-get, once more with fresh lists if it fails and this user may fetch them."""
    apt_get = shutil.which("apt-get")
    if apt_get is None:
        return False
    command = [apt_get, "-qq", *arguments]
    if subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, check=False).returncode == 0:
        return True
    if os.geteuid() != 0 or subprocess.run([apt_get, "update", "-qq"], check=False).returncode:
        return False
    return subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, check=False).returncode == 0


@cache
def chromium() -> str | None:
    """A Chromium, installed if this is a Debian and we are root; None where there is none."""
    names = ("chromium", "chromium-browser", "google-chrome")
    if not any(map(shutil.which, names)) and os.geteuid() == 0:
        _apt_get("install", "-y", "--no-install-recommends", "chromium", "fonts-dejavu-core")
    return next(filter(None, map(shutil.which, names)), None)


@cache
def promtool() -> str | None:
    """Prometheus' checker of rules, unpacked from Debian's package and not installed; None where there is none."""
    unpacked = CACHE / "prometheus" / "usr" / "bin" / "promtool"
    if found := shutil.which("promtool"):
        return found
    if not unpacked.exists() and shutil.which("dpkg-deb"):
        with tempfile.TemporaryDirectory() as folder:
            if _apt_get("download", "prometheus", folder=folder):
                (package,) = Path(folder).glob("*.deb")
                subprocess.run(["dpkg-deb", "-x", str(package), str(CACHE / "prometheus")], check=True)
    return str(unpacked) if unpacked.exists() else None


# Checks that need a program which not every machine can have.
PROGRAMS = {"browser": ("Chromium", chromium), "alerts": ("promtool, which comes with Prometheus", promtool)}
