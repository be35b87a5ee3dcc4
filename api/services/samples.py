"""Loads the sample plans that come with the product, marked as samples; a second load changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID, uuid5

from sqlalchemy.orm import Session

from api.services import documents, plans, screening
from data.queries import plans as plan_queries

FOLDER = Path(__file__).resolve().parents[2] / "data" / "samples"
NAMESPACE = UUID("5b0f4d5e-6f0c-5c63-9a57-0d6a6b1f7a11")
"""Sample plans have the same ids everywhere, made from their file names."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many samples were stored now, and how many were assessed again."""

    stored: int
    assessed_again: int


def load_samples(session: Session, on: date, *, again: bool = False) -> Loaded:
    """Store the samples that are not there yet; with ``again`` assess the others anew."""
    stored = assessed = 0
    for path in sorted(FOLDER.glob("*.yaml"), reverse=True):
        plan_id = uuid5(NAMESPACE, path.stem)
        if plan_queries.find(session, plan_id) is None:
            document = documents.accept_file(path.read_bytes(), path.name)
            plans.submit(session, document, on, plan_id=plan_id, is_sample=True)
            stored += 1
        elif again:
            screening.screen_again(session, plan_id, on)
            assessed += 1
    return Loaded(stored, assessed)
