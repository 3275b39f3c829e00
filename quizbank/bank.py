"""Reading the bank that ships: ``quizbank/items/<subject>/<chapter>.jsonl``, one item a line."""

import json
from pathlib import Path

from pydantic import ValidationError

from quizbank.questions import ChoiceItem

ITEMS_FOLDER = Path(__file__).parent / "items"
FIGURES_FOLDER = Path(__file__).parent / "figures"


class BankError(Exception):
    """The bank's files hold something that is no valid item. `defects` has one ``file:line: reason`` each."""

    def __init__(self, defects: list[str]):
        super().__init__("\n".join(defects))
        self.defects = defects


def reasons(error: ValidationError) -> str:
    """A pydantic error as one line for a person."""
    parts = []
    for one in error.errors():
        where = ".".join(str(step) for step in one["loc"])
        parts.append(f"{where}: {one['msg']}" if where else one["msg"].removeprefix("Value error, "))
    return "; ".join(parts)


def read_items(path: Path) -> tuple[list[ChoiceItem], list[str]]:
    """Items of one JSONL file, and its defects as ``file:line: reason``. Raises OSError when it cannot be read."""
    items, defects = [], []
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        return [], [f"{path}: not UTF-8 text ({error.reason} at byte {error.start}); save it as UTF-8"]
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            items.append(ChoiceItem.model_validate(json.loads(line)))
        except json.JSONDecodeError as error:
            defects.append(f"{path}:{number}: not JSON: {error.msg} (column {error.colno})")
        except ValidationError as error:
            defects.append(f"{path}:{number}: {reasons(error)}")
    return items, defects


def load_bank(folder: Path = ITEMS_FOLDER) -> tuple[ChoiceItem, ...]:
    """All items of the folder in id order. Raises BankError naming every broken line and every repeated id."""
    items: dict[str, ChoiceItem] = {}
    defects: list[str] = []
    for path in sorted(folder.glob("*/*.jsonl")):
        found, wrong = read_items(path)
        defects += wrong
        for item in found:
            if item.id in items:
                defects.append(f"{path}: {item.id} appears twice in the bank")
            items[item.id] = item
    if defects:
        raise BankError(defects)
    return tuple(items[key] for key in sorted(items))
