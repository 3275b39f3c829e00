"""Log in, register, change password, log out: plain forms that work without a script."""

from collections.abc import Mapping

from fastapi import FastAPI, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from db.accounts import SESSION_SECONDS, AccountError, NameTaken, UnknownInvite
from webui.actions_accounts import AccountActions, BadName, BadPassword, Locked, WrongPassword
from webui.gate import COOKIE
from webui.identity import person_of
from webui.pages import page, request_language
from webui.texts import text

_WORDS: dict[type[AccountError], str] = {
    WrongPassword: "accounts.error.wrong",
    BadName: "accounts.error.name",
    BadPassword: "accounts.error.password",
    NameTaken: "accounts.error.taken",
    UnknownInvite: "accounts.error.invite",
}


def add_account_routes(app: FastAPI, accounts: AccountActions) -> None:
    @app.get("/login", include_in_schema=False)
    def login_page(request: Request, next: str = "/"):
        return page(request, "login.html", "accounts.log_in", next=local_path(next), name="")

    @app.post("/login", include_in_schema=False)
    def log_in(request: Request, name: str = Form(""), password: str = Form(""), next: str = Form("/")):
        try:
            person, token = accounts.log_in(name[:128], password[:256], _address(request))
        except AccountError as error:
            words = _error_words(request, error)
            status = 429 if isinstance(error, Locked) else 401
            return page(
                request, "login.html", "accounts.log_in", status, error=words, next=local_path(next), name=name[:64]
            )
        path = local_path(next)
        if path == "/" and person.is_instructor:
            path = "/teach/"
        return _with_cookie(request, RedirectResponse(path, 303), token)

    @app.get("/register", include_in_schema=False)
    def register_page(request: Request, invite: str = ""):
        return page(request, "register.html", "accounts.register", invite=invite[:32], name="")

    @app.post("/register", include_in_schema=False)
    def register(request: Request, name: str = Form(""), password: str = Form(""), invite: str = Form("")):
        try:
            _, token = accounts.register(name, password, invite)
        except AccountError as error:
            words = _error_words(request, error)
            return page(
                request, "register.html", "accounts.register", 400, error=words, invite=invite[:32], name=name[:64]
            )
        return _with_cookie(request, RedirectResponse("/", 303), token)

    @app.get("/password", include_in_schema=False)
    def password_page(request: Request):
        return page(request, "password.html", "app.password", name=person_of(request).name)

    @app.post("/password", include_in_schema=False)
    def change_password(request: Request, old: str = Form(""), new: str = Form("")):
        person = person_of(request)
        try:
            token = accounts.change_password(person, old[:256], new[:256], _address(request))
        except AccountError as error:
            words = _error_words(request, error, {WrongPassword: "accounts.error.old_password"})
            return page(request, "password.html", "app.password", 400, error=words, name=person.name)
        done = text("accounts.changed", request_language(request))
        return _with_cookie(request, page(request, "password.html", "app.password", done=done, name=person.name), token)

    @app.post("/logout", include_in_schema=False)
    def log_out(request: Request):
        accounts.log_out(request.cookies.get(COOKIE, ""))
        response = RedirectResponse("/login", 303)
        response.delete_cookie(COOKIE, path="/")
        # Answers that never reached the server must not stay on a shared computer.
        response.headers["clear-site-data"] = '"storage"'
        return response


def local_path(path: str) -> str:
    """The path when it stays on this site, "/" otherwise: a login link must not lead elsewhere."""
    if not path.startswith("/") or path.startswith(("//", "/\\")) or not path.isprintable():
        return "/"
    return path


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _error_words(request: Request, error: AccountError, here: Mapping[type[AccountError], str] = _WORDS) -> str:
    """What is wrong in the reader's language; `here` has words that fit this form better than the usual ones."""
    language = request_language(request)
    if isinstance(error, Locked):
        return text("accounts.error.locked", language, minutes=int(error.seconds // 60) + 1)
    return text(here.get(type(error)) or _WORDS[type(error)], language)


def _with_cookie(request: Request, response: Response, token: str) -> Response:
    response.set_cookie(
        COOKIE, token, max_age=SESSION_SECONDS, path="/", httponly=True, samesite="lax",
        secure=request.url.scheme == "https",
    )  # fmt: skip
    return response
