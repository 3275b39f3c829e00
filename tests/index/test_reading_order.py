from collections.abc import Sequence

import pytest

from index.readers.reading_order import Piece, reading_order

EM, LEAD = 20, 34


def piece(text: str, x: float, y: float) -> Piece:
    """A line as drawn with characters of 20 pixels, Latin ones half as wide; x, y its top left corner."""
    width = sum(EM if ord(char) > 0x2000 else EM / 2 for char in text)
    return Piece(text, x, y, x + width, y + 24)


def column(lines: Sequence[str], x: float = 100, y: float = 100, lead: float = LEAD) -> list[Piece]:
    return [piece(line, x, y + at * lead) for at, line in enumerate(lines)]


def text_of(pieces: Sequence[Piece]) -> str:
    return "".join(before + text for _, text, before in reading_order(pieces)).strip()


FULL = "操作系统是管理计算机硬件与软件资源的程序它为用户"  # fills a column of 24 characters


def test_nothing():
    assert reading_order([]) == []


def test_lines_that_fill_their_width_run_on_without_a_space():
    assert text_of(column([FULL, FULL, "提供接口。"])) == FULL + FULL + "提供接口。"


def test_words_keep_a_space_between_lines():
    lines = [
        "The operating system manages hardware and softwa",
        "resources of the machine and offers common servi",
        "to it.",
    ]
    assert text_of(column(lines)) == " ".join(lines)


def test_a_word_divided_at_the_end_of_a_line_is_joined():
    lines = ["The operating system manages the hardware and al-", "gorithms of the machine and offers common servic"]
    text = text_of(column(lines))
    assert "al\u00adgorithms" in text
    assert text.replace("\u00ad", "-") == "".join(lines)


def test_an_indented_line_begins_a_paragraph():
    lines = [piece(FULL, 100, 100), piece(FULL[:22], 140, 134), piece("完。", 100, 168)]
    assert text_of(lines) == f"{FULL}\n{FULL[:22]}完。"


@pytest.mark.parametrize(
    "mark", ["12. ", "3．", "（2）", "(2) ", "①", "B. ", "II. ", "二、", "第3章 ", "【解析】", "• ", "// "]
)
def test_numbers_options_and_headings_begin_a_line(mark: str):
    assert text_of(column([FULL, mark + "进程与线程"])) == f"{FULL}\n{mark}进程与线程"


@pytest.mark.parametrize("start", ["1.25 倍", "2024 年", "C 语言", "I/O 设备"])
def test_a_number_or_a_letter_alone_does_not(start: str):
    assert "\n" not in text_of(column([FULL, start]))


def test_short_lines_stay_apart():
    assert text_of(column([FULL, "第一行较短", "第二行也短"])).endswith("第一行较短\n第二行也短")


def test_a_gap_between_lines_ends_a_paragraph():
    lines = [*column([FULL, FULL, FULL]), *column([FULL, FULL], y=280)]
    assert text_of(lines) == FULL * 3 + "\n" + FULL * 2


def test_program_lines_stay_apart():
    lines = ["if (degree[j] == 0 && in0 == -1) in0 = next[in0];", "else in0 = -2;"]
    assert text_of(column(lines)) == "\n".join(lines)


def test_an_answer_grid_is_read_by_rows_with_tabs():
    cells = [
        piece(f"{row * 5 + at + 1}. {'ABCDC'[at]}", 100 + at * 160, 100 + row * 40 + at)
        for at in range(5)
        for row in range(8)
    ]
    rows = text_of(cells).split("\n")
    assert rows[0] == "1. A\t2. B\t3. C\t4. D\t5. C"
    assert len(rows) == 8


def test_a_table_across_the_page_does_not_run_on():
    rows = [[piece(str(at), 100 + at * 44, y) for at in range(10)] for y in (100, 134)]
    text = text_of([*rows[0], *rows[1], *column(["装填因子是七比十一，每个关键字的比较次数"], y=168)])
    assert text.expandtabs(1).split("\n") == ["0 1 2 3 4 5 6 7 8 9"] * 2 + ["装填因子是七比十一，每个关键字的比较次数"]


def test_two_columns_are_read_one_after_the_other_below_their_heading():
    left = column([FULL] * 5 + ["左栏完。"], x=100, y=200)
    right = column([FULL] * 5 + ["右栏完。"], x=640, y=205)
    heading = Piece("第三章 处理机调度与死锁", 400, 100, 840, 140)
    foot = piece("本页两栏之下的一行说明文字横跨全页宽度不属于任何一栏而是单独的一段", 200, 480)
    assert text_of([*right, heading, foot, *left]).split("\n") == [
        heading.text,
        FULL * 5 + "左栏完。",
        FULL * 5 + "右栏完。",
        foot.text,
    ]


def test_three_columns():
    columns = [column([char * 12] * 6, x=100 + at * 320) for at, char in enumerate("甲乙丙")]
    assert text_of([line for lines in zip(*columns, strict=True) for line in lines]) == "\n".join(
        char * 72 for char in "甲乙丙"
    )


def test_the_pages_of_a_spread_are_read_one_after_the_other_although_their_lines_stand_level():
    """Exam papers: most rows are short options; only the questions fill the column."""
    page = [f"1. {FULL[:22]}", "A. 栈", "B. 队列", "C. 树"]
    sides = [[piece(line, x, 100 + at * LEAD) for at, line in enumerate(page * 3)] for x in (100, 700)]
    assert text_of([one for both in zip(*sides, strict=True) for one in both]) == "\n".join(page * 6)


def test_a_paragraph_beside_a_picture_runs_on():
    beside = column([FULL[:20], FULL[:20], "完。"], y=168)
    lines = [*column([FULL + FULL[:12]] * 2), *beside, *column([FULL + FULL[:12]] * 2, y=290)]
    assert FULL[:20] * 2 + "完。" in text_of(lines)


def test_lines_of_a_title_stay_apart():
    title = [piece(FULL[:16], 260, 20), piece(FULL[:17], 250, 60)]
    assert text_of([*title, *column([FULL + FULL[:6]] * 4)]).split("\n")[:2] == [FULL[:16], FULL[:17]]


def test_code_beside_its_comments_is_read_by_rows():
    code = column(["int i = 0;", "while (i < n)", "{", "  sum += a[i];", "  i++;", "}"])
    comments = column(["//计数", "//循环到末尾为止", "//开始", "//累加当前的元素", "//前进", "//结束"], x=420)
    rows = text_of([*code, *comments]).split("\n")
    assert rows[0] == "int i = 0;\t//计数"
    assert len(rows) == 6


def test_pieces_of_one_line_are_joined_by_what_lies_between():
    assert text_of([piece("进程", 100, 100), piece("调度", 142, 101)]) == "进程调度"
    assert text_of([piece("page", 100, 100), piece("table", 142, 100)]) == "page table"
    assert text_of([piece("选项", 100, 100), piece("甲", 165, 100)]) == "选项 甲"


def test_every_piece_comes_once():
    pieces = [piece("字" * (1 + at % 7), 50 + (at * 137) % 900, 40 + (at * 61) % 1200) for at in range(60)]
    assert sorted(number for number, _, _ in reading_order(pieces)) == list(range(60))
