# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The national clouds: who signs in where, and which Graph belongs to it. For internal use only.

Source: Microsoft Graph documentation, "National cloud deployments".
"""

from __future__ import annotations

import dataclasses
import types
import typing as t


@dataclasses.dataclass(frozen=True)
class Cloud:
    """A deployment of Microsoft's cloud. Tokens of one are worth nothing in another."""

    authority_host: str
    graph_url: str

    @property
    def scope(self) -> str:
        """The scope to ask a token for: all application permissions granted on this cloud's Graph."""
        return f"{self.graph_url}/.default"


CLOUDS: t.Mapping[str, Cloud] = types.MappingProxyType(
    {
        "public": Cloud("https://login.microsoftonline.com", "https://graph.microsoft.com"),
        "usgov": Cloud("https://login.microsoftonline.us", "https://graph.microsoft.us"),
        "usgov_dod": Cloud("https://login.microsoftonline.us", "https://dod-graph.microsoft.us"),
        "china": Cloud("https://login.chinacloudapi.cn", "https://microsoftgraph.chinacloudapi.cn"),
    }
)
