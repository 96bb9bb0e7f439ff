# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import stat
from pathlib import Path

from ansible_collections.mdm.intune.plugins.module_utils._progress import Progress
from ansible_collections.mdm.intune.tests.unit.plugins.fakes import Clock


def test_it_is_written_once_a_second(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "progress"
    progress = Progress(str(path), clock.monotonic)
    written = []
    for done, later in ((0, 0.5), (3, 0.5), (5, 0.25), (7, 2.0), (9, 0.0)):
        progress(done)
        written.append(path.read_text(encoding="ascii"))
        clock.elapsed += later
    assert written == ["0", "0", "5", "5", "9"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_cannot_be_written_is_not_missed(tmp_path: Path, clock: Clock) -> None:
    Progress(str(tmp_path / "missing" / "progress"), clock.monotonic)(1)
    Progress(None, clock.monotonic)(1)
    assert list(tmp_path.iterdir()) == []
