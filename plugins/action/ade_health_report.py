# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Action plugin of ade_health_report: writes files on the controller, sends nothing."""

from __future__ import annotations

import os
import typing as t

from ansible.plugins.action import ActionBase

from ansible_collections.mdm.intune.plugins.module_utils._errors import IntuneError
from ansible_collections.mdm.intune.plugins.module_utils._files import write_atomically
from ansible_collections.mdm.intune.plugins.module_utils._plain import clock, plain
from ansible_collections.mdm.intune.plugins.module_utils._report import FILES, document, earlier, gist, render
from ansible_collections.mdm.intune.plugins.module_utils._timestamps import to_text

ARGUMENT_SPEC = {
    "verdict": {"type": "dict", "required": True},
    "report_dir": {"type": "path", "required": True},
    "formats": {"type": "list", "elements": "str", "choices": list(FILES), "default": list(FILES)},
    "mode": {"type": "str", "default": "0640"},
}


class _Refusal(Exception):
    """The reports cannot be written; the text says why."""


class ActionModule(ActionBase):
    """Writes the reports of a verdict."""

    TRANSFERS_FILES = False
    _requires_connection = False

    def run(self, tmp: t.Any = None, task_vars: t.Any = None) -> dict[str, t.Any]:
        """Return the paths of the reports by format, and how the verdict stands to the report before."""
        result = super().run(tmp, task_vars)
        _unused, args = self.validate_argument_spec(argument_spec=ARGUMENT_SPEC)
        try:
            result.update(changed=True, **self._write(args))
        except (_Refusal, IntuneError) as refusal:
            # Not raised: ansible-core 2.16 would take the text of an exception for a template, and names are in it.
            result.update(failed=True, msg=f"mdm.intune.ade_health_report: {refusal}")
        return result

    def _write(self, args: dict[str, t.Any]) -> dict[str, t.Any]:
        try:
            mode = int(args["mode"], 8)
        except ValueError:
            raise _Refusal(f"mode {args['mode']!r} is not an octal number such as 0640.") from None
        report = document(plain(args["verdict"]), to_text(clock()) or "")
        texts = {kind: render(kind, report) for kind in args["formats"]}  # all are made before the first is written
        folder = os.path.abspath(args["report_dir"])
        reports = {kind: os.path.join(folder, FILES[kind]) for kind in texts}
        before = earlier(os.path.join(folder, FILES["json"]))  # the reports are about to take its place
        if not self._task.check_mode:
            path = folder
            try:
                os.makedirs(folder, exist_ok=True)
                for kind, path in reports.items():
                    write_atomically(path, texts[kind], mode)
            except OSError as error:
                raise _Refusal(
                    f"{path} cannot be written: {error.strerror}. "
                    "Name a folder that the user who runs the play may write to, as report_dir."
                ) from error
        return {
            "reports": reports,
            "verdict_changed": before is None or gist(before) != gist(report),
            "previous_status": None if before is None else before["status"],
        }
