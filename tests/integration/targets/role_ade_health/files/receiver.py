# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A webhook on the loopback address: receiver.py FOLDER. Keeps each body in FOLDER/received; ends after ten minutes.

The last part of a path says how it answers: ok, slow, broken (500), or elsewhere (a redirect to a host that must not be
asked, which is this one by another name).
"""

from __future__ import annotations

import http.server
import json
import sys
import threading
import time
from pathlib import Path

FOLDER = Path(sys.argv[1])


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        how = self.path.rsplit("/", 1)[-1]
        (FOLDER / "received" / f"{time.monotonic_ns()}.json").write_bytes(body)
        if how == "slow":
            time.sleep(3)
        status = {"broken": 500, "elsewhere": 302}.get(how, 202)
        self.send_response(status)
        if how == "elsewhere":
            self.send_header("Location", f"http://localhost:{self.server.server_address[1]}/asked-elsewhere/ok")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_POST

    def log_message(self, format: str, *args: object) -> None:
        pass


(FOLDER / "received").mkdir()
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
(FOLDER / "receiver.json.new").write_text(json.dumps({"port": server.server_address[1]}))
(FOLDER / "receiver.json.new").rename(FOLDER / "receiver.json")
threading.Timer(600, server.shutdown).start()
server.serve_forever()
