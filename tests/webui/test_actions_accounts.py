import threading

import pytest

from db import accounts as stored
from db.accounts import LOCK_AFTER, LOCK_SECONDS, SESSION_SECONDS, NameTaken, UnknownInvite, UnknownUser
from db.database import open_database, sqlite_url
from webui.actions_accounts import (
    AccountActions,
    BadName,
    BadPassword,
    Locked,
    NotAllowed,
    Passwords,
    WrongPassword,
    check_name,
)
from webui.services import Services

PASSWORDS = Passwords()


class Clock:
    def __init__(self):
        self.now = 1_000_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def actions(tmp_path, clock):
    sessions = open_database(sqlite_url(tmp_path / "a.db"))
    return AccountActions(Services(sessions, None, lambda: None, clock), PASSWORDS)


@pytest.fixture
def teacher(actions):
    return actions.add_user("王老师", "teacher-password", "instructor")


@pytest.fixture
def invite(actions, teacher):
    return actions.add_class(teacher, "计科 2601").invite_code


def test_register_log_in_and_out(actions, invite):
    person, token = actions.register("  李 雷 ", "long enough", invite.lower())
    assert (person.name, person.role) == ("李 雷", "student")
    assert actions.person_of_token(token) == person
    actions.log_out(token)
    assert actions.person_of_token(token) is None
    again, token = actions.log_in("李 雷", "long enough", "10.0.0.1")
    assert again == person
    assert actions.person_of_token(token) == person


def test_the_database_holds_neither_password_nor_token(actions, invite, tmp_path):
    _, token = actions.register("李雷", "long enough", invite)
    content = b"".join(path.read_bytes() for path in tmp_path.glob("a.db*"))
    assert token.encode() not in content
    assert b"long enough" not in content
    assert "李雷".encode() in content


def test_a_session_ends_by_time(actions, clock, invite):
    _, token = actions.register("李雷", "long enough", invite)
    clock.now += SESSION_SECONDS - 1
    assert actions.person_of_token(token)
    clock.now += 2
    assert actions.person_of_token(token) is None


def test_names_that_look_alike_are_taken(actions, invite):
    actions.register("Li Lei", "long enough", invite)
    with pytest.raises(NameTaken):
        actions.register("ＬＩ  lei", "long enough", invite)


@pytest.mark.parametrize("name", ["", "  ", "a" * 33, "a\u200bb", "a\nb\x00", "\u202eevil"])
def test_bad_names(name):
    with pytest.raises(BadName):
        check_name(name)


@pytest.mark.parametrize("password", ["short", "x" * 129, "Longer Name"])
def test_bad_passwords(actions, invite, password):
    with pytest.raises(BadPassword):
        actions.register("longer name", password, invite)


def test_no_invitation_no_account(actions, teacher, invite):
    with pytest.raises(UnknownInvite):
        actions.register("李雷", "long enough", "WRONG234")
    class_id = actions.classes(teacher)[0].id
    renewed = actions.renew_invite(teacher, class_id)
    with pytest.raises(UnknownInvite):
        actions.register("李雷", "long enough", invite)
    assert actions.register("李雷", "long enough", renewed)[0].class_id == class_id


def test_wrong_passwords_lock_this_name_at_this_address_only(actions, clock, teacher):
    for _ in range(LOCK_AFTER):
        with pytest.raises(WrongPassword):
            actions.log_in("王老师", "wrong", "10.0.0.66")
    with pytest.raises(Locked) as locked:
        actions.log_in("王老师", "teacher-password", "10.0.0.66")
    assert 0 < locked.value.seconds <= LOCK_SECONDS
    assert actions.log_in("王老师", "teacher-password", "10.0.0.7")[0] == teacher
    clock.now += LOCK_SECONDS + 1
    assert actions.log_in("王老师", "teacher-password", "10.0.0.66")[0] == teacher


def test_a_right_password_clears_the_count(actions, teacher):
    for _ in range(3):
        for _ in range(LOCK_AFTER - 1):
            with pytest.raises(WrongPassword):
                actions.log_in("王老师", "wrong", "10.0.0.66")
        actions.log_in("王老师", "teacher-password", "10.0.0.66")


def test_an_unknown_name_is_answered_like_a_wrong_password(actions):
    for _ in range(LOCK_AFTER):
        with pytest.raises(WrongPassword):
            actions.log_in("nobody", "whatever", "10.0.0.66")
    with pytest.raises(Locked):
        actions.log_in("nobody", "whatever", "10.0.0.66")


def test_many_tries_at_once_count_as_many(actions, teacher):
    outcomes = []

    def guess():
        try:
            actions.log_in("王老师", "wrong", "10.0.0.66")
        except (WrongPassword, Locked) as error:
            outcomes.append(type(error))

    threads = [threading.Thread(target=guess) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count(WrongPassword) == LOCK_AFTER
    assert outcomes.count(Locked) == 12 - LOCK_AFTER


def test_a_changed_password_ends_every_login(actions, invite):
    person, first = actions.register("李雷", "long enough", invite)
    _, second = actions.log_in("李雷", "long enough", "10.0.0.1")
    with pytest.raises(WrongPassword):
        actions.change_password(person, "not this", "a newer one", "10.0.0.1")
    assert actions.person_of_token(first)
    here = actions.change_password(person, "long enough", "a newer one", "10.0.0.1")
    assert actions.person_of_token(first) is None
    assert actions.person_of_token(second) is None
    assert actions.person_of_token(here) == person
    with pytest.raises(WrongPassword):
        actions.log_in("李雷", "long enough", "10.0.0.1")


def test_instructors_make_instructors_and_reset_students_only(actions, teacher, invite):
    student, token = actions.register("李雷", "long enough", invite)
    other = actions.add_instructor(teacher, "张老师", "another password")
    assert other.is_instructor
    actions.reset_password(teacher, student.id, "from the teacher")
    assert actions.person_of_token(token) is None
    assert actions.log_in("李雷", "from the teacher", "10.0.0.1")[0] == student
    with pytest.raises(NotAllowed):
        actions.reset_password(teacher, other.id, "taking over!")
    with pytest.raises(UnknownUser):
        actions.reset_password(teacher, 999, "whoever it is")


def test_a_student_may_do_nothing_of_an_instructors(actions, teacher, invite):
    student, _ = actions.register("李雷", "long enough", invite)
    for attempt in (
        lambda: actions.classes(student),
        lambda: actions.users(student),
        lambda: actions.add_class(student, "x"),
        lambda: actions.renew_invite(student, 1),
        lambda: actions.add_instructor(student, "me too", "long enough"),
        lambda: actions.reset_password(student, teacher.id, "long enough"),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_the_local_person_is_one_and_cannot_be_logged_in_to(actions):
    person = actions.local_person()
    assert person.is_instructor
    assert actions.local_person() == person
    assert not actions.has_accounts()
    with pytest.raises(WrongPassword):
        actions.log_in(stored.LOCAL_NAME, "", "10.0.0.1")
