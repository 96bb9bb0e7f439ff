# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import hashlib
import json
import os
import stat
import threading
import typing as t
from pathlib import Path

import pytest

from ansible_collections.mdm.intune.plugins.module_utils._token_cache import TokenCache
from ansible_collections.mdm.intune.tests.unit.plugins.fakes import Clock

KEY = ("https://login.microsoftonline.com", "contoso.example", "scope", "client_secret", "app")
OTHER_KEY = (*KEY[:-1], "other app")
FORMAT = "mdm.intune token cache 1"
TOKEN = "cached-token"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def warnings() -> list[str]:
    return []


@pytest.fixture
def later(clock: Clock) -> float:
    return clock.time() + 3600


def write(path: Path, content: str | bytes, mode: int = 0o600) -> None:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    path.chmod(mode)


def document(expires_at: t.Any, token: t.Any = TOKEN) -> str:
    digest = hashlib.sha256("\0".join(KEY).encode()).hexdigest()
    return json.dumps({"format": FORMAT, "tokens": {digest: [token, expires_at]}})


def fill(path: Path, warnings: list[str], expires_at: float, key: tuple[str, ...] = KEY, token: str = TOKEN) -> None:
    cache = TokenCache(str(path), warnings.append)
    cache.put(key, token, expires_at)
    cache.save()


def test_a_token_outlives_the_run(path: Path, warnings: list[str], later: float) -> None:
    fill(path, warnings, later)
    cache = TokenCache(str(path), warnings.append)
    assert cache.get(KEY) == (TOKEN, later)
    assert cache.get(OTHER_KEY) == ("", 0.0)
    assert warnings == []


def test_a_known_file_is_read(path: Path, warnings: list[str], later: float) -> None:
    """The format on disk: a cache must not be lost with an update of the collection."""
    write(path, document(later))
    assert TokenCache(str(path), warnings.append).get(KEY) == (TOKEN, later)


def test_a_file_that_is_not_there_is_an_empty_cache(path: Path, warnings: list[str]) -> None:
    assert TokenCache(str(path), warnings.append).get(KEY) == ("", 0.0)
    assert (warnings, path.exists()) == ([], False)


def test_only_the_user_can_read_it(path: Path, warnings: list[str], later: float) -> None:
    before = os.umask(0)
    try:
        fill(path, warnings, later)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_it_names_neither_tenant_nor_app(path: Path, warnings: list[str], later: float) -> None:
    fill(path, warnings, later)
    assert not any(word in path.read_text(encoding="utf-8") for word in ("contoso", "client_secret", "login"))


def test_the_folder_is_made_for_the_user_alone(tmp_path: Path, warnings: list[str], later: float) -> None:
    path = tmp_path / "new" / "cache"
    fill(path, warnings, later)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert TokenCache(str(path), warnings.append).get(KEY) == (TOKEN, later)


def test_a_bare_name_lies_in_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, warnings: list[str], later: float
) -> None:
    monkeypatch.chdir(tmp_path)
    fill(Path("cache"), warnings, later)
    assert (tmp_path / "cache").is_file()
    assert warnings == []


def test_nothing_new_is_not_written(path: Path, warnings: list[str], later: float) -> None:
    write(path, document(later))
    before = path.stat().st_ino
    TokenCache(str(path), warnings.append).save()
    assert path.stat().st_ino == before
    assert os.listdir(path.parent) == ["cache"]


def test_parallel_runs_keep_each_others_tokens(path: Path, warnings: list[str], later: float) -> None:
    first, second = (TokenCache(str(path), warnings.append) for _number in range(2))
    first.put(KEY, "first", later)
    second.put(OTHER_KEY, "second", later)
    first.save()
    second.save()
    cache = TokenCache(str(path), warnings.append)
    assert cache.get(KEY) == ("first", later)
    assert cache.get(OTHER_KEY) == ("second", later)


def test_runs_that_write_at_the_same_moment_wait_for_each_other(path: Path, warnings: list[str], later: float) -> None:
    """Each opens the lock for itself, as separate processes do."""
    start = threading.Barrier(6)

    def run(number: int) -> None:
        start.wait(60)
        for turn in range(15):
            fill(path, warnings, later, (*KEY, str(number), str(turn)), f"{number}-{turn}")

    runs = [threading.Thread(target=run, args=(number,), daemon=True) for number in range(6)]
    for thread in runs:
        thread.start()
    for thread in runs:
        thread.join(60)
    cache = TokenCache(str(path), warnings.append)
    kept = {(number, turn): cache.get((*KEY, str(number), str(turn)))[0] for number in range(6) for turn in range(15)}
    assert kept == {(number, turn): f"{number}-{turn}" for number in range(6) for turn in range(15)}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert warnings == []


def test_the_newest_token_wins(path: Path, warnings: list[str], later: float) -> None:
    fill(path, warnings, later)
    fill(path, warnings, later + 1, token="renewed")
    assert TokenCache(str(path), warnings.append).get(KEY) == ("renewed", later + 1)


def test_expired_tokens_are_dropped_on_writing(path: Path, warnings: list[str], later: float, clock: Clock) -> None:
    fill(path, warnings, later)
    clock.elapsed += 3600
    fill(path, warnings, later + 7200, OTHER_KEY)
    assert TOKEN in path.read_text(encoding="utf-8")
    cache = TokenCache(str(path), warnings.append)
    assert cache.get(KEY) == ("", 0.0)
    assert cache.get(OTHER_KEY) == (TOKEN, later + 7200)


def test_no_temporary_file_is_left(path: Path, warnings: list[str], later: float) -> None:
    fill(path, warnings, later)
    assert sorted(os.listdir(path.parent)) == ["cache", "cache.lock"]


DAMAGED = {
    "not JSON": b"{",
    "empty": b"",
    "not text": b"\xff\xfe",
    "a list": b"[]",
    "another format": json.dumps({"format": "msal", "tokens": {}}).encode(),
    "no tokens": json.dumps({"format": FORMAT}).encode(),
    "tokens in a list": json.dumps({"format": FORMAT, "tokens": ["a"]}).encode(),
    "a bare token": json.dumps({"format": FORMAT, "tokens": {"a": "token"}}).encode(),
    "null": json.dumps({"format": FORMAT, "tokens": {"a": None}}).encode(),
    "a number as token": document(4102444800, token=5).encode(),
    "no number as expiry": document(None).encode(),
    "true as expiry": document(True).encode(),
    "text as expiry": document("4102444800").encode(),
    "token as expiry": document("eyJ0.secret.token").encode(),
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_file_is_left_alone(path: Path, warnings: list[str], later: float, content: bytes) -> None:
    write(path, content)
    cache = TokenCache(str(path), warnings.append)
    assert cache.get(KEY) == ("", 0.0)
    assert len(warnings) == 1
    assert warnings[0].startswith(f"token_cache {path} is ignored: ")
    assert "eyJ0" not in warnings[0]
    cache.put(KEY, "new", later)
    cache.save()
    assert path.read_bytes() == content


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o602, 0o601])
def test_a_file_that_others_can_open_is_left_alone(path: Path, warnings: list[str], later: float, mode: int) -> None:
    write(path, document(later), mode)
    assert TokenCache(str(path), warnings.append).get(KEY) == ("", 0.0)
    fill(path, [], later, OTHER_KEY)
    assert path.read_text(encoding="utf-8") == document(later)
    assert warnings == [
        f"token_cache {path} is ignored: it must belong to the user who runs the module and have mode 0600."
    ]


def test_a_file_of_somebody_else_is_left_alone(
    path: Path, monkeypatch: pytest.MonkeyPatch, warnings: list[str], later: float
) -> None:
    write(path, document(later))
    monkeypatch.setattr(os, "geteuid", lambda: path.stat().st_uid + 1)
    assert TokenCache(str(path), warnings.append).get(KEY) == ("", 0.0)
    assert "must belong to the user" in warnings[0]


def test_a_symbolic_link_is_left_alone(path: Path, tmp_path: Path, warnings: list[str], later: float) -> None:
    target = tmp_path / "target"
    write(target, document(later))
    path.symlink_to(target)
    assert TokenCache(str(path), warnings.append).get(KEY) == ("", 0.0)
    fill(path, [], later, OTHER_KEY)
    assert path.is_symlink()
    assert target.read_text(encoding="utf-8") == document(later)
    assert warnings[0].startswith(f"token_cache {path} is ignored: ")


def test_a_link_to_nothing_is_not_written_through(
    path: Path, tmp_path: Path, warnings: list[str], later: float
) -> None:
    path.symlink_to(tmp_path / "target")
    fill(path, warnings, later)
    assert not (tmp_path / "target").exists()
    assert len(warnings) == 1


def test_a_folder_is_left_alone(path: Path, warnings: list[str], later: float) -> None:
    path.mkdir()
    fill(path, warnings, later)
    assert os.listdir(path) == []
    assert warnings == [f"token_cache {path} is ignored: Is a directory."]


def test_a_pipe_does_not_block(path: Path, warnings: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    really_open = os.open

    def guarded_open(name: t.Any, flags: int, *args: t.Any) -> int:
        assert flags & os.O_NONBLOCK, "would wait for a writer"
        return really_open(name, flags, *args)

    os.mkfifo(path, 0o600)
    monkeypatch.setattr(os, "open", guarded_open)
    assert TokenCache(str(path), warnings.append).get(KEY) == ("", 0.0)
    assert warnings == [f"token_cache {path} is ignored: it is not a regular file."]


def test_a_folder_that_cannot_be_entered_is_a_warning(tmp_path: Path, warnings: list[str], later: float) -> None:
    (tmp_path / "file").touch()
    path = tmp_path / "file" / "cache"
    fill(path, warnings, later)
    assert warnings == [f"token_cache {path} is ignored: Not a directory."]


def test_a_file_that_cannot_be_written_is_a_warning(path: Path, warnings: list[str], later: float) -> None:
    Path(f"{path}.lock").mkdir()
    fill(path, warnings, later)
    assert warnings == [f"token_cache {path} could not be written: Is a directory."]
    assert not path.exists()
