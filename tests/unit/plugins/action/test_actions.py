# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import stat
import typing as t
from pathlib import Path
from unittest.mock import MagicMock

import pytest
import yaml
from ansible.errors import AnsibleError

from ansible_collections.mdm.intune.plugins.action import ade_health_assert, ade_health_report
from ansible_collections.mdm.intune.plugins.doc_fragments.health_policy import ModuleDocFragment
from ansible_collections.mdm.intune.plugins.module_utils._policy import OPTIONS
from ansible_collections.mdm.intune.plugins.module_utils._report import FILES
from ansible_collections.mdm.intune.plugins.modules import ade_health_assert as assert_docs
from ansible_collections.mdm.intune.plugins.modules import ade_health_report as report_docs
from ansible_collections.mdm.intune.tests.unit.plugins.facts import STALE, UNREAD, result, tenant, token


def run(plugin: t.Any, args: dict[str, t.Any], *, check_mode: bool = False) -> dict[str, t.Any]:
    task = MagicMock(args=args, check_mode=check_mode, async_val=0, diff=False)
    action = plugin.ActionModule(task, MagicMock(), MagicMock(), MagicMock(), MagicMock(), MagicMock())
    action._load_name = "mdm.intune.action"  # the loader's work, which ansible-core 2.16 relies on
    return t.cast(dict[str, t.Any], action.run(task_vars={}))


def refusal(plugin: t.Any, args: dict[str, t.Any]) -> str:
    """Return the words with which an action refuses its input; ansible-core itself raises, we do not."""
    try:
        refused = run(plugin, args)
    except AnsibleError as error:
        return str(error)
    assert refused["failed"] is True
    assert "status" not in refused
    assert "reports" not in refused
    return t.cast(str, refused["msg"])


def judge(*tokens: dict[str, t.Any], **options: t.Any) -> dict[str, t.Any]:
    return run(ade_health_assert, {"facts": result(*tokens), **options})


def test_a_healthy_verdict_passes() -> None:
    judged = judge(token())
    assert (judged["failed"], judged["changed"], judged["passed"], judged["status"]) == (False, False, True, "healthy")


@pytest.mark.parametrize(("fail_on", "failed"), [("critical", True), ("warning", True), ("never", False)])
def test_the_gate_fails_the_task(fail_on: str, failed: bool) -> None:
    judged = judge(token(**STALE), fail_on=fail_on)
    assert judged["failed"] is failed
    assert judged["status"] == "critical"
    assert "sync_stale" in judged["msg"]


def test_what_could_not_be_checked_fails_the_task() -> None:
    judged = run(ade_health_assert, {"facts": result(token(), tenants=[tenant(), UNREAD])})
    assert (judged["failed"], judged["status"]) == (True, "unknown")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({}, "facts"),
        ({"facts": {"ping": "pong"}}, "is not a result of an info module"),
        ({"facts": result(token()), "expiry_days": 3}, "expiry_days"),
        ({"facts": result(token()), "expiry_critical_days": 60}, "is above"),
        ({"facts": result(token()), "now": "soon"}, "now: 'soon'"),
        ({"facts": result(token()), "language": "xx"}, "language"),
        ({"facts": result(token()), "waivers": [{"token": "a"}]}, "waivers"),
    ],
)
def test_wrong_input_is_an_error_and_no_verdict(args: dict[str, t.Any], message: str) -> None:
    assert message in refusal(ade_health_assert, args)


def test_the_verdict_is_documented_key_by_key() -> None:
    documented = yaml.safe_load(assert_docs.RETURN)
    judged = judge(token(**STALE))
    assert set(judged) - {"changed", "failed"} == set(documented)
    assert set(judged["findings"][0]) == set(documented["findings"]["contains"])
    assert set(judged["summary"]) == set(documented["summary"]["contains"])


def test_the_options_are_documented_with_their_types_and_defaults() -> None:
    documented = yaml.safe_load(ModuleDocFragment.DOCUMENTATION)["options"]

    def compare(spec: dict[str, t.Any], docs: dict[str, t.Any]) -> None:
        assert list(spec) == list(docs)
        for name, option in spec.items():
            for key in ("type", "elements", "default", "choices", "required"):
                assert docs[name].get(key) == option.get(key), (name, key)
            compare(option.get("options", {}), docs[name].get("suboptions", {}))

    compare(OPTIONS, documented)
    own = yaml.safe_load(assert_docs.DOCUMENTATION)["options"]
    compare({name: ade_health_assert.ARGUMENT_SPEC[name] for name in own}, own)


# ---------------------------------------------------------------------------------------------------------------
# reports


def write(folder: Path, **args: t.Any) -> dict[str, t.Any]:
    check_mode = args.pop("check_mode", False)
    args = {"verdict": judge(token(**STALE)), "report_dir": str(folder), **args}
    return run(ade_health_report, args, check_mode=check_mode)


def test_reports_are_written_into_a_new_folder(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    written = write(folder)
    assert written["reports"] == {kind: f"{folder}/{file}" for kind, file in FILES.items()}
    assert written["changed"] is True
    assert {path.name for path in folder.iterdir()} == set(FILES.values())
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o640}
    report = json.loads((folder / "report.json").read_text())
    assert report["status"] == "critical"
    assert "failed" not in report


def test_formats_and_mode_can_be_chosen(tmp_path: Path) -> None:
    written = write(tmp_path, formats=["md"], mode="0600")
    assert list(written["reports"]) == ["md"]
    assert [path.name for path in tmp_path.iterdir()] == ["report.md"]
    assert stat.S_IMODE((tmp_path / "report.md").stat().st_mode) == 0o600


def test_check_mode_writes_nothing(tmp_path: Path) -> None:
    written = write(tmp_path / "new", check_mode=True)
    assert written["changed"] is True
    assert list(tmp_path.iterdir()) == []


def test_a_relative_folder_starts_where_the_command_was_called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(Path("reports"))
    assert (tmp_path / "reports" / "report.json").is_file()


def test_the_writer_knows_whether_the_verdict_is_another(tmp_path: Path) -> None:
    healthy, stale = judge(token()), judge(token(**STALE))
    waiver = {"token": "iPads", "finding": "sync_stale", "until": "2099-12-31", "reason": "moving house"}
    for verdict, changed, previous in (
        (healthy, True, None),
        (healthy, False, "healthy"),
        (stale, True, "healthy"),
        (judge(token(**STALE, synced_device_count=1)), False, "critical"),
        (judge(token(id="other", **STALE)), True, "critical"),
        (judge(token(**STALE), waivers=[waiver]), True, "critical"),
        (healthy, False, "healthy"),
    ):
        written = write(tmp_path, verdict=verdict)
        assert (written["verdict_changed"], written["previous_status"]) == (changed, previous)


@pytest.mark.parametrize("before", ["", "{", "[]", '{"status": "healthy"}', '{"status": "healthy", "findings": [1]}'])
def test_a_report_that_cannot_be_read_is_none(tmp_path: Path, before: str) -> None:
    (tmp_path / "report.json").write_text(before)
    written = write(tmp_path, check_mode=True)
    assert (written["verdict_changed"], written["previous_status"]) == (True, None)
    assert (tmp_path / "report.json").read_text() == before


def test_half_a_surrogate_pair_stops_no_report(tmp_path: Path) -> None:
    verdict = judge(token(name="half \ud800 a pair", **STALE))
    for file in write(tmp_path, verdict=verdict)["reports"].values():
        assert "half" in Path(file).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"verdict": {"ping": "pong"}}, "verdict is not a result of ade_health_assert"),
        ({"mode": "rw"}, "mode 'rw' is not an octal number"),
        ({"formats": ["pdf"]}, "pdf"),
    ],
)
def test_wrong_input_writes_nothing(tmp_path: Path, args: dict[str, t.Any], message: str) -> None:
    given = {"verdict": judge(token(**STALE)), "report_dir": str(tmp_path), **args}
    assert message in refusal(ade_health_report, given)
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "report.json").mkdir()
    for folder, message in (
        (tmp_path / "file", f"{tmp_path}/file cannot be written: File exists. Name a folder"),
        (tmp_path, f"{tmp_path}/report.json cannot be written: Is a directory. Name a folder"),
    ):
        given = {"verdict": judge(token(**STALE)), "report_dir": str(folder)}
        assert message in refusal(ade_health_report, given)
    assert (tmp_path / "file").read_text() == "mine"


def test_the_options_of_reports_are_documented() -> None:
    documented = yaml.safe_load(report_docs.DOCUMENTATION)["options"]
    for name, option in ade_health_report.ARGUMENT_SPEC.items():
        for key in ("type", "elements", "default", "choices", "required"):
            assert documented[name].get(key) == option.get(key), (name, key)
