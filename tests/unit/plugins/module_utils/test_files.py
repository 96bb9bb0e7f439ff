# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
import stat
from pathlib import Path
from unittest import mock

import pytest

from ansible_collections.mdm.intune.plugins.module_utils._files import write_atomically


def test_a_file_is_written_with_its_mode_whatever_the_umask(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    before = os.umask(0o077)
    try:
        write_atomically(str(path), "ä\n", 0o644)
    finally:
        os.umask(before)
    assert path.read_bytes() == "ä\n".encode()
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert list(tmp_path.iterdir()) == [path]


def test_half_a_surrogate_pair_does_not_lose_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    write_atomically(str(path), "a \ud800 b", 0o644)
    assert path.read_text() == "a ? b"


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "report.json"
    path.write_text("old")
    monkeypatch.setattr(os, "replace", mock.Mock(side_effect=OSError("no space left")))
    with pytest.raises(OSError, match="no space left"):
        write_atomically(str(path), "new", 0o644)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_in_the_way_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.mkdir()
    with pytest.raises(OSError):
        write_atomically(str(path), "new", 0o644)
    assert list(tmp_path.iterdir()) == [path]
