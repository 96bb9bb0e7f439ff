# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.mdm.intune.plugins.module_utils._errors import AuthenticationError, GraphError
from ansible_collections.mdm.intune.plugins.module_utils._graph import GraphClient
from ansible_collections.mdm.intune.plugins.module_utils._push_certificate import (
    PUSH_CERTIFICATE_INFO,
    push_certificate_info,
    read_push_certificate,
)
from ansible_collections.mdm.intune.tests.unit.plugins.fakes import GRAPH, TENANT, FakeSession
from ansible_collections.mdm.intune.tests.unit.plugins.running import Run, tenants

Published = t.Callable[[str], t.Any]

URL = f"{GRAPH}/v1.0/deviceManagement/applePushNotificationCertificate"
FACTS = {
    "kind": "push_certificate",
    "tenant_id": TENANT,
    "tenant_name": "Contoso",
    "id": "00000000-0000-0000-0000-0000000000cc",
    "name": "mdm-admin@example.com",
    "configured": True,
    "apple_id": "mdm-admin@example.com",
    "topic": "com.apple.mgmt.External.00000000-0000-0000-0000-0000000000dd",
    "serial_number": "0000000000000000",
    "expires_at": "2026-09-11T14:39:25Z",
    "modified_at": "2026-07-17T15:30:26Z",
}
NONE = {**dict.fromkeys(FACTS), "kind": "push_certificate", "tenant_id": TENANT, "tenant_name": "Contoso"}
NONE["configured"] = False


@pytest.fixture
def run(fake_network: dict[str, t.Any]) -> Run:
    return Run(PUSH_CERTIFICATE_INFO, push_certificate_info)


def test_a_certificate_as_graph_sends_it(session: FakeSession, client: GraphClient, published: Published) -> None:
    body = published("shape_applePushNotificationCertificate_v1")
    assert body["certificateUploadStatus"] is None  # and a certificate is configured nevertheless
    session.get(URL, body)
    assert read_push_certificate(client) == FACTS


def test_a_certificate_as_graph_documents_it(session: FakeSession, client: GraphClient, published: Published) -> None:
    session.get(URL, published("official_applePushNotificationCertificate_get_v1"))
    assert read_push_certificate(client) == {
        "kind": "push_certificate",
        "tenant_id": TENANT,
        "tenant_name": "Contoso",
        "id": "c4c8f047-f047-c4c8-47f0-c8c447f0c8c4",
        "name": "Apple Identifier value",
        "configured": True,
        "apple_id": "Apple Identifier value",
        "topic": "Topic Identifier value",
        "serial_number": "Certificate Serial Number value",
        "expires_at": "2017-01-01T07:57:57Z",
        "modified_at": "2017-01-01T08:00:35Z",
    }


@pytest.mark.parametrize("name", ["shape_applePushNotificationCertificate_v1", None], ids=str)
@pytest.mark.parametrize("wrapped", [True, False])
def test_raw_is_the_object_alone(
    session: FakeSession, client: GraphClient, published: Published, name: str | None, wrapped: bool
) -> None:
    body = published(name) if name else {}
    session.get(URL, {"value": body} if wrapped else body)
    assert read_push_certificate(client, include_raw=True) == {**(FACTS if name else NONE), "raw": body}


def test_no_certificate_was_ever_uploaded(session: FakeSession, client: GraphClient) -> None:
    session.get(URL, {"error": {"code": "NotFound"}}, status=404)
    assert read_push_certificate(client, include_raw=True) == {**NONE, "raw": {}}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"value": None},
        {"value": {}},
        {"expirationDateTime": None},
        {"expirationDateTime": ""},
        {"expirationDateTime": "0001-01-01T00:00:00Z"},
        {"certificateUploadStatus": None, "certificateUploadFailureReason": None, "certificate": None},
    ],
    ids=str,
)
def test_nulls_are_no_certificate(session: FakeSession, client: GraphClient, body: dict[str, t.Any]) -> None:
    session.get(URL, body)
    assert read_push_certificate(client) == NONE


@pytest.mark.parametrize("status", ["Success", "Failed", "", None])
def test_the_upload_status_is_no_evidence(
    session: FakeSession, client: GraphClient, published: Published, status: str | None
) -> None:
    upload = {"certificateUploadStatus": status, "certificateUploadFailureReason": status}
    session.get(URL, {**published("shape_applePushNotificationCertificate_v1"), **upload})
    assert read_push_certificate(client) == FACTS
    session.get(URL, upload)
    assert read_push_certificate(client) == NONE


@pytest.mark.parametrize("name", ["expirationDateTime", "lastModifiedDateTime"])
@pytest.mark.parametrize("value", ["soon", 5, ["2026"]], ids=str)
def test_a_timestamp_that_is_none(session: FakeSession, client: GraphClient, name: str, value: t.Any) -> None:
    session.get(URL, {name: value})
    with pytest.raises(GraphError, match=f"push certificate: {name} is "):
        read_push_certificate(client)


@pytest.mark.parametrize(("status", "error"), [(400, GraphError), (401, AuthenticationError), (403, GraphError)])
def test_other_errors_are_raised(session: FakeSession, run: Run, status: int, error: type[Exception]) -> None:
    session.get(URL, status=status)
    with pytest.raises(error):
        run()


def test_the_permission_is_named(session: FakeSession, run: Run) -> None:
    session.get(URL, status=403)
    with pytest.raises(GraphError) as caught:
        run()
    assert caught.value.permission == "DeviceManagementManagedDevices.Read.All"
    assert "the application permission DeviceManagementManagedDevices.Read.All" in caught.value.message


def test_certificates_of_many_tenants(session: FakeSession, run: Run, published: Published) -> None:
    body = published("shape_applePushNotificationCertificate_v1")
    session.get(URL, body, bearer="a").get(URL, status=403, bearer="b").get(URL, status=404, bearer="c")
    result = run(**tenants("a", "b", "c"))
    assert [(item["tenant_name"], item["configured"]) for item in result["push_certificates"]] == [
        ("a", True),
        ("c", False),
    ]
    assert [row["checked"] for row in result["tenants"]] == [True, False, True]
    assert (result["check"], result["narrowed"]) == ("push_certificate", False)
    assert result["checked_at"] == "2026-07-17T12:00:00Z"
    assert len(run.warnings) == 1
