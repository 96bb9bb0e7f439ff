# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reports: a verdict -> the text of each format. Pure. For internal use only."""

from __future__ import annotations

import importlib
import json
import typing as t

from ansible_collections.mdm.intune.plugins.module_utils._errors import ConfigurationError
from ansible_collections.mdm.intune.plugins.module_utils._version import COLLECTION_VERSION

Facts = t.Mapping[str, t.Any]

SCHEMA_VERSION = 1
VERDICT_KEYS = (
    "status",
    "passed",
    "fail_on",
    "judged_at",
    "findings",
    "symptoms",
    "summary",
    "tokens",
    "push_certificates",
    "vpp_tokens",
    "device_summaries",
    "tenants",
    "policy",
    "language",
    "msg",
)
OPTIONAL_KEYS = ("before_sync",)  # the gist of the verdict before a sync was tried: the role adds it
# format -> file; all but json are written by the module _report_<format>
FILES: t.Mapping[str, str] = {
    "json": "report.json",
    "html": "report.html",
    "junit": "report.junit.xml",
    "prom": "report.prom",
    "md": "report.md",
}


def document(verdict: t.Any, generated_at: str) -> dict[str, t.Any]:
    """Return the content of report.json: the verdict, with what says where it comes from.

    Its JSON Schema is C(roles/ade_health/files/report.schema.json). Raises ConfigurationError for what is no verdict.
    """
    missing = [key for key in VERDICT_KEYS if not isinstance(verdict, t.Mapping) or key not in verdict]
    if missing:
        raise ConfigurationError(
            f"verdict is not a result of ade_health_assert or the filter ade_health: it has no {', '.join(missing)}."
        )
    return {
        "schema_version": SCHEMA_VERSION,
        "generator": f"mdm.intune {COLLECTION_VERSION}",
        "generated_at": generated_at,
        **{key: verdict[key] for key in (*VERDICT_KEYS, *OPTIONAL_KEYS) if key in verdict},
    }


def render(kind: str, report: Facts) -> str:
    """Return the text of a format of C(FILES). A run pays for the formats alone that it writes."""
    if kind == "json":
        return json.dumps(report, indent=2, ensure_ascii=False) + "\n"
    writer = importlib.import_module(f"{__package__}._report_{kind}")
    return t.cast(str, writer.render(report))


def earlier(path: str) -> Facts | None:
    """Return the report.json of an earlier run; None where there is none that can be read."""
    try:
        with open(path, encoding="utf-8") as file:
            report = json.load(file)
        gist(report)
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None
    return t.cast(Facts, report)


def gist(report: Facts) -> tuple[str, list[tuple[str, ...]]]:
    """Return what makes two verdicts the same: the status, and which findings there are about what."""
    keys = ("code", "severity", "kind", "tenant_id", "id")
    counted = {tuple(str(item[key]) for key in keys) for item in report["findings"] if not item["waived"]}
    return report["status"], sorted(counted)
