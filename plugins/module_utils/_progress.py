# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How far a module is, told to its action plugin through a file. For internal use only."""

from __future__ import annotations

import contextlib
import time
import typing as t

from ansible_collections.mdm.intune.plugins.module_utils._files import write_atomically

# In this environment variable the action plugin names the file.
PROGRESS_FILE = "MDM_INTUNE_PROGRESS_FILE"


class Progress:
    """Writes how many tenants are done, at most once a second. What cannot be written is not missed."""

    def __init__(self, path: str | None, monotonic: t.Callable[[], float] = time.monotonic) -> None:
        self._path = path
        self._monotonic = monotonic
        self._due = monotonic()

    def __call__(self, done: int) -> None:
        """Note how many are done by now."""
        now = self._monotonic()
        if self._path and now >= self._due:
            self._due = now + 1.0
            with contextlib.suppress(OSError):
                write_atomically(self._path, str(done), 0o600)
