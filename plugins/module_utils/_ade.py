# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Apple Automated Device Enrollment tokens: Graph objects -> facts. For internal use only.

A token is Graph's depOnboardingSetting (beta only; v1.0 does not have it). Source of its properties: the schema of
Microsoft Graph beta and the resource page "depOnboardingSetting resource type".
"""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.mdm.intune.plugins.module_utils._argspec import ADE_TOKEN, INFO, ArgumentSpec
from ansible_collections.mdm.intune.plugins.module_utils._errors import ConfigurationError, GraphError
from ansible_collections.mdm.intune.plugins.module_utils._graph import READ_PERMISSION, GraphClient, TenantResult
from ansible_collections.mdm.intune.plugins.module_utils._task import Task, clocks, list_query, tenant_rows

Facts = dict[str, t.Any]

CHECK = "tokens"
TOKENS_PATH = "beta/deviceManagement/depOnboardingSettings"

# Graph's depTokenType -> ours; members that are not known here pass through as given.
TOKEN_TYPES = {"dep": "apple_business_manager", "appleSchoolManager": "apple_school_manager", "none": "none"}

# platform -> the navigation property with the token's default profile; Graph returns them only when expanded.
DEFAULT_PROFILES = {
    "ios": "defaultIosEnrollmentProfile",
    "macos": "defaultMacOsEnrollmentProfile",
    "tvos": "defaultTvOSEnrollmentProfile",
    "visionos": "defaultVisionOSEnrollmentProfile",
}

# Properties that may hold a secret anywhere below a token; they are null in real answers, and stay out all the same.
_SECRET_PROPERTIES = frozenset({"adminaccountpassword", "deptoken", "token"})


@dataclasses.dataclass(frozen=True)
class Selection:
    """Which tokens a task asks for; all of them by default."""

    token_id: str | None = None
    token_name: str | None = None
    token_type: str | None = None

    @classmethod
    def from_params(cls, params: t.Mapping[str, t.Any]) -> Selection:
        """Return the selection of the options of doc fragment C(ade_token)."""
        return cls(params.get("token_id"), params.get("token_name"), params.get("token_type"))

    def __bool__(self) -> bool:
        return bool(self.token_id or self.token_name or self.token_type)

    def matches(self, token: Facts) -> bool:
        """Say whether a token is asked for. Ids are compared without case, as GUIDs are; names exactly."""
        return (
            (not self.token_id or str(token["id"]).lower() == self.token_id.lower())
            and (not self.token_name or token["name"] == self.token_name)
            and (not self.token_type or token["token_type"] == self.token_type)
        )

    def __str__(self) -> str:
        given = {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}
        return " and ".join(f"{name} {value!r}" for name, value in given.items() if value)


@dataclasses.dataclass(frozen=True)
class Tokens:
    """The tokens of one tenant: those asked for, and what is known of the others."""

    selected: list[Facts]
    names: list[str]  # of all tokens of the tenant
    count: int
    maximum: int | None

    @property
    def selected_ids(self) -> list[str]:
        """The ids of the tokens that the selection names."""
        return [str(token["id"]) for token in self.selected]


def read_tokens(
    client: GraphClient,
    selection: Selection,
    *,
    default_profiles: bool,
    include_raw: bool,
    warn: t.Callable[[str], None],
) -> Tokens:
    """Read the tokens of a tenant; raises what C(GraphClient) raises.

    The tenant's maximum is a courtesy: where it cannot be read it is None, with a warning.
    """
    tokens = [
        normal_form(client, raw, include_raw=include_raw)
        for raw in client.list(TOKENS_PATH, permission=READ_PERMISSION)
    ]
    selected = [token for token in tokens if selection.matches(token)]
    if default_profiles:
        selected = [token for token in selected if _add_default_profiles(client, token, warn)]
    maximum = None
    try:
        maximum = client.get("beta/deviceManagement", permission=READ_PERMISSION).get("maximumDepTokens")
    except GraphError as error:
        warn(f"maximum_tokens is not known. {error}")
    return Tokens(
        selected,
        [str(token["name"]) for token in tokens],
        len(tokens),
        maximum if isinstance(maximum, int) and not isinstance(maximum, bool) else None,
    )


def _add_default_profiles(client: GraphClient, token: Facts, warn: t.Callable[[str], None]) -> bool:
    """Add the default profiles to a token; returns whether it is still there."""
    try:
        token["default_profiles"] = read_default_profiles(client, token["id"])
    except GraphError as error:
        if error.status != 404:
            raise
        warn(f"Token {token['name']} ({token['id']}) was deleted while it was read.")
        return False
    return True


def read_default_profiles(client: GraphClient, token_id: str) -> dict[str, Facts | None]:
    raw = client.get(
        f"{TOKENS_PATH}/{token_id}", permission=READ_PERMISSION, query=f"$expand={','.join(DEFAULT_PROFILES.values())}"
    )
    by_name = {key.lower(): value for key, value in raw.items()}
    profiles: dict[str, Facts | None] = {}
    for platform, name in DEFAULT_PROFILES.items():
        if name.lower() not in by_name:
            raise client.error(f"token {token_id}: Graph left out {name}, which was to be expanded", READ_PERMISSION)
        profile = by_name[name.lower()]
        if profile is not None and not isinstance(profile, dict):
            raise client.error(f"token {token_id}: {name} is no enrollment profile", READ_PERMISSION)
        profiles[platform] = {"id": profile.get("id"), "name": profile.get("displayName")} if profile else None
    return profiles


def is_configurator(token: t.Mapping[str, t.Any]) -> bool:
    """Say whether this is the row of Apple Configurator, which is no token of Apple's."""
    return bool(token.get("token_type") == TOKEN_TYPES["none"])


def normal_form(client: GraphClient, raw: t.Mapping[str, t.Any], *, include_raw: bool = False) -> Facts:
    """Return the facts of a depOnboardingSetting.

    Raises GraphError for an object without an id and for a timestamp that is none.
    """
    connection = client.connection
    if not raw.get("id"):
        raise client.error("Graph sent an ADE token without an id", READ_PERMISSION)

    def moment(name: str) -> str | None:
        return client.timestamp(raw, name, f"token {raw['id']}")

    token_type = raw.get("tokenType")
    token: Facts = {
        "kind": "ade_token",
        "tenant_id": connection.tenant_id,
        "tenant_name": connection.tenant_name,
        "id": raw["id"],
        "name": raw.get("tokenName"),
        "token_type": TOKEN_TYPES.get(token_type, token_type) if isinstance(token_type, str) else None,
        "apple_id": raw.get("appleIdentifier"),
        "expires_at": moment("tokenExpirationDateTime"),
        "modified_at": moment("lastModifiedDateTime"),
        "last_sync_at": moment("lastSuccessfulSyncDateTime"),
        "last_sync_requested_at": moment("lastSyncTriggeredDateTime"),
        "last_sync_error_code": raw.get("lastSyncErrorCode"),
        "synced_device_count": raw.get("syncedDeviceCount"),
        "data_sharing_consent_granted": raw.get("dataSharingConsentGranted"),
        "shared_with_school_data_sync": raw.get("shareTokenWithSchoolDataSyncService"),
        "role_scope_tag_ids": raw.get("roleScopeTagIds") or [],
    }
    if include_raw:
        token["raw"] = without_secrets(raw)
    return token


def without_secrets(value: t.Any) -> t.Any:
    """Return a copy of a Graph object without the properties that may hold a secret."""
    if isinstance(value, dict):
        return {k: without_secrets(v) for k, v in value.items() if k.lower() not in _SECRET_PROPERTIES}
    if isinstance(value, list):
        return [without_secrets(item) for item in value]
    return value


def require_one(selection: Selection, results: t.Sequence[TenantResult[t.Any]]) -> None:
    """Raise ConfigurationError when a tenant has several tokens of the name asked for, or no tenant has a match.

    Where a tenant could not be read the token may be there: its row in C(tenants) says so, and nothing is raised.
    """
    for result in results:
        ids = sorted(result.value.selected_ids) if result.value else []
        if selection.token_name and len(ids) > 1:
            raise ConfigurationError(
                f"Tenant {result.connection.label} has {len(ids)} tokens with {selection}."
                f" Name one by token_id: {', '.join(ids)}.",
                tenant_id=result.connection.tenant_id,
            )
    if not (selection.token_id or selection.token_name) or any(result.failure for result in results):
        return
    if any(result.value and result.value.selected_ids for result in results):
        return
    names = sorted({name for result in results if result.value for name in result.value.names})
    shown = ", ".join(repr(name) for name in names[:20]) + (", ..." if len(names) > 20 else "")
    raise ConfigurationError(
        f"No token with {selection} in {', '.join(result.connection.label for result in results[:5])}"
        f"{' and others' if len(results) > 5 else ''}. "
        + (f"Tokens there: {shown}." if names else "There is no token.")
    )


TOKEN_INFO = ADE_TOKEN.merge(INFO).merge(
    ArgumentSpec({"include": {"type": "list", "elements": "str", "choices": ["default_profiles"], "default": []}})
)


def token_info(task: Task) -> Facts:
    """Read the ADE tokens that a task asks for: module ade_token_info."""
    params = task.params
    selection = Selection.from_params(params)
    query = list_query(params)
    results = task.read(
        lambda client: read_tokens(
            client,
            selection,
            default_profiles="default_profiles" in params["include"],
            include_raw=params["include_raw"],
            warn=task.warn,
        )
    )
    require_one(selection, results)
    tenants = tenant_rows(results)
    for row, result in zip(tenants, results, strict=True):
        row["token_count"] = result.value.count if result.value else None
        row["maximum_tokens"] = result.value.maximum if result.value else None
    return {
        "check": CHECK,
        "tokens": query([token for result in results if result.value for token in result.value.selected]),
        "tenants": tenants,
        "narrowed": bool(selection or params["query"]),
        **clocks(results),
    }
