# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make a playbook of every page with examples: playbooks.py COLLECTION FOLDER.

Prints the names of the playbooks, one a line. Two things are replaced: folders below /var/lib by FOLDER, and the years
of waivers, which would make an example fail one day.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import yaml

MARKDOWN = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
RST = re.compile(r"^\.\. code-block:: yaml(?:\+jinja)?\n\n((?:    .*\n|\n)+)", re.MULTILINE)

PLAY = """
- name: Run the example
  hosts: localhost
  gather_facts: false
  tasks:
"""


def pages(collection: Path) -> Iterator[tuple[str, list[str]]]:
    """The pages with their blocks of YAML."""
    command = ["ansible-doc", "--metadata-dump", "--no-fail-on-errors", "mdm.intune"]
    dump = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True).stdout)
    for kind in ("module", "filter", "test", "lookup"):
        for name, plugin in dump["all"].get(kind, {}).items():
            yield f"{kind}-{name}", [plugin["examples"]]
    for path in (collection / "README.md", *collection.glob("roles/*/README.md")):
        name = "-".join(path.relative_to(collection).parent.parts)
        yield f"readme-{name}".rstrip("-"), MARKDOWN.findall(path.read_text(encoding="utf-8"))
    for path in sorted(collection.glob("docs/docsite/rst/*.rst")):
        yield path.stem, [textwrap.dedent(block) for block in RST.findall(path.read_text(encoding="utf-8"))]


def plays(blocks: list[str]) -> str:
    """The blocks that are plays or tasks; others show a part of something."""
    text = ""
    for block in blocks:
        content = yaml.safe_load(block)
        if isinstance(content, list):
            text += (
                "\n" + block
                if {"hosts", "ansible.builtin.import_playbook"} & set(content[0])
                else PLAY + textwrap.indent(block, "    ")
            )
    return text


def main() -> None:
    collection, folder = Path(sys.argv[1]), Path(sys.argv[2])
    for name, blocks in pages(collection):
        text = plays(blocks)
        text = re.sub(r"(?<=until: )\d{4}(?=-)", "2099", text.replace("/var/lib", str(folder)))
        if text:
            (folder / f"{name}.yml").write_text("---\n" + text, encoding="utf-8")
            print(f"{name}.yml")


if __name__ == "__main__":
    main()
