# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the AWX content share. The session `awx` of nox says where the collections are."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE))

PLAYBOOKS = sorted(f"playbooks/{path.name}" for path in (ROOT / "playbooks").glob("*.yml"))
LISTS = (
    "controller_credential_types",
    "controller_groups",
    "controller_hosts",
    "controller_notifications",
    "controller_schedules",
    "controller_templates",
    "controller_workflows",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--collections", required=True, help="the collections path: first that of mdm.intune")


@pytest.fixture(scope="session")
def collections(pytestconfig: pytest.Config) -> list[Path]:
    return [Path(path).resolve() for path in pytestconfig.getoption("collections").split(os.pathsep)]


@pytest.fixture(scope="session")
def environment(collections: list[Path]) -> dict[str, str]:
    """The environment of a person who runs a playbook."""
    return {
        **os.environ,
        "ANSIBLE_COLLECTIONS_PATH": os.pathsep.join(map(str, collections)),
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
        "NO_PROXY": "127.0.0.1,localhost",
    }


class Loader(yaml.SafeLoader):
    """Reads Ansible's tag for text that is no template."""


Loader.add_constructor("!unsafe", lambda loader, node: loader.construct_scalar(node))


def render(
    environment: dict[str, str], folder: Path, names: tuple[str, ...], variables: dict[str, Any]
) -> dict[str, Any]:
    """The lists of vars/awx as a playbook sees them, with the given variables."""
    data = ROOT / "playbooks" / "vars" / "awx"
    play = {
        "hosts": "localhost",
        "gather_facts": False,
        "vars_files": [str(path) for path in sorted(data.glob("*.yml"))],
        "tasks": [
            {
                "ansible.builtin.copy": {
                    "content": "{{ {" + ", ".join(f"'{name}': {name}" for name in names) + "} | to_json }}",
                    "dest": str(folder / "lists.json"),
                    "mode": "0600",
                }
            }
        ],
    }
    (folder / "lists.yml").write_text(yaml.safe_dump([play]))
    command = ["ansible-playbook", str(folder / "lists.yml"), "--extra-vars", json.dumps(variables)]
    subprocess.run(command, env=environment, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    return json.loads((folder / "lists.json").read_text())


@pytest.fixture(scope="session")
def lists(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """Everything that can be asked for, for five tenants."""
    variables = {
        "awx_setup_tenants": [
            {"tenant_id": f"tenant{number}.example", "name": f"Tenant {number}"} for number in range(5)
        ],
        "awx_setup_webhook": {"url": "https://hook.example/awx"},
        "awx_setup_slack": {"token": "controller-only-slack", "channels": ["#devices"]},
        "awx_setup_email": {"host": "mail.example", "sender": "awx@example.com", "recipients": ["devices@example.com"]},
    }
    yield render(environment, tmp_path_factory.mktemp("lists"), LISTS, variables)


def one(things: list[dict[str, Any]], name: str) -> dict[str, Any]:
    """The thing whose name ends so: names begin with the prefix."""
    (thing,) = (thing for thing in things if thing["name"].endswith(name))
    return thing


class Run:
    """A run of mdm.intune.awx_setup: its code, its output, and what each module did, by the name of its task."""

    def __init__(self, environment: dict[str, str], address: str, **variables: Any) -> None:
        command = ["ansible-playbook", "-v", "mdm.intune.awx_setup", "--extra-vars", json.dumps(variables)]
        settings = {"CONTROLLER_HOST": address, "ANSIBLE_NOCOLOR": "1", "COLUMNS": "80"}
        process = subprocess.run(
            command,
            env={**environment, **settings},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        self.code = process.returncode
        self.output = process.stdout + process.stderr
        self.text = re.sub(r"\s+", " ", self.output)
        tasks = re.split(r"^TASK \[(.+?)\] \*+$", process.stdout, flags=re.MULTILINE)[1:]
        self.changed = {name for name, lines in zip(tasks[::2], tasks[1::2], strict=True) if "\nchanged: " in lines}
