# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write each recipe of a page into a playbook of its own: recipes.py PAGE FOLDER.

A recipe is a block of YAML that is a list of plays; the playbook has the name of its heading. Folders below /var/lib
become folders below FOLDER. Prints the names, one a line.
"""

from __future__ import annotations

import re
import sys
import textwrap
from pathlib import Path

import yaml

SECTION = re.compile(r"^([^\n]+)\n-{3,}\n(.*?)(?=^[^\n]+\n-{3,}\n|\Z)", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(r"^\.\. code-block:: yaml(?:\+jinja)?\n\n((?:    .*\n|\n)+)", re.MULTILINE)


def main() -> None:
    page, folder = Path(sys.argv[1]), Path(sys.argv[2])
    for heading, text in SECTION.findall(page.read_text(encoding="utf-8")):
        for block in BLOCK.findall(text):
            recipe = textwrap.dedent(block).replace("/var/lib", str(folder))
            if isinstance(yaml.safe_load(recipe), list):
                name = re.sub(r"\W+", "_", heading.lower())
                (folder / f"{name}.yml").write_text(f"---\n{recipe}", encoding="utf-8")
                print(name)


if __name__ == "__main__":
    main()
