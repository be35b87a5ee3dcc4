"""Collects what an import notices and counts where each row went; it decides nothing."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from data.domain.issues import ImportCounts, ImportIssue, Severity
from data.domain.wording import Text

LISTED_PER_CODE = 500
"""Issues of one kind listed one by one; the rest of that kind is told as a number."""
LONGEST_VALUE = 200


class IssueLog:
    """The issue log of one dataset of one import, with the count of rows dropped and changed."""

    def __init__(self) -> None:
        self._issues: list[ImportIssue] = []
        self._seen: Counter[tuple[Severity, str]] = Counter()
        self._dropped: Counter[Severity] = Counter()
        self._repaired: set[int] = set()
        self.rows_in = 0

    @property
    def stopped(self) -> bool:
        """Whether any check asked for the import to stop."""
        return any(severity is Severity.STOP for severity, _code in self._seen)

    def whole(
        self, severity: Severity, code: str, message: Text, *, field: str | None = None, value: object = None
    ) -> None:
        """Note something about the file as a whole."""
        self._add(ImportIssue(severity, code, message, field=field, value=_shown(value)))

    def rows(
        self, severity: Severity, code: str, rows: pd.DataFrame, message: Text, *, field: str | None = None
    ) -> None:
        """Note the same about each of ``rows`` (few); ``{value}`` in the message is the row's ``field``."""
        if severity is Severity.REPAIRED:
            self._repaired.update(int(row) for row in rows["row"])
        known = rows.head(max(0, LISTED_PER_CODE - self._seen[severity, code]))
        self._seen[severity, code] += len(rows) - len(known)
        values = known[field] if field in known else pd.Series([None] * len(known))
        features = known["source_ref"] if "source_ref" in known else pd.Series([None] * len(known))
        for row, feature, value in zip(known["row"], features, values, strict=True):
            text = message.filled(value=_shown(value) or "―")
            self._add(ImportIssue(severity, code, text, int(row), _shown(feature), field, _shown(value)))

    def drop(
        self,
        frame: pd.DataFrame,
        bad: pd.Series[bool],
        severity: Severity,
        code: str,
        message: Text,
        *,
        field: str | None = None,
    ) -> pd.DataFrame:
        """Return ``frame`` without the ``bad`` rows, which are noted and counted as skipped or refused."""
        if not bad.any():
            return frame
        self.rows(severity, code, frame[bad], message, field=field)
        self._dropped[severity] += int(bad.sum())
        self._repaired.difference_update(int(row) for row in frame.loc[bad, "row"])
        return frame[~bad]

    def counts(self, stored: int) -> ImportCounts:
        """Account for every row read, given how many features were stored."""
        skipped, refused = self._dropped[Severity.SKIPPED], self._dropped[Severity.REFUSED]
        merged = self.rows_in - stored - skipped - refused
        return ImportCounts(self.rows_in, stored, merged, len(self._repaired), skipped, refused)

    def counts_when_stopped(self) -> ImportCounts:
        """Account for the rows of an import of which nothing was stored."""
        skipped, refused = self._dropped[Severity.SKIPPED], self._dropped[Severity.REFUSED]
        return ImportCounts(self.rows_in, 0, 0, 0, skipped, refused)

    def issues(self) -> tuple[ImportIssue, ...]:
        """Return all issues, most severe first, with a closing line for every kind that was cut short."""
        order = list(reversed(Severity))
        listed = Counter((issue.severity, issue.code) for issue in self._issues)
        cut = [
            ImportIssue(severity, code, _more(total - listed[severity, code]))
            for (severity, code), total in self._seen.items()
            if total > listed[severity, code]
        ]
        return tuple(sorted([*self._issues, *cut], key=lambda issue: order.index(issue.severity)))

    def _add(self, issue: ImportIssue) -> None:
        self._seen[issue.severity, issue.code] += 1
        self._issues.append(issue)


def _more(count: int) -> Text:
    return Text(f"同じ内容がほかに{count}件あります。", f"{count} more of the same kind.")


def _shown(value: object) -> str | None:
    if value is None or value is pd.NA or (isinstance(value, float) and value != value):
        return None
    text = str(value)
    return text if len(text) <= LONGEST_VALUE else text[:LONGEST_VALUE] + "…"
