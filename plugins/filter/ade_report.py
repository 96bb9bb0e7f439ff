# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filters that turn a verdict into the text of a report."""

from __future__ import annotations

import typing as t

from ansible.errors import AnsibleFilterError

from ansible_collections.mdm.intune.plugins.module_utils._errors import IntuneError
from ansible_collections.mdm.intune.plugins.module_utils._plain import clock, plain
from ansible_collections.mdm.intune.plugins.module_utils._timestamps import to_text

# What they need is imported in the functions: Ansible loads all filters for each task that uses any, and compiles all
# that they import.


def _document(verdict: t.Any) -> dict[str, t.Any]:
    from ansible_collections.mdm.intune.plugins.module_utils._report import document

    return document(plain(verdict), to_text(clock()) or "")


def _text(name: str, kind: str, verdict: t.Any) -> str:
    from ansible_collections.mdm.intune.plugins.module_utils._report import render

    try:
        return render(kind, _document(verdict))
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
    from ansible_collections.mdm.intune.plugins.module_utils._notification import notification

    try:
        return notification(_document(verdict), plain(format))
    except IntuneError as error:
        raise AnsibleFilterError(f"mdm.intune.ade_notification: {error}") from error


class FilterModule:
    """The filters of this collection that write reports."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filters by name."""
        return {"ade_junit": ade_junit, "ade_notification": ade_notification, "ade_prometheus": ade_prometheus}
