# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Texts for people, in their language. For internal use only.

A text is known by its English wording, as in gettext: English needs no catalogue and loads none. The catalogue of
another language is the module C(_texts_<language>), whose C(TEXTS) maps the English wording to its translation. Codes,
keys and metrics are English in every language.
"""

from __future__ import annotations

import importlib
import typing as t

from ansible_collections.mdm.intune.plugins.module_utils._errors import ConfigurationError

ENGLISH = "en"
LANGUAGES = (ENGLISH, "pl")


class Count(int):
    """A number that picks the form of a word: C({n:# token|# tokens}); with three forms by the rule of Polish."""

    def __format__(self, forms: str) -> str:
        """Return the form for this number, with the number in the place of C(#)."""
        if not forms:
            return str(int(self))
        one, *more = forms.split("|")
        few = self % 10 in (2, 3, 4) and self % 100 not in (12, 13, 14)
        form = one if self == 1 else more[0] if few or len(more) == 1 else more[1]
        return form.replace("#", str(int(self)))


class Say(t.Protocol):
    """Returns a text in the language of a report, with values put into its braces."""

    def __call__(self, text: str, /, **values: t.Any) -> str:
        """Say C(text), given in English."""


def speaker(language: str) -> Say:
    """Return what says texts in a language. Raises ConfigurationError for one that is not there."""
    if language not in LANGUAGES:
        raise ConfigurationError(f"language {language!r} is not there; languages are {', '.join(LANGUAGES)}.")
    texts: t.Mapping[str, str] = {}
    if language != ENGLISH:
        texts = importlib.import_module(f"{__package__}._texts_{language}").TEXTS

    def say(text: str, /, **values: t.Any) -> str:
        said = texts.get(text, text)
        if not values:
            return said
        # A bool is an int as well, and no number.
        return said.format(**{name: Count(item) if type(item) is int else item for name, item in values.items()})

    return say
