import pytest

from engine.citations import check_citations, without_citations


@pytest.mark.parametrize(
    "text, expected, cited",
    [
        ("死锁有四个条件[1]。", "死锁有四个条件[1]。", (1,)),
        ("死锁有四个条件[9]。", "死锁有四个条件。", ()),
        ("死锁有四个条件 [9]。", "死锁有四个条件。", ()),
        ("甲[2][1]，乙[1]。", "甲[2][1]，乙[1]。", (1, 2)),
        ("甲[1][9]。", "甲[1]。", (1,)),
        ("甲[1, 2]。", "甲[1][2]。", (1, 2)),
        ("甲[1，9]。", "甲[1]。", (1,)),
        ("甲[1-3]。", "甲[1][2][3]。", (1, 2, 3)),
        ("甲【1】，乙【1、3】。", "甲[1]，乙[1][3]。", (1, 3)),
        ("甲［２］。", "甲[2]。", (2,)),
        ("甲[0]。", "甲。", ()),
        ("称为 LRU[1]。", "称为 LRU[1]。", (1,)),
        ("称为 LRU[9]。", "称为 LRU。", ()),
        ("先进先出(FIFO)[2]。", "先进先出(FIFO)[2]。", (2,)),
        ("表见[1](https://example.org/a)。", "表见[1](https://example.org/a)。", ()),
    ],
)
def test_numbers_that_point_at_nothing_are_dropped(text, expected, cited):
    assert check_citations(text, 3) == (expected, cited)


@pytest.mark.parametrize(
    "text",
    [
        "访问 a[1] 和 a[9]，nums[2]。",
        "矩阵元素 m[1][9] 不变。",
        "对 [5, 2, 4] 排序。",
        "区间 [0, 1] 内。",
        "数组 [2, 4, 5] 有序。",
        "`a[9]` 与 `[9]`",
        "```c\nx = [9];\n[1]\n```",
        "公式 $x_{[9]}$ 与 $$y = [9]$$",
        "没有括号 9。",
    ],
)
def test_subscripts_data_code_and_latex_are_untouched_and_cite_nothing(text):
    assert check_citations(text, 3) == (text, ())


def test_a_code_block_beside_a_citation_keeps_its_subscripts():
    text = "如下[1]：\n```c\na[9] = b[1];\n```\n以上[7]。"
    assert check_citations(text, 2) == ("如下[1]：\n```c\na[9] = b[1];\n```\n以上。", (1,))


def test_without_citations_keeps_the_words():
    assert without_citations("甲[1]，乙 [2][3]。`a[1]` 与 b[2]") == "甲，乙。`a[1]` 与 b[2]"
