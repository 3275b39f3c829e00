from engine.blocks import split_units


def units(text: str) -> list[tuple[str, str]]:
    return [(unit.kind, unit.text) for unit in split_units(text)]


def test_sentences_end_at_chinese_and_english_stops_but_not_inside_formulas_or_numbers():
    text = "命中率为 0.95。公式 $a。b$ 成立！Is it so? Yes, by v1.2 it is."
    assert [t for _, t in units(text)] == ["命中率为 0.95。", "公式 $a。b$ 成立！", "Is it so?", "Yes, by v1.2 it is."]


def test_lines_broken_by_the_page_are_joined():
    assert units("死锁是指多个进程\n互相等待。\nA dead-\nlock is\nbad.") == [
        ("sentence", "死锁是指多个进程互相等待。"),
        ("sentence", "A deadlock is bad."),
    ]


def test_tables_code_and_formulas_stay_whole():
    table, code, formula = "| a | b |\n|---|---|\n| 1 | 2 |", "```c\nint a;\n\nint b;\n```", "$$\nx = 1\n$$"
    assert units(f"如下：\n\n{table}\n\n{code}\n{formula}\n完。") == [
        ("sentence", "如下："),
        ("table", table),
        ("code", code),
        ("formula", formula),
        ("sentence", "完。"),
    ]


def test_items_of_a_list_share_a_paragraph_also_with_blank_lines_between_and_know_their_heading():
    found = split_units(
        "## 必要条件\n- 互斥。\n\n- 不可抢占。仍被占有。\n\n另一段。\n1. 甲\n2) 乙\n**粗体标题**\n(3) 丙"
    )
    assert [(u.text, u.heading) for u in found] == [
        ("互斥。", "必要条件"),
        ("不可抢占。仍被占有。", "必要条件"),
        ("另一段。", "必要条件"),
        ("甲", "必要条件"),
        ("乙", "必要条件"),
        ("丙", "粗体标题"),
    ]
    assert found[0].paragraph == found[1].paragraph != found[2].paragraph
    assert found[3].paragraph == found[4].paragraph


def test_pictures_links_tags_comments_and_contents_are_left_out():
    text = "<!-- toc -->\n- [死锁](#死锁)\n\n<p>见[图](https://example.org/x)所示![图](a.png)。</p>\n\n![只有图](b.png)"
    assert units(text) == [("sentence", "见图所示。")]


def test_a_bold_word_at_the_start_is_no_list():
    assert units("**死锁**是指互相等待。") == [("sentence", "**死锁**是指互相等待。")]


def test_a_code_block_that_only_includes_a_file_is_left_out():
    assert units("如下：\n\n```src\n[file]{sort}-[func]{bubble}\n```\n\n完。") == [
        ("sentence", "如下："),
        ("sentence", "完。"),
    ]
