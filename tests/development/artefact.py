# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check the built and installed collection: artefact.py COLLECTIONS_PATH (the artefact lies beside that folder)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path, PurePosixPath

LARGEST = 1_000_000
SHIPPED = {
    "CHANGELOG.md",
    "CODE_OF_CONDUCT.md",
    "CONTRIBUTING.md",
    "FILES.json",
    "LICENSE",
    "MANIFEST.json",
    "README.md",
    "changelogs",
    "docs",
    "extensions",
    "meta",
    "playbooks",
    "plugins",
    "roles",
}
DOCUMENTED_TYPES = ("module", "filter", "test", "role")


def wrong_names(names: list[str]) -> list[str]:
    """Whatever is not of the collection: unknown things at the top, hidden files and caches anywhere."""
    paths = [PurePosixPath(name) for name in names]
    return [
        str(path)
        for path in paths
        if path.parts
        and (path.parts[0] not in SHIPPED or any(part.startswith(".") or part == "__pycache__" for part in path.parts))
    ]


def ansible_doc(*arguments: str) -> str:
    return subprocess.run(["ansible-doc", *arguments], capture_output=True, text=True, check=True).stdout


def main() -> None:
    collections = Path(sys.argv[1])
    (artefact,) = collections.parent.glob("*.tar.gz")
    with tarfile.open(artefact) as archive:
        names = archive.getnames()
    size = artefact.stat().st_size
    if size > LARGEST:
        sys.exit(f"{artefact.name} has {size} bytes, more than {LARGEST}.")
    if wrong := wrong_names(names):
        sys.exit(f"{artefact.name} holds more than the collection (build_ignore in galaxy.yml): {', '.join(wrong)}")

    os.environ["ANSIBLE_COLLECTIONS_PATH"] = str(collections)
    documented = []
    for kind in DOCUMENTED_TYPES:
        plugins = sorted(json.loads(ansible_doc("--type", kind, "--list", "--json", "mdm.intune")))
        if plugins:
            documented += plugins
            ansible_doc("--type", kind, *plugins)
    if not documented:
        sys.exit("ansible-doc finds nothing in the installed collection.")
    print(f"{artefact.name}: {size} bytes, {len(names)} entries, documentation of {', '.join(documented)}")


if __name__ == "__main__":
    main()
