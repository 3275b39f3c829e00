import re
from dataclasses import replace

import pytest

from db.chats import ChatMessage
from index.passages import Citation
from webui.chat_messages import as_typed, safe_markdown, shown

PDF = Citation(
    1,
    "book",
    "os.pdf",
    87,
    "71",
    ("第3章", "死锁"),
    "",
    "必要条件有四个。\n\n# 不是标题 ![](http://evil/x) <img src=http://evil/y>",
)
NOTE = Citation(
    2,
    "handbook",
    "os/02.md",
    0,
    "",
    ("进程管理",),
    "os.2.5",
    "**银行家**算法\n\n![](http://evil/z)\n\n```c\nint a[1];\n\nreturn;\n```",
)


def words_of(message, language="zh"):
    (entry,) = shown([message], language)
    (part,) = entry["content"]
    assert part["type"] == "text"
    return part["text"]


def answered(content, **values):
    return ChatMessage(2, "assistant", content, **{"answered_by": "m", "outcome": "answered", **values})


@pytest.mark.parametrize(
    "words",
    [
        "![x](http://evil/a.png)",
        "![x][1]\n\n[1]: http://evil/a.png",
        "`\n\n![x](http://evil/a.png)\n\n`",
        "```\n![x](http://evil/a.png)",
        "$ ![x](http://evil/a.png) $",
        '<img src="http://evil/a.png">',
        "<IMG\nsrc=http://evil/a.png>",
        '`<img src="http://evil/a.png">`',
        '<p style="background:url(http://evil/a.png)">',
        "<video poster=http://evil/a.png>",
        '<svg><image href="http://evil/a.png"/></svg>',
        "<iframe src=//evil>",
        "<a b=1 style='background:url(//evil)'>x</a>",
    ],
)
def test_nothing_can_load_from_elsewhere(words):
    safe = safe_markdown(words)
    assert not re.search(r"!\[|<[a-z/!?]", safe, re.IGNORECASE)
    assert as_typed(safe) == words  # and nothing of it is lost


def test_code_formulas_and_plain_tags_stay_as_they_are():
    for words in (
        "```c\n#include <stdio.h>\nif (a<b && c>d) x = y;\n```",
        "`vector<int> v`",
        "$a<b$ 与 \\(x<y\\)",
        "第一行<br>第二行，H<sub>2</sub>O",
        "1 < 2，a <= b",
    ):
        assert safe_markdown(words) == words


def test_comparisons_outside_code_are_no_tags():
    safe = safe_markdown("若 a<b 且 c>d 则交换")
    assert "<b" not in safe
    assert as_typed(safe) == "若 a<b 且 c>d 则交换"


def test_marks_of_cited_passages_stand_out_and_nothing_else_does():
    words = words_of(answered("互斥[1]。`a[1]` 与 $x[1]$、数组 a[1] 见 [3]。", citations=(PDF,)))
    assert words.startswith(f"互斥{mark(1)}。`a[1]` 与 $x[1]$、数组 a[1] 见 [3]。")


def mark(number, stored=None, message=2):
    """The button of a number; its class says which citation of which message it opens."""
    return f'<sup><button type="button" class="cite at-{message}-{stored or number}">[{number}]</button></sup>'


def test_citations_are_counted_by_first_use_in_text_and_cards():
    third, fifth = (Citation(n, "book", f"{n}.pdf", n, "", (), "", "x") for n in (3, 5))
    words = words_of(answered("甲[5]，乙[3]，丙[5]。a[3]", citations=(third, fifth)))
    assert words.startswith(f"甲{mark(1, 5)}，乙{mark(2, 3)}，丙{mark(1, 5)}。a[3]")
    cards = re.findall(r'<button type="button" class="open-page at-2-(\d)"><b>\[(\d)\]</b> (\d)', words)
    assert cards == [("5", "1", "5"), ("3", "2", "3")]


def test_an_answer_that_is_not_stored_yet_opens_no_page():
    words = words_of(replace(answered("互斥[1]。", citations=(PDF,)), id=0))
    assert '<button type="button" class="cite">[1]</button>' in words
    assert '<p class="open-page"><b>[1]</b> os.pdf' in words and "必要条件有四个。" in words


def test_the_number_below_a_quoted_sentence_counts_whatever_the_sentence_ends_with():
    quoted = answered(
        "- 基址为 a[3]\n- x[3] 越界[3]\n\n```c\na[3]\n```",
        citations=(replace(PDF, number=3),),
        answered_by="extractive",
    )
    words = words_of(quoted)
    assert f"- 基址为 a{mark(1, 3)}\n- x[3] 越界{mark(1, 3)}\n\n```c\na[3]\n```" in words


def test_a_citation_without_a_mark_still_has_a_card():
    words = words_of(answered("甲[2]", citations=(PDF, NOTE)))
    assert words.startswith(f"甲{mark(1, 2)}")
    assert "[1]</b> 讲义" in words and "[2]</b> os.pdf" in words


@pytest.mark.parametrize(("language", "said"), [("zh", "勾选更多资料"), ("en", "choosing more of the library")])
def test_a_refusal_speaks_of_other_collections_only_where_there_are_some(language, said):
    refusal = answered("", outcome="refused", answered_by="")
    for can_choose in (True, False):
        (entry,) = shown([refusal], language, can_choose=can_choose)
        assert (said in entry["content"][0]["text"]) == can_choose


def test_citations_name_source_page_and_section_and_unfold_the_passage():
    words = words_of(answered("甲[1]乙[2]", citations=(PDF, NOTE)))
    card = words.split("\n\n")[-1]
    assert card.startswith('<details class="citations"><summary>引用 (2)</summary>')
    assert "[1]</b> os.pdf · 第 71 页（文件第 87 页） · 第3章 › 死锁</button>" in card
    assert "[2]</b> 讲义 · 操作系统 › 进程管理</button>" in card
    assert "<strong>银行家</strong>" in card
    assert card.count("<details><summary>展开引文</summary>") == 2
    assert "\n" not in card  # a line break could end the block of HTML, and Markdown would begin


def test_passages_cannot_load_or_run_anything():
    card = words_of(answered("甲[1]乙[2]", citations=(PDF, NOTE)))
    assert "&lt;img src=http://evil/y&gt;" in card
    assert not re.search(r"<(img|script)|<h1", card)
    source = Citation(1, "book", "<script>x</script>.pdf", 1, "<i>", ("<b>",), "", "x")
    assert not re.search(r"<(script|i)>|<b>(?!\[)", words_of(answered("甲[1]", citations=(source,))))


def test_a_page_without_a_printed_label_is_named_once():
    plain = Citation(1, "book", "os.pdf", 87, "", (), "", "x")
    same = Citation(1, "book", "os.pdf", 87, "87", (), "", "x")
    for citation in (plain, same):
        assert "os.pdf · 第 87 页</button>" in words_of(answered("甲[1]", citations=(citation,)))


@pytest.mark.parametrize(
    ("message", "chinese", "english"),
    [
        (answered("", outcome="writing"), "正在查找资料", "Looking through"),
        (answered("", outcome="refused", answered_by=""), "没有与这个问题相关的内容", "Nothing in the chosen library"),
        (answered("原句", answered_by="extractive"), "教材原句摘录，未经模型改写", "not reworded by a model"),
        (answered("原句", answered_by="extractive", notice="EngineTimeout"), "模型服务没有应答（等待超时），以下由教材原句作答", "it took too long"),
        (answered("原句", answered_by="extractive", notice="SomethingNew"), "模型服务没有应答，以下由教材原句作答", "did not answer;"),
        (answered("半句", outcome="stopped"), "已停止", "Stopped"),
        (answered("半句", outcome="failed", notice="EngineInterrupted"), "回答中断", "broke off"),
        (answered("整句", answered_by="Qwen3-8B"), "由 Qwen3-8B 依据资料作答", "Answered by Qwen3-8B"),
    ],
)  # fmt: skip
def test_what_kind_of_answer_it_is_stands_beside_it(message, chinese, english):
    assert chinese in words_of(message)
    assert english in words_of(message, "en")
    assert message.content in words_of(message)


def test_a_notice_is_not_swallowed_by_code_that_was_cut_short():
    words = words_of(answered("看：\n\n```c\nint main(", outcome="stopped"))
    assert "int main(\n```\n\n<p" in words
    whole = words_of(answered("```c\nint a;\n```", outcome="stopped"))
    assert whole.count("```") == 2


def test_only_the_newest_messages_are_shown():
    messages = [ChatMessage(n, "user", f"问 {n}") for n in range(1, 100)]
    entries = shown(messages, "zh", 40)
    assert len(entries) == 40
    assert entries[0]["content"][0]["text"] == "问 60"


def test_indented_code_keeps_its_indentation():
    assert words_of(ChatMessage(1, "user", "a\n    b\n    c")) == "a\n    b\n    c"


def asked_and_answered(question, language="zh", **values):
    messages = [ChatMessage(1, "user", question), answered("答案。", **values)]
    return shown(messages, language)[1]["content"][0]["text"]


def test_a_question_for_a_meaning_gets_the_glossarys_entry():
    words = asked_and_answered("快表是什么？")
    entry = words.split("</div>")[0]
    assert entry.startswith('<div class="glossary"')
    assert "<b>快表</b>" in entry
    assert "TLB" in entry
    assert "计算机组成原理 › 存储器层次结构" in entry or "操作系统 › 内存管理" in entry
    assert "答案。" in words
    assert "\n" not in entry, "a blank line would end the HTML"
    assert "also" in asked_and_answered("what is a TLB", "en").split("</div>")[0]


def test_other_questions_get_no_entry():
    assert "glossary" not in asked_and_answered("快表和页表有什么区别")
    assert "glossary" not in asked_and_answered("<b>快表</b><img src=x>")


def test_a_term_stands_also_above_a_refusal():
    assert 'class="glossary"' in asked_and_answered("死锁是什么", outcome="refused")
