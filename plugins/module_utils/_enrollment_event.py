# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Failed Apple bulk enrollments: Graph objects -> facts. For internal use only.

Source: enrollmentTroubleshootingEvent of Microsoft Graph v1.0 and its enumerations.
"""

from __future__ import annotations

import datetime as dt
import re
import typing as t

from ansible_collections.mdm.intune.plugins.module_utils._argspec import ArgumentSpec
from ansible_collections.mdm.intune.plugins.module_utils._errors import ConfigurationError
from ansible_collections.mdm.intune.plugins.module_utils._graph import GraphClient
from ansible_collections.mdm.intune.plugins.module_utils._task import Task, clocks, tenant_rows
from ansible_collections.mdm.intune.plugins.module_utils._timestamps import parse

Facts = dict[str, t.Any]

CHECK = "enrollment_events"
PATH = "v1.0/deviceManagement/troubleshootingEvents"
PERMISSION = "DeviceManagementManagedDevices.Read.All"

MAXIMUM_HOURS = 87600  # ten years
APPLE_ENROLLMENTS = {"appleBulkWithUser": "apple_bulk_with_user", "appleBulkWithoutUser": "apple_bulk_without_user"}


def snake_case(member: t.Any) -> str:
    """Return an enum member of Graph as we write it; C(unknown) for null."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", member).lower() if isinstance(member, str) and member else "unknown"


def read_enrollment_events(client: GraphClient, hours: float, examples: int) -> tuple[Facts, list[Facts]]:
    """Return the summary of the failed Apple enrollments of the last C(hours), and the latest of each category."""
    events: list[Facts] = []
    for raw in client.list(PATH, permission=PERMISSION):
        enrollment_type = APPLE_ENROLLMENTS.get(str(raw.get("enrollmentType")))
        if not enrollment_type:
            continue
        occurred_at = client.timestamp(raw, "eventDateTime", f"enrollment event {raw.get('id')}")
        events.append(
            {
                "kind": "enrollment_event",
                "tenant_id": client.connection.tenant_id,
                "tenant_name": client.connection.tenant_name,
                "id": raw.get("id"),
                "name": raw.get("deviceId") or raw.get("managedDeviceIdentifier"),
                "occurred_at": occurred_at,
                "category": snake_case(raw.get("failureCategory")),
                "reason": raw.get("failureReason"),
                "enrollment_type": enrollment_type,
                "operating_system": raw.get("operatingSystem"),
                "os_version": raw.get("osVersion"),
                "user_id": raw.get("userId"),
                "device_id": raw.get("deviceId"),
                "managed_device_id": raw.get("managedDeviceIdentifier"),
                "correlation_id": raw.get("correlationId"),
            }
        )
    now = client.server_time or dt.datetime.now(dt.timezone.utc)
    since = now - dt.timedelta(hours=hours)
    recent = [event for event in events if event["occurred_at"] is None or parse(event["occurred_at"]) >= since]
    recent.sort(key=lambda event: event["occurred_at"] or "", reverse=True)
    categories: dict[str, list[Facts]] = {}
    for event in recent:
        categories.setdefault(event["category"], []).append(event)
    summary = {
        "kind": "enrollment_event_summary",
        "tenant_id": client.connection.tenant_id,
        "tenant_name": client.connection.tenant_name,
        "id": client.connection.tenant_id,
        "name": client.connection.tenant_name,
        "hours": hours,
        "total": len(recent),
        "by_category": {category: len(found) for category, found in sorted(categories.items())},
        "latest_by_category": {category: found[0]["occurred_at"] for category, found in sorted(categories.items())},
        "latest_at": recent[0]["occurred_at"] if recent else None,
    }
    return summary, [event for found in categories.values() for event in found[:examples]]


ENROLLMENT_EVENT_INFO = ArgumentSpec(
    {"hours": {"type": "float", "default": 168}, "examples": {"type": "int", "default": 5}}
)


def enrollment_event_info(task: Task) -> Facts:
    """Read failed Apple enrollments of tenants: module enrollment_event_info."""
    hours, examples = task.params["hours"], task.params["examples"]
    if not 0 < hours <= MAXIMUM_HOURS or examples < 0:
        raise ConfigurationError(
            f"hours must be greater than 0 and at most {MAXIMUM_HOURS}, and examples must not be negative."
        )
    results = task.read(lambda client: read_enrollment_events(client, hours, examples))
    read = [result.value for result in results if result.value]
    return {
        "check": CHECK,
        "events": [event for _summary, events in read for event in events],
        "summary": [summary for summary, _events in read],
        "tenants": tenant_rows(results),
        "narrowed": False,
        **clocks(results),
    }
