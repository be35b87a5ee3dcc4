"""``shuseki rules settings``: list the operator settings, set one from a day on, or switch it off."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from api.cli.plan_files import Lang, Language
from api.cli.session import open_session
from api.deps import today_in_japan
from api.services import operator_settings
from api.services.operator_settings import SettingLine
from api.web import typed
from data.domain.wording import Language as LanguageCode
from data.domain.wording import Text
from rules.engine.formatting import shown

LEAST_WIDTH = 120
HEADINGS = (
    Text("名前", "key"),
    Text("運用設定", "operator setting"),
    Text("項目", "criterion"),
    Text("現在の値", "now"),
    Text("いつから", "since"),
)
OFF = Text("なし", "off")
KEPT = Text("審査基準に含む", "kept with the rules")
NEVER_REFUSES = Text(
    "値に届かない計画も不適合にはなりません。審査官に問います。",
    "A plan that misses a value is never refused; a reviewer is asked.",
)

settings_app = typer.Typer(no_args_is_help=True, help="運用設定 / operator settings")
Key = Annotated[str, typer.Argument(metavar="KEY", help="設定の名前 / key")]
Since = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="適用日(省略時は本日) / first day")
]
Reason = Annotated[str, typer.Option(help="理由(公表します) / reason, shown to everybody")]


@settings_app.command(name="list")
def list_settings(lang: Language = Lang.JA) -> None:
    """運用設定の一覧を表示する / List the operator settings."""
    today = today_in_japan()
    with open_session() as session:
        lines = operator_settings.overview(session, today)
    table = Table(*(heading.in_language(lang.value) for heading in HEADINGS))
    for line in lines:
        table.add_row(*_row(line, lang.value))
    for threshold, dated in operator_settings.kept_with_the_rules(today):
        table.add_row(
            threshold.key,
            escape(threshold.title.in_language(lang.value)),
            KEPT.in_language(lang.value),
            shown(dated.value, threshold.unit).in_language(lang.value),
            dated.since.isoformat(),
        )
    console = Console()
    console.width = max(console.width, LEAST_WIDTH)
    console.print(table)
    console.print(NEVER_REFUSES.in_language(lang.value))


@settings_app.command(name="set")
def set_value(
    key: Key,
    value: Annotated[str, typer.Argument(metavar="VALUE", help="値 / value")],
    reason: Reason,
    since: Since = None,
) -> None:
    """値を適用日から置く / Set a value from a day on."""
    _decide(key, typed.number("value", value), since, reason)


@settings_app.command(name="off")
def switch_off(key: Key, reason: Reason, since: Since = None) -> None:
    """適用日から「なし」にする / Switch a setting off from a day on."""
    _decide(key, None, since, reason)


def _decide(key: str, value: Decimal | None, since: datetime | None, reason: str) -> None:
    with open_session() as session:
        row = operator_settings.decide(session, key, value, since.date() if since else None, reason)
        now = OFF.ja if row.value is None else shown(row.value).ja
        told = f"{row.key}  {now}  {row.since.isoformat()}"
    Console(highlight=False).print(escape(told))


def _row(line: SettingLine, language: LanguageCode) -> tuple[str, ...]:
    setting, now = line.setting, line.current
    named = (setting.key, escape(setting.title.in_language(language)), setting.criterion)
    if now is None or now.value is None:
        return *named, OFF.in_language(language), "–"
    return *named, shown(now.value, setting.unit).in_language(language), now.since.isoformat()
