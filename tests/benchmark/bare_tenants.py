# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The floor: the requests that are needed for each tenant, in threads, and nothing else: bare_tenants.py TENANTS."""

from __future__ import annotations

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import requests

THREADS = 64

session = requests.Session()
session.trust_env = False
session.verify = os.environ["INTUNE_CA_PATH"]
session.mount("https://", requests.adapters.HTTPAdapter(pool_maxsize=THREADS))
login, graph = os.environ["AZURE_AUTHORITY_HOST"], f"{os.environ['INTUNE_GRAPH_URL']}/beta/deviceManagement"


def read(tenant_id: str) -> int:
    form = {
        "grant_type": "client_credentials",
        "client_id": os.environ["AZURE_CLIENT_ID"],
        "client_secret": os.environ["AZURE_CLIENT_SECRET"],
        "scope": "https://graph.microsoft.com/.default",
    }
    answer = session.post(f"{login}/{tenant_id}/oauth2/v2.0/token", data=form).json()
    headers = {"Authorization": f"Bearer {answer['access_token']}"}
    tokens = session.get(f"{graph}/depOnboardingSettings", headers=headers).json()["value"]
    return len(tokens) if session.get(graph, headers=headers).json()["maximumDepTokens"] else 0


tenants = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["tenants"]
with ThreadPoolExecutor(THREADS) as pool:
    print(sum(pool.map(read, tenants)))
