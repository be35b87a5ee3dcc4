"""Takes from one plan document what it claims and others might claim too: land, power, money, jobs.

Pure: a typed document goes in, claims come out. Nothing is compared here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from data.domain.plan.document import PlanDocument
from data.domain.plan.kinds import SpilloverKind
from data.domain.plan.vocabulary import Vocabulary
from data.domain.wording import Text
from data.reference.places import place_name
from rules.measures.names import normalised

CLAIMED_FIELDS = (
    "plan_type",
    "title",
    "body",
    "joint_bodies",
    "period",
    "municipalities",
    "plots",
    "power",
    "electricity",
    "investment",
    "companies",
    "spillover",
    "product",
    "tenants",
    "company",
    "corporate_number",
    "eligible_investment_yen",
)
"""Top-level fields of documents that claims are taken from, with those every document must have."""
BESIDE_CRITERIA = frozenset({"footprint", "consistency"})
"""Criteria whose findings lead a reviewer to the ledger; the findings themselves say nothing of it."""
_LEGAL_FORMS = {"(株)": "株式会社", "(有)": "有限会社", "(同)": "合同会社"}
_STATION = re.compile("(変電所|開閉所)$")
_LOT_NUMBER = re.compile(r"\d+番|番地|\d+-\d+")


class ClaimKind(Vocabulary):
    """What can be claimed by more than one plan."""

    FOOTPRINT = "footprint", "計画区域の重なり", "overlapping footprints"
    SUBSTATION = "substation", "同じ変電所の受電容量", "capacity at the same substation"
    PLANT = "plant", "同じ発電所の電力", "power of the same plant"
    PARCEL = "parcel", "同じ区画・地番", "the same parcel"
    INVESTMENT = "investment", "同じ企業の投資", "investment of the same company"
    INVESTMENT_ROW = "investment_row", "同じ内容の投資", "the same investment row"
    JOBS = "jobs", "同じ企業に係る雇用", "jobs at the same company"
    TECHNOLOGY = "technology", "同じ市区町村での同じ技術", "the same technology in the same municipality"
    AREA = "area", "同じ市区町村を対象とする計画", "plans of the same municipality"


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing a plan claims. ``amount`` and ``years`` are ``None`` where not stated: never zero."""

    kind: ClaimKind
    key: tuple[str, ...]
    """What is claimed, in the one spelling that comparisons use."""
    what: str
    """The same as the plan writes it."""
    location: tuple[str | int, ...]
    """Place in the document."""
    amount: Decimal | None = None
    unit: str | None = None
    years: tuple[int, int] | None = None
    """First and last fiscal year it is claimed for."""
    note: Text | None = None
    exact: bool = True
    """Whether the key identifies the thing; a mere name does not."""
    confidential: bool = False
    """Whether it rests on a field that the public may never see."""


def claims_of(document: PlanDocument, *, is_drawn: bool) -> Iterator[Claim]:
    """Yield what a document claims; ``is_drawn`` tells whether its footprint or plots are drawn.

    Only ``CLAIMED_FIELDS`` are read. A field the document's type lacks, or leaves open, claims nothing.
    """
    for field, claims in _CLAIMS.items():
        if getattr(document, field, None) is not None:
            yield from claims(document)
    if not is_drawn:
        yield from _areas(document)


def company_name(name: str) -> str:
    """Return a company's name in one spelling; 株式会社 before and behind a name are two companies."""
    plain = unicodedata.normalize("NFKC", name)
    for short, form in _LEGAL_FORMS.items():
        plain = plain.replace(short, form)
    return normalised(plain)


def station_name(name: str) -> str:
    """Return a substation's name in one spelling, without 変電所 or 開閉所 at its end."""
    plain = unicodedata.normalize("NFKC", name).strip()
    return normalised(_STATION.sub("", plain) or plain)


def _company(row: Any, name: str) -> tuple[str, str]:
    """Key of a company: its number, its name; either may be blank."""
    stated = getattr(row, name)
    return row.corporate_number or "", company_name(stated) if stated else ""


def _plots(document: Any) -> Iterator[Claim]:
    for index, plot in enumerate(document.plots):
        yield Claim(
            ClaimKind.PARCEL,
            (plot.municipality or document.body[:2], normalised(plot.name)),
            plot.name,
            ("plots", index),
            plot.area_ha,
            "ha",
            exact=bool(plot.municipality and _LOT_NUMBER.search(unicodedata.normalize("NFKC", plot.name))),
        )


def _power(document: Any) -> Iterator[Claim]:
    for index, step in enumerate(document.power.steps or ()):
        if step.substation is not None:
            yield Claim(
                ClaimKind.SUBSTATION,
                (station_name(step.substation),),
                step.substation,
                ("power", "steps", index),
                step.capacity_mw,
                "MW",
                (step.year, step.year),
                None if step.stage is None else step.stage.text,
            )


def _electricity(document: Any) -> Iterator[Claim]:
    for index, row in enumerate(document.electricity):
        if row.plant is not None:
            yield Claim(
                ClaimKind.PLANT,
                (normalised(row.plant),),
                row.plant,
                ("electricity", index),
                row.capacity_mw,
                "MW",
                note=None if row.contract is None else row.contract.text,
                exact=False,
            )


def _investment(document: Any) -> Iterator[Claim]:
    for index, row in enumerate(document.investment.rows or ()):
        years = None if row.year is None else (row.year, row.year)
        amount = None if row.amount_yen is None else Decimal(row.amount_yen)
        purpose = None if row.purpose is None else Text(row.purpose, row.purpose)
        place = ("investment", "rows", index)
        key = _company(row, "company")
        if any(key):
            what = row.company or row.corporate_number
            kind = ClaimKind.INVESTMENT
            yield Claim(kind, key, what, place, amount, "円", years, purpose, bool(key[0]), True)
        if None not in (row.purpose, row.amount_yen, row.year):
            same = (normalised(row.purpose), str(row.amount_yen), str(row.year))
            kind = ClaimKind.INVESTMENT_ROW
            yield Claim(kind, same, row.purpose, place, amount, "円", years, exact=False)


def _tenants(document: Any) -> Iterator[Claim]:
    for index, tenant in enumerate(document.tenants):
        key = _company(tenant, "name")
        start = None if tenant.start is None else (tenant.start.year, tenant.start.year)
        note = Text("入居予定", "tenant to be")
        place = ("tenants", index)
        kind = ClaimKind.INVESTMENT
        yield Claim(kind, key, tenant.name, place, None, "円", start, note, bool(key[0]), True)


def _applicant(document: Any) -> Iterator[Claim]:
    key = _company(document, "company")
    amount = document.eligible_investment_yen
    period = document.period
    stated = period is not None and period.start is not None and period.end is not None
    yield Claim(
        ClaimKind.INVESTMENT,
        key,
        document.company,
        ("eligible_investment_yen",),
        None if amount is None else Decimal(amount),
        "円",
        (period.start.year, period.end.year) if stated else None,
        exact=bool(key[0]),
    )


def _jobs(document: Any) -> Iterator[Claim]:
    """Jobs are stated for a plan as a whole: each company of the plan may be where they are."""
    targets = [(index, row) for index, row in enumerate(document.spillover) if row.kind is SpilloverKind.JOBS]
    for index, row in targets:
        first, last = row.baseline_year, row.target_year
        years = None if last is None else (last if first is None else first, last)
        for company in getattr(document, "companies", None) or ():
            key = _company(company, "name")
            place = ("spillover", index, "target")
            kind = ClaimKind.JOBS
            yield Claim(kind, key, company.name, place, row.target, row.unit, years, exact=False)


def _technologies(document: Any) -> Iterator[Claim]:
    for index, technology in enumerate(document.product.technologies or ()):
        name = technology.catalogue_id or normalised(technology.name)
        place = ("product", "technologies", index)
        for code in document.municipalities or ():
            what = f"{technology.name}（{place_name(code)}）"
            yield Claim(ClaimKind.TECHNOLOGY, (name, code), what, place, exact=False)


def _areas(document: PlanDocument) -> Iterator[Claim]:
    for index, code in enumerate(document.municipalities or ()):
        yield Claim(ClaimKind.AREA, (code,), place_name(code), ("municipalities", index), exact=False)


_CLAIMS: Mapping[str, Callable[[Any], Iterator[Claim]]] = MappingProxyType(
    {
        "plots": _plots,
        "power": _power,
        "electricity": _electricity,
        "investment": _investment,
        "tenants": _tenants,
        "company": _applicant,
        "spillover": _jobs,
        "product": _technologies,
    }
)
"""What is read from each field."""
