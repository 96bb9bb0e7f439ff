# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A running task: its options, its tenants and their clients. For internal use only."""

from __future__ import annotations

import datetime as dt
import os
import typing as t

from ansible_collections.mdm.intune.plugins.module_utils._auth import (
    ENVIRONMENT,
    Connection,
    connections,
    token_source,
)
from ansible_collections.mdm.intune.plugins.module_utils._errors import ConfigurationError
from ansible_collections.mdm.intune.plugins.module_utils._graph import GraphClient, TenantResult, read_tenants
from ansible_collections.mdm.intune.plugins.module_utils._progress import PROGRESS_FILE, Progress
from ansible_collections.mdm.intune.plugins.module_utils._query import compile_query
from ansible_collections.mdm.intune.plugins.module_utils._timestamps import to_text
from ansible_collections.mdm.intune.plugins.module_utils._transport import Lane, Session, Transport, new_session

if t.TYPE_CHECKING:
    from ansible_collections.mdm.intune.plugins.module_utils._token_cache import TokenCache

T = t.TypeVar("T")


class Task:
    """A running module: its options, and the tenants that they name. Nothing is sent before C(read())."""

    def __init__(
        self,
        params: t.Mapping[str, t.Any],
        environ: t.Mapping[str, str],
        warn: t.Callable[[str], None],
        session: Session | None = None,
        *,
        check_mode: bool = False,
    ) -> None:
        for option in ("concurrency", "timeout"):
            if params[option] <= 0:
                raise ConfigurationError(f"{option} must be greater than 0, it is {params[option]:g}.")
        if params["retry_timeout"] < 0:
            raise ConfigurationError("retry_timeout must not be negative; 0 means never to try again.")
        self.params = params
        self.warn = warn
        self.check_mode = check_mode
        self._connections = connections(params, environ)
        ca_path = params.get("ca_path") or environ.get(ENVIRONMENT["ca_path"])
        if ca_path and not os.path.exists(ca_path):
            raise ConfigurationError(f"ca_path {ca_path} does not exist.")
        self._session = session or new_session(
            ca_path=ca_path,
            validate_certs=params["validate_certs"],
            proxy=params.get("proxy"),
            connections=min(params["concurrency"], len(self._connections)),
        )
        self._cache = _token_cache(params.get("token_cache") or environ.get(ENVIRONMENT["token_cache"]), warn)
        self._progress = Progress(environ.get(PROGRESS_FILE))
        self._lane, self._waiting = _lanes(params["concurrency"], len(self._connections))
        self._clients = [self._client(connection) for connection in self._connections]

    def _client(self, connection: Connection) -> GraphClient:
        transport = Transport(
            self._session,
            timeout=self.params["timeout"],
            retry_timeout=self.params["retry_timeout"],
            lane=self._lane(connection.credential.client_id or ""),
        )
        return GraphClient(connection, token_source(connection, transport, self._cache), transport)

    def read(self, read: t.Callable[[GraphClient], T], *, shown: bool = True) -> list[TenantResult[T]]:
        """Call C(read) for each tenant. May be called again: a tenant keeps its access token.

        Of several calls the one that takes long is C(shown), as how many tenants are done.

        Asked with C(tenants), a tenant that cannot be read is a result with a warning; asked with C(tenant_id) it
        is an error.
        """
        try:
            results = read_tenants(
                self._clients,
                read,
                self.params["concurrency"],
                isolate=self.params.get("tenants") is not None,
                waiting=self._waiting,
                progress=self._progress if shown else lambda done: None,
            )
        finally:
            if self._cache:
                self._cache.save()
        for result in results:
            if result.failure:
                self.warn(f"Could not check: {result.failure['message']}")
        return results


# What follows is imported where it is needed: a module compiles all that it imports at each run.


def _lanes(concurrency: int, tenants: int) -> tuple[t.Callable[[str], Lane], t.Callable[[], int]]:
    """Return what gives a tenant of an app its lane, and what says how many tenants wait."""
    if tenants == 1:
        return lambda _app: Lane(), lambda: 0
    from ansible_collections.mdm.intune.plugins.module_utils._traffic import Traffic

    traffic = Traffic(concurrency)
    return traffic.lane, lambda: traffic.waiting


def _token_cache(path: str | None, warn: t.Callable[[str], None]) -> TokenCache | None:
    if not path:
        return None
    from ansible_collections.mdm.intune.plugins.module_utils._token_cache import TokenCache

    return TokenCache(path, warn)


class Answered(t.Protocol):
    """Whatever knows when Graph answered it last: a tenant's result, or its client."""

    @property
    def server_time(self) -> dt.datetime | None:
        """Graph's clock."""

    @property
    def controller_time(self) -> dt.datetime | None:
        """This machine's clock at the same moment."""


def clocks(results: t.Sequence[Answered]) -> dict[str, str | None]:
    """Return C(checked_at), Graph's clock at its last answer, and C(controller_at), ours at that moment."""
    answered = [result for result in results if result.server_time]
    last = max(answered, key=lambda result: t.cast(t.Any, result.controller_time), default=None)
    return {
        "checked_at": to_text(last.server_time) if last else None,
        "controller_at": to_text(last.controller_time) if last else None,
    }


def tenant_rows(results: t.Sequence[TenantResult[t.Any]]) -> list[dict[str, t.Any]]:
    """Return C(tenants): one row for each tenant that was asked for."""
    return [
        {
            "tenant_id": result.connection.tenant_id,
            "name": result.connection.tenant_name,
            "checked": result.failure is None,
            "failure": result.failure,
        }
        for result in results
    ]


def list_query(params: t.Mapping[str, t.Any]) -> t.Callable[[list[t.Any]], list[t.Any]]:
    """Return the function that applies the option C(query) to a list of facts; without the option, that list.

    Raises ConfigurationError, now for an expression that is none or yields a single value, later for one that does
    not fit the data.
    """
    if not params.get("query"):
        return lambda facts: facts
    search = compile_query(params["query"], "query")

    def apply(facts: list[t.Any]) -> list[t.Any]:
        found = search(facts)
        if found is None:
            return []
        if not isinstance(found, list):
            raise ConfigurationError("query must yield a list, a filter or a projection, not a single value.")
        return found

    apply([])
    return apply
