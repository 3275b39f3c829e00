"""Values to charts: strings of SVG and HTML, coloured by base.css, as wide as their place, each with its words for
people who cannot see it. Every name is escaped here."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from quizbank import syllabus
from quizbank.progress import Accuracy, SubjectProgress
from webui.texts import Language, text

ROLLING_POINTS = 5  # a single attempt of ten questions swings by 30 points


@dataclass(frozen=True)
class DatedShare:
    """`right` of `answered` at a time whose words are `when`."""

    when: str
    right: int
    answered: int

    @property
    def percent(self) -> float:
        return 100 * self.right / self.answered if self.answered else 0.0


def percent(share: float | None) -> str:
    """ "62%", "–" for nothing."""
    return "–" if share is None else f"{share:.0%}"


def accuracy_words(accuracy: Accuracy, name: str, language: Language) -> str:
    """One sentence with everything a bar shows."""
    if not accuracy.answered:
        return text("board.bar.none", language, name=name)
    low, high = accuracy.interval
    key = "board.bar.few" if accuracy.too_few else "board.bar"
    return text(
        key, language, name=name, share=percent(accuracy.share), right=accuracy.right, n=accuracy.answered,
        low=percent(low), high=percent(high),
    )  # fmt: skip


def accuracy_bar(accuracy: Accuracy, name: str, language: Language) -> str:
    """A bar for the share, with its 95 % interval as a line on top; grey while there are too few answers to tell."""
    label = escape(accuracy_words(accuracy, name, language), quote=True)
    drawn = ['<rect class="track" width="100%" height="100%" rx="4"/>']
    if accuracy.share is not None:
        kind = "fill few" if accuracy.too_few else "fill"
        drawn.append(f'<rect class="{kind}" width="{100 * accuracy.share:.1f}%" height="100%" rx="4"/>')
    if not accuracy.too_few:
        low, high = (100 * end for end in accuracy.interval)
        drawn.append(f'<line class="halo" x1="{low:.1f}%" x2="{high:.1f}%" y1="50%" y2="50%"/>')
        drawn.append(f'<line class="interval" x1="{low:.1f}%" x2="{high:.1f}%" y1="50%" y2="50%"/>')
    return f'<svg class="bar" width="100%" height="14" role="img" aria-label="{label}">{"".join(drawn)}</svg>'


def accuracy_figures(accuracy: Accuracy, language: Language) -> str:
    """The share, then how many answers stand behind it, as text beside a bar."""
    if not accuracy.answered:
        return f'<span class="n">{escape(text("board.none", language))}</span>'
    n = escape(text("board.n", language, n=accuracy.answered))
    if accuracy.too_few:
        return f'<span class="few">{escape(text("board.few", language))}</span> <span class="n">{n}</span>'
    low, high = accuracy.interval
    return (
        f'<strong>{percent(accuracy.share)}</strong> <span class="n">{percent(low)}–{percent(high)}</span>'
        f' <span class="n">{n}</span>'
    )


def accuracy_row(accuracy: Accuracy, name: str, language: Language) -> str:
    """Name, figures and bar of one chapter."""
    return (
        f'<div class="row"><span class="name">{escape(name)}</span>'
        f'<span class="figures">{accuracy_figures(accuracy, language)}</span>'
        f"{accuracy_bar(accuracy, name, language)}</div>"
    )


def subject_charts(progress: Sequence[SubjectProgress], language: Language) -> str:
    """A bar per subject; its chapters unfold below it."""
    subjects = "".join(_subject(one, language) for one in progress)
    return f'<div class="subjects">{subjects}</div><p class="legend">{escape(text("board.legend", language))}</p>'


def _subject(progress: SubjectProgress, language: Language) -> str:
    name = syllabus.node(progress.subject.node).label(language)
    chapters = "".join(
        accuracy_row(chapter, chapter_name(chapter.node, language), language) for chapter in progress.chapters
    )
    return (
        f'<details class="subject"><summary>{accuracy_row(progress.subject, name, language)}</summary>'
        f'<div class="chapters">{chapters}</div></details>'
    )


def chapter_name(node: str, language: Language) -> str:
    """ "3 内存管理" for os.3."""
    return f"{node.rsplit('.', 1)[1]} {syllabus.node(node).label(language)}"


def hardest_chart(chapters: Sequence[Accuracy], language: Language) -> str:
    """The chapters in the order given, each with its subject."""
    rows = "".join(
        f"<li>{accuracy_row(chapter, ' · '.join(syllabus.path_names(chapter.node, language)), language)}</li>"
        for chapter in chapters
    )
    return f'<ol class="hardest">{rows}</ol>'


def rolling(points: Sequence[DatedShare]) -> list[float]:
    """For each point the percentage over it and the up to ROLLING_POINTS - 1 before it, all answers weighing the same."""
    shares = []
    for end in range(1, len(points) + 1):
        window = points[max(0, end - ROLLING_POINTS) : end]
        answered = sum(point.answered for point in window)
        shares.append(100 * sum(point.right for point in window) / answered if answered else 0.0)
    return shares


def trend_chart(points: Sequence[DatedShare], language: Language, *, daily: bool = False) -> str:
    """Accuracy over time, oldest point first: a dot per point, a line for the rolling share. "" below two points.

    A point is one attempt, or with `daily` all that was answered on one day.
    """
    if len(points) < 2:
        return ""
    line = rolling(points)
    places = [100 * i / (len(points) - 1) for i in range(len(points))]
    label = text(
        "board.trend.label", language, n=len(points), first=points[0].when, last=points[-1].when,
        start=f"{line[0]:.0f}%", end=f"{line[-1]:.0f}%",
    )  # fmt: skip
    caption = "board.trend.caption.daily" if daily else "board.trend.caption"
    grid = "".join(f'<line class="grid" x1="0" x2="100%" y1="{y}%" y2="{y}%"/>' for y in (0, 25, 50, 75, 100))
    path = " ".join(f"{x:.2f},{100 - y:.2f}" for x, y in zip(places, line, strict=True))
    dots = "".join(
        f'<circle cx="{x:.2f}%" cy="{100 - point.percent:.2f}%" r="4">'
        f"<title>{escape(f'{point.when}  {point.right}/{point.answered}  {point.percent:.0f}%')}</title></circle>"
        for x, point in zip(places, points, strict=True)
    )
    return (
        '<figure class="trend"><div class="plot"><div class="ticks" aria-hidden="true">'
        "<span>100%</span><span>50%</span><span>0%</span></div>"
        f'<svg width="100%" height="180" role="img" aria-label="{escape(label, quote=True)}">{grid}'
        '<svg width="100%" height="100%" viewBox="0 0 100 100" preserveAspectRatio="none" overflow="visible">'
        f'<polyline points="{path}" vector-effect="non-scaling-stroke"/></svg>{dots}</svg></div>'
        f'<div class="dates" aria-hidden="true"><span>{escape(points[0].when)}</span>'
        f"<span>{escape(points[-1].when)}</span></div>"
        f"<figcaption>{escape(text(caption, language, n=ROLLING_POINTS))}</figcaption></figure>"
    )
