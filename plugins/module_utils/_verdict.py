# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What action plugin, filters and tests share: Ansible's values in, a verdict out. For internal use only."""

from __future__ import annotations

import typing as t

from ansible_collections.mdm.intune.plugins.module_utils._errors import ConfigurationError
from ansible_collections.mdm.intune.plugins.module_utils._health import evaluate, now_from
from ansible_collections.mdm.intune.plugins.module_utils._judge import instant, judge_token
from ansible_collections.mdm.intune.plugins.module_utils._language import ENGLISH
from ansible_collections.mdm.intune.plugins.module_utils._plain import clock, plain
from ansible_collections.mdm.intune.plugins.module_utils._policy import policy_of
from ansible_collections.mdm.intune.plugins.module_utils._status import worst


def verdict(
    facts: t.Any, options: t.Mapping[str, t.Any], now: t.Any = None, language: str = ENGLISH
) -> dict[str, t.Any]:
    """Return the verdict over facts. Raises ConfigurationError, RequirementError."""
    rules = policy_of(plain(options))
    facts = plain(facts)
    return evaluate(facts, rules, now_from(plain(now), facts, clock()), plain(language))


def is_healthy(value: t.Any, options: t.Mapping[str, t.Any], now: t.Any = None) -> bool:
    """Say whether a token, a registered result (or several), or a verdict is healthy. Raises ConfigurationError."""
    value = plain(value)
    if isinstance(value, dict) and {"status", "findings", "summary"} <= set(value):
        return bool(value["status"] == "healthy")
    if isinstance(value, dict) and value.get("kind") == "ade_token":
        moment = now_from(plain(now), None, clock()) if now else clock()
        return worst(judge_token(value, policy_of(plain(options)), moment)) == "healthy"
    return bool(verdict(value, options, now)["status"] == "healthy")


def is_expiring(token: t.Any, days: t.Any = 30, now: t.Any = None) -> bool:
    """Say whether a token has expired, will within C(days), or hides its expiry. Raises ConfigurationError.

    An expiry that is not known counts as near: nobody can say that it is far. C(none) rows never expire.
    """
    token = plain(token)
    if not isinstance(token, dict) or token.get("kind") != "ade_token":
        raise ConfigurationError("expiring tests one token of ade_token_info.")
    if isinstance(days, bool) or not isinstance(days, (int, float)) or days < 0:
        raise ConfigurationError(f"days must be a number of days, not {days!r}.")
    if token.get("token_type") == "none":
        return False
    expires_at = instant(token, "expires_at")
    moment = now_from(plain(now), None, clock()) if now else clock()
    return expires_at is None or (expires_at - moment).total_seconds() <= days * 86400
