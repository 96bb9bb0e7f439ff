# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""report.junit.xml: a verdict as test results, for pipelines. Pure. For internal use only.

One suite for each tenant; in it one case for the tenant itself and one for each token. A critical finding is a failure
and what could not be checked is an error, whatever C(fail_on) says; a warning is a failure if C(fail_on) is C(warning).
What stands beside (profiles of a tenant, clocks, waivers) belongs to the case of the tenant, or to a suite of its own
where it has no tenant.
"""

from __future__ import annotations

import re
import typing as t
import xml.etree.ElementTree as ET

from ansible_collections.mdm.intune.plugins.module_utils._language import Say, speaker
from ansible_collections.mdm.intune.plugins.module_utils._message import Facts, Finding, one_line
from ansible_collections.mdm.intune.plugins.module_utils._status import CRITICAL, UNKNOWN, WARNING

# XML has no way to write these, not even escaped.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def render(report: Facts) -> str:
    """Return report.junit.xml."""
    say = speaker(report["language"])
    severities = {CRITICAL: "failure", UNKNOWN: "error"}
    if report["fail_on"] == WARNING:
        severities[WARNING] = "failure"
    facts = [fact for key in ("tokens", "push_certificates", "vpp_tokens") for fact in report[key]]
    known = {_key(fact) for fact in facts}
    findings: dict[tuple[t.Any, ...], list[Finding]] = {}
    for item in report["findings"]:
        findings.setdefault(_key(item) if _key(item) in known else ("tenant", item["tenant_id"]), []).append(item)

    root = ET.Element("testsuites", name="mdm.intune")
    for row in report["tenants"]:
        suite = ET.SubElement(root, "testsuite", name=_text(row["name"] or row["tenant_id"] or say("unnamed")))
        own = findings.pop(("tenant", row["tenant_id"]), [])
        _case(suite, "tenant", row["tenant_id"] or say("unnamed"), own, severities, say)
        for fact in facts:
            if fact.get("tenant_id") == row["tenant_id"]:
                name = f"{one_line(fact.get('name') or '') or say('unnamed')} ({fact.get('id')})"
                case = _case(suite, fact["kind"], name, findings.pop(_key(fact), []), severities, say)
                if fact.get("token_type") == "none":
                    ET.SubElement(case, "skipped", message=_text(say("not judged (Apple Configurator)")))
    rest = [item for items in findings.values() for item in items]
    if rest:
        _case(ET.SubElement(root, "testsuite", name="mdm.intune"), "check", "check", rest, severities, say)
    for element in (*root, root):
        cases = list(element.iter("testcase"))
        element.set("tests", str(len(cases)))
        for outcome, plural in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
            element.set(plural, str(sum(1 for case in cases if case.find(outcome) is not None)))
    for suite in root:
        suite.set("timestamp", report["judged_at"].rstrip("Z"))
        suite.set("time", "0")
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _key(item: Facts) -> tuple[t.Any, ...]:
    return (item["kind"], item.get("tenant_id"), item.get("id"))


def _case(
    suite: ET.Element, kind: str, name: t.Any, findings: list[Finding], severities: t.Mapping[str, str], say: Say
) -> ET.Element:
    """Add a case: the worst outcome of its findings, and the other findings as its output."""
    case = ET.SubElement(suite, "testcase", classname=f"mdm.intune.{kind}", name=_text(one_line(name)), time="0")
    counted = [item for item in findings if not item["waived"] and item["severity"] in severities]
    told: list[Finding] = []
    for outcome in ("failure", "error"):  # a case has one outcome; what else there is stands in its output
        told = [item for item in counted if severities[item["severity"]] == outcome]
        if told:
            element = ET.SubElement(case, outcome, type=told[0]["code"], message=_text(_short(told[0])))
            element.text = _text("\n\n".join(_long(item, say) for item in told))
            break
    rest = [item for item in findings if item not in told]
    if rest:
        ET.SubElement(case, "system-out").text = _text("\n\n".join(_long(item, say) for item in rest))
    return case


def _short(item: Finding) -> str:
    return one_line(f"{item['title']}. {item['evidence']['summary']}")


def _long(item: Finding, say: Say) -> str:
    waived = f" ({say('waived')})" if item["waived"] else ""
    steps = [f"{number}. {one_line(step)}" for number, step in enumerate(item["remediation"], 1)]
    return "\n".join([f"{say(item['severity'])}{waived}: {_short(item)} [{item['code']}]", item["impact"], *steps])


def _text(value: t.Any) -> str:
    return _NOT_XML.sub("\ufffd", str(value))
