"""Who may see which collection of the library, and which of them a chat thread searches."""

import sqlalchemy as sa
from alembic import op

revision = "m0002"
down_revision = "m0001"


def upgrade() -> None:
    op.create_table(
        "collections",
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("persona", sa.String(), nullable=False),
        sa.Column("access", sa.String(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("access in ('everyone', 'class', 'owner')", name=op.f("ck_collections_access")),
        sa.ForeignKeyConstraint(
            ["class_id"], ["classes.id"], name=op.f("fk_collections_class_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_collections_owner_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("name_key", name=op.f("pk_collections")),
    )
    op.add_column("chat_threads", sa.Column("collections", sa.JSON(), nullable=True))
