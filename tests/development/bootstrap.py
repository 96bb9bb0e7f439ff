# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make .venv with the tools that run the checks; needs nothing but Python's standard library."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
OLDEST_PYTHON = (3, 10)


def make_venv() -> bool:
    return subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=False).returncode == 0


def install_venv_support() -> None:
    """Debian and its relatives keep ensurepip, which a virtual environment gets its pip from, in a separate package."""
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    apt_get = shutil.which("apt-get")
    if apt_get is None or os.geteuid() != 0:
        sys.exit(f"{sys.executable} cannot make virtual environments. Install the package {package} and try again.")
    print(f"{sys.executable} cannot make virtual environments: installing {package}", flush=True)
    subprocess.run([apt_get, "update", "-qq"], check=False)
    if subprocess.run([apt_get, "install", "-y", "-qq", "--no-install-recommends", package], check=False).returncode:
        sys.exit(f"Could not install {package}. Install it by hand and try again.")


def main() -> None:
    if sys.version_info < OLDEST_PYTHON:
        version = sys.version.split()[0]
        sys.exit(f"Python 3.10 or newer is needed, but {sys.executable} is {version}. Name another: make PYTHON=...")
    if " " in str(ROOT):
        sys.exit(f"ansible-test cannot run from a path with a space in it: move the clone out of {ROOT}.")
    print("Setting up the tools in .venv", flush=True)
    cache = ROOT / ".cache"
    os.environ.update(HOME=str(cache / "home"), UV_CACHE_DIR=str(cache / "uv"), UV_SYSTEM_CERTS="true")
    if not make_venv():
        install_venv_support()
        if not make_venv():
            sys.exit(f"{sys.executable} still cannot make virtual environments. Name another Python: make PYTHON=...")
    python = str(VENV / "bin" / "python")
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "uv>=0.13"], check=True)
    group = f"{ROOT / 'pyproject.toml'}:runner"
    subprocess.run([python, "-m", "uv", "pip", "install", "--quiet", "--python", python, "--group", group], check=True)
    (VENV / ".ready").touch()


if __name__ == "__main__":
    main()
