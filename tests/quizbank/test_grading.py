from hypothesis import given
from hypothesis import strategies as st

from quizbank.blueprint import draw_practice
from quizbank.grading import grade
from tests.sample_bank import sample_items

PAPER = draw_practice(sample_items(), ["ds", "os"], 12, seed=7)
answer_sets = st.dictionaries(st.integers(1, 12), st.sampled_from([*"ABCD", None]))


@given(answer_sets)
def test_two_points_for_the_key_and_nothing_for_all_else(answers):
    marks = grade(PAPER, answers)
    assert [mark.n for mark in marks] == [question.n for question in PAPER]
    for question, mark in zip(PAPER, marks, strict=True):
        chosen = answers.get(question.n)
        assert mark.choice == chosen
        assert mark.node == question.item.node
        assert mark.possible == 2
        assert mark.earned == (2 if chosen == question.item.key else 0)
        assert mark.right == (chosen == question.item.key)


def test_the_order_on_the_page_does_not_matter():
    """Answers name an option by the letter the item stores; a right one is right wherever it was shown."""
    keys = {question.n: question.item.key for question in PAPER}
    assert any(question.option_order != "ABCD" for question in PAPER)
    assert sum(mark.earned for mark in grade(PAPER, keys)) == 24


def test_answers_to_other_places_are_ignored():
    assert grade(PAPER, {99: "A"}) == grade(PAPER, {})
