# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import sys
import typing as t

import pytest

from ansible_collections.mdm.intune.plugins.module_utils._errors import ConfigurationError, RequirementError
from ansible_collections.mdm.intune.plugins.module_utils._query import compile_query
from ansible_collections.mdm.intune.plugins.module_utils._task import list_query

FACTS = [{"name": "b", "devices": 2, "expires_at": None}, {"name": "a", "devices": 1, "expires_at": "2027"}]


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("[].name", ["b", "a"]),
        ("[?devices > `1`].name", ["b"]),
        ("sort_by(@, &name)[0].name", "a"),
        ("length(@)", 2),
        ("[0].missing", None),
    ],
)
def test_a_query_is_applied(expression: str, found: t.Any) -> None:
    assert compile_query(expression, "query")(FACTS) == found


@pytest.mark.parametrize("expression", ["[?", "[].", "nosuch(", "a b", "[?a = 'b']", "%"])
def test_an_expression_that_is_none(expression: str) -> None:
    with pytest.raises(ConfigurationError, match=r"^rules\[0\]\.query is not a JMESPath expression: "):
        compile_query(expression, "rules[0].query")


@pytest.mark.parametrize("expression", ["nosuch(@)", "length(@[0].devices)", "sort_by(@, &expires_at)", "abs('a')"])
def test_an_expression_that_does_not_fit(expression: str) -> None:
    search = compile_query(expression, "query")
    with pytest.raises(ConfigurationError, match=r"^query does not fit the data: "):
        search(FACTS)


def test_jmespath_is_required(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jmespath", None)
    with pytest.raises(RequirementError) as caught:
        compile_query("[]", "query")
    assert caught.value.library == "jmespath"


# The option of the info modules


@pytest.mark.parametrize("params", [{}, {"query": None}, {"query": ""}], ids=str)
def test_without_a_query_everything_is_returned(params: dict[str, t.Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jmespath", None)  # it is needed for queries only
    assert list_query(params)(FACTS) == FACTS


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("[?devices > `1`]", FACTS[:1]),
        ("[].{n: name}", [{"n": "b"}, {"n": "a"}]),
        ("sort_by([?expires_at], &expires_at)[:3].name", ["a"]),
        ("[?devices > `9`]", []),
        ("[9].roles", []),
    ],
)
def test_a_query_returns_a_list(expression: str, found: list[t.Any]) -> None:
    assert list_query({"query": expression})(FACTS) == found


@pytest.mark.parametrize("expression", ["length(@)", "{a: @}", "`true`", "'text'", "join(',', [].name)"])
def test_a_single_value_is_refused_at_once(expression: str) -> None:
    with pytest.raises(ConfigurationError, match="query must yield a list, a filter or a projection"):
        list_query({"query": expression})


@pytest.mark.parametrize("expression", ["[?", "nosuch(@)", "abs('a')"])
def test_a_bad_query_is_refused_at_once(expression: str) -> None:
    with pytest.raises(ConfigurationError, match=r"^query "):
        list_query({"query": expression})


@pytest.mark.parametrize(
    ("expression", "message"),
    [("[0].name", "query must yield a list"), ("sort_by(@, &expires_at)", "query does not fit the data")],
)
def test_what_only_shows_with_data_is_refused_then(expression: str, message: str) -> None:
    search = list_query({"query": expression})
    with pytest.raises(ConfigurationError, match=message):
        search(FACTS)
