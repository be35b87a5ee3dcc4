"""Sample documents and random ones made from the models, for tests of reading and of the workbook."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from hypothesis import strategies as st

from data.domain.plan.fields import EARLIEST, LATEST, Section
from data.domain.plan.shape import FieldShape, ValueKind, shapes

PLACES = {
    "01000": "北海道",
    "01100": "札幌市",
    "15000": "新潟県",
    "15100": "新潟市",
    "15202": "長岡市",
    "16000": "富山県",
    "16201": "富山市",
}

GOOD_B: dict[str, Any] = {
    "plan_type": "B",
    "title": "越後精密加工クラスター計画",
    "body": "15000",
    "period": {"start": "2026-04-01", "end": "2031-03-31"},
    "municipalities": ["15100", "15202"],
    "footprint": {"type": "Point", "coordinates": [138.85, 37.45]},
    "companies": [{"name": "見本精工株式会社", "corporate_number": "7990000000019", "core": True}],
    "kpis": [
        {
            "indicator": "域内取引額",
            "unit": "億円",
            "direction": "increase",
            "baseline": 120,
            "baseline_date": "2025-03-31",
            "target": 180.5,
            "target_date": "2031-03-31",
        }
    ],
    "spillover": [{"kind": "jobs", "unit": "人", "baseline": 800, "target": 950, "target_year": 2030}],
    "investment": {
        "total_yen": 3_000_000_000,
        "rows": [{"company": "秘密工業", "year": 2027}],
    },
}

_PROSE = "あ亜髙﨑𠮷①㈱～－＝=#'\"_x0041_\r\n\t 　aZ09〃同上é𝄞,;<&>"
_TEXT = st.one_of(
    st.text(alphabet=_PROSE, min_size=1, max_size=12),
    st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc", "Cn")), min_size=1, max_size=12),
    st.sampled_from(
        ["〃", "同上", "=1+1", "#N/A", "'", "TRUE", "0123", "1E5", "－", "_x000D_", "a\rb", "a\r\nb"]
    ),
).filter(str.strip)


def documents(model: type[Section]) -> st.SearchStrategy[dict[str, Any]]:
    """Make documents of ``model`` as JSON values: each field within its bounds or absent."""
    return _objects(model, shapes(model), "")


def _objects(
    model: type[Section], known: dict[str, FieldShape], prefix: str
) -> st.SearchStrategy[dict[str, Any]]:
    required = {
        name: _values(field.annotation, known, prefix + name)
        for name, field in model.model_fields.items()
        if field.is_required()
    }
    optional = {
        name: _values(field.annotation, known, prefix + name)
        for name, field in model.model_fields.items()
        if not field.is_required()
    }
    return st.fixed_dictionaries(required, optional=optional)


def _values(annotation: Any, known: dict[str, FieldShape], path: str) -> st.SearchStrategy[Any]:
    origin = get_origin(annotation)
    if origin is Annotated:
        return _values(get_args(annotation)[0], known, path)
    if origin in (Union, UnionType):
        return _values(next(each for each in get_args(annotation) if each is not NoneType), known, path)
    if origin is tuple:
        item = get_args(annotation)[0]
        inner = item if isinstance(item, type) and issubclass(item, Section) else None
        each = _rows(inner, known, path) if inner else _scalars(known[path])
        return st.lists(each, max_size=3)
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return _objects(annotation, known, f"{path}.")
    if origin is Literal:
        return st.just(get_args(annotation)[0].value)
    return _scalars(known[path])


def _rows(model: type[Section], known: dict[str, FieldShape], path: str) -> st.SearchStrategy[dict[str, Any]]:
    """Make rows that state something in a cell: a row without any entry is no row in a workbook."""
    return _objects(model, known, f"{path}[].").filter(lambda row: any(key != "geometry" for key in row))


def _scalars(shape: FieldShape) -> st.SearchStrategy[Any]:
    lowest, highest = shape.lowest, shape.highest
    strategies: dict[ValueKind, st.SearchStrategy[Any]] = {
        ValueKind.TEXT: _TEXT,
        ValueKind.MUNICIPALITY: st.from_regex(r"[0-9]{5}", fullmatch=True),
        ValueKind.CORPORATE_NUMBER: st.from_regex(r"[1-9][0-9]{12}", fullmatch=True),
        ValueKind.FLAG: st.booleans(),
        ValueKind.WHOLE: st.integers(lowest, highest),
        ValueKind.YEAR: st.integers(1990, 2100),
        ValueKind.NUMBER: _decimals(lowest, highest),
        ValueKind.DAY: st.dates(EARLIEST, LATEST).map(date.isoformat),
        ValueKind.GEOMETRY: st.fixed_dictionaries(
            {"type": st.just("Point"), "coordinates": st.lists(st.floats(-180, 180), min_size=2, max_size=2)}
        ),
    }
    if shape.kind is ValueKind.CHOICE:
        return st.sampled_from([member.value for member in shape.choices or ()])
    return strategies[shape.kind]


def _decimals(lowest: int | None, highest: int | None) -> st.SearchStrategy[int | float]:
    least = Decimal("0.0001") if lowest is None or lowest == 0 else Decimal(lowest)
    most = Decimal(99_999_999_999) if highest is None else Decimal(highest)
    return st.decimals(-most if lowest is None else least, most, places=4, allow_nan=False).map(
        lambda value: int(value) if value == value.to_integral_value() else float(value)
    )
