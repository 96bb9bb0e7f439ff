# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""report.prom: a verdict as gauges for Prometheus. Pure. For internal use only.

Series are known by ids alone, so that a new name does not end a series; the C(_info) metrics say the names of ids. What
is not known has no sample: a date is never 0.
"""

from __future__ import annotations

import typing as t

from ansible_collections.mdm.intune.plugins.module_utils._message import Facts, one_line
from ansible_collections.mdm.intune.plugins.module_utils._status import STATUSES, rank
from ansible_collections.mdm.intune.plugins.module_utils._timestamps import from_graph

Sample = tuple[t.Mapping[str, t.Any], t.Any]  # labels, and the value or None

_STATES = ", ".join(f"{number} {status}" for number, status in enumerate(STATUSES))


def render(report: Facts) -> str:
    """Return report.prom, in the text format of Prometheus."""
    lines: list[str] = []
    for name, help_text, samples in _metrics(report):
        values = [f"mdm_intune_{name}{_labels(labels)} {value}" for labels, value in samples if value is not None]
        if values:
            lines += [f"# HELP mdm_intune_{name} {help_text}", f"# TYPE mdm_intune_{name} gauge", *values]
    return "\n".join(lines) + "\n"


def _metrics(report: Facts) -> t.Iterator[tuple[str, str, t.Iterable[Sample]]]:
    tokens = [(_of("token_id", token), token) for token in report["tokens"]]
    judged = [(labels, token) for labels, token in tokens if token.get("token_type") != "none"]
    certificates = [(_of(None, fact), fact) for fact in report["push_certificates"]]
    vpp_tokens = [(_of("token_id", fact), fact) for fact in report["vpp_tokens"]]
    tenants = [(_of(None, row), row) for row in report["tenants"]]

    def info(rows: t.Iterable[tuple[dict[str, t.Any], Facts]], *keys: str) -> list[Sample]:
        return [({**labels, **{_LABELS.get(key, key): fact.get(key) for key in keys}}, 1) for labels, fact in rows]

    def instants(rows: t.Iterable[tuple[dict[str, t.Any], Facts]], key: str) -> list[Sample]:
        return [(labels, _seconds(fact.get(key))) for labels, fact in rows]

    def states(rows: t.Iterable[tuple[dict[str, t.Any], Facts]]) -> list[Sample]:
        return [(labels, rank(fact["health"]["status"])) for labels, fact in rows]

    yield "ade_status", f"Health of everything that was checked: {_STATES}.", [({}, rank(report["status"]))]
    yield "ade_passed", "Whether the gate lets the run pass.", [({}, int(report["passed"]))]
    yield "ade_judged_timestamp_seconds", "When the state was judged.", [({}, _seconds(report["judged_at"]))]
    yield "tenant_info", "The name of a tenant.", [({**of, "tenant_name": row["name"]}, 1) for of, row in tenants]
    yield (
        "ade_check_success",
        "Whether a check of a tenant could be made; 0 means that nothing is known.",
        [({**labels, "check": check}, int(read)) for labels, row in tenants for check, read in row["checks"].items()],
    )
    yield "ade_findings", "Findings of a tenant that are not waived, by code and severity.", _findings(report)
    yield "ade_token_info", "The names of an ADE token.", info(tokens, "tenant_name", "name", "token_type")
    yield "ade_token_status", f"Health of an ADE token: {_STATES}.", states(judged)
    yield "ade_token_expiry_timestamp_seconds", "When an ADE token expires.", instants(judged, "expires_at")
    yield (
        "ade_token_last_sync_timestamp_seconds",
        "When an ADE token last synced with Apple successfully; no sample if never.",
        instants(judged, "last_sync_at"),
    )
    yield (
        "ade_token_sync_error_code",
        "Error code of the last sync; 0 is none, 3 terms that wait, others are not published.",
        [(labels, token.get("last_sync_error_code")) for labels, token in judged],
    )
    yield (
        "ade_token_devices",
        "Devices that an ADE token has synced.",
        [(labels, token.get("synced_device_count")) for labels, token in tokens],
    )
    yield "push_certificate_status", f"Health of an Apple push certificate: {_STATES}.", states(certificates)
    yield (
        "push_certificate_expiry_timestamp_seconds",
        "When the Apple push certificate of a tenant expires.",
        instants(certificates, "expires_at"),
    )
    yield "vpp_token_info", "The names of a VPP token.", info(vpp_tokens, "tenant_name", "name")
    yield "vpp_token_status", f"Health of a VPP token: {_STATES}.", states(vpp_tokens)
    yield "vpp_token_expiry_timestamp_seconds", "When a VPP token expires.", instants(vpp_tokens, "expires_at")


_LABELS = {"name": "token_name"}


def _of(id_label: str | None, fact: Facts) -> dict[str, t.Any]:
    labels = {"tenant_id": fact.get("tenant_id")}
    return labels if id_label is None else {**labels, id_label: fact.get("id")}


def _findings(report: Facts) -> list[Sample]:
    counts: dict[tuple[t.Any, str, str], int] = {}
    for item in report["findings"]:
        if not item["waived"]:
            key = (item["tenant_id"], item["code"], item["severity"])
            counts[key] = counts.get(key, 0) + 1
    return [
        ({"tenant_id": tenant_id, "code": code, "severity": severity}, count)
        for (tenant_id, code, severity), count in counts.items()
    ]


def _seconds(timestamp: t.Any) -> int | None:
    instant = from_graph(timestamp)
    return None if instant is None else int(instant.timestamp())


def _labels(labels: t.Mapping[str, t.Any]) -> str:
    pairs = [f'{name}="{_escaped(value)}"' for name, value in labels.items()]
    return f"{{{','.join(pairs)}}}" if pairs else ""


def _escaped(value: t.Any) -> str:
    return one_line("" if value is None else value).replace("\\", r"\\").replace('"', r"\"")
