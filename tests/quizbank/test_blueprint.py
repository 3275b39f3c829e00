import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizbank import syllabus
from quizbank.blueprint import (
    MOCK_CHOICE_GRID,
    TooFewItems,
    draw_mock_choice,
    draw_practice,
    shuffled_options,
    under,
)
from tests.sample_bank import sample_item, sample_items

ITEMS = sample_items()
seeds = st.integers(0, 2**31)
node_sets = st.sets(st.sampled_from([node.id for node in (*syllabus.subjects(), *syllabus.chapters())]), min_size=1)
seen_sets = st.sets(st.sampled_from([item.id for item in ITEMS]))


@settings(max_examples=40, deadline=None)
@given(seeds, seen_sets)
def test_a_mock_paper_has_the_grid_and_no_repeats(seed, seen):
    paper = draw_mock_choice(ITEMS, seed, seen)
    assert [q.n for q in paper] == list(range(1, 41))
    assert [q.item.subject for q in paper] == [s for s, count in MOCK_CHOICE_GRID.items() for _ in range(count)]
    assert len({q.item.id for q in paper}) == 40
    assert sum(q.points for q in paper) == 80


@settings(max_examples=40, deadline=None)
@given(seeds)
def test_a_mock_paper_walks_through_the_chapters(seed):
    paper = draw_mock_choice(ITEMS, seed)
    for subject in MOCK_CHOICE_GRID:
        chapters = [int(q.item.chapter.split(".")[1]) for q in paper if q.item.subject == subject]
        assert chapters == sorted(chapters)


@settings(max_examples=60, deadline=None)
@given(node_sets, seeds, st.integers(1, 40), seen_sets)
def test_a_practice_is_drawn_from_the_chosen_nodes(nodes, seed, count, seen):
    pool = under(ITEMS, nodes)
    if len(pool) < count:
        with pytest.raises(TooFewItems) as refused:
            draw_practice(ITEMS, nodes, count, seed, seen)
        assert (refused.value.wanted, refused.value.available) == (count, len(pool))
        return
    paper = draw_practice(ITEMS, nodes, count, seed, seen)
    assert len({q.item.id for q in paper}) == count
    assert all(q.item.subject in nodes or q.item.chapter in nodes for q in paper)
    order = [subject.id for subject in syllabus.subjects()]
    assert [order.index(q.item.subject) for q in paper] == sorted(order.index(q.item.subject) for q in paper)


@settings(max_examples=40, deadline=None)
@given(seeds, st.integers(1, 12), seen_sets)
def test_unseen_items_come_first(seed, count, seen):
    paper = draw_practice(ITEMS, ["os"], count, seed, seen)
    unseen = [item for item in under(ITEMS, ["os"]) if item.id not in seen]
    met = sum(q.item.id in seen for q in paper)
    assert met == max(0, count - len(unseen))


@settings(max_examples=30, deadline=None)
@given(seeds, seeds)
def test_same_seed_same_paper(seed, other):
    assert draw_mock_choice(ITEMS, seed) == draw_mock_choice(ITEMS, seed)
    assert draw_practice(ITEMS, ["ds"], 10, seed) == draw_practice(ITEMS, ["ds"], 10, seed)
    if seed != other:  # 11 of 120 items in any order: two seeds agree by chance less than once in 10^14
        assert draw_mock_choice(ITEMS, seed) != draw_mock_choice(ITEMS, other)


@given(seeds, st.sets(st.sampled_from("ABCD")))
def test_pinned_options_stay_and_none_is_lost(seed, pinned):
    item = sample_item("os.3.1", 1, pinned=tuple(sorted(pinned)))
    order = shuffled_options(item, random.Random(seed))
    assert sorted(order) == list("ABCD")
    assert all(order["ABCD".index(letter)] == letter for letter in pinned)


def test_options_are_shuffled_fairly():
    first = Counter(q.option_order[0] for seed in range(200) for q in draw_practice(ITEMS, ["cn"], 5, seed))
    assert set(first) == set("ABCD")
    assert min(first.values()) > 200  # of 1,000; 250 each is expected, 200 is 3.7 standard deviations away


def test_a_prefix_is_no_parent():
    assert {item.chapter for item in under(ITEMS, ["ds.1"])} == {"ds.1"}
    assert not under(ITEMS, ["d"])
