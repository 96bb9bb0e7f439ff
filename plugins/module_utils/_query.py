# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""JMESPath, the query language of options and rules. For internal use only."""

from __future__ import annotations

import typing as t

from ansible_collections.mdm.intune.plugins.module_utils._errors import ConfigurationError, RequirementError

Query = t.Callable[[t.Any], t.Any]


def compile_query(expression: str, option: str) -> Query:
    """Return a function that applies the expression; C(option) is named in errors.

    Raises ConfigurationError for an expression that JMESPath does not understand, and, when the function is called,
    for one that does not fit the data; RequirementError without the library.
    """
    try:
        import jmespath
        import jmespath.exceptions
    except ImportError as error:
        raise RequirementError("jmespath") from error
    try:
        compiled = jmespath.compile(expression)
    except jmespath.exceptions.JMESPathError as error:
        raise ConfigurationError(f"{option} is not a JMESPath expression: {error}") from error

    def search(data: t.Any) -> t.Any:
        try:
            return compiled.search(data)
        except jmespath.exceptions.JMESPathError as error:
            raise ConfigurationError(f"{option} does not fit the data: {error}") from error

    return search
