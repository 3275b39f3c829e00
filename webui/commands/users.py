"""`launch.py users ...`: accounts."""

import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from webui.commands.settings import AsJson, DatabaseUrl, DataDir, Refused, prepare_folder, settings_of, show

users_app = typer.Typer(help="Accounts. / 账号。", no_args_is_help=True)


def open_accounts(data_dir: Path | None, database_url: str | None):
    from db.database import open_database
    from webui.actions_accounts import AccountActions, Passwords
    from webui.services import Services

    settings = settings_of(data_dir=data_dir, database_url=database_url)
    prepare_folder(settings.data_dir)
    sessions = open_database(settings.database)
    return AccountActions(Services(sessions, None, lambda: None, time.time), Passwords()), sessions


def ask_password() -> str:
    """Typed twice at a terminal, or one line of standard input."""
    if sys.stdin.isatty():
        return typer.prompt("password", hide_input=True, confirmation_prompt=True)
    password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise Refused("no password given: type it at a terminal, or give it as a line of standard input")
    return password


@users_app.command("add")
def users_add(
    name: str,
    role: Annotated[str, typer.Option(help="student or instructor.")] = "student",
    class_name: Annotated[str | None, typer.Option("--class", help="The student's class.")] = None,
    data_dir: DataDir = None,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Make an account; the password is asked for, or read from standard input. / 新建账号。"""
    if role not in ("student", "instructor"):
        raise typer.BadParameter("student or instructor", param_hint="--role")
    accounts, _ = open_accounts(data_dir, database_url)
    person = accounts.add_user(name, ask_password(), role, class_name)
    show({"name": person.name, "role": person.role}, as_json, [f"added {person.role} {person.name}"])


@users_app.command("list")
def users_list(data_dir: DataDir = None, database_url: DatabaseUrl = None, as_json: AsJson = False) -> None:
    """Every account. / 列出账号。"""
    from db import accounts as stored
    from db.database import read_only

    _, sessions = open_accounts(data_dir, database_url)
    with read_only(sessions) as session:
        names = {c.id: c.name for c in stored.classes(session)}
        rows = [{"name": p.name, "role": p.role, "class": names.get(p.class_id)} for p in stored.users(session)]
    show(rows, as_json, [f"{r['role']}\t{r['name']}\t{r['class'] or ''}" for r in rows] or ["no accounts yet"])


@users_app.command("set-password")
def users_set_password(
    name: str, data_dir: DataDir = None, database_url: DatabaseUrl = None, as_json: AsJson = False
) -> None:
    """A new password; every login of that account ends. / 重设密码。"""
    from db import accounts as stored
    from db.database import read_only

    accounts, sessions = open_accounts(data_dir, database_url)
    with read_only(sessions) as session:
        person = stored.find_user(session, name)
    accounts.set_password(person, ask_password())
    show({"name": person.name}, as_json, [f"new password for {person.name}"])
