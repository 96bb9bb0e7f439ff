# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The two encodings of one CMS message: DER, which libraries read, and BER with open lengths, which Apple writes."""

from __future__ import annotations

_CONSTRUCTED = 0x20
_OCTETS = 0x04
_OPEN = b"\x80"
_END = b"\x00\x00"
_SEGMENT = 1000


def definite(data: bytes) -> bytes:
    """BER as DER: each length is written out, and strings in segments are joined."""
    der, end = _element(data, 0, 0)
    if end != len(data):
        raise ValueError("something follows the message")
    return der


def _element(data: bytes, place: int, depth: int) -> tuple[bytes, int]:
    tag, place, end = _header(data, place)
    if depth > 32:
        raise ValueError("nested too deeply")
    if not tag & _CONSTRUCTED:
        if end is None:
            raise ValueError("a string of open length")
        return _written(tag, data[place:end]), end
    parts = []
    while place < end if end is not None else data[place : place + 2] != _END:
        part, place = _element(data, place, depth + 1)
        parts.append(part)
    if end is None:
        place += len(_END)
    elif place != end:
        raise ValueError("lengths contradict each other")
    # The encrypted content is a string with a tag of its own, and so are its segments' joined bytes.
    if parts and tag & 0xC0 and all(part[0] == _OCTETS for part in parts):
        return _written(tag & ~_CONSTRUCTED, b"".join(_content(part) for part in parts)), place
    return _written(tag, b"".join(parts)), place


def _header(data: bytes, place: int) -> tuple[int, int, int | None]:
    """Tag, where the content begins, and where it ends if that is said."""
    if place + 2 > len(data):
        raise ValueError("truncated")
    tag, first = data[place], data[place + 1]
    place += 2
    if first == 0x80:
        return tag, place, None
    more = first & 0x7F if first & 0x80 else 0
    length = int.from_bytes(data[place : place + more], "big") if more else first
    place += more
    if more > 4 or place + length > len(data):
        raise ValueError("truncated")
    return tag, place, place + length


def _written(tag: int, content: bytes) -> bytes:
    length = len(content)
    if length < 0x80:
        return bytes([tag, length]) + content
    size = (length.bit_length() + 7) // 8
    return bytes([tag, 0x80 | size]) + length.to_bytes(size, "big") + content


def _content(element: bytes) -> bytes:
    _tag, start, end = _header(element, 0)
    return element[start:end]


def _children(element: bytes) -> list[bytes]:
    _tag, place, end = _header(element, 0)
    found = []
    while end is not None and place < end:
        _inner, _start, stop = _header(element, place)
        if stop is None:
            raise ValueError("not DER")
        found.append(element[place:stop])
        place = stop
    return found


def indefinite(der: bytes) -> bytes:
    """An enveloped message as Apple writes it: the outer lengths are open, and the content comes in segments."""
    kind, wrapped = _children(der)
    version, recipients, encrypted = _children(_children(wrapped)[0])
    content_kind, algorithm, content = _children(encrypted)
    octets = _content(content)
    segments = [
        _written(_OCTETS, octets[start : start + _SEGMENT]) for start in range(0, max(len(octets), 1), _SEGMENT)
    ]
    inner = _open(0x30, content_kind, algorithm, _open(0xA0, *segments))
    return _open(0x30, kind, _open(0xA0, _open(0x30, version, recipients, inner)))


def _open(tag: int, *parts: bytes) -> bytes:
    return bytes([tag]) + _OPEN + b"".join(parts) + _END
