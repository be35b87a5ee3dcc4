"""The one place where text becomes HTML or JSON inside a page; everything it is given is escaped."""

from __future__ import annotations

import json
from typing import Any

from markupsafe import Markup, escape

_VOID = frozenset({"br", "input"})


def tag(element: str, *children: str, **attributes: str | int | float | None) -> Markup:
    """Return ``<element …>children</element>``; children that are not markup already are escaped.

    ``class_`` and ``for_`` lose their underscore, other underscores become hyphens; ``None`` leaves the
    attribute out. Braces are escaped too, because Folium runs what it is given through a template once more.

    >>> str(tag("p", "<b> & {{1}}", class_="note"))
    '<p class="note">&lt;b&gt; &amp; &#123;&#123;1&#125;&#125;</p>'
    """
    named = [
        f' {name.rstrip("_").replace("_", "-")}="{_inert(value)}"'
        for name, value in attributes.items()
        if value is not None
    ]
    opening = f"<{element}{''.join(named)}>"
    if element in _VOID:
        return Markup(opening)  # noqa: S704 - every part is escaped above
    inner = "".join(child if isinstance(child, Markup) else _inert(child) for child in children)
    return Markup(f"{opening}{inner}</{element}>")  # noqa: S704 - every part is escaped above


def joined(*parts: str) -> Markup:
    """Return parts one after the other, escaping those that are not markup already."""
    return Markup("").join(part if isinstance(part, Markup) else Markup(_inert(part)) for part in parts)  # noqa: S704


def _inert(value: object) -> str:
    return str(escape(str(value))).replace("{", "&#123;").replace("}", "&#125;")


def local_address(address: str) -> str:
    """Return an address on this host unchanged; raise ``ValueError`` for one that leads anywhere else."""
    if not address.startswith("/") or address.startswith(("//", "/\\")):
        raise ValueError(f"a map links only to its own host, not to {address!r}")
    return address


def script_json(value: Any) -> Markup:
    """Return compact JSON that may stand inside a script element: no text in it can end the element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 - the characters that HTML reads are escaped above
