import pytest

from index.page_marks import Letters, aligned, letters_of, marks, spans_in
from index.recognised import RecognisedLine, RecognisedPage

COLUMNS, HEIGHT = 40, 0.02


def printed(*lines):
    """Letters in lines of a grid: COLUMNS to the width, a line every 0.05 of the height. White space has no box."""
    text, boxes = "", []
    for row, line in enumerate(lines):
        for column, char in enumerate(line):
            left, top = column / COLUMNS, 0.05 * row
            text += char
            boxes.append((0.0,) * 4 if char.isspace() else (left, top, left + 1 / COLUMNS, top + HEIGHT))
        text += "\n"
        boxes.append((0.0,) * 4)
    return Letters(text, tuple(boxes))


def place(row, first, last):
    """The box over the letters `first` to `last` of a line, both from 0."""
    return pytest.approx((first / COLUMNS, 0.05 * row, (last + 1) / COLUMNS, 0.05 * row + HEIGHT))


def cited_boxes(letters, passage, *sentences):
    spans = [(passage.index(words), passage.index(words) + len(words)) for words in sentences]
    return [mark.box for mark in marks(letters, passage, spans) if mark.sentence]


PAGE = printed(
    "第二章 进程管理",
    "死锁是指多个进程因竞争资源而互相等待的僵局。",
    "死锁的四个必要条件是互斥条件、请求和保持",
    "条件、不可抢占条件和循环等待条件。破坏其",
    "中任何一个就能预防死锁。",
    "死锁是指多个进程因竞争资源而互相等待的僵局。",
    "银行家算法用来避免死锁。",
    "204",
)


def test_a_sentence_over_two_lines_gets_a_box_in_each():
    passage = (
        "死锁的四个必要条件是互斥条件、请求和保持\n条件、不可抢占条件和循环等待条件。破坏其\n中任何一个就能预防死锁。"
    )
    sentence = passage[: passage.index("破坏")]
    assert cited_boxes(PAGE, passage, sentence) == [place(2, 0, 19), place(3, 0, 16)]
    around = [mark.box for mark in marks(PAGE, passage, []) if not mark.sentence]
    assert around == [place(2, 0, 19), place(3, 0, 19), place(4, 0, 11)]


@pytest.mark.parametrize(
    ("before", "after", "row"),
    [("第二章 进程管理\n", "\n死锁的四个必要条件是互斥条件", 1), ("破坏其中任何一个就能预防死锁。\n", "\n银行家算法用来避免死锁。", 5)],
)  # fmt: skip
def test_of_repeated_sentences_the_one_in_the_passage_is_marked(before, after, row):
    sentence = "死锁是指多个进程因竞争资源而互相等待的僵局。"
    assert cited_boxes(PAGE, before + sentence + after, sentence) == [place(row, 0, 21)]
    # also when the passage as a whole stands nowhere, since the reader left something out
    torn = before.replace("进程", "") + "……" + sentence + after.replace("算法", "方法")
    assert cited_boxes(PAGE, torn, sentence) == [place(row, 0, 21)]


def test_radicals_full_width_forms_and_case_are_the_same_letters():
    letters = printed("⻓度为ＴＣＰ的⾸部，⻋⻔ＡＢＣ。")
    assert cited_boxes(letters, "长度为tcp的首部,车门abc.", "长度为tcp的首部") == [place(0, 0, 9)]


def test_white_space_is_no_difference():
    letters = printed("T C P 使 用 滑 动 窗 口")
    (box,) = cited_boxes(letters, "TCP使用滑动窗口", "滑动窗口")
    assert box == place(0, 10, 16)


def test_superscripts_written_with_a_caret_are_found():
    letters = printed("地址空间为232字节，即4GB。", "页面大小为212字节。")
    passage = "地址空间为2^{32}字节，即4GB。\n页面大小为2^{12}字节。"
    assert cited_boxes(letters, passage, "页面大小为2^{12}字节。") == [place(1, 0, 10)]


def test_what_the_reader_dropped_in_between_is_skipped():
    """A running head, a page number, a hyphen at the end of a line."""
    letters = printed("the page is trans-", "计算机操作系统教程", "lated by the hardware unit.", "第 204 页")
    passage = "the page is translated by the hardware unit."
    assert cited_boxes(letters, passage, passage) == [place(0, 0, 16), place(2, 0, 26)]


def test_two_columns_in_another_order_are_found():
    letters = printed("右栏讲述的是页面置换算法的比较", "左栏讲述的是虚拟存储器的基本概念")
    passage = "左栏讲述的是虚拟存储器的基本概念\n右栏讲述的是页面置换算法的比较"
    assert cited_boxes(letters, passage, "右栏讲述的是页面置换算法的比较") == [place(0, 0, 14)]


def test_absent_words_are_not_marked():
    assert marks(PAGE, "红烧肉的做法是先把五花肉切块焯水，再炒糖色。", [(0, 10)]) == ()
    assert marks(PAGE, "", []) == ()
    assert marks(PAGE, "。……", [(0, 3)]) == ()
    assert marks(printed(), "死锁", [(0, 2)]) == ()


def test_an_absent_sentence_of_a_present_passage_is_not_marked():
    passage = "死锁是指多个进程因竞争资源而互相等待的僵局。后来补写的一句话，旧版里没有。"
    found = marks(PAGE, passage, [(22, len(passage))])
    assert found and not any(mark.sentence for mark in found)


def test_columns_of_a_table_are_marked_apart():
    letters = printed("A. 仅 I          B. 仅 II、III          C. 全部")
    boxes = [mark.box for mark in marks(letters, "A. 仅 I B. 仅 II、III C. 全部", []) if not mark.sentence]
    assert len(boxes) == 3


def recognised(*lines):
    """Lines of 0.9 of the width, as recognition gives them."""
    return RecognisedPage(
        3, tuple(RecognisedLine(text, (0.05, 0.1 * row, 0.95, 0.1 * row + 0.03), 0.9) for row, text in enumerate(lines))
    )


def test_a_recognised_line_is_shared_out_by_the_width_of_its_letters():
    letters = letters_of(recognised("进程P1执行wait操作，然后阻塞"))
    (box,) = cited_boxes(letters, "进程P1执行wait操作，然后阻塞", "然后阻塞")
    assert box == pytest.approx((0.95 - 0.9 * 4 / 14, 0, 0.95, 0.03))


def test_a_sentence_over_recognised_lines_with_a_misread_letter_is_found():
    page = recognised("目录", "信号量的值小于零时其绝对值等于", "等待该资源的进呈数目。下一句")
    passage = "信号量的值小于零时其绝对值等于等待该资源的进程数目。"
    first, second = cited_boxes(letters_of(page), passage, passage)
    assert first == pytest.approx((0.05, 0.1, 0.95, 0.13))
    assert second[1] == pytest.approx(0.2) and 0.6 < second[2] < 0.8


def test_alignment_takes_the_neighbour_of_what_is_certain():
    one, other = "甲乙丙丁戊己庚辛的各种进程", "的各种进程天地玄黄甲乙丙丁戊己庚辛呀的各种进程"
    places = aligned(one, other)
    assert places[:8] == list(range(9, 17))
    assert places[8:] == list(range(18, 23))


def test_scraps_between_agreements_are_compared_letter_by_letter():
    places = aligned("甲乙丙丁戊己庚辛某天地某玄黄宇宙洪荒日月", "甲乙丙丁戊己庚辛口天地口玄黄宇宙洪荒日月")
    assert places == [*range(8), -1, 9, 10, -1, *range(12, 20)]


def test_a_long_page_of_the_same_few_letters_takes_no_time():
    places = aligned("01" * 2000 + "甲乙丙丁戊己庚辛", "10" * 4000 + "天甲乙丙丁戊己庚辛")
    assert places[-1] == 8008


def test_spans_are_carried_over_into_a_text_with_other_marks():
    shown = "死锁 的 四个条件 H2O 与公式 之后"
    passage = "**死锁** 的 `四个条件` H~2~O 与公式 $x$ 之后"
    start = passage.index("四个")
    assert [shown[a:b] for a, b in spans_in(shown, passage, [(start, start + 4), (0, 6)])] == ["四个条件", "死锁"]
