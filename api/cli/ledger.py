"""``shuseki ledger``: print what several plans claim at once."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import typer
from rich.console import Console
from rich.markup import escape

from api.cli.plan_files import Lang, Language
from api.cli.session import open_session
from api.deps import today_in_japan
from api.services import ledger
from api.services.ledger import Ledger, Pool
from api.web.filters import value_shown
from data.domain.plan.naming import pointer
from data.domain.wording import Language as LanguageCode
from data.domain.wording import Text
from rules.across.claims import ClaimKind
from rules.across.entries import Entry, Side

_NOT_STATED = Text("記載なし", "not stated")
_IN_ORDER = Text("重複でない場合：", "It may be in order: ")
_COMPARED = Text("比べた計画 {n}件、該当 {found}件", "{n} plans compared, {found} entries")
_UNREAD = Text("読み取れず比べていない提出版: {n}件", "not compared, not readable: {n}")


def show(
    pool: Annotated[Pool, typer.Option(help="比べる対象 / what is compared")] = Pool.APPLICATIONS,
    about: Annotated[UUID | None, typer.Option(help="申請・提出版・計画の番号 / of one case")] = None,
    kind: Annotated[ClaimKind | None, typer.Option(help="種類 / kind")] = None,
    lang: Language = Lang.JA,
) -> None:
    """複数の計画が同じものを見込んでいないか確かめる / Show what several plans claim at once."""
    with open_session() as session:
        found = ledger.read(session, pool, today_in_japan(), about=about, kind=kind)
    _print(found, lang.value)


def _print(found: Ledger, language: LanguageCode) -> None:
    console = Console(highlight=False)
    told = _COMPARED.filled(n=found.compared, found=len(found.entries))
    console.print(f"[bold]{found.pool.text.in_language(language)}[/]  {told.in_language(language)}")
    if found.unread:
        console.print(_UNREAD.filled(n=len(found.unread)).in_language(language))
    for entry in found.entries:
        _print_entry(console, entry, language)


def _print_entry(console: Console, entry: Entry, language: LanguageCode) -> None:
    kind, certainty = entry.kind.text.in_language(language), entry.certainty.text.in_language(language)
    console.print(f"\n[bold]{kind}[/]  {escape(entry.what)}  [dim]{certainty}[/]")
    console.print(f"    {escape(entry.statement.in_language(language))}")
    for side in entry.sides:
        console.print(f"    - {escape(_line(side, language))}")
    reasons = "".join(reason.in_language(language) for reason in entry.may_be_in_order)
    console.print(f"    [dim]{escape(_IN_ORDER.in_language(language) + reasons)}[/]")


def _line(side: Side, language: LanguageCode) -> str:
    claim = side.claim
    amount = _NOT_STATED.in_language(language)
    if claim.amount is not None:
        number = int(claim.amount) if claim.unit == "円" else float(claim.amount)
        amount = value_shown(number, claim.unit, language)
    years = "" if claim.years is None else "–".join(str(year) for year in sorted(set(claim.years)))
    name = f"{side.filed.number or side.filed.plan_id} {side.filed.title}"
    return "  ".join(part for part in (name, pointer(claim.location), years, amount) if part)
