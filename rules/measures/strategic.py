"""What the catalogue of the 17 strategic fields says of the fields, products and roadmap a plan names."""

from __future__ import annotations

from functools import cache

from data.domain.evidence import Missing
from data.domain.plan.fields import means
from data.domain.wording import Text
from data.reference.fields import Product, StrategicField, products, strategic_fields
from rules.engine.measuring import Asked, Measure
from rules.measures.names import normalised

TABLE = "fields"
_NO_SUCH_FIELD = Text(
    "17の戦略分野の一覧にない記載です", "what is stated is not on the list of the 17 strategic fields"
)
_NO_SUCH_PRODUCT = Text(
    "その分野の一覧にない記載です", "what is stated is not on the list of that strategic field"
)
_NO_NAME_ALIKE = Text(
    "一覧の製品・技術等の名称と一致しないため、先行の有無を示せません",
    "its name is not that of a product or technology on the list",
)
_LEADING = Text("先行して検討", "prepared ahead of the others")
_FOLLOWING = Text("先行の対象とはされていない", "not among those prepared ahead")


@cache
def _fields_by_name() -> dict[str, StrategicField]:
    """Return the fields by key, number and Japanese name."""
    return {
        normalised(name): field
        for field in strategic_fields().values()
        for name in (field.key, str(field.number), field.name.ja)
    }


@cache
def _products_by_name() -> dict[str, Product]:
    """Return the products and technologies by key and Japanese name; two fields may share a name."""
    return {normalised(name): item for item in products().values() for name in (item.key, item.name.ja)}


def _field(facts: Asked, row: str) -> StrategicField | Missing:
    stated = facts.known(f"{row}.field_id")
    if isinstance(stated, Missing):
        return stated
    return _fields_by_name().get(normalised(stated[0])) or Missing(f"{row}.field_id", _NO_SUCH_FIELD)


def _product(facts: Asked, row: str) -> Product | Missing:
    field, stated = _field(facts, row), facts.known(f"{row}.product_id")
    if isinstance(field, Missing):
        return field
    if isinstance(stated, Missing):
        return stated
    wanted = normalised(stated[0])
    named = (p for p in field.products if wanted in map(normalised, (p.key, str(p.number), p.name.ja)))
    return next(named, None) or Missing(f"{row}.product_id", _NO_SUCH_PRODUCT)


def _is_listed(facts: Asked, row: str) -> object:
    stated = facts.known(f"{row}.field_id")
    return stated if isinstance(stated, Missing) else not isinstance(_field(facts, row), Missing)


def _product_is_listed(facts: Asked, row: str) -> object:
    stated, field = facts.known(f"{row}.product_id"), _field(facts, row)
    if isinstance(stated, Missing):
        return stated
    return field if isinstance(field, Missing) else not isinstance(_product(facts, row), Missing)


def _field_name(facts: Asked, row: str) -> object:
    field = _field(facts, row)
    return field if isinstance(field, Missing) else field.name.ja


def _ministries(facts: Asked, row: str) -> object:
    field = _field(facts, row)
    return field if isinstance(field, Missing) else tuple(m.name.ja for m in field.ministries)


def _product_line(facts: Asked, row: str) -> object:
    product = _product(facts, row)
    return product if isinstance(product, Missing) else _told(product)


def _roadmap_line(facts: Asked, row: str) -> object:
    entry = facts.known("roadmap.entry")
    if isinstance(entry, Missing):
        return entry
    product = _products_by_name().get(normalised(entry[0]))
    return _told(product) if product else Missing("roadmap.entry", _NO_NAME_ALIKE)


def _told(product: Product) -> str:
    words = _LEADING if product.leading else _FOLLOWING
    return f"{product.name.ja}（{words.ja}、S0 {product.line}行）"


MEASURES = (
    Measure(
        "fields[].is_listed",
        means("戦略分野が一覧にあること", "the strategic field is on the list"),
        _is_listed,
    ),
    Measure(
        "fields[].product_is_listed",
        means("製品・技術等がその分野の一覧にあること", "the product is on the list of the field"),
        _product_is_listed,
    ),
    Measure("fields[].name", means("分野の名称", "name of the field"), _field_name),
    Measure("fields[].ministries", means("所管府省庁", "lead ministries"), _ministries),
    Measure(
        "fields[].product",
        means("製品・技術等とロードマップの先行", "product and whether its roadmap is ahead"),
        _product_line,
    ),
    Measure(
        "roadmap.product",
        means("該当する工程の製品・技術等", "product of the roadmap entry"),
        _roadmap_line,
    ),
)
