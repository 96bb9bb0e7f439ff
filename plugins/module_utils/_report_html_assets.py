# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Style and script of report.html. Pure data. For internal use only."""

from __future__ import annotations

# The colours of a screen in the light and on paper, and those of a dark screen. A test computes their contrast.
_LIGHT = """\
--page: #f4f6f9; --card: #ffffff; --text: #18202b; --muted: #556070; --line: #d6dce4; --link: #0b5cad;
--critical: #b3261e; --warning: #8f5500; --unknown: #6a3fb5; --healthy: #1b7038; --info: #0b5cad;
--on-status: #ffffff;
--critical-soft: #fdeceb; --warning-soft: #fdf3e1; --unknown-soft: #f2edfc; --healthy-soft: #e8f5ec;
--info-soft: #e8f1fb;
"""
_DARK = """\
--page: #10151c; --card: #1a212b; --text: #e8edf3; --muted: #a5b0be; --line: #364150; --link: #82bbff;
--critical: #ff9a90; --warning: #f4bd62; --unknown: #c8aeff; --healthy: #79d694; --info: #82bbff;
--on-status: #10151c;
--critical-soft: #3b1f20; --warning-soft: #372b18; --unknown-soft: #2c2542; --healthy-soft: #1a3325;
--info-soft: #1b2c42;
"""

CSS = (
    ":root { color-scheme: light dark; " + _LIGHT + "}\n"
    "@media screen and (prefers-color-scheme: dark) { :root { " + _DARK + "} }\n"
    """\
* { box-sizing: border-box; }
html { scroll-behavior: smooth; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.55 system-ui, -apple-system, "Segoe UI",
  Roboto, "Noto Sans", "DejaVu Sans", sans-serif; overflow-wrap: anywhere; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 3px; }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: 1rem; padding: .6rem 1rem; background: var(--card); z-index: 1; }
.wrap { max-width: 72rem; margin: 0 auto; padding: 0 1.25rem; }
header { background: var(--card); border-bottom: 1px solid var(--line); border-top: 6px solid var(--tone);
  padding: 2rem 0 1.5rem; }
.question { margin: 0 0 .5rem; color: var(--muted); font-size: 1rem; }
h1 { font-size: clamp(1.45rem, 1.1rem + 1.8vw, 2.15rem); line-height: 1.25; margin: 0 0 .75rem; max-width: 30em;
  text-wrap: balance; letter-spacing: -.01em; }
h1 b { color: var(--tone); }
h2 { font-size: 1.3rem; line-height: 1.3; margin: 0 0 .35rem; letter-spacing: -.005em; }
h3 { font-size: 1.08rem; line-height: 1.4; margin: 0; }
* + h3 { margin-top: 1.2rem; }
article h3 { margin: 0; }
h4 { font-size: .95rem; margin: 1.1rem 0 .3rem; }
p { margin: .4rem 0; }
.muted, .hint { color: var(--muted); }
.hint { font-size: .92rem; margin-bottom: 1rem; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(7.5rem, 1fr)); gap: .75rem; list-style: none;
  padding: 0; margin: 1.5rem 0 0; }
.tiles li { border: 1px solid var(--line); border-left: 4px solid var(--tone, var(--line)); border-radius: .5rem;
  padding: .55rem .8rem; background: var(--card); }
.tiles b { display: block; font-size: 1.6rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
.tiles span { color: var(--muted); font-size: .9rem; }
nav ul { display: flex; flex-wrap: wrap; gap: .3rem 1.4rem; list-style: none; padding: 0; margin: 1.3rem 0 0; }
nav a { display: inline-block; padding: .25rem 0; }
main.wrap { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1.5rem; padding-top: 1.5rem;
  padding-bottom: 1rem; }
section { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: 1.4rem 1.5rem; }
section, article { scroll-margin-top: 1rem; }
.critical { --tone: var(--critical); --soft: var(--critical-soft); }
.warning { --tone: var(--warning); --soft: var(--warning-soft); }
.unknown { --tone: var(--unknown); --soft: var(--unknown-soft); }
.healthy { --tone: var(--healthy); --soft: var(--healthy-soft); }
.info, .none { --tone: var(--info); --soft: var(--info-soft); }
.none { --tone: var(--muted); --soft: var(--page); }
.pill { display: inline-block; background: var(--tone); color: var(--on-status); border-radius: 1rem;
  padding: .05rem .7rem; font-size: .82rem; font-weight: 650; white-space: nowrap; }
.none.pill { color: var(--card); }
.alarm { border-left: 6px solid var(--tone); background: var(--soft); }
.alarm .muted, .symptoms .muted { color: var(--text); }
.symptoms { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: 1rem; list-style: none;
  padding: 0; margin: 1rem 0 0; }
.symptoms li { border-radius: .5rem; padding: .9rem 1rem; background: var(--soft); border-top: 4px solid var(--tone); }
.symptoms b { display: block; margin: .4rem 0; }
.todo { list-style: none; padding: 0; margin: .8rem 0 0; }
.todo li { display: grid; grid-template-columns: 7rem minmax(0, 1fr) minmax(0, 22rem); gap: .3rem 1rem;
  align-items: baseline; padding: .5rem 0; border-top: 1px solid var(--line); }
.todo .pill { justify-self: start; }
.todo .number { text-align: right; font-variant-numeric: tabular-nums; color: var(--muted); }
svg { display: block; width: 100%; overflow: visible; }
svg text { fill: var(--muted); font-size: 12px; }
svg .count { fill: var(--text); font-weight: 600; font-variant-numeric: tabular-nums; }
svg .bar { fill: var(--tone); }
svg .track { fill: var(--line); opacity: .55; }
svg .tick { stroke: var(--line); }
svg .today { stroke: var(--text); stroke-width: 2; }
.lanes { list-style: none; padding: 0; margin: 1.2rem 0 0; }
.lanes li, .axis { display: grid; grid-template-columns: minmax(0, 17rem) minmax(0, 1fr) 11rem; gap: .2rem 1.2rem;
  align-items: center; padding: .35rem 0; }
.lanes li + li { border-top: 1px solid var(--line); }
.lanes .who { line-height: 1.3; }
.lanes .who small, td small { display: block; color: var(--muted); font-size: .84rem; }
.lanes .when { font-size: .9rem; text-align: right; font-variant-numeric: tabular-nums; line-height: 1.3; }
.lanes .when b { color: var(--tone); display: block; }
bdi { text-align: left; }
.who > bdi, td > bdi { display: block; }
.who > bdi, td > bdi, .todo .number, .lanes small { max-height: 4.2em; max-height: 3lh; overflow: hidden; }
.filter { display: flex; flex-wrap: wrap; gap: .75rem 1.25rem; align-items: end; margin: .5rem 0 1rem; }
.filter[hidden] { display: none; }
.filter label { font-size: .9rem; color: var(--muted); display: grid; gap: .2rem; flex: 0 1 16rem; }
.filter input, .filter select { font: inherit; width: 100%; padding: .4rem .6rem; border: 1px solid var(--muted);
  border-radius: .4rem; background: var(--card); color: var(--text); min-height: 2.6rem; }
.filter output { font-size: .9rem; color: var(--muted); padding-bottom: .55rem; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; font-size: .93rem; line-height: 1.4; }
th { text-align: left; font-size: .86rem; border-bottom: 2px solid var(--line); padding: .3rem .6rem .3rem 0;
  vertical-align: bottom; color: var(--muted); }
td { padding: .5rem .6rem .5rem 0; border-bottom: 1px solid var(--line); vertical-align: top;
  font-variant-numeric: tabular-nums; }
th:nth-child(1) { width: 22%; }
th:nth-child(2) { width: 15%; }
th:nth-child(3) { width: 7.2rem; }
th:nth-child(4) { width: 9.8rem; }
th:nth-child(5) { width: 6.8rem; }
th:nth-child(6) { width: 6.4rem; }
td:nth-child(6), th:nth-child(6) { text-align: right; padding-right: 1.2rem; }
td code a { display: inline-block; margin-right: .6rem; }
th button { font: inherit; font-weight: 650; color: inherit; background: none; border: 0; padding: .3rem 0;
  cursor: pointer; text-align: inherit; }
td time { white-space: nowrap; }
th button:hover { color: var(--text); text-decoration: underline; }
th button::after { content: " \\2195"; opacity: .5; }
th[aria-sort=ascending] button::after { content: " \\2191"; opacity: 1; }
th[aria-sort=descending] button::after { content: " \\2193"; opacity: 1; }
code { font-family: ui-monospace, "SF Mono", Consolas, "DejaVu Sans Mono", monospace; font-size: .88em; }
article { border-top: 1px solid var(--line); padding: 1.3rem 0 .6rem; margin-top: 1.1rem; }
article header { background: none; border: 0; padding: 0; display: flex; flex-wrap: wrap; gap: .4rem .8rem;
  align-items: baseline; }
.affected { list-style: none; padding: 0; margin: .3rem 0; }
.affected li { padding: .35rem 0 .35rem .8rem; border-left: 3px solid var(--tone); margin: .35rem 0; }
.affected .evidence { color: var(--muted); display: block; font-size: .93rem; }
ol.steps { padding-left: 1.5rem; margin: .3rem 0; max-width: 52rem; }
ol.steps li { margin: .4rem 0; padding-left: .2rem; }
article p { max-width: 52rem; }
details { margin: .5rem 0; }
summary { cursor: pointer; color: var(--link); padding: .2rem 0; }
footer { color: var(--muted); font-size: .88rem; padding: 1rem 0 2.5rem; }
@media (max-width: 44rem) {
  .wrap { padding: 0 .9rem; }
  main.wrap { padding: .8rem 0; gap: .8rem; }
  section { border-radius: 0; border-left: 0; border-right: 0; padding: 1.2rem .9rem; }
  .alarm { border-left: 6px solid var(--tone); }
  .tiles { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: .5rem; }
  .todo li { grid-template-columns: minmax(0, 1fr); }
  .todo .number { text-align: left; }
  .lanes li, .axis { grid-template-columns: minmax(0, 1fr) auto; }
  .lanes svg, .axis svg { grid-column: 1 / -1; grid-row: 2; }
  .axis span { display: none; }
  svg .odd { display: none; }
  svg text { font-size: 10px; }
  .filter label { flex: 1 1 100%; }
  thead { position: absolute; left: -999rem; }
  table, tbody, tr, td { display: block; }
  tr { border-bottom: 1px solid var(--line); padding: .7rem 0; }
  tr[hidden] { display: none; }
  td { border: 0; padding: .12rem 0; max-width: none; }
  td:first-child { max-width: none; font-weight: 600; font-size: 1.02rem; }
  td:first-child small { font-weight: 400; }
  td:nth-child(n+4) { display: grid; grid-template-columns: 6.5rem minmax(0, 1fr); gap: .6rem; white-space: normal;
    text-align: left; padding-right: 0; }
  td:nth-child(n+4)::before { color: var(--muted); }
  td:nth-child(n+4) small { grid-column: 2; }
  td:empty { display: none; }
}
@media print {
  body { background: none; font-size: 10pt; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  nav, .filter, .skip { display: none; }
  .wrap { max-width: none; padding: 0; }
  header { border-bottom: 0; padding: 1rem 0 0; }
  main.wrap { display: block; padding-top: .5rem; }
  section { border: 0; border-top: 1px solid var(--line); border-radius: 0; padding: 1rem 0; }
  .alarm { border-left: 6px solid var(--tone); padding-left: 1rem; }
  h2, h3, h4 { break-after: avoid; }
  .lanes li, tr, .affected li, ol.steps li, .tiles, .symptoms li, svg { break-inside: avoid; }
  details::details-content { content-visibility: visible; block-size: auto; }
  thead { display: table-header-group; }
  article a[href^=https]::after { content: " (" attr(href) ")"; font-size: .85em; }
}
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
"""
)

# Sorts and filters the table; everything else is there without it.
SCRIPT = """\
"use strict";
(() => {
  const table = document.querySelector("table");
  if (!table) return;
  const body = table.tBodies[0];
  const rows = Array.from(body.rows, (row) => ({ row, text: row.textContent.toLowerCase(), kind: row.className }));
  const form = document.querySelector(".filter");
  const [text, status, shown] = ["text", "status", "shown"].map((id) => document.getElementById(id));
  const language = document.documentElement.lang;
  const filter = () => {
    const words = text.value.toLowerCase().split(/\\s+/).filter(Boolean);
    let count = 0;
    for (const { row, text: own, kind } of rows) {
      const fits = (!status.value || kind === status.value) && words.every((word) => own.includes(word));
      if (row.hidden === fits) row.hidden = !fits;
      count += fits;
    }
    shown.textContent = shown.dataset.text.replace("%1", count).replace("%2", rows.length);
  };
  form.hidden = false;
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  filter();

  const heads = Array.from(table.tHead.rows[0].cells);
  const compare = new Intl.Collator(language, { numeric: true, sensitivity: "base" }).compare;
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const ascending = head.getAttribute("aria-sort") !== "ascending";
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", ascending ? "ascending" : "descending");
      const keyed = rows.map((item) => {
        const { v } = item.row.cells[column].dataset;
        return { item, key: v === undefined ? item.row.cells[column].textContent : v === "" ? null : Number(v) };
      });
      const order = (a, b) => (typeof a === "number" ? a - b : compare(a, b));
      keyed.sort((a, b) =>
        // What is not known stands last in both directions.
        a.key === null || b.key === null
          ? (a.key === null) - (b.key === null)
          : ascending ? order(a.key, b.key) : order(b.key, a.key));
      body.append(...keyed.map(({ item }) => item.row));
    });
  });
  addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((one) => { one.open = true; }));
})();
"""
