# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Renewal of ADE tokens: the public key for Apple, and the upload of the server token. For internal use only.

Source: the action pages "getEncryptionPublicKey", "generateEncryptionPublicKey" and "uploadDepToken" of Microsoft
Graph beta. What they refuse, and with which words, is not published.
"""

from __future__ import annotations

import dataclasses
import json
import os
import typing as t

from ansible_collections.mdm.intune.plugins.module_utils._ade import TOKENS_PATH, Facts, Selection, normal_form
from ansible_collections.mdm.intune.plugins.module_utils._ade_source import read_sources
from ansible_collections.mdm.intune.plugins.module_utils._ade_sync import (
    NOT_DUE,
    REQUESTED,
    SYNC,
    SYNCED,
    THROTTLED,
    Pace,
    never_done,
    sync_tokens,
)
from ansible_collections.mdm.intune.plugins.module_utils._argspec import ADE_TOKEN, ArgumentSpec
from ansible_collections.mdm.intune.plugins.module_utils._errors import (
    ActionError,
    ConfigurationError,
    Failure,
    IntuneError,
)
from ansible_collections.mdm.intune.plugins.module_utils._files import write_atomically
from ansible_collections.mdm.intune.plugins.module_utils._graph import READ_PERMISSION, WRITE_PERMISSION, GraphClient
from ansible_collections.mdm.intune.plugins.module_utils._server_token import (
    PublicKey,
    ServerToken,
    ServerTokenError,
    downloaded_at,
    read_server_token,
)
from ansible_collections.mdm.intune.plugins.module_utils._task import Task, clocks
from ansible_collections.mdm.intune.plugins.module_utils._timestamps import from_graph, to_text
from ansible_collections.mdm.intune.plugins.module_utils._verdict import verdict

VERIFIED, NOT_VERIFIED, NOT_ASKED = "verified", "not_verified", "not_asked"

_SIZE_LIMIT = 65536  # of what is read of files that are ours if they are small


@dataclasses.dataclass(frozen=True)
class Candidate:
    """A token that may be meant, with the client of its tenant and, where it was asked for, its public key."""

    client: GraphClient
    token: Facts
    key: PublicKey | None


@dataclasses.dataclass(frozen=True)
class Candidates:
    """The tokens that a selection names, and what kept others from being looked at."""

    found: list[Candidate]
    names: list[str]  # of all tokens that were seen
    unread: list[Failure]

    def the_one(self, what: str, *, unique: bool) -> Candidate:
        """Return the only one. C(unique) says that there cannot be another, even where nobody could look.

        Raises ConfigurationError, which lists the ids of several; ActionError where it may be in what was not read.
        """
        if self.unread and not (unique and len(self.found) == 1):
            failure = self.unread[0]
            raise ActionError(f"Nothing was written. {failure['message']}", {}, failure)
        if len(self.found) == 1:
            return self.found[0]
        if self.found:
            several = ", ".join(f"{each.token['id']} ({each.token['tenant_name']})" for each in self.found)
            raise ConfigurationError(
                f"There are {len(self.found)} tokens with {what}. Name one by token_id: {several}."
            )
        shown = ", ".join(map(repr, self.names[:20])) + (", ..." if len(self.names) > 20 else "")
        there = f"Tokens there: {shown}." if self.names else "There is no token."
        raise ConfigurationError(f"There is no token with {what}. {there}")


def _candidates(task: Task, selection: Selection, *, keys: bool) -> Candidates:
    """Look for tokens in all tenants of a task; with C(keys) their public keys are read as well."""

    def read(client: GraphClient) -> tuple[list[Candidate], list[str], list[Failure]]:
        sources = read_sources(
            client, selection, lambda _client, token: read_public_key(client, token) if keys else None
        )
        found = [Candidate(client, each.token, each.value) for each in sources.selected if not each.failure]
        return found, sources.names, [each.failure for each in sources.selected if each.failure]

    results = task.read(read)
    values = [result.value for result in results if result.value]
    return Candidates(
        [each for found, _names, _gone in values for each in found],
        sorted({name for _found, names, _gone in values for name in names}),
        [failure for result in results if (failure := result.failure)]
        + [failure for _found, _names, gone in values for failure in gone],
    )


# ---------------------------------------------------------------------------------------------------------------
# the public key


def read_public_key(client: GraphClient, token: Facts, *, generate: bool = False) -> PublicKey:
    """Return the public key of a token, or let Intune make a new pair. Raises what C(GraphClient) raises."""
    path = f"{TOKENS_PATH}/{token['id']}/"
    if generate:
        answer = client.post(path + "generateEncryptionPublicKey", permission=READ_PERMISSION)
    else:
        answer = client.get(path + "getEncryptionPublicKey", permission=READ_PERMISSION)
    try:
        return PublicKey.parse(str(answer.get("value") or ""))
    except ServerTokenError as error:
        raise client.error(
            f"token {token['name']}: Graph's public key cannot be used: {error}", READ_PERMISSION
        ) from None


TOKEN_PUBLIC_KEY = ADE_TOKEN.merge(
    ArgumentSpec({"dest": {"type": "path"}, "generate": {"type": "bool", "default": False}})
)


def token_public_key(task: Task) -> Facts:
    """Read, and on request generate and write, the public key of a token: module ade_token_public_key."""
    params, selection = task.params, Selection.from_params(task.params)
    if not (selection.token_id or selection.token_name):
        raise ConfigurationError("Name the token whose public key is wanted, by token_id or token_name.")
    dest = os.path.abspath(params["dest"]) if params["dest"] else None
    if dest:
        _check_destination(dest, "dest")
    meant = _candidates(task, selection, keys=False).the_one(str(selection), unique=bool(selection.token_id))
    client, token = meant.client, meant.token
    generate = params["generate"] and not task.check_mode
    try:
        key = read_public_key(client, token, generate=generate)
    except IntuneError as error:
        if not generate:
            raise
        raise ActionError(f"{_whether_generated(error)} {error.message}", {}, error.failure) from error
    present = _content(dest) if dest else None
    write = dest is not None and present != key.pem
    result: Facts = {
        "changed": params["generate"] or write,
        "public_key": key.pem,
        "fingerprint": key.fingerprint,
        "subject": key.subject,
        "not_after": to_text(key.not_after),
        "dest": dest,
        "token": token,
        **clocks([client]),
    }
    if write and dest:
        result["diff"] = {"before_header": dest, "after_header": dest, "before": present or "", "after": key.pem}
        if not task.check_mode:
            try:
                write_atomically(dest, key.pem, 0o644)
            except OSError as error:
                done = "A new key pair was generated, and is in the result. " if generate else ""
                message = f"{done}The public key could not be written to {dest}: {error.strerror}."
                raise ActionError(message, {**result, "changed": generate}) from error
    return result


def _whether_generated(error: IntuneError) -> str:
    if never_done(error):
        return "No key pair was generated."
    return (
        "A new key pair may have been generated. Run again without generate, and compare the fingerprint with that of"
        " the key that Apple has."
    )


def _check_destination(path: str, option: str) -> None:
    """Raise ConfigurationError where no file can be put; better now than after something was done."""
    folder = os.path.dirname(path)
    if os.path.isdir(path):
        raise ConfigurationError(f"{option} {path} is a folder. Name a file in it.")
    if os.path.exists(path) and not os.path.isfile(path):  # it would wait for a writer, or be replaced by a file
        raise ConfigurationError(f"{option} {path} is a device, a pipe or the like. Name a regular file.")
    if not os.path.isdir(folder):
        raise ConfigurationError(f"{option} {path}: the folder {folder} does not exist. Make it first.")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise ConfigurationError(f"{option} {path}: the user who runs the module may not write to {folder}.")


def _content(path: str) -> str | None:
    try:
        with open(path, encoding="utf-8") as file:
            return file.read(_SIZE_LIMIT)
    except (OSError, UnicodeDecodeError):
        return None


# ---------------------------------------------------------------------------------------------------------------
# the upload


@dataclasses.dataclass(frozen=True)
class Receipt:
    """The opt-in file in which an upload is recorded: what was uploaded where, never the content of the file.

    Graph does not tell which file a token came from. With a receipt the same file is known again. It is written before
    the upload, without C(uploaded_at), and completed after it: a run may be interrupted between the two.
    """

    path: str | None
    record: Facts

    @classmethod
    def read(cls, path: str | None, server_token: ServerToken) -> Receipt:
        """Return the receipt of a path; an empty one where there is none yet. Raises ConfigurationError.

        In a folder each file has a receipt of its own, named after what is in it, whatever the file is called.
        """
        if path is None:
            return cls(None, {})
        path = os.path.abspath(path)
        if os.path.isdir(path):
            path = os.path.join(path, f"{server_token.sha256}.json")
        _check_destination(path, "receipt_path")
        try:
            with open(path, encoding="utf-8") as file:
                record = json.loads(file.read(_SIZE_LIMIT))
        except FileNotFoundError:
            return cls(path, {})
        except OSError as error:
            raise ConfigurationError(f"receipt_path {path} cannot be read: {error.strerror}.") from error
        except (ValueError, RecursionError):
            record = None
        if not _is_receipt(record):
            raise ConfigurationError(
                f"receipt_path {path} holds something else than the record of an upload. It is left alone: name"
                " another file, or remove this one."
            )
        return cls(path, record)

    def of(self, server_token: ServerToken, token: Facts) -> Receipt | None:
        """Return the receipt if it says that this file was uploaded to this token, else None."""
        record = self.record
        if (record.get("sha256"), record.get("token_id")) != (server_token.sha256, token["id"]):
            return None
        if record["uploaded_at"]:
            return self
        # That run was interrupted. The token tells whether the upload had come through.
        if token["modified_at"] == record["modified_at"]:
            return None
        return Receipt(self.path, {**record, "uploaded_at": token["modified_at"]})

    @property
    def verification(self) -> dict[str, str]:
        """What was verified after the upload; nothing, where the run ended before."""
        return {**_UNVERIFIED, **self.record.get("verification", {})}

    def write(self, **changes: t.Any) -> Receipt:
        """Return the receipt with changes, written to its file. Raises OSError."""
        record = {"format": _RECEIPT, **self.record, **changes}
        if self.path:
            write_atomically(self.path, json.dumps(record, indent=2, ensure_ascii=False) + "\n", 0o600)
        return Receipt(self.path, record)


_UNVERIFIED = {"expiry": NOT_VERIFIED, "sync": NOT_VERIFIED}


def _is_receipt(record: t.Any) -> bool:
    if not isinstance(record, dict) or record.get("format") != _RECEIPT:
        return False
    verification = record.get("verification", {})
    return (
        all(isinstance(record.get(name), str) for name in ("sha256", "token_id"))
        and all(
            isinstance(record.get(name, 0), (str, type(None))) for name in ("uploaded_at", "modified_at", "expired_at")
        )
        and isinstance(verification, dict)
        and set(verification) <= set(_UNVERIFIED)
        and all(each in (VERIFIED, NOT_VERIFIED, NOT_ASKED) for each in verification.values())
    )


_RECEIPT = "mdm.intune receipt 1"

TOKEN = ADE_TOKEN.merge(SYNC).merge(
    ArgumentSpec(
        {
            "server_token_path": {"type": "path", "required": True, "no_log": False},
            "apple_id": {"type": "str"},
            "receipt_path": {"type": "path"},
            "force": {"type": "bool", "default": False},
            "verify": {"type": "bool", "default": True},
            "sync": {"type": "bool", "default": True},
        }
    )
)


def token_renewal(task: Task) -> Facts:
    """Upload a renewed server token, and verify that it took effect: module ade_token."""
    params, selection, pace = task.params, Selection.from_params(task.params), Pace.from_params(task.params)
    path = params["server_token_path"]
    server_token = read_server_token(path)
    receipt = Receipt.read(params["receipt_path"], server_token)
    meant = _made_for(server_token, path, selection, _candidates(task, selection, keys=True))
    client, token = meant.client, meant.token
    known = None if params["force"] else receipt.of(server_token, token)
    apple_id = _apple_id(params["apple_id"], token, task.warn)
    if not known and not params["force"]:
        _refuse_older(path, token)
    result: Facts = {
        "changed": not known,
        "uploaded": False,
        "token": token,
        "before": token,
        "server_token": {
            "sha256": server_token.sha256,
            "downloaded_at": to_text(downloaded_at(os.path.basename(path))),
        },
        "sync": None,
        "verification": known.verification if known else {"expiry": NOT_ASKED, "sync": NOT_ASKED},
        "health": None,
        **clocks([client]),
    }
    if not known:
        result["diff"] = _difference(token, apple_id)
    if task.check_mode:
        return result
    if not known:
        known = _upload(task, client, token, server_token, apple_id, Receipt(receipt.path, {}), result)
    asked = [name for name, option in (("expiry", "verify"), ("sync", "sync")) if params[option]]
    result["verification"] = {
        name: state if name in asked or state == VERIFIED else NOT_ASKED for name, state in known.verification.items()
    }
    if all(result["verification"][name] == VERIFIED for name in asked):
        return _judged(client, result, token)
    return _verified(task, client, known, result, pace)


def _made_for(server_token: ServerToken, path: str, selection: Selection, candidates: Candidates) -> Candidate:
    """Return the token that the file was made for, which must be the selected one, if one is selected.

    Raises ServerTokenError for a file of another token, ConfigurationError, ActionError.
    """
    made_for = ", ".join(map(str, server_token.recipients))
    if selection.token_id or selection.token_name:
        meant = candidates.the_one(str(selection), unique=bool(selection.token_id))
        if meant.key and meant.key.opens(server_token):
            return meant
        raise ServerTokenError(
            f"{path} was not made for token {meant.token['name']} ({meant.token['id']}) of tenant"
            f" {meant.client.connection.label}: it is encrypted to {made_for}, and the public key of this token is"
            f" {meant.key}. Nothing was uploaded. Download the token at Apple from the server entry that holds this"
            " token's public key; ade_token_public_key returns it."
        )
    matching = [each for each in candidates.found if each.key and each.key.opens(server_token)]
    if not matching and not candidates.unread:
        raise ServerTokenError(
            f"{path} was made for none of the {len(candidates.found)} tokens that were looked at: it is encrypted to"
            f" {made_for}. Nothing was uploaded. It belongs to another tenant, or Intune has a new key pair since the"
            " public key was given to Apple."
        )
    narrowed = dataclasses.replace(candidates, found=matching)
    return narrowed.the_one(f"the public key that {path} is encrypted to", unique=True)


def _apple_id(given: str | None, token: Facts, warn: t.Callable[[str], None]) -> str:
    present = token["apple_id"]
    if not given and not present:
        raise ConfigurationError(
            f"Token {token['name']}: Graph names no Apple Account of the present token. Give apple_id, the account that"
            " downloaded the file."
        )
    if given and present and given.lower() != str(present).lower():
        warn(
            f"Token {token['name']}: apple_id {given} differs from {present}, which made the present token. For an"
            " enrollment token that is allowed, and leaves enrolled devices alone; make sure that the file comes from"
            " the same server entry at Apple. (The Apple push certificate must keep its account.)"
        )
    return str(given or present)


def _refuse_older(path: str, token: Facts) -> None:
    """Raise ServerTokenError for a file that was downloaded before the token was uploaded last, by its name."""
    downloaded, modified = downloaded_at(os.path.basename(path)), from_graph(token["modified_at"])
    if downloaded and modified and downloaded < modified:
        raise ServerTokenError(
            f"{path} was downloaded at {to_text(downloaded)}, as its name says, and token {token['name']} was uploaded"
            f" last at {to_text(modified)}. It is the file of then or an older one, which Apple has voided. Nothing was"
            " uploaded. Take the newest file; if this one is, set force."
        )


def _difference(token: Facts, apple_id: str) -> Facts:
    name = f"{token['tenant_name']}: {token['name']}"
    keys = ("apple_id", "modified_at", "expires_at")
    return {
        "before_header": name,
        "after_header": name,
        "before": {key: token[key] for key in keys},
        "after": {"apple_id": apple_id, "modified_at": "the time of the run", "expires_at": "that of the new token"},
    }


def _upload(
    task: Task,
    client: GraphClient,
    token: Facts,
    server_token: ServerToken,
    apple_id: str,
    receipt: Receipt,
    result: Facts,
) -> Receipt:
    """Upload the file, and return its receipt. Raises ActionError, which says whether something was changed."""
    try:
        receipt = receipt.write(
            sha256=server_token.sha256,
            tenant_id=token["tenant_id"],
            token_id=token["id"],
            token_name=token["name"],
            modified_at=token["modified_at"],
            expired_at=token["expires_at"],
            uploaded_at=None,
        )
    except OSError as error:
        message = f"Nothing was uploaded: receipt_path {receipt.path} could not be written: {error.strerror}."
        raise ActionError(message, {**result, "changed": False}) from error
    try:
        client.post(
            f"{TOKENS_PATH}/{token['id']}/uploadDepToken",
            permission=WRITE_PERMISSION,
            body={"appleId": apple_id, "depToken": server_token.text},
        )
    except IntuneError as error:
        if never_done(error):
            gone = " The token was deleted meanwhile." if error.status == 404 else ""
            message = f"Nothing was changed: Graph did not take the server token. {error.message}{gone}"
            raise ActionError(message, {**result, "changed": False}, error.failure) from error
        if not _was_uploaded(client, token, result):
            message = (
                f"The upload was not confirmed, and token {token['name']} is still as it was"
                f" ({_modified(token)}): most likely nothing was changed. Run again. {error.message}"
            )
            raise ActionError(message, {**result, "changed": False}, error.failure) from error
    result["uploaded"] = True
    uploaded_at = to_text(client.server_time or client.controller_time)
    # Written down at once: whatever comes after may fail.
    return _keep(task, receipt, uploaded_at=uploaded_at)


def _modified(token: Facts) -> str:
    return f"modified_at {token['modified_at'] or 'not known'}"


def _was_uploaded(client: GraphClient, before: Facts, result: Facts) -> bool:
    """Look whether an upload without a proper answer has taken effect."""
    try:
        after = _read(client, before)
    except IntuneError as error:
        raise ActionError(
            f"Whether the server token was uploaded is not known: neither the upload of token {before['name']} nor a"
            f" look at it was answered. It was {_modified(before)}: look whether that has changed before you try again."
            f" {error.message}",
            {**result, "uploaded": None},
            error.failure,
        ) from error
    return any(after[key] != before[key] for key in ("modified_at", "expires_at"))


def _read(client: GraphClient, token: Facts) -> Facts:
    return normal_form(client, client.get(f"{TOKENS_PATH}/{token['id']}", permission=READ_PERMISSION))


def _keep(task: Task, receipt: Receipt, **changes: t.Any) -> Receipt:
    """Write the receipt; what was uploaded stays uploaded, also where that cannot be written down."""
    try:
        return receipt.write(**changes)
    except OSError as error:
        task.warn(f"receipt_path {receipt.path} could not be written: {error.strerror}.")
        return Receipt(None, {**receipt.record, **changes})


def _verified(task: Task, client: GraphClient, receipt: Receipt, result: Facts, pace: Pace) -> Facts:
    """Look whether the upload has taken effect, sync, and judge. Raises ActionError with the result so far."""
    params, token = task.params, result["token"]
    troubles: list[str] = []
    failure = None
    if params["verify"]:
        try:
            token = _later_expiry(client, token, receipt.record.get("expired_at"), pace, result)
        except IntuneError as error:
            troubles.append(f"whether it took effect could not be read. {error.message}")
            failure = error.failure
        else:
            if result["verification"]["expiry"] == NOT_VERIFIED:
                troubles.append(
                    f"its expiry is still {token['expires_at'] or 'not known'}. Graph may show the new one later: run"
                    " again. If it stays, a newer server token was downloaded at Apple meanwhile: upload that one."
                )
    # An automatic sync may have come first, where this makes up for a run that has ended early.
    if params["sync"] and _synced_since(token, receipt.record["uploaded_at"]):
        result["verification"]["sync"] = VERIFIED
    elif params["sync"] and not failure:
        (row,) = sync_tokens(client, [token], pace, check_mode=False)
        result.update(sync=row, changed=result["changed"] or row["changed"])
        token = row["token"]
        result["verification"]["sync"] = VERIFIED if row["outcome"] == SYNCED else NOT_VERIFIED
        if row["outcome"] in (NOT_DUE, REQUESTED, THROTTLED):
            task.warn(f"Token {token['name']}: whether Apple takes it is not verified yet. {row['message']}")
        elif row["outcome"] != SYNCED:
            troubles.append(row["message"])
            failure = row["failure"]
    if not failure or result["sync"]:
        result = _judged(client, result, token)
    _keep(task, receipt, expires_at=token["expires_at"], verification=result["verification"])
    if troubles:
        began = "was uploaded" if result["uploaded"] else "was uploaded before"
        message = (
            f"Tenant {client.connection.label}: the server token of {token['name']} {began}, but "
            + " Also: ".join(troubles)
        )
        raise ActionError(message, result, failure)
    return result


def _synced_since(token: Facts, uploaded_at: str | None) -> bool:
    return bool(token["last_sync_at"] and uploaded_at and token["last_sync_at"] >= uploaded_at)


def _later_expiry(client: GraphClient, token: Facts, before: str | None, pace: Pace, result: Facts) -> Facts:
    """Return the token as it was seen last: when its expiry has moved, which can lag, or the time was over."""
    for _look in client.looks(pace.wait_timeout if pace.wait else 0, pace.wait_sleep):
        token = _read(client, token)
        if token["expires_at"] and token["expires_at"] > (before or ""):
            result["verification"]["expiry"] = VERIFIED
            return token
    result["verification"]["expiry"] = NOT_VERIFIED
    return token


def _judged(client: GraphClient, result: Facts, token: Facts) -> Facts:
    """Return the result with the token as it is now, and its health."""
    facts = {
        "check": "tokens",
        "tokens": [token],
        "tenants": [{"tenant_id": token["tenant_id"], "name": token["tenant_name"], "checked": True, "token_count": 1}],
        "narrowed": True,
        **clocks([client]),
    }
    health = verdict(facts, {})["tokens"][0]["health"]
    return {**result, "token": token, "health": health, **clocks([client])}
