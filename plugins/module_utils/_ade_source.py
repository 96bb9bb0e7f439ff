# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What hangs on ADE tokens, read token by token. For internal use only."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.mdm.intune.plugins.module_utils._ade import (
    TOKENS_PATH,
    Facts,
    Selection,
    is_configurator,
    normal_form,
    require_one,
)
from ansible_collections.mdm.intune.plugins.module_utils._errors import Failure, GraphError
from ansible_collections.mdm.intune.plugins.module_utils._graph import READ_PERMISSION, GraphClient, TenantResult
from ansible_collections.mdm.intune.plugins.module_utils._task import Task

T = t.TypeVar("T")


@dataclasses.dataclass(frozen=True)
class Source(t.Generic[T]):
    """A token and what was read below it; C(failure) where the token was gone by then."""

    token: Facts
    value: T | None
    failure: Failure | None

    @property
    def row(self) -> Facts:
        """The row of C(sources)."""
        return {**identity(self.token), "checked": self.failure is None, "failure": self.failure}


@dataclasses.dataclass(frozen=True)
class Sources(t.Generic[T]):
    """What was read of one tenant."""

    selected: list[Source[T]]
    names: list[str]

    @property
    def selected_ids(self) -> list[str]:
        """The ids of the tokens that the selection names."""
        return [str(source.token["id"]) for source in self.selected]


def identity(token: Facts) -> Facts:
    """Return the keys that say to which token a fact belongs."""
    return {
        "tenant_id": token["tenant_id"],
        "tenant_name": token["tenant_name"],
        "token_id": token["id"],
        "token_name": token["name"],
    }


def read_sources(client: GraphClient, selection: Selection, read: t.Callable[[GraphClient, Facts], T]) -> Sources[T]:
    """Call C(read) for each selected token of a tenant; the C(none) row of Apple Configurator is left out.

    A token that is deleted meanwhile becomes a row that says so; every other error is the tenant's.
    """
    found = [normal_form(client, raw) for raw in client.list(TOKENS_PATH, permission=READ_PERMISSION)]
    tokens = [token for token in found if not is_configurator(token)]
    sources = []
    for token in tokens:
        if not selection.matches(token):
            continue
        try:
            sources.append(Source(token, read(client, token), None))
        except GraphError as error:
            if error.status != 404:
                raise
            sources.append(Source(token, None, error.failure))
    return Sources(sources, [str(token["name"]) for token in tokens])


def read_task(
    task: Task, selection: Selection, read: t.Callable[[GraphClient, Facts], T]
) -> tuple[list[Source[T]], list[TenantResult[t.Any]]]:
    """Read what hangs on the tokens that a task selects, of all its tenants."""
    results = task.read(lambda client: read_sources(client, selection, read))
    require_one(selection, results)
    sources = [source for result in results if result.value for source in result.value.selected]
    for source in sources:
        if source.failure:
            task.warn(f"Token {source.token['name']} ({source.token['id']}) was deleted while it was read.")
    return sources, t.cast("list[TenantResult[t.Any]]", results)
