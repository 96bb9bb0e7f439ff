# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation fragment: which ADE tokens."""

from __future__ import annotations


class ModuleDocFragment:
    """Selection of tokens, and what is returned of them."""

    DOCUMENTATION = r"""
options:
  token_id:
    description:
      - Only the token of this id (a GUID).
      - Mutually exclusive with O(token_name) and O(token_type).
    type: str
  token_name:
    description:
      - Only the token of this name, compared exactly.
      - A name that several tokens of one tenant have is an error that lists their ids.
    type: str
  token_type:
    description:
      - Only tokens of this type.
      - V(apple_business_manager), V(apple_school_manager) and V(none) (the row of Apple Configurator) are known;
        other values are compared with what Microsoft Graph returns.
    type: str
"""

    INFO = r"""
options:
  query:
    description:
      - A JMESPath expression that is applied to the list of facts; it must yield a list.
      - It is checked before any request is sent.
    type: str
  include_raw:
    description:
      - Whether to return each object as Microsoft Graph sent it as well, without properties that may hold a secret.
    type: bool
    default: false
"""
