# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Put what people take for a server token into a folder: wrong_files.py FOLDER. PYTHONPATH has the collection."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from ansible_collections.mdm.intune.tests.unit.plugins import server_tokens


def main() -> None:
    folder = Path(sys.argv[1])
    message = server_tokens.smime(server_tokens.message(ber=True))
    contents = {
        "public_key": server_tokens.PUBLIC_PEM.encode(),
        "vpp": b'{"token":"never-show-this","expDate":"2027-01-01T00:00:00+0000","orgName":"Example"}',
        "signed": server_tokens.signed(server_tokens.Encoding.SMIME),
        "truncated": message[: len(message) // 2],
        "empty": b"",
        "large": os.urandom(1024 * 1024),
        "foreign": message,
    }
    for name, content in contents.items():
        (folder / f"{name}.p7m").write_bytes(content)
    (folder / "folder.p7m").mkdir()
    (folder / "circle.p7m").symlink_to("circle.p7m")
    os.mkfifo(folder / "pipe.p7m")


if __name__ == "__main__":
    main()
