"""A generic layer may have a topic, for which it is shown to the reviewers of a zone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("layer", sa.Column("topic", sa.String(16)))
    op.create_check_constraint(
        op.f("ck_layer_topic_known"), "layer", "topic IN ('hazard', 'telecom', 'water', 'transport')"
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_layer_topic_known"), "layer")
    op.drop_column("layer", "topic")
