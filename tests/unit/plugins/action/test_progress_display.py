# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import importlib
import threading
import types
import typing as t

import pytest
from ansible.plugins.action.normal import ActionModule as NormalActionModule

from ansible_collections.mdm.intune.plugins.module_utils._progress import PROGRESS_FILE, Progress
from ansible_collections.mdm.intune.plugins.plugin_utils import _progress
from ansible_collections.mdm.intune.plugins.plugin_utils._progress import SWITCH, ActionModule

MANY = ["a.example", "b.example", "c.example"]
SECONDS = 60


class Shown(list[str]):
    """The lines that were displayed, and a way to wait for the next one."""

    def __init__(self) -> None:
        super().__init__()
        self._changed = threading.Condition()

    def display(self, text: str, *, stderr: bool) -> None:
        assert stderr
        with self._changed:
            self.append(text)
            self._changed.notify_all()

    def wait_for(self, count: int) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: len(self) >= count, SECONDS)


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Shown:
    lines = Shown()
    monkeypatch.setattr(_progress, "Display", lambda: lines)
    monkeypatch.setattr(_progress, "EVERY", 0.01)
    return lines


def plugin(args: dict[str, t.Any], *, transport: str = "local", async_val: int = 0) -> t.Any:
    """The action plugin of a task, as far as it looks at that."""
    action = ActionModule.__new__(ActionModule)
    action._task = types.SimpleNamespace(
        args=args, action="mdm.intune.ade_token_info", async_val=async_val, environment=[{"MINE": "1"}]
    )
    action._connection = types.SimpleNamespace(transport=transport)
    return action


def module(monkeypatch: pytest.MonkeyPatch, run: t.Callable[[dict[str, str]], None]) -> None:
    """What the module does, given its environment."""

    def execute(action: t.Any, tmp: t.Any, task_vars: t.Any) -> dict[str, t.Any]:
        run({name: value for part in action._task.environment for name, value in part.items()})
        return {"changed": False, "vars": task_vars}

    monkeypatch.setattr(NormalActionModule, "run", execute)


def test_progress_is_shown_while_the_module_runs(monkeypatch: pytest.MonkeyPatch, shown: Shown) -> None:
    def run(environment: dict[str, str]) -> None:
        assert environment["MINE"] == "1"
        for number, done in enumerate((1, 2), 1):
            Progress(environment[PROGRESS_FILE])(done)
            shown.wait_for(number)

    module(monkeypatch, run)
    assert plugin({"tenants": MANY}).run(None, {"a": 1}) == {"changed": False, "vars": {"a": 1}}
    assert shown == [f"mdm.intune.ade_token_info: {done} of 3 tenants are done" for done in (1, 2)]


@pytest.mark.parametrize(
    ("args", "more", "switch"),
    [
        ({}, {}, "true"),
        ({"tenants": None}, {}, "true"),
        ({"tenants": MANY[:1]}, {}, "true"),
        ({"tenants": MANY}, {"transport": "ssh"}, "true"),
        ({"tenants": MANY}, {"async_val": 60}, "true"),
        ({"tenants": MANY}, {}, "false"),
        ({"tenants": MANY}, {}, "no"),
    ],
    ids=str,
)
def test_otherwise_nothing_is_prepared(
    monkeypatch: pytest.MonkeyPatch, shown: Shown, args: dict[str, t.Any], more: dict[str, t.Any], switch: str
) -> None:
    seen: list[dict[str, str]] = []
    module(monkeypatch, seen.append)
    monkeypatch.setenv(SWITCH, switch)
    plugin(args, **more).run(None, {})
    assert seen == [{"MINE": "1"}]
    assert shown == []


def test_what_is_no_number_is_not_shown(monkeypatch: pytest.MonkeyPatch, shown: Shown) -> None:
    def run(environment: dict[str, str]) -> None:
        with open(environment[PROGRESS_FILE], "w", encoding="ascii") as file:
            file.write("{{ 6 * 7 }}")
        threading.Event().wait(0.1)
        Progress(environment[PROGRESS_FILE])(3)
        shown.wait_for(1)

    module(monkeypatch, run)
    plugin({"tenants": MANY}).run(None, {})
    assert shown == ["mdm.intune.ade_token_info: 3 of 3 tenants are done"]


def test_an_exception_ends_the_watch(monkeypatch: pytest.MonkeyPatch, shown: Shown) -> None:
    def run(_environment: dict[str, str]) -> None:
        raise ZeroDivisionError

    module(monkeypatch, run)
    before = threading.active_count()
    with pytest.raises(ZeroDivisionError):
        plugin({"tenants": MANY}).run(None, {})
    assert threading.active_count() == before


@pytest.mark.parametrize(
    "name",
    [
        "ade_device_info",
        "ade_profile_info",
        "ade_token_info",
        "ade_token_sync",
        "enrollment_event_info",
        "push_certificate_info",
        "vpp_token_info",
    ],
)
def test_what_takes_long_shows_its_progress(name: str) -> None:
    action = importlib.import_module(f"ansible_collections.mdm.intune.plugins.action.{name}")
    assert issubclass(action.ActionModule, ActionModule)
