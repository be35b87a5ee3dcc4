"""Puts the assets of a page into the page, so that it opens from a disk without server or network."""

from __future__ import annotations

import mimetypes
import re
from base64 import b64encode
from pathlib import Path

_SCRIPT = re.compile(r'<script src="(?P<address>[^"]+)"></script>')
_STYLE = re.compile(r'<link rel="stylesheet" href="(?P<address>[^"]+)"\s*/?>')
_ICON = re.compile(r'<link rel="icon" href="(?P<address>[^"]+)"\s*/?>')
_URL = re.compile(r"url\([\"']?(?P<address>[^\"')#:]+)[\"']?\)")


def with_assets_inside(page: str, static_url: str, static: Path) -> str:
    """Return ``page`` with each script and style below ``static_url`` replaced by its file in ``static``."""

    def path_of(address: str) -> Path:
        return static / address.removeprefix(static_url).lstrip("/")

    def script(found: re.Match[str]) -> str:
        code = path_of(found["address"]).read_text(encoding="utf-8")
        return "<script>" + code.replace("</script", "<\\/script") + "</script>"

    def style(found: re.Match[str]) -> str:
        path = path_of(found["address"])
        return "<style>" + _with_images(path.read_text(encoding="utf-8"), path.parent) + "</style>"

    def icon(found: re.Match[str]) -> str:
        return f'<link rel="icon" href="{_as_data(path_of(found["address"]))}">'

    return _ICON.sub(icon, _STYLE.sub(style, _SCRIPT.sub(script, page)))


def _with_images(css: str, folder: Path) -> str:
    def image(found: re.Match[str]) -> str:
        path = folder / found["address"]
        return f"url({_as_data(path)})" if path.is_file() else "none"

    return _URL.sub(image, css)


def _as_data(path: Path) -> str:
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return f"data:{kind};base64,{b64encode(path.read_bytes()).decode()}"
