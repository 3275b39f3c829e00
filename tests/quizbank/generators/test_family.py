"""The frame around every family: what it takes out of a draft and what it refuses."""

import random

import pytest

from quizbank.generators.catalogue import UnknownFamily, alike, families, family
from quizbank.generators.family import CannotDraw, Choice, Draft, Family, Redraw
from quizbank.generators.wording import listed, table
from quizbank.verification import verify
from tests.sample_bank import sample_item


def family_of(draw) -> Family:
    return Family("sums", "加法", "Sums", "co.2.3.1", "compute", 2, 60, draw)


def draft(wrong: list[object], right: object = 5, claim: str = "sum([2, 3]) == ANSWER") -> Draft:
    choices = [Choice(value, str(value), f"由某种错误得到 {value}。") for value in wrong]
    return Draft(
        "2 加 3 等于多少？", Choice(right, str(right), "两数相加。"), choices, "2 + 3 = 5，逐位相加即可。", claim
    )


def test_a_draft_becomes_a_whole_item():
    item = family_of(lambda rng: draft([4, 6, 7])).item(9)
    assert item.id == "co-0203-sums-9"
    assert (item.family, item.origin, item.handbook) == ("sums", "generated:sums:9", "co.2.3")
    assert item.option(item.key).text == "5"
    assert item.verify == "sum([2, 3]) == 5"
    assert verify(item.verify)


def test_an_equal_or_right_answer_never_becomes_a_wrong_option():
    item = family_of(lambda rng: draft([5, 4, 4, 6, 7])).item(1)
    assert sorted(option.text for option in item.options) == ["4", "5", "6", "7"]
    either = "ANSWER in (5, 6)"
    item = family_of(lambda rng: draft([6, 4, 7, 8], claim=either)).item(1)
    assert sorted(option.text for option in item.options) == ["4", "5", "7", "8"]


def test_numbers_that_give_too_few_wrong_answers_are_drawn_again():
    tries = []

    def draw(rng: random.Random) -> Draft:
        tries.append(1)
        return draft([4, 6] if len(tries) < 4 else [4, 6, 8])

    assert family_of(draw).item(1).family == "sums"
    assert len(tries) == 4


def test_a_family_that_finds_no_numbers_says_so():
    def draw(rng: random.Random) -> Draft:
        raise Redraw

    with pytest.raises(CannotDraw, match="sums: no good numbers for seed 3"):
        family_of(draw).item(3)


def test_a_right_answer_that_its_claim_denies_is_a_defect():
    with pytest.raises(AssertionError, match="the right answer is wrong"):
        family_of(lambda rng: draft([1, 2, 3], right=4)).item(1)


def test_versions_and_seeds_give_other_numbers():
    def draw(rng: random.Random) -> Draft:
        return draft([4, 6, 7, 8, 9, rng.randint(10, 10**9)])

    first = family_of(draw)
    second = Family("sums", "加法", "Sums", "co.2.3.1", "compute", 2, 60, draw, version=2)
    assert {first.item(seed) for seed in range(20)} != {second.item(seed) for seed in range(20)}
    assert second.item(1).version == 2


def test_families_are_found_by_name():
    name = next(iter(families()))
    assert family(name).name == name
    with pytest.raises(UnknownFamily, match="nosuch"):
        family("nosuch")


def test_alike_is_the_same_family_or_one_on_the_same_node():
    one = families()["page_faults"]
    assert alike(one.item(3)) == (one,)
    node = sample_item("os.3.2", 1).model_copy(update={"node": "os.3.2.4"})
    assert one in alike(node)
    assert all("os.3.2.4" in (family.node, *family.also) for family in alike(node))
    assert one not in alike(sample_item("os.3.1", 1))
    assert alike(sample_item("os.1.2", 1)) == ()


def test_tables_stand_alone():
    assert table(["a", "b"], [(1, 2)]) == "\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n\n"
    assert listed([1, 2, 3]) == "1、2、3"
