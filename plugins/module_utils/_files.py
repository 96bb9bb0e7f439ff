# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files that are there whole or not at all. For internal use only."""

from __future__ import annotations

import os
import tempfile


def write_atomically(path: str, content: str, mode: int) -> None:
    """Put a UTF-8 text into a file by replacing it in one step. Raises OSError; then the old file is untouched.

    Half a surrogate pair, which JSON can carry and UTF-8 cannot, becomes a question mark.
    """
    descriptor, temporary = tempfile.mkstemp(dir=os.path.dirname(path) or ".", prefix=".mdm-intune-")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace", newline="\n") as file:
            file.write(content)
        os.chmod(temporary, mode)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
