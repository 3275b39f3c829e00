import random
import threading

import pytest

from db import accounts, attempts, bank
from db.attempts import Answer, AttemptClosed, NoSuchAttempt, NoSuchQuestion, TimedAttemptOpen
from db.database import open_database, sqlite_url
from quizbank.blueprint import DrawnQuestion, draw_practice
from tests.sample_bank import sample_item, sample_items

START, DEADLINE = 1000.0, 1600.0


@pytest.fixture
def sessions(tmp_path):
    """A real file with the sample bank and two students, 1 and 2."""
    made = open_database(sqlite_url(tmp_path / "test.db"))
    with made.begin() as session:
        bank.load_items(session, sample_items(), 0)
        accounts.add_user(session, "甲", None, "student", 0)
        accounts.add_user(session, "乙", None, "student", 0)
    return made


def start(sessions, user=1, deadline=DEADLINE, count=5, seed=1):
    paper = draw_practice(sample_items(), ["os"], count, seed)
    with sessions.begin() as session:
        return attempts.start(session, user, "practice", ["os"], paper, seed, START, deadline)


def save(sessions, attempt, n=1, choice="A", seq=1, *, user=1, flagged=False, now=START + 1):
    with sessions.begin() as session:
        return attempts.save_answer(session, user, attempt.id, n, choice, flagged, seq, now)


def answers(sessions, attempt):
    with sessions.begin() as session:
        return attempts.answers(session, attempt.id)


def close(sessions, attempt, state="submitted", at=START + 2):
    with sessions.begin() as session:
        return attempts.close(session, attempt.id, state, at)


def marks(sessions, attempt):
    with sessions.begin() as session:
        return attempts.marks(session, attempt.id)


def together(count, work):
    """Run `work(i)` in `count` threads that begin at once; what each returned or raised, by i."""
    barrier = threading.Barrier(count)
    outcomes = [None] * count

    def run(i):
        barrier.wait()
        try:
            outcomes[i] = work(i)
        except attempts.AttemptError as error:
            outcomes[i] = error

    threads = [threading.Thread(target=run, args=(i,)) for i in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_the_paper_comes_back_as_drawn(sessions):
    paper = draw_practice(sample_items(), ["os", "cn"], 8, seed=3)
    with sessions.begin() as session:
        attempt = attempts.start(session, 1, "practice", ["os", "cn"], paper, 3, START, None)
    with sessions.begin() as session:
        assert attempts.paper(session, attempt.id) == paper
        assert attempts.load(session, 1, attempt.id) == attempt


def test_a_later_version_changes_no_old_paper(sessions):
    old = next(item for item in sample_items() if item.node == "os.3.1")
    with sessions.begin() as session:
        attempt = attempts.start(session, 1, "practice", ["os.3.1"], [DrawnQuestion(1, old, "ABCD")], 1, START, None)
    new = sample_item("os.3.1", 1, version=2, key="A" if old.key != "A" else "B", stem="换了题干的新版本？")
    with sessions.begin() as session:
        bank.load_items(session, [new if item.id == new.id else item for item in sample_items()], 1)
    save(sessions, attempt, choice=old.key)
    close(sessions, attempt)
    with sessions.begin() as session:
        assert attempts.paper(session, attempt.id)[0].item == old
    assert marks(sessions, attempt)[0].right


def test_the_newest_answer_by_seq_stands(sessions):
    attempt = start(sessions)
    assert save(sessions, attempt, choice="A", seq=5) == Answer("A", False, 5)
    assert save(sessions, attempt, choice="B", seq=4) == Answer("A", False, 5)
    assert save(sessions, attempt, choice="B", seq=5) == Answer("A", False, 5)
    assert save(sessions, attempt, choice=None, flagged=True, seq=6) == Answer(None, True, 6)
    assert answers(sessions, attempt) == {1: Answer(None, True, 6)}


def test_another_persons_attempt_is_not_there(sessions):
    attempt = start(sessions)
    with pytest.raises(NoSuchAttempt):
        save(sessions, attempt, user=2)
    with sessions.begin() as session, pytest.raises(NoSuchAttempt):
        attempts.load(session, 2, attempt.id)
    assert answers(sessions, attempt) == {}


def test_a_question_outside_the_paper_is_refused(sessions):
    attempt = start(sessions, count=5)
    with pytest.raises(NoSuchQuestion):
        save(sessions, attempt, n=6)


@pytest.mark.parametrize("now", [DEADLINE, DEADLINE + 100])
def test_at_the_deadline_nothing_is_written_though_nobody_closed_it(sessions, now):
    attempt = start(sessions)
    with pytest.raises(AttemptClosed):
        save(sessions, attempt, now=now)
    assert answers(sessions, attempt) == {}


def test_a_closed_attempt_takes_no_answer(sessions):
    attempt = start(sessions)
    close(sessions, attempt)
    with pytest.raises(AttemptClosed):
        save(sessions, attempt)
    assert answers(sessions, attempt) == {}


def test_one_timed_attempt_at_a_time(sessions):
    attempt = start(sessions)
    with pytest.raises(TimedAttemptOpen) as refused:
        start(sessions, deadline=None)
    assert refused.value.attempt_id == attempt.id
    start(sessions, user=2)  # another person may
    close(sessions, attempt)
    start(sessions)


def test_untimed_ones_may_lie_open_together(sessions):
    first, second = start(sessions, deadline=None), start(sessions, deadline=None, seed=2)
    with sessions.begin() as session:
        assert attempts.open_timed(session, 1, START) is None
        assert {one.attempt.id for one in attempts.summaries(session, 1)} == {first.id, second.id}


def test_expired_names_what_the_clock_ended(sessions):
    attempt, untimed = start(sessions), start(sessions, user=2, deadline=None)
    with sessions.begin() as session:
        assert attempts.expired(session, DEADLINE - 0.1) == []
        assert attempts.expired(session, DEADLINE) == [(attempt.id, DEADLINE)]
    close(sessions, attempt, "expired", DEADLINE)
    with sessions.begin() as session:
        assert attempts.expired(session, DEADLINE + 10) == []
        assert attempts.load(session, 2, untimed.id).is_open


def test_summaries_tell_what_was_answered_and_earned(sessions):
    attempt = start(sessions)
    with sessions.begin() as session:
        paper = attempts.paper(session, attempt.id)
    save(sessions, attempt, n=1, choice=paper[0].item.key)
    save(sessions, attempt, n=2, choice=next(letter for letter in "ABCD" if letter != paper[1].item.key))
    save(sessions, attempt, n=3, choice=None, flagged=True)
    with sessions.begin() as session:
        (one,) = attempts.summaries(session, 1)
    assert (one.questions, one.answered, one.right, one.earned, one.possible) == (5, 2, 0, 0, 0)
    close(sessions, attempt)
    with sessions.begin() as session:
        (one,) = attempts.summaries(session, 1)
    assert (one.questions, one.answered, one.right, one.earned, one.possible) == (5, 2, 1, 2, 10)


# --- races on a real file --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("_round", range(5))
def test_submitted_many_times_at_once_it_is_graded_once(sessions, _round):
    attempt = start(sessions)
    save(sessions, attempt)
    outcomes = together(8, lambda _i: close(sessions, attempt))
    assert sorted(outcomes) == [False] * 7 + [True]
    assert [mark.n for mark in marks(sessions, attempt)] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("_round", range(5))
def test_an_answer_that_races_with_the_submission_is_graded_or_refused(sessions, _round):
    attempt = start(sessions)

    def work(i):
        if i == 0:
            return close(sessions, attempt)
        return save(sessions, attempt, n=i, choice=random.choice("ABCD"))

    outcomes = together(6, work)
    graded = {mark.n: mark.choice for mark in marks(sessions, attempt)}
    for n, outcome in enumerate(outcomes[1:], start=1):
        if isinstance(outcome, AttemptClosed):
            assert graded[n] is None
        else:
            assert graded[n] == outcome.choice


def test_of_answers_that_race_the_highest_seq_wins(sessions):
    attempt = start(sessions)
    together(8, lambda i: save(sessions, attempt, choice="ABCD"[i % 4], seq=i + 1))
    assert answers(sessions, attempt) == {1: Answer("D", False, 8)}


def test_two_timed_attempts_that_start_at_once(sessions):
    outcomes = together(6, lambda i: start(sessions, seed=i))
    assert sum(isinstance(outcome, TimedAttemptOpen) for outcome in outcomes) == 5
