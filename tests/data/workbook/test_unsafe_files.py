"""Files that are no plain workbook, or unpack to too much, are refused before they are read."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from openpyxl import Workbook

from data.domain.errors import InvalidInput
from data.importers import workbook
from data.importers.workbook import open_workbook
from tests.data.workbook.editing import written


def _refusal(content: bytes) -> str:
    with pytest.raises(InvalidInput) as refused:
        open_workbook(content)
    (problem,) = refused.value.problems
    assert problem.remedy.ja
    assert problem.remedy.en
    return problem.message.ja


def _with_part(name: str, content: bytes, replace: bool = False) -> bytes:
    target = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(written())) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy,
    ):
        for item in source.namelist():
            if not (replace and item == name):
                copy.writestr(item, source.read(item))
        copy.writestr(name, content)
    return target.getvalue()


def test_an_old_xls_and_a_password_are_told_apart():
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512
    assert ".xls" in _refusal(ole)
    assert "パスワード" in _refusal(ole + "EncryptedPackage".encode("utf-16-le"))


def test_a_csv_under_another_name_is_named_as_such():
    assert "CSV" in _refusal("指標,目標\n売上,1\n".encode("cp932"))


def test_macros_are_refused():
    assert "マクロ" in _refusal(_with_part("xl/vbaProject.bin", b"x"))


def test_links_to_other_files_are_refused():
    assert "リンク" in _refusal(_with_part("xl/externalLinks/externalLink1.xml", b"<externalLink/>"))


def test_a_damaged_file_and_an_empty_archive_are_refused():
    content = written()
    assert "壊れ" in _refusal(content[:-400] + b"\0" * 300 + content[-100:])
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a.txt", "x")
    assert "中身" in _refusal(target.getvalue())


def test_broken_xml_inside_is_refused():
    assert "壊れ" in _refusal(_with_part("xl/workbook.xml", b"<workbook", replace=True))


def test_an_archive_that_unpacks_without_end_is_refused():
    assert "大きすぎ" in _refusal(_with_part("xl/media/bomb.bin", b"\0" * (workbook.MAX_UNPACKED_BYTES + 1)))


def test_entity_definitions_are_refused():
    assert "定義" in _refusal(_with_part("xl/extra.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'))


def test_a_hundred_thousand_rows_are_refused_with_the_count():
    rows = b"".join(b'<row r="%d"/>' % number for number in range(1, 100_001))
    part = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    assert "100,000行" in _refusal(
        _with_part("xl/worksheets/sheet99.xml", part + rows + b"</sheetData></worksheet>")
    )


def test_a_merged_area_over_the_whole_sheet_is_refused():
    book = Workbook()
    book.active.append(["a"])
    target = BytesIO()
    book.save(target)
    merged = b'<worksheet><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>'
    assert "大きすぎ" in _refusal(_with_part("xl/worksheets/sheet99.xml", merged))


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(InvalidInput):
        open_workbook(tmp_path / "none.xlsx")


def test_a_saved_formula_result_is_read(tmp_path):
    content = _with_part(
        "xl/worksheets/sheet1.xml",
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
        b'<c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="e"><v>#N/A</v></c></row></sheetData></worksheet>',
        replace=True,
    )
    cells = open_workbook(content).sheets[0].cells
    assert (cells[1, 1].value, cells[1, 1].formula) == (2, True)
    assert cells[1, 2].error
