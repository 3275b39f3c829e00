import base64
import random

import pytest

from index.readers import read_source
from index.readers.embedded_pictures import without_embedded_pictures
from index.readers.html_parts import without_html
from index.workers import Workers

PICTURE = base64.b64encode(b"\x89PNG\r\n\x1a\n" + random.Random(7).randbytes(900)).decode()


def put(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


def text_of(folder, markdown):
    return "\n\n".join(page.text for page in read_source(put(folder, "a.md", markdown)).pages)


MARKDOWN = """---
title: 前置
tags: [a, b]
---
# 内存管理 {#os.3}

本章的引言。

## 页面置换 {#os.3.2}

见 [时钟](https://example.org/a_(b)) 与图。![时钟](data:image/png;base64,iVBORw0KGgo=)<br>

- [时钟](#clock)

```c
# 这不是标题
for (i = 0; i < n; i++) vector<int> a; <!-- 留下 -->
```

### 时钟算法 ###

| 页 | 位 |
|---|---|
| 1 | 0 |

文件
====

没有编号。

<h2 align="center">目录 <em>C#</em></h2>

树形。
"""


def test_sections_nodes_and_code(tmp_path):
    pages = read_source(put(tmp_path, "a.md", MARKDOWN)).pages
    assert [(page.section, page.node) for page in pages] == [
        (("内存管理",), "os.3"),
        (("内存管理", "页面置换"), "os.3.2"),
        (("内存管理", "页面置换", "时钟算法"), "os.3.2"),
        (("文件",), ""),
        (("文件", "目录 C#"), ""),
    ]
    assert "前置" not in "".join(page.text for page in pages)
    text = pages[1].text
    assert text.startswith("见 时钟 与图。")
    assert "# 这不是标题\nfor (i = 0; i < n; i++) vector<int> a; <!-- 留下 -->" in text
    assert "base64" not in text
    assert "iVBOR" not in text
    assert "#clock" not in text
    assert pages[2].text == "| 页 | 位 |\n|---|---|\n| 1 | 0 |"


def test_a_rule_at_the_beginning_is_no_front_matter(tmp_path):
    text = text_of(tmp_path, "---\n这是一段正文，不是字段。\n\n---\n\n后面。")
    assert "这是一段正文" in text
    assert "后面" in text


@pytest.mark.parametrize(
    "markdown",
    [
        f"前 ![图](data:image/png;base64,{PICTURE}) 后",
        f"前 ![图][p] 后\n\n[p]: data:image/png;base64,{PICTURE}\n",
        f"前 ![图][p] 后\n\n[p]:\n  <data:image/png;base64,{PICTURE}>\n",
        f'前 图<img alt="x" src="data:image/png;base64,{PICTURE}" width=3> 后',
        f"前 图<img src='data:image/jpeg;charset=utf-8;base64,{PICTURE}'/> 后",
        "前 ![图](data:image/png;base64,\n" + "\n".join(PICTURE[i : i + 76] for i in range(0, len(PICTURE), 76)) + ") 后",
        "前 图 后\n\n```\n" + "\n".join(PICTURE[i : i + 76] for i in range(0, len(PICTURE), 76)) + "\n```",
        f'前 图 后\n\n```json\n{{"image/png": "{PICTURE}"}}\n```',
        f"前 图 后 `data:image/png;base64,{PICTURE}`",
        f"前 ![图](DATA:IMAGE/PNG;BASE64,{PICTURE}) 后",
        '前 ![图](data:image/svg+xml,%3Csvg%20xmlns%3D%22http%3A//www.w3.org/2000/svg%22%3E%3C/svg%3E) 后',
    ],
)  # fmt: skip
def test_embedded_pictures_never_become_text(tmp_path, markdown):
    text = text_of(tmp_path, markdown)
    assert " ".join(text.split()).startswith("前 图 后")
    assert not any(PICTURE[i : i + 8] in text for i in range(0, len(PICTURE) - 8, 4))
    assert "base64" not in text
    assert "svg" not in text


def test_words_after_a_picture_stay(tmp_path):
    text = text_of(tmp_path, f"![](data:image/png;base64,{PICTURE})\nThe page table maps pages to frames.\n")
    assert text == "The page table maps pages to frames."


@pytest.mark.parametrize(
    "text", ["a" * 1000, "0123456789" * 60, "ACGT" * 200, "sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822c"]
)
def test_other_long_runs_stay(text):
    assert without_embedded_pictures(text) == text


def test_links_pictures_and_references(tmp_path):
    text = text_of(
        tmp_path,
        "[![徽章](b.svg)](https://x) 看 [书][1] 与 [它][] 和 a[i][j]，![image-20210304](a.png)![](b.png)[^n] 完\n\n"
        "[1]: https://example.org 'title'\n[它]: <https://example.org/a>\n[^n]: 注释留下\n",
    )
    assert text == "徽章 看 书 与 它 和 a[i][j]，[^n] 完\n\n[^n]: 注释留下"


def test_comments_are_dropped_over_lines_and_before_headings(tmp_path):
    text = text_of(tmp_path, "前\n\n<!-- 一\n# 不是标题\n二 -->\n后 <!-- 三 --> 完 <!-- 没有结尾")
    assert text == "前\n\n后  完 <!-- 没有结尾"


def test_html_tables_become_rows():
    html = (
        "<table><thead><tr><th>层</th><th colspan=2>协议</th></tr></thead>\n<tr><td>传输<br>层</td><td>TCP</td>"
        "<td>a|b &lt; c</td></tr></table>后"
    )
    assert without_html(html).strip() == "| 层 |  | 协议 |\n| --- | --- | --- |\n| 传输 层 | TCP | a\\|b < c |\n\n后"


def test_html_in_prose():
    assert without_html("2<sup>10</sup>、x<sub>i</sub>、文献<sup>[1]</sup>") == "2^{10}、x_{i}、文献[1]"
    assert without_html("<p>甲</p><p>乙</p><script>var x = 1;</script>").split() == ["甲", "乙"]
    assert without_html("vector<int> a &amp;&nbsp;b &unknown; R&D") == "vector<int> a & b &unknown; R&D"
    assert without_html("| 甲<br>乙 |") == "| 甲 乙 |"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("comments", "<!--" * 500_000),
        ("pictures", "![" * 1_000_000),
        ("targets", "[a](" * 500_000),
        ("brackets", "[" * 2_000_000),
        ("fences", "```\n" * 500_000),
        ("spaces", "# " + " " * 2_000_000 + "x"),
        ("tags", "<a " * 600_000),
        ("scripts", "<script>" * 250_000),
        ("tables", "<table><tr><td>" * 130_000),
        ("definitions", "[a\n" * 600_000),
        ("contents", "- [a\n" * 400_000),
        ("data", "data:image/png;base64," * 90_000),
        ("letters", "A1b/" * 500_000),
        ("lines of letters", ("A1b/" * 19 + "\n") * 26_000),
        ("one line", "汉字" * 1_000_000),
        ("returns", "\r" * 2_000_000),
    ],
)
def test_no_text_takes_more_than_linear_time(tmp_path, workers, name, content):
    for file in (f"{name}.md", f"{name}.txt"):
        said = workers.call("tests.index.worker_tasks:read_or_refuse", put(tmp_path, file, content), timeout_seconds=60)
        assert said in ("read", "EmptySource")


@pytest.fixture(scope="module")
def workers():
    workers = Workers(1)
    yield workers
    workers.close()
