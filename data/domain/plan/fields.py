"""Field types of plan documents: bounds, units and titles, once for schema, form, workbook and finding."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, PydanticKnownError

from data.domain.wording import Text

MAX_DIGITS = 15
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a field is called and counted in, and whether the public may ever see it."""

    title: Text
    unit: str | None = None
    confidential: bool = False

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Carry the titles, the unit and the confidentiality into the published JSON Schema."""
        published = handler(schema)
        published["title"] = self.title.ja
        published["description"] = self.title.en
        if self.unit is not None:
            published["x-unit"] = self.unit
        if self.confidential:
            published["x-confidential"] = True
        return published


def means(ja: str, en: str, *, unit: str | None = None, confidential: bool = False) -> Meaning:
    """Annotate a field with its titles, its unit and its confidentiality."""
    return Meaning(Text(ja, en), unit, confidential)


class Section(BaseModel):
    """Base of every part of a plan document: immutable, no unknown keys, nothing guessed from other types."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


def _exact(value: Any) -> Any:
    """Take a JSON number by its written digits; a number sent as text is the sender's slip to mend."""
    if isinstance(value, str | bool):
        raise PydanticCustomError("number_as_text", "a number is needed, not text")
    return Decimal(str(value)) if isinstance(value, int | float) else value


def _within_float(value: Decimal) -> Decimal:
    """Refuse more digits than a JSON number carries; pydantic's own limit would cut whole digits too."""
    exponent = value.normalize().as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    if value.is_finite() and max(value.adjusted() + 1, 0) + decimals > MAX_DIGITS:
        raise PydanticKnownError("decimal_max_digits", {"max_digits": MAX_DIGITS})
    return value


def _plain_number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _date_in_range(value: date) -> date:
    if not EARLIEST <= value <= LATEST:
        raise PydanticCustomError("date_out_of_range", "the date lies outside the range of plans")
    return value


ShortText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
LongText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
_EXACT = (
    BeforeValidator(_exact),
    Field(decimal_places=4, allow_inf_nan=False),
    AfterValidator(_within_float),
    PlainSerializer(_plain_number, when_used="json"),
)
Number = Annotated[Decimal, *_EXACT, WithJsonSchema({"type": "number", "multipleOf": 0.0001})]
"""Exact decimal; 15 digits survive the JSON number both ways."""
Amount = Annotated[
    Decimal, *_EXACT, Field(ge=0), WithJsonSchema({"type": "number", "minimum": 0, "multipleOf": 0.0001})
]
Percent = Annotated[
    Decimal,
    *_EXACT,
    Field(ge=0, le=100),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 100, "multipleOf": 0.0001}),
]
Yen = Annotated[int, Field(ge=0, le=10**15)]
"""Whole yen, up to a thousand trillion."""
Headcount = Annotated[int, Field(ge=0, le=10**8)]
Day = Annotated[date, AfterValidator(_date_in_range)]
Year = Annotated[int, Field(ge=1990, le=2100)]
"""Fiscal year (April to March) unless the field says otherwise."""
MunicipalityCode = Annotated[str, StringConstraints(pattern=r"^\d{5}$")]
"""全国地方公共団体コード, five digits; a prefecture is its two digits and ``000``."""
CorporateNumber = Annotated[str, StringConstraints(pattern=r"^\d{13}$")]
TechnologyReadiness = Annotated[int, Field(ge=1, le=9)]
