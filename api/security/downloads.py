"""Answers that are saved as a workbook and never shown in the page."""

from __future__ import annotations

from fastapi import Response

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_file(content: bytes, name: str, *, confidential: bool = False) -> Response:
    """Return a workbook to be saved under an ASCII ``name``; what is ``confidential`` stays in no cache."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if confidential:
        headers["Cache-Control"] = "private, no-store"
    return Response(content, media_type=XLSX, headers=headers)
