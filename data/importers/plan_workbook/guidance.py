"""What the form tells the person who fills it in, field by field and at the front."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from data.domain.plan.kinds import PLAN_TYPE_TITLES
from data.domain.plan.shape import FieldShape, ValueKind
from data.importers.plan_workbook.form import FLAG_WORDS, FORM_VERSION, Form

_OF_KIND: Mapping[ValueKind, Callable[[FieldShape], str]] = {
    ValueKind.TEXT: lambda field: f"{field.longest}字以内",
    ValueKind.MUNICIPALITY: lambda field: "地方公共団体コード5桁（都道府県は末尾000。例: 15000）",
    ValueKind.CORPORATE_NUMBER: lambda field: "法人番号13桁",
    ValueKind.CHOICE: lambda field: "選択: " + "、".join(member.text.ja for member in field.choices or ()),
    ValueKind.FLAG: lambda field: "選択: " + "、".join(FLAG_WORDS),
    ValueKind.WHOLE: lambda field: f"整数{_bounds(field)}" + (_MONEY if field.meaning.unit == "円" else ""),
    ValueKind.YEAR: lambda field: (
        f"西暦又は和暦の{field.meaning.unit or '年'}（例: 2026、令和8{field.meaning.unit or '年'}）"
    ),
    ValueKind.NUMBER: lambda field: f"数値（小数点以下4桁まで）{_bounds(field)}",
    ValueKind.DAY: lambda field: "日付（例: 2026/2/13、令和8年2月13日、R8.2.13）",
}
_MONEY = "（「1.2億円」「120百万円」とも書けます）"


def guide(field: FieldShape) -> str:
    """Return what may be entered in a field, in one line."""
    text = _OF_KIND[field.kind](field)
    return f"{text}。非公開" if field.meaning.confidential else text


def introduction(form: Form) -> tuple[str, ...]:
    """Return the lines of the first sheet after its title."""
    tables = "、".join(f"「{sheet.title}」" for sheet in form.sheets)
    return (
        f"計画の種別: {PLAN_TYPE_TITLES[form.plan_type].ja}（{form.plan_type.value}）",
        f"様式の版: {FORM_VERSION}",
        "",
        "記入の手順",
        f"1. {tables}の各シートに記入します。見出しに＊のある項目は必ず記入してください。",
        "2. 薄い黄色の欄だけに記入します。記載しない項目は空欄のままにします。空欄は0とは扱いません。",
        "3. 表は1行に1件を記入します。行の追加と削除は自由にできます。",
        "4. 金額の単位は見出しのとおりです。「1.2億円」「▲12百万円」のように単位を付けて書くこともできます。",
        "5. 日付は西暦と和暦のどちらでも書けます。「〃」は上の行と同じ値として読みます。",
        "6. シートの削除、見出しの変更、1行目とA列（非表示）の変更はしないでください。読み取れなくなります。",
        "7. 計画区域などの図形はこのブックでは編集できませんが、取り込み時にそのまま引き継がれます。",
        "8. 保存したブック（.xlsx）を画面から取り込みます。誤りはシート名とセル番地で示され、"
        "誤りが残っている間は何も保存されません。",
    )


def _bounds(field: FieldShape) -> str:
    if field.lowest is None and field.highest is None:
        return ""
    lowest = "" if field.lowest is None else f"{field.lowest:,}以上"
    return f"、{lowest}" + ("" if field.highest is None else f"{field.highest:,}以下")
