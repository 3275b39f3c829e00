import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizbank import syllabus
from quizbank.progress import TOO_FEW, Accuracy, by_subject

nodes = st.sampled_from([section.id for section in syllabus.sections()])
counts = st.lists(
    st.tuples(nodes, st.integers(0, 50), st.integers(0, 50)).map(lambda c: (c[0], min(c[1:]), max(c[1:])))
)


@given(counts)
def test_every_answer_is_counted_once_in_its_subject_and_chapter(given_counts):
    progress = by_subject(given_counts)
    assert [one.subject.node for one in progress] == ["ds", "co", "os", "cn"]
    for one in progress:
        own = [c for c in given_counts if c[0].startswith(f"{one.subject.node}.")]
        assert one.subject.right == sum(c[1] for c in own) == sum(chapter.right for chapter in one.chapters)
        assert one.subject.answered == sum(c[2] for c in own) == sum(chapter.answered for chapter in one.chapters)


def test_chapters_without_answers_are_there_too():
    progress = by_subject([("os.3.1", 1, 2)])
    assert sum(len(one.chapters) for one in progress) == len(syllabus.chapters())
    assert Accuracy("os.3", 1, 2) in progress[2].chapters
    assert Accuracy("os.1", 0, 0) in progress[2].chapters


def test_deep_nodes_count_for_their_chapter():
    (ds, *_) = by_subject([("ds.4.2.3", 3, 4), ("ds.4.1", 1, 1)])
    assert Accuracy("ds.4", 4, 5) in ds.chapters


@pytest.mark.parametrize(
    ("right", "answered", "low", "high"),
    # Wilson score intervals at 95 %, as R's prop.test(x, n, correct = FALSE) gives them
    [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (8, 10, 0.4902, 0.9433), (10, 10, 0.7225, 1.0)],
)
def test_interval(right, answered, low, high):
    assert Accuracy("os", right, answered).interval == pytest.approx((low, high), abs=5e-4)


@given(st.integers(0, 500), st.integers(0, 500))
def test_the_interval_holds_the_share(a, b):
    accuracy = Accuracy("os", min(a, b), max(a, b))
    low, high = accuracy.interval
    assert 0 <= low <= high <= 1
    if accuracy.share is None:
        assert (low, high) == (0, 1)
    else:
        assert low - 1e-12 <= accuracy.share <= high + 1e-12


def test_too_few_answers_say_nothing():
    assert Accuracy("os", 1, TOO_FEW - 1).too_few
    assert not Accuracy("os", 1, TOO_FEW).too_few
