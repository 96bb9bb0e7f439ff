# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The requests of a renewal, announced to the fake session in the words of the tests."""

from __future__ import annotations

import typing as t

import requests

from ansible_collections.mdm.intune.tests.unit.plugins import server_tokens
from ansible_collections.mdm.intune.tests.unit.plugins.fakes import TOKENS_URL, FakeSession

TOKEN_ID = "00000000-0000-4000-8000-0000000000aa"
OTHER_ID = "00000000-0000-4000-8000-0000000000bb"

BEFORE, AFTER = "2026-07-20T08:57:42Z", "2027-07-17T08:57:42Z"
MODIFIED, UPLOADED = "2025-07-20T08:57:58Z", "2026-07-17T12:00:00Z"

PUBLIC_PEM = server_tokens.PUBLIC_PEM
OTHER_PEM = server_tokens.pem(
    "CERTIFICATE", server_tokens.OTHER_CERTIFICATE.public_bytes(server_tokens.Encoding.DER)
).decode()

Json = dict[str, t.Any]


def graph_token(**changes: t.Any) -> Json:
    """A token as Graph returns it, which expires in three days and whose sync is due."""
    raw = {
        "id": TOKEN_ID,
        "tokenName": "iPads",
        "tokenType": "dep",
        "appleIdentifier": "mdm-admin@example.com",
        "tokenExpirationDateTime": BEFORE,
        "lastModifiedDateTime": MODIFIED,
        "lastSuccessfulSyncDateTime": "2026-07-17T11:44:03Z",
        "lastSyncTriggeredDateTime": "2026-07-17T11:44:00Z",
        "lastSyncErrorCode": 0,
        "syncedDeviceCount": 7,
        "dataSharingConsentGranted": True,
        "roleScopeTagIds": ["0"],
    }
    return {**raw, **changes}


def renewed(**changes: t.Any) -> Json:
    """The same token after an upload."""
    changes = {"tokenExpirationDateTime": AFTER, "lastModifiedDateTime": UPLOADED, **changes}
    return graph_token(**changes)


def synced(**changes: t.Any) -> Json:
    """The same token after an upload and a sync."""
    moments = {"lastSuccessfulSyncDateTime": "2026-07-17T12:00:01Z", "lastSyncTriggeredDateTime": UPLOADED}
    return renewed(**{**moments, **changes})


class Announced:
    """Announces requests about one tenant's tokens."""

    def __init__(self, session: FakeSession, bearer: str | None = None) -> None:
        self._session = session
        self._bearer = bearer

    def _expect(self, method: str, path: str, status: int, body: t.Any, **more: t.Any) -> Announced:
        text = "" if body is None else None
        self._session.expect(method, TOKENS_URL + path, status, json=body, text=text, bearer=self._bearer, **more)
        return self

    def listed(self, *tokens: Json) -> Announced:
        return self._expect("GET", "", 200, {"value": list(tokens)})

    def key(self, pem: str = PUBLIC_PEM, token_id: str = TOKEN_ID, status: int = 200) -> Announced:
        return self._expect("GET", f"/{token_id}/getEncryptionPublicKey", status, {"value": pem})

    def generated(self, pem: str | None = PUBLIC_PEM, status: int = 200, **more: t.Any) -> Announced:
        return self._expect("POST", f"/{TOKEN_ID}/generateEncryptionPublicKey", status, {"value": pem}, **more)

    def upload(self, status: int = 204, token_id: str = TOKEN_ID, body: t.Any = None, **more: t.Any) -> Announced:
        return self._expect("POST", f"/{token_id}/uploadDepToken", status, body, **more)

    def seen(self, token: Json | None = None, status: int = 200, **more: t.Any) -> Announced:
        token = token or renewed()
        return self._expect("GET", f"/{token['id']}", status, token, **more)

    def refused_look(self, body: Json) -> Announced:
        return self._expect("GET", f"/{TOKEN_ID}", 400, body)

    def sync(self, status: int = 204, **more: t.Any) -> Announced:
        return self._expect("POST", f"/{TOKEN_ID}/syncWithAppleDeviceEnrollmentProgram", status, None, **more)

    def found(self, *tokens: Json) -> Announced:
        """The tokens are listed, and each has our public key."""
        self.listed(*tokens)
        for token in tokens:
            self.key(token_id=token["id"])
        return self

    def whole_renewal(self) -> Announced:
        return self.found(graph_token()).upload().seen().sync().listed(synced())


def lost() -> requests.exceptions.ConnectionError:
    """The connection broke: whether the request arrived nobody knows."""
    return requests.exceptions.ConnectionError("Connection reset by peer")
