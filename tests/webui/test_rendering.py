import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizbank.questions import Figure
from webui.formulas import FormulaError, formula_html, mathml
from webui.rendering import FigureError, figure_svg, inline_html, markdown_html

_WORDS = (
    "p strong em s code pre div table thead tbody tr th td ul ol li a h1 h2 h3 h4 h5 h6 blockquote hr br"
    " wbr math mrow mi mn mo mtext mfrac msub msup msubsup munder mover munderover msqrt mroot mspace mstyle mtable mtr mtd"
    " mpadded mphantom menclose semantics annotation mprescripts none mmultiscripts"
)
HARMLESS = frozenset(_WORDS.split())


class Tags(HTMLParser):
    """Every tag and attribute of a piece of HTML."""

    def __init__(self, html: str):
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += attrs


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "![x](http://example.org/steal.png)",
        "[a](javascript:alert(1)) [b](data:text/html,x) [c](//example.org) [d](JaVaScRiPt:x)",
        "$\\text{<img src=x onerror=alert(1)>}$",
        "$\\href{javascript:alert(1)}{x}$",
        "$\\style{color:red}{x} \\class{evil}{y}$",
        "```html\n<script>alert(1)</script>\n```",
        '`<b onclick="x">`',
        "$<script>alert(1)</script>$",
    ],
)
def test_nothing_active_comes_out(text):
    seen = Tags(markdown_html(text))
    assert seen.tags <= HARMLESS
    for name, value in seen.attributes:
        assert not name.startswith("on")
        assert name not in ("style", "src")
        assert name != "href" or re.match(r"(https?://|/[^/]|#)", value)


@given(st.text(alphabet="<>&\"'$\\{}_^ax|`*[](): \n!/", max_size=60))
def test_no_text_makes_a_tag_of_its_own(text):
    for html in (markdown_html(text), inline_html(text)):
        seen = Tags(html)
        assert seen.tags <= HARMLESS
        assert not any(name.startswith("on") or name in ("style", "src") for name, _ in seen.attributes)


def test_links_lead_out_in_a_new_page_or_stay_here():
    assert '<a href="https://example.org/a?b=1&amp;c" target="_blank" rel="noopener noreferrer">' in markdown_html(
        "[a](https://example.org/a?b=1&c)"
    )
    assert '<a href="/quiz">' in markdown_html("[quiz](/quiz)")


def test_tables_and_code_scroll_in_their_own_box():
    html = markdown_html("| a | b |\n|--:|:-:|\n| 1 | 2 |\n\n```c\nint a = b < c;\n```")
    assert '<div class="a408-scroll" tabindex="0"><table>' in html
    assert '<td class="a408-right">1</td>' in html
    assert '<td class="a408-center">2</td>' in html
    assert '<pre class="a408-scroll" tabindex="0"><code>int a = b &lt; c;</code></pre>' in html


def test_the_empty_corner_of_a_table_is_no_heading():
    html = markdown_html("| | a |\n|:--|--:|\n| x | 1 |")
    assert '<td class="a408-left"></td>' in html
    assert '<th class="a408-right">a</th>' in html
    assert html.count("<td") == html.count("</td>") == 3


def test_dollars_that_are_money_stay():
    assert "<math" not in markdown_html("一个 $5 和 $6 的价格")


def test_an_option_is_inline_unless_it_has_blocks():
    assert inline_html("$O(n)$ 与 `x`").startswith("<math")
    assert "<p>" not in inline_html("一行")
    assert "<pre" in inline_html("看代码\n\n```c\nx;\n```")


@pytest.mark.parametrize(
    ("latex", "wanted"),
    [
        (r"\frac{n}{2}", "<mfrac>"),
        (r"\lceil x \rceil", '<mo stretchy="false" form="prefix">⌈</mo>'),
        (r"x_1^2", "<msubsup>"),
        (r"\begin{bmatrix}1&2\\3&4\end{bmatrix}", "<mtable>"),
        (r"a \times b", "<mo>×</mo>"),
        (r"\log_2 n", '</msub><mspace width="0.167em" /><mi>n</mi>'),
        (r"\text{命中率}", "<mtext>命中率</mtext>"),
        (r"\mathrm{MTTF}", '<mtext mathvariant="normal">MTTF</mtext>'),
        (r"16\mathrm{M}", '<mtext mathvariant="normal">M</mtext>'),
        (r"\overline{AB}", 'class="a408-over"'),
        (r"a<b", "<mo>&lt;</mo>"),
    ],
)
def test_formulas(latex, wanted):
    assert wanted in mathml(latex)


def test_a_function_name_needs_no_space_before_a_bracket():
    assert "mspace" not in mathml(r"\log(n)")
    assert mathml(r"n\log n").count("mspace") == 2


def test_a_long_chain_may_break_before_its_relations():
    chain = inline_html(r"$T = 1 + 2 + 4 + \cdots + 2^k = 2^{k+1} - 1 \approx 2n$")
    assert [part.count("<math") for part in chain.split("<wbr>")] == [1, 1, 1, 1]
    assert "<wbr>" not in inline_html("$a = b$")
    assert "<wbr>" not in markdown_html("$$a = 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 = 36 = b$$")


@pytest.mark.parametrize("latex", [r"\frac{", r"x^", r"\nosuchcommand{x}", r"\left( x", "x" * 3000])
def test_unreadable_latex_stays_as_its_source(latex):
    with pytest.raises(FormulaError):
        mathml(latex)
    assert formula_html(latex).startswith('<code class="a408-latex">')


def test_a_macro_that_doubles_itself_is_refused():
    bomb = r"\newcommand{\a}{xxxxxxxxxx}\newcommand{\b}{\a\a\a\a\a\a\a\a}\b\b\b\b"
    with pytest.raises(FormulaError):
        mathml(bomb)


# --- figures ---------------------------------------------------------------------------------------------------------

DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">
<defs><marker id="arrow"><path d="M0 0"/></marker></defs>
<line x1="0" x2="9" marker-end="url(#arrow)" style="stroke: red; fill:none"/><text>主存 &lt;1</text></svg>"""


def figure(tmp_path, text, name="ds-0401-01.svg"):
    (tmp_path / name).write_text(text, encoding="utf-8")
    return figure_svg(Figure(file=name, alt='一棵"二叉"树'), tmp_path)


def test_a_figure_stands_in_the_page_with_its_words(tmp_path):
    svg = figure(tmp_path, DRAWING)
    seen = Tags(svg)
    assert ("role", "img") in seen.attributes
    assert ("aria-label", '一棵"二叉"树') in seen.attributes
    assert svg.startswith("<svg")


def test_styles_become_attributes_since_the_page_forbids_inline_ones(tmp_path):
    attributes = Tags(figure(tmp_path, DRAWING)).attributes
    assert ("stroke", "red") in attributes
    assert not any(name == "style" for name, _ in attributes)


def test_ids_of_two_figures_never_clash(tmp_path):
    one, other = figure(tmp_path, DRAWING), figure(tmp_path, DRAWING, "ds-0401-02.svg")
    assert 'id="ds-0401-01-arrow"' in one
    assert "url(#ds-0401-01-arrow)" in one
    assert 'id="ds-0401-02-arrow"' in other


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<rect onload="alert(1)"/>',
        '<image href="http://example.org/x.png"/>',
        '<use href="http://example.org/x.svg#a"/>',
        '<a href="javascript:alert(1)"><text>x</text></a>',
        '<rect fill="url(http://example.org/x)"/>',
        '<rect style="fill: url(//example.org/x)"/>',
        "<style>* { fill: red }</style>",
        "<foreignObject><p>x</p></foreignObject>",
        '<animate attributeName="x"/>',
    ],
)
def test_a_figure_that_is_more_than_a_drawing_is_refused(tmp_path, inside):
    with pytest.raises(FigureError):
        figure(tmp_path, f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">{inside}</svg>')


@pytest.mark.parametrize(
    "text",
    ["not xml", "<html/>", '<svg xmlns="http://www.w3.org/2000/svg"/>', '<!DOCTYPE svg [<!ENTITY a "b">]><svg/>'],
)
def test_what_is_no_svg_is_refused(tmp_path, text):
    with pytest.raises(FigureError):
        figure(tmp_path, text)


def test_a_missing_figure_is_named(tmp_path):
    with pytest.raises(FigureError, match="ds-0401-09"):
        figure_svg(Figure(file="ds-0401-09.svg", alt="没有这个文件"), tmp_path)
