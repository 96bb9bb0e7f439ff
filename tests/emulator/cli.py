# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One run: command line, certificates, the two ports, the file that tells clients where to go, and the end."""

from __future__ import annotations

import argparse
import asyncio
import functools
import json
import os
import shutil
import signal
import socket
import ssl
import sys
import tempfile
from pathlib import Path
from typing import Any

from aiohttp import web

from emulator import control, entra, imds
from emulator.certificates import server_authority, write_secret
from emulator.estate import built_in, load
from emulator.seeds import EstateError
from emulator.server import identity_app, secure_app
from emulator.world import Keys, World

HOST = "127.0.0.1"


def _arguments(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python tests/emulator",
        description="Emulates Microsoft Entra and Microsoft Graph on the loopback address.",
    )
    parser.add_argument("--estate", default="contoso", help=f"a seed file, or one of: {', '.join(built_in())}")
    parser.add_argument("--port", type=int, default=0, help="the TLS port (0: any free one)")
    parser.add_argument("--imds-port", type=int, default=0, help="the plain port of the managed identity endpoint")
    parser.add_argument("--state-dir", type=Path, help="where emulator.json and the keys go (default: a new folder)")
    parser.add_argument(
        "--lifetime", type=float, default=3600, metavar="SECONDS", help="ends by itself after this time"
    )
    parser.add_argument("--public-url", help="the address that clients use, if there is something in between")
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    options = _arguments(arguments)
    try:
        load(options.estate)
    except EstateError as error:
        print(f"emulator: {error}", file=sys.stderr)
        return 2
    own_folder = options.state_dir is None
    folder = Path(tempfile.mkdtemp(prefix="intune-emulator-")) if own_folder else options.state_dir.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        asyncio.run(_run(options, folder))
    except OSError as error:
        print(f"emulator: cannot start: {error}", file=sys.stderr)
        return 1
    finally:
        (folder / "emulator.json").unlink(missing_ok=True)
        if own_folder:
            shutil.rmtree(folder, ignore_errors=True)
    return 0


async def _run(options: argparse.Namespace, folder: Path) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    # A file of an earlier run must not make a client believe that this one is ready.
    (folder / "emulator.json").unlink(missing_ok=True)
    world = World(functools.partial(load, options.estate), Keys.generate())
    authority, certificate = server_authority()
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)

    runners: list[web.AppRunner] = []
    try:
        url, runner = await _listen(secure_app(world), options.port, context)
        runners.append(runner)
        world.base_url = (options.public_url or url).rstrip("/")
        imds_url, runner = await _listen(identity_app(world), options.imds_port, None)
        runners.append(runner)
        publish = functools.partial(_publish, world, folder, imds_url, _credentials(world, folder, options.lifetime))
        publish()
        world.on_change = publish
        if options.state_dir is None:
            print(f"emulator state: {folder}", file=sys.stderr, flush=True)
        print(f"emulator ready: {world.base_url} (estate {world.estate.name})", flush=True)
        try:
            await asyncio.wait_for(stop.wait(), options.lifetime)
        except (TimeoutError, asyncio.TimeoutError):  # two names until Python 3.11
            print(f"emulator: ended after {options.lifetime:g} seconds", file=sys.stderr)
    finally:
        for runner in runners:
            await runner.cleanup()


async def _listen(app: web.Application, port: int, context: ssl.SSLContext | None) -> tuple[str, web.AppRunner]:
    # Handlers are cancelled when their client goes, or a stalled answer would stay for ever.
    runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.5)
    await runner.setup()
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((HOST, port))
    await web.SockSite(runner, listener, ssl_context=context, backlog=1024).start()
    return f"{'https' if context else 'http'}://{HOST}:{listener.getsockname()[1]}", runner


def _credentials(world: World, folder: Path, lifetime: float) -> dict[str, Any]:
    write_secret(folder / "federated.jwt", entra.workload_token(world, lifetime + 3600).encode())
    return {
        **world.keys.client.write(folder),
        "client_certificate_password": world.keys.client.password,
        "federated_token_file": str(folder / "federated.jwt"),
    }


def _publish(world: World, folder: Path, imds_url: str, credentials: dict[str, Any]) -> None:
    """Writes emulator.json: its appearance is the sign of readiness."""
    tenants = control.tenants(world)
    identities = world.estate.managed_identity_tenant.apps.values() if world.estate.managed_identity_tenant else []
    document = {
        "pid": os.getpid(),
        "estate": world.estate.name,
        "graph_url": world.base_url,
        "authority_host": world.base_url,
        "control_url": f"{world.base_url}/emulator",
        "imds_url": imds_url,
        "identity_endpoint": imds_url + imds.APP_SERVICE,
        "identity_header": world.keys.identity_header,
        "ca_path": str(folder / "ca.pem"),
        "tenants": tenants[:20] if world.estate.generated else tenants,
        "user_assigned_client_id": next((app.client_id for app in identities if app.managed_identity == "user"), None),
        **credentials,
    }
    write_secret(folder / "emulator.json", json.dumps(document, indent=2, ensure_ascii=False).encode())
