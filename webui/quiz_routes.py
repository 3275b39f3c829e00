"""The quiz over HTTP: the plain page, and the JSON routes its script talks to. No answer here tells a key too early."""

import json
from dataclasses import asdict
from typing import Annotated, Literal

from fastapi import APIRouter, FastAPI, Path, Query
from pydantic import Field, ValidationError, model_validator
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from db.attempts import AttemptClosed, NoSuchAttempt, NoSuchQuestion, TimedAttemptOpen
from quizbank.blueprint import TooFewItems
from quizbank.generators.catalogue import UnknownFamily
from quizbank.syllabus import UnknownNode
from webui.actions_quiz import MAX_COUNT, MAX_DRILL, MAX_MINUTES, NoSuchSection, QuizActions, Save
from webui.answer_log import AnswerLog
from webui.identity import person_of
from webui.json_routes import LARGEST_INTEGER, Body, Refusal, invalid, refusal, refusing_route
from webui.pages import page, request_language
from webui.quiz_views import AttemptView
from webui.texts import texts_under

# Stricter than the other pages: nothing inline, nothing from elsewhere.
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)

Whole = Annotated[int, Path(ge=1, le=LARGEST_INTEGER)]
FamilyId = Annotated[str, Field(max_length=60, pattern=r"^[a-z][a-z0-9_]*$")]
NodeId = Annotated[str, Field(max_length=20, pattern=r"^[a-z]{2}(\.\d{1,2}){0,3}$")]


class StartBody(Body):
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


class AnswerBody(Body):
    choice: Literal["A", "B", "C", "D"] | None
    flagged: bool = False
    seq: int = Field(ge=1, le=LARGEST_INTEGER)


class NothingChosen(ValueError):
    """A practice without chapters, or a drill without kinds of question."""


def _refused(error: Exception) -> Refusal | None:
    """The answer to a request that cannot be done; None for an error nobody foresaw."""
    match error:
        case NoSuchAttempt() | NoSuchQuestion() | NoSuchSection():
            return refusal(404, "not_found")
        case AttemptClosed():
            return refusal(409, "closed")
        case TimedAttemptOpen():
            return refusal(409, "timed_attempt_open", attempt=error.attempt_id)
        case TooFewItems():
            return refusal(422, "too_few", available=error.available)
        case NothingChosen():
            return refusal(422, "nothing_chosen")
        case ValidationError():
            return invalid(error)
        case UnknownNode():
            return refusal(422, "invalid", fields=["nodes"])
        case UnknownFamily():
            return refusal(422, "invalid", fields=["families"])
    return None


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
    router = APIRouter(route_class=refusing_route("quiz", _refused), include_in_schema=False)
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
            raise NothingChosen
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
