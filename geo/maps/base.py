"""A Folium map that names no foreign host: its page, its assets and its data are the product's own."""

from __future__ import annotations

from typing import Any

from branca.element import Figure, MacroElement
from folium import Map
from folium.map import Layer
from jinja2 import Environment
from markupsafe import Markup

from data.domain.wording import Language
from geo.maps.markup import script_json

_TEMPLATES = Environment(autoescape=True)
_SCRIPTS = Environment(autoescape=False)  # noqa: S701 - renders identifiers only; data goes by ``script_json``

_PAGE = _TEMPLATES.from_string(
    """<!DOCTYPE html>
<html lang="{{ this.language }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ this.title }}</title>
<link rel="icon" href="{{ this.icon_url }}">
{{ header }}
</head>
<body class="map-page">
{{ this.heading }}
<main class="map-main">
{{ html }}
{{ this.panel }}
</main>
{{ this.footing }}
<script type="application/json" id="map-data">{{ data }}</script>
<script{% if this.nonce %} nonce="{{ this.nonce }}"{% endif %}>
{{ script }}
</script>
</body>
</html>
"""
)


class MapPage(Figure):
    """The page around a map: texts as markup, one block of data and one script with its nonce."""

    def __init__(self, title: str, language: Language, assets_url: str, nonce: str | None) -> None:
        super().__init__(title=title)
        self.assets_url = assets_url
        self.icon_url = f"{assets_url}/icon.svg"
        self.language = language
        self.nonce = nonce
        self.heading = self.panel = self.footing = Markup("")
        self.strings: dict[str, str] = {}
        self.header._children.clear()

    def render(self, **kwargs: Any) -> str:
        """Return the whole page as HTML."""
        data: dict[str, Any] = {"strings": self.strings, "layers": {}}
        for child in self._children.values():
            data["layers"].update(getattr(child, "layer_data", dict)())
            child.render(**kwargs)
        parts = {
            name: Markup(getattr(self, name).render(**kwargs))  # noqa: S704 - made of our own templates
            for name in ("header", "html", "script")
        }
        return _PAGE.render(this=self, data=script_json(data), **parts)


class OfflineMap(Map):
    """A Folium map with the product's own Leaflet, without tiles, jQuery, Bootstrap or icon fonts.

    ``page.assets_url`` is the address of the static folder on this host, such as ``/static``. Bounds are
    west, south, east, north in degrees (EPSG:4326); ``scripts`` are loaded before the map's own.
    """

    _template = _SCRIPTS.from_string(
        """
        {% macro html(this, kwargs) %}
        <div class="map-canvas" id="{{ this.get_name() }}" role="region" tabindex="0"></div>
        {% endmacro %}
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = Shuseki.map("{{ this.get_name() }}", {{ this.bounds_json }});
        {% endmacro %}
        """
    )

    def __init__(
        self, page: MapPage, bounds: tuple[float, float, float, float], scripts: tuple[str, ...] = ()
    ) -> None:
        super().__init__(tiles=None)
        self._id = "main"
        west, south, east, north = (round(float(value), 4) for value in bounds)
        self.bounds_json = script_json([[south, west], [north, east]])
        vendor, own = f"{page.assets_url}/vendor/leaflet", f"{page.assets_url}/maps"
        more = [(name, f"{own}/{name}") for name in scripts]
        self.default_js = [("leaflet", f"{vendor}/leaflet.js"), *more, ("map", f"{own}/shuseki-map.js")]
        self.default_css = [("leaflet_css", f"{vendor}/leaflet.css"), ("map_css", f"{own}/shuseki-map.css")]
        page.add_child(self)

    def layer_data(self) -> dict[str, Any]:
        """Return the data of all layers by key, for the page's one data block."""
        return {child.key: child.data for child in self._children.values() if isinstance(child, DataLayer)}


class DataLayer(Layer):
    """A layer drawn by the product's own script from the data block; its script holds only names."""

    _template = _SCRIPTS.from_string(
        """
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = Shuseki.layer("{{ this.key }}", "{{ this.drawing }}");
        {% endmacro %}
        """
    )

    def __init__(self, key: str, drawing: str, data: dict[str, Any], *, show: bool = True) -> None:
        super().__init__(name=key, overlay=True, control=False, show=show)
        self._name = "layer"
        self._id = key.replace("-", "_")
        self.key = key
        self.drawing = drawing
        self.data = data


class Controls(MacroElement):
    """Starts legend switches, search, full screen, scale and keyboard once all layers exist; add it last."""

    _template = _SCRIPTS.from_string(
        "{% macro script(this, kwargs) %}Shuseki.start({{ this._parent.get_name() }});{% endmacro %}"
    )

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "controls"
        self._id = "main"
