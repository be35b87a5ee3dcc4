"""The workflow table as a Mermaid diagram and a list of steps, for ``docs/workflow.md``."""

from __future__ import annotations

from collections.abc import Iterable

from data.domain.workflow import State
from rules.workflow.guards import GUARD_NAMES
from rules.workflow.transitions import EITHER, TRANSITIONS, Transition

COLUMNS = (
    "現在 / from",
    "手続 / event",
    "次 / to",
    "行う者 / by",
    "条件 / conditions",
    "理由 / reason",
    "審査の段階 / screenings",
)
FINAL_STATES = (State.CERTIFIED, State.NOT_SELECTED)

HEAD = """# 申請の流れ / The way of an application

`shuseki rules workflow` が `rules/workflow/transitions.py` の表から書き出した文書です。直接編集しません。
Written by `shuseki rules workflow` from the table in `rules/workflow/transitions.py`; not edited by hand.
"""


def document() -> str:
    """Return the whole of ``docs/workflow.md``."""
    return f"{HEAD}\n```mermaid\n{mermaid()}\n```\n\n{table()}\n"


def mermaid() -> str:
    """Return the state diagram in Mermaid's notation, titles in Japanese."""
    lines = ["stateDiagram-v2", f"  [*] --> {State.DRAFT}"]
    lines += [f"  {state} : {state.text.ja}" for state in State]
    lines += [f"  {step.source} --> {step.target} : {_arrow_label(step)}" for step in TRANSITIONS]
    lines += [f"  {state} --> [*]" for state in FINAL_STATES]
    return "\n".join(lines)


def table() -> str:
    """Return the steps as a Markdown table: who, under which conditions, with a reason or not."""
    return "\n".join(
        [f"| {' | '.join(COLUMNS)} |", "| --- " * len(COLUMNS) + "|", *(_row(step) for step in TRANSITIONS)]
    )


def _row(step: Transition) -> str:
    cells = (
        f"{step.source.text.ja} `{step.source}`",
        f"{step.event.text.ja} `{step.event}`",
        f"{step.target.text.ja} `{step.target}`",
        _joined(sorted(role.text.ja for role in step.by)),
        _joined(GUARD_NAMES[guard].ja for guard in step.guards) or "–",
        "要" if step.needs_reason else "–",
        "1・2" if step.screenings == EITHER else str(min(step.screenings)),
    )
    return "| " + " | ".join(cells) + " |"


def _arrow_label(step: Transition) -> str:
    stages = "" if step.screenings == EITHER else f"（{min(step.screenings)}段階）"
    return step.event.text.ja + stages


def _joined(words: Iterable[str]) -> str:
    return "、".join(words)
