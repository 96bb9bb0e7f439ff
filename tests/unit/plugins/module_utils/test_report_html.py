# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What can be told of report.html without a browser; tests/browser has the rest."""

from __future__ import annotations

import base64
import hashlib
import html.parser
import itertools
import re
import typing as t

import pytest

from ansible_collections.mdm.intune.plugins.module_utils import _report
from ansible_collections.mdm.intune.plugins.module_utils._health import evaluate
from ansible_collections.mdm.intune.plugins.module_utils._html import Html, escaped, join, name, tag
from ansible_collections.mdm.intune.plugins.module_utils._policy import policy
from ansible_collections.mdm.intune.plugins.module_utils._report_html_assets import CSS
from ansible_collections.mdm.intune.tests.unit.plugins.facts import (
    DAY,
    NOW,
    STALE,
    UNREAD,
    WAIVER,
    everything,
    found,
    push_certificate,
    result,
    tenant,
    to_text,
    token,
    vpp_token,
)

VOID = {"meta", "input", "rect", "line", "circle"}


class Page(html.parser.HTMLParser):
    """The elements, texts and attributes of a page; refuses one whose tags do not match."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(source)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in VOID
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] not in (["style"], ["script"]):
            self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for element, attributes in self.elements if element == tag]


def render(facts: t.Any, **options: t.Any) -> str:
    return _report.render("html", _report.document(evaluate(facts, policy(options), NOW), "2026-11-22T09:00:01Z"))


def page(facts: t.Any, **options: t.Any) -> Page:
    return Page(render(facts, **options))


# ---------------------------------------------------------------------------------------------------------------
# escaping

HOSTILE = ["<script>alert(1)</script>", '" onload="x', "' x='", "&lt;b&gt;", "</style>", "{{ 7 * 7 }}", "]]>", "<!--"]


@pytest.mark.parametrize("value", HOSTILE)
def test_what_is_not_made_here_is_text(value: str) -> None:
    made = tag("p", value, tag("b", value), title=value)
    read = Page(made)
    assert read.elements == [("p", {"title": value}), ("b", {})]
    assert read.texts == [value, value]


def test_only_markup_is_markup() -> None:
    assert escaped(tag("b", "x")) == "<b>x</b>"
    assert isinstance(join(["<", 1, None]), Html)
    assert join(["<", 1, None]) == "&lt;1"
    assert name("\u202ex") == "<bdi>\u202ex</bdi>"
    assert escaped("a\x00b\ud800c\x85d") == "a b c d"
    assert tag("input", hidden=True, id=None, class_="a") == '<input hidden class="a">'
    assert tag("line", x1=1) == '<line x1="1"/>'


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_names_are_text_everywhere(value: str) -> None:
    facts = everything(
        tokens=[token(name=value, apple_id=value, tenant_name=value, **STALE)],
        push_certificate=[push_certificate(name=value, expires_at=to_text(NOW + DAY))],
        vpp_tokens=[vpp_token(value, name=value, state="invalid")],
    )
    unread = {**UNREAD, "name": value, "failure": {"message": value}}
    facts[0]["tenants"] = [tenant(name=value), unread]
    rules = [{"name": "rule", "query": "name", "message": value, "remediation": [value]}]
    read, plain = page(facts, rules=rules), page(everything())
    assert read.texts.count(value) >= 8
    assert len(read.all("script")) == len(plain.all("script")) == 1
    assert len(read.all("style")) == 1
    allowed = {"class", "data-v", "href", "role", "id"}
    for element, attributes in read.elements:
        assert element not in ("img", "iframe", "object", "embed", "link", "base")
        assert not any(key.startswith("on") for key in attributes), (element, attributes)
        if element in ("td", "tr", "li", "bdi", "article"):
            assert set(attributes) <= allowed


# ---------------------------------------------------------------------------------------------------------------
# the page is one file, and safe


def test_the_policy_allows_this_style_and_this_script_alone() -> None:
    source = render(everything())
    (content,) = [row["content"] for row in Page(source).all("meta") if "http-equiv" in row]
    assert content and content.startswith("default-src 'none'; ")
    for kind in ("style", "script"):
        (body,) = re.findall(rf"<{kind}>(.*?)</{kind}>", source, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in content


def test_nothing_is_fetched() -> None:
    read = page(everything(tokens=[token(last_sync_error_code=7)]))
    for _element, attributes in read.elements:
        assert not {"src", "srcset", "action", "data", "background", "style"} & set(attributes)
        href = attributes.get("href") or "#"
        assert href.startswith(("#", "https://learn.microsoft.com/", "https://support.apple.com/"))
    assert not re.search(r"url\(|@import|@font-face", CSS)


def test_every_link_in_the_page_arrives() -> None:
    read = page([*everything(tokens=[token(**STALE)]), found("push_certificate", push_certificate(configured=False))])
    ids = [attributes["id"] for _element, attributes in read.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    for link in read.all("a"):
        if (link["href"] or "").startswith("#"):
            assert (link["href"] or "")[1:] in ids
    for label in ("main", "header", "nav", "footer", "h1"):
        assert label in [element for element, _attributes in read.elements]


# ---------------------------------------------------------------------------------------------------------------
# what it says


@pytest.mark.parametrize(
    ("facts", "answer"),
    [
        (result(token()), "Yes: 0 of 1 ADE token"),
        (result(token(expires_at=to_text(NOW + 20 * DAY))), "Yes, for now: 1 of 1 ADE token"),
        (
            result(token(), tenants=[tenant(), UNREAD]),
            "Not certain: 0 of 1 ADE token in 2 tenants need attention; 1 tenant",
        ),
        (result(token(), token(id="2", **STALE)), "Not everywhere: 1 of 2 ADE tokens"),
        (result(token(**STALE)), "No: 1 of 1 ADE token in 1 tenant needs attention."),
        (result(), "No: 0 of 0 ADE tokens"),
        (result(token(**STALE), tenants=[tenant(), UNREAD]), "Not everywhere: 1 of 1 ADE token"),
    ],
)
def test_the_verdict_comes_first_in_one_sentence(facts: t.Any, answer: str) -> None:
    text = page(facts).text
    assert text.index("Will the next Apple device enrol into Intune?") < text.index(answer)
    assert text.index(answer) < text.index("Judged at")


def test_everything_is_told() -> None:
    read = page(
        everything(
            tokens=[token(**STALE), token(id="2", expires_at=None), token(id="3", name="AC", token_type="none")],
            vpp_tokens=[vpp_token("iPads with user", expires_at=to_text(NOW - 3 * DAY))],
        ),
        waivers=[{**WAIVER, "finding": "token_expiry_unknown"}],
    )
    made = evaluate(
        everything(
            tokens=[token(**STALE), token(id="2", expires_at=None), token(id="3", name="AC", token_type="none")],
            vpp_tokens=[vpp_token("iPads with user", expires_at=to_text(NOW - 3 * DAY))],
        ),
        policy({}),
        NOW,
    )
    for finding in made["findings"]:
        for text in (finding["title"], finding["evidence"]["summary"], finding["impact"], finding["portal_path"]):
            assert text in read.text
        for step in finding["remediation"]:
            assert step in read.text
        assert finding["docs_url"] in [link["href"] for link in read.all("a")]
    assert "not judged" in read.text
    assert "waived" in read.text
    assert "expired 3 days ago" in read.text
    assert "Not drawn, because no expiry is known: 1." in read.text
    for symptom in made["symptoms"]:
        assert symptom["title"] in read.text


def test_symptoms_are_shown_when_they_were_looked_for() -> None:
    assert "Symptoms" in page(everything()).text
    assert "Symptoms" not in page(result(token())).text


def test_unchecked_tenants_stand_before_everything_else() -> None:
    text = page(result(token(**STALE), tenants=[tenant(), UNREAD])).text
    assert (
        text.index("1 tenant could not be checked") < text.index("no permission") < text.rindex("What needs attention")
    )


def test_what_is_the_same_is_there_once() -> None:
    tokens = [token(id=str(number), **STALE) for number in range(30)]
    text = page(result(*tokens)).text
    (finding, *_more) = evaluate(result(*tokens), policy({}), NOW)["findings"]
    assert text.count(finding["impact"]) == 1
    assert text.count(finding["remediation"][0]) == 1
    assert text.count(finding["evidence"]["summary"]) == 30
    assert "22 more" in text


def test_many_expiries_are_drawn_by_month() -> None:
    few = [token(id=str(number), expires_at=to_text(NOW + number * 30 * DAY)) for number in range(12)]
    many = [*few, token(id="far", expires_at=to_text(NOW + 4000 * DAY)), token(id="a", expires_at=to_text(NOW - DAY))]
    assert "How many expire in which month." not in page(result(*few)).text
    read = page(result(*many))
    assert "The next 12 of 14" in read.text
    (label,) = [row["aria-label"] for row in read.all("svg") if "aria-label" in row]
    assert label and label.startswith("past: 2; ") and label.endswith("; later: 1")
    assert sum(int(part.split(": ")[1]) for part in label.split("; ")) == 14


def test_a_thousand_tenants_stay_small() -> None:
    tokens = [
        token(
            id=f"00000000-0000-4000-8000-{number:012d}",
            tenant_id=f"tenant-{number // 3}.example",
            tenant_name=f"A tenant with a name {number // 3}",
            expires_at=to_text(NOW + (number % 400 - 20) * DAY),
        )
        for number in range(3000)
    ]
    rows = [
        tenant(tenant_id=f"tenant-{number}.example", name=f"A tenant with a name {number}") for number in range(1000)
    ]
    assert len(render(result(*tokens, tenants=rows)).encode()) < 3_000_000


# ---------------------------------------------------------------------------------------------------------------
# colours


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


STATUSES = ("critical", "warning", "unknown", "healthy", "info")
SURFACES = ("page", "card", *(f"{status}-soft" for status in STATUSES))
PAIRS = [
    *itertools.product(("text", "muted", "link"), SURFACES),
    *((status, surface) for status in STATUSES for surface in ("card", "page", f"{status}-soft")),
    *(("on-status", status) for status in STATUSES),
    ("card", "muted"),
]


def palettes() -> list[dict[str, str]]:
    return [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block)) for block in re.findall(r":root \{([^}]*)\}", CSS)]


def test_there_is_a_light_and_a_dark_palette_of_the_same_colours() -> None:
    light, dark = palettes()
    assert light.keys() == dark.keys() >= {*SURFACES, *STATUSES, "text", "muted", "link", "line", "on-status"}
    assert luminance(light["page"]) > 0.8 > 0.1 > luminance(dark["page"])


@pytest.mark.parametrize("palette", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back"), PAIRS)
def test_the_contrast_is_that_of_wcag_aa(palette: int, front: str, back: str) -> None:
    colours = palettes()[palette]
    assert contrast(colours[front], colours[back]) >= 4.5
