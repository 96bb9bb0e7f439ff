# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation fragment: authentication and transport."""

from __future__ import annotations


class ModuleDocFragment:
    """Options of all modules that reach Microsoft Graph."""

    DOCUMENTATION = r"""
options:
  tenant_id:
    description:
      - The tenant to read, by its id or by one of its verified domain names.
      - If neither this nor O(tenants) is given, E(AZURE_TENANT_ID) is used.
      - When this tenant cannot be read, the task fails.
    type: str
  tenants:
    description:
      - The tenants to read in one task, each a tenant id, or a dictionary with C(tenant_id) and, as needed, C(name)
        (shown in results) and the tenant's own C(client_id), credential (one of C(client_secret),
        C(client_certificate_path) with C(client_certificate_password), C(federated_token_file), C(managed_identity),
        C(access_token)), C(cloud), C(authority_host) and C(graph_url).
      - What an item leaves out is taken from the options of the task, then from the environment.
      - One tenant that cannot be read does not end the others. It becomes a row with C(checked=false), and a warning.
        The task succeeds even if all fail; M(mdm.intune.ade_health_assert) judges that.
      - Mutually exclusive with O(tenant_id).
    type: list
    elements: raw
  concurrency:
    description:
      - How many of O(tenants) are read at the same time.
      - A tenant that waits does not count, whether because it is throttled or because no answer comes; another one is
        read in its place. So one tenant that is slow or dead does not hold up the others.
    type: int
    default: 16
  client_id:
    description:
      - The application (client) id of the app registration.
      - If it is not given, E(AZURE_CLIENT_ID) is used.
    type: str
  client_secret:
    description:
      - A client secret of the app registration, its value, not its id.
      - Exactly one credential may be given as an option. If none is given, the environment is searched in this order,
        E(INTUNE_ACCESS_TOKEN), E(AZURE_CLIENT_CERTIFICATE_PATH), E(AZURE_FEDERATED_TOKEN_FILE),
        E(INTUNE_MANAGED_IDENTITY), E(AZURE_CLIENT_SECRET).
    type: str
  client_certificate_path:
    description:
      - A file with the private key and the certificate that is registered for the app, in PEM or PFX (PKCS#12) form.
        Microsoft Entra takes RSA keys only.
      - If no credential is given, E(AZURE_CLIENT_CERTIFICATE_PATH) is used.
    type: path
  client_certificate_password:
    description:
      - The password of O(client_certificate_path), if it has one.
      - If it is not given, E(AZURE_CLIENT_CERTIFICATE_PASSWORD) is used.
    type: str
  federated_token_file:
    description:
      - A file with a token of a workload identity provider that the app trusts (workload identity federation).
        It is read again whenever an access token is minted.
      - If no credential is given, E(AZURE_FEDERATED_TOKEN_FILE) is used.
    type: path
  managed_identity:
    description:
      - Use the managed identity of the Azure machine that runs the module. V(system) means the system-assigned one,
        anything else is the client id of a user-assigned one.
      - If no credential is given, E(INTUNE_MANAGED_IDENTITY) is used.
    type: str
  access_token:
    description:
      - An access token for Microsoft Graph that was minted elsewhere. It cannot be renewed.
      - If no credential is given, E(INTUNE_ACCESS_TOKEN) is used.
    type: str
  cloud:
    description:
      - The cloud of the tenant. Tokens of one cloud are worth nothing in another.
      - V(public) includes GCC, V(usgov) is GCC High, V(usgov_dod) is DoD, V(china) is operated by 21Vianet.
      - If it is not given, E(AZURE_CLOUD) is used, and V(public) if that is not set either.
    type: str
    choices:
      - public
      - usgov
      - usgov_dod
      - china
  authority_host:
    description:
      - The address of the sign-in service, instead of that of O(cloud). Only needed for private clouds and tests.
      - If it is not given, E(AZURE_AUTHORITY_HOST) is used.
    type: str
  graph_url:
    description:
      - The address of Microsoft Graph without a version, instead of that of O(cloud). Only needed for private clouds,
        gateways and tests. Access tokens are still asked for the Graph of O(cloud).
      - If it is not given, E(INTUNE_GRAPH_URL) is used.
    type: str
  ca_path:
    description:
      - A file (or folder) of certificates of the authorities to trust, for example that of a proxy that inspects TLS.
        It wins over E(REQUESTS_CA_BUNDLE).
      - If it is not given, E(INTUNE_CA_PATH) is used.
    type: path
  validate_certs:
    description:
      - Whether to verify TLS certificates. Never switch this off outside of tests.
    type: bool
    default: true
  proxy:
    description:
      - The address of an HTTP proxy. If it is not given, E(HTTPS_PROXY) is used; E(NO_PROXY) holds for both.
    type: str
  timeout:
    description:
      - How many seconds to wait for a connection, and for each part of an answer.
    type: float
    default: 30
  retry_timeout:
    description:
      - How many seconds to spend on retries for one tenant in total; V(0) means never to try again. The last try begins
        within this time, and may take O(timeout) more.
      - Throttled requests (status 429) are retried after the time that Microsoft Graph asks for. While reading, the
        same holds for statuses 503 and 504 and for connections that fail.
      - A tenant that is throttled pauses alone. When the app itself is throttled, all tenants that are read with it
        pause, and the pause counts for each of them. Microsoft Graph does not always say which of the two it is; ten
        tenants throttled one after the other are taken for the app.
    type: float
    default: 120
  token_cache:
    description:
      - A file to keep access tokens in between runs. It is created with mode 0600; it is not encrypted, and who can
        read it can use the tokens until they expire.
      - A file that is damaged, belongs to somebody else or can be read by others is ignored with a warning.
      - If it is not given, E(INTUNE_TOKEN_CACHE) is used. Without either, tokens are kept in memory only.
    type: path
requirements:
  - requests
  - msal (unless O(access_token) is used)
  - jmespath (only for queries)
notes:
  - The module runs where the connection of the task leads; use it on C(localhost) or with C(delegate_to), with the
    Python
    that has the required libraries, usually C(ansible_python_interpreter={{ ansible_playbook_python }}).
seealso:
  - ref: ansible_collections.mdm.intune.docsite.guide_authentication
    description: How to register the app, and what each credential needs.
"""
