# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What changes a token: its key pair, the upload of a server token, the sync with Apple."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from emulator.answers import Answer
from emulator.apple import ServerTokenError
from emulator.clock import NEVER, instant, render
from emulator.odata import Request, options_of
from emulator.refusals import GraphError, nested, throttled
from emulator.resources import BETA, READ_TOKENS, TOKENS, WRITE_TOKENS, route, token_of
from emulator.tokens import Token

# Apple's limit for syncs by hand.
INTERVAL = timedelta(minutes=15)


def _public_key(request: Request, token: Token) -> Answer:
    return Answer(body={"@odata.context": request.context("Edm.String"), "value": token.link.public_key()})


def get_public_key(request: Request) -> Answer:
    options_of(request, set())
    return _public_key(request, token_of(request))


def generate_public_key(request: Request) -> Answer:
    token = token_of(request)
    token.link.generate_key()
    return _public_key(request, token)


def upload(request: Request) -> Answer:
    """The texts of refusals are not published: the shape is Intune's, and only the status means anything."""
    token = token_of(request)
    now = request.world.estate.clock.now()
    try:
        body = json.loads(request.call.body)
        apple_id, file = body["appleId"], body["depToken"]
        if set(body) != {"appleId", "depToken"} or not all(isinstance(value, str) and value for value in body.values()):
            raise ValueError
        expires = token.link.accept(file, now)
    except (KeyError, ServerTokenError, TypeError, ValueError) as error:
        raise GraphError(400, "BadRequest", nested(request.call)) from error
    request.tenant.change(token, {"appleIdentifier": apple_id, "lastModifiedDateTime": render(now)})

    def show(_moment: datetime) -> None:
        request.tenant.change(token, {"tokenExpirationDateTime": render(expires)})

    request.tenant.later(now + token.link.behaviour.expiry_lag, show)
    return Answer(204)


def sync(request: Request) -> Answer:
    token = token_of(request)
    link = token.link
    now = request.world.estate.clock.now()
    last = token.entity.get("lastSyncTriggeredDateTime")
    if last and last != NEVER and timedelta() <= now - instant(last) < INTERVAL:
        if link.behaviour.refusal_status == 429:
            return throttled(request.world, request.call, "none", 0)
        raise GraphError(400, "BadRequest", nested(request.call))
    request.tenant.change(token, {"lastSyncTriggeredDateTime": render(now)})

    def finish(moment: datetime) -> None:
        code = link.sync_code(moment)
        success = {} if code else {"lastSuccessfulSyncDateTime": render(moment)}
        request.tenant.change(token, {"lastSyncErrorCode": code, **success})

    request.tenant.later(now + link.behaviour.sync_takes, finish)
    return Answer(204)


ROUTES = [
    route("GET", BETA, TOKENS + "/{id}/getEncryptionPublicKey", READ_TOKENS, get_public_key),
    # A reading permission suffices for this too, although it changes the key pair.
    route("POST", BETA, TOKENS + "/{id}/generateEncryptionPublicKey", READ_TOKENS, generate_public_key),
    route("POST", BETA, TOKENS + "/{id}/uploadDepToken", WRITE_TOKENS, upload),
    route("POST", BETA, TOKENS + "/{id}/syncWithAppleDeviceEnrollmentProgram", WRITE_TOKENS, sync),
]
