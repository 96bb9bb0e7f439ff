# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""report.html in a real browser: headless Chromium, named by the variable CHROMIUM. Screenshots go to build/browser."""

from __future__ import annotations

import itertools
import os
import random
import typing as t
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser, Page, sync_playwright

from ansible_collections.mdm.intune.plugins.module_utils import _report
from ansible_collections.mdm.intune.plugins.module_utils._health import evaluate
from ansible_collections.mdm.intune.plugins.module_utils._policy import policy
from ansible_collections.mdm.intune.tests.unit.plugins.facts import (
    DAY,
    HOUR,
    NOW,
    STALE,
    everything,
    found,
    profile,
    push_certificate,
    result,
    tenant,
    to_text,
    token,
    vpp_token,
)

ROOT = Path(__file__).resolve().parents[2]
SHOTS = Path(os.environ.get("SCREENSHOTS", ROOT / "build" / "browser"))
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


def estate(tenants: int, tokens: int) -> dict[str, t.Any]:
    """Return facts of tenants with tokens in all kinds of states, the same each time."""
    chance = random.Random(1)
    facts, rows = [], []
    for number in range(tenants):
        ids = {"tenant_id": f"00000000-0000-4000-8000-{number:012d}", "name": f"Organisation {number}"}
        if number % 40 == 39:
            failure = {"message": "Graph answered 403 Forbidden: DeviceManagementServiceConfig.Read.All is missing."}
            rows.append(tenant(**ids, checked=False, token_count=None, failure=failure))
            continue
        rows.append(tenant(**ids, token_count=tokens))
        for place in range(tokens):
            state = chance.random()
            changes: dict[str, t.Any] = {"expires_at": to_text(NOW + chance.randint(1, 365) * DAY)}
            if state < 0.05:
                changes["expires_at"] = to_text(NOW - chance.randint(0, 90) * DAY)
            elif state < 0.1:
                changes["last_sync_at"] = to_text(NOW - chance.randint(30, 200) * HOUR)
            elif state < 0.13:
                changes["last_sync_error_code"] = 3 if state < 0.12 else 7
            facts.append(
                token(
                    tenant_id=ids["tenant_id"],
                    tenant_name=ids["name"],
                    id=f"{number:06d}-{place}-4000-8000-00000000aaaa",
                    name=f"{('iPads', 'Macs', 'Phones')[place % 3]} of site {number}",
                    apple_id=f"mdm-admin-{number}@example.com",
                    synced_device_count=chance.randint(0, 4000),
                    **changes,
                )
            )
    return result(*facts, tenants=rows)


def hostile_names() -> list[str]:
    """Return the names of the estate of the emulator that is there for them."""
    seed = yaml.safe_load((ROOT / "tests" / "emulator" / "estates" / "hostile.yml").read_text(encoding="utf-8"))
    (row,) = seed["tenants"]
    return [row["name"], *(fact["tokenName"] for fact in row["tokens"] if fact.get("tokenName"))]


def hostile() -> list[dict[str, t.Any]]:
    names = hostile_names()
    tokens = [token(id=str(place), name=name, apple_id=name, **STALE) for place, name in enumerate(names)]
    facts = everything(tokens=tokens, profiles=[profile(name=names[1], support_department="x" * 200)])
    facts[0]["tenants"] = [tenant(name=names[0], token_count=len(tokens)), tenant(tenant_id="b", name="x" * 3000)]
    return facts


ESTATES: dict[str, t.Callable[[], t.Any]] = {
    "one": lambda: result(token()),
    "forty": lambda: [
        estate(14, 3),
        found("push_certificate", push_certificate(expires_at=to_text(NOW + 5 * DAY))),
        found("vpp_tokens", vpp_token("iPads with user", expires_at=to_text(NOW - 5 * DAY))),
    ],
    "thousand": lambda: estate(1000, 3),
    "hostile": hostile,
}


@pytest.fixture(scope="session")
def browser() -> t.Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture(scope="session")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("reports")
    files = {}
    for name, facts in ESTATES.items():
        report = _report.document(evaluate(facts(), policy({}), NOW), "2026-11-22T09:00:01Z")
        files[name] = folder / f"{name}.html"
        files[name].write_text(_report.render("html", report), encoding="utf-8", errors="replace")
    return files


class Opened(t.NamedTuple):
    """A page, what it asked the network for, and what it complained about."""

    page: Page
    requests: list[str]
    complaints: list[str]


Open = t.Callable[..., Opened]


@pytest.fixture
def show(browser: Browser, reports: dict[str, Path]) -> t.Iterator[Open]:
    contexts = []

    def opened(
        name: str, viewport: dict[str, int] | None = None, *, media: str | None = None, **options: t.Any
    ) -> Opened:
        context = browser.new_context(viewport=t.cast(t.Any, viewport or DESK), **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        requests: list[str] = []
        complaints: list[str] = []
        page.on("request", lambda request: requests.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(dialog.message))
        if media:
            page.emulate_media(media=t.cast(t.Any, media))
        page.goto(reports[name].as_uri())
        return Opened(page, requests, complaints)

    yield opened
    for context in contexts:
        context.close()


def shoot(page: Page, name: str) -> None:
    """Keep a picture of the first screens of a page."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    size = page.evaluate("({width: innerWidth, height: Math.min(document.documentElement.scrollHeight, 3200)})")
    page.set_viewport_size(size)  # a picture of all of a long page would take long
    page.screenshot(path=SHOTS / f"{name}.png")


def names(page: Page) -> list[str]:
    """Return the names of the rows that are shown, in order."""
    cells = "[...document.querySelectorAll('tbody tr:not([hidden]) td:first-child > bdi')]"
    return t.cast("list[str]", page.evaluate(f"{cells}.map((cell) => cell.textContent)"))


# ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("name", ESTATES)
def test_every_estate_on_every_screen(show: Open, name: str, viewport: dict[str, int], scheme: t.Any) -> None:
    page, requests, complaints = show(name, viewport, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    assert len(requests) == 1
    assert complaints == []
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (max(map(int, background[4:-1].split(","))) < 60) == (scheme == "dark")
    shoot(page, f"{name}-{viewport['width']}-{scheme}")


def test_a_thousand_tenants_stay_small(reports: dict[str, Path]) -> None:
    assert reports["thousand"].stat().st_size < 3_000_000


@pytest.mark.parametrize("name", ["forty", "hostile"])
def test_nothing_is_missing_without_script(show: Open, name: str) -> None:
    page, _requests, complaints = show(name, java_script_enabled=False)
    assert complaints == []
    assert page.locator("h1").is_visible()
    assert page.locator("section").count() >= 5
    assert not page.locator("form").is_visible()
    assert page.locator("th button").count() == 0
    folded = page.locator("details")
    for place in range(folded.count()):
        folded.nth(place).locator("summary").click()
        assert folded.nth(place).locator("li").first.is_visible()
    scripted = show(name).page
    assert page.locator("tbody tr").count() == scripted.locator("tbody tr").count()
    for content in ("article", "tbody tr", "h1"):
        assert page.locator(content).all_text_contents() == scripted.locator(content).all_text_contents()


def test_what_is_printed(show: Open) -> None:
    page = show("forty", color_scheme="dark", media="print").page
    assert page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--card')").strip() == "#ffffff"
    assert not page.locator("nav").is_visible()
    assert not page.locator("form").is_visible()
    assert page.locator("ol.steps").first.is_visible()
    shoot(page, "forty-print")
    SHOTS.mkdir(parents=True, exist_ok=True)
    assert len(page.pdf(path=SHOTS / "forty.pdf")) > 10_000


def test_the_table_can_be_filtered(show: Open) -> None:
    page = show("forty").page
    everything_shown = names(page)
    page.get_by_role("searchbox").fill("macs  SITE")
    assert names(page) == [name for name in everything_shown if name.startswith("Macs of site")] != []
    assert page.get_by_role("status").inner_text() == f"{len(names(page))} of {len(everything_shown)} shown"
    page.get_by_role("searchbox").fill("no such thing")
    assert names(page) == []
    page.get_by_role("searchbox").fill("")
    assert names(page) == everything_shown
    page.get_by_role("combobox").select_option("critical")
    assert 0 < len(names(page)) < len(everything_shown)
    assert set(page.locator("tbody tr:not([hidden]) td:nth-child(3)").all_inner_texts()) == {"critical"}


@pytest.mark.parametrize(("column", "place"), [("Status", 3), ("Expires", 4), ("Last sync", 5), ("Devices", 6)])
def test_the_table_can_be_sorted_by_numbers(show: Open, column: str, place: int) -> None:
    page = show("forty").page
    read = f"[...document.querySelectorAll('tbody td:nth-child({place})')].map((cell) => cell.dataset.v)"
    head = page.get_by_role("columnheader", name=column)
    for direction in ("ascending", "descending"):
        page.get_by_role("button", name=column).click()
        assert head.get_attribute("aria-sort") == direction
        known = [int(value) for value in page.evaluate(read) if value != ""]
        assert known == sorted(known, reverse=direction == "descending")
        assert page.evaluate(read)[: len(known)] == [str(value) for value in known]  # what is not known stands last
    assert page.locator("th[aria-sort]").count() == 1


def test_the_table_can_be_sorted_by_names_and_with_the_keyboard(show: Open) -> None:
    page = show("forty").page
    button = page.get_by_role("button", name="Name")
    button.focus()
    page.keyboard.press("Enter")
    ascending = names(page)
    assert ascending.index("Macs of site 2") < ascending.index("Macs of site 10")
    page.keyboard.press("Space")
    assert names(page) == ascending[::-1]
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_the_keyboard_reaches_everything_in_order(show: Open) -> None:
    page = show("forty").page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").bounding_box()["x"] >= 0  # type: ignore[index]
    page.keyboard.press("Enter")
    page.wait_for_url("**#findings")  # the page moves a moment after the key
    assert page.url.endswith("#findings")
    page.reload()
    reached = []
    for _press in range(60):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.tagName + (document.activeElement.id || '')"))
    assert [name for name in reached if name in ("INPUTtext", "SELECTstatus")] == ["INPUTtext", "SELECTstatus"]
    assert reached.count("BUTTON") == 7


def test_landmarks_and_names(show: Open) -> None:
    page = show("forty").page
    for role in ("banner", "navigation", "main", "contentinfo", "search", "table"):
        assert page.get_by_role(role).count() == 1, role  # type: ignore[arg-type]
    assert page.get_by_role("heading", level=1).count() == 1
    assert page.locator("html").get_attribute("lang") == "en"
    levels = [
        int(name[1]) for name in page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map((h) => h.tagName)")
    ]
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert page.get_by_role("searchbox", name="Search").is_visible()
    assert page.get_by_role("combobox", name="Status").is_visible()
    show_phone = show("forty", PHONE).page
    assert show_phone.get_by_role("row").count() == page.get_by_role("row").count()


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_hostile_names_are_text(show: Open, viewport: dict[str, int]) -> None:
    page, requests, complaints = show("hostile", viewport)
    shown = names(page)
    for name in hostile_names():
        flat = "".join(" " if ord(char) < 32 or 126 < ord(char) < 160 else char for char in name)
        assert flat in shown
    assert page.locator("script").count() == 1
    assert page.locator("img, iframe, a[href^=javascript], section b b").count() == 0
    assert len(requests) == 1
    assert complaints == []
    # A name written from right to left stays in its place and turns nothing around it.
    box = page.locator("tbody td:first-child").first.bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= viewport["width"]


def test_markup_would_do_nothing_even_if_it_came_through(show: Open) -> None:
    page, requests, complaints = show("one")
    answers = requests[:1]
    page.on("response", lambda response: answers.append(response.url))
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=https://example.com/x onerror=alert(1)>')")
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {textContent: 'alert(2)'}))")
    page.wait_for_function("document.images[0].complete")
    assert answers == [requests[0]]  # the request of the image was refused by the page itself
    assert len(complaints) >= 2
    assert all("Content Security Policy" in complaint for complaint in complaints)


def test_three_thousand_rows_can_be_sorted_and_filtered(show: Open) -> None:
    page = show("thousand").page
    total = len(names(page))
    assert total > 2900
    search = page.locator("#text")  # to look for a role among 3,000 rows takes Playwright seconds
    search.fill("mdm-admin-777@")
    assert sorted(names(page)) == [f"{kind} of site 777" for kind in ("Macs", "Phones", "iPads")]
    search.fill("")
    page.locator("th button").nth(5).click()
    assert len(names(page)) == total
    assert page.locator(".lanes li").count() == 12
