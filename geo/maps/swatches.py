"""Legend signs as inline SVG, drawn from the same figures as the map itself."""

from __future__ import annotations

from markupsafe import Markup

from geo.maps.markup import joined, tag
from geo.maps.style import Shape

_WIDTH, _HEIGHT = 26, 18


def mark(shape: Shape, colour: str, radius: float, *, hollow: bool = False) -> Markup:
    """Return the sign of a point of ``radius`` pixels; hollow when its size is not known."""
    height = max(_HEIGHT, int(2 * radius) + 4)
    width = max(_WIDTH, height)
    x, y = width / 2, height / 2
    paint: dict[str, str | float] = (
        {"fill": "#ffffff", "stroke": colour, "stroke_width": 1.5}
        if hollow
        else {"fill": colour, "stroke": "#ffffff", "stroke_width": 0.8}
    )
    if shape == "circle":
        return _drawing(tag("circle", cx=x, cy=y, r=radius, **paint), width, height)
    points = " ".join(f"{x + dx * radius:g},{y + dy * radius:g}" for dx, dy in CORNERS[shape])
    return _drawing(tag("polygon", points=points, **paint), width, height)


# The same corners, in units of the radius, as in the map's own script.
CORNERS: dict[Shape, tuple[tuple[float, float], ...]] = {
    "triangle": ((0.0, -1.15), (1.1, 0.8), (-1.1, 0.8)),
    "square": ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
    "diamond": ((0.0, -1.2), (1.2, 0.0), (0.0, 1.2), (-1.2, 0.0)),
    "hexagon": ((1.0, 0.0), (0.5, 0.87), (-0.5, 0.87), (-1.0, 0.0), (-0.5, -0.87), (0.5, -0.87)),
}


def line(colour: str, width: float, dash: str | None = None) -> Markup:
    """Return a short piece of a line of ``width`` pixels."""
    stroke = tag("line", x1=1, y1=9, x2=25, y2=9, stroke=colour, stroke_width=width, stroke_dasharray=dash)
    return _drawing(stroke, _WIDTH, _HEIGHT)


def area(colour: str, dash: str | None = None, filling: str | None = None) -> Markup:
    """Return a small outlined area, on wish with the pattern its type is filled with."""
    box = tag(
        "rect",
        x=3,
        y=3,
        width=20,
        height=12,
        fill=colour,
        fill_opacity=0.14,
        stroke=colour,
        stroke_width=2.4,
        stroke_dasharray=dash,
    )
    return _drawing(joined(box, *_filling(filling, colour)), _WIDTH, _HEIGHT)


def fill(colour: str) -> Markup:
    """Return a plain box of a colour."""
    box = tag("rect", x=3, y=3, width=20, height=12, fill=colour, stroke="#8b959e", stroke_width=0.6)
    return _drawing(box, _WIDTH, _HEIGHT)


def pattern(kind: str, colour: str, ground: str) -> Markup:
    """Return a box with a pattern: ``hatch``, ``back`` (hatched the other way) or ``dots``."""
    box = tag("rect", x=3, y=3, width=20, height=12, fill=ground, stroke="#8b959e", stroke_width=0.6)
    if kind == "dots":
        marks = [tag("circle", cx=x, cy=y, r=0.7, fill=colour) for x in (6, 10, 14, 18) for y in (6, 9, 12)]
    else:
        lean = 5 if kind == "hatch" else -5
        ends = [(x, x + lean) for x in (8, 13, 18)]
        marks = [tag("line", x1=a, y1=14, x2=b, y2=4, stroke=colour, stroke_width=1) for a, b in ends]
    return _drawing(joined(box, *marks), _WIDTH, _HEIGHT)


# Lines of each pattern inside the small box, as in the map's own script.
_FILLINGS: dict[str, tuple[tuple[int, int, int, int], ...]] = {
    "hatch": ((5, 14, 13, 4), (12, 14, 20, 4)),
    "back": ((5, 4, 13, 14), (12, 4, 20, 14)),
    "cross": ((7, 14, 15, 4), (7, 4, 15, 14)),
    "level": ((4, 7, 22, 7), (4, 11, 22, 11)),
    "upright": ((9, 4, 9, 14), (16, 4, 16, 14)),
    "coarse": ((4, 9, 22, 9), (13, 4, 13, 14)),
}


def _filling(kind: str | None, colour: str) -> list[Markup]:
    if kind == "dots":
        return [
            tag("path", d="M8 9h0M13 9h0M18 9h0", stroke=colour, stroke_width=2.4, stroke_linecap="round")
        ]
    drawn = " ".join(f"M{a} {b}L{c} {d}" for a, b, c, d in _FILLINGS.get(kind or "", ()))
    return [tag("path", d=drawn, stroke=colour, stroke_width=1, fill="none")] if drawn else []


# The same patterns on a square of 2 mm that repeats.
_TILES = {
    "hatch": "M0 2L2 0",
    "back": "M0 0L2 2",
    "cross": "M0 2L2 0M0 0L2 2",
    "level": "M0 1L2 1",
    "upright": "M1 0L1 2",
    "coarse": "M0 1L2 1M1 0L1 2",
    "dots": "M1 1h0",
}


def tile(kind: str, colour: str) -> Markup:
    """Return the repeating piece of a pattern for paper, 2 mm a side."""
    width = 0.5 if kind == "dots" else 0.18
    return tag("path", d=_TILES[kind], stroke=colour, stroke_width=width, stroke_linecap="round", fill="none")


def letters() -> Markup:
    """Return the sign of a layer of names."""
    text = tag("text", "字", x=13, y=13, text_anchor="middle", font_size=12, fill="#1f2933")
    return _drawing(text, _WIDTH, _HEIGHT)


def _drawing(content: Markup, width: float, height: float) -> Markup:
    return tag(
        "svg", content, width=width, height=height, viewBox=f"0 0 {width:g} {height:g}", aria_hidden="true"
    )
