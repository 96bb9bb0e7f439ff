#!/usr/bin/python

# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This is the documentation of the action plugin of the same name.

from __future__ import annotations

DOCUMENTATION = r"""
module: ade_health_merge
short_description: Merge the reports of runs over parts of the tenants
version_added: 1.0.0
author:
  - mdm.intune contributors (@mdm-intune)
description:
  - Reads C(report.json) files on the controller, for example those of the slices of a job, and returns one verdict over
    all their tenants, as M(mdm.intune.ade_health_assert) returns it.
  - A tenant that no report holds becomes the finding C(could_not_check), so a slice that is missing is never green.
  - Does not fail because of what is found. Give the result to M(mdm.intune.ade_health_report), and fail the run by its
    C(passed).
extends_documentation_fragment:
  - mdm.intune.attributes
  - mdm.intune.attributes.controller
attributes:
  check_mode:
    support: full
  diff_mode:
    support: none
  idempotent:
    support: full
options:
  reports:
    description:
      - The paths of the reports, or patterns such as C(slices/*/report.json).
      - Reports that were judged by different policies, and two reports that hold the same tenant, are an error.
    type: list
    elements: path
    required: true
  tenants:
    description:
      - All tenants that should have been checked, as O(mdm.intune.ade_token_info#module:tenants) takes them. Without
        them nobody could say that a report is missing.
    type: list
    elements: raw
    required: true
seealso:
  - module: mdm.intune.ade_health_assert
  - module: mdm.intune.ade_health_report
  - ref: ansible_collections.mdm.intune.docsite.guide_many_tenants
    description: How to spread many tenants over several runs.
"""

EXAMPLES = r"""
- name: Merge the reports of all slices
  mdm.intune.ade_health_merge:
    reports:
      - /var/lib/ade_health/slices/*/report.json
    tenants:
      - contoso.example
      - tenant_id: fabrikam.example
        name: Fabrikam
  register: verdict

- name: Write one report over all tenants
  mdm.intune.ade_health_report:
    verdict: "{{ verdict }}"
    report_dir: /var/lib/ade_health/all

- name: Fail when the policy of the slices says so
  ansible.builtin.assert:
    that: verdict.passed
    fail_msg: "{{ verdict.msg }}"
"""

RETURN = r"""
reports:
  description: The reports that were merged.
  returned: success
  type: list
  elements: str
  sample:
    - /var/lib/ade_health/slices/1/report.json
    - /var/lib/ade_health/slices/2/report.json
msg:
  description: The verdict as text, one line in short, then each finding with its first remedy.
  returned: always
  type: str
  sample: "CRITICAL: 1 of 3 ADE tokens in 2 tenants needs attention."
status:
  description: The worst of the findings that count, in the order V(healthy), V(warning), V(unknown), V(critical).
  returned: success
  type: str
  sample: critical
passed:
  description: Whether the gate of the reports lets the run pass.
  returned: success
  type: bool
  sample: false
fail_on:
  description: The gate by which the reports were judged.
  returned: success
  type: str
  sample: critical
judged_at:
  description: The instant by which the oldest of the reports was judged.
  returned: success
  type: str
  sample: "2026-07-17T12:00:00Z"
findings:
  description:
    - All findings, the worst first, waived ones last, as M(mdm.intune.ade_health_assert) returns them.
    - What each report says of the whole, such as a wrong clock, is in it once. A token that the policy expects is
      missing only if it is missing in all reports.
  returned: success
  type: list
  elements: dict
symptoms:
  description: The ways in which Apple device enrollment fails, and whether any report has evidence of each.
  returned: success
  type: list
  elements: dict
summary:
  description: The verdict in numbers, as M(mdm.intune.ade_health_assert) returns it.
  returned: success
  type: dict
tokens:
  description: The tokens of all reports, each with its C(health).
  returned: success
  type: list
  elements: dict
push_certificates:
  description: The push certificates of all reports.
  returned: success
  type: list
  elements: dict
vpp_tokens:
  description: The VPP tokens of all reports.
  returned: success
  type: list
  elements: dict
device_summaries:
  description: The counts of devices of all reports.
  returned: success
  type: list
  elements: dict
tenants:
  description: One row for each tenant of the reports and of O(tenants).
  returned: success
  type: list
  elements: dict
policy:
  description: The policy by which the reports were judged.
  returned: success
  type: dict
"""
