"""The receipt (受付票) of a version as a report for printing; it repeats the receipt and adds nothing."""

from __future__ import annotations

from typing import Any

from api.reports.report import Column, Line, Report, Table
from api.web import filters
from data.domain.workflow import Event


def report_of(receipt: dict[str, Any]) -> Report:
    """Return the report of a receipt, in Japanese: it is a document of the ministry."""
    files = tuple(
        (str(file["name"]), f"{file['size_bytes']:,}", str(file["sha256"])) for file in receipt["attachments"]
    )
    return Report(
        name=f"receipt-{receipt['number']}-v{receipt['version']}",
        title="受付票",
        subtitle=str(receipt["title"]),
        language="ja",
        lines=tuple(Line(label, value) for label, value in lines_of(receipt)),
        tables=(
            Table(
                "添付資料",
                (Column("ファイル名", 20), Column("大きさ（バイト）", 8), Column("SHA-256", 34)),
                files,
                "" if files else "添付資料はありません。",
            ),
        ),
        notes=(
            "この受付票は、提出した内容を保存先から読み戻して照合した後に発行しています。",
            "計画書と添付資料のSHA-256が手元のファイルの値と一致すれば、同じ内容が受け付けられています。",
        ),
    )


def lines_of(receipt: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the facts of a receipt with their Japanese names, in reading order."""
    return [
        ("受付番号", f"{receipt['number']}（第{receipt['version']}版）"),
        ("手続", Event.of(receipt["event"]).text.ja),
        ("受付日時", f"{filters.day(receipt['received_at'][:10])} {receipt['received_at'][11:19]}"),
        ("公募", receipt["call"]["title"]["ja"]),
        ("締切", f"{filters.day(receipt['closes_at'][:10])} {receipt['closes_at'][11:19]}"),
        ("提出した団体", receipt["body"]["name"]["ja"]),
        ("計画の種別", filters.plan_type(receipt["plan_type"])),
        ("計画の名称", receipt["title"]),
        ("計画書のSHA-256", receipt["document_sha256"]),
        ("審査基準の版", receipt["rule_set"]),
        ("確認結果の番号", receipt["assessment"]),
    ]
