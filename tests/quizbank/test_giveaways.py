import pytest

from quizbank.giveaways import giveaways
from tests.sample_bank import sample_item


def found(texts: list[str], key: str = "A", stem: str = "下列叙述中，正确的是哪些？Ⅰ. 甲 Ⅱ. 乙 Ⅲ. 丙") -> list[str]:
    item = sample_item("os.3.2", 1, key=key, stem=stem)
    options = tuple(o.model_copy(update={"text": text}) for o, text in zip(item.options, texts, strict=True))
    return giveaways(item.model_copy(update={"options": options}))


def test_a_statement_in_every_option_or_in_none_need_not_be_judged():
    assert found(["仅Ⅰ", "仅Ⅰ、Ⅱ", "仅Ⅰ、Ⅲ", "Ⅰ、Ⅱ、Ⅲ"]) == ["statement Ⅰ stands in every option"]
    assert found(["仅Ⅰ", "仅Ⅱ", "Ⅰ、Ⅱ", "仅 Ⅱ"]) == ["statement Ⅲ stands in no option"]


def test_the_majority_of_each_statement_must_not_give_the_key():
    assert found(["Ⅰ、Ⅱ、Ⅲ", "仅Ⅰ、Ⅱ", "仅Ⅰ、Ⅲ", "仅Ⅱ、Ⅲ"]) == [
        "the most frequent value of each column leads to the key"
    ]
    assert found(["Ⅰ、Ⅱ、Ⅲ", "仅Ⅰ、Ⅱ", "仅Ⅰ、Ⅲ", "仅Ⅱ、Ⅲ"], key="B") == []


@pytest.mark.parametrize(
    "texts, caught",
    [
        (["3、7", "3、8", "4、7", "5、9"], True),
        (["3、7", "3、8", "4、7", "4、8"], False),  # each value twice
        (["3", "4", "5", "6"], False),
        (["3、7", "3", "4、7", "5、9"], False),  # no columns
        (["1, 2, 3, 4", "1, 2, 4, 3", "2, 1, 3, 4", "1, 3, 2, 4"], False),  # a sequence, not values of their own
    ],
)
def test_values_in_columns(texts, caught):
    assert bool(found(texts, stem="两个量分别是多少？")) is caught
