# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What runs the collection's code in tests: clients, verbs without AnsibleModule, and modules as Ansible runs them."""

from __future__ import annotations

import contextlib
import json
import typing as t
from unittest import mock

import pytest
from ansible.module_utils import basic

from ansible_collections.mdm.intune.plugins.module_utils._argspec import GRAPH, ArgumentSpec
from ansible_collections.mdm.intune.plugins.module_utils._auth import connections, token_source
from ansible_collections.mdm.intune.plugins.module_utils._graph import GraphClient
from ansible_collections.mdm.intune.plugins.module_utils._task import Task
from ansible_collections.mdm.intune.plugins.module_utils._transport import Transport
from ansible_collections.mdm.intune.tests.unit.plugins.fakes import TENANT

TOKEN = "token-of-the-test"
GIVEN = {"tenant_id": TENANT, "access_token": TOKEN}


def client_of(transport: Transport) -> GraphClient:
    """Return a client of one tenant that needs no sign-in."""
    (connection,) = connections({"tenants": [{**GIVEN, "name": "Contoso"}]}, {})
    return GraphClient(connection, token_source(connection, transport), transport)


def tenants(*names: str) -> dict[str, t.Any]:
    """Return options that ask for several tenants, each with a bearer token that is its name."""
    rows = [{"tenant_id": f"{name}.example", "name": name, "access_token": name} for name in names]
    return {"tenant_id": None, "access_token": None, "tenants": rows}


class Run:
    """Runs what is behind a module, without AnsibleModule."""

    def __init__(self, spec: ArgumentSpec, verb: t.Callable[[Task], t.Any]) -> None:
        self._defaults = {name: option.get("default") for name, option in GRAPH.merge(spec).options.items()}
        self._verb = verb
        self.warnings: list[str] = []

    def __call__(self, *, check_mode: bool = False, **given: t.Any) -> t.Any:
        options = {**self._defaults, **GIVEN, **given}
        return self._verb(Task(options, {}, self.warnings.append, check_mode=check_mode))


@contextlib.contextmanager
def module_args(args: dict[str, t.Any]) -> t.Iterator[None]:
    """Hand options to AnsibleModule."""
    try:
        from ansible.module_utils.testing import patch_module_args
    except ImportError:  # older releases of ansible-core
        document = json.dumps({"ANSIBLE_MODULE_ARGS": args}).encode()
        with mock.patch.object(basic, "_ANSIBLE_ARGS", document):
            yield
    else:
        with patch_module_args(args):
            yield


class Module:
    """Runs a module as Ansible does: options in, JSON out."""

    def __init__(self, main: t.Callable[[], None], capsys: pytest.CaptureFixture[str]) -> None:
        self._main = main
        self._capsys = capsys
        self.warnings: list[str] = []
        self.printed = ""

    def __call__(self, **args: t.Any) -> dict[str, t.Any]:
        with module_args(args), pytest.raises(SystemExit) as ended:
            self._main()
        captured = self._capsys.readouterr()
        self.printed = captured.out + captured.err
        result = json.loads(captured.out)
        assert ended.value.code == (1 if result.get("failed") else 0)
        return result


# What Ansible itself puts into every result.
OF_ANSIBLE = {"changed", "failed", "msg", "invocation", "exception", "warnings", "deprecations"}


def documented(documentation: dict[str, t.Any], returned: str) -> set[str]:
    """Return the keys that RETURN promises."""
    return {name for name, value in documentation.items() if value["returned"] in (returned, "always")}


def assert_documented(value: t.Any, documentation: dict[str, t.Any], where: str) -> None:
    """Assert that a returned value has the type and exactly the keys that RETURN says."""
    if value is None:
        return
    kinds = {"str": str, "int": int, "float": float, "bool": bool, "list": list, "dict": dict}
    assert isinstance(value, kinds[documentation["type"]]), where
    assert isinstance(value, bool) == (documentation["type"] == "bool"), where
    for item in value if isinstance(value, list) else [value]:
        if "elements" in documentation:
            assert isinstance(item, kinds[documentation["elements"]]), where
        if "contains" in documentation:
            assert set(item) == set(documentation["contains"]), where
            for name, inner in documentation["contains"].items():
                assert_documented(item[name], inner, f"{where}.{name}")
