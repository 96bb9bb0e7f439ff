# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filters that turn a verdict into the text of a report."""

from __future__ import annotations

import typing as t

from ansible.errors import AnsibleFilterError

from ansible_collections.mdm.intune.plugins.module_utils._errors import IntuneError
from ansible_collections.mdm.intune.plugins.module_utils._plain import clock, plain
from ansible_collections.mdm.intune.plugins.module_utils._report import document, render
from ansible_collections.mdm.intune.plugins.module_utils._timestamps import to_text


def _text(name: str, kind: str, verdict: t.Any) -> str:
    try:
        return render(kind, document(plain(verdict), to_text(clock()) or ""))
    except IntuneError as error:
        raise AnsibleFilterError(f"mdm.intune.{name}: {error}") from error


def ade_junit(verdict: t.Any) -> str:
    """Return a verdict as JUnit XML."""
    return _text("ade_junit", "junit", verdict)


def ade_prometheus(verdict: t.Any) -> str:
    """Return a verdict in the text format of Prometheus."""
    return _text("ade_prometheus", "prom", verdict)


def ade_notification(verdict: t.Any, format: str = "adaptive_card") -> dict[str, t.Any]:  # pylint: disable=redefined-builtin
    """Return a verdict as the body of a webhook."""
    # Here, because Ansible loads the filters again for each task and compiles what they import each time.
    from ansible_collections.mdm.intune.plugins.module_utils._notification import notification

    try:
        return notification(document(plain(verdict), to_text(clock()) or ""), plain(format))
    except IntuneError as error:
        raise AnsibleFilterError(f"mdm.intune.ade_notification: {error}") from error


class FilterModule:
    """The filters of this collection that write reports."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filters by name."""
        return {"ade_junit": ade_junit, "ade_notification": ade_notification, "ade_prometheus": ade_prometheus}
