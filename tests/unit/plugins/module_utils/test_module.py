# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How the frame of the modules ends: a result, an action that failed on its way, an error."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.mdm.intune.plugins.module_utils._argspec import ArgumentSpec
from ansible_collections.mdm.intune.plugins.module_utils._errors import (
    ActionError,
    ConfigurationError,
    GraphError,
    RequirementError,
)
from ansible_collections.mdm.intune.plugins.module_utils._module import run
from ansible_collections.mdm.intune.plugins.module_utils._task import Task
from ansible_collections.mdm.intune.tests.unit.plugins.running import GIVEN, TOKEN, Module

FAILURE = GraphError("Graph said no.", status=403, code="Forbidden", request_id="request-1").failure
ROWS = {"changed": True, "results": [{"outcome": "failed"}], "diff": [{"before": "a", "after": "b"}]}

AsModule = t.Callable[[t.Callable[[], None]], Module]


@pytest.fixture
def ending(as_module: AsModule) -> t.Callable[..., dict[str, t.Any]]:
    """Runs a module whose work ends with this result, or this error."""

    def end(outcome: t.Any, *, check: str | None = None, **args: t.Any) -> dict[str, t.Any]:
        def verb(_task: Task) -> dict[str, t.Any]:
            if isinstance(outcome, Exception):
                raise outcome
            return t.cast("dict[str, t.Any]", outcome)

        result = as_module(lambda: run(ArgumentSpec(), verb, check))(**GIVEN, **args)
        result.pop("invocation", None)
        return result

    return end


Ending = t.Callable[..., dict[str, t.Any]]


def test_nothing_is_changed_unless_it_is_said(ending: Ending) -> None:
    assert ending({"facts": [1]}) == {"changed": False, "facts": [1]}
    assert ending({"changed": True}) == {"changed": True}


@pytest.mark.parametrize("diff", [True, False])
def test_a_diff_is_shown_in_diff_mode(ending: Ending, diff: bool) -> None:
    shown = {name: value for name, value in ROWS.items() if diff or name != "diff"}
    assert ending(ROWS, _ansible_diff=diff) == shown


@pytest.mark.parametrize("diff", [True, False])
def test_an_action_that_failed_says_what_was_done(ending: Ending, diff: bool) -> None:
    result = ending(ActionError("It broke off.", ROWS, FAILURE), _ansible_diff=diff)
    shown = {name: value for name, value in ROWS.items() if diff or name != "diff"}
    assert result == {"failed": True, "msg": "It broke off.", "failure": FAILURE, **shown}


def test_an_action_may_fail_without_a_request_behind_it(ending: Ending) -> None:
    result = ending(ActionError("It took too long.", {"results": []}))
    assert result["failure"]["message"] == "It took too long."
    assert set(result["failure"].values()) == {"It took too long.", None}
    assert result["results"] == []


def test_an_error_has_no_result(ending: Ending) -> None:
    result = ending(GraphError("Graph said no.", status=403, code="Forbidden", request_id="request-1"))
    assert result == {"failed": True, "msg": "Graph said no.", "failure": FAILURE}


@pytest.mark.parametrize("error", [GraphError("No."), RequirementError("msal"), ConfigurationError("Wrong.")])
def test_an_error_of_an_info_module_has_the_name_of_its_check(ending: Ending, error: Exception) -> None:
    result = ending(error, check="tokens")
    assert (result["failed"], result["check"]) == (True, "tokens")


def test_a_missing_library_is_named(ending: Ending) -> None:
    assert "Python library (msal)" in ending(RequirementError("msal"))["msg"]


def test_secrets_in_what_was_done_are_masked(ending: Ending) -> None:
    result = ending(ActionError(f"Refused {TOKEN}.", {"results": [{"message": f"Refused {TOKEN}."}]}))
    assert result["msg"] == "Refused ********."
    assert result["results"] == [{"message": "Refused ********."}]


@pytest.mark.parametrize("check_mode", [True, False])
def test_the_work_knows_of_check_mode(as_module: AsModule, check_mode: bool) -> None:
    module = as_module(lambda: run(ArgumentSpec(), lambda task: {"only_predicted": task.check_mode}))
    assert module(**GIVEN, _ansible_check_mode=check_mode)["only_predicted"] is check_mode
