# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Print the coverage of plugins/ from what ansible-test has combined; run it where ansible-test ran.

ansible-test's own report leaves out the files that no test has reached.
"""

from __future__ import annotations

from pathlib import Path

import coverage


def holds_code(path: Path) -> bool:
    """Not so doc fragments, and the modules that only document the action plugin of the same name."""
    kind = path.parent.name
    return kind != "doc_fragments" and not (kind == "modules" and Path("plugins", "action", path.name).exists())


def main() -> None:
    measured = coverage.Coverage(data_file="tests/output/coverage/coverage", config_file=False)
    measured.load()
    plugins = sorted(str(path.resolve()) for path in Path("plugins").rglob("*.py") if holds_code(path))
    measured.get_data().touch_files(plugins)
    measured.report(morfs=plugins, show_missing=True)


if __name__ == "__main__":
    main()
