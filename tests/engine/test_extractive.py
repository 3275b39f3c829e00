import re

from engine.blocks import split_units
from engine.extractive import MAX_PASSAGES, MAX_UNITS, extract
from index.passages import Passage


def passage(text: str, section: tuple[str, ...] = (), source: str = "os.md") -> Passage:
    return Passage("notes", source, 0, "", section, "", 0, len(text), text)


DEADLOCK = passage(
    "多道程序会竞争资源。死锁（deadlock）是指多个进程因竞争资源而互相等待，若无外力都无法推进的状态。死锁的危害很大。"
    "银行家算法用来避免死锁。\n\n死锁的产生需要同时满足四个条件：\n- 互斥条件\n- 请求并保持条件\n- 不可剥夺条件\n- 循环等待条件"
)
PAGING = passage("分页把物理内存分成大小相等的页框。LRU 算法换出最久未使用的页面，用栈或计数器实现。")


def test_a_definition_is_preferred():
    text, numbers = extract("什么是死锁？", [PAGING, DEADLOCK])
    assert "死锁（deadlock）是指多个进程因竞争资源而互相等待，若无外力都无法推进的状态。[2]" in text
    assert numbers == (2,) and "LRU" not in text


def test_the_other_way_round_of_defining_counts_too():
    text, _ = extract(
        "什么是哈希冲突", [passage("扩容能缓解哈希冲突的影响和代价问题。多个输入对应同一输出的情况称为**哈希冲突**。")]
    )
    assert "称为**哈希冲突**。[1]" in text


def test_a_list_comes_whole_with_the_sentence_that_announces_it():
    text, _ = extract("产生死锁的四个条件有哪些", [DEADLOCK])
    assert "四个条件：[1]\n\n- 互斥条件[1]\n- 请求并保持条件[1]\n- 不可剥夺条件[1]\n- 循环等待条件[1]" in text


def test_a_list_under_a_heading_that_says_it_all():
    under = passage("- 互斥：资源只能独占。\n- 占有并等待。\n- 不可抢占。\n- 环路等待。", section=("死锁", "必要条件"))
    text, _ = extract("死锁的必要条件", [passage("稳定是多级排序的必要条件。"), under])
    assert text.startswith("- 互斥：资源只能独占。[2]\n- 占有并等待。[2]\n- 不可抢占。[2]\n- 环路等待。[2]")


def test_code_tables_and_formulas_are_quoted_whole():
    code = "```c\nint pop(int s[], int *top) {\n    return s[(*top)--];\n}\n```"
    text, numbers = extract("栈的出栈如何实现", [passage(f"栈的出栈操作实现如下：\n\n{code}\n\n队列先进先出。")])
    assert text == f"栈的出栈操作实现如下：[1]\n\n{code}\n\n[1]" and numbers == (1,)
    table = "| 项 | 分页 | 分段 |\n|---|---|---|\n| 大小 | 固定 | 可变 |"
    assert table in extract("分页和分段的区别", [passage(f"{table}\n\n页表在内存中。")])[0]


def test_every_quote_stands_in_its_passage_and_is_numbered():
    passages = [DEADLOCK, PAGING, passage("避免死锁与预防死锁不同：预防死锁在运行之前。死锁检测允许死锁发生。")]
    text, numbers = extract("死锁和预防死锁的区别", passages)
    for quote, number in re.findall(r"(?:^|\])(?:- )?([^\[\]\n]+)\[(\d)\]", text, re.MULTILINE):
        assert quote.strip() in passages[int(number) - 1].text.replace("\n", "")
    assert set(map(int, re.findall(r"\[(\d)\]", text))) == set(numbers)


def test_the_answer_is_bounded_and_in_reading_order():
    many = [
        passage("".join(f"死锁的第{a}{b}种情形各有各的处理办法与代价{b * 7}{a * 13}。" for b in "甲乙丙丁戊"))
        for a in "子丑寅卯辰"
    ]
    text, numbers = extract("死锁的情形", many)
    quoted = [unit.text for unit in split_units(re.sub(r"\[\d\]", "", text))]
    assert 0 < len(quoted) <= MAX_UNITS and len(numbers) <= MAX_PASSAGES
    for n in numbers:
        places = [many[n - 1].text.index(quote) for quote in quoted if quote in many[n - 1].text]
        assert places == sorted(places)


def test_the_same_sentence_of_two_books_is_quoted_once():
    text, numbers = extract("什么是死锁", [DEADLOCK, DEADLOCK])
    assert text.count("是指多个进程") == 1 and numbers == (1,)


def test_a_sentence_that_leans_on_the_one_before_brings_it_along():
    text, _ = extract(
        "TLB 为什么能加快地址变换",
        [passage("快表是一种联想存储器。它使 TLB 命中时不必访问内存，因此加快地址变换。其他无关。")],
    )
    assert text == "快表是一种联想存储器。[1]它使 TLB 命中时不必访问内存，因此加快地址变换。[1]"


def test_a_books_own_reference_numbers_are_not_taken_for_ours():
    text, numbers = extract("什么是快表", [passage("快表是一种联想存储器[3]。")])
    assert text == "快表是一种联想存储器。[1]" and numbers == (1,)


def test_found_by_meaning_alone_quotes_the_beginning_of_the_best_passage():
    text, numbers = extract("哈希", [passage("散列表按键直接寻址。装填因子影响性能。再散列。"), PAGING])
    assert text == "散列表按键直接寻址。[1]装填因子影响性能。[1]" and numbers == (1,)


def test_a_topic_of_one_character_is_found():
    text, _ = extract("什么是栈", [PAGING, passage("队列先进先出。栈（stack）是只允许在一端插入和删除的线性表。")])
    assert text.startswith("栈（stack）是只允许在一端插入和删除的线性表。[2]")


def test_no_text_gives_no_answer():
    assert extract("什么是死锁", [passage("![图](a.png)")]) == ("", ())
    assert extract("什么是死锁", []) == ("", ())
