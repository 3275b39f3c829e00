import zipfile

import docx
import pytest

from index.errors import BrokenSource, EmptySource, EncryptedSource, SourceMissing, UnreadableSource, UnsupportedSource
from index.readers import read_source
from index.text_quality import Verdict
from tests.index.pdf_files import lock, write_pdf

LINE = "死锁的四个必要条件是互斥、请求和保持、不可剥夺、循环等待。"


def put(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


# PDF


def test_pdf_pages_keep_number_and_outline(tmp_path):
    path = tmp_path / "os.pdf"
    write_pdf(
        path,
        [[LINE], ["页面置换算法决定淘汰哪一个页面，常见的有先进先出和最近最久未使用。"]],
        outline=[(1, "死锁"), (2, "内存")],
    )
    pages = read_source(path).pages
    assert [(page.number, page.section) for page in pages] == [(1, ("死锁",)), (2, ("内存",))]
    assert LINE in pages[0].text
    assert pages[0].label == "1"


def test_pdf_pages_without_text_are_named(tmp_path):
    path = tmp_path / "scan.pdf"
    write_pdf(path, [None, [LINE], None])
    text = read_source(path)
    assert [page.number for page in text.pages] == [2]
    assert text.unreadable == ((1, Verdict.MISSING), (3, Verdict.MISSING))
    assert text.describe_unreadable() == "pages 1, 3: pictures only, no text"


def test_pdf_of_pictures_is_refused_with_its_pages(tmp_path):
    path = tmp_path / "scan.pdf"
    write_pdf(path, [None, None, None])
    with pytest.raises(UnreadableSource, match=r"pages 1-3: pictures only.*OCR"):
        read_source(path)


def test_pdf_with_a_broken_font_map_is_refused(tmp_path):
    path = tmp_path / "garbled.pdf"
    write_pdf(path, [[LINE * 3] * 6], mapped=False)
    with pytest.raises(UnreadableSource, match="page 1: "):
        read_source(path)


def test_lines_at_the_edge_of_every_page_are_left_out(tmp_path):
    path = tmp_path / "book.pdf"
    write_pdf(path, [["操作系统讲义", f"{LINE}{'甲乙丙丁戊'[n]}", f"第 {n + 1} 页"] for n in range(5)])
    for page in read_source(path).pages:
        assert "讲义" not in page.text
        assert "第" not in page.text
        assert LINE in page.text


def test_pdf_with_a_password_is_refused(tmp_path):
    path = tmp_path / "locked.pdf"
    write_pdf(path, [[LINE]])
    lock(path, "secret")
    with pytest.raises(EncryptedSource, match="password"):
        read_source(path)


def test_pdf_that_only_forbids_printing_is_read(tmp_path):
    path = tmp_path / "owned.pdf"
    write_pdf(path, [[LINE]])
    lock(path, "")
    assert LINE in read_source(path).pages[0].text


def test_pdf_without_pages_or_text_is_empty(tmp_path):
    path = tmp_path / "blank.pdf"
    write_pdf(path, [[], []])
    with pytest.raises(EmptySource):
        read_source(path)


def test_damaged_pdf_is_refused(tmp_path):
    with pytest.raises(BrokenSource, match="damaged"):
        read_source(put(tmp_path, "torn.pdf", b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog"))


# Kinds


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.pdf", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "a PNG picture"),
        ("a.txt", bytes(range(256)), "binary data"),
        ("a.md", b"%PDF-1.4 x", "a PDF"),
        ("a.docx", b"plain words", "it is text"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 50, "password-protected"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "save it as .docx"),
        ("a.zip", b"PK\x03\x04", "unpack it"),
        ("a.pptx", b"PK\x03\x04", "export it as PDF"),
        ("a", b"x", "without a suffix"),
        ("a.txt", "一二三四".encode("big5") + b"\xff\xff\x01", "save it as UTF-8"),
    ],
)
def test_other_kinds_are_refused_with_the_next_step(tmp_path, name, content, reason):
    with pytest.raises(UnsupportedSource, match=reason):
        read_source(put(tmp_path, name, content))


def test_zip_named_docx_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr("x.txt", "x")
    with pytest.raises(UnsupportedSource, match="ZIP"):
        read_source(tmp_path / "a.docx")


def test_empty_and_absent_files_are_refused(tmp_path):
    with pytest.raises(EmptySource, match="empty"):
        read_source(put(tmp_path, "a.txt", b""))
    with pytest.raises(EmptySource, match="no text"):
        read_source(put(tmp_path, "b.txt", b"  \n\n"))
    with pytest.raises(SourceMissing, match="no such file"):
        read_source(tmp_path / "c.txt")


# Text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_text_in_any_usual_encoding(tmp_path, encoding):
    (page,) = read_source(put(tmp_path, "a.txt", f"{LINE}\r\n第二行".encode(encoding))).pages
    assert page.text == f"{LINE}\n第二行"
    assert page.number == 0


def test_text_is_parted_at_its_chapters(tmp_path):
    text = "前言。\n\n第一回 宴桃园豪杰三结义\n\n话说天下大势。\n\n第二回　张翼德怒鞭督邮\n第二回合里他赢了，这一行不是标题。\n"
    pages = read_source(put(tmp_path, "a.txt", text)).pages
    assert [page.section for page in pages] == [(), ("第一回 宴桃园豪杰三结义",), ("第二回 张翼德怒鞭督邮",)]
    assert "不是标题" in pages[2].text


# Markdown

MARKDOWN = """---
title: 前置
---
# 内存管理 {#os.3}

本章的引言。

## 页面置换 {#os.3.2}

见 [时钟](https://example.org/a_(b)) 与图。![时钟](data:image/png;base64,iVBORw0KGgo=)<br>

- [时钟](#clock)

```c
# 这不是标题
for (i = 0; i < n; i++) vector<int> a;
```

### 时钟算法

| 页 | 位 |
|---|---|
| 1 | 0 |

文件
====

没有编号。
"""


def test_markdown_sections_nodes_and_code(tmp_path):
    pages = read_source(put(tmp_path, "a.md", MARKDOWN)).pages
    assert [(page.section, page.node) for page in pages] == [
        (("内存管理",), "os.3"),
        (("内存管理", "页面置换"), "os.3.2"),
        (("内存管理", "页面置换", "时钟算法"), "os.3.2"),
        (("文件",), ""),
    ]
    assert "前置" not in "".join(page.text for page in pages)
    text = pages[1].text
    assert text.startswith("见 时钟 与图。")
    assert "# 这不是标题\nfor (i = 0; i < n; i++) vector<int> a;" in text
    assert "base64" not in text
    assert "iVBOR" not in text
    assert "#clock" not in text
    assert pages[2].text == "| 页 | 位 |\n|---|---|\n| 1 | 0 |"


# DOCX


def test_docx_headings_and_tables(tmp_path):
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
    assert second.text == "| 格0 | 格1 | 格2 |\n| --- | --- | --- |\n| 格3 格4 | 格5 |\n\n表后的话。"


def test_damaged_docx_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr("word/document.xml", "<w:broken")
    with pytest.raises(BrokenSource, match="save it again"):
        read_source(tmp_path / "a.docx")
