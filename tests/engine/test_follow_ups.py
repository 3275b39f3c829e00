import re

import pytest

from engine.follow_ups import leans_on_history, search_query
from index.library import Library

# Turns, the sections that may answer the last one, and what the first passage has to speak of.
CONVERSATIONS = [
    (["什么是死锁", "它怎么预防"], "os.2.4", "预防|破坏"),
    (["FIFO 页面置换有什么缺点", "那 LRU 呢"], "os.3.2", "LRU|最近最久"),
    (["快速排序的平均时间复杂度", "那堆排序呢"], "ds.7.8 ds.7.12", "堆排序"),
    (["什么是分段存储管理", "它和分页有什么区别"], "os.3.1 co.3.7", "段"),
    (["SRAM 和 DRAM 的区别", "为什么后者要刷新"], "co.3.3", "刷新"),
    (["写回和全写有什么不同", "为什么前者更快"], "co.3.6", "写回"),
    (["硬链接和软链接的区别", "前者能跨文件系统吗"], "os.4.2", "硬链接"),
    (["什么是 B 树", "B+ 树呢"], "ds.6.6", r"B\+"),
    (["什么是进程", "那线程呢", "它们的区别是什么"], "os.2.1", "线程"),
    (["介绍一下 CSMA/CD", "那 CSMA/CA 呢"], "cn.3.5 cn.3.6", "CSMA/CA"),
    (["直接映射是什么意思", "缺点呢", "那组相联呢"], "co.3.6", "组相联"),
    (["RIP 协议的工作过程", "OSPF 呢", "后者有什么优点"], "cn.4.5", "OSPF"),
    (["二叉搜索树怎么插入", "删除呢"], "ds.6.5", "删除"),
    (["KMP 算法的 next 数组怎么求", "时间复杂度呢"], "ds.6.8", "KMP|next"),
    (["流水线有哪些冒险", "怎么解决"], "co.5.6", "冒险|旁路|转发"),
    (["子网掩码有什么用", "给我一个例子"], "cn.4.3", "子网|掩码"),
    (["DMA 的工作过程", "CPU 在这期间做什么"], "co.6.3", "DMA"),
    (["虚拟内存为什么能比物理内存大", "缺页的时候发生什么", "那内存满了呢"], "os.3.2", "置换|换出|淘汰"),
    (["What is a semaphore?", "How is it implemented?"], "os.2.3", "信号量"),
    (["what is TCP slow start", "what about fast retransmit"], "cn.5.3", "快速?重传"),
    (["explain the banker's algorithm", "what are its drawbacks"], "os.2.4", "银行家"),
    (["什么是死锁", "什么是 DNS"], "cn.6.2", "DNS|域名"),  # another topic
    (["快速排序的过程", "总线仲裁有哪些方式"], "co.6.1", "仲裁"),
]


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    library = Library(tmp_path_factory.mktemp("library"))
    library.ensure_handbook()
    return library


def history(*turns):
    return [
        message
        for turn in turns
        for message in ({"role": "user", "content": turn}, {"role": "assistant", "content": "好的[1]。"})
    ]


@pytest.mark.parametrize(("turns", "sections", "said"), CONVERSATIONS, ids=lambda part: str(part)[:40])
def test_the_last_turn_finds_what_it_means(library, turns, sections, said):
    first = library.search(search_query(turns[-1], history(*turns[:-1])), 5)[0].passage
    assert first.node in sections.split()
    assert re.search(said, first.text)


@pytest.mark.parametrize("question", ["今天晚上吃什么好", "谢谢", "帮我写一首情诗"])
def test_small_talk_after_a_question_finds_nothing(library, question):
    assert library.search(search_query(question, history("什么是死锁"))) == []


def test_the_new_question_is_not_drowned(library):
    """A long question before it does not decide what a short one finds."""
    long = "一个进程申请打印机，可是打印机被另一个进程占着，那个进程又在等磁带机，大家都动不了，这种死锁有哪些必要条件"
    found = library.search(search_query("那饥饿呢", history(long)), 3)
    assert "饥饿" in found[0].passage.text


@pytest.mark.parametrize(
    ("turns", "query"),
    [
        (["什么是死锁", "它怎么预防？"], "死锁 它怎么预防？"),
        (["什么是栈"], "什么是栈"),
        (["为什么呢"], "为什么呢"),
        (["TCP 握手", "什么是死锁", "它怎么预防", "为什么呢"], "死锁 预防 为什么呢"),  # as far back as the topic
        (["什么是死锁", "什么是栈"], "什么是栈"),
        (["FIFO 有什么缺点", "那 LRU 呢"], "缺点 那 LRU 呢"),
        (["FIFO 和 LRU 的区别", "为什么不用前者"], "lru 为什么不用fifo"),
        (["FIFO 和 LRU 的区别", "后者怎么实现"], "fifo lru怎么实现"),
        (["什么是进程", "那线程呢", "它们的区别"], "线程 进程 它们的区别"),
        (["什么是\n死锁", "它\n怎么预防"], "死锁 它 怎么预防"),
    ],
)
def test_only_topics_are_carried_along(turns, query):
    assert search_query(turns[-1], history(*turns[:-1])) == query


def test_at_most_three_questions_are_looked_back_at():
    assert "死锁" not in search_query("为什么呢", history("什么是死锁", "它呢", "这个呢", "那些呢"))


@pytest.mark.parametrize(
    "question",
    [
        "为什么呢？", "它的缺点是什么", "这个怎么算", "那线程呢", "举个例子", "给我一个例子", "有哪些步骤", "怎么解决",
        "时间复杂度是多少", "和 FIFO 有什么区别", "后者呢", "B+ 树呢", "为什么不用前者", "What about it?", "what about UDP",
        "why is the latter faster",
    ],
)  # fmt: skip
def test_questions_that_lean_on_history(question):
    assert leans_on_history(question)


@pytest.mark.parametrize(
    "question",
    [
        "什么是栈", "死锁的必要条件有哪些", "比较 FIFO 和 LRU", "其它排序与快速排序相比", "与非门的作用", "什么是时间片",
        "TCP 为什么要三次握手", "比特率和波特率", "今天吃什么", "谢谢", "how does a switch learn addresses",
    ],
)  # fmt: skip
def test_questions_that_stand_alone(question):
    assert not leans_on_history(question)
