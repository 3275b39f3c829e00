"""Run by Alembic for each upgrade."""

from alembic import context
from sqlalchemy import create_engine

from db.models import Base

# A plain engine: SQLite's foreign keys stay OFF here. With them on, a batch change to a parent table drops it and
# ON DELETE CASCADE silently empties its children.
engine = create_engine(context.config.attributes["url"])
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
