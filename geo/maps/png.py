"""Writes small pictures with a palette as PNG (ISO/IEC 15948); a few lines instead of an imaging library."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from struct import pack

import numpy as np
from numpy.typing import NDArray

Colour = tuple[int, int, int, int]
"""Red, green, blue, opacity; 0 to 255 each."""
SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PALETTE, _EIGHT_BITS = 3, 8


def png(pixels: NDArray[np.uint8], palette: Sequence[Colour]) -> bytes:
    """Return a PNG of ``pixels`` (rows from the top), each the index of a colour of ``palette``."""
    height, width = pixels.shape
    header = pack(">IIBBBBB", width, height, _EIGHT_BITS, _PALETTE, 0, 0, 0)
    lines = np.zeros((height, width + 1), dtype=np.uint8)
    lines[:, 1:] = pixels
    colours = bytes(part for colour in palette for part in colour[:3])
    opacity = bytes(colour[3] for colour in palette)
    body = zlib.compress(lines.tobytes(), 6)
    chunks = ((b"IHDR", header), (b"PLTE", colours), (b"tRNS", opacity), (b"IDAT", body), (b"IEND", b""))
    return SIGNATURE + b"".join(_chunk(name, content) for name, content in chunks)


def _chunk(name: bytes, content: bytes) -> bytes:
    return pack(">I", len(content)) + name + content + pack(">I", zlib.crc32(name + content))
