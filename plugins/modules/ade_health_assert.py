#!/usr/bin/python

# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This is the documentation of the action plugin of the same name.

from __future__ import annotations

DOCUMENTATION = r"""
module: ade_health_assert
short_description: Judge the health of Apple device enrollment and fail when the policy says so
version_added: 1.0.0
author:
  - mdm.intune contributors (@mdm-intune)
description:
  - Judges facts of this collection's info modules by a policy, explains each finding with its remedy, and fails the
    task when the
    status reaches O(fail_on).
  - There are three outcomes, healthy, unhealthy, and could not check. What could not be checked is never healthy.
  - Sends no request, and needs no credential.
extends_documentation_fragment:
  - mdm.intune.health_policy
  - mdm.intune.attributes
  - mdm.intune.attributes.controller
attributes:
  check_mode:
    support: full
    details:
      - The module judges in check mode as well, and fails the task alike.
  diff_mode:
    support: N/A
    details:
      - This module does not modify state.
  idempotent:
    support: full
    details:
      - This module does not modify state.
options:
  facts:
    description:
      - The registered result of an info module of this collection, or a list of such results. Results of loops are
        taken as well.
      - A result that failed (with C(ignore_errors)) counts as a tenant that could not be checked.
    type: raw
    required: true
  now:
    description:
      - The instant to judge by, a timestamp with a time zone, or a date.
      - By default RV(mdm.intune.ade_token_info#module:checked_at) of the facts, the latest if there are several, and
        the clock of
        the controller if Microsoft Graph never answered.
    type: raw
  language:
    description:
      - The language of the texts for people, in RV(msg), in the findings, and in the reports that are made of the
        verdict. V(en) is English, V(pl) is Polish.
      - Codes and keys are English in every language. Messages of Microsoft Graph and of your own rules stay as they
        are.
    type: str
    choices:
      - en
      - pl
    default: en
seealso:
  - module: mdm.intune.ade_token_info
  - plugin: mdm.intune.ade_health
    plugin_type: filter
    description: The same verdict as a value.
  - ref: ansible_collections.mdm.intune.docsite.guide_health_policy
    description: The policy in full.
  - ref: ansible_collections.mdm.intune.docsite.guide_findings
    description: All findings with their remedies.
"""

EXAMPLES = r"""
- name: Read the tokens
  mdm.intune.ade_token_info:
  register: ade_tokens

- name: Fail when the next device would not enrol
  mdm.intune.ade_health_assert:
    facts: "{{ ade_tokens }}"

- name: Judge by a stricter policy, and only warn
  mdm.intune.ade_health_assert:
    facts: "{{ ade_tokens }}"
    expiry_warning_days: 60
    expiry_critical_days: 14
    expected_tokens:
      - Corporate iPads
    waivers:
      - token: Old lab
        finding: sync_stale
        until: 2031-01-31
        reason: The lab is closed for the winter.
    rules:
      - name: unshared_school_token
        query: "token_type == 'apple_school_manager' && !shared_with_school_data_sync"
        severity: info
        message: School token is not shared with School Data Sync
    fail_on: never
  register: verdict

- name: Show the verdict
  ansible.builtin.debug:
    msg: "{{ verdict.msg.splitlines() }}"
"""

RETURN = r"""
msg:
  description: The verdict as text, one line in short, then each finding with its first remedy.
  returned: always
  type: str
  sample: "CRITICAL: 1 of 3 ADE tokens in 1 tenant needs attention."
status:
  description: The worst of the findings that count, in the order V(healthy), V(warning), V(unknown), V(critical).
  returned: when the facts could be judged
  type: str
  sample: critical
passed:
  description: Whether the gate O(fail_on) lets the run pass.
  returned: when the facts could be judged
  type: bool
  sample: false
fail_on:
  description: The gate.
  returned: when the facts could be judged
  type: str
  sample: critical
judged_at:
  description: The instant by which the facts were judged.
  returned: when the facts could be judged
  type: str
  sample: "2026-07-17T12:00:00Z"
findings:
  description: All findings, the worst first, waived ones last.
  returned: when the facts could be judged
  type: list
  elements: dict
  contains:
    code:
      description: The code of the finding, or the name of a rule.
      type: str
      returned: always
      sample: token_expired
    severity:
      description: V(critical), V(unknown), V(warning) or V(info).
      type: str
      returned: always
      sample: critical
    kind:
      description:
        - What the finding is about, V(ade_token), V(tenant), V(enrollment_profile), V(push_certificate),
          V(vpp_token),
          V(controller) or V(waiver). A finding about devices is one about their token.
      type: str
      returned: always
      sample: ade_token
    tenant_id:
      description: The tenant.
      type: str
      returned: always
      sample: contoso.example
    id:
      description: The id of what the finding is about.
      type: str
      returned: always
      sample: 7d4a8c1e-0000-4000-8000-000000000001
    name:
      description: Its name.
      type: str
      returned: always
      sample: Corporate iPads
    title:
      description: What is wrong.
      type: str
      returned: always
      sample: Enrollment token has expired
    evidence:
      description: The facts behind the finding, in C(summary) as a sentence, beside it as data.
      type: dict
      returned: always
      sample:
        summary: "Expired at 2026-07-15T08:57:42Z; full days since then: 2."
        expires_at: "2026-07-15T08:57:42Z"
        days_ago: 2
    impact:
      description: What it means for devices.
      type: str
      returned: always
    remediation:
      description: What to do, step by step.
      type: list
      elements: str
      returned: always
    docs_url:
      description: The page of Microsoft or Apple about it; V(null) for a rule.
      type: str
      returned: always
    portal_path:
      description: Where in the portal it is seen or mended.
      type: str
      returned: always
      sample: Intune admin center > Devices > Enrollment > Apple > Enrollment program tokens
    waived:
      description: Whether a waiver keeps it from counting.
      type: bool
      returned: always
      sample: false
symptoms:
  description: The three ways in which Apple device enrollment fails, and whether there is evidence of each.
  returned: when the facts could be judged
  type: list
  elements: dict
  contains:
    code:
      description: V(devices_do_not_sync), V(profile_assignment_fails) or V(devices_do_not_enrol).
      type: str
      returned: always
      sample: devices_do_not_sync
    title:
      description: The symptom in words.
      type: str
      returned: always
    state:
      description:
        - V(found) if a finding is evidence of it, V(none_found) if everything was looked at and none is, and
          V(not_checked) otherwise.
      type: str
      returned: always
      sample: found
    findings:
      description: The codes of the findings that are evidence of it.
      type: list
      elements: str
      returned: always
      sample: [token_expired]
    not_checked:
      description: The checks that were not made, or not everywhere.
      type: list
      elements: str
      returned: always
      sample: []
summary:
  description: The verdict in numbers.
  returned: when the facts could be judged
  type: dict
  contains:
    tokens:
      description: How many tokens were judged.
      type: int
      returned: always
      sample: 3
    tokens_not_judged:
      description: How many rows of Apple Configurator were listed only.
      type: int
      returned: always
      sample: 0
    by_status:
      description: How many tokens have each status.
      type: dict
      returned: always
      sample: {healthy: 2, warning: 0, unknown: 0, critical: 1}
    by_code:
      description: How often each finding occurs, waived ones not counted.
      type: dict
      returned: always
      sample: {token_expired: 1}
    waived:
      description: How many findings are waived.
      type: int
      returned: always
      sample: 0
    tenants_checked:
      description: How many tenants could be read.
      type: int
      returned: always
      sample: 1
    tenants_unchecked:
      description: How many could not.
      type: int
      returned: always
      sample: 0
tokens:
  description:
    - The tokens of the facts, each with C(health), a dictionary of C(status), C(findings), C(seconds_until_expiry),
      C(days_until_expiry) and C(hours_since_sync).
  returned: when the facts could be judged
  type: list
  elements: dict
push_certificates:
  description: The push certificates of the facts, each with C(health).
  returned: when the facts could be judged
  type: list
  elements: dict
vpp_tokens:
  description: The VPP tokens of the facts, each with C(health).
  returned: when the facts could be judged
  type: list
  elements: dict
device_summaries:
  description: The counts of devices of the facts.
  returned: when the facts could be judged
  type: list
  elements: dict
tenants:
  description:
    - One row for each tenant of the facts. It is C(checked) if every check of it was; C(checks) names them.
  returned: when the facts could be judged
  type: list
  elements: dict
language:
  description: The language of the texts for people.
  returned: when the facts could be judged
  type: str
  sample: en
policy:
  description: The effective policy, with all defaults, without the baseline.
  returned: when the facts could be judged
  type: dict
"""
