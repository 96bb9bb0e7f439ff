# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""report.html: a verdict as one page, for people. Pure. For internal use only.

The page needs no network, and no script to be read: the script sorts and filters the table. Its content security policy
allows this style and this script by their hashes and nothing else, so that a name could do no harm even as markup. What
is the same for all that a finding hits (impact, steps, links) is there once, and the page of 3,000 tokens stays small.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import typing as t

from ansible_collections.mdm.intune.plugins.module_utils._html import Html, join, name, raw, tag
from ansible_collections.mdm.intune.plugins.module_utils._language import Say, speaker
from ansible_collections.mdm.intune.plugins.module_utils._message import Facts, Finding, diagnosed, sentence
from ansible_collections.mdm.intune.plugins.module_utils._report_html_assets import CSS, SCRIPT
from ansible_collections.mdm.intune.plugins.module_utils._status import CRITICAL, HEALTHY, UNKNOWN, WARNING, rank
from ansible_collections.mdm.intune.plugins.module_utils._timestamps import from_graph

_KINDS = {"ade_token": "ADE token", "push_certificate": "Push certificate", "vpp_token": "VPP token"}
_WORST_FIRST = (CRITICAL, UNKNOWN, WARNING, HEALTHY)
_LANES = 12  # so many expiries are drawn one by one
_OPEN = 8  # a longer list of what a finding hits is folded
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAY = 86400


def render(report: Facts) -> str:
    """Return report.html."""
    page = _Page(report)
    say = page.say
    sections = [section for section in page.sections() if section]
    labels = "".join(
        f'\n  td:nth-child({place})::before {{ content: "{title}"; }}'
        for place, title in enumerate(page.columns, 1)
        if place > 3  # the narrow layout needs no words for the first three
    )
    css = raw(f"{CSS}@media (max-width: 44rem) {{{labels}\n}}\n")
    script = raw(SCRIPT)
    policy = (
        f"default-src 'none'; style-src 'sha256-{_digest(css)}'; script-src 'sha256-{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    title = say("Apple device enrollment: health of the ADE tokens")
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("meta", name="generator", content=report["generator"]),
        tag("title", f"{say(report['status']).upper()}: {title}"),
        tag("style", css),
    )
    body = tag(
        "body",
        tag("a", say("Skip to the findings"), class_="skip", href="#findings"),
        page.header(sections),
        tag(
            "main",
            *(tag("section", *content, id=key, class_=kind) for key, kind, _title, content in sections),
            class_="wrap",
        ),
        page.footer(),
        tag("script", script),
    )
    return "<!DOCTYPE html>\n" + tag("html", head, "\n", body, lang=report["language"]) + "\n"


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


class _Group(t.NamedTuple):
    """Findings that say the same about different things."""

    anchor: str
    first: Finding
    findings: list[Finding]


_Section = tuple[str, "str | None", str, "list[Html]"]  # id, class, title in the navigation, content


class _Page:
    """The parts of the page of one report."""

    def __init__(self, report: Facts) -> None:
        self.report = report
        self.say: Say = speaker(report["language"])
        self.now = from_graph(report["judged_at"]) or dt.datetime.min.replace(tzinfo=dt.timezone.utc)
        self.tenant_names = {row["tenant_id"]: row.get("name") or row["tenant_id"] for row in report["tenants"]}
        self.items = [fact for key in ("tokens", "push_certificates", "vpp_tokens") for fact in report[key]]
        self.groups = _groups(report["findings"])
        say = self.say
        self.columns = (
            say("Name"),
            say("Tenant"),
            say("Status"),
            say("Expires"),
            say("Last sync"),
            say("Devices"),
            say("Findings"),
        )

    # -----------------------------------------------------------------------------------------------------------
    # the verdict

    def answer(self) -> str:
        """Return what the report says to the question above it, as the beginning of a sentence."""
        say, summary = self.say, self.report["summary"]
        status = self.report["status"]
        if status == CRITICAL:
            broken = summary["by_status"][CRITICAL] == summary["tokens"]
            return say("No") if broken and not summary["tenants_unchecked"] else say("Not everywhere")
        return {UNKNOWN: say("Not certain"), WARNING: say("Yes, for now")}.get(status, say("Yes"))

    def header(self, sections: list[_Section]) -> Html:
        """Return the verdict in one sentence, its numbers, and the way to the sections."""
        say, report, summary = self.say, self.report, self.report["summary"]
        gate = say("The gate lets the run pass.") if report["passed"] else say("The gate fails the run.")
        tiles = [(say("ADE tokens"), summary["tokens"], "none")]
        tiles += [(say(status), summary["by_status"][status], status) for status in _WORST_FIRST]
        tiles.append((say("tenants checked"), summary["tenants_checked"], "none"))
        tiles.append((say("tenants not checked"), summary["tenants_unchecked"], UNKNOWN))
        # That nothing is unknown is not worth a tile; that nothing is healthy is.
        tiles = [row for row in tiles if row[1] or row[2] not in (UNKNOWN, WARNING)]
        links = [tag("li", tag("a", title, href=f"#{key}")) for key, _class, title, _content in sections]
        return tag(
            "header",
            tag(
                "div",
                tag("p", say("Will the next Apple device enrol into Intune?"), class_="question"),
                tag("h1", tag("b", self.answer(), ":"), " ", sentence(report, say), "."),
                tag(
                    "p",
                    tag("span", say(report["status"]), class_=f"pill {report['status']}"),
                    " ",
                    say("Judged at {judged_at}.", judged_at=_moment(report["judged_at"])),
                    " ",
                    gate,
                    class_="muted",
                ),
                self.before_sync(),
                tag(
                    "ul",
                    *(tag("li", tag("b", number), tag("span", label), class_=tone) for label, number, tone in tiles),
                    class_="tiles",
                ),
                tag("nav", tag("ul", *links), aria_label=say("Sections")),
                class_="wrap",
            ),
            class_=report["status"],
        )

    def before_sync(self) -> Html | str:
        """Return the verdict before a sync was tried, if one was."""
        before = self.report.get("before_sync")
        if not before:
            return ""
        at = self.say("Before the sync, at {judged_at}:", judged_at=_moment(before["judged_at"]))
        return tag("p", at, " ", before["headline"], class_="muted")

    def footer(self) -> Html:
        """Return where the page comes from."""
        at, generator = _moment(self.report["generated_at"]), self.report["generator"]
        made = self.say("Made by {generator} at {at}. All times are UTC.", generator=generator, at=at)
        return tag("footer", tag("div", tag("p", made), class_="wrap"))

    def sections(self) -> t.Iterator[_Section | None]:
        """Return the sections that have something to say, in the order of the page."""
        yield self.unchecked()
        yield self.symptoms()
        yield self.to_do()
        yield self.timeline()
        yield self.table()
        yield self.findings()

    def unchecked(self) -> _Section | None:
        """Return what nobody could look at."""
        say = self.say
        rows = [row for row in self.report["tenants"] if not row["checked"]]
        if not rows:
            return None
        lines = []
        for row in rows:
            reason = (row.get("failure") or {}).get("message") or say("no reason was recorded")
            checks = ", ".join(check for check, read in row["checks"].items() if not read)
            lines.append(
                tag(
                    "li",
                    tag("b", name(row.get("name") or row["tenant_id"] or say("unnamed"))),
                    f" ({checks})",
                    tag("span", tag("bdi", reason), class_="evidence"),
                )
            )
        title = say("Could not be checked")
        said = say("{count:# tenant|# tenants} could not be checked", count=len(rows))
        return (
            "unchecked",
            "alarm unknown",
            title,
            [
                tag("h2", said[:1].upper() + said[1:]),
                tag(
                    "p", say("Nothing is known about these checks of these tenants."), " ", say("Treat them as broken.")
                ),
                _folded(lines, say),
            ],
        )

    def symptoms(self) -> _Section | None:
        """Return the three symptoms, if more than the tokens was looked at."""
        say = self.say
        if not diagnosed(self.report):
            return None
        words = {
            "found": (CRITICAL, say("evidence found")),
            "none_found": (HEALTHY, say("none found")),
            "not_checked": (UNKNOWN, say("not checked")),
        }
        cards = []
        for symptom in self.report["symptoms"]:
            tone, word = words[symptom["state"]]
            # A finding that is here critical and there a warning is evidence once.
            first = {group.first["code"]: group for group in reversed(self.groups)}
            evidence = [self._link(first[code]) for code in symptom["findings"]]
            cards.append(
                tag(
                    "li",
                    tag("span", word, class_="pill"),
                    tag("b", symptom["title"]),
                    join(tag("div", item) for item in evidence) if symptom["state"] == "found" else None,
                    tag("div", say("Not read: {checks}", checks=", ".join(symptom["not_checked"])), class_="muted")
                    if symptom["not_checked"]
                    else None,
                    class_=tone,
                )
            )
        return ("symptoms", None, say("Symptoms"), [tag("h2", say("Symptoms")), tag("ul", *cards, class_="symptoms")])

    def to_do(self) -> _Section | None:
        """Return what there is to do, the worst first; the details are below."""
        say = self.say
        rows = [
            tag(
                "li",
                tag("span", say(group.first["severity"]), class_=f"pill {_tone(group.first)}"),
                self._link(group),
                tag("span", self._whom(group), class_="number"),
            )
            for group in self.groups
            if not group.first["waived"]
        ]
        if not rows:
            return None
        title = say("What needs attention")
        return ("attention", None, title, [tag("h2", title), tag("ul", *rows, class_="todo")])

    def _whom(self, group: _Group) -> t.Any:
        if len(group.findings) > 1:
            return self.say("{count} affected", count=len(group.findings))
        return join(self._subject(group.first))

    def _subject(self, item: Finding) -> list[t.Any]:
        """Return what a finding is about, with its tenant."""
        about: list[t.Any] = [name(item["name"] or item["id"] or self.say("unnamed"))]
        if item["tenant_id"] not in (None, item["id"]):
            about += [" · ", name(self.tenant_names.get(item["tenant_id"]) or item["tenant_id"])]
        return about

    def _link(self, group: _Group) -> Html:
        return tag("a", tag("bdi", group.first["title"]), href=f"#{group.anchor}")

    # -----------------------------------------------------------------------------------------------------------
    # the timeline

    def timeline(self) -> _Section | None:
        """Return when what expires: one by one, and by month where there is much of it."""
        say = self.say
        dated = [(moment, item) for item in self.items if (moment := _expiry(item))]
        if not dated:
            return None
        dated.sort(key=lambda pair: pair[0])
        title = say("Expiries")
        content = [tag("h2", title)]
        hint = say("ADE tokens, push certificates and VPP tokens, the earliest first.")
        if len(dated) > _LANES:
            content += [
                tag("p", say("How many expire in which month."), class_="hint"),
                self._histogram(dated),
                tag("h3", say("The next {count} of {total}", count=_LANES, total=len(dated))),
            ]
        content += [
            tag("p", hint, class_="hint"),
            self._axis(),
            tag("ol", *(self._lane(moment, item) for moment, item in dated[:_LANES]), class_="lanes"),
        ]
        undated = sum(1 for item in self.items if item.get("token_type") != "none") - len(dated)
        if undated:
            text = say("Not drawn, because no expiry is known: {count}.", count=undated)
            content.append(tag("p", text, class_="hint"))
        return ("timeline", None, title, content)

    def _place(self, moment: dt.datetime) -> float:
        """Return the place of an instant on the axis, in percent: a month back, thirteen months ahead."""
        return min(max(((moment - self.now).total_seconds() / _DAY + 30) / 425 * 100, 0), 100)

    def _months(self) -> list[tuple[int, int]]:
        first = self.now.year * 12 + self.now.month - 1
        return [divmod(month, 12) for month in range(first, first + 13)]

    def _axis(self) -> Html:
        say, marks = self.say, []
        for place, (year, month) in enumerate(self._months()[1:]):
            x = f"{self._place(dt.datetime(year, month + 1, 1, tzinfo=dt.timezone.utc)):.1f}%"
            label = f"{say(_MONTHS[month])} {year}" if month == 0 else say(_MONTHS[month])
            odd = "odd" if place % 3 else None
            marks.append(tag("line", x1=x, x2=x, y1=16, y2=24, class_="tick"))
            if place or self.now.day < 10:  # else it would stand on top of today
                marks.append(tag("text", label, x=x, y=12, text_anchor="middle", class_=odd))
        today = f"{self._place(self.now):.1f}%"
        marks += [
            tag("line", x1=today, x2=today, y1=14, y2=24, class_="today"),
            tag("text", say("today"), x=today, y=12, text_anchor="middle", class_="count"),
        ]
        # The rows below say the dates in words.
        return tag("div", tag("span"), tag("svg", *marks, height=24, aria_hidden="true"), tag("span"), class_="axis")

    def _lane(self, moment: dt.datetime, item: Facts) -> Html:
        say = self.say
        tone, here, then = _expiry_tone(item), self._place(self.now), self._place(moment)
        left, width = min(here, then), max(abs(then - here), 0.4)
        drawing = tag(
            "svg",
            tag("rect", x=0, y=7, width="100%", height=4, rx=2, class_="track"),
            tag("rect", x=f"{left:.2f}%", y=4, width=f"{width:.2f}%", height=10, rx=3, class_="bar"),
            tag("circle", cx=f"{then:.2f}%", cy=9, r=6, class_="bar"),
            tag("line", x1=f"{here:.2f}%", x2=f"{here:.2f}%", y1=0, y2=18, class_="today"),
            height=18,
            aria_hidden="true",
        )
        what = say(_KINDS[item["kind"]])
        tenant = self._tenant(item)
        return tag(
            "li",
            tag("span", self._name(item), tag("small", what, " · ", name(tenant)), class_="who"),
            drawing,
            tag("span", tag("b", self._days(item)), _date(item["expires_at"]), class_="when"),
            class_=tone,
        )

    def _days(self, item: Facts) -> str:
        seconds = item["health"]["seconds_until_expiry"]
        if seconds <= 0:
            return self.say("expired {count:# day|# days} ago", count=-seconds // _DAY)
        return self.say("{count:# day|# days} left", count=seconds // _DAY)

    def _histogram(self, dated: list[tuple[dt.datetime, Facts]]) -> Html:
        say, months = self.say, self._months()
        buckets: list[dict[str, int]] = [{} for _unused in range(len(months) + 2)]
        for moment, item in dated:
            if moment <= self.now:
                place = 0
            else:
                ahead = moment.year * 12 + moment.month - 1 - (months[0][0] * 12 + months[0][1])
                place = min(ahead, len(months)) + 1
            tone = _expiry_tone(item)
            buckets[place][tone] = buckets[place].get(tone, 0) + 1
        labels = [say("past"), *(say(_MONTHS[month]) for _year, month in months), say("later")]
        most, step = max(sum(bucket.values()) for bucket in buckets), 100 / len(buckets)
        marks, said = [], []
        for place, (bucket, label) in enumerate(zip(buckets, labels, strict=True)):
            count, base, middle = sum(bucket.values()), 150.0, f"{(place + 0.5) * step:.2f}%"
            x, width = f"{(place + 0.14) * step:.2f}%", f"{0.72 * step:.2f}%"
            for tone in (HEALTHY, WARNING, UNKNOWN, CRITICAL):
                if tone in bucket:
                    height = max(bucket[tone] / most * 125, 2)
                    base -= height
                    bar = tag("rect", x=x, y=f"{base:.1f}", width=width, height=f"{height:.1f}", class_="bar")
                    marks.append(tag("g", bar, class_=tone))
            if count:
                marks.append(tag("text", count, x=middle, y=f"{base - 5:.1f}", text_anchor="middle", class_="count"))
                said.append(f"{label}: {count}")
            marks.append(tag("text", label, x=middle, y=168, text_anchor="middle"))
            if 0 < place <= len(months) and (place == 1 or months[place - 1][1] == 0):
                marks.append(tag("text", months[place - 1][0], x=middle, y=184, text_anchor="middle"))
        marks.append(tag("line", x1=0, x2="100%", y1=150, y2=150, class_="tick"))
        return tag("svg", *marks, height=190, role="img", aria_label="; ".join(said))

    # -----------------------------------------------------------------------------------------------------------
    # the table

    def _tenant(self, item: Facts) -> t.Any:
        return item.get("tenant_name") or self.tenant_names.get(item.get("tenant_id")) or item.get("tenant_id")

    def _name(self, item: Facts) -> Html:
        return name(item.get("name") or item.get("id") or self.say("unnamed"))

    def table(self) -> _Section | None:
        """Return all that was judged, the worst first, then what expires first."""
        say = self.say
        if not self.items:
            return None
        late = float("inf")

        def urgency(item: Facts) -> tuple[bool, int, float]:
            seconds, listed = item["health"]["seconds_until_expiry"], item.get("token_type") == "none"
            return (listed, -rank(item["health"]["status"]), late if seconds is None else seconds)

        title = say("Tokens and certificates")
        options = [tag("option", say("all"), value="")]
        options += [tag("option", say(status), value=status) for status in _WORST_FIRST]
        form = tag(
            "form",
            tag("label", say("Search"), tag("input", type="search", id="text", autocomplete="off")),
            tag("label", say("Status"), tag("select", *options, id="status")),
            tag("output", id="shown", data_text=say("{shown} of {total} shown", shown="%1", total="%2")),
            class_="filter",
            role="search",
            hidden=True,
        )
        head = tag("tr", *(tag("th", column, scope="col", role="columnheader") for column in self.columns), role="row")
        rows = join(self._row(item) for item in sorted(self.items, key=urgency))
        # The narrow layout draws the rows as blocks, which would cost them their roles.
        parts = (tag("thead", head, role="rowgroup"), tag("tbody", rows, role="rowgroup"))
        table = tag("table", *parts, role="table", aria_label=title)
        return ("tokens", None, title, [tag("h2", title), form, table])

    def _row(self, item: Facts) -> Html:
        say, health = self.say, item["health"]
        judged = item.get("token_type") != "none"
        status = health["status"] if judged else "none"
        synced = _expiry(item, "last_sync_at")
        devices = item.get("synced_device_count")
        codes = dict.fromkeys(finding["code"] for finding in health["findings"])
        anchors = {group.first["code"]: group.anchor for group in reversed(self.groups)}
        account = item.get("apple_id")
        below = [say(_KINDS[item["kind"]]), " · " if account else None, name(account) if account else None]
        expires = None
        if item.get("expires_at"):
            expires = join([_date(item["expires_at"]), tag("small", self._days(item))])
        return tag(
            "tr",
            tag("td", self._name(item), tag("small", *below), role="cell"),
            tag("td", name(self._tenant(item)), role="cell"),
            tag(
                "td",
                tag("span", say(status) if judged else say("not judged"), class_="pill " + status),
                data_v=rank(status) if judged else -1,
                role="cell",
            ),
            tag("td", expires, data_v=health["seconds_until_expiry"] if judged and expires else "", role="cell"),
            tag(
                "td",
                _date(item["last_sync_at"]) if synced else None,
                data_v=int(synced.timestamp()) if synced else "",
                role="cell",
            ),
            tag("td", devices, data_v="" if devices is None else devices, role="cell"),
            tag(
                "td",
                tag("code", *(tag("a", code, href=f"#{anchors[code]}") for code in codes)) if codes else None,
                role="cell",
            ),
            class_=status,
            role="row",
        )

    # -----------------------------------------------------------------------------------------------------------
    # the findings

    def findings(self) -> _Section:
        """Return each finding once, with all that it hits."""
        say = self.say
        title = say("Findings")
        content = [tag("h2", title)]
        if not self.groups:
            content.append(tag("p", say("None: nothing needs to be done.")))
        return ("findings", None, title, [*content, *map(self._finding, self.groups)])

    def _finding(self, group: _Group) -> Html:
        say, first = self.say, group.first
        hit = []
        for item in group.findings:
            subject, *tenant = self._subject(item)
            hit.append(
                tag(
                    "li",
                    tag("b", subject),
                    *tenant,
                    tag("span", tag("bdi", item["evidence"]["summary"]), class_="evidence"),
                )
            )
        links, url = [], first["docs_url"] or ""
        if url.startswith("https://"):
            links.append(tag("p", tag("b", say("Documentation")), ": ", tag("a", url, href=url)))
        causes = first["evidence"].get("possible_causes")
        if causes:
            lines = [tag("li", tag("b", cause["label"]), ": ", cause["cause"]) for cause in causes]
            summary = say("Causes that Microsoft lists for sync errors; which of them it is, the portal's text tells:")
            links.append(tag("details", tag("summary", summary), tag("ul", *lines)))
        return tag(
            "article",
            tag(
                "header",
                tag(
                    "span", say("waived") if first["waived"] else say(first["severity"]), class_=f"pill {_tone(first)}"
                ),
                tag("h3", tag("bdi", first["title"])),
                tag("code", first["code"], class_="muted"),
            ),
            tag("p", first["impact"]),
            tag("h4", say("Evidence")),
            _folded(hit, say),
            tag("h4", say("What to do")),
            tag("p", tag("b", say("Where")), ": ", first["portal_path"]),
            tag("ol", *(tag("li", step) for step in first["remediation"]), class_="steps"),
            *links,
            id=group.anchor,
            class_=_tone(first),
        )


def _groups(findings: t.Iterable[Finding]) -> list[_Group]:
    """Return the findings by what they say, in their own order: the worst first, what is waived last."""
    grouped: dict[tuple[t.Any, ...], list[Finding]] = {}
    for item in findings:
        key = (item["waived"], item["severity"], item["code"], item["title"], *item["remediation"])
        grouped.setdefault(key, []).append(item)
    return [_Group(f"f{place}", items[0], items) for place, items in enumerate(grouped.values(), 1)]


def _tone(finding: Finding) -> str:
    return "none" if finding["waived"] else str(finding["severity"])


def _expiry(item: Facts, key: str = "expires_at") -> dt.datetime | None:
    return None if item.get("token_type") == "none" else from_graph(item.get(key))


def _expiry_tone(item: Facts) -> str:
    """Return the status that the expiry alone amounts to."""
    severities = [
        finding["severity"]
        for finding in item["health"]["findings"]
        if not finding["waived"] and finding["code"].endswith(("_expired", "_expiring"))
    ]
    return max(severities, key=rank, default=HEALTHY) if severities != ["info"] else HEALTHY


def _folded(lines: list[Html], say: Say) -> Html:
    """Return a list; one that is long shows its beginning and folds the rest."""
    shown = tag("ul", *lines[:_OPEN], class_="affected")
    if len(lines) <= _OPEN:
        return shown
    summary = tag("summary", say("{count:# more|# more}", count=len(lines) - _OPEN))
    return join([shown, tag("details", summary, tag("ul", *lines[_OPEN:], class_="affected"))])


def _date(timestamp: str) -> Html:
    return tag("time", timestamp[:10], datetime=timestamp)


def _moment(timestamp: str) -> str:
    return timestamp.replace("T", " ").replace("Z", " UTC")
