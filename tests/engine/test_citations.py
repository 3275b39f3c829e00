import pytest

from engine.citations import check_citations, cited_sentences, without_citations


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


PASSAGE = """死锁是指多个进程因竞争资源而互相等待的僵局。死锁的四个必要条件是互斥条件、请求和保持
条件、不可抢占条件和循环等待条件；破坏其中任何一个就能预防死锁。

预防死锁的办法：
- 一次分配全部资源，破坏请求和保持条件。
- 按编号申请资源，破坏循环等待条件。

| 方法 | 代价 |
|---|---|
| 银行家算法 | 每次分配前都要检查状态是否安全 |

```c
while (need > 0) { request(); }
```
"""


def cited(answer, number=1, passage=PASSAGE):
    return [passage[start:end] for start, end in cited_sentences(answer, number, passage)]


def test_the_sentences_that_an_answer_quotes_are_found_word_for_word():
    assert cited("死锁是指多个进程因竞争资源而互相等待的僵局。[1]") == ["死锁是指多个进程因竞争资源而互相等待的僵局。"]
    assert cited("破坏其中任何一个就能预防死锁[1]。另见[2]。") == ["破坏其中任何一个就能预防死锁。"]
    both = cited("- 一次分配全部资源，破坏请求和保持条件。\n- 按编号申请资源，破坏循环等待条件。[1]")
    assert both == ["- 一次分配全部资源，破坏请求和保持条件。", "- 按编号申请资源，破坏循环等待条件。"]


def test_a_sentence_over_two_lines_is_one():
    (found,) = cited("四个必要条件是互斥条件、请求和保持条件、不可抢占条件和循环等待条件[1]。")
    assert found.startswith("死锁的四个必要条件") and found.endswith("循环等待条件；")


def test_rows_and_code_are_found_whole():
    assert cited("| 银行家算法 | 每次分配前都要检查状态是否安全 |\n\n[1]") == [
        "| 银行家算法 | 每次分配前都要检查状态是否安全 |"
    ]
    (code,) = cited(
        "```c\nwhile (need > 0) { request(); }\n```\n\n[1]", passage="```c\nwhile (need > 0) { request(); }\n```"
    )
    assert code.startswith("```c") and code.endswith("```")


def test_reworded_sentences_are_found():
    assert cited("多个进程竞争资源、互相等待，就形成僵局，即死锁[1]。") == [
        "死锁是指多个进程因竞争资源而互相等待的僵局。"
    ]


def test_only_what_stands_before_the_number_counts():
    answer = "破坏其中任何一个就能预防死锁[2]。死锁是指多个进程因竞争资源而互相等待的僵局[1]。按编号申请资源[3]。"
    assert cited(answer) == ["死锁是指多个进程因竞争资源而互相等待的僵局。"]
    assert cited(answer, 2) == ["破坏其中任何一个就能预防死锁。"]
    assert cited("按编号申请资源，破坏循环等待条件[2][1]。") == ["- 按编号申请资源，破坏循环等待条件。"]
    assert cited("按编号申请资源，破坏循环等待条件[2]。[1]") == ["- 按编号申请资源，破坏循环等待条件。"]


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "死锁。",
        "死锁是指多个进程因竞争资源而互相等待的僵局。",
        "数组元素 a[1] 之和",
        "快速排序的平均时间复杂度低[1]。",
    ],
)
def test_an_answer_that_does_not_rest_on_the_passage_cites_none_of_it(answer):
    assert cited(answer) == []
    assert cited_sentences("死锁[1]", 1, "") == ()


def test_the_spans_lie_in_the_passage_in_order():
    spans = cited_sentences(PASSAGE + "[1]", 1, PASSAGE)
    assert spans == tuple(sorted(spans))
    assert all(0 <= start < end <= len(PASSAGE) for start, end in spans)
    assert all(PASSAGE[start:end] == PASSAGE[start:end].strip() for start, end in spans)
