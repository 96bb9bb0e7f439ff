# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes in and what comes out: one request, one answer. The surfaces know nothing of HTTP libraries."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass
class Call:
    """One request, as the surfaces see it."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    request_id: str
    client_request_id: str

    @property
    def target(self) -> str:
        """Path and query in plain text: what fault rules are matched against."""
        return self.path + ("?" + "&".join(f"{key}={value}" for key, value in self.query.items()) if self.query else "")


@dataclass
class Answer:
    """One answer; `connection` says what happens to the line beneath it."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "application/json"
    connection: Literal["keep", "drop", "cut", "stall"] = "keep"

    def payload(self) -> bytes:
        if self.body is None:
            return b""
        if isinstance(self.body, bytes):
            return self.body
        if isinstance(self.body, str):
            return self.body.encode()
        return json.dumps(self.body, ensure_ascii=False).encode()

    def document(self) -> Any:
        """The body as data, also where it was rendered beforehand."""
        return json.loads(self.payload())
