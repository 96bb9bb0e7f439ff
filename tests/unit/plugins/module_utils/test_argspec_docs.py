# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the documentation says of the options is what the modules take."""

from __future__ import annotations

import itertools
import re
import typing as t
from pathlib import Path

import pytest
import yaml

from ansible_collections.mdm.intune.plugins.doc_fragments import ade_token, attributes, graph, wait
from ansible_collections.mdm.intune.plugins.module_utils._ade import TOKEN_INFO, TOKEN_TYPES
from ansible_collections.mdm.intune.plugins.module_utils._ade_device import DEVICE_INFO
from ansible_collections.mdm.intune.plugins.module_utils._ade_profile import PROFILE_INFO
from ansible_collections.mdm.intune.plugins.module_utils._ade_renewal import TOKEN, TOKEN_PUBLIC_KEY
from ansible_collections.mdm.intune.plugins.module_utils._ade_sync import SYNC, TOKEN_SYNC
from ansible_collections.mdm.intune.plugins.module_utils._argspec import ADE_TOKEN, GRAPH, INFO, WAIT, ArgumentSpec
from ansible_collections.mdm.intune.plugins.module_utils._auth import ENVIRONMENT, KINDS, SECRETS, TENANT_OPTIONS
from ansible_collections.mdm.intune.plugins.module_utils._clouds import CLOUDS
from ansible_collections.mdm.intune.plugins.module_utils._enrollment_event import ENROLLMENT_EVENT_INFO
from ansible_collections.mdm.intune.plugins.module_utils._push_certificate import PUSH_CERTIFICATE_INFO
from ansible_collections.mdm.intune.plugins.module_utils._vpp import VPP_TOKEN_INFO
from ansible_collections.mdm.intune.plugins.modules import (
    ade_device_info,
    ade_profile_info,
    ade_token_info,
    ade_token_public_key,
    ade_token_sync,
    enrollment_event_info,
    push_certificate_info,
    vpp_token_info,
)
from ansible_collections.mdm.intune.plugins.modules import ade_token as ade_token_module

ROOT = Path(__file__).resolve().parents[4]

Options = dict[str, dict[str, t.Any]]

FRAGMENTS = {
    "mdm.intune.graph": graph.ModuleDocFragment.DOCUMENTATION,
    "mdm.intune.ade_token": ade_token.ModuleDocFragment.DOCUMENTATION,
    "mdm.intune.ade_token.info": ade_token.ModuleDocFragment.INFO,
    "mdm.intune.wait": wait.ModuleDocFragment.DOCUMENTATION,
    "mdm.intune.wait.sync": wait.ModuleDocFragment.SYNC,
    "mdm.intune.attributes": attributes.ModuleDocFragment.DOCUMENTATION,
    "mdm.intune.attributes.info_module": attributes.ModuleDocFragment.INFO_MODULE,
    "mdm.intune.attributes.action_module": attributes.ModuleDocFragment.ACTION_MODULE,
    "mdm.intune.attributes.actiongroup_graph": attributes.ModuleDocFragment.ACTIONGROUP_GRAPH,
}


def options_of(*texts: str) -> Options:
    merged: Options = {}
    for text in texts:
        merged.update(yaml.safe_load(text).get("options", {}))
    return merged


def module_options(module: t.Any) -> Options:
    """All options of a module, those of its fragments included."""
    names = yaml.safe_load(module.DOCUMENTATION)["extends_documentation_fragment"]
    return options_of(module.DOCUMENTATION, *(FRAGMENTS[name] for name in names))


SPECS: dict[str, tuple[ArgumentSpec, Options]] = {
    "graph": (GRAPH, options_of(FRAGMENTS["mdm.intune.graph"])),
    "ade_token": (ADE_TOKEN, options_of(FRAGMENTS["mdm.intune.ade_token"])),
    "ade_token.info": (INFO, options_of(FRAGMENTS["mdm.intune.ade_token.info"])),
    "wait": (WAIT, options_of(FRAGMENTS["mdm.intune.wait"])),
    "wait.sync": (SYNC, options_of(FRAGMENTS["mdm.intune.wait"], FRAGMENTS["mdm.intune.wait.sync"])),
    "ade_token_info": (GRAPH.merge(TOKEN_INFO), module_options(ade_token_info)),
    "ade_profile_info": (GRAPH.merge(PROFILE_INFO), module_options(ade_profile_info)),
    "ade_device_info": (GRAPH.merge(DEVICE_INFO), module_options(ade_device_info)),
    "push_certificate_info": (GRAPH.merge(PUSH_CERTIFICATE_INFO), module_options(push_certificate_info)),
    "vpp_token_info": (GRAPH.merge(VPP_TOKEN_INFO), module_options(vpp_token_info)),
    "enrollment_event_info": (GRAPH.merge(ENROLLMENT_EVENT_INFO), module_options(enrollment_event_info)),
    "ade_token_sync": (GRAPH.merge(TOKEN_SYNC), module_options(ade_token_sync)),
    "ade_token_public_key": (GRAPH.merge(TOKEN_PUBLIC_KEY), module_options(ade_token_public_key)),
    "ade_token (module)": (GRAPH.merge(TOKEN), module_options(ade_token_module)),
}
GRAPH_OPTIONS = SPECS["graph"][1]

each_spec = pytest.mark.parametrize(("spec", "options"), SPECS.values(), ids=SPECS)


def words(option: dict[str, t.Any]) -> str:
    return " ".join(option["description"])


@each_spec
def test_the_options_are_documented(spec: ArgumentSpec, options: Options) -> None:
    assert set(options) == set(spec.options)


@each_spec
@pytest.mark.parametrize("key", ["type", "elements", "choices", "default", "required"])
def test_the_documentation_of_each_option_is_right(spec: ArgumentSpec, options: Options, key: str) -> None:
    documented = {name: option.get(key) for name, option in options.items()}
    assert documented == {name: option.get(key) for name, option in spec.options.items()}


@each_spec
def test_what_excludes_each_other_is_documented(spec: ArgumentSpec, options: Options) -> None:
    documented = set()
    for name, option in options.items():
        for sentence in re.findall(r"Mutually exclusive with[^.]*", words(option)):
            documented |= {frozenset((name, other)) for other in re.findall(r"O\((\w+)\)", sentence)}
    assert documented == {frozenset(pair) for pair in spec.mutually_exclusive}


@each_spec
def test_references_lead_to_options(spec: ArgumentSpec, options: Options) -> None:
    named = {name for option in options.values() for name in re.findall(r"O\((\w+)\)", words(option))}
    assert named <= set(spec.options)


@each_spec
def test_secrets_are_not_logged_and_nothing_else_is_hidden(spec: ArgumentSpec, options: Options) -> None:
    assert {name for name, option in spec.options.items() if option.get("no_log")} == set(SECRETS) & set(spec.options)
    # Ansible suspects these by their names, and warns unless it is told.
    suspects = {name for name in options if re.search("pass|secret|token", name)}
    assert {name for name in suspects if "no_log" not in spec.options[name]} == set()


def test_the_environment_is_documented() -> None:
    for option, variable in ENVIRONMENT.items():
        assert f"E({variable})" in words(GRAPH_OPTIONS[option]), option


def test_no_other_environment_is_documented() -> None:
    named = {name for option in GRAPH_OPTIONS.values() for name in re.findall(r"E\((\w+)\)", words(option))}
    assert named == {*ENVIRONMENT.values(), "REQUESTS_CA_BUNDLE", "HTTPS_PROXY", "NO_PROXY"}


def test_the_rank_of_the_environment_is_documented() -> None:
    assert re.findall(r"E\((\w+)\)", words(GRAPH_OPTIONS["client_secret"])) == [ENVIRONMENT[kind] for kind in KINDS]


def test_the_environment_holds_for_known_options() -> None:
    assert set(ENVIRONMENT) <= set(GRAPH.options)
    assert not any("default" in GRAPH.options[option] for option in ENVIRONMENT), "a default would beat the environment"
    assert set(SECRETS) <= set(ENVIRONMENT)
    assert set(KINDS) <= set(ENVIRONMENT)


def test_the_options_of_a_tenant_are_documented() -> None:
    named = set(re.findall(r"C\((\w+)\)", words(GRAPH_OPTIONS["tenants"])))
    assert named == TENANT_OPTIONS
    assert TENANT_OPTIONS - {"name"} <= set(GRAPH.options)


def test_clouds_are_choices() -> None:
    assert GRAPH.options["cloud"]["choices"] == list(CLOUDS)


def test_token_types_are_documented() -> None:
    named = re.findall(r"V\((\w+)\)", words(SPECS["ade_token"][1]["token_type"]))
    assert named == list(TOKEN_TYPES.values())


def test_parts_can_be_merged_without_a_clash() -> None:
    for first, second in itertools.combinations((GRAPH, ADE_TOKEN, INFO, WAIT), 2):
        assert not set(first.options) & set(second.options)
    merged = GRAPH.merge(ADE_TOKEN)
    assert merged.to_kwargs() == {
        "argument_spec": {**GRAPH.options, **ADE_TOKEN.options},
        "mutually_exclusive": (("tenant_id", "tenants"), ("token_id", "token_name"), ("token_id", "token_type")),
    }


@pytest.mark.parametrize(
    ("kind", "module"),
    [
        ("info_module", ade_token_info),
        ("action_module", ade_token_sync),
        ("action_module", ade_token_module),
        ("action_module", ade_token_public_key),
    ],
)
def test_attributes_are_described(kind: str, module: t.Any) -> None:
    """Whether an action may be run twice, only the module itself can say."""
    described = yaml.safe_load(FRAGMENTS["mdm.intune.attributes"])["attributes"]
    supported = {
        **yaml.safe_load(FRAGMENTS[f"mdm.intune.attributes.{kind}"])["attributes"],
        **yaml.safe_load(module.DOCUMENTATION).get("attributes", {}),
    }
    assert set(supported) == set(described)
    assert all("description" in attribute for attribute in described.values())
    assert all("support" in attribute for attribute in supported.values())


def test_the_action_group_has_the_modules() -> None:
    runtime = yaml.safe_load((ROOT / "meta" / "runtime.yml").read_text(encoding="utf-8"))
    (group,) = yaml.safe_load(FRAGMENTS["mdm.intune.attributes.actiongroup_graph"])["attributes"]["action_group"][
        "membership"
    ]
    assert group == "mdm.intune.graph"
    names = {name for name in SPECS if name.endswith(("_info", "_sync", "_key"))}
    assert {*names, "ade_token"} <= set(runtime["action_groups"]["graph"])
