import re
from html import unescape

import pytest

from webui.marked_text import MOST_SHOWN, cropped, marked_html


def marked(html, kind):
    return [
        unescape(re.sub(r"<[^>]*>", "", words)) for words in re.findall(rf'<mark class="{kind}">(.*?)</mark>', html)
    ]


def spans(text, *pieces):
    return [(text.index(piece), text.index(piece) + len(piece)) for piece in pieces]


def well_nested(html):
    """Every element ends inside the one it began in."""
    stack = []
    for closing, name in re.findall(r"<(/?)([a-z0-9]+)[^>]*>", html):
        if name in ("br", "hr", "img"):
            continue
        if not closing:
            stack.append(name)
        elif not stack or stack.pop() != name:
            return False
    return not stack


NOTE = """## 死锁的**条件**

死锁的四个必要条件是**互斥**、请求和保持、`不可抢占`和循环等待。破坏*任何一个*就能预防死锁。

- 一次分配全部资源，
- 设有 $n$ 个进程，按[编号](https://example.org/a)申请 $O(n^2)$ 次。

| 方法 | 代价 |
|---|---|
| 银行家算法 | 每次检查 <b>状态</b> |

死锁的四个必要条件是另一回事。
"""


def test_sentences_of_markdown_are_marked_after_it_is_rendered():
    sentence = "死锁的四个必要条件是**互斥**、请求和保持、`不可抢占`和循环等待。"
    passage = NOTE[NOTE.index("死锁的四") : NOTE.index("\n\n|")]
    html = marked_html(NOTE, *spans(NOTE, passage), spans(NOTE, sentence), markdown=True)
    assert well_nested(html)
    assert "".join(marked(html, "cited")) == "死锁的四个必要条件是互斥、请求和保持、不可抢占和循环等待。"
    around = "".join(marked(html, "around"))
    assert around.startswith("破坏任何一个就能预防死锁。一次分配全部资源，设有") and "编号" in around
    assert "<strong><mark" in html and '<code><mark class="cited">不可抢占' in html
    assert html.count("<li>") == 2 and "<td>" in html
    assert not re.search(r"<math[^>]*>(?:(?!</math>).)*<mark", html), "a formula is marked as a whole"
    assert re.search(r'<mark class="around"><math', html)
    assert html.rstrip().endswith("死锁的四个必要条件是另一回事。</p>"), "the other place that begins alike stays plain"


def test_rows_of_a_table_and_list_items_are_marked_cell_by_cell():
    text = NOTE
    row, item = "| 银行家算法 | 每次检查 <b>状态</b> |", "- 一次分配全部资源，"
    html = marked_html(text, (0, len(text)), spans(text, row, item), markdown=True)
    assert well_nested(html)
    assert marked(html, "cited") == ["一次分配全部资源，", "银行家算法", "每次检查 <b>状态</b>"]
    assert "<b>" not in html


def test_code_keeps_its_lines():
    text = "前文是说明的一句话。\n\n```c\nfor (int i = 0; i < n; i++)\n    sum += a[i];\n```\n\n后文。"
    start = text.index("```")
    html = marked_html(text, (start, text.rindex("```") + 3), [], markdown=True)
    assert well_nested(html)
    assert marked(html, "around") == [] or "for (int i = 0; i < n; i++)\n    sum += a[i]" in "".join(re.findall("(?s)<mark[^>]*>(.*?)</mark>", unescape(html)))  # fmt: skip


def test_plain_text_is_escaped_and_marked_where_it_stands():
    text = "第一回\n　　<b>话说</b> 天下大势 & 分久必合。合久必分。"
    html = marked_html(text, *spans(text, "天下大势 & 分久必合。合久必分。"), spans(text, "合久必分。"), markdown=False)
    assert html == (
        '<div class="plain">第一回\n　　&lt;b&gt;话说&lt;/b&gt; <mark class="around">天下大势 &amp; 分久必合。</mark>'
        '<mark class="cited">合久必分。</mark></div>'
    )


@pytest.mark.parametrize("markdown", [True, False])
def test_without_a_passage_nothing_is_marked(markdown):
    assert "<mark" not in marked_html(NOTE, None, [], markdown=markdown)


def test_hostile_text_makes_no_elements():
    text = '<script>alert(1)</script> ![x](http://evil.test/a.png) <mark class="cited">假</mark> 这是被引用的一句真话。'
    for markdown in (True, False):
        html = marked_html(
            text, *spans(text, "这是被引用的一句真话。"), spans(text, "这是被引用的一句真话。"), markdown=markdown
        )
        assert marked(html, "cited") == ["这是被引用的一句真话。"]
        assert "<script" not in html and "<img" not in html


def test_a_long_section_is_cut_around_the_passage():
    paragraphs = [f"第 {n} 段。{'文' * 500}" for n in range(200)]
    text = "\n\n".join(paragraphs)
    for n in (0, 100, 199):
        start = text.index(f"第 {n} 段")
        passage = (start, start + 300)
        part, gone = cropped(text, passage)
        assert len(part) <= MOST_SHOWN
        assert part[passage[0] - gone : passage[1] - gone] == text[slice(*passage)]
        assert part.startswith("第 ")
    assert cropped("短", (0, 1)) == ("短", 0)
