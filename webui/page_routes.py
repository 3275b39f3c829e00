"""The pages behind citations over HTTP: what to show as JSON, and the pictures. Sources are named in the query, since
their names may hold slashes."""

from collections.abc import Callable
from typing import Annotated, Any
from urllib.parse import urlencode

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, FastAPI, Path, Query
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from index.page_image import NARROWEST, WIDEST, NoSuchPage, media_type
from index.passages import Citation
from webui.actions_chat import ChatClosed
from webui.actions_pages import (
    NoSuchCitation,
    NoSuchSource,
    NotVisible,
    PageActions,
    PagesBusy,
    PageUndrawable,
    PageView,
    TextView,
)
from webui.chat_messages import place_of
from webui.identity import person_of
from webui.json_routes import LARGEST_INTEGER, Refusal, refusal, refusing_route
from webui.pages import request_language
from webui.texts import Language, texts_under

THREADS = 8  # of their own: however many pages are being opened, saving an answer of a quiz never waits for one
Collection = Annotated[str, Query(min_length=1, max_length=64)]
Source = Annotated[str, Query(min_length=1, max_length=1000)]
PageNumber = Annotated[int, Query(ge=0, le=100_000)]


def _refused(error: Exception) -> Refusal | None:
    """The answer to a request that cannot be done; None for an error nobody foresaw."""
    match error:
        case NotVisible():
            return refusal(403, "forbidden")
        case NoSuchCitation():
            return refusal(404, "not_found")
        case NoSuchSource():
            return refusal(404, "no_source")
        case NoSuchPage():
            return refusal(404, "no_page")
        case ChatClosed():
            return refusal(409, "closed", until=error.until, attempt=error.attempt_id)
        case PageUndrawable():
            return refusal(422, "undrawable")
        case PagesBusy():
            return refusal(503, "busy")
    return None


def _shown(view: PageView | TextView, language: Language) -> Response:
    """`title` and `where` say in words what the page is."""
    place = Citation(0, view.collection, view.source, view.page, view.label, view.section, "", "")
    title, *where = place_of(place, language)
    shared = {
        "collection": view.collection,
        "source": view.source,
        "title": title,
        "where": " · ".join(where),
        "label": view.label,
        "section": list(view.section),
        "notice": view.notice,
    }
    if isinstance(view, TextView):
        more = {"kind": "text", "page": view.place, "pages": view.places, "html": view.html}
    else:
        address = urlencode({"collection": view.collection, "source": view.source, "page": view.page})
        marked = [{"box": [round(side, 5) for side in mark.box], "sentence": mark.sentence} for mark in view.marks]
        more = {
            "kind": "page", "page": view.page, "pages": view.pages, "height": view.height, "marks": marked,
            "text": view.text, "picture": f"/api/pages/picture?{address}",
        }  # fmt: skip
    return JSONResponse(shared | more)


def add_page_routes(app: FastAPI, pages: PageActions) -> None:
    """`/api/pages/...`. `page` counts from 1; of a source without pages it counts the sections."""
    router = APIRouter(
        route_class=refusing_route("pages", _refused, cache_control=None), include_in_schema=False, prefix="/api/pages"
    )
    threads = CapacityLimiter(THREADS)

    async def run(work: Callable, *args: Any) -> Any:
        return await to_thread.run_sync(work, *args, limiter=threads)

    @router.get("/texts")
    def texts(request: Request) -> Response:
        language = request_language(request)
        return JSONResponse({"language": language, "texts": texts_under("pages", language)})

    @router.get("/citation/{message_id}/{number}")
    async def citation(
        request: Request,
        message_id: Annotated[int, Path(ge=1, le=LARGEST_INTEGER)],
        number: Annotated[int, Path(ge=1, le=999)],
    ) -> Response:
        view = await run(pages.citation, person_of(request), message_id, number)
        return _shown(view, request_language(request))

    @router.get("/source")
    async def source(request: Request, collection: Collection, source: Source, page: PageNumber = 1) -> Response:
        view = await run(pages.source, person_of(request), collection, source, page)
        return _shown(view, request_language(request))

    @router.get("/picture")
    async def picture(
        request: Request,
        collection: Collection,
        source: Source,
        page: Annotated[int, Query(ge=1, le=100_000)],
        width: Annotated[int, Query(ge=NARROWEST, le=WIDEST)] = 1280,
    ) -> Response:
        found = await run(pages.picture, person_of(request), collection, source, page, width)
        headers = {"etag": f'"{found.tag}"', "cache-control": "private, no-cache", "vary": "cookie"}
        if request.headers.get("if-none-match") == headers["etag"]:
            return Response(status_code=304, headers=headers)
        drawn = await run(found.draw)
        return Response(drawn, media_type=media_type(drawn), headers=headers)

    app.include_router(router)
