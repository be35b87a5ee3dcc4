"""Keys features of layers by edition and number together: one index where two had to be kept up.

Every reader asks for the features of one edition, by number or after one.
"""

from __future__ import annotations

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

TABLE = "layer_feature"


def upgrade() -> None:
    op.drop_constraint(op.f("pk_layer_feature"), TABLE)
    op.create_primary_key(op.f("pk_layer_feature"), TABLE, ["edition_id", "id"])
    op.drop_index("ix_layer_feature_edition_id_id", TABLE)


def downgrade() -> None:
    op.create_index("ix_layer_feature_edition_id_id", TABLE, ["edition_id", "id"])
    op.drop_constraint(op.f("pk_layer_feature"), TABLE)
    op.create_primary_key(op.f("pk_layer_feature"), TABLE, ["id"])
