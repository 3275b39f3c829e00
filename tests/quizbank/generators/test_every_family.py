"""What every family must hold over a thousand seeds; one test a family, so that they run side by side."""

import json
from collections import Counter
from hashlib import sha256
from pathlib import Path

import pytest

from index import handbook
from quizbank.bank_check import item_defects
from quizbank.generators.catalogue import families
from quizbank.questions import LETTERS
from quizbank.verification import verify

SEEDS = range(1000)
PINNED = Path(__file__).with_name("digests.json")  # family -> version and what its first seeds gave
PINNED_SEEDS = range(20)


def digest(name: str) -> str:
    items = [families()[name].item(seed) for seed in PINNED_SEEDS]
    told = [(item.stem, [option.text for option in item.options], item.key) for item in items]
    return sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()[:16]


def test_there_are_forty_families_and_every_subject_has_some():
    subjects = Counter(family.subject for family in families().values())
    assert len(families()) >= 40
    assert min(subjects[subject] for subject in ("ds", "co", "os", "cn")) >= 8


@pytest.mark.parametrize("name", families())
def test_a_thousand_seeds(name):
    family = families()[name]
    items = [family.item(seed) for seed in SEEDS]
    keys = Counter(item.key for item in items)
    assert min(keys[letter] for letter in LETTERS) >= 180, keys
    assert len({item.stem for item in items}) >= 300
    for item in items:
        assert item.family == name
        assert len({option.text for option in item.options}) == 4
        assert verify(item.verify)
        assert not item_defects(item, handbook.has_section), item.id


@pytest.mark.parametrize("name", families())
def test_a_seed_always_gives_the_same_question(name):
    pinned = json.loads(PINNED.read_text(encoding="utf-8"))
    family = families()[name]
    assert family.item(11) == family.item(11)
    assert pinned.get(name) == [family.version, digest(name)], (
        f"{name} gives other questions than it did: raise its version, and write "
        f'"{name}": {json.dumps([family.version, digest(name)])} into {PINNED.name}'
    )
