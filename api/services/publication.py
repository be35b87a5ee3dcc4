"""What the public may see of plans and assessments: the one place that withholds confidential fields.

Every answer that leaves the product goes through here. Which fields are confidential stands in the plan model
(``Meaning.confidential``) and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from data.domain.plan.documents import DOCUMENTS
from data.domain.plan.kinds import PlanType
from data.domain.plan.meaning import meanings
from data.domain.wording import Text
from data.orm.assessment import StoredAssessment

WITHHELD = Text("（非公開）", "(withheld)")
_WORDS = frozenset({"ja", "en", "value", "margin"})
"""Where a record holds words written for this plan; the other texts in it are keys and codes."""
_ROW_NUMBER = re.compile(r"\[\d+\]")
_SHORTEST_MASKED = 2
"""A single character would be masked out of the middle of unrelated words."""


def public_document(plan_type: PlanType, document: dict[str, Any]) -> dict[str, Any]:
    """Return a copy of a plan document without any confidential field."""
    public = _strip(document, _confidential(plan_type), "")
    assert isinstance(public, dict)  # noqa: S101 - a mapping stays a mapping
    return public


def public_assessment(stored: StoredAssessment) -> dict[str, Any]:
    """Return the record of a stored assessment as the public may see it."""
    return public_record(PlanType(stored.record["plan_type"]), stored.facts["document"], stored.record)


def public_record(plan_type: PlanType, document: dict[str, Any], record: dict[str, Any]) -> dict[str, Any]:
    """Return a copy of an assessment record of ``document`` that tells no confidential value.

    Values read from confidential paths are withheld, tables lose their confidential columns, and a
    confidential text that found its way into a sentence is masked there.
    """
    hidden = _confidential(plan_type)
    secrets = sorted(_texts_at(document, hidden, ""), key=len, reverse=True)
    public = set(_texts(public_document(plan_type, document)))
    findings = [_public_finding(finding, hidden, secrets, public) for finding in record["findings"]]
    return {**record, "findings": findings}


def _public_finding(
    finding: dict[str, Any], hidden: frozenset[str], secrets: list[str], public: set[str]
) -> dict[str, Any]:
    reads = [read for step in finding["steps"] for read in step["inputs"]]
    near_secrets = any(_pattern(read["path"]) in hidden or _above(read["path"], hidden) for read in reads)
    masked = [text for text in secrets if near_secrets or text not in public]
    steps = [
        {**step, "inputs": [_public_input(read, hidden) for read in step["inputs"]]}
        for step in finding["steps"]
    ]
    cleaned = _mask({**finding, "steps": steps}, masked)
    assert isinstance(cleaned, dict)  # noqa: S101 - a mapping stays a mapping
    return cleaned


def _public_input(read: dict[str, Any], hidden: frozenset[str]) -> dict[str, Any]:
    if _pattern(read["path"]) in hidden:
        return {**read, "value": None if read["value"] is None else WITHHELD.ja}
    return {**read, "value": _strip(read["value"], hidden, _pattern(read["path"]))}


def _confidential(plan_type: PlanType) -> frozenset[str]:
    known = meanings(DOCUMENTS[plan_type])
    return frozenset(path for path, meaning in known.items() if meaning.confidential)


def _strip(value: Any, hidden: frozenset[str], path: str) -> Any:
    if isinstance(value, dict):
        kept = {name: (part, _below(path, name)) for name, part in value.items()}
        return {name: _strip(part, hidden, at) for name, (part, at) in kept.items() if at not in hidden}
    if isinstance(value, list | tuple):
        row = path if path.endswith("[]") else f"{path}[]"
        return [_strip(part, hidden, row) for part in value]
    return value


def _texts_at(value: Any, hidden: frozenset[str], path: str) -> Iterator[str]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _texts_at(part, hidden, _below(path, name))
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts_at(part, hidden, f"{path}[]")
    elif isinstance(value, str) and path in hidden and len(value) >= _SHORTEST_MASKED:
        yield value


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)
    elif isinstance(value, str):
        yield value


def _mask(value: Any, secrets: list[str], *, in_words: bool = False) -> Any:
    if isinstance(value, dict):
        return {
            name: _mask(part, secrets, in_words=in_words or name in _WORDS) for name, part in value.items()
        }
    if isinstance(value, list | tuple):
        return [_mask(part, secrets, in_words=in_words) for part in value]
    if in_words and isinstance(value, str):
        for secret in secrets:
            value = value.replace(secret, WITHHELD.ja)
    return value


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _pattern(path: str) -> str:
    return _ROW_NUMBER.sub("[]", path)


def _above(path: str, hidden: frozenset[str]) -> bool:
    pattern = _pattern(path).removesuffix("[]")
    return any(known.startswith((f"{pattern}.", f"{pattern}[]")) for known in hidden)
