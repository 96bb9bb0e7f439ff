# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every built-in estate loads and holds what it promises; bad seeds are refused with the place of the fault."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from emulator.clock import NEVER, instant
from emulator.estate import BUILT_IN, Tenant, build, built_in, load
from emulator.faults import Rule
from emulator.profiles import PLATFORMS
from emulator.seeds import FIXTURES, EstateError
from emulator.tokens import HEALTHY_TOKEN

PROPERTIES = {*HEALTHY_TOKEN, *PLATFORMS.values()}


def tenant(estate: str, name: str) -> Tenant:
    return next(found for found in load(estate).tenants if found.name == name)


def token(estate: str, name: str) -> dict[str, Any]:
    return next(entity for row in load(estate).tenants for entity in entities(row) if entity.get("tokenName") == name)


def entities(row: Tenant) -> list[dict[str, Any]]:
    return [token.entity for token in row.tokens]


def from_now(text: str) -> timedelta:
    return instant(text) - datetime.now(timezone.utc)


def test_the_built_in_estates() -> None:
    assert built_in() == [
        "contoso",
        "devices_1k",
        "devices_200k",
        "devices_20k",
        "errors",
        "healthy",
        "hostile",
        "large",
        "microsoft_docs",
        "narrow_rights",
        "repair",
        "single",
        "symptom_enrolment",
        "symptom_profiles",
        "symptom_sync",
    ]


@pytest.mark.parametrize("name", built_in())
def test_each_loads_with_only_what_the_schema_has(name: str) -> None:
    estate = load(name)
    assert estate.description
    for row in estate.tenants:
        for entity in entities(row):
            assert set(entity) - {"@odata.type"} <= PROPERTIES


def test_healthy_is_healthy() -> None:
    estate = load("healthy")
    assert len(estate.tenants) == 2
    for entity in (entity for row in estate.tenants for entity in entities(row)):
        assert from_now(entity["tokenExpirationDateTime"]) > timedelta(days=31)
        assert from_now(entity["lastSuccessfulSyncDateTime"]) > timedelta(hours=-23)
        assert entity["lastSyncErrorCode"] == 0
        assert entity["dataSharingConsentGranted"]
        assert any(entity[name] for name in PLATFORMS.values())


def test_contoso_holds_each_finding() -> None:
    estate = load("contoso")
    assert timedelta(minutes=5) < estate.clock.offset  # clock_skew
    assert timedelta() < from_now(token("contoso", "Contoso retail")["tokenExpirationDateTime"]) < timedelta(days=7)
    kiosks = from_now(token("contoso", "Contoso kiosks")["tokenExpirationDateTime"])
    assert timedelta(days=8) < kiosks < timedelta(days=29)
    assert from_now(token("contoso", "Fabrikam field service")["tokenExpirationDateTime"]) < timedelta(days=-1)
    assert token("contoso", "Fabrikam headquarters")["lastSyncErrorCode"] == 3
    assert token("contoso", "Northwind warehouse")["lastSyncErrorCode"] not in (0, 3, None)
    stale = -from_now(token("contoso", "Northwind drivers")["lastSuccessfulSyncDateTime"])
    assert timedelta(hours=25) < stale < timedelta(hours=71)
    assert -from_now(token("contoso", "Northwind offices")["lastSuccessfulSyncDateTime"]) > timedelta(hours=73)
    assert token("contoso", "Tailwind showrooms")["lastSuccessfulSyncDateTime"] == NEVER
    assert token("contoso", "Tailwind academy")["dataSharingConsentGranted"] is False
    assert token("contoso", "Tailwind design")["tokenExpirationDateTime"] is None
    assert [entity["tokenType"] for entity in entities(tenant("contoso", "Adventure Works"))] == ["none"]
    assert all(not app.roles for app in tenant("contoso", "Wide World Importers").apps.values())
    assert not tenant("contoso", "Woodgrove Bank").intune
    assert tenant("contoso", "Litware").tokens


def test_microsoft_docs_is_verbatim() -> None:
    published = json.loads((FIXTURES / "official_depOnboardingSettings_list.json").read_text(encoding="utf-8"))
    found = entities(tenant("microsoft_docs", "Published example"))
    assert found == published["value"]
    single = json.loads((FIXTURES / "official_depOnboardingSetting_get.json").read_text(encoding="utf-8"))
    assert found == [single["value"]]


def test_large_is_the_same_each_time() -> None:
    first, second = load("large"), load("large")
    assert len(first.tenants) == 1000
    assert {len(row.tokens) for row in first.tenants} == {3}
    ids = [
        [(row.id, [entity["id"] for entity in entities(row)]) for row in estate.tenants] for estate in (first, second)
    ]
    assert ids[0] == ids[1]
    assert any(t["lastSyncErrorCode"] == 3 for row in first.tenants for t in entities(row))


def test_hostile_holds_its_horrors() -> None:
    found = entities(load("hostile").tenants[0])
    names = [entity.get("tokenName") for entity in found]
    text = "".join(name for name in names if name)
    for horror in ("<img", "{{", "\u202e", "\U0001f34e", "\n"):
        assert horror in text
    assert max(len(name or "") for name in names) == 300
    assert names.count("Twins") == 2
    assert {"appleHomeManager", None} <= {entity.get("tokenType") for entity in found}
    assert any("tokenName" not in entity for entity in found)
    assert {entity.get("tokenExpirationDateTime") for entity in found} >= {
        None,
        NEVER,
        "2097-03-27T08:57:42.1234567Z",
        "2097-12-31T23:59:54.0590989-08:00",
    }


MINIMAL = {"id": "one", "name": "One", "domain": "one.example.com"}


@pytest.mark.parametrize(
    ("seed", "message"),
    [
        ([], "expected a mapping"),
        ({"tenant": []}, "unknown keys"),
        ({"tenants": [{**MINIMAL, "colour": "red"}]}, "tenant 'One'.*unknown keys.*colour"),
        ({"tenants": [{**MINIMAL, "tokens": [{"status": "ok"}]}]}, "token.*unknown keys.*status"),
        ({"tenants": [{**MINIMAL, "tokens": [{"tokenExpirationDateTime": "soon"}]}]}, "soon"),
        ({"tenants": [{**MINIMAL, "tokens": [{}, {}]}]}, "two tokens have one id"),
        ({"tenants": [MINIMAL, MINIMAL]}, "two tenants are called one"),
        ({"tenants": [{"name": "One"}]}, "id"),
        ({"throttling": {"requests": 1, "seconds": 1, "retry_after": "later"}}, "retry_after"),
        ({"faults": [{"do": "explode"}]}, "explode"),
        ({"clock_offset": "a while"}, "not a duration"),
        ({"managed_identity_tenant": "nobody", "tenants": [MINIMAL]}, "no tenant 'nobody'"),
        ({"tenants": [{**MINIMAL, "tokens_from": "absent.json"}]}, "absent.json"),
    ],
)
def test_bad_seeds_say_where(seed: Any, message: str) -> None:
    with pytest.raises(EstateError, match=message):
        build(seed, "bad")


def readme(language: str) -> str:
    """The one block of that language in the guide."""
    text = (BUILT_IN.parent / "README.md").read_text(encoding="utf-8")
    return text.partition(f"```{language}\n")[2].partition("```")[0]


def test_the_documented_seed_loads(tmp_path: Path) -> None:
    path = tmp_path / "documented.yml"
    path.write_text(readme("yaml"), encoding="utf-8")
    estate = load(str(path))
    assert len(estate.tenants) == 1001
    tenant = estate.tenants[0]
    assert [entity.get("tokenName") for entity in entities(tenant)] == ["Contoso phones", "Token Name value"]
    phones = tenant.tokens[0]
    assert phones.profiles[0]["companyPortalVppTokenId"] == tenant.vpp_tokens[0]["id"]
    assert len(phones.devices) == 1013
    assert not phones.link.terms_accepted
    assert len(tenant.events) == 7


def test_the_documented_rule_is_one() -> None:
    (rule,) = (Rule.parse(seed) for seed in json.loads(readme("json")))
    assert (rule.do, rule.after, rule.times) == ("answer", 1, 2)


def test_an_unknown_estate_names_the_known_ones() -> None:
    with pytest.raises(EstateError, match="contoso, devices_1k"):
        load("nowhere")


def test_a_file_is_an_estate_too(tmp_path: Path) -> None:
    path = tmp_path / "mine.yml"
    path.write_text("tenants: [{id: one, name: One, domain: one.example.com, tokens: [{}]}]\n", encoding="utf-8")
    assert load(str(path)).tenant("ONE.example.com") is not None
    path.write_text("tenants: [\n", encoding="utf-8")
    with pytest.raises(EstateError, match=r"mine\.yml"):
        load(str(path))
