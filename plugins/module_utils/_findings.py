# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The finding catalogue: everything that is said about a finding, in one place.

Private to this collection. Pure data; the guide page "Findings" is generated from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class FindingType:
    """What a finding code means. `severity` is the default; where a code has two, the worse one."""

    code: str
    severity: str
    title: str
    evidence: str
    impact: str
    remediation: tuple[str, ...]
    docs_url: str
    portal_path: str


@dataclass(frozen=True)
class SyncErrorCause:
    """A row of Microsoft's article on sync errors. No integer belongs to it: Microsoft has published none."""

    row: int
    label: str
    cause: str
    remediation: tuple[str, ...]
    apple_codes: tuple[str, ...]
    limit: str | None


SYNC_ERRORS_URL = (
    "https://learn.microsoft.com/troubleshoot/mem/intune/device-enrollment/"
    "troubleshoot-ios-enrollment-errors#sync-token-errors-between-intune-and-ade"
)

_MANAGE_URL = "https://learn.microsoft.com/intune/device-enrollment/apple/manage-devices-tokens-apple"
_SETUP_URL = "https://learn.microsoft.com/intune/device-enrollment/apple/setup-apple-token"
_TERMS_URL = "https://support.apple.com/102069"
_PERMISSIONS_URL = (
    "https://learn.microsoft.com/graph/api/intune-enrollment-deponboardingsetting-list?view=graph-rest-beta"
)
_ASSERTION_URL = "https://learn.microsoft.com/entra/identity-platform/certificate-credentials"

_TOKENS_PATH = "Intune admin center > Devices > Enrollment > Apple > Enrollment program tokens"
_APP_PATH = "Microsoft Entra admin center > Entra ID > App registrations > (the app) > API permissions"

_SIGN_IN = (
    "Sign in at business.apple.com (Apple Business, until April 2026 called Apple Business Manager) or at "
    "school.apple.com (Apple School Manager)"
)

_RENEW = (
    (
        f"{_SIGN_IN} with the role Administrator or Device Enrollment Manager. Have someone at hand who holds the "
        "Intune permission Enrollment programs > Update token: both halves belong to one sitting."
    ),
    (
        "Open the SAME server entry that this token came from: in Apple Business Devices > Management Services, in "
        "Apple School Manager your account > Preferences > Your MDM servers. Do not create another entry: devices "
        "assigned to the old one would have to be moved and enrolled again."
    ),
    "Choose Download Token. This click voids the token that Intune uses at once, so do not stop here.",
    (
        "In Intune open this token, choose Renew token, enter the Apple Account that downloaded the file, upload the "
        ".p7m file, and finish with Renew token. Another Apple Account than last year's is allowed here and leaves "
        "enrolled devices alone; that does not hold for the Apple push certificate, whose account must stay the same."
    ),
    (
        "If Intune refuses the file, do not delete the token: its devices would have to be removed from management "
        "first. The entry at Apple may hold an older public key: see sync error cause 1 on the guide page Findings."
    ),
)

_SYNC_AND_CHECK = (
    "Start a sync (this token > Devices > Sync; at most once every 15 minutes), give it up to 15 minutes, then run "
    "this check again"
)

_CREATE = (
    (
        "In Intune choose Add (permissions Enrollment programs > Create token and Update token), agree to the sharing "
        "of data with Apple, and download the public key. Leave that browser tab open until the end: closing it voids "
        "the key."
    ),
    (
        f"{_SIGN_IN} with the role Administrator or Device Enrollment Manager, add a server entry with that public key "
        "(Apple Business: Devices > Management Services; Apple School Manager: your account > Preferences > Your MDM "
        "servers), download its server token, and assign the devices to it."
    ),
    "Back in the open Intune tab enter the Apple Account, upload the .p7m file, and choose Create.",
)


_FINDINGS = (
    FindingType(
        code="token_expired",
        severity="critical",
        title="Enrollment token has expired",
        evidence="Expired at {expires_at}; full days since then: {days_ago}.",
        impact=(
            "Devices do not sync from Apple and profile assignment fails, so new and wiped devices do not finish "
            "enrolment. Devices that are enrolled already stay managed."
        ),
        remediation=(
            *_RENEW,
            f"{_SYNC_AND_CHECK}: the expiry must now be about a year away and the sync error code 0.",
        ),
        docs_url=f"{_MANAGE_URL}#renew-your-token",
        portal_path=_TOKENS_PATH,
    ),
    FindingType(
        code="token_expiring",
        severity="critical",
        title="Enrollment token expires soon",
        evidence="Expires at {expires_at}; full days left: {days_left}.",
        impact=(
            "Nothing fails yet. From the date given on, devices do not sync from Apple, profile assignment fails, and "
            "new devices do not finish enrolment."
        ),
        remediation=(
            (
                "Agree on a time before the expiry with the holder of the Apple role and the holder of the Intune "
                "permission. Download nothing at Apple before then: a download breaks the sync at once, whatever the "
                "expiry date still says."
            ),
            *_RENEW,
            f"{_SYNC_AND_CHECK}: the expiry must now be about a year away and the sync error code 0.",
        ),
        docs_url=f"{_MANAGE_URL}#renew-your-token",
        portal_path=_TOKENS_PATH,
    ),
    FindingType(
        code="token_expiry_unknown",
        severity="warning",
        title="Expiry date of the enrollment token is unknown",
        evidence="Microsoft Graph gives no expiry date for this token.",
        impact=(
            "Nobody can tell when the token stops working. Once it does, devices do not sync from Apple, profile "
            "assignment fails, and new devices do not finish enrolment."
        ),
        remediation=(
            "Open the token in Intune (permission Enrollment programs > Read token) and read its expiry date there.",
            (
                "If the set-up was never finished, finish it: the server token of the matching server entry at Apple "
                "must be uploaded. If the portal shows a date, put a reminder in your calendar and report the "
                "difference to Intune support."
            ),
            "Do not delete the token to fix this: its devices would have to be removed from management first.",
            f"{_SYNC_AND_CHECK}: the expiry date must now be there.",
        ),
        docs_url=_SETUP_URL,
        portal_path=_TOKENS_PATH,
    ),
    FindingType(
        code="terms_not_accepted",
        severity="critical",
        title="Apple's new terms are not accepted",
        evidence=(
            "Sync error code {last_sync_error_code}: Apple's terms and conditions wait for acceptance; last successful "
            "sync: {last_sync_at}."
        ),
        impact=(
            "Apple turns Intune away until the terms are accepted: devices do not sync from Apple, profile assignment "
            "fails, and new devices do not finish enrolment. Devices that are enrolled already stay managed."
        ),
        remediation=(
            (
                f"{_SIGN_IN} with the role Administrator (Apple Business names it Organization Administrator). No "
                "other role can accept terms; Device Enrollment Manager cannot."
            ),
            (
                "Read and accept the terms that the portal shows after sign-in. Where tokens of several Apple "
                "organisations are loaded, do so in every one of them."
            ),
            "Do not download a new server token: accepting the terms is enough, and a download voids the token in use.",
            (
                f"{_SYNC_AND_CHECK}: the sync error code must now be 0. If the code stays, look again for an "
                "organisation whose terms are still open."
            ),
        ),
        docs_url=_TERMS_URL,
        portal_path=_TOKENS_PATH,
    ),
    FindingType(
        code="sync_error",
        severity="critical",
        title="Last sync with Apple failed",
        evidence=(
            "Sync error code {last_sync_error_code}; Microsoft has not published its meaning; last successful sync: "
            "{last_sync_at}."
        ),
        impact=(
            "Apple refused the last sync. While that lasts, devices do not sync from Apple and profile assignment "
            "fails; new devices may not finish enrolment."
        ),
        remediation=(
            (
                "Open this token in Intune (permission Enrollment programs > Read token) and read the error text shown "
                "there. The text names the cause, the integer does not: Microsoft has published no meaning for it, so "
                "do not guess from the number."
            ),
            (
                "Find the text among the 11 published causes (the linked article, and the guide page Findings of this "
                "collection) and follow the remedy given there."
            ),
            (
                "If no text is shown, check in this order: was a new server token downloaded at Apple and never "
                "uploaded here; is the server entry of Intune still listed at Apple; are new Apple terms waiting; are "
                "name, department and support phone number of every profile of this token filled in and not too long."
            ),
            (
                "Do not delete the token, and download a new server token only if the cause calls for a renewal: each "
                "download voids the token in use."
            ),
            (
                "If nothing of this helps, open a case with Intune support and give the error code, the id of the "
                "token, and the time of the last sync."
            ),
            f"{_SYNC_AND_CHECK}: the sync error code must now be 0.",
        ),
        docs_url=SYNC_ERRORS_URL,
        portal_path=_TOKENS_PATH,
    ),
    FindingType(
        code="sync_stale",
        severity="critical",
        title="No successful sync with Apple for too long",
        evidence="Last successful sync: {last_sync_at}; hours since then: {hours_since_sync}.",
        impact=(
            "Devices do not sync from Apple: purchases since the last sync are unknown to Intune. For them profile "
            "assignment fails, and they do not finish enrolment."
        ),
        remediation=(
            (
                "Open this token in Intune and choose Devices > Sync (permission Enrollment programs > Update token), "
                "once in 15 minutes at most. Intune syncs by itself every 12 hours (macOS: Microsoft also names 24 "
                "hours)."
            ),
            "If the sync fails with an error text, follow that cause in the linked list of 11 causes.",
            (
                "If it does not run at all, ask whether someone downloaded a new server token at Apple: that voids the "
                "token in use although its expiry date still looks fine. If so, finish that renewal with the newest "
                "file."
            ),
            (
                "Check at Apple that the server entry of Intune still exists, and look at Apple's system status page "
                "and the service health of your tenant."
            ),
            (
                "Give the sync up to 15 minutes, then run this check again: the last successful sync must be recent. "
                "If it succeeds by hand but not by itself, open a case with Intune support."
            ),
        ),
        docs_url=f"{_MANAGE_URL}#sync-managed-devices",
        portal_path=_TOKENS_PATH,
    ),
    FindingType(
        code="never_synced",
        severity="critical",
        title="Token has never synced with Apple",
        evidence="No successful sync is on record; token last modified: {modified_at}.",
        impact=(
            "Devices do not sync from Apple at all, so profile assignment fails and no device of this token finishes "
            "enrolment."
        ),
        remediation=(
            (
                "Open this token in Intune and choose Devices > Sync (permission Enrollment programs > Update token), "
                "once in 15 minutes at most. If an error text appears, follow that cause in the linked article on sync "
                "errors."
            ),
            (
                f"{_SIGN_IN} with the role Administrator or Device Enrollment Manager, and check that the server entry "
                "of this token exists and that devices are assigned to it (Apple Business: Devices > Management "
                "Services; Apple School Manager: your account > Preferences > Your MDM servers)."
            ),
            (
                "If someone downloaded another server token from that entry after the upload, the uploaded one is "
                "void: download once more from the SAME entry and upload it in the same sitting with Renew token."
            ),
            f"{_SYNC_AND_CHECK}: a last successful sync must now be on record.",
        ),
        docs_url=SYNC_ERRORS_URL,
        portal_path=_TOKENS_PATH,
    ),
    FindingType(
        code="sharing_consent_missing",
        severity="warning",
        title="Consent to share data with Apple is missing",
        evidence="Microsoft Graph reports that the consent to share data with Apple is not granted for this token.",
        impact=(
            "Intune may not send user and device information to Apple. Devices may not sync from Apple, and profile "
            "assignment may fail."
        ),
        remediation=(
            (
                "Find out who may agree, on behalf of the organisation, that Microsoft sends user and device "
                "information to Apple."
            ),
            (
                "Open this token in Intune (permission Enrollment programs > Update token) and agree wherever the "
                "portal asks for it. Microsoft describes the question for new tokens only; for a token in use it may "
                "come with the renewal."
            ),
            (
                "Do not delete the token and do not download a new server token for this alone. If the portal offers "
                "no way to agree and the token syncs, waive this finding until the next renewal, or open a case with "
                "Intune support."
            ),
            f"{_SYNC_AND_CHECK}: this finding must be gone.",
        ),
        docs_url=_SETUP_URL,
        portal_path=_TOKENS_PATH,
    ),
    FindingType(
        code="no_tokens",
        severity="critical",
        title="Tenant has no enrollment token",
        evidence="The tenant was read; it has no token for Automated Device Enrollment (rows in all: {token_count}).",
        impact=(
            "Nothing links this tenant to Apple: devices do not sync from Apple, profile assignment fails, and devices "
            "do not finish enrolment as devices of the organisation."
        ),
        remediation=(
            (
                "Make sure that this is the tenant you meant. If it has no Apple devices by intent, set "
                "allow_no_tokens: true in the policy for it."
            ),
            (
                "If a token was there before, find out first who removed it (Intune admin center > Tenant "
                "administration > Audit logs). Whoever deletes a token must remove its devices from management first; "
                "those have to be wiped and enrolled again."
            ),
            *_CREATE,
            "Wait for the first sync (up to 15 minutes), then run this check again: the token must be listed.",
        ),
        docs_url=_SETUP_URL,
        portal_path=_TOKENS_PATH,
    ),
    FindingType(
        code="token_missing",
        severity="critical",
        title="Expected enrollment token is missing",
        evidence="The policy expects the token {expected}; it was not found.",
        impact=(
            "If the token is gone, its devices do not sync from Apple, profile assignment for them fails, and they do "
            "not finish enrolment."
        ),
        remediation=(
            (
                "Compare the list of tokens in Intune (permission Enrollment programs > Read token) with "
                "expected_tokens of the policy. If the token was renamed, or removed on purpose, correct the policy: "
                "nothing is broken."
            ),
            (
                "If it was removed by accident, find out who did so (Intune admin center > Tenant administration > "
                "Audit logs) before anything else is touched."
            ),
            "To replace it, do not download a server token from the entry of another token, which would void that one.",
            *_CREATE,
            "Wait for the first sync (up to 15 minutes), then run this check again: the token must be found.",
        ),
        docs_url=_SETUP_URL,
        portal_path=_TOKENS_PATH,
    ),
    FindingType(
        code="could_not_check",
        severity="unknown",
        title="Could not be checked",
        evidence="Not checked, so nothing is known here: {reason}",
        impact=(
            "Nothing is known about the tokens of this tenant, or about the expected token named. It may be that "
            "devices do not sync from Apple, that profile assignment fails, or that devices do not finish enrolment, "
            "and this check would not see it."
        ),
        remediation=(
            (
                "Read the reason in the evidence, and take the step of this finding that fits it: permission, "
                "credential, app or tenant, licence, network, or selection."
            ),
            (
                "Permission missing (403): give the app registration the Microsoft Graph application permission "
                "DeviceManagementServiceConfig.Read.All (API permissions > Add a permission > Microsoft Graph > "
                "Application permissions), then let a Privileged Role Administrator choose Grant admin consent. A "
                "delegated permission of the same name does not help."
            ),
            (
                "Secret or certificate refused (AADSTS7000215, AADSTS7000222, AADSTS700027): the app's Certificates & "
                "secrets page shows what is valid. Use the Value of a new secret, not its Secret ID."
            ),
            (
                "App or tenant not found (AADSTS700016, AADSTS90002): compare tenant_id, client_id and cloud with the "
                "Overview page of the app registration."
            ),
            (
                "Request not applicable to target tenant (400): the tenant has no Intune. Buy or assign an Intune "
                "licence, or take the tenant out of the list."
            ),
            (
                "Timeouts, TLS errors, 429, 503, 504: check DNS, the proxy, ca_path and the firewall between the "
                "controller and the sign-in and Graph hosts; raise retry_timeout if Graph is only busy."
            ),
            (
                "Expected token not looked for: read all tokens (no token_id, token_name, token_type or query), and "
                "name its tenant among the tenants."
            ),
            (
                "Run this check again: the tenant must be listed as checked. Until then treat it as broken, not as "
                "healthy; this finding can be neither waived nor lowered."
            ),
        ),
        docs_url=_PERMISSIONS_URL,
        portal_path=_APP_PATH,
    ),
    FindingType(
        code="waiver_lapsed",
        severity="warning",
        title="A waiver has lapsed",
        evidence="The waiver of {finding} for {token} ended with {until}; its reason was: {reason}",
        impact=(
            "The waived finding, if it is still there, counts again. Its own impact applies: devices do not sync from "
            "Apple, profile assignment fails, or devices do not finish enrolment."
        ),
        remediation=(
            (
                "Look whether the waived finding is still among the findings of this run. If it is gone, delete the "
                "waiver from the policy."
            ),
            "If it is still there, follow the steps of that finding.",
            (
                "If it must wait longer, ask the owner of the risk, then write a new until date and a present reason "
                "into the waiver. Do not push the date out unseen."
            ),
            "Run this check again: this finding must be gone.",
        ),
        docs_url=_MANAGE_URL,
        portal_path=_TOKENS_PATH,
    ),
    FindingType(
        code="clock_skew",
        severity="warning",
        title="Clock of the controller is wrong",
        evidence=(
            "Clock of Microsoft Graph: {checked_at}; clock of the controller: {controller_at}; seconds apart: "
            "{seconds}."
        ),
        impact=(
            "Expiry and staleness are judged by Graph's clock, so this verdict holds. A wrong clock can however make "
            "sign-in with a certificate fail, and then nobody sees that devices do not sync from Apple, that profile "
            "assignment fails, or that devices do not finish enrolment."
        ),
        remediation=(
            (
                "Sign in on the controller, or on the host of its container or execution environment, and look at the "
                "time synchronisation: timedatectl shows whether it is active, chronyc tracking how far the clock is "
                "off."
            ),
            (
                "Turn the time synchronisation on and let it reach a time server; after a virtual machine was paused "
                "or restored, restart the service. Setting the clock by hand does not last."
            ),
            "Run this check again: both clocks must agree within 5 minutes.",
        ),
        docs_url=_ASSERTION_URL,
        portal_path="No portal: the Ansible controller itself",
    ),
)

CATALOGUE: Mapping[str, FindingType] = MappingProxyType({finding.code: finding for finding in _FINDINGS})


_FIX_PROFILE = (
    "Intune admin center > Devices > Enrollment > Apple > Enrollment program tokens > this token > Enrollment policies "
    "(older tenants: Profiles)"
)
_ASK_SUPPORT = "Open a case with Intune support and give the id of the token and the time of the failed sync."
_SYNC_AGAIN = "Sync again, at most once every 15 minutes, and run the check again."

SYNC_ERROR_CAUSES: tuple[SyncErrorCause, ...] = (
    SyncErrorCause(
        row=1,
        label="Expired or invalid token",
        cause="The server token is past its date, was revoked or replaced at Apple, or is damaged.",
        remediation=(
            "Renew the token from the SAME server entry at Apple, in one sitting: the download voids the token in use.",
            (
                "If the renewal fails, the server entry may need the present public key of Intune: upload it there, "
                "then download the token again. In the .pem file the base64 text stands on one line between the BEGIN "
                "and the END line. Intune support helps where this does not."
            ),
            _SYNC_AGAIN,
        ),
        apple_codes=("401 UNAUTHORIZED", "403 token_rejected", "403 token_expired"),
        limit=None,
    ),
    SyncErrorCause(
        row=2,
        label="Access denied",
        cause="Apple no longer lets Intune in; the server entry of Intune was removed, or the token has expired.",
        remediation=(
            (
                "Check whether the token has expired, and whether a newer one was downloaded and not uploaded; if so, "
                "finish the renewal."
            ),
            (
                "Check that the server entry of Intune is still listed (Apple Business: Devices > Management Services; "
                "Apple School Manager: your account > Preferences > Your MDM servers)."
            ),
            _SYNC_AGAIN,
        ),
        apple_codes=("403 ACCESS_DENIED", "403 FORBIDDEN"),
        limit=None,
    ),
    SyncErrorCause(
        row=3,
        label="Terms and conditions not accepted",
        cause="Apple has published new terms, and the organisation has not accepted them.",
        remediation=(
            f"{_SIGN_IN} with the role Administrator and accept the terms; no other role can.",
            "Download no new server token for this. " + _SYNC_AGAIN,
        ),
        apple_codes=("403 T_C_NOT_SIGNED",),
        limit=None,
    ),
    SyncErrorCause(
        row=4,
        label="Internal server error",
        cause="A fault on the side of Apple or Intune that only their logs explain.",
        remediation=("Look at Apple's system status page and sync again later.", _ASK_SUPPORT),
        apple_codes=("5xx",),
        limit=None,
    ),
    SyncErrorCause(
        row=5,
        label="Invalid support phone number",
        cause="Apple refuses the support phone number of an enrollment profile.",
        remediation=(f"Correct the support phone number of the profiles: {_FIX_PROFILE}.", _SYNC_AGAIN),
        apple_codes=("400 SUPPORT_PHONE_INVALID",),
        limit="not empty, at most 50 characters",
    ),
    SyncErrorCause(
        row=6,
        label="Invalid configuration profile name",
        cause="The name of an enrollment profile is empty, too long, or not valid for Apple.",
        remediation=(f"Correct the name of the profile: {_FIX_PROFILE}.", _SYNC_AGAIN),
        apple_codes=("400 CONFIG_NAME_INVALID", "400 CONFIG_NAME_REQUIRED"),
        limit="not empty, at most 125 characters",
    ),
    SyncErrorCause(
        row=7,
        label="Invalid cursor",
        cause="Apple does not know the place in the device list at which Intune wanted to go on.",
        remediation=("Nothing can be set by an administrator; support can start the sync anew.", _ASK_SUPPORT),
        apple_codes=("400 INVALID_CURSOR",),
        limit=None,
    ),
    SyncErrorCause(
        row=8,
        label="Cursor expired",
        cause="The place in the device list that Intune kept is too old; Apple keeps it for 7 days.",
        remediation=("Nothing can be set by an administrator; support can start the sync anew.", _ASK_SUPPORT),
        apple_codes=("400 EXPIRED_CURSOR",),
        limit=None,
    ),
    SyncErrorCause(
        row=9,
        label="Required cursor",
        cause="Intune asked Apple for changes without saying from which place in the device list.",
        remediation=("Nothing can be set by an administrator; support can repair the sync.", _ASK_SUPPORT),
        apple_codes=("400 CURSOR_REQUIRED",),
        limit=None,
    ),
    SyncErrorCause(
        row=10,
        label="Apple profile not found",
        cause="Apple does not know a profile that Intune refers to; there are several possible causes.",
        remediation=(f"Create a new profile and assign it to the devices: {_FIX_PROFILE}.", _SYNC_AGAIN),
        apple_codes=("400 PROFILE_NOT_FOUND",),
        limit=None,
    ),
    SyncErrorCause(
        row=11,
        label="Invalid department entry",
        cause="Apple refuses the department of an enrollment profile.",
        remediation=(f"Correct the department of the profiles: {_FIX_PROFILE}.", _SYNC_AGAIN),
        apple_codes=("400 DEPARTMENT_INVALID",),
        limit="not empty, at most 125 characters",
    ),
)
