# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The floor: sign in, and fetch and decode all pages of devices, nothing else."""

from __future__ import annotations

import os

import requests

session = requests.Session()
session.trust_env = False
session.verify = os.environ["INTUNE_CA_PATH"]
graph = os.environ["INTUNE_GRAPH_URL"]
answer = session.post(
    f"{os.environ['AZURE_AUTHORITY_HOST']}/{os.environ['AZURE_TENANT_ID']}/oauth2/v2.0/token",
    data={
        "grant_type": "client_credentials",
        "client_id": os.environ["AZURE_CLIENT_ID"],
        "client_secret": os.environ["AZURE_CLIENT_SECRET"],
        "scope": "https://graph.microsoft.com/.default",
    },
)
session.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
tokens = f"{graph}/beta/deviceManagement/depOnboardingSettings"
(token,) = session.get(tokens).json()["value"]
link = f"{tokens}/{token['id']}/importedAppleDeviceIdentities"
count = 0
while link:
    page = session.get(link).json()
    count += len(page["value"])
    link = page.get("@odata.nextLink")
print(count)
