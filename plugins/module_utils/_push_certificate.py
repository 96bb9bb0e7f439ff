# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The Apple push certificate of a tenant: Graph object -> facts. For internal use only.

Source: applePushNotificationCertificate of Microsoft Graph v1.0. Its upload-status properties are null in real answers
although a certificate is configured, so only the expiry tells.
"""

from __future__ import annotations

import typing as t

from ansible_collections.mdm.intune.plugins.module_utils._argspec import ArgumentSpec
from ansible_collections.mdm.intune.plugins.module_utils._errors import GraphError
from ansible_collections.mdm.intune.plugins.module_utils._graph import GraphClient
from ansible_collections.mdm.intune.plugins.module_utils._task import Task, clocks, tenant_rows

Facts = dict[str, t.Any]

CHECK = "push_certificate"
PATH = "v1.0/deviceManagement/applePushNotificationCertificate"
PERMISSION = "DeviceManagementManagedDevices.Read.All"


def read_push_certificate(client: GraphClient, *, include_raw: bool = False) -> Facts:
    """Return the facts of a tenant's push certificate; none configured (404, or nulls) is a fact as well."""
    try:
        raw = client.get(PATH, permission=PERMISSION)
    except GraphError as error:
        if error.status != 404:
            raise
        raw = {}
    if isinstance(raw.get("value"), dict):  # as the documentation shows it; real answers are flat
        raw = raw["value"]
    expires_at = client.timestamp(raw, "expirationDateTime", "push certificate")
    certificate = {
        "kind": "push_certificate",
        "tenant_id": client.connection.tenant_id,
        "tenant_name": client.connection.tenant_name,
        "id": raw.get("id"),
        "name": raw.get("appleIdentifier"),
        "configured": expires_at is not None,
        "apple_id": raw.get("appleIdentifier"),
        "topic": raw.get("topicIdentifier"),
        "serial_number": raw.get("certificateSerialNumber"),
        "expires_at": expires_at,
        "modified_at": client.timestamp(raw, "lastModifiedDateTime", "push certificate"),
    }
    return {**certificate, "raw": raw} if include_raw else certificate


PUSH_CERTIFICATE_INFO = ArgumentSpec({"include_raw": {"type": "bool", "default": False}})


def push_certificate_info(task: Task) -> Facts:
    """Read the push certificates of tenants: module push_certificate_info."""
    results = task.read(lambda client: read_push_certificate(client, include_raw=task.params["include_raw"]))
    return {
        "check": CHECK,
        "push_certificates": [result.value for result in results if result.value],
        "tenants": tenant_rows(results),
        "narrowed": False,
        **clocks(results),
    }
