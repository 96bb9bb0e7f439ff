# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation fragment: the policy that health is judged by."""

from __future__ import annotations


class ModuleDocFragment:
    """Options of the health policy."""

    DOCUMENTATION = r"""
options:
  expiry_warning_days:
    description:
      - A token that expires within this many days is a warning.
    type: int
    default: 30
  expiry_critical_days:
    description:
      - A token that expires within this many days is critical. Must not be greater than O(expiry_warning_days).
    type: int
    default: 7
  sync_warning_hours:
    description:
      - A token whose last successful sync is longer ago than this many hours is a warning.
    type: int
    default: 24
  sync_critical_hours:
    description:
      - A token whose last successful sync is longer ago than this many hours is critical. Must not be less than
        O(sync_warning_hours).
    type: int
    default: 72
  never_synced_grace_hours:
    description:
      - How many hours after it was set up or changed a token may be without any successful sync.
    type: int
    default: 24
  expected_tokens:
    description:
      - Tokens that must exist, each a name or an id, or a dictionary of C(token) and C(tenant_id).
    type: list
    elements: raw
    default: []
  allow_no_tokens:
    description:
      - Whether a tenant without any token is fine.
    type: bool
    default: false
  severities:
    description:
      - Other severities, by finding code. V(critical), V(warning), V(info) (shown, never counted) or V(ignore)
        (dropped).
      - The severity of C(could_not_check) cannot be changed.
    type: dict
    default: {}
  overrides:
    description:
      - Other limits for single tokens. If several name a token, the last one counts.
    type: list
    elements: dict
    default: []
    suboptions:
      token:
        description: The name or id of the token.
        type: str
        required: true
      tenant_id:
        description: The tenant of the token, if the name is not unique.
        type: str
      expiry_warning_days:
        description: Instead of the general limit.
        type: int
      expiry_critical_days:
        description: Instead of the general limit.
        type: int
      sync_warning_hours:
        description: Instead of the general limit.
        type: int
      sync_critical_hours:
        description: Instead of the general limit.
        type: int
      never_synced_grace_hours:
        description: Instead of the general limit.
        type: int
  waivers:
    description:
      - Findings that somebody has accepted for a time. A waived finding stays visible and does not count.
      - A waiver whose time is over is itself a finding, C(waiver_lapsed).
      - C(could_not_check) and C(waiver_lapsed) cannot be waived.
    type: list
    elements: dict
    default: []
    suboptions:
      token:
        description: The name or id of the token, or of the tenant for a finding about a tenant.
        type: str
        required: true
      tenant_id:
        description: The tenant of the token, if the name is not unique.
        type: str
      finding:
        description: The code of the finding, or the name of one of O(rules).
        type: str
        required: true
      until:
        description: The last day of the waiver (through its last second in UTC), or a timestamp.
        type: raw
        required: true
      reason:
        description: Why the finding is accepted.
        type: str
        required: true
  sync_error_meanings:
    description:
      - What sync error codes mean according to you, each code mapped to a row (1 to 11) of Microsoft's article on
        sync errors.
        Microsoft has not published the meaning of the codes; only 0 and 3 are known.
    type: dict
    default: {}
  devices_not_contacted_days:
    description:
      - How many days after an enrollment profile was assigned to it a device may be without any contact with Intune.
        Counted by whole days.
    type: int
    default: 14
  device_drop_percent:
    description:
      - A token that has lost more than this percentage of its devices since O(baseline) is a warning.
    type: int
    default: 20
  baseline:
    description:
      - An earlier verdict, or the content of an earlier C(report.json), to compare the numbers of devices with.
    type: dict
  rules:
    description:
      - Findings of your own.
    type: list
    elements: dict
    default: []
    suboptions:
      name:
        description: The code of the finding, in lower case letters, digits and underscores.
        type: str
        required: true
      query:
        description:
          - A JMESPath expression that is applied to each token. The finding exists where the result is true in the
            sense of JMESPath.
          - Beside the token's facts it can use C(health.seconds_until_expiry), C(health.days_until_expiry) and
            C(health.hours_since_sync).
        type: str
        required: true
      severity:
        description: The severity of the finding.
        type: str
        choices:
          - critical
          - warning
          - info
        default: warning
      message:
        description: What is wrong, as a short title.
        type: str
        required: true
      remediation:
        description: What to do, step by step.
        type: list
        elements: str
        default: []
  fail_on:
    description:
      - The status from which on the run fails. What could not be checked (status C(unknown)) fails with both
        V(critical) and
        V(warning).
    type: str
    choices:
      - critical
      - warning
      - never
    default: critical
"""
