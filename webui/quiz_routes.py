"""The quiz over HTTP: the plain page, and the JSON routes its script talks to. No answer here tells a key too early."""

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated, Literal

from fastapi import APIRouter, FastAPI, Path, Query
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from db.attempts import AttemptClosed, NoSuchAttempt, NoSuchQuestion, TimedAttemptOpen
from quizbank.blueprint import TooFewItems
from quizbank.generators.catalogue import UnknownFamily
from quizbank.syllabus import UnknownNode
from webui.actions_quiz import MAX_COUNT, MAX_DRILL, MAX_MINUTES, NoSuchSection, QuizActions, Save
from webui.answer_log import AnswerLog
from webui.identity import NotLoggedIn, person_of
from webui.pages import page, request_language
from webui.quiz_views import AttemptView
from webui.texts import text, texts_under

# Stricter than the other pages: nothing inline, nothing from elsewhere.
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
LARGEST_INTEGER = 2**53  # what a browser's numbers hold exactly

Whole = Annotated[int, Path(ge=1, le=LARGEST_INTEGER)]
FamilyId = Annotated[str, Field(max_length=60, pattern=r"^[a-z][a-z0-9_]*$")]
NodeId = Annotated[str, Field(max_length=20, pattern=r"^[a-z]{2}(\.\d{1,2}){0,3}$")]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class StartBody(_Body):
    """`nodes` and `minutes` (None: untimed) belong to a practice, `families` to a drill; a mock has its own."""

    kind: Literal["practice", "mock_choice", "drill"]
    families: list[FamilyId] = Field(default=[], max_length=100)
    nodes: list[NodeId] = Field(default=[], max_length=60)
    count: int = Field(default=1, ge=1, le=MAX_COUNT)
    minutes: int | None = Field(default=None, ge=1, le=MAX_MINUTES)

    @model_validator(mode="after")
    def _drills_are_short(self) -> "StartBody":
        if self.kind == "drill" and self.count > MAX_DRILL:
            raise ValueError(f"a drill has at most {MAX_DRILL} questions")
        return self


class AnswerBody(_Body):
    choice: Literal["A", "B", "C", "D"] | None
    flagged: bool = False
    seq: int = Field(ge=1, le=LARGEST_INTEGER)


def _refusal(status: int, error: str, request: Request, **more: object) -> Response:
    words = text(f"quiz.error.{error}", request_language(request))
    return JSONResponse({"error": error, "message": words, **more}, status)


def _refused(error: Exception, request: Request) -> Response | None:
    """The answer to a request that cannot be done; None for an error nobody foresaw."""
    match error:
        case NotLoggedIn():
            return _refusal(401, "login_required", request)
        case NoSuchAttempt() | NoSuchQuestion() | NoSuchSection():
            return _refusal(404, "not_found", request)
        case AttemptClosed():
            return _refusal(409, "closed", request)
        case TimedAttemptOpen():
            return _refusal(409, "timed_attempt_open", request, attempt=error.attempt_id)
        case TooFewItems():
            return _refusal(422, "too_few", request, available=error.available)
        case RequestValidationError() | ValidationError():
            fields = [".".join(str(step) for step in one["loc"]) for one in error.errors()]
            return _refusal(422, "invalid", request, fields=fields)
        case UnknownNode():
            return _refusal(422, "invalid", request, fields=["nodes"])
        case UnknownFamily():
            return _refusal(422, "invalid", request, fields=["families"])
    return None


class _Route(APIRoute):
    """Foreseen errors become JSON refusals, and nothing is kept by a cache on the way."""

    def get_route_handler(self) -> Callable:
        handle = super().get_route_handler()

        async def handle_or_refuse(request: Request) -> Response:
            try:
                response = await handle(request)
            except Exception as error:
                refusal = _refused(error, request)
                if refusal is None:
                    raise
                response = refusal
            response.headers["cache-control"] = "no-store"
            return response

        return handle_or_refuse


def _view(view: AttemptView) -> Response:
    attempt = view.attempt
    return JSONResponse(
        {
            "attempt": {
                "id": attempt.id,
                "kind": attempt.kind,
                "state": attempt.state,
                "started_at": attempt.started_at,
                "deadline": attempt.deadline,
                "closed_at": attempt.closed_at,
            },
            "now": view.now,
            "questions": [asdict(question) for question in view.questions],
            "answers": {n: asdict(answer) for n, answer in view.answers.items()},
            "result": asdict(view.result) if view.result else None,
        }
    )


def add_quiz_routes(app: FastAPI, quiz: QuizActions) -> None:
    """`/quiz`, `/api/quiz/...`, `/api/attempts/...` and `/api/handbook/...`."""
    router = APIRouter(route_class=_Route, include_in_schema=False)
    saving = AnswerLog(quiz.save_answers)

    @router.get("/quiz")
    def quiz_page(request: Request) -> Response:
        words = json.dumps(texts_under("quiz", request_language(request)), ensure_ascii=False)
        # Inside a script element only "<" could end the text early.
        response = page(request, "quiz.html", "quiz.title", texts=words.replace("<", "\\u003c"))
        response.headers["content-security-policy"] = PAGE_POLICY
        return response

    @router.get("/api/quiz/texts")
    def texts(request: Request) -> Response:
        language = request_language(request)
        return JSONResponse({"language": language, "texts": texts_under("quiz", language)})

    @router.get("/api/quiz/setup")
    def setup(request: Request) -> Response:
        return JSONResponse(quiz.setup(person_of(request), request_language(request)))

    @router.post("/api/attempts")
    def start(request: Request, body: StartBody) -> Response:
        person = person_of(request)
        if body.kind == "mock_choice":
            attempt = quiz.start_mock_choice(person)
        elif body.kind == "drill" and body.families:
            attempt = quiz.start_drill(person, body.families, body.count)
        elif body.kind == "practice" and body.nodes:
            attempt = quiz.start_practice(person, body.nodes, body.count, body.minutes)
        else:
            return _refusal(422, "nothing_chosen", request)
        return JSONResponse({"id": attempt.id, "deadline": attempt.deadline}, 201)

    @router.get("/api/attempts/{attempt_id}")
    def view(request: Request, attempt_id: Whole) -> Response:
        return _view(quiz.view(person_of(request), attempt_id, request_language(request)))

    @router.put("/api/attempts/{attempt_id}/answers/{n}")
    async def save(request: Request, attempt_id: Whole, n: Whole, body: AnswerBody) -> Response:
        now = quiz.now()
        saved = await saving.save(
            Save(person_of(request).id, attempt_id, n, body.choice, body.flagged, body.seq, now)
        )  # fmt: skip
        return JSONResponse({"saved": asdict(saved), "now": now})

    @router.post("/api/attempts/{attempt_id}/submit")
    def submit(request: Request, attempt_id: Whole) -> Response:
        return _view(quiz.submit(person_of(request), attempt_id, request_language(request)))

    @router.get("/api/handbook/{section}")
    def handbook(
        request: Request,
        section: Annotated[str, Path(max_length=20)],
        item: Annotated[str | None, Query(max_length=80)] = None,
        version: Annotated[int, Query(ge=1, le=LARGEST_INTEGER)] = 1,
    ) -> Response:
        key = (item, version) if item else None
        return JSONResponse(asdict(quiz.handbook(person_of(request), section, request_language(request), key)))

    app.include_router(router)
