# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Argument specifications, composed from parts. For internal use only."""

from __future__ import annotations

import dataclasses
import typing as t

Options = dict[str, dict[str, t.Any]]


@dataclasses.dataclass(frozen=True)
class ArgumentSpec:
    """Options with the rules between them; the parts mirror the doc fragments of the same names."""

    options: Options = dataclasses.field(default_factory=dict)
    mutually_exclusive: tuple[tuple[str, ...], ...] = ()

    def merge(self, other: ArgumentSpec) -> ArgumentSpec:
        """Return both specifications as one."""
        return ArgumentSpec(
            {**self.options, **other.options},
            self.mutually_exclusive + other.mutually_exclusive,
        )

    def to_kwargs(self) -> dict[str, t.Any]:
        """Return the keyword arguments of AnsibleModule and of ArgumentSpecValidator."""
        return {"argument_spec": self.options, "mutually_exclusive": self.mutually_exclusive}


# Options without a default here may come from the environment (see _auth.ENVIRONMENT), which AnsibleModule's own
# fallback cannot tell from a value that was given: two credential kinds as options are an error, in the environment
# they have a rank.
GRAPH = ArgumentSpec(
    {
        "tenant_id": {"type": "str"},
        "tenants": {"type": "list", "elements": "raw"},
        "concurrency": {"type": "int", "default": 16},
        "client_id": {"type": "str"},
        "client_secret": {"type": "str", "no_log": True},
        "client_certificate_path": {"type": "path"},
        "client_certificate_password": {"type": "str", "no_log": True},
        "federated_token_file": {"type": "path", "no_log": False},
        "managed_identity": {"type": "str"},
        "access_token": {"type": "str", "no_log": True},
        "cloud": {"type": "str", "choices": ["public", "usgov", "usgov_dod", "china"]},
        "authority_host": {"type": "str"},
        "graph_url": {"type": "str"},
        "ca_path": {"type": "path"},
        "validate_certs": {"type": "bool", "default": True},
        "proxy": {"type": "str"},
        "timeout": {"type": "float", "default": 30},
        "retry_timeout": {"type": "float", "default": 120},
        "token_cache": {"type": "path", "no_log": False},
    },
    mutually_exclusive=(("tenant_id", "tenants"),),
)

ADE_TOKEN = ArgumentSpec(
    {
        "token_id": {"type": "str", "no_log": False},
        "token_name": {"type": "str", "no_log": False},
        "token_type": {"type": "str", "no_log": False},
    },
    mutually_exclusive=(("token_id", "token_name"), ("token_id", "token_type")),
)

WAIT = ArgumentSpec(
    {
        "wait": {"type": "bool", "default": True},
        "wait_timeout": {"type": "float", "default": 900},
        "wait_sleep": {"type": "float", "default": 10},
    }
)

INFO = ArgumentSpec(
    {
        "query": {"type": "str"},
        "include_raw": {"type": "bool", "default": False},
    }
)
