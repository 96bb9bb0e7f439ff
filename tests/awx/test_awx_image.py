# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The definition of the execution environment, as far as it can be tried without a container engine."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from conftest import ROOT, Loader

DEFINITION = ROOT / "execution-environment.yml"


def run(*command: str) -> str:
    process = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    assert process.returncode == 0, process.stdout
    return process.stdout


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What ansible-builder makes of the definition."""
    context = tmp_path_factory.mktemp("image") / "context"
    options = ("--file", str(DEFINITION), "--context", str(context), "--output-filename", "Containerfile")
    run(sys.executable, "-m", "ansible_builder", "create", *options)
    return context


def test_the_containerfile_passes_the_linter(context: Path) -> None:
    """Stages that are thrown away run as root, which the linter takes for the last word; see below."""
    hadolint = str(Path(sys.executable).parent / "hadolint")
    run(hadolint, "--failure-threshold", "warning", "--ignore", "DL3002", str(context / "Containerfile"))


def test_the_image_does_not_run_as_root(context: Path) -> None:
    users = [line for line in (context / "Containerfile").read_text().splitlines() if line.startswith("USER ")]
    assert users[-1] == "USER 1000"


def test_the_image_and_the_project_come_from_the_same_place(context: Path) -> None:
    requirements = yaml.safe_load((context / "_build" / "requirements.yml").read_text())
    (collection,) = requirements["collections"]
    data = yaml.load((ROOT / "playbooks/vars/awx/projects.yml").read_text(), Loader)
    (project,) = data["controller_projects"]
    assert f"'{collection['name']}'" in project["scm_url"]
    assert f"'{collection['version']}'" in project["scm_branch"]


def test_the_python_libraries_come_from_the_collection(collections: list[Path]) -> None:
    """The build asks the installed collection for them."""
    found = run(sys.executable, "-m", "ansible_builder", "introspect", str(collections[0]))
    for library in ("jmespath", "msal", "requests"):
        assert library in found
