# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What all readers of seeds share: keys that are checked, times in words, names that give ids, published bodies."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from emulator.clock import timestamp

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures" / "graph"


class EstateError(ValueError):
    """A seed that cannot be used, and where it is wrong."""


def checked(seed: Any, where: str, allowed: Iterable[str]) -> dict[str, Any]:
    if not isinstance(seed, dict):
        raise EstateError(f"{where}: expected a mapping, found {type(seed).__name__}")
    if unknown := set(seed) - set(allowed):
        raise EstateError(f"{where}: unknown keys {sorted(unknown)}; known are {sorted(allowed)}")
    return seed


def entity(seed: Mapping[str, Any], healthy: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """The properties of `healthy`, with what the seed says otherwise, without what it omits, and with real times."""
    found = {**healthy, **{key: value for key, value in seed.items() if key not in ("omit",)}}
    for key in seed.get("omit", []):
        del found[key]
    return {key: timestamp(value, now) if key.endswith("DateTime") else value for key, value in found.items()}


def stable_id(*names: str) -> str:
    """The same at each start, so that waivers and scripts may hold it."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join(("mdm.intune emulator", *names))))


def published(name: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A published body: the envelope of its list, and its entities as printed.

    A published single entity (wrapped in `value` by the documentation, flat in real answers) is a list of one.
    """
    body = json.loads((FIXTURES / name).read_text(encoding="utf-8"))
    if isinstance(body.get("value"), list):
        return {key: value for key, value in body.items() if key != "value"}, body["value"]
    single = body.get("value", body)
    return {}, [{key: value for key, value in single.items() if key != "@odata.context"}]
