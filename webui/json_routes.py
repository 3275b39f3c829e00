"""What the JSON routes share: bodies without extra fields, and foreseen errors told as refusals in the reader's words."""

from collections.abc import Callable
from dataclasses import dataclass

from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from webui.identity import NotLoggedIn
from webui.pages import request_language
from webui.texts import text

LARGEST_INTEGER = 2**53  # what a browser's numbers hold exactly


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


@dataclass(frozen=True)
class Refusal:
    """`error` is the code that a script reads; `more` stands beside it in the answer."""

    status: int
    error: str
    more: dict[str, object]


def refusal(status: int, error: str, **more: object) -> Refusal:
    return Refusal(status, error, more)


def invalid(error: RequestValidationError | ValidationError) -> Refusal:
    """A body or parameter of the wrong form, with the names of its fields."""
    return refusal(422, "invalid", fields=[".".join(str(step) for step in one["loc"]) for one in error.errors()])


def refusing_route(
    area: str, refused: Callable[[Exception], Refusal | None], *, cache_control: str | None = "no-store"
) -> type[APIRoute]:
    """A route class that answers the errors `refused` knows with their words under `area`.error; others it lets pass.

    Nobody logged in, and a body or parameter of the wrong form, are known to all. `cache_control` None leaves that
    header to the handler.
    """

    def foreseen(error: Exception) -> Refusal | None:
        match error:
            case NotLoggedIn():
                return refusal(401, "login_required")
            case RequestValidationError():
                return invalid(error)
        return refused(error)

    class Route(APIRoute):
        def get_route_handler(self) -> Callable:
            handle = super().get_route_handler()

            async def handle_or_refuse(request: Request) -> Response:
                try:
                    response = await handle(request)
                except Exception as error:
                    told = foreseen(error)
                    if told is None:
                        raise
                    words = text(f"{area}.error.{told.error}", request_language(request))
                    response = JSONResponse({"error": told.error, "message": words, **told.more}, told.status)
                if cache_control:
                    response.headers["cache-control"] = cache_control
                return response

            return handle_or_refuse

    return Route
