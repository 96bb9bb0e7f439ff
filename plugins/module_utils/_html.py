# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""HTML that cannot forget to escape: whatever is not made here is text. For internal use only."""

from __future__ import annotations

import html
import re
import typing as t

# Control characters, and half surrogate pairs, which no HTML document may hold.
_NOT_HTML = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_VOID = frozenset({"meta", "input", "line", "rect", "circle", "path"})

Node = t.Any  # Html, or a value that is shown as text; None is nothing


class Html(str):
    """Markup. Made by C(tag), C(join) and C(raw) alone."""

    __slots__ = ()


def raw(markup: str) -> Html:
    """Return a text of this program, never one from outside, as markup."""
    return Html(markup)


def escaped(value: Node) -> Html:
    """Return markup as it is, and anything else as text."""
    if value is None:
        return Html("")
    if isinstance(value, Html):
        return value
    return Html(html.escape(_NOT_HTML.sub(" ", str(value))))


def join(nodes: t.Iterable[Node]) -> Html:
    """Return nodes one after the other."""
    return Html("".join(map(escaped, nodes)))


def tag(element: str, /, *children: Node, **attributes: t.Any) -> Html:
    """Return an element. C(class_) is the attribute class, C(data_v) data-v; None and False leave an attribute out."""
    said = ""
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        attribute = key.rstrip("_").replace("_", "-")
        said += f" {attribute}" if value is True else f' {attribute}="{escaped(value)}"'
    if element in _VOID:
        return Html(f"<{element}{said}>" if element in ("meta", "input") else f"<{element}{said}/>")
    return Html(f"<{element}{said}>{join(children)}</{element}>")


def name(value: Node) -> Html:
    """Return a name from outside: it may be written in either direction, and must not turn its surroundings."""
    return tag("bdi", value)
