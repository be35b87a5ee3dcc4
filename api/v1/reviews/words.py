"""Parts that answers and bodies of the review routes share."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from api.errors import shown_value
from api.v1.schemas import ProblemItem, ProblemText
from data.domain.errors import Problem
from data.domain.wording import Text

Reason = Annotated[str, StringConstraints(max_length=4_000)]
Remark = Annotated[str, StringConstraints(max_length=4_000)]


class Answer(BaseModel):
    """Base of answers: nothing but what is declared leaves."""

    model_config = ConfigDict(extra="forbid")


class Body(BaseModel):
    """Base of request bodies: unknown keys are told, and confidential contents are not repeated."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


def words(text: Text) -> ProblemText:
    """Return a sentence in both languages."""
    return ProblemText(ja=text.ja, en=text.en)


def told(problem: Problem) -> ProblemItem:
    """Return a problem as an answer tells it."""
    return ProblemItem(
        field=problem.field,
        value=shown_value(problem.value),
        message=words(problem.message),
        remedy=words(problem.remedy),
    )
