#!/usr/bin/python

# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This is the documentation of the action plugin of the same name.

from __future__ import annotations

DOCUMENTATION = r"""
module: ade_health_report
short_description: Write the reports of a health verdict
version_added: 1.0.0
author:
  - mdm.intune contributors (@mdm-intune)
description:
  - Writes a verdict as reports for people and machines into a folder on the controller, all formats at once.
  - Each file is replaced in one step, a reader never sees half of it.
  - The texts for people are in the language of the verdict.
extends_documentation_fragment:
  - mdm.intune.attributes
  - mdm.intune.attributes.controller
attributes:
  check_mode:
    support: full
    details:
      - In check mode the reports are made, but nothing is written.
  diff_mode:
    support: none
  idempotent:
    support: none
    details:
      - A report holds the time at which it was made.
options:
  verdict:
    description:
      - The result of M(mdm.intune.ade_health_assert) or of the filter P(mdm.intune.ade_health#filter).
    type: dict
    required: true
  report_dir:
    description:
      - The folder for the reports. It is created if it does not exist. A relative path starts at the folder in which
        C(ansible-playbook) was called.
    type: path
    required: true
  formats:
    description:
      - What to write, all of it by default.
      - V(json) is C(report.json), the whole verdict; its JSON Schema is part of the role P(mdm.intune.ade_health#role)
        as C(files/report.schema.json).
      - V(html) is C(report.html), one page for people that needs no network and no script.
      - V(junit) is C(report.junit.xml), test results for pipelines, see P(mdm.intune.ade_junit#filter).
      - V(prom) is C(report.prom), metrics for Prometheus, see P(mdm.intune.ade_prometheus#filter).
      - V(md) is C(report.md), the same as the page in Markdown.
    type: list
    elements: str
    choices:
      - json
      - html
      - junit
      - prom
      - md
    default:
      - json
      - html
      - junit
      - prom
      - md
  mode:
    description:
      - The mode of the files, an octal number. Reports hold the Apple Accounts of tokens.
    type: str
    default: "0640"
seealso:
  - module: mdm.intune.ade_health_assert
  - ref: ansible_collections.mdm.intune.docsite.guide_reports
    description: All reports, and what reads them.
"""

EXAMPLES = r"""
- name: Read the tokens
  mdm.intune.ade_token_info:
  register: ade_tokens

- name: Judge, without failing yet
  mdm.intune.ade_health_assert:
    facts: "{{ ade_tokens }}"
    fail_on: never
  register: verdict

- name: Write the reports
  mdm.intune.ade_health_report:
    verdict: "{{ verdict }}"
    report_dir: /var/lib/ade_health

- name: Fail now, with the reports written
  ansible.builtin.assert:
    that: verdict.status in ['healthy', 'warning']
    fail_msg: "{{ verdict.msg }}"
"""

RETURN = r"""
reports:
  description: The absolute path of each report, by format.
  returned: success
  type: dict
  sample:
    html: /var/lib/ade_health/report.html
    json: /var/lib/ade_health/report.json
    junit: /var/lib/ade_health/report.junit.xml
    md: /var/lib/ade_health/report.md
    prom: /var/lib/ade_health/report.prom
verdict_changed:
  description:
    - Whether the verdict differs from that of the C(report.json) which was in the folder before, in its status or in
      what its findings are and are about. Dates, numbers and waived findings do not count.
    - It is V(true) as well where there was no report to compare with.
  returned: success
  type: bool
  sample: true
previous_status:
  description: The status in the report that was in the folder before, V(null) where there was none.
  returned: success
  type: str
  sample: healthy
"""
