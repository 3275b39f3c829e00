import re

from engine.extractive import MAX_CHARACTERS, MAX_EXCERPTS, extract
from index.passages import Passage


def passage(text: str, section: tuple[str, ...] = (), source: str = "os.md") -> Passage:
    return Passage("notes", source, 0, "", section, "", 0, len(text), text)


DEADLOCK = passage(
    "多道程序会竞争资源。死锁（deadlock）是指多个进程因竞争资源而互相等待，若无外力都无法推进的状态。死锁的危害很大。"
    "银行家算法用来避免死锁。\n\n死锁的产生需要同时满足四个条件：\n- 互斥条件\n- 请求并保持条件\n- 不可剥夺条件\n- 循环等待条件"
)
PAGING = passage(
    "分页把物理内存分成大小相等的页框。LRU 算法换出最久未使用的页面，用栈或计数器实现。", source="paging.md"
)


BRANCHES = (("甲", "占", "贵"), ("乙", "申", "廉"), ("丙", "等", "慢"), ("丁", "退", "快"))


def test_a_definition_is_preferred():
    text, numbers = extract("什么是死锁？", [PAGING, DEADLOCK])
    assert text.startswith(
        "死锁（deadlock）是指多个进程因竞争资源而互相等待，若无外力都无法推进的状态。死锁的危害很大。"
    )
    assert numbers == (2,) and "LRU" not in text and "多道程序" not in text


def test_the_other_way_round_of_defining_counts_too():
    text, _ = extract(
        "什么是哈希冲突", [passage("扩容能缓解哈希冲突的影响和代价问题。多个输入对应同一输出的情况称为**哈希冲突**。")]
    )
    assert text == "多个输入对应同一输出的情况称为**哈希冲突**。[1]"


def test_a_list_comes_whole_with_the_sentence_that_announces_it():
    text, _ = extract("产生死锁的四个条件有哪些", [DEADLOCK])
    assert text.startswith(
        "死锁的产生需要同时满足四个条件：\n\n- 互斥条件\n- 请求并保持条件\n- 不可剥夺条件\n- 循环等待条件[1]"
    )


def test_a_list_under_a_heading_that_says_it_all():
    under = passage("- 互斥：资源只能独占。\n- 占有并等待。\n- 不可抢占。\n- 环路等待。", section=("死锁", "必要条件"))
    text, _ = extract("死锁的必要条件", [passage("稳定是多级排序的必要条件。", source="ds.md"), under])
    assert text.startswith("- 互斥：资源只能独占。\n- 占有并等待。\n- 不可抢占。\n- 环路等待。[2]")


def test_code_tables_and_formulas_are_quoted_whole():
    code = "```c\nint pop(int s[], int *top) {\n    return s[(*top)--];\n}\n```"
    text, numbers = extract("栈的出栈如何实现", [passage(f"栈的出栈操作实现如下：\n\n{code}\n\n队列先进先出。")])
    assert text == f"栈的出栈操作实现如下：\n\n{code}\n\n[1]" and numbers == (1,)
    table = "| 项 | 分页 | 分段 |\n|---|---|---|\n| 大小 | 固定 | 可变 |"
    assert table in extract("分页和分段的区别", [passage(f"{table}\n\n页表在内存中。")])[0]


def test_every_quote_stands_in_its_passage_and_is_numbered():
    passages = [DEADLOCK, PAGING, passage("避免死锁与预防死锁不同：预防死锁在运行之前。死锁检测允许死锁发生。")]
    text, numbers = extract("死锁和预防死锁的区别", passages)
    for excerpt, number in re.findall(r"(.+?)\[(\d)\](?:\n\n|\Z)", text, re.DOTALL):
        for line in excerpt.splitlines():
            assert line.removeprefix("- ") in passages[int(number) - 1].text
    assert set(map(int, re.findall(r"\[(\d)\]", text))) == set(numbers)


def test_the_answer_is_bounded_and_in_reading_order():
    many = [
        passage(
            "\n\n".join(f"死锁的第{a}{b}种情形各有各的处理办法{x * 9}与代价{y * 40}。" for b, x, y in BRANCHES),
            source=a,
        )
        for a in "子丑寅卯辰"
    ]
    text, numbers = extract("死锁的情形", many)
    excerpts = re.split(r"\[\d\]\s*", text)[:-1]
    assert 1 < len(excerpts) <= MAX_EXCERPTS and sum(map(len, excerpts)) <= MAX_CHARACTERS
    for n in numbers:
        places = [many[n - 1].text.index(excerpt) for excerpt in excerpts if excerpt in many[n - 1].text]
        assert places == sorted(places)


def test_of_a_long_paragraph_the_part_that_answers_is_quoted():
    around = "".join(f"第{a}句谈的是别的事情{a * 12}。" for a in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥")
    text, _ = extract(
        "银行家算法的步骤", [passage(f"{around}银行家算法先试分配，再检查安全性，不安全就撤回。{around}")]
    )
    assert "银行家算法先试分配，再检查安全性，不安全就撤回。" in text and len(text) < 400


def test_a_sentence_that_never_ends_mentions_much_and_answers_little():
    run_on = passage("答案 " + "互斥 死锁 四个 必要 条件 进程 资源 A B C D " * 30, source="scan.pdf")
    clean = passage("死锁的四个必要条件是互斥、不剥夺、请求并保持和循环等待。", source="os.md")
    text, numbers = extract("死锁的四个必要条件分别是什么", [run_on, clean])
    assert text == "死锁的四个必要条件是互斥、不剥夺、请求并保持和循环等待。[2]" and numbers == (2,)


def test_a_misconception_is_not_told_as_a_fact():
    text, _ = extract(
        "快速排序什么时候慢",
        [
            passage(
                "常见误区：认为快速排序对有序序列最快，快速排序总是快。\n\n序列有序时快速排序最慢，每次划分极不均匀。"
            )
        ],
    )
    assert text.startswith("序列有序时")


def test_of_a_comparison_both_sides_are_told_though_they_stand_apart():
    passages = [
        passage("线程是进程内的一条执行流，线程共享进程的资源。", ("线程",)),
        passage("进程和线程都由操作系统管理，进程和线程都有状态。", ("状态",)),
        passage("进程是资源分配的单位，一个进程含有多个线程。", ("进程",)),
    ]
    text, numbers = extract("进程和线程有啥区别", passages)
    assert "线程是进程内的一条执行流" in text and "进程是资源分配的单位" in text and {1, 3} <= set(numbers)


def test_a_table_cut_off_from_its_announcement_is_quoted_with_it():
    announcement, table = "区分队空与队满有三种办法：", "| 办法 | 队满 |\n|---|---|\n| 牺牲一个单元 | `(r+1)%m==f` |"
    one = Passage("notes", "ds.md", 0, "", ("队列",), "", 0, len(announcement), announcement)
    start = len(announcement) + 2
    two = Passage("notes", "ds.md", 0, "", ("队列",), "", start, start + len(table), table)
    text, numbers = extract("怎么区分队空和队满", [one, PAGING, two])
    assert text == f"{announcement}[1]\n\n{table}\n\n[3]" and numbers == (1, 3)


def test_the_same_sentence_of_two_books_is_quoted_once():
    text, numbers = extract("什么是死锁", [DEADLOCK, DEADLOCK])
    assert text.count("是指多个进程") == 1 and numbers == (1,)


def test_a_paragraph_is_quoted_whole_so_that_its_sentences_can_be_understood():
    text, _ = extract(
        "TLB 为什么能加快地址变换",
        [passage("快表是一种联想存储器。它使 TLB 命中时不必访问内存，因此加快地址变换。\n\n其他无关。")],
    )
    assert text == "快表是一种联想存储器。它使 TLB 命中时不必访问内存，因此加快地址变换。[1]"


def test_a_books_own_reference_numbers_are_not_taken_for_ours():
    text, numbers = extract("什么是快表", [passage("快表是一种联想存储器[3]。")])
    assert text == "快表是一种联想存储器。[1]" and numbers == (1,)


def test_found_by_meaning_alone_quotes_the_beginning_of_the_best_passage():
    text, numbers = extract("键值对", [passage("散列表按键直接寻址。装填因子影响性能。\n\n再散列。"), PAGING])
    assert text == "散列表按键直接寻址。装填因子影响性能。[1]" and numbers == (1,)


def test_a_topic_of_one_character_is_found():
    text, _ = extract("什么是栈", [PAGING, passage("队列先进先出。栈（stack）是只允许在一端插入和删除的线性表。")])
    assert text.startswith("栈（stack）是只允许在一端插入和删除的线性表。[2]")


def test_no_text_gives_no_answer():
    assert extract("什么是死锁", [passage("![图](a.png)")]) == ("", ())
    assert extract("什么是死锁", []) == ("", ())
