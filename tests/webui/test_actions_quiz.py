import asyncio
import json
from dataclasses import asdict

import pytest

from db.accounts import Person
from db.attempts import AttemptClosed, NoSuchAttempt, NoSuchQuestion, TimedAttemptOpen
from quizbank.blueprint import MOCK_CHOICE_GRID, MOCK_CHOICE_SECONDS, TooFewItems
from quizbank.generators import catalogue
from quizbank.syllabus import UnknownNode
from tests.sample_bank import sample_items
from tests.webui.quiz_app import handbook_section, quiz_services
from webui.actions_quiz import NoSuchSection, QuizActions, Save
from webui.answer_log import AnswerLog

ME, OTHER = Person(1, "学生1", "student", None), Person(2, "学生2", "student", None)


class Clock:
    def __init__(self):
        self.now = 1_800_000_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def quiz(tmp_path, clock):
    return QuizActions(quiz_services(tmp_path / "quiz.db", clock), section=handbook_section)


def test_setup_counts_what_there_is(quiz):
    setup = quiz.setup(ME)
    assert [subject["id"] for subject in setup["subjects"]] == ["ds", "co", "os", "cn"]
    assert sum(subject["count"] for subject in setup["subjects"]) == len(sample_items())
    os3 = next(c for s in setup["subjects"] for c in s["chapters"] if c["id"] == "os.3")
    assert os3["count"] == sum(item.chapter == "os.3" for item in sample_items())
    assert setup["mock"]["available"]
    assert setup["mock"]["questions"] == 40
    assert setup["open"] == setup["recent"] == []
    assert quiz.setup(ME, "en")["subjects"][2]["name"] == "Operating Systems"


def test_setup_lists_open_and_recent_attempts_of_the_person_alone(quiz, clock):
    attempt = quiz.start_practice(ME, ["os.3"], 3, None)
    quiz.save_answer(ME, attempt.id, 1, "A", False, 1)
    (listed,) = quiz.setup(ME)["open"]
    assert (listed["id"], listed["questions"], listed["answered"]) == (attempt.id, 3, 1)
    assert quiz.setup(OTHER)["open"] == []
    quiz.submit(ME, attempt.id)
    assert quiz.setup(ME)["open"] == []
    assert [one["id"] for one in quiz.setup(ME)["recent"]] == [attempt.id]


def test_an_open_attempt_tells_no_key(quiz):
    attempt = quiz.start_practice(ME, ["os"], 20, 40)
    view = quiz.view(ME, attempt.id)
    assert view.result is None
    assert set(asdict(view.questions[0])) == {"n", "subject", "subject_name", "points", "stem", "figure", "options"}
    shown = json.dumps(asdict(view), ensure_ascii=False)
    assert "的理由" not in shown
    assert "第一步" not in shown
    assert {option.value for option in view.questions[0].options} == set("ABCD")


def test_the_result_explains_every_option(quiz, clock):
    attempt = quiz.start_practice(ME, ["os"], 5, None)
    clock.now += 90
    quiz.save_answer(ME, attempt.id, 2, "B", True, 1)
    view = quiz.submit(ME, attempt.id)
    result = view.result
    assert view.attempt.state == "submitted"
    assert result.seconds_used == 90
    assert [review.n for review in result.reviews] == [1, 2, 3, 4, 5]
    second = result.reviews[1]
    assert second.choice == "B"
    assert set(second.why) == set("ABCD")
    assert "<math" in second.solution
    assert (second.path[0].name, second.path[0].lang) == ("操作系统", "")
    assert (second.item, second.version) in {(item.id, item.version) for item in sample_items()}
    assert result.possible == 10
    assert result.earned == sum(2 for review in result.reviews if review.choice == review.key)
    assert [(one.subject, one.questions) for one in result.subjects] == [("os", 5)]


def test_marks_follow_the_keys(quiz):
    attempt = quiz.start_practice(ME, ["cn"], 10, None)
    for n in range(1, 11):
        quiz.save_answer(ME, attempt.id, n, "A", False, n)
    result = quiz.submit(ME, attempt.id).result
    assert result.right == sum(review.key == "A" for review in result.reviews)
    assert result.earned == 2 * result.right


def test_a_mock_has_the_exams_grid_and_time(quiz, clock):
    attempt = quiz.start_mock_choice(ME)
    assert attempt.deadline == clock.now + MOCK_CHOICE_SECONDS
    view = quiz.view(ME, attempt.id)
    subjects = [question.subject for question in view.questions]
    assert [subjects.count(subject) for subject in MOCK_CHOICE_GRID] == list(MOCK_CHOICE_GRID.values())


def test_two_papers_in_a_row_share_no_question(quiz):
    def stems():
        attempt = quiz.start_practice(ME, ["cn.3"], 6, None)
        return {question.stem for question in quiz.view(ME, attempt.id).questions}

    assert not stems() & stems()


def test_a_drill_is_stored_whole_and_never_drawn_again(quiz, monkeypatch):
    before = quiz.setup(ME)["subjects"][2]["count"]
    attempt = quiz.start_drill(ME, ["page_faults", "page_faults"], 3)
    open_view = quiz.view(ME, attempt.id)
    assert (attempt.kind, attempt.nodes, attempt.deadline) == ("drill", ("os.3.2.4",), None)
    assert len({question.stem for question in open_view.questions}) == 3
    assert quiz.setup(ME)["subjects"][2]["count"] == before
    whole = quiz.start_practice(ME, ["os.3"], quiz_count(quiz, "os.3"), None)
    assert not any("page_faults" in review.item for review in quiz.submit(ME, whole.id).result.reviews)
    # The family changes, or goes: the attempt is reviewed and graded as it was.
    monkeypatch.setattr(catalogue, "families", dict)
    quiz.save_answer(ME, attempt.id, 1, "A", False, 1)
    closed = quiz.submit(ME, attempt.id)
    assert [question.stem for question in closed.questions] == [question.stem for question in open_view.questions]
    review = closed.result.reviews[0]
    assert (review.choice, review.earned) == ("A", 2 if review.key == "A" else 0)
    assert review.again == ()
    assert "缺页" in review.solution


def quiz_count(quiz, chapter: str) -> int:
    return next(c["count"] for s in quiz.setup(ME)["subjects"] for c in s["chapters"] if c["id"] == chapter)


def test_no_drill_beside_a_running_clock(quiz):
    quiz.start_practice(ME, ["os"], 3, 10)
    with pytest.raises(TimedAttemptOpen):
        quiz.start_drill(ME, ["page_faults"], 1)


def test_setup_offers_the_families_of_each_subject(quiz):
    drill = quiz.setup(ME)["drill"]
    assert [subject["name"] for subject in drill["subjects"]] == [
        "数据结构",
        "计算机组成原理",
        "操作系统",
        "计算机网络",
    ]
    assert {"name": "page_faults", "title": "页面置换的缺页次数"} in drill["subjects"][2]["families"]
    english = quiz.setup(ME, "en")["drill"]["subjects"][2]["families"]
    assert {"name": "page_faults", "title": "Page faults"} in english


def test_bad_wishes_are_refused(quiz):
    with pytest.raises(catalogue.UnknownFamily):
        quiz.start_drill(ME, ["nosuch"], 1)
    with pytest.raises(UnknownNode):
        quiz.start_practice(ME, ["os.99"], 3, None)
    with pytest.raises(TooFewItems):
        quiz.start_practice(ME, ["os.3.1"], 99, None)
    assert quiz.setup(ME)["open"] == []


def test_nobody_sees_or_changes_anothers_attempt(quiz):
    attempt = quiz.start_practice(ME, ["os"], 3, None)
    for gesture in (quiz.view, quiz.submit):
        with pytest.raises(NoSuchAttempt):
            gesture(OTHER, attempt.id)
    with pytest.raises(NoSuchAttempt):
        quiz.save_answer(OTHER, attempt.id, 1, "A", False, 1)
    assert quiz.view(ME, attempt.id).attempt.is_open


def test_submitted_twice_the_result_is_the_same(quiz, clock):
    attempt = quiz.start_practice(ME, ["os"], 3, None)
    first = quiz.submit(ME, attempt.id)
    clock.now += 50
    second = quiz.submit(ME, attempt.id)
    assert second.result == first.result
    assert second.attempt == first.attempt


def test_the_sweep_closes_at_the_deadline_and_only_once(quiz, clock):
    attempt = quiz.start_practice(ME, ["os"], 3, 1)
    untimed = quiz.start_practice(OTHER, ["os"], 3, None)
    quiz.save_answer(ME, attempt.id, 1, "A", False, 1)
    assert quiz.sweep() == []
    clock.now += 61.5
    assert quiz.sweep() == [attempt.id]
    assert quiz.sweep() == []
    view = quiz.view(ME, attempt.id)
    assert (view.attempt.state, view.attempt.closed_at) == ("expired", attempt.deadline)
    assert view.result.reviews[0].choice == "A"
    assert quiz.view(OTHER, untimed.id).attempt.is_open


@pytest.mark.parametrize("gesture", ["view", "submit"])
def test_after_the_deadline_a_visit_closes_it_too(quiz, clock, gesture):
    attempt = quiz.start_practice(ME, ["os"], 3, 1)
    clock.now += 100
    view = getattr(quiz, gesture)(ME, attempt.id)
    assert (view.attempt.state, view.attempt.closed_at) == ("expired", attempt.deadline)
    assert view.result.seconds_used == 60
    with pytest.raises(AttemptClosed):
        quiz.save_answer(ME, attempt.id, 1, "A", False, 9)


def test_while_a_timed_attempt_runs_the_books_are_closed(quiz, clock):
    assert "<math" in quiz.handbook(ME, "os.3.1").parts[0]
    attempt = quiz.start_practice(ME, ["os"], 3, 1)
    assert quiz.open_timed(ME) == attempt
    with pytest.raises(TimedAttemptOpen):
        quiz.handbook(ME, "os.3.1")
    with pytest.raises(TimedAttemptOpen):
        quiz.start_mock_choice(ME)
    quiz.handbook(OTHER, "os.3.1")
    clock.now += 60
    quiz.handbook(ME, "os.3.1")
    quiz.start_mock_choice(ME)


@pytest.mark.parametrize("section", ["cn.6.5", "os.99.1", "../../etc/passwd"])
def test_a_section_that_is_not_there(quiz, section):
    with pytest.raises(NoSuchSection):
        quiz.handbook(ME, section)


def test_old_papers_stay_closed_while_a_timed_one_runs(quiz, clock):
    old, untimed = quiz.start_practice(ME, ["os"], 3, None), quiz.start_practice(ME, ["cn"], 3, None)
    quiz.submit(ME, old.id)
    others = quiz.start_practice(OTHER, ["os"], 3, None)
    running = quiz.start_practice(ME, ["os"], 3, 1)
    for gesture, attempt in [(quiz.view, old), (quiz.submit, old), (quiz.submit, untimed)]:
        with pytest.raises(TimedAttemptOpen) as refused:
            gesture(ME, attempt.id)
        assert refused.value.attempt_id == running.id
    assert quiz.view(ME, untimed.id).attempt.is_open  # neither closed nor graded by the refusal
    assert quiz.view(ME, running.id).attempt.is_open
    assert quiz.submit(OTHER, others.id).result
    assert quiz.submit(ME, running.id).result
    assert quiz.view(ME, old.id).result
    assert quiz.submit(ME, untimed.id).result


def test_old_papers_open_again_when_the_time_is_over(quiz, clock):
    old = quiz.start_practice(ME, ["os"], 3, None)
    quiz.submit(ME, old.id)
    quiz.start_practice(ME, ["os"], 3, 1)
    clock.now += 60
    assert quiz.view(ME, old.id).result


def test_the_notes_open_where_they_bear_on_the_question(quiz):
    by_kind = {item.id: item for item in sample_items() if item.node == "os.3.1"}
    first = {
        key: quiz.handbook(ME, "os.3.1", item=(key, item.version)).first for key, item in by_kind.items()
    }  # fmt: skip
    assert first == {"os-0301-01": 2, "os-0301-02": 2, "os-0301-03": 1}
    assert quiz.handbook(ME, "os.3.1").first == 0
    assert len(quiz.handbook(ME, "os.3.1").parts) == 3
    with pytest.raises(NoSuchSection):
        quiz.handbook(ME, "os.3.1", item=("os-0301-01", 99))


def test_in_english_what_has_no_english_name_is_marked_chinese(quiz):
    path = quiz.handbook(ME, "co.2.2", "en").path
    assert path[0].name == "Computer Organization"
    assert [step.lang for step in path] == ["", "", "zh"]
    assert path[2].name == "运算方法和运算电路"


# --- many answers in one transaction ---------------------------------------------------------------------------------


def test_of_answers_saved_together_each_has_its_own_outcome(quiz, clock):
    mine, closed = quiz.start_practice(ME, ["os"], 3, None), quiz.start_practice(OTHER, ["os"], 3, None)
    quiz.submit(OTHER, closed.id)
    saves = [
        Save(ME.id, mine.id, 1, "A", False, 2, clock.now),
        Save(OTHER.id, closed.id, 1, "A", False, 1, clock.now),
        Save(OTHER.id, mine.id, 2, "A", False, 1, clock.now),
        Save(ME.id, mine.id, 99, "A", False, 1, clock.now),
        Save(ME.id, mine.id, 1, "B", False, 1, clock.now),
        Save(ME.id, mine.id, 3, "C", True, 1, clock.now),
    ]
    outcomes = quiz.save_answers(saves)
    assert [type(one) for one in outcomes[1:4]] == [AttemptClosed, NoSuchAttempt, NoSuchQuestion]
    assert [one.choice for one in (outcomes[0], outcomes[4], outcomes[5])] == ["A", "A", "C"]
    answers = quiz.view(ME, mine.id).answers
    assert {n: answer.choice for n, answer in answers.items()} == {1: "A", 3: "C"}


def test_answers_that_come_together_share_a_transaction(quiz, clock):
    attempt = quiz.start_practice(ME, ["os"], 40, None)
    sizes = []

    def write(saves):
        sizes.append(len(saves))
        return quiz.save_answers(saves)

    async def click():
        log = AnswerLog(write)
        saves = [Save(ME.id, attempt.id, n, "ABCD"[n % 4], False, 1, clock.now) for n in range(1, 41)]
        return await asyncio.gather(*(log.save(save) for save in saves))

    saved = asyncio.run(click())
    assert [one.choice for one in saved] == ["ABCD"[n % 4] for n in range(1, 41)]
    assert sum(sizes) == 40
    assert len(sizes) < 5
    assert len(quiz.view(ME, attempt.id).answers) == 40


def test_one_answer_that_breaks_the_transaction_harms_no_other():
    class Broken(Exception):
        pass

    def write(saves):
        if any(save.n == 2 for save in saves):
            raise Broken
        return [save.n for save in saves]

    async def click():
        log = AnswerLog(write)
        saves = [Save(1, 1, n, "A", False, 1, 0) for n in (1, 2, 3)]
        return await asyncio.gather(*(log.save(save) for save in saves), return_exceptions=True)

    one, two, three = asyncio.run(click())
    assert (one, three) == (1, 3)
    assert isinstance(two, Broken)


def test_a_click_that_was_given_up_does_not_stop_the_others():
    async def click():
        log = AnswerLog(lambda saves: [save.n for save in saves])
        given_up = asyncio.create_task(log.save(Save(1, 1, 1, "A", False, 1, 0)))
        await asyncio.sleep(0)
        given_up.cancel()
        return await log.save(Save(1, 1, 2, "A", False, 1, 0))

    assert asyncio.run(click()) == 2
