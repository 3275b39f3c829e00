"""The bank in the database: every version of every item that was ever shown."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from db.models import BankItemRow
from quizbank.questions import ChoiceItem


class VersionConflict(Exception):
    """An item changed what a record depends on, but kept its version."""

    def __init__(self, item_ids: list[str]):
        super().__init__(f"stem, options or key changed without a higher version: {', '.join(item_ids)}")
        self.item_ids = item_ids


@dataclass(frozen=True)
class BankChanges:
    added: int
    new_versions: int
    retired: int


def _record(item: ChoiceItem) -> tuple:
    """What a graded answer depends on; explanations may be improved without a new version."""
    return item.stem, tuple(option.text for option in item.options), item.key, item.figure and item.figure.file


def _row(item: ChoiceItem, now: float, *, retired: bool) -> BankItemRow:
    return BankItemRow(
        item_id=item.id, version=item.version, subject=item.subject, node=item.node,
        content=item.model_dump(mode="json"), retired=retired, added_at=now,
    )  # fmt: skip


def load_items(session: Session, items: Iterable[ChoiceItem], now: float) -> BankChanges:
    """Bring the stored bank up to the shipped one. Nothing is erased: absent items retire. Raises VersionConflict."""
    shipped = {item.id: item for item in items}
    written = BankItemRow.item_id.not_like("%-%-%-%")  # generated ones name their family and seed, and grow in number
    stored: dict[tuple[str, int], BankItemRow] = {
        (r.item_id, r.version): r for r in session.scalars(select(BankItemRow).where(written))
    }
    known = {item_id for item_id, _ in stored}
    conflicts, added, newer = [], 0, 0
    for item in shipped.values():
        row = stored.get((item.id, item.version))
        if row is None:
            session.add(_row(item, now, retired=False))
            added, newer = added + (item.id not in known), newer + (item.id in known)
            continue
        content = item.model_dump(mode="json")
        if row.content != content:
            if _record(ChoiceItem.model_validate(row.content)) != _record(item):
                conflicts.append(item.id)
            row.content, row.node, row.subject = content, item.node, item.subject
    if conflicts:
        raise VersionConflict(conflicts)
    retired = 0
    for (item_id, version), row in stored.items():
        should = item_id not in shipped or shipped[item_id].version != version
        retired += should and not row.retired and item_id not in shipped
        row.retired = should
    return BankChanges(added, newer, retired)


def store_generated(session: Session, items: Iterable[ChoiceItem], now: float) -> None:
    """Keep generated items whole, so that an attempt can be reviewed and graded again whatever becomes of their family.

    They are stored retired: a fresh one is generated, never drawn from here.
    """
    wanted = {(item.id, item.version): item for item in items}
    for key in items_by_version(session, wanted):
        del wanted[key]
    session.add_all(_row(item, now, retired=True) for item in wanted.values())
    session.flush()


def current_items(session: Session) -> tuple[ChoiceItem, ...]:
    """The items that may be drawn, in id order."""
    rows = session.scalars(select(BankItemRow.content).where(~BankItemRow.retired).order_by(BankItemRow.item_id))
    return tuple(ChoiceItem.model_validate(content) for content in rows)


def items_by_version(session: Session, keys: Iterable[tuple[str, int]]) -> dict[tuple[str, int], ChoiceItem]:
    """Items as they stood in those versions, retired ones included."""
    rows = session.scalars(
        select(BankItemRow).where(tuple_(BankItemRow.item_id, BankItemRow.version).in_(sorted(set(keys))))
    )
    return {(row.item_id, row.version): ChoiceItem.model_validate(row.content) for row in rows}
