import pytest

from index.errors import BrokenSource, EmptySource, EncryptedSource, UnreadableSource
from index.readers import read_source
from index.readers.pdf import read_frame, read_layers
from index.readers.pdf_pages import PageLayer, PdfFrame, assembled, pages_to_recognise, without_running_lines
from index.recognised import RecognisedLine, RecognisedPage
from index.text_quality import Verdict
from tests.index.pdf_files import Drawing, Picture, Text, lock, outlined, write_pdf, write_placed_pdf

LINE = "死锁的四个必要条件是互斥、请求和保持、不可剥夺、循环等待。"
PROSE = "操作系统在内存中为每个进程建立页表，页表项记录页面所在的页框号。"


def layer(folder, *things, **page):
    path = folder / "a.pdf"
    write_placed_pdf(path, [things], **page)
    (only,) = read_layers(path, 1, 2)
    return only


def text(folder, *things, **page):
    return layer(folder, *things, **page).text


# The frame


def test_pages_keep_number_label_and_outline(tmp_path):
    path = tmp_path / "os.pdf"
    write_pdf(
        path,
        [[LINE], ["页面置换算法决定淘汰哪一个页面，常见的有先进先出和最近最久未使用。"], [PROSE]],
        outline=[(1, "死锁"), (2, "  内存 \n管理"), (9, "没有这一页")],
    )
    pages = read_source(path).pages
    assert [(page.number, page.section) for page in pages] == [(1, ("死锁",)), (2, ("内存 管理",)), (3, ("内存 管理",))]
    assert pages[0].text == LINE
    assert pages[0].label == "1"


def test_printed_page_numbers(tmp_path):
    path = tmp_path / "a.pdf"
    write_placed_pdf(path, [[Text(LINE, 50, 700)]] * 4, labels="0 << /S /r >> 2 << /S /D /St 17 >>")
    assert read_frame(path).labels == ("i", "ii", "17", "18")


def test_a_file_with_a_password_is_refused(tmp_path):
    path = tmp_path / "locked.pdf"
    write_pdf(path, [[LINE]])
    lock(path, "secret")
    with pytest.raises(EncryptedSource, match="password"):
        read_source(path)


def test_a_file_that_only_forbids_printing_is_read(tmp_path):
    path = tmp_path / "owned.pdf"
    write_pdf(path, [[LINE]])
    lock(path, "")
    assert LINE in read_source(path).pages[0].text


@pytest.mark.parametrize("content", [b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog", b"%PDF-1.4" + b"\0" * 500])
def test_a_damaged_file_is_refused(tmp_path, content):
    (tmp_path / "torn.pdf").write_bytes(content)
    with pytest.raises(BrokenSource, match="damaged"):
        read_source(tmp_path / "torn.pdf")


def test_a_file_without_its_table_of_objects_is_read(tmp_path):
    write_pdf(tmp_path / "a.pdf", [[LINE]])
    data = (tmp_path / "a.pdf").read_bytes()
    (tmp_path / "a.pdf").write_bytes(data.replace(b" 00000 n ", b"9 0000 n ").replace(b"startxref\n", b"startxref\n9"))
    assert read_source(tmp_path / "a.pdf").pages[0].text == LINE


# Lines


def test_raised_and_lowered_signs_are_marked(tmp_path):
    written = text(
        tmp_path,
        Text("O(n", 50, 700), Text("2", 68, 705, 7), Text(")", 72, 700), Text("和 2", 78, 700), Text("10", 96, 705, 7),
        Text("与 x", 50, 670), Text("i", 68, 667, 7), Text("之和", 72, 670),
        wide=False,
    )  # fmt: skip
    assert written == "O(n^{2})和 2^{10}\n与 x_{i}之和"


def test_marks_of_notes_ordinals_and_small_print_are_not(tmp_path):
    written = text(
        tmp_path,
        Text("algorithm", 50, 700), Text("1", 104, 705, 7),
        Text("概念", 50, 670), Text("3", 62, 675, 7),
        Text("the 4", 50, 640), Text("th", 80, 645, 7),
        Text("text ", 50, 610), Text("small print", 80, 610, 7),
        wide=False,
    )  # fmt: skip
    assert written == "algorithm1\n概念3\nthe 4th\ntext small print"


def test_wide_set_chinese_has_no_gaps_but_they_are_counted(tmp_path):
    only = layer(tmp_path, Text("页面", 50, 700), Text("置换", 79, 700), Text("算法", 108, 700), Text("甲乙", 150, 700))
    assert only.text == "页面置换算法 甲乙"
    assert only.gaps == 3


def test_letters_that_pdfium_drops_for_want_of_a_font_are_kept(tmp_path):
    written = text(tmp_path, Text("页", 50, 700), Text("面置换", 62, 700), Text("算", 98, 700))
    assert written == "页面置换算"


def test_two_columns_are_read_one_after_the_other(tmp_path):
    left = [f"左{number}栏的一行文字写得满满的没有空" for number in "甲乙丙丁戊己庚辛"]
    right = [f"右{number}栏的一行文字写得满满的没有空" for number in "甲乙丙丁戊己庚辛"]
    things = [Text("横贯两栏的标题写在最上面，它很长很长很长很长很长很长很长很长很长很长", 50, 780)]
    for number, (a, b) in enumerate(zip(left, right, strict=True)):  # row by row, as some programs write them
        things += [Text(a, 50, 740 - 18 * number), Text(b, 310, 740 - 18 * number)]
    assert text(tmp_path, *things).split("\n")[1:] == left + right


def test_answers_and_tables_beside_each_other_stay_in_their_rows(tmp_path):
    things = []
    for number in range(10):
        y = 740 - 18 * number
        things += [Text("A. 互斥", 50, y), Text("B. 请求", 200, y), Text("C. 循环", 350, y)]
    assert text(tmp_path, *things).split("\n") == ["A. 互斥 B. 请求 C. 循环"] * 10


def test_lines_drawn_from_the_foot_upwards_are_turned(tmp_path):
    lines = [f"第{number}行写着一些字" for number in "一二三四五六七八九十甲乙丙丁"]
    things = [Text(line, 50, 740 - 18 * number) for number, line in enumerate(lines)]
    assert text(tmp_path, *reversed(things)).split("\n") == lines


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_turned_pages_keep_their_signs(tmp_path, rotate):
    turn = {90: "0 1 -1 0 400 100", 180: "-1 0 0 -1 500 700", 270: "0 -1 1 0 100 700"}[rotate]
    things = [Drawing(f"q {turn} cm"), Text("O(n", 0, 0), Text("2", 18, 5, 7), Text(")", 22, 0), Drawing("Q")]
    assert text(tmp_path, *things, rotate=rotate, wide=False) == "O(n^{2})"


# Verdicts


def verdict(folder, *things, **page):
    only = layer(folder, *things, **page)
    result = assembled("a.pdf", PdfFrame(("1",)), [only])
    return (result.unreadable[0][1] if result.unreadable else Verdict.GOOD), pages_to_recognise([only]) == [1]


def lines_of(text, count=20, mode=0):
    return [Text(text, 40, 780 - 24 * number, 14, mode) for number in range(count)]


def test_a_page_of_text_is_good(tmp_path):
    assert verdict(tmp_path, *lines_of(PROSE)) == (Verdict.GOOD, False)


def test_a_blank_page_is_not_missed(tmp_path):
    assert verdict(tmp_path) == (Verdict.GOOD, False)
    assert verdict(tmp_path, Picture(0, 0, 595, 842, white=True)) == (Verdict.GOOD, False)
    with pytest.raises(EmptySource):
        read_source(tmp_path / "a.pdf")


@pytest.mark.parametrize("media", ["0 0 595 842", "0 0 842 595", "100 100 695 942"])
def test_pictures_only(tmp_path, media):
    assert verdict(tmp_path, Picture(150, 150, 350, 300), media=media) == (Verdict.MISSING, True)


def test_text_drawn_as_outlines_is_missing(tmp_path):
    assert verdict(tmp_path, outlined(1)) == (Verdict.MISSING, True)


def test_a_header_over_a_picture_of_the_body_is_recognised_too(tmp_path):
    header = Text("计算机操作系统（第四版）  第三章 处理机调度与死锁", 50, 810)
    assert verdict(tmp_path, header, Picture(50, 100, 480, 600)) == (Verdict.GOOD, True)
    assert verdict(tmp_path, header, outlined(2)) == (Verdict.GOOD, True)
    assert verdict(tmp_path, header) == (Verdict.GOOD, False)


def test_a_watermark_over_a_scan_is_not_its_text(tmp_path):
    mark = Text("扫描全能王 创建  https://example.org/scan", 60, 20)
    scan = (Picture(0, 0, 595, 842, white=True), outlined(3))
    assert verdict(tmp_path, *scan, mark) == (Verdict.GOOD, True)
    assert verdict(tmp_path, *scan, Text("扫描全能王 创建", 60, 20)) == (Verdict.MISSING, True)


def test_rules_and_frames_are_no_lost_text(tmp_path):
    frame = Drawing("1 w 30 30 535 782 re S 30 800 m 565 800 l S 2 w 30 40 m 565 40 l S")
    assert verdict(tmp_path, Text("第三章", 50, 700), frame) == (Verdict.GOOD, False)


def test_a_font_without_a_map_is_garbled(tmp_path):
    assert verdict(tmp_path, *lines_of(PROSE), mapped=False) == (Verdict.GARBLED, True)


def test_private_characters_are_garbled(tmp_path):
    private = {char: chr(0xE000 + number) for number, char in enumerate(sorted(set(PROSE)))}
    assert verdict(tmp_path, *lines_of(PROSE), letters=private) == (Verdict.GARBLED, True)


def test_characters_mapped_to_wrong_ones_are_garbled(tmp_path):
    wrong = {char: chr(0x5000 + 37 * number) for number, char in enumerate(sorted(set(PROSE)))}
    assert verdict(tmp_path, *lines_of(PROSE), letters=wrong) == (Verdict.GARBLED, True)


def test_lost_chinese(tmp_path):
    things = [Text(f"{number}. A. 12 B. {number} C. TCP D. {number}ms", 40, 780 - 24 * number) for number in range(20)]
    assert verdict(tmp_path, *things) == (Verdict.CJK_MISSING, True)


def test_a_hidden_layer_of_bad_recognition_is_recognised_again(tmp_path):
    scan = Picture(0, 0, 595, 842)
    noisy = [Text("页面 置换 算法的 步骤是＼先进 先出。", 40, 780 - 24 * n, 14, 3) for n in range(20)]
    assert verdict(tmp_path, scan, *noisy)[1]
    latin = [Text("WEMAABA BTR HEI ZHE kfj lqx MNB ghw TTR ewq", 40, 780 - 24 * n, 12, 3) for n in range(20)]
    assert verdict(tmp_path, scan, *latin) == (Verdict.GARBLED, True)
    assert not verdict(tmp_path, scan, *lines_of(PROSE, mode=3))[1]
    assert not verdict(tmp_path, *lines_of(PROSE), scan)[1]  # the picture drawn over it


def test_a_page_of_absurd_size_is_looked_at_in_bounds(tmp_path):
    only = layer(tmp_path, Picture(0, 0, 900_000, 900_000), media="0 0 1000000 1000000")
    assert only.drawn
    assert not layer(tmp_path, media="0 0 1000000 1").drawn


def test_pages_without_text_are_named(tmp_path):
    path = tmp_path / "scan.pdf"
    write_pdf(path, [None, [LINE], None])
    text = read_source(path)
    assert [page.number for page in text.pages] == [2]
    assert text.unreadable == ((1, Verdict.MISSING), (3, Verdict.MISSING))
    assert text.describe_unreadable() == "pages 1, 3: pictures only, no text"


def test_a_file_of_pictures_is_refused_with_its_pages(tmp_path):
    path = tmp_path / "scan.pdf"
    write_pdf(path, [None, None, None])
    with pytest.raises(UnreadableSource, match=r"pages 1-3: pictures only.*OCR"):
        read_source(path)


# Bombs


def test_a_form_inside_itself_and_deep_nesting_end(tmp_path):
    deep = "q " * 50_000 + "[" * 50_000
    assert layer(tmp_path, Drawing(deep), Text(LINE, 50, 700)).number == 1


def test_a_count_that_lies_is_bounded(tmp_path):
    write_pdf(tmp_path / "a.pdf", [[LINE]])
    data = (tmp_path / "a.pdf").read_bytes()
    (tmp_path / "a.pdf").write_bytes(data.replace(b"/Count 1 ", b"/Count 900000 "))
    try:
        assert [page.number for page in read_source(tmp_path / "a.pdf").pages] == [1]
    except BrokenSource as error:
        assert "900000 pages" in error.reason


# The pages together

BODY = "页表项记录页面所在的页框号，缺页时由操作系统调入。"


def seen(number, *lines):
    return RecognisedPage(number, tuple(RecognisedLine(line, (0, 0, 1, 0.1), 0.9) for line in lines))


def assemble(layers, *recognised):
    frame = PdfFrame(tuple(str(layer.number) for layer in layers))
    return assembled("a.pdf", frame, layers, {page.number: page for page in recognised})


def test_lines_at_the_edge_of_every_page_are_left_out(tmp_path):
    path = tmp_path / "book.pdf"
    write_pdf(path, [["操作系统讲义", f"{LINE}{'甲乙丙丁戊'[n]}", f"第 {n + 1} 页"] for n in range(5)])
    for page in read_source(path).pages:
        assert "讲义" not in page.text
        assert "第" not in page.text
        assert LINE in page.text


def test_a_chapter_s_title_over_its_right_pages_is_left_out():
    texts = [
        f"{f'第{1 + n // 10}章 标题甲' if n % 2 else '计算机组成原理'}\n正文{chr(0x4E00 + 31 * n)}的话\n{n}"
        for n in range(30)
    ]
    assert without_running_lines(texts) == [f"正文{chr(0x4E00 + 31 * n)}的话" for n in range(30)]


def test_signs_of_code_at_the_foot_stay():
    texts = [f"正文{chr(0x4E00 + 31 * n)}\n{'}' if n % 3 else chr(0x5E00 + 31 * n)}" for n in range(12)]
    assert without_running_lines(texts) == texts


def test_recognised_text_fills_what_is_missing():
    result = assemble([PageLayer(1, "", drawn=True), PageLayer(2, BODY * 3)], seen(1, BODY))
    assert [(page.number, page.text) for page in result.pages] == [(1, BODY), (2, BODY * 3)]
    assert result.recognised == (1,)
    assert result.unreadable == ()


def test_a_few_recognised_letters_are_a_page():
    assert assemble([PageLayer(1, "", drawn=True)], seen(1, "第二章")).pages[0].text == "第二章"


def test_of_a_noisy_page_the_better_text_is_kept():
    noisy = PageLayer(1, "页面 置换 算法的 步骤是＼先进 先出。" * 10)
    better = "页面置换算法的步骤是先进先出。" * 10
    assert assemble([noisy], seen(1, better)).pages[0].text == better
    assert assemble([noisy], seen(1, better[:40])).pages[0].text == noisy.text  # most of it was not seen
    worse = assemble([noisy], seen(1, "页 面 置 换 算 法＼的 步 骤 是 先 进 先 出。" * 10))
    assert (worse.pages[0].text, worse.noisy, worse.recognised) == (noisy.text, (1,), ())


def test_a_header_gives_way_to_the_body_and_a_slide_keeps_its_words():
    layer = PageLayer(1, "计算机操作系统（第四版） 第三章 处理机调度", drawn=True)
    assert assemble([layer], seen(1, "计算机操作系统", BODY * 4)).recognised == (1,)
    assert assemble([layer], seen(1, "计算机操作系统（第四版） 第二章处理机调度")).recognised == ()


def test_recognition_that_makes_no_sense_is_told():
    garbage = "".join(chr(0x4E00 + 97 * n) for n in range(150))
    assert assemble([PageLayer(1, "", drawn=True)], seen(1, garbage)).unreadable == ((1, Verdict.ILLEGIBLE),)
    assert assemble([PageLayer(1, "", drawn=True)], seen(1)).unreadable == ((1, Verdict.MISSING),)
    assert assemble([PageLayer(1, "", drawn=True, lost=True)]).unreadable == ((1, Verdict.LOST),)


def test_where_much_is_noisy_all_doubtful_pages_are_recognised():
    noisy = "页面 置换 算法的 步骤是＼先进 先出。" * 10
    doubtful = BODY * 10 + "页面 置换。"
    assert pages_to_recognise([PageLayer(1, noisy), PageLayer(2, doubtful), PageLayer(3, BODY * 10)]) == [1, 2]
    assert pages_to_recognise([PageLayer(1, BODY * 10), PageLayer(2, doubtful)]) == []
