"""Says the options of the command line in messages as the fields of the form somebody stands at."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TypeVar

from api.errors import Answer
from data.domain.errors import Problem, ShusekiError
from data.domain.issues import ImportIssue
from data.domain.wording import Text

Refusal = TypeVar("Refusal", bound=ShusekiError)
_BESIDE_FIELD = re.compile(r" ?(「[^」]+」欄(?:で「[^」]+」)?) ?")


@dataclass(frozen=True, slots=True)
class Form:
    """What the options are called on one form, longer phrases first, and the fields they are typed in."""

    said_as: tuple[tuple[str, str, str], ...]
    """Option, Japanese and English words; where a word is empty that language's text stays as it is."""
    field_of: Mapping[str, str]

    def words(self, text: Text) -> Text:
        """Return a message in the words of this form."""
        ja, en = text.ja, text.en
        for option, field, words in self.said_as:
            ja = ja.replace(option, field) if field else ja
            en = en.replace(option, words) if words else en
        return Text(_BESIDE_FIELD.sub(r"\1", ja), en)

    def problem(self, problem: Problem) -> Problem:
        """Return a problem at its field of this form, and in its words."""
        field = self.field_of.get(problem.field, problem.field.removeprefix("--"))
        return Problem(field, problem.value, self.words(problem.message), self.words(problem.remedy))

    def issue(self, issue: ImportIssue) -> ImportIssue:
        """Return an entry of an import log in the words of this form."""
        return replace(issue, message=self.words(issue.message))

    def refusal(self, error: Refusal) -> Refusal:
        """Return a refusal with every problem at a field of this form."""
        problems = [self.problem(problem) for problem in error.problems]
        return type(error)(self.words(error.message), problems)

    def answer(self, answer: Answer) -> Answer:
        """Return a refusal as it is told, with every problem at a field of this form."""
        return replace(answer, error=self.refusal(answer.error))


LAYER_FORM = Form(
    (
        ("--encoding cp932 又は --encoding utf-8", "「文字コード」欄に cp932 又は utf-8", ""),
        ("--encoding cp932 or --encoding utf-8", "", "cp932 or utf-8 as the encoding"),
        ("--swap-rows flagged", "「緯度と経度の入替え」欄で「疑いのある行だけ」", "“only suspected rows”"),
        ("--crs ", "「座標参照系」欄に ", "the reference system "),
        ("--as-of", "「データの時点」欄", "the date of the data"),
        ("--layer", "「ファイル内のデータ名」欄", "the name inside the file"),
        ("--publisher", "「作成者」欄", "the publisher"),
        ("--licence", "「利用条件」欄", "the licence"),
        ("--key", "「識別名」欄", "the key"),
        ("--role", "「役割」欄", "the role"),
        ("--coverage", "「データがそろう範囲」欄", "the coverage"),
        ("--column", "「列の対応」欄", "the columns"),
        ("--kind", "「値と種別の対応」欄", "the kinds"),
        ("--items", "「項目の一覧」欄", "the list of items"),
        ("--encoding", "「文字コード」欄", "the encoding"),
        ("--crs", "「座標参照系」欄", "the reference system"),
    ),
    MappingProxyType(
        {
            "FILE": "file",
            "IMPORTER": "kind",
            "--source": "kind",
            "--kind": "kinds",
            "--column": "columns",
            "--swap-rows": "swap",
            "--as-of": "as_of",
            "--accuracy-m": "accuracy_m",
            "--min-zoom": "min_zoom",
        }
    ),
)
"""``/admin/layers``, where administrators upload layers."""
SHAPE_FORM = Form(
    (
        (
            "--encoding cp932 又は --encoding utf-8 を指定してください",
            "文字コードを UTF-8 にして保存し直してください",
            "",
        ),
        ("Give --encoding cp932 or --encoding utf-8", "", "Save it again as UTF-8"),
        (
            "--swap-rows flagged を指定",
            "「緯度と経度が逆の図形を入れ替えて読む」を選択",
            "",
        ),
        ("Give --swap-rows flagged", "", "Choose “Exchange latitude and longitude”"),
        ("--layer で名前(拡張子を除く)を指定するか、1件だけを", "1件だけを", ""),
        ("--layer で指定してください", "使うデータだけを入れたファイルにしてください", ""),
        ("Give its name without ending as --layer, or pack", "", "Pack"),
        ("Give --layer", "", "Keep only the data that is meant"),
        ("--crs ", "「座標系」欄に ", "the reference system "),
        ("--crs", "「座標系」欄", "the reference system"),
    ),
    MappingProxyType(
        {"FILE": "file", "--layer": "file", "--encoding": "file", "--swap-rows": "swap", "--crs": "crs"}
    ),
)
"""Forms that take the shape of a footprint or a plot: ``/footprints`` and the editor of an application."""
