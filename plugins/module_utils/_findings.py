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
    """What a finding code means. `severity` is the default; where a code has two, the worse one.

    `symptoms` are those that the finding is evidence for, not those that may follow from it: `impact` says these.
    """

    code: str
    severity: str
    title: str
    evidence: str
    impact: str
    symptoms: tuple[str, ...]
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


@dataclass(frozen=True)
class Symptom:
    """What people notice. Only when all `checks` have looked may it be said that there is no evidence for it."""

    code: str
    title: str
    checks: tuple[str, ...]


@dataclass(frozen=True)
class FailureCategory:
    """A category of failed enrollments: a member of Graph's deviceEnrollmentFailureReason, in snake_case."""

    category: str
    meaning: str
    remediation: tuple[str, ...]


TERMS_NOT_ACCEPTED = 3  # the only sync error code whose meaning is known, beside 0

SYNC_ERRORS_URL = (
    "https://learn.microsoft.com/troubleshoot/mem/intune/device-enrollment/"
    "troubleshoot-ios-enrollment-errors#sync-token-errors-between-intune-and-ade"
)

_MANAGE_URL = "https://learn.microsoft.com/intune/device-enrollment/apple/manage-devices-tokens-apple"
_SETUP_URL = "https://learn.microsoft.com/intune/device-enrollment/apple/setup-apple-token"
_TERMS_URL = "https://support.apple.com/102069"
_ENROL_URL = "https://learn.microsoft.com/intune/device-enrollment/apple/setup-automated-ios"
_FAILURES_URL = "https://learn.microsoft.com/intune/device-enrollment/monitor-reports"
_ENROLL_ERRORS_URL = (
    "https://learn.microsoft.com/troubleshoot/mem/intune/device-enrollment/troubleshoot-ios-enrollment-errors"
)
_PUSH_URL = "https://learn.microsoft.com/intune/device-enrollment/apple/create-mdm-push-certificate"
_VPP_URL = "https://learn.microsoft.com/intune/app-management/deployment/manage-vpp-apple"
_PERMISSIONS_URL = "https://learn.microsoft.com/graph/permissions-reference"
_ASSERTION_URL = "https://learn.microsoft.com/entra/identity-platform/certificate-credentials"

_TOKENS_PATH = "Intune admin center > Devices > Enrollment > Apple > Enrollment program tokens"
_PROFILES_PATH = f"{_TOKENS_PATH} > this token > Enrollment policies (older tenants: Profiles)"
_DEVICES_PATH = f"{_TOKENS_PATH} > this token > Devices"
_FAILURES_PATH = "Intune admin center > Devices > Monitor > Enrollment failures"
_RESTRICTIONS_PATH = "Intune admin center > Devices > Enrollment > Device platform restriction"
_PUSH_PATH = "Intune admin center > Devices > Enrollment > Apple > Apple MDM Push Certificate"
_VPP_PATH = "Intune admin center > Tenant administration > Connectors and tokens > Apple VPP tokens"
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
        ".p7m file, and finish with Renew token; or let the playbook mdm.intune.renew do it. Another Apple Account "
        "than last year's is allowed here and leaves enrolled devices alone; that does not hold for the Apple push "
        "certificate, whose account must stay the same."
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

_ASSIGN = (
    "In Intune open this token > Devices, select the devices, choose Assign policy (older tenants: Assign profile), "
    "and pick the one that fits"
)

_RESET = "reset it to factory settings (which deletes everything on it) and go through Setup Assistant again"

_RESTRICTIONS = (
    f"Check the enrollment restrictions ({_RESTRICTIONS_PATH}): a default policy that blocks the platform stops ADE as "
    "well, and the device shows Invalid Profile. Allow the platform and block personally owned devices only; a device "
    "that enrols through ADE counts as corporate."
)

_RENEW_PUSH = (
    (
        "Find out which Apple Account made the certificate: Intune shows it, and the module push_certificate_info "
        "returns it as apple_id. Renew with this SAME account, and never replace the certificate by a new one: every "
        "Apple device would have to be enrolled again."
    ),
    f"Open {_PUSH_PATH} and choose Download your CSR.",
    (
        "Sign in at identity.apple.com (Apple Push Certificates Portal) with that account, find the certificate, and "
        "choose Renew beside it, not Create a Certificate. Where several are listed, it is the one whose UID "
        "push_certificate_info returns as topic. Upload the CSR and download the .pem file."
    ),
    "Back in Intune enter the same Apple Account and upload the .pem file.",
    (
        "If nobody can sign in with that account any more, or it is to become a Managed Apple Account, ask Apple to "
        "move the certificate to another account. Do this before the certificate is touched."
    ),
)

_RENEW_VPP = (
    (
        "Sign in at Apple Business or Apple School Manager with an account that may manage content for the location of "
        "this token, open Preferences > Payments and Billing > Apps and Books > Content Tokens, and download the token "
        "of the SAME location."
    ),
    (
        f"Open {_VPP_PATH} (permission Managed apps), select this token, choose Edit beside Basics, upload the file, "
        "and save."
    ),
    (
        "Do not delete the token to make a new one: its apps and their assignments would be deleted, and their "
        "licences revoked."
    ),
)

_VPP_CHECK = (
    "Choose Sync for this token, reload the page until the new state shows (the date may lag behind), then run this "
    "check again"
)

_DO_NOT_SYNC = ("devices_do_not_sync",)
_ASSIGNMENT_FAILS = ("profile_assignment_fails",)
_DO_NOT_ENROL = ("devices_do_not_enrol",)
_ALL_SYMPTOMS = (*_DO_NOT_SYNC, *_ASSIGNMENT_FAILS, *_DO_NOT_ENROL)


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
        symptoms=_DO_NOT_SYNC,
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
        symptoms=_DO_NOT_SYNC,
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
        symptoms=_DO_NOT_SYNC,
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
        symptoms=_DO_NOT_SYNC,
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
        symptoms=_DO_NOT_SYNC,
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
        symptoms=_DO_NOT_SYNC,
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
        symptoms=_DO_NOT_SYNC,
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
        symptoms=_DO_NOT_SYNC,
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
        symptoms=_ALL_SYMPTOMS,
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
        symptoms=_ALL_SYMPTOMS,
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
        code="no_default_profile",
        severity="warning",
        title="No default profile for new devices",
        evidence="No default profile is set for {platform}; devices synced: {device_count}.",
        impact=(
            "New devices get no profile by themselves: profile assignment fails until somebody does it by hand, and a "
            "device that is switched on before then does not finish enrolment."
        ),
        symptoms=_ASSIGNMENT_FAILS,
        remediation=(
            (
                "Open this token in Intune, choose Set Default Policy (older tenants: Set Default Profile), and pick "
                "one for the platform. If there is none yet, create it first under Enrollment policies."
            ),
            (
                "The default is given only to devices that sync afterwards, so those that are there already must be "
                f"assigned by hand. {_ASSIGN}."
            ),
            (
                "If your people assign every device by hand on purpose, set no_default_profile: ignore under "
                "severities in the policy; the finding devices_unassigned still tells when one was forgotten."
            ),
            f"{_SYNC_AND_CHECK}: the token must now have a default for this platform.",
        ),
        docs_url=_ENROL_URL,
        portal_path=_TOKENS_PATH,
    ),
    FindingType(
        code="profile_field_invalid",
        severity="warning",
        title="A field of the enrollment profile is not valid for Apple",
        evidence="The {field} of this profile: {problem}. Apple wants at least 1 and at most {limit} characters.",
        impact=(
            "Apple refuses a profile with such a field. Until it is corrected, profile assignment may fail, and the "
            "sync with Apple may end with an error."
        ),
        symptoms=_ASSIGNMENT_FAILS,
        remediation=(
            (
                "Open this profile in Intune and fill in the field, or shorten it. The name is on the page Basics; "
                "the department and its phone number are called Department and Department Phone and belong to Setup "
                "Assistant."
            ),
            (
                "Apple counts characters: at most 125 for the name and for the department, at most 50 for the support "
                "phone number, and none of them may be empty."
            ),
            (
                "Reset no device for this. Devices that are enrolled keep the old text until their next reset, which "
                "does no harm."
            ),
            f"{_SYNC_AND_CHECK}: this finding must be gone, and the sync error code 0.",
        ),
        docs_url=SYNC_ERRORS_URL,
        portal_path=_PROFILES_PATH,
    ),
    FindingType(
        code="profile_missing",
        severity="warning",
        title="Devices ask for a profile that the token does not have",
        evidence="Devices that ask for the profile {profile_id}: {device_count}; this token has no such profile.",
        impact=(
            "Nothing can be given to these devices: profile assignment fails, and from the next reset on they do not "
            "finish enrolment."
        ),
        symptoms=_ASSIGNMENT_FAILS,
        remediation=(
            (
                "Find the devices: the module ade_device_info names them with details: true and a query on profile_id; "
                "the portal lists them under this token > Devices. If somebody deleted the profile, the audit logs "
                "(Intune admin center > Tenant administration > Audit logs) say who."
            ),
            f"{_ASSIGN}. If none fits, create it first under Enrollment policies.",
            (
                "A device that is enrolled keeps what it has until its next reset; nothing has to be done with it. One "
                "that was set up without management must be reset to factory settings after the assignment."
            ),
            (
                "Microsoft has not published in which form a device names an enrollment policy. If the portal shows a "
                "valid policy for these devices, nothing is broken: waive this finding, and report it to this project."
            ),
            f"{_SYNC_AND_CHECK}: no device may ask for this profile any more.",
        ),
        docs_url=_ENROL_URL,
        portal_path=_DEVICES_PATH,
    ),
    FindingType(
        code="devices_unassigned",
        severity="warning",
        title="Devices have no enrollment profile",
        evidence="Devices without an enrollment profile: {device_count} of {total}; for example {examples}.",
        impact=(
            "For these devices profile assignment fails or was never done. One that is switched on as it is does not "
            "finish enrolment."
        ),
        symptoms=_ASSIGNMENT_FAILS,
        remediation=(
            f"{_ASSIGN}. The module ade_device_info lists all of them with details: true and unassigned: true.",
            (
                "Set a default for each platform (this token > Set Default Policy), so that new devices are not "
                "forgotten. It is given to devices that sync afterwards, not to those that are there already."
            ),
            (
                "If the assignment does not hold, look for what Apple refuses: the finding profile_field_invalid, or a "
                "sync error on this token."
            ),
            f"A device that was already set up without management: after the assignment {_RESET}.",
            f"{_SYNC_AND_CHECK}: no device may be without a profile.",
        ),
        docs_url=_ENROL_URL,
        portal_path=_DEVICES_PATH,
    ),
    FindingType(
        code="devices_failed",
        severity="warning",
        title="Devices failed to enrol",
        evidence="Devices that are not enrolled and have a failure on record: {device_count}; for example {examples}.",
        impact="These devices tried and do not finish enrolment; somebody may be waiting in front of each of them.",
        symptoms=_DO_NOT_ENROL,
        remediation=(
            (
                f"Read the failure of each attempt ({_FAILURES_PATH}): a row shows details and often what Microsoft "
                "recommends. The check enrollment_events groups the failures by category and names the remedy of each."
            ),
            (
                "Look for what stops all devices first: the push certificate (check push_certificate), and the VPP "
                "token from which the profile installs Company Portal (check vpp_tokens), its licences included."
            ),
            _RESTRICTIONS,
            (
                "If the device stops after the password: multifactor authentication does not work with Setup Assistant "
                "(legacy). Change the profile to Setup Assistant with modern authentication."
            ),
            (
                "If the device shows that the SCEP server returned an invalid response: try again within 15 minutes. "
                "Later only a reset helps."
            ),
            f"When the cause is removed, take one failed device, {_RESET}; if it enrols, do the same with the others.",
            "Run this check again: the devices must be enrolled.",
        ),
        docs_url=_FAILURES_URL,
        portal_path=_FAILURES_PATH,
    ),
    FindingType(
        code="devices_blocked",
        severity="warning",
        title="Devices are blocked on the way to user enrollment",
        evidence=(
            "Devices that are enrolled without a user and blocked from getting one, because an app failed to install: "
            "{device_count}; for example {examples}."
        ),
        impact="These devices are managed, but stand still before a user can sign in: they do not finish enrolment.",
        symptoms=_DO_NOT_ENROL,
        remediation=(
            (
                "Microsoft does not say which app; the enrollment itself needs Company Portal. Open one of the devices "
                "in Intune (Devices > All devices > the device > Managed Apps) and read why the app failed."
            ),
            (
                "Check the VPP token from which the enrollment profile installs Company Portal (check vpp_tokens): it "
                "must be valid and its last sync must have worked."
            ),
            (
                "Check that licences of Company Portal are left (Intune admin center > Apps > All apps > Company "
                "Portal > App licenses), get more at Apple Business or Apple School Manager if not (the app costs "
                "nothing), and sync the VPP token."
            ),
            f"Let a device check in with Intune. If it stays blocked, {_RESET}.",
            "Run this check again: the devices must be enrolled.",
        ),
        docs_url=f"{_VPP_URL}#synchronize-a-vpp-token",
        portal_path=_DEVICES_PATH,
    ),
    FindingType(
        code="devices_not_contacted",
        severity="warning",
        title="Devices have a profile but never enrolled",
        evidence=(
            "Devices that have had a profile for more than {days} days and never enrolled: {device_count}; the oldest "
            "since {oldest}; for example {examples}."
        ),
        impact=(
            "Either these devices have not been switched on yet, or somebody uses them without management because "
            "they do not finish enrolment."
        ),
        symptoms=_DO_NOT_ENROL,
        remediation=(
            (
                "Find out where the devices are. One that lies in stock, or has not been shipped, or was never "
                "switched on is normal: raise devices_not_contacted_days in the policy if your stock lies longer."
            ),
            (
                "A device in use was set up before the profile was assigned: the assignment has no effect on it until "
                f"it is reset. Save its data, then {_RESET}."
            ),
            (
                "If Setup Assistant does not offer the enrollment: a profile that is older than the upload of the "
                "token does not start it. Change anything in the profile, save it, and sync the token."
            ),
            (
                "If it is offered and does not load: the device cannot reach Apple or Microsoft. Try another network "
                "without a captive portal or proxy."
            ),
            _RESTRICTIONS,
            (
                "If a device was sold or given back, release it at Apple (Apple Business or Apple School Manager > "
                "Devices): Intune then shows it as removed and deletes it within 30 to 45 days. A device that is "
                "deleted only in Intune comes back with the next full sync."
            ),
            f"{_SYNC_AND_CHECK}: the number must have gone down.",
        ),
        docs_url=f"{_ENROLL_ERRORS_URL}#ade-enrollment-doesnt-start",
        portal_path=_DEVICES_PATH,
    ),
    FindingType(
        code="device_count_dropped",
        severity="warning",
        title="Number of synced devices has dropped",
        evidence="Devices of this token: {before} at {since}, {after} now; that is {percent} percent fewer.",
        impact=(
            "The devices that are gone do not sync from Apple any more. If nobody meant that, they do not finish "
            "enrolment as devices of the organisation after their next reset."
        ),
        symptoms=_DO_NOT_SYNC,
        remediation=(
            (
                "Ask whether devices were released, sold, or moved to another server entry on purpose. If so, nothing "
                "is broken: take the report of this run as the new baseline."
            ),
            (
                f"{_SIGN_IN}, open the server entry of this token (Apple Business: Devices > Management Services; "
                "Apple School Manager: your account > Preferences > Your MDM servers), and compare how many devices "
                "are assigned to it. Devices that are missing there must be assigned there again."
            ),
            (
                "If they are all there, look who deleted them in Intune (Intune admin center > Tenant administration > "
                "Audit logs). Devices that are still assigned at Apple come back with the next full sync, which runs "
                "at most every 7 days."
            ),
            (
                "Check that the token belongs to the same server entry as before: a token that was replaced by that of "
                "another entry brings the devices of the other entry."
            ),
            f"{_SYNC_AND_CHECK}: the number must be what you expect.",
        ),
        docs_url=f"{_MANAGE_URL}#sync-restrictions",
        portal_path=_DEVICES_PATH,
    ),
    FindingType(
        code="enrollment_failures",
        severity="warning",
        title="Apple enrollments failed",
        evidence=(
            "Failed Apple enrollments of the category {category} within {hours} hours: {count}; the latest at "
            "{latest_at}."
        ),
        impact=(
            "In each of these attempts a device did not finish enrolment. One device may have failed several times, "
            "or have got through later."
        ),
        symptoms=_DO_NOT_ENROL,
        remediation=(
            (
                f"Read single failures ({_FAILURES_PATH}): a row shows details and often what Microsoft recommends. "
                "The module enrollment_event_info returns the latest events with their reason and correlation id."
            ),
            (
                "If several categories have risen at once, look for one cause: the push certificate, the VPP token of "
                "Company Portal, a changed enrollment restriction, or a changed Conditional Access policy."
            ),
            (
                "Run this check again after the repair: no newer event may have come. Older ones leave the window by "
                "themselves."
            ),
        ),
        docs_url=_FAILURES_URL,
        portal_path=_FAILURES_PATH,
    ),
    FindingType(
        code="push_certificate_expired",
        severity="critical",
        title="Apple MDM push certificate has expired",
        evidence="Expired at {expires_at}; full days since then: {days_ago}.",
        impact=(
            "Intune can no longer reach any Apple device of this tenant, and no Apple device finishes enrolment, "
            "whatever its token says."
        ),
        symptoms=_DO_NOT_ENROL,
        remediation=(
            *_RENEW_PUSH,
            (
                "Microsoft grants 30 days after the expiry for the renewal. If they are over, do not replace the "
                "certificate on your own: ask Apple and Intune support first."
            ),
            "Run this check again: the expiry must now be about a year away.",
        ),
        docs_url=f"{_PUSH_URL}#renew-apple-mdm-push-certificate",
        portal_path=_PUSH_PATH,
    ),
    FindingType(
        code="push_certificate_expiring",
        severity="critical",
        title="Apple MDM push certificate expires soon",
        evidence="Expires at {expires_at}; full days left: {days_left}.",
        impact=(
            "Nothing fails yet. From the date given on, Intune reaches no Apple device of this tenant, and none "
            "finishes enrolment."
        ),
        symptoms=_DO_NOT_ENROL,
        remediation=(
            *_RENEW_PUSH,
            "Run this check again: the expiry must now be about a year away.",
        ),
        docs_url=f"{_PUSH_URL}#renew-apple-mdm-push-certificate",
        portal_path=_PUSH_PATH,
    ),
    FindingType(
        code="push_certificate_missing",
        severity="critical",
        title="Apple MDM push certificate is missing",
        evidence="Microsoft Graph knows no Apple MDM push certificate of this tenant.",
        impact="Without it Intune manages no Apple device of this tenant, and none finishes enrolment.",
        symptoms=_DO_NOT_ENROL,
        remediation=(
            (
                "Make sure that this is the tenant you meant. If it has no Apple devices by intent, set "
                "push_certificate_missing: ignore under severities in the policy."
            ),
            (
                "If devices are enrolled here, there was a certificate: find it at identity.apple.com (Apple Push "
                "Certificates Portal) with the Apple Account of that time, and renew it. A new certificate would mean "
                "to enrol every Apple device again."
            ),
            (
                f"If there never was one: open {_PUSH_PATH}, agree to the sharing of data with Apple, and choose "
                "Download your CSR."
            ),
            (
                "Sign in at identity.apple.com with an Apple Account of the organisation whose mailbox several people "
                "read, never with a personal one: the certificate must be renewed with this account every year. Choose "
                "Create a Certificate, upload the CSR, and download the .pem file."
            ),
            "Back in Intune enter this Apple Account and upload the .pem file.",
            "Run this check again: the certificate must be there and expire in about a year.",
        ),
        docs_url=f"{_PUSH_URL}#steps-to-get-your-certificate",
        portal_path=_PUSH_PATH,
    ),
    FindingType(
        code="vpp_token_expired",
        severity="critical",
        title="VPP token has expired",
        evidence=(
            "Expired at {expires_at}; full days since then: {days_ago}; enrollment profiles that install Company "
            "Portal from it: {profiles}."
        ),
        impact=(
            "Company Portal cannot be installed from this token: devices of the enrollment profiles named do not "
            "finish enrolment. Where no profile is named, only the apps of this token suffer."
        ),
        symptoms=_DO_NOT_ENROL,
        remediation=(
            *_RENEW_VPP,
            f"{_VPP_CHECK}: the expiry must be about a year away.",
        ),
        docs_url=f"{_VPP_URL}#renewing-vpp-tokens-or-apple-business-manager-location-token",
        portal_path=_VPP_PATH,
    ),
    FindingType(
        code="vpp_token_expiring",
        severity="critical",
        title="VPP token expires soon",
        evidence=(
            "Expires at {expires_at}; full days left: {days_left}; enrollment profiles that install Company Portal "
            "from it: {profiles}."
        ),
        impact=(
            "Nothing fails yet. From the date given on, Company Portal cannot be installed from this token, and "
            "devices of the enrollment profiles named do not finish enrolment. Where no profile is named, only the "
            "apps of this token will suffer."
        ),
        symptoms=_DO_NOT_ENROL,
        remediation=(
            *_RENEW_VPP,
            f"{_VPP_CHECK}: the expiry must be about a year away.",
        ),
        docs_url=f"{_VPP_URL}#renewing-vpp-tokens-or-apple-business-manager-location-token",
        portal_path=_VPP_PATH,
    ),
    FindingType(
        code="vpp_token_invalid",
        severity="critical",
        title="VPP token is not valid",
        evidence="State: {state}; enrollment profiles that install Company Portal from it: {profiles}.",
        impact=(
            "Intune cannot rely on this token for licences: devices of the enrollment profiles named may not get "
            "Company Portal, and then do not finish enrolment. Where no profile is named, only the apps of this token "
            "suffer."
        ),
        symptoms=_DO_NOT_ENROL,
        remediation=(
            (
                "State invalid: the Apple Account behind the token has changed (domain, password, or disabled), or the "
                "token has expired. Set the account right, then renew the token with the steps below."
            ),
            (
                "State assigned_to_external_mdm: another device management uses the token. A token works in one place "
                "only: remove it there, then open it in Intune and set Take control of token from another MDM to Yes."
            ),
            (
                "State duplicate_location_id: several tokens of the same location are uploaded. Remove the one that no "
                "app and no enrollment profile relies on; whatever hangs on the removed one is deleted with it."
            ),
            *_RENEW_VPP,
            f"{_VPP_CHECK}: the state must be valid.",
        ),
        docs_url=f"{_VPP_URL}#renewing-vpp-tokens-or-apple-business-manager-location-token",
        portal_path=_VPP_PATH,
    ),
    FindingType(
        code="vpp_token_sync_failed",
        severity="critical",
        title="Last sync of the VPP token failed",
        evidence=(
            "The last sync of this token failed; last sync on record: {last_sync_at}; enrollment profiles that install "
            "Company Portal from it: {profiles}."
        ),
        impact=(
            "Intune may not know the licences that are left: devices of the enrollment profiles named may not get "
            "Company Portal, and then do not finish enrolment. Where no profile is named, only the apps of this token "
            "suffer."
        ),
        symptoms=_DO_NOT_ENROL,
        remediation=(
            (
                "Select this token in Intune and choose Sync; Intune does it by itself once a day. One failure that "
                "does not come back needs nothing else."
            ),
            (
                "If it fails again, look at the state of the token in Intune, ask whether the Apple Account behind it "
                "has changed or was disabled, and whether another device management or tenant uses the same token."
            ),
            "Look at Apple's system status page, and sync again later.",
            (
                "If the account has changed, renew the token: download it anew for the SAME location at Apple, and "
                "upload it to this token. Do not delete the token."
            ),
            f"{_VPP_CHECK}: the last sync must have worked.",
        ),
        docs_url=f"{_VPP_URL}#synchronize-a-vpp-token",
        portal_path=_VPP_PATH,
    ),
    FindingType(
        code="could_not_check",
        severity="unknown",
        title="Could not be checked",
        evidence="Not checked, so nothing is known here: {reason}",
        impact=(
            "Nothing is known about what the evidence names: all tokens of this tenant, one check of it, or an "
            "expected token. It may be that devices do not sync from Apple, that profile assignment fails, or that "
            "devices do not finish enrolment, and this run would not see it."
        ),
        symptoms=(),
        remediation=(
            (
                "Read the reason in the evidence, and take the step of this finding that fits it: permission, "
                "credential, app or tenant, licence, network, or selection."
            ),
            (
                "Permission missing (403): give the app registration the Microsoft Graph application permission that "
                "the reason names (API permissions > Add a permission > Microsoft Graph > Application permissions), "
                "then let a Privileged Role Administrator choose Grant admin consent. A delegated permission of the "
                "same name does not help."
            ),
            (
                "Which check needs which: tokens, profiles, devices and vpp_tokens need "
                "DeviceManagementServiceConfig.Read.All; push_certificate and enrollment_events need "
                "DeviceManagementManagedDevices.Read.All. If a single check is not wanted, leave it out of "
                "ade_health_checks instead of granting more; its symptom then counts as not checked."
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
                "Token gone while it was read (404): somebody deleted it during this run. Another run tells whether "
                "it is gone for good."
            ),
            (
                "Expected token not looked for: read all tokens (no token_id, token_name, token_type or query), and "
                "name its tenant among the tenants."
            ),
            (
                "Run this check again: what was not checked must now be listed as checked. Until then treat it as "
                "broken, not as healthy; this finding can be neither waived nor lowered."
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
        symptoms=(),
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
        symptoms=(),
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
        remediation=(f"Correct the support phone number of the profiles: {_PROFILES_PATH}.", _SYNC_AGAIN),
        apple_codes=("400 SUPPORT_PHONE_INVALID",),
        limit="not empty, at most 50 characters",
    ),
    SyncErrorCause(
        row=6,
        label="Invalid configuration profile name",
        cause="The name of an enrollment profile is empty, too long, or not valid for Apple.",
        remediation=(f"Correct the name of the profile: {_PROFILES_PATH}.", _SYNC_AGAIN),
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
        remediation=(f"Create a new profile and assign it to the devices: {_PROFILES_PATH}.", _SYNC_AGAIN),
        apple_codes=("400 PROFILE_NOT_FOUND",),
        limit=None,
    ),
    SyncErrorCause(
        row=11,
        label="Invalid department entry",
        cause="Apple refuses the department of an enrollment profile.",
        remediation=(f"Correct the department of the profiles: {_PROFILES_PATH}.", _SYNC_AGAIN),
        apple_codes=("400 DEPARTMENT_INVALID",),
        limit="not empty, at most 125 characters",
    ),
)

# Apple's limits (Define a Profile), in characters, by the names of the facts; an empty text is refused as well.
PROFILE_FIELD_LIMITS: Mapping[str, int] = MappingProxyType(
    {"name": 125, "support_department": 125, "support_phone_number": 50}
)

_SYMPTOMS = (
    Symptom(
        code="devices_do_not_sync",
        title="Devices may not sync from Apple Business or Apple School Manager",
        checks=("tokens",),
    ),
    Symptom(
        code="profile_assignment_fails",
        title="Profile assignments may be failing",
        checks=("profiles", "devices"),
    ),
    Symptom(
        code="devices_do_not_enrol",
        title="Devices may not complete ADE enrolment",
        checks=("devices", "push_certificate", "vpp_tokens", "enrollment_events"),
    ),
)

SYMPTOMS: Mapping[str, Symptom] = MappingProxyType({symptom.code: symptom for symptom in _SYMPTOMS})


_TRY_ONE = f"When the cause is removed, take one failed device, {_RESET}; if it enrols, do the same with the others."
_ASK_ABOUT_EVENT = (
    "If it comes back, open a case with Intune support and give the time and the correlation id of an event (module "
    "enrollment_event_info)."
)

_CATEGORIES = (
    FailureCategory(
        category="unknown",
        meaning="Intune has recorded no cause for the failure.",
        remediation=(
            (
                f"Open the failed attempt in the report ({_FAILURES_PATH}) and read its details; the reason of the "
                "event, if there is one, says more than its category."
            ),
            _TRY_ONE,
            _ASK_ABOUT_EVENT,
        ),
    ),
    FailureCategory(
        category="authentication",
        meaning="The sign-in during the enrollment failed.",
        remediation=(
            (
                "Look up the user at that time in the sign-in logs (Microsoft Entra admin center > Entra ID > "
                "Monitoring & health > Sign-in logs): they name the cause, for example the password or Conditional "
                "Access."
            ),
            (
                "If the sign-in stops after the password: multifactor authentication does not work with Setup "
                "Assistant (legacy). Change the enrollment profile to Setup Assistant with modern authentication."
            ),
            "With AD FS: the endpoint for WS-Trust 1.3 UsernameMixed must be enabled.",
            _TRY_ONE,
        ),
    ),
    FailureCategory(
        category="authorization",
        meaning="The sign-in worked, but it does not entitle to enrol a device.",
        remediation=(
            (
                "Microsoft names an outdated Company Portal as a cause: let Intune install the app as a required app "
                "with device licences, and not from the App Store."
            ),
            "Check that the user has an Intune licence and is the person who is meant to enrol this device.",
            _TRY_ONE,
            _ASK_ABOUT_EVENT,
        ),
    ),
    FailureCategory(
        category="account_validation",
        meaning="The account could not be validated, for example because it is blocked or enrollment is not enabled.",
        remediation=(
            (
                "Check that Apple enrollment is set up at all: a push certificate that is missing or has expired "
                f"stops every Apple device ({_PUSH_PATH}; check push_certificate)."
            ),
            "Check that Intune is the MDM authority of the tenant, and that its Intune subscription is active.",
            "Check in the Microsoft Entra admin center that the account of the user is not blocked from signing in.",
            _TRY_ONE,
        ),
    ),
    FailureCategory(
        category="user_validation",
        meaning="The user could not be validated, for example because the user does not exist or has no licence.",
        remediation=(
            (
                "Look the user up in the Microsoft 365 admin center (Users > Active users > the user > Licenses and "
                "apps): the user must exist and have an Intune licence. Assign one if it is missing."
            ),
            "Check that the user signed in with the account of your organisation, spelled as in Microsoft Entra.",
            _TRY_ONE,
        ),
    ),
    FailureCategory(
        category="device_not_supported",
        meaning="The device is not supported for device management.",
        remediation=(
            "Compare model and system version of the device with Microsoft's list of supported operating systems.",
            (
                "Update the system of the device if a supported version exists for it; otherwise take the device out "
                "of service or unassign it from the server entry at Apple."
            ),
            _TRY_ONE,
        ),
    ),
    FailureCategory(
        category="in_maintenance",
        meaning="The account of the tenant is in maintenance.",
        remediation=(
            (
                "Look at the service health of your tenant (Microsoft 365 admin center > Health > Service health) and "
                "wait for the end of the maintenance. There is nothing to repair on the device."
            ),
            _TRY_ONE,
            _ASK_ABOUT_EVENT,
        ),
    ),
    FailureCategory(
        category="bad_request",
        meaning="The device has sent a request that Intune does not understand or support.",
        remediation=(
            "Update the system of the device, and Company Portal if the enrollment profile uses it.",
            "Check whether a proxy or a TLS inspection on the way changes what the device sends; try another network.",
            _TRY_ONE,
            _ASK_ABOUT_EVENT,
        ),
    ),
    FailureCategory(
        category="feature_not_supported",
        meaning="The enrollment uses a feature that is not supported for this account.",
        remediation=(
            (
                "Compare the enrollment profile of the device with what its platform can do, for example user "
                "affinity (tvOS and visionOS have none), Shared iPad, or the way of signing in."
            ),
            "Check that the licences of the tenant cover the platform and the way of enrolling.",
            _TRY_ONE,
            _ASK_ABOUT_EVENT,
        ),
    ),
    FailureCategory(
        category="enrollment_restrictions_enforced",
        meaning="An enrollment restriction of your own tenant has blocked the device.",
        remediation=(
            _RESTRICTIONS,
            (
                "Devices without user affinity are judged by the default policy alone; for a device with a user look "
                "at the policy with the highest priority that is assigned to that user."
            ),
            (
                "Check the device limit restriction as well: a user who has reached the limit must give up a device, "
                "or the limit must be raised."
            ),
            _TRY_ONE,
        ),
    ),
    FailureCategory(
        category="client_disconnected",
        meaning="The device timed out, or the enrollment was aborted on it.",
        remediation=(
            (
                "Try another network: the device must reach Apple and Microsoft during the whole of Setup Assistant, "
                "also through a captive portal or proxy."
            ),
            (
                "If the device shows that the SCEP server returned an invalid response: try again within 15 minutes. "
                "Later only a reset to factory settings helps."
            ),
            _TRY_ONE,
        ),
    ),
    FailureCategory(
        category="user_abandonment",
        meaning="The user has begun the enrollment and not finished it in time.",
        remediation=(
            "Ask the user where it stopped, and help with that step; often it is the sign-in or Company Portal.",
            (
                "If the device still stands in Setup Assistant, let the user go on. If it does not offer the "
                f"enrollment any more, {_RESET}."
            ),
            "If many users stop at the same place, shorten the way: hide screens of Setup Assistant in the profile.",
        ),
    ),
)

FAILURE_CATEGORIES: Mapping[str, FailureCategory] = MappingProxyType({entry.category: entry for entry in _CATEGORIES})
