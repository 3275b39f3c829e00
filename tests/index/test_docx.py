import struct
import zipfile

import docx
import pytest

from index.errors import BrokenSource
from index.readers import docx_parts, read_source
from index.readers.docx_lists import counted
from tests.index.docx_files import SPACES, item, paragraph, shifted, write_docx


def text_of(path):
    return "\n\n".join(page.text for page in read_source(path).pages)


def test_headings_and_tables(tmp_path):
    document = docx.Document()
    document.add_heading("第二章 进程", level=1)
    document.add_paragraph("进程是程序的一次执行。")
    document.add_heading("调度", level=2)
    table = document.add_table(rows=2, cols=3)
    for number, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = f"格{number}"
    table.cell(1, 0).merge(table.cell(1, 1))
    document.add_paragraph("表后的话。")
    document.save(tmp_path / "a.docx")
    first, second = read_source(tmp_path / "a.docx").pages
    assert (first.section, first.text) == (("第二章 进程",), "进程是程序的一次执行。")
    assert second.section == ("第二章 进程", "调度")
    assert second.text == "| 格0 | 格1 | 格2 |\n| --- | --- | --- |\n| 格3 格4 |  | 格5 |\n\n表后的话。"


def test_a_heading_by_its_style_its_base_style_or_its_outline_level(tmp_path):
    styles = (
        '<w:styles><w:style w:styleId="1"><w:name w:val="heading 1"/></w:style>'
        '<w:style w:styleId="mine"><w:name w:val="章"/><w:basedOn w:val="1"/></w:style>'
        '<w:style w:styleId="deep"><w:name w:val="节"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style></w:styles>'
    )
    body = (
        paragraph("第一章", style="1") + paragraph("甲")
        + paragraph("第二章", style="mine") + paragraph("乙")
        + paragraph("节", style="deep") + paragraph("丙")
        + paragraph("小节", properties='<w:outlineLvl w:val="2"/>') + paragraph("丁")
        + paragraph("不是标题", style="1", properties='<w:outlineLvl w:val="9"/>')
    )  # fmt: skip
    pages = read_source(write_docx(tmp_path / "a.docx", body, styles=styles)).pages
    assert [(page.section, page.text) for page in pages] == [
        (("第一章",), "甲"),
        (("第二章",), "乙"),
        (("第二章", "节"), "丙"),
        (("第二章", "节", "小节"), "丁\n\n不是标题"),
    ]


def test_raised_and_lowered_signs_are_kept(tmp_path):
    body = paragraph(
        "共 2", shifted("1", "superscript"), shifted("0", "superscript"), " 项，第 x", shifted("i", "subscript"), " 项"
    )
    body += paragraph("见文献", shifted("[3]", "superscript"), "，第 4", shifted("th", "superscript"), " 版")
    assert text_of(write_docx(tmp_path / "a.docx", body)) == "共 2^{10} 项，第 x_{i} 项\n\n见文献[3]，第 4th 版"


def _run(text):
    return f"<m:r><m:t>{text}</m:t></m:r>"


@pytest.mark.parametrize(
    ("omml", "latex"),
    [
        (f"<m:f><m:num>{_run('a+b')}</m:num><m:den>{_run('2')}</m:den></m:f>", r"\frac{a+b}{2}"),
        (f"{_run('O(')}<m:sSup><m:e>{_run('n')}</m:e><m:sup>{_run('2')}</m:sup></m:sSup>{_run(')')}", "O(n^{2})"),
        (f"<m:sSubSup><m:e>{_run('x')}</m:e><m:sub>{_run('i')}</m:sub><m:sup>{_run('2')}</m:sup></m:sSubSup>", "x_{i}^{2}"),
        (f"<m:rad><m:deg>{_run('3')}</m:deg><m:e>{_run('x')}</m:e></m:rad>", r"\sqrt[3]{x}"),
        (f"<m:rad><m:radPr><m:degHide m:val='1'/></m:radPr><m:deg/><m:e>{_run('n')}</m:e></m:rad>", r"\sqrt{n}"),
        (
            f"<m:nary><m:naryPr><m:chr m:val='∑'/></m:naryPr><m:sub>{_run('i=1')}</m:sub><m:sup>{_run('n')}</m:sup>"
            f"<m:e>{_run('i')}</m:e></m:nary>",
            r"\sum_{i=1}^{n} i",
        ),
        (
            f"<m:d><m:dPr><m:begChr m:val='['/><m:endChr m:val=']'/></m:dPr><m:e><m:m><m:mr><m:e>{_run('1')}</m:e><m:e>"
            f"{_run('0')}</m:e></m:mr><m:mr><m:e>{_run('0')}</m:e><m:e>{_run('1')}</m:e></m:mr></m:m></m:e></m:d>",
            r"[\begin{matrix} 1 & 0 \\ 0 & 1 \end{matrix}]",
        ),
        (
            f"<m:d><m:dPr><m:begChr m:val='{{'/><m:endChr m:val=''/></m:dPr><m:e><m:eqArr><m:e>{_run('1, n=0')}</m:e>"
            f"<m:e>{_run('n, n&gt;0')}</m:e></m:eqArr></m:e></m:d>",
            r"\begin{cases} 1, n=0 \\ n, n>0 \end{cases}",
        ),
        (
            f"<m:func><m:fName><m:sSub><m:e>{_run('log')}</m:e><m:sub>{_run('2')}</m:sub></m:sSub></m:fName>"
            f"<m:e>{_run('n')}</m:e></m:func>",
            r"\log_{2} n",
        ),
        (f"<m:func><m:fName>{_run('log')}</m:fName><m:e>{_run('n')}</m:e></m:func>", r"\log n"),
        (
            f"<m:func><m:fName><m:limLow><m:e>{_run('lim')}</m:e><m:lim>{_run('n→∞')}</m:lim></m:limLow></m:fName>"
            f"<m:e>{_run('f(n)')}</m:e></m:func>",
            r"\lim_{n→∞} f(n)",
        ),
        (f"<m:acc><m:accPr><m:chr m:val='\u20d7'/></m:accPr><m:e>{_run('v')}</m:e></m:acc>", r"\vec{v}"),
        (f"<m:bar><m:barPr><m:pos m:val='top'/></m:barPr><m:e>{_run('AB')}</m:e></m:bar>", r"\overline{AB}"),
        (f"<m:f><m:fPr><m:type m:val='noBar'/></m:fPr><m:num>{_run('n')}</m:num><m:den>{_run('k')}</m:den></m:f>", r"\binom{n}{k}"),
    ],
)  # fmt: skip
def test_formulas_become_latex(tmp_path, omml, latex):
    path = write_docx(tmp_path / "a.docx", paragraph("即 ", f"<m:oMath>{omml}</m:oMath>", "。"))
    assert text_of(path) == f"即 ${latex}$。"


NUMBERING = (
    '<w:numbering><w:abstractNum w:abstractNumId="0">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="upperLetter"/><w:lvlText w:val="%1.%2)"/></w:lvl></w:abstractNum>'
    '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="&#xF0B7;"/></w:lvl></w:abstractNum>'
    '<w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="第%1章"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="2"/></w:num>'
    '<w:num w:numId="4"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    "</w:numbering>"
)


def test_lists_keep_their_numbers_and_bullets(tmp_path):
    body = item("互斥", 1) + item("请求", 1) + item("甲", 1, 1) + item("乙", 1, 1) + item("循环", 1) + item("丙", 1, 1)
    body += paragraph("另外：") + item("点", 2) + item("重新数", 4) + item("接着数", 4)
    assert text_of(write_docx(tmp_path / "a.docx", body, numbering=NUMBERING)) == (
        "1. 互斥\n2. 请求\n  2.A) 甲\n  2.B) 乙\n3. 循环\n  3.A) 丙\n\n另外：\n\n- 点\n1. 重新数\n2. 接着数"
    )


def test_the_number_of_a_heading_belongs_to_it(tmp_path):
    styles = (
        '<w:styles><w:style w:styleId="1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr>'
        "</w:style></w:styles>"
    )
    body = paragraph("绪论", style="1") + paragraph("甲") + paragraph("线性表", style="1") + paragraph("乙")
    pages = read_source(write_docx(tmp_path / "a.docx", body, styles=styles, numbering=NUMBERING)).pages
    assert [page.section for page in pages] == [("第一章 绪论",), ("第二章 线性表",)]


@pytest.mark.parametrize(
    ("number", "kind", "written"),
    [(28, "lowerLetter", "ab"), (9, "upperRoman", "IX"), (11, "chineseCounting", "十一"), (20, "japaneseCounting", "二十"),
     (3, "decimalEnclosedCircle", "③"), (2, "ideographTraditional", "乙"), (7, "decimalZero", "07"), (4, "whoKnows", "4")],
)  # fmt: skip
def test_counting(number, kind, written):
    assert counted(number, kind) == written


def test_text_boxes_and_notes_stand_after_their_paragraph_once(tmp_path):
    box = "<w:txbxContent><w:p><w:r><w:t>框里的话</w:t></w:r></w:p></w:txbxContent>"
    drawing = (
        f"<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    note = '<w:r><w:footnoteReference w:id="7"/></w:r>'
    footnotes = '<w:footnotes><w:footnote w:id="7"><w:p><w:r><w:t>注释的话</w:t></w:r></w:p></w:footnote></w:footnotes>'
    path = write_docx(
        tmp_path / "a.docx", paragraph("正文", note, drawing, "完") + paragraph("下一段"), footnotes=footnotes
    )
    assert text_of(path) == "正文[1]完\n\n框里的话\n\n[1] 注释的话\n\n下一段"


def test_code_and_frames_around_it_stay_as_they_are(tmp_path):
    code = '<w:r><w:rPr><w:rFonts w:ascii="Consolas"/></w:rPr><w:t xml:space="preserve">{}</w:t></w:r>'
    lines = "".join(paragraph(code.format(line)) for line in ("while (true) {", "    wait(s);", "}"))
    body = paragraph("代码：") + f"<w:tbl><w:tr><w:tc>{lines}</w:tc></w:tr></w:tbl>"
    assert text_of(write_docx(tmp_path / "a.docx", body)) == "代码：\n\n```\nwhile (true) {\n    wait(s);\n}\n```"


def test_a_cell_over_several_rows_is_repeated_in_each(tmp_path):
    def cell(text, merge=""):
        return f"<w:tc><w:tcPr>{merge}</w:tcPr>{paragraph(text)}</w:tc>"

    rows = [
        cell("层") + cell("协议"),
        cell("传输层", '<w:vMerge w:val="restart"/>') + cell("TCP"),
        cell("", "<w:vMerge/>") + cell("U|DP"),
    ]
    body = "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"
    assert text_of(write_docx(tmp_path / "a.docx", body)).splitlines()[2:] == [
        "| 传输层 | TCP |",
        "| 传输层 | U\\|DP |",
    ]


def test_pictures_contents_deletions_and_hidden_text_are_left_out(tmp_path):
    toc = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
        f"<w:sdtContent>{paragraph('目录里的行')}</w:sdtContent></w:sdt>"
    )
    deleted = "<w:del><w:r><w:delText>删去</w:delText></w:r></w:del>"
    inserted = "<w:ins><w:r><w:t>加上</w:t></w:r></w:ins>"
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r>"
    picture = '<w:r><w:drawing descr="data:image/png;base64,iVBORw0KGgo="><w:t>图</w:t></w:drawing></w:r>'
    field = "<w:r><w:instrText>PAGEREF _Toc1</w:instrText></w:r>"
    path = write_docx(tmp_path / "a.docx", toc + paragraph("留下", deleted, inserted, hidden, picture, field, "。"))
    assert text_of(path) == "留下加上。"


def test_the_main_part_is_where_the_package_says(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr(
            "_rels/.rels", '<R><r Type="http://x/officeDocument" Target="word/document2.xml"/></R>'
        )  # as Word in the browser writes it
        archive.writestr(
            "word/document2.xml", f"<w:document {SPACES}><w:body>{paragraph('在这里')}</w:body></w:document>"
        )
    assert text_of(tmp_path / "a.docx") == "在这里"


# Bad files


def test_a_damaged_file_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr("word/document.xml", "<w:broken")
    with pytest.raises(BrokenSource, match="save it again"):
        read_source(tmp_path / "a.docx")


def test_a_part_that_unpacks_to_too_much_is_refused(tmp_path, monkeypatch):
    write_docx(tmp_path / "a.docx", paragraph("零" * 3_000_000))
    with pytest.raises(BrokenSource, match="times its size"):
        read_source(tmp_path / "a.docx")
    monkeypatch.setattr(docx_parts, "LARGEST_PART_BYTES", 2_000_000)
    with pytest.raises(BrokenSource, match="more than 2 MB"):
        read_source(tmp_path / "a.docx")


def test_a_part_that_lies_about_its_size_is_stopped_while_it_unpacks(tmp_path):
    path = write_docx(tmp_path / "a.docx", paragraph("零" * 3_000_000))
    data = bytearray(path.read_bytes())
    entry = data.index(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = struct.pack("<I", 5_000)  # the size in the directory
    path.write_bytes(bytes(data))
    with pytest.raises(BrokenSource, match=r"damaged|times its size"):
        read_source(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(tmp_path, encoding):
    bomb = (
        f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    )
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr(
            "word/document.xml",
            f"{bomb}<w:document {SPACES}><w:body>{paragraph('&b;')}</w:body></w:document>".encode(encoding),
        )
    with pytest.raises(BrokenSource, match="document type"):
        read_source(tmp_path / "a.docx")


def test_deep_nesting_is_refused(tmp_path):
    deep = 5_000
    body = "<w:tbl><w:tr><w:tc>" * deep + paragraph("底") + "</w:tc></w:tr></w:tbl>" * deep
    with pytest.raises(BrokenSource, match=r"damaged"):
        read_source(write_docx(tmp_path / "a.docx", body))
