# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The errors of this collection. For internal use only.

Every error that a person may see is an C(IntuneError): its text says what happened, to which tenant, and what to do
next; C(failure) holds the same in a form for machines. No other exception leaves the module utilities.
"""

from __future__ import annotations

import re
import typing as t

# user:password@ in an address, as a proxy setting may have it; libraries quote such addresses in their messages.
_USERINFO = re.compile(r"(?<=//)[^/\s@]+@")


class Failure(t.TypedDict):
    """What a failed result says for machines; C(null) where it is not known."""

    status: int | None
    code: str | None
    message: str
    request_id: str | None
    client_request_id: str | None
    tenant_id: str | None
    permission: str | None


class IntuneError(Exception):
    """Root of all errors of this collection."""

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        code: str | None = None,
        request_id: str | None = None,
        client_request_id: str | None = None,
        tenant_id: str | None = None,
        permission: str | None = None,
    ) -> None:
        self.message = _USERINFO.sub("", message)
        super().__init__(self.message)
        self.status = status
        self.code = code
        self.request_id = request_id
        self.client_request_id = client_request_id
        self.tenant_id = tenant_id
        self.permission = permission

    @property
    def failure(self) -> Failure:
        """The structured form of this error."""
        return {
            "status": self.status,
            "code": self.code,
            "message": self.message,
            "request_id": self.request_id,
            "client_request_id": self.client_request_id,
            "tenant_id": self.tenant_id,
            "permission": self.permission,
        }


class ConfigurationError(IntuneError):
    """The input cannot be right. Raised before any request is sent."""


class RequirementError(IntuneError):
    """A Python library is missing where the module runs; C(library) is its name on PyPI."""

    def __init__(self, library: str) -> None:
        super().__init__(f"The Python library {library} is missing.")
        self.library = library


class TransportError(IntuneError):
    """No usable HTTP answer arrived: name resolution, connection, TLS, proxy or time limit."""


class AuthenticationError(IntuneError):
    """No access token could be obtained."""


class GraphError(IntuneError):
    """Graph answered, but not with what was asked for."""


class ActionError(IntuneError):
    """An action has failed after it began; C(result) says what was done, and what is known."""

    def __init__(self, message: str, result: dict[str, t.Any], failure: Failure | None = None) -> None:
        super().__init__(message)
        self.result = result
        self._failure = failure

    @property
    def failure(self) -> Failure:
        """The failure of the request behind it, where there is one."""
        return self._failure or super().failure
