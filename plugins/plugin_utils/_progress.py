# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The action plugin of what takes long over many tenants. For internal use only.

It runs the module, and shows how far that is. A module cannot speak before it ends. So the module writes into a file
how many tenants are done, and a thread here reads it and tells the display. That works where the module runs on the
controller; elsewhere nothing is shown.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
import threading
import typing as t

from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.action.normal import ActionModule as NormalActionModule
from ansible.utils.display import Display

from ansible_collections.mdm.intune.plugins.module_utils._progress import PROGRESS_FILE

EVERY = 5.0  # seconds between two lines; a task that is faster shows none
SWITCH = "INTUNE_PROGRESS"


class ActionModule(NormalActionModule):
    """Runs the module of the same name."""

    def run(self, tmp: t.Any = None, task_vars: t.Any = None) -> dict[str, t.Any]:
        """Return the result of the module."""
        tenants = self._task.args.get("tenants")
        if (
            not isinstance(tenants, (list, tuple))
            or len(tenants) < 2
            or self._connection.transport != "local"
            or self._task.async_val
            or not boolean(os.environ.get(SWITCH, "true"), strict=False)
        ):
            return super().run(tmp, task_vars)
        with tempfile.TemporaryDirectory(prefix="mdm-intune-") as folder:
            path = os.path.join(folder, "progress")
            self._task.environment = [*(self._task.environment or []), {PROGRESS_FILE: path}]
            with _watched(self._task.action, path, len(tenants)):
                return super().run(tmp, task_vars)


@contextlib.contextmanager
def _watched(action: str, path: str, count: int) -> t.Iterator[None]:
    """Show what a module writes into a file while it runs within."""
    over = threading.Event()

    def watch() -> None:
        shown = ""
        while not over.wait(EVERY):
            with contextlib.suppress(OSError), open(path, encoding="ascii") as file:
                done = file.read()
                if done.isdigit() and done != shown:
                    shown = done
                    # On the error channel: callbacks that write documents own the other.
                    Display().display(f"{action}: {int(done):,} of {count:,} tenants are done", stderr=True)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
