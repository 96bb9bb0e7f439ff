# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Access tokens between runs: an opt-in file. For internal use only.

The file is the one place where this collection writes a bearer token. It has mode 0600 and belongs to the user;
nothing else protects it.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import stat
import time
import typing as t

from ansible_collections.mdm.intune.plugins.module_utils._files import write_atomically

CacheKey = tuple[str, ...]
_FORMAT = "mdm.intune token cache 1"


class _NotOurs(Exception):
    """The file must not be touched; the text says why."""


class TokenCache:
    """The tokens of one file; C(save()) writes those that were minted since it was read.

    A file that is broken, belongs to somebody else or is open to others is left alone and named through C(warn):
    a cache may cost a run some time, never its result.
    """

    def __init__(self, path: str, warn: t.Callable[[str], None]) -> None:
        self._path = path
        self._warn = warn
        self._tokens = self._read()
        self._new: dict[str, list[t.Any]] = {}

    def get(self, key: CacheKey) -> tuple[str, float]:
        """Return a token and the time of its expiry in seconds since the epoch; an empty token where none is held."""
        token, expires_at = (self._tokens or {}).get(_digest(key), ("", 0.0))
        return token, expires_at

    def put(self, key: CacheKey, token: str, expires_at: float) -> None:
        """Hold a token until C(save())."""
        self._new[_digest(key)] = [token, expires_at]

    def save(self) -> None:
        """Write the new tokens beside those that other runs have written meanwhile; expired ones are dropped."""
        if not self._new or self._tokens is None:
            return
        folder = os.path.dirname(os.path.abspath(self._path))
        try:
            os.makedirs(folder, mode=0o700, exist_ok=True)
            lock = os.open(f"{self._path}.lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX)
                now = time.time()
                tokens = {**(self._read() or {}), **self._new}
                tokens = {key: value for key, value in tokens.items() if value[1] > now}
                write_atomically(self._path, json.dumps({"format": _FORMAT, "tokens": tokens}), 0o600)
            finally:
                os.close(lock)
        except OSError as error:
            self._warn(f"token_cache {self._path} could not be written: {error.strerror or error}.")

    def _read(self) -> dict[str, t.Any] | None:
        """Return the tokens of the file, none where there is no file; None for a file that must not be touched."""
        try:
            with open(os.open(self._path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK), "rb") as file:
                status = os.fstat(file.fileno())
                if not stat.S_ISREG(status.st_mode):
                    raise _NotOurs("it is not a regular file")
                if status.st_uid != os.geteuid() or stat.S_IMODE(status.st_mode) & 0o077:
                    raise _NotOurs("it must belong to the user who runs the module and have mode 0600")
                document = json.load(file)
            if not isinstance(document, dict) or document.get("format") != _FORMAT:
                raise _NotOurs("it is not a token cache of this collection")
            tokens: dict[str, t.Any] = document["tokens"]
            for value in tokens.values():
                token, expires_at = value
                if not isinstance(token, str) or type(expires_at) not in (int, float):
                    raise TypeError
        except FileNotFoundError:
            return {}
        except _NotOurs as error:
            self._warn(f"token_cache {self._path} is ignored: {error}.")
        except OSError as error:
            self._warn(f"token_cache {self._path} is ignored: {error.strerror}.")
        except (ValueError, KeyError, TypeError, AttributeError):  # their texts may quote what is in the file
            self._warn(f"token_cache {self._path} is ignored: it is damaged, or no token cache of this collection.")
        else:
            return tokens
        return None


def _digest(key: CacheKey) -> str:
    return hashlib.sha256("\0".join(key).encode()).hexdigest()
