"""The page of a printed map: title, map, scale bar, north arrow, legend, date, sources of what is drawn."""

from __future__ import annotations

from collections.abc import Sequence

from jinja2 import Environment
from markupsafe import Markup

from data.domain.wording import Language, Text
from geo.maps.layers import Attribution
from geo.maps.legend import terms
from geo.maps.markup import joined, tag
from geo.maps.sheet import HEAD, MARGIN, MM_PER_METRE, SCALES, Sheet, bar_length_km
from geo.maps.sheet_layers import PaperMap

_TEMPLATES = Environment(autoescape=True)
_PAGE = _TEMPLATES.from_string(
    """<!DOCTYPE html>
<html lang="{{ language }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ title }}</title>
<link rel="icon" href="{{ assets_url }}/icon.svg">
<link rel="stylesheet" href="{{ assets_url }}/maps/shuseki-paper.css">
<style{% if nonce %} nonce="{{ nonce }}"{% endif %}>
@page { size: {{ width }}mm {{ height }}mm; margin: 0; }
.sheet { width: {{ width }}mm; height: {{ height }}mm; padding: {{ margin }}mm; }
.sheet { grid-template-rows: {{ head }}mm {{ frame_height }}mm 1fr; }
</style>
</head>
<body>
{{ form }}
<main class="sheet">
<header><h1>{{ title }}</h1><p>{{ summary }}</p></header>
{{ drawing }}
<footer>{{ footer }}</footer>
</main>
</body>
</html>
"""
)
_SCALE = Text(
    "縮尺 1:{scale:,}（{paper}判の用紙に等倍で印刷した場合）",
    "Scale 1:{scale:,} when printed at full size on {paper}",
)
_NORTH = Text("北", "N")
_LEGEND, _SOURCES = Text("凡例", "Legend"), Text("出典", "Sources")
_PRINTED = Text("作成日：{day}", "Made on {day}")
_SHOW, _PAPER, _WAY, _SCALES = (
    Text("表示する", "Show"),
    Text("用紙", "Paper"),
    Text("向き", "Orientation"),
    Text("縮尺", "Scale"),
)
_WAYS = {"portrait": Text("縦", "portrait"), "landscape": Text("横", "landscape")}
_HINT = Text("ブラウザーの印刷機能で、倍率を100%にして印刷してください。", "Print with the browser at 100 %.")


def paper_map(
    content: PaperMap, sheet: Sheet, assets_url: str, nonce: str | None = None, language: Language = "ja"
) -> str:
    """Return a whole HTML page that prints on exactly one sheet."""
    width, height = sheet.size
    return _PAGE.render(
        language=language,
        title=content.title,
        summary=content.summary,
        assets_url=assets_url,
        nonce=nonce,
        width=f"{width:g}",
        height=f"{height:g}",
        margin=MARGIN,
        head=HEAD,
        frame_height=sheet.frame[1],
        form=_form(sheet, language),
        drawing=_drawing(content, sheet, language),
        footer=_footer(content, sheet, language),
    )


def _drawing(content: PaperMap, sheet: Sheet, language: Language) -> Markup:
    width, height = sheet.frame
    frame = tag("rect", x=0, y=0, width=width, height=height)
    edge = tag("rect", x=0, y=0, width=width, height=height, fill="none", stroke="#000", stroke_width=0.3)
    clip = tag("clipPath", frame, id="frame")
    sea = tag("rect", x=0, y=0, width=width, height=height, fill="#eef3f6")
    inside = tag("g", sea, *(layer.drawing for layer in content.layers), clip_path="url(#frame)")
    over = [edge, _bar(sheet), _arrow(sheet, language)]
    size = {"width": f"{width:g}mm", "height": f"{height:g}mm", "viewBox": f"0 0 {width:g} {height:g}"}
    return tag(
        "svg",
        clip,
        inside,
        *over,
        xmlns="http://www.w3.org/2000/svg",
        role="img",
        aria_label=content.title,
        **size,
    )


def _bar(sheet: Sheet) -> Markup:
    km = bar_length_km(sheet.scale)
    length = km * 1_000.0 * MM_PER_METRE / sheet.scale
    bottom = sheet.frame[1] - 6.0
    ground = tag("rect", x=4, y=bottom - 6, width=length + 8, height=10, fill="#fff", fill_opacity=0.85)
    line = tag(
        "path",
        d=f"M8 {bottom - 1.5}V{bottom}H{8 + length:.4f}V{bottom - 1.5}",
        fill="none",
        stroke="#000",
        stroke_width=0.4,
        id="scale-bar",
    )
    words = tag("text", f"{km:g} km", x=8 + length / 2, y=bottom - 2, text_anchor="middle", font_size=3.2)
    return joined(ground, line, words)


def _arrow(sheet: Sheet, language: Language) -> Markup:
    x = sheet.frame[0] - 9.0
    ground = tag("circle", cx=x, cy=11, r=7, fill="#fff", fill_opacity=0.85)
    arrow = tag("path", d=f"M{x} 6L{x + 2.6} 15L{x} 13L{x - 2.6} 15Z", fill="#000")
    return joined(
        ground,
        arrow,
        tag("text", _NORTH.in_language(language), x=x, y=5.6, text_anchor="middle", font_size=3.2),
    )


def _footer(content: PaperMap, sheet: Sheet, language: Language) -> Markup:
    rows = [tag("li", swatch, label) for layer in content.layers for swatch, label in layer.legend]
    named: dict[str, Attribution] = {
        f"{s.title.ja} {s.source}": s for layer in content.layers for s in layer.sources
    }
    sources = "／".join(
        f"{item.title.in_language(language)} {item.source}（{terms(item, language)}）"
        for item in named.values()
    )
    scale = _SCALE.filled(scale=sheet.scale, paper=sheet.paper.upper()).in_language(language)
    facts = f"{scale}　{_PRINTED.filled(day=content.printed_on).in_language(language)}"
    return joined(
        tag("p", facts, class_="facts"),
        tag("h2", _LEGEND.in_language(language)),
        tag("ul", *rows),
        tag("p", tag("b", _SOURCES.in_language(language)), " ", sources, class_="sources"),
    )


def _form(sheet: Sheet, language: Language) -> Markup:
    papers = _choice(
        "paper", _PAPER.in_language(language), [(name, name.upper()) for name in ("a4", "a3")], sheet.paper
    )
    ways = [(name, words.in_language(language)) for name, words in _WAYS.items()]
    scales = [(str(scale), f"1:{scale:,}") for scale in SCALES]
    chosen = joined(
        papers,
        _choice("orientation", _WAY.in_language(language), ways, sheet.orientation),
        _choice("scale", _SCALES.in_language(language), scales, str(sheet.scale)),
        tag("input", type="hidden", name="lang", value=language),
        tag("button", _SHOW.in_language(language), type="submit"),
        tag("span", _HINT.in_language(language)),
    )
    return tag("form", chosen, method="get", class_="paper-form")


def _choice(name: str, label: str, options: Sequence[tuple[str, str]], chosen: str) -> Markup:
    shown = [
        tag("option", words, value=value, selected="selected" if value == chosen else None)
        for value, words in options
    ]
    return tag("label", label, " ", tag("select", *shown, name=name))
