# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs as AWX runs them: AWX's own injector of credentials, then ansible-runner transmit, worker and process.

There is no container: the private data folder of the worker stands for /runner, and is its home folder too.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import requests
import yaml
from awx_plugins.interfaces._temporary_private_credential_api import Credential
from awx_plugins.interfaces._temporary_private_inject_api import inject_credential
from conftest import ROOT, one

Thing = dict[str, Any]


class Unsafe(str):
    """Text that Ansible must not take for a template."""


class Dumper(yaml.SafeDumper):
    """Writes extra variables as AWX does."""


Dumper.add_representer(Unsafe, lambda dumper, text: dumper.represent_scalar("!unsafe", str(text)))


def unsafe(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: unsafe(each) for name, each in value.items()}
    if isinstance(value, list):
        return [unsafe(each) for each in value]
    return Unsafe(value) if isinstance(value, str) else value


@dataclass
class Job:
    """A job that has ended, with what AWX keeps of it."""

    status: str
    code: int
    artifacts: Thing
    output: str
    kept: str
    folder: Path

    @property
    def failed(self) -> bool:
        return self.status != "successful"


class Emulator:
    """Entra and Graph, for the whole of this file."""

    def __init__(self, folder: Path) -> None:
        self.ready = folder / "emulator.json"
        self.session = requests.Session()
        # A CA bundle in the environment would beat `verify`.
        self.session.trust_env = False
        self.session.verify = self.facts["ca_path"]

    @property
    def facts(self) -> Thing:
        return json.loads(self.ready.read_text())

    def control(self, method: str, path: str, body: Any = None) -> Any:
        response = self.session.request(method, self.facts["control_url"] + path, json=body)
        assert response.status_code == 200, response.text
        return response.json()

    def inputs(self, **more: str) -> Thing:
        """What a person types into a credential of the shipped type, for the first tenant."""
        tenant = self.facts["tenants"][0]
        return {
            "credential_kind": "client_secret",
            "tenant_id": tenant["tenant_id"],
            "client_id": tenant["client_id"],
            "client_secret": tenant["client_secret"] or "",
            "authority_host": self.facts["authority_host"],
            "graph_url": self.facts["graph_url"],
            "ca_certificates": Path(self.facts["ca_path"]).read_text(),
            **more,
        }


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    folder = tmp_path_factory.mktemp("emulator")
    command = [sys.executable, str(ROOT / "tests" / "emulator"), "--estate", "healthy", "--state-dir", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        while not (folder / "emulator.json").exists():
            assert process.poll() is None
            time.sleep(0.05)
        yield Emulator(folder)
        process.terminate()


@pytest.fixture
def emulator(process: Emulator) -> Emulator:
    process.control("POST", "/estate", {"name": "healthy"})
    return process


class Controller:
    """Launches the shipped job templates."""

    def __init__(self, lists: Thing, collections: Path, folder: Path) -> None:
        self.lists = lists
        self.collections = collections
        self.folder = folder
        (kind,) = lists["controller_credential_types"]
        self.credential_type = SimpleNamespace(inputs=kind["inputs"], injectors=kind["injectors"], managed=False)
        self.jobs = 0

    def inject(self, inputs: Thing, private: Path, runner: Path) -> dict[str, str]:
        """The environment of a job, with files below the private data folder, as AWX makes them."""
        env: dict[str, str] = {}
        safe_env: dict[str, str] = {}
        args: list[str] = []
        (private / "env").mkdir(exist_ok=True)
        inject_credential(self.credential_type, Credential(inputs), env, safe_env, args, str(private))
        assert args == [], "nothing of a credential belongs into extra variables"
        secret = [field["id"] for field in self.credential_type.inputs["fields"] if field.get("secret")]
        for name, value in safe_env.items():
            assert not [each for each in secret if inputs.get(each) and inputs[each] in value], f"AWX would show {name}"
        return {name: value.replace("/runner/", f"{runner}/") for name, value in env.items()}

    def inventory(self, name: str, slice_number: int = 1, slice_count: int = 1) -> Thing:
        """What AWX's inventory script prints. A slice has every n-th host in the order of their names."""
        hosts = sorted(
            (host for host in self.lists["controller_hosts"] if host["inventory"] == name), key=lambda h: h["name"]
        )
        names = {host["name"]: host["variables"] for host in hosts[slice_number - 1 :: slice_count]}
        groups = {
            group["name"]: {"hosts": [each for each in group["hosts"] if each in names]}
            for group in self.lists["controller_groups"]
            if group["inventory"] == name
        }
        grouped = {host for group in groups.values() for host in group["hosts"]}
        rest = [each for each in names if each not in grouped]
        return {"all": {"hosts": rest, "children": sorted(groups)}, **groups, "_meta": {"hostvars": names}}

    def extra_variables(self, template: Thing, answers: Thing) -> Thing:
        """Those of the template may hold templates; answers of a survey, its defaults, and artifacts may not."""
        questions = template.get("survey_spec", {}).get("spec", [])
        defaults = {each["variable"]: each["default"] for each in questions if each.get("default") not in (None, "")}
        meta = {"awx_job_id": self.jobs, "awx_job_template_name": template["name"], "tower_job_id": self.jobs}
        return {**meta, **template.get("extra_vars", {}), **unsafe({**defaults, **answers})}

    def launch(self, name: str, inputs: Thing | None = None, answers: Thing | None = None, **options: Any) -> Job:
        template = one(self.lists["controller_templates"], name)
        self.jobs += 1
        top = self.folder / str(self.jobs)
        private, runner, kept = top / "private", top / "runner", top / "kept"
        for folder in (private / "env", private / "inventory", runner, kept):
            folder.mkdir(parents=True)
        # As in an execution environment, but for the path of what it installed.
        search = (runner / "requirements_collections", runner / ".ansible" / "collections", self.collections)
        env = {
            **self.inject(inputs or {}, private, runner),
            "ANSIBLE_COLLECTIONS_PATH": ":".join(map(str, search)),
            "ANSIBLE_FORCE_COLOR": "True",
            "ANSIBLE_INVENTORY_UNPARSED_FAILED": "True",
            "ANSIBLE_RETRY_FILES_ENABLED": "False",
            "AWX_PRIVATE_DATA_DIR": str(runner),
            "HOME": str(runner),
            "JOB_ID": str(self.jobs),
            **options.get("platform", {}),
        }
        extra = self.extra_variables(template, answers or {})
        hosts = self.inventory(template["inventory"], *options.get("slice", ()))
        script = private / "inventory" / "hosts"
        script.write_text(f"#! /usr/bin/env python3\n# -*- coding: utf-8 -*-\nprint({json.dumps(hosts)!r})\n")
        script.chmod(0o700)
        (private / "env" / "envvars").write_text(json.dumps(env))
        (private / "env" / "extravars").write_text(yaml.dump(extra, Dumper=Dumper))
        (private / "env" / "settings").write_text(json.dumps({"suppress_ansible_output": True}))
        shutil.copytree(
            self.collections / "ansible_collections/mdm/intune/playbooks", private / "project" / "playbooks"
        )
        read_only(private / "project")
        before = tree(private / "project")
        run_pipeline(private, runner, kept, template["playbook"], str(self.jobs))
        assert tree(runner / "project") == before, "the job wrote into its project"
        return self.kept(kept / "artifacts" / str(self.jobs), runner)

    @staticmethod
    def kept(artifacts: Path, runner: Path) -> Job:
        """As AWX reads it: the artifacts of a job are the data of set_stats in its last event."""
        events = [json.loads(path.read_text()) for path in (artifacts / "job_events").glob("*-*.json")]
        stats = [event["event_data"] for event in events if event["event"] == "playbook_on_stats"]
        return Job(
            status=(artifacts / "status").read_text(),
            code=int((artifacts / "rc").read_text()),
            artifacts=stats[-1].get("artifact_data", {}) if stats else {},
            output=(artifacts / "stdout").read_text(),
            # The file `command` has the environment, of which AWX keeps what the injector calls safe.
            kept="\n".join(
                path.read_text(errors="replace")
                for path in artifacts.rglob("*")
                if path.is_file() and path.name != "command"
            ),
            folder=runner,
        )


def read_only(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def unprivileged(folder: Path) -> Thing:
    """Run as another user where root runs the tests and that user can reach Python; the folder becomes theirs."""
    if os.geteuid() != 0:
        return {}
    nobody: Thing = {"user": 65534, "group": 65534, "extra_groups": []}
    try:
        subprocess.run([sys.executable, "-c", ""], cwd="/", check=True, **nobody)
    except (OSError, subprocess.CalledProcessError):
        return {}
    if subprocess.run(["test", "-x", str(folder.parent)], cwd="/", check=False, **nobody).returncode:
        return {}
    for path in (folder, *folder.rglob("*")):
        os.chown(path, 65534, 65534)
    return nobody


def run_pipeline(private: Path, runner: Path, kept: Path, playbook: str, ident: str) -> None:
    """AWX transmits to a worker, the worker's stream comes back, and is processed."""
    command = [sys.executable, "-m", "ansible_runner"]
    stream, answer = kept.parent / "transmitted", kept.parent / "answered"
    environment = {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
    with stream.open("wb") as out:
        transmit = [*command, "transmit", str(private), "--playbook", playbook, "--ident", ident]
        subprocess.run(transmit, stdout=out, env={**environment, "HOME": str(kept)}, check=True)
    with stream.open("rb") as received, answer.open("wb") as out:
        worker = [*command, "worker", "--private-data-dir", str(runner)]
        as_user = unprivileged(runner)
        subprocess.run(
            worker,
            stdin=received,
            stdout=out,
            env={**environment, "HOME": str(runner)},
            cwd=runner,
            check=False,
            **as_user,
        )
    with answer.open("rb") as received:
        process = [*command, "process", str(kept), "--ident", ident]
        subprocess.run(
            process, stdin=received, stdout=subprocess.DEVNULL, env={**environment, "HOME": str(kept)}, check=False
        )


@pytest.fixture
def awx(lists: Thing, collections: list[Path], tmp_path: Path) -> Controller:
    return Controller(lists, collections[0], tmp_path)


# the credential type


def kinds(emulator: Emulator) -> dict[str, tuple[Thing, str]]:
    """For each kind of credential the inputs, and the option of the modules that it becomes."""
    facts = emulator.facts
    certificate = Path(facts["client_certificate_path"]).read_text()
    locked = Path(facts["client_certificate_password_protected_path"]).read_text()
    token = Path(facts["federated_token_file"]).read_text()
    plain = {"client_secret": ""}
    return {
        "client_secret": ({}, "client_secret"),
        "client_certificate": (
            {**plain, "credential_kind": "client_certificate", "client_certificate": certificate},
            "client_certificate_path",
        ),
        "locked_certificate": (
            {
                **plain,
                "credential_kind": "client_certificate",
                "client_certificate": locked,
                "client_certificate_password": facts["client_certificate_password"],
            },
            "client_certificate_path",
        ),
        "federated_token": (
            {**plain, "credential_kind": "federated_token", "federated_token": token},
            "federated_token_file",
        ),
        "federated_token_file": (
            {**plain, "credential_kind": "federated_token", "federated_token_file": facts["federated_token_file"]},
            "federated_token_file",
        ),
        "managed_identity": ({"credential_kind": "managed_identity"}, "managed_identity"),
        "user_assigned_identity": (
            {"credential_kind": "managed_identity", "managed_identity": facts["user_assigned_client_id"]},
            "managed_identity",
        ),
        "access_token": ({"credential_kind": "access_token", "access_token": "controller-only-bearer"}, "access_token"),
    }


KINDS = (
    "client_secret",
    "client_certificate",
    "locked_certificate",
    "federated_token",
    "federated_token_file",
    "managed_identity",
    "user_assigned_identity",
    "access_token",
)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_credential_can_be_chosen(
    awx: Controller, emulator: Emulator, collections: list[Path], tmp_path: Path, kind: str
) -> None:
    """What the injector sets is exactly one credential to the modules, though a client secret may be there as well."""
    more, option = kinds(emulator)[kind]
    runner = tmp_path / "private"
    runner.mkdir()
    inputs = emulator.inputs(**more)
    env = awx.inject(inputs, runner, runner)
    program = (
        "import json, os; from ansible_collections.mdm.intune.plugins.module_utils._auth import connections\n"
        "(one,) = connections({}, os.environ); credential = one.credential\n"
        "print(json.dumps([credential.kind, credential.value, one.tenant_id, one.graph_url]))"
    )
    environment = {**env, "PYTHONPATH": str(collections[0]), "PATH": os.environ["PATH"]}
    printed = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    found, value, tenant, address = json.loads(printed.stdout)
    assert (found, tenant, address) == (option, inputs["tenant_id"], emulator.facts["graph_url"])
    expected = {
        "client_secret": inputs["client_secret"],
        "managed_identity": "system",
        "user_assigned_identity": inputs.get("managed_identity"),
        "access_token": "controller-only-bearer",
        "federated_token_file": emulator.facts["federated_token_file"],
    }
    if kind in expected:
        assert value == expected[kind]
    else:
        text = inputs.get("client_certificate") or inputs["federated_token"]
        assert Path(value).read_text() == text


def test_inputs_that_are_left_empty_do_no_harm(awx: Controller, tmp_path: Path) -> None:
    env = awx.inject({}, tmp_path, tmp_path)
    assert set(env.values()) == {""}


# jobs


def test_a_healthy_tenant_with_a_certificate(awx: Controller, emulator: Emulator) -> None:
    more, _option = kinds(emulator)["locked_certificate"]
    job = awx.launch(" check", emulator.inputs(**more))
    assert (job.status, job.code) == ("successful", 0), job.output
    assert job.artifacts["ade_health_status"] == "healthy"
    assert job.artifacts["ade_health_summary"]["tenants_unchecked"] == 0
    assert "PRIVATE KEY" not in job.kept
    assert more["client_certificate_password"] not in job.kept


def test_the_job_fails_when_the_gate_does(awx: Controller, emulator: Emulator) -> None:
    emulator.control("POST", "/estate", {"name": "contoso"})
    inputs = emulator.inputs()
    job = awx.launch(" check", inputs)
    assert (job.status, job.code) == ("failed", 2), job.output
    assert job.artifacts["ade_health_status"] == "critical"
    assert job.artifacts["ade_health_message"].splitlines()[0] in job.output
    assert inputs["client_secret"] not in job.kept


def test_answers_of_the_survey_are_the_policy(awx: Controller, emulator: Emulator) -> None:
    """The token ends in 190 days: a warning with this answer, and the answer to what fails makes that a failure."""
    answers = {
        "ade_expiry_warning_days": 200,
        "ade_health_fail_on": "warning",
        "ade_health_checks": ["tokens", "profiles"],
    }
    job = awx.launch(" check", emulator.inputs(), answers)
    assert job.failed, job.output
    assert job.artifacts["ade_health_status"] == "warning"
    assert "token_expiring" in json.dumps(job.artifacts["ade_health_summary"])


def test_the_tenants_can_be_chosen(awx: Controller, emulator: Emulator) -> None:
    tenants = [tenant["tenant_id"] for tenant in emulator.facts["tenants"]]
    job = awx.launch(" check", emulator.inputs(tenant_id=""), {"ade_tenant_ids": "\n".join(tenants)})
    assert not job.failed, job.output
    assert job.artifacts["ade_health_summary"]["tenants_checked"] == len(tenants) == 2


def test_the_report_looks_at_everything_and_does_not_fail(awx: Controller, emulator: Emulator) -> None:
    emulator.control("POST", "/estate", {"name": "contoso"})
    schedule = one(awx.lists["controller_schedules"], "weekday report")
    job = awx.launch(" report", emulator.inputs(), schedule["extra_data"])
    assert not job.failed, job.output
    assert job.artifacts["ade_health_status"] == "critical"


def test_a_wrong_secret_is_not_green(awx: Controller, emulator: Emulator) -> None:
    job = awx.launch(" check", emulator.inputs(client_secret="controller-only-wrong-secret"))
    assert job.failed
    assert job.artifacts["ade_health_status"] not in ("healthy", "warning")
    assert "controller-only-wrong-secret" not in job.kept


WRITER = {
    "client_id": "5f1e9a70-000f-4000-8000-000000000001",
    "secret": "emulator-only-writer",
    "roles": ["DeviceManagementServiceConfig.ReadWrite.All"],
}


def seed_of_one_token(emulator: Emulator, **token: Any) -> None:
    """A tenant whose app may write, with one token; what Apple does for it takes no time."""
    apple = {"sync_takes": "0 seconds", "expiry_lag": "0 seconds"}
    tenant = {
        "id": "a0000001-0000-4000-8000-000000000001",
        "name": "Contoso",
        "domain": "contoso.example.com",
        "tokens": [{"tokenName": "Contoso phones", "apple": apple, **token}],
    }
    emulator.control("POST", "/estate", {"seed": {"apps": [WRITER], "tenants": [tenant]}})


def test_a_verdict_goes_through_the_workflow_and_is_never_a_template(awx: Controller, emulator: Emulator) -> None:
    """The alarm of the last node says what the check before it found, whatever a name looks like."""
    name = "{{ lookup('ansible.builtin.env', 'HOME') }} {% raw %}"
    seed_of_one_token(emulator, tokenName=name, tokenExpirationDateTime="2 days ago")
    check = awx.launch(" check", emulator.inputs())
    assert check.failed
    assert name in check.artifacts["ade_health_message"]
    # AWX gives the artifacts of a node to the next as extra variables.
    again = awx.launch(" check", emulator.inputs(), check.artifacts)
    assert again.artifacts["ade_health_message"] == check.artifacts["ade_health_message"]
    notify = awx.launch(" notify", answers=again.artifacts)
    assert notify.failed
    assert notify.artifacts["ade_health_message"] == check.artifacts["ade_health_message"]
    assert notify.artifacts["ade_health_status"] == "critical"


def writes(emulator: Emulator) -> list[str]:
    return [row["path"].rpartition("/")[2] for row in emulator.control("GET", "/writes")]


def test_the_workflow_syncs_before_it_alarms(awx: Controller, emulator: Emulator) -> None:
    seed_of_one_token(emulator, lastSuccessfulSyncDateTime="5 days ago", lastSyncTriggeredDateTime="5 days ago")
    inputs = emulator.inputs()
    check = awx.launch(" check", inputs)
    assert check.failed
    assert check.artifacts["ade_health_summary"]["by_code"] == {"sync_stale": 1}
    sync = awx.launch(" sync", inputs, check.artifacts)
    assert not sync.failed, sync.output
    assert sync.artifacts["ade_sync_outcomes"] == ["synced"]
    assert writes(emulator) == ["syncWithAppleDeviceEnrollmentProgram"]
    again = awx.launch(" check", inputs, {**check.artifacts, **sync.artifacts})
    assert not again.failed, again.output
    assert again.artifacts["ade_health_status"] == "healthy"
    # The answers of the survey: a token that was synced a moment ago is left alone, and there is none of this name.
    idle = awx.launch(" sync", inputs, {"ade_sync_token_name": "Contoso phones", "ade_sync_min_age": 3600})
    assert not idle.failed, idle.output
    assert idle.artifacts["ade_sync_outcomes"] == ["not_due"]
    wrong = awx.launch(" sync", inputs, {"ade_sync_token_name": "Contoso tablets"})
    assert wrong.failed
    assert "Contoso tablets" in wrong.output
    assert writes(emulator) == ["syncWithAppleDeviceEnrollmentProgram"]


def test_a_renewal_over_two_jobs(awx: Controller, emulator: Emulator, tmp_path: Path) -> None:
    """The first asks for the server token, a person downloads it at Apple, the second uploads it."""
    seed_of_one_token(emulator, tokenExpirationDateTime="2 days ago")
    inputs, folders = emulator.inputs(), {}
    for name in ("drop", "out"):
        folders[name] = tmp_path / "exposed" / name
        folders[name].mkdir(parents=True)
        folders[name].chmod(0o777)  # whoever runs the job
    answers = {"ade_renewal_drop_dir": str(folders["drop"]), "ade_renewal_out_dir": str(folders["out"])}
    asked = awx.launch(" renew", inputs, answers)
    assert not asked.failed, asked.output
    assert [path.suffix for path in sorted(folders["out"].glob("*Contoso-phones*"))] == [".md", ".pem"]
    assert writes(emulator) == []
    wish = {"tenant": "Contoso", "token_id": "Contoso phones"}
    download = emulator.control("POST", "/server_token", wish)
    content = base64.b64decode(download["content"])
    dropped = folders["drop"] / download["file_name"]
    dropped.write_bytes(content)
    dropped.chmod(0o644)
    done = awx.launch(" renew", inputs, answers)
    assert not done.failed, done.output
    assert writes(emulator) == ["uploadDepToken", "syncWithAppleDeviceEnrollmentProgram"]
    assert not awx.launch(" check", inputs).failed
    for secret in (WRITER["secret"], content.decode().splitlines()[8]):
        assert secret not in asked.kept + done.kept


def test_an_alarm_without_a_verdict_says_so(awx: Controller) -> None:
    job = awx.launch(" notify")
    assert job.failed
    assert "came to a verdict" in job.artifacts["ade_health_message"]
    assert job.artifacts["ade_health_status"] == "unknown"


def test_slices_check_each_tenant_once(awx: Controller, emulator: Emulator) -> None:
    tenants = [
        {"id": host["variables"]["ade_tenant"]["tenant_id"], "name": host["name"], "tokens": [{"tokenName": "Phones"}]}
        for host in awx.lists["controller_hosts"]
        if "ade_tenant" in host["variables"]
    ]
    for number, tenant in enumerate(tenants):
        tenant["domain"] = tenant["id"]
        tenant["id"] = f"a0000001-0000-4000-8000-00000000010{number}"
    app = {"client_id": "5f1e9a70-0001-4000-8000-000000000001", "secret": "emulator-only-slices"}
    emulator.control("POST", "/estate", {"seed": {"apps": [app], "tenants": tenants}})
    emulator.control("DELETE", "/requests")
    for number, size in ((1, 2), (2, 2), (3, 1)):
        job = awx.launch("all tenants", emulator.inputs(tenant_id=""), slice=(number, 3))
        assert not job.failed, job.output
        assert job.artifacts["ade_health_summary"]["tenants_checked"] == size
    reads = [row["tenant"] for row in emulator.control("GET", "/requests") if "depOnboardingSettings" in row["path"]]
    assert sorted(reads) == [tenant["id"] for tenant in tenants]


def test_an_inventory_without_tenants_is_not_green(awx: Controller, emulator: Emulator) -> None:
    awx.lists = {**awx.lists, "controller_groups": []}
    job = awx.launch("all tenants", emulator.inputs(tenant_id=""))
    assert job.failed
    assert "ade_tenants has no host" in job.output


def test_the_survey_shows_the_defaults_of_the_policy(awx: Controller, collections: list[Path]) -> None:
    program = (
        "import json; from ansible_collections.mdm.intune.plugins.module_utils._policy import OPTIONS as options\n"
    )
    program += "print(json.dumps({name: option['default'] for name, option in options.items() if 'default' in option}))"
    environment = {"PYTHONPATH": str(collections[0]), "PATH": os.environ["PATH"]}
    printed = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    policy = json.loads(printed.stdout)
    template = one(awx.lists["controller_templates"], " check")
    shown = {each["variable"]: each.get("default") for each in template["survey_spec"]["spec"]}
    assert shown["ade_health_fail_on"] == policy["fail_on"]
    for name, value in template["extra_vars"]["ade_health_policy"].items():
        assert f"default({policy[name]}, true)" in value
        assert shown[f"ade_{name}"] == policy[name]
