"""The plain pages, from Jinja templates that escape what they are given."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from webui.texts import Language, language_of, text


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("webui"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def request_language(request: Request) -> Language:
    return language_of(request.headers.get("accept-language"))


def page(request: Request, template: str, title_key: str, status: int = 200, **values: object) -> HTMLResponse:
    """The template in the browser's language. `error` and `done` are lines shown above the content."""
    language = request_language(request)
    body = _environment().get_template(template).render(
        {"error": "", "done": "", **values},
        language=language,
        title=text(title_key, language),
        words=lambda key: text(key, language),
    )  # fmt: skip
    return HTMLResponse(body, status)
