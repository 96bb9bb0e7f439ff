# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The same with Microsoft's own libraries, as their documentation has it: sdk_tenants.py TENANTS."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

from azure.identity.aio import ClientSecretCredential
from kiota_authentication_azure.azure_identity_authentication_provider import AzureIdentityAuthenticationProvider
from msgraph_beta import GraphRequestAdapter, GraphServiceClient

AT_A_TIME = 64
graph = os.environ["INTUNE_GRAPH_URL"]


async def read(tenant_id: str, places: asyncio.Semaphore) -> int:
    async with (
        places,
        ClientSecretCredential(
            tenant_id,
            os.environ["AZURE_CLIENT_ID"],
            os.environ["AZURE_CLIENT_SECRET"],
            authority=os.environ["AZURE_AUTHORITY_HOST"],
            disable_instance_discovery=True,
            connection_verify=os.environ["INTUNE_CA_PATH"],
        ) as credential,
    ):
        provider = AzureIdentityAuthenticationProvider(
            credential,
            scopes=["https://graph.microsoft.com/.default"],
            allowed_hosts=[str(urlsplit(graph).hostname)],
        )
        adapter = GraphRequestAdapter(provider)
        adapter.base_url = f"{graph}/beta"
        client = GraphServiceClient(request_adapter=adapter)
        tokens = await client.device_management.dep_onboarding_settings.get()
        management = await client.device_management.get()
        return len(tokens.value) if management.maximum_dep_tokens else 0


async def main() -> int:
    tenants = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["tenants"]
    places = asyncio.Semaphore(AT_A_TIME)
    return sum(await asyncio.gather(*(read(tenant_id, places) for tenant_id in tenants)))


print(asyncio.run(main()))
