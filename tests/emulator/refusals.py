# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How Graph says no."""

from __future__ import annotations

import json
import math
from datetime import timedelta
from email.utils import format_datetime

from emulator.answers import Answer, Call
from emulator.world import World


class GraphError(Exception):
    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


def failure(world: World, call: Call, status: int, code: str, message: str) -> Answer:
    return Answer(
        status,
        {
            "error": {
                "code": code,
                "message": message,
                "innerError": {
                    "date": f"{world.estate.clock.now():%Y-%m-%dT%H:%M:%S}",
                    "request-id": call.request_id,
                    "client-request-id": call.client_request_id,
                },
            }
        },
    )


def nested(call: Call, retry_after: int | None = None) -> str:
    """Intune's habit: a JSON document, as a string, in the message."""
    text = (
        "An error has occurred - Operation ID (for customer support): 00000000-0000-0000-0000-000000000000 "
        f"- Activity ID: {call.request_id} - Url: https://example.manage.microsoft.com/Service/Resource"
        "?api-version=2025-07-09"
    )
    document = {
        "_version": 3,
        "Message": text,
        "CustomApiErrorPhrase": "",
        "RetryAfter": retry_after,
        "ErrorSourceService": "",
        "HttpHeaders": "{}",
    }
    return json.dumps(document, indent=2).replace("\n", "\r\n")


def throttled(world: World, call: Call, way: str, seconds: float) -> Answer:
    """429; the time to wait as seconds or as a date in a header, in Intune's nested message, or not said at all."""
    wait = math.ceil(seconds)
    message = nested(call, wait) if way == "nested" else "Too many requests"
    result = failure(world, call, 429, "TooManyRequests", message)
    if way == "seconds":
        result.headers["Retry-After"] = str(wait)
    elif way == "date":
        moment = world.estate.clock.now() + timedelta(seconds=wait)
        result.headers["Retry-After"] = format_datetime(moment, usegmt=True)
    return result


def not_found(name: str) -> GraphError:
    return GraphError(404, "ResourceNotFound", f"The resource '{name}' does not exist.")


def not_a_property(name: str, kind: str) -> GraphError:
    return GraphError(
        400,
        "BadRequest",
        f"Parsing OData Select and Expand failed: Could not find a property named '{name}' on type '{kind}'.",
    )
