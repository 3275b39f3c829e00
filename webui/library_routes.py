"""The library over HTTP: what there is, and for instructors collections and uploads. Who may is asked in the actions."""

from typing import Annotated, Literal

from fastapi import APIRouter, FastAPI, Path, Query
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from db.attempts import TimedAttemptOpen
from db.collections import HandbookIsFixed
from index.errors import LibraryBusy, LibraryError, UnknownCollection, UnknownSource
from index.handbook import COLLECTION as HANDBOOK
from index.readers import SUFFIXES
from webui.actions_library import (
    PERSONA_LENGTH,
    TITLE_LENGTH,
    BadAccess,
    BadTitle,
    Description,
    Importing,
    LibraryActions,
    NamesTaken,
    NoSuchCollection,
    Shelf,
    TitleTaken,
)
from webui.identity import NotInstructor, person_of
from webui.imports import ID_PATTERN, LARGEST_FILE, MOST_FILES, ImportFile, ImportRefused, NoSpace, NoSuchImport
from webui.json_routes import LARGEST_INTEGER, Body, Refusal, refusal, refusing_route
from webui.library_views import import_view, source_view, title_of
from webui.pages import request_language
from webui.texts import Language, texts_under

Name = Annotated[str, Path(min_length=1, max_length=64)]
Source = Annotated[str, Query(min_length=1, max_length=1000)]
ImportId = Annotated[str, Path(pattern=rf"^{ID_PATTERN}$")]
Place = Annotated[int, Path(ge=0, lt=MOST_FILES)]


class CollectionBody(Body):
    title: str = Field(max_length=400)
    persona: str = Field(default="", max_length=PERSONA_LENGTH)
    access: Literal["everyone", "class", "owner"] = "everyone"
    class_id: int | None = Field(default=None, ge=1, le=LARGEST_INTEGER)

    def told(self) -> Description:
        return Description(self.title, self.persona, self.access, self.class_id)


class FileBody(Body):
    name: str = Field(max_length=1000)
    size: int = Field(ge=0, le=LARGEST_INTEGER)
    replace: bool = False


class ImportBody(Body):
    files: list[FileBody] = Field(min_length=1, max_length=MOST_FILES)


def _refused(error: Exception) -> Refusal | None:
    """The answer to a request that cannot be done; None for an error nobody foresaw."""
    match error:
        case NotInstructor():
            return refusal(403, "forbidden")
        case NoSuchCollection() | UnknownCollection() | UnknownSource() | NoSuchImport():
            return refusal(404, "not_found")
        case TimedAttemptOpen():
            return refusal(409, "timed_attempt_open", attempt=error.attempt_id)
        case NamesTaken():
            return refusal(409, "exists", names=error.names)
        case Importing():
            return refusal(409, "importing")
        case TitleTaken():
            return refusal(409, "title_taken")
        case HandbookIsFixed():
            return refusal(409, "handbook")
        case BadTitle():
            return refusal(422, "title")
        case BadAccess():
            return refusal(422, "access")
        case LibraryBusy():
            return refusal(503, "busy")
        case LibraryError():
            return refusal(500, "broken")
        case ImportRefused():
            return refusal(507 if isinstance(error, NoSpace) else 422, error.code)
    return None


def _shelf_view(shelf: Shelf, language: Language, class_names: dict[int, str], person_id: int, teaches: bool) -> dict:
    """What a student is told of a collection says nothing of its access, its persona or its owner."""
    info = shelf.info
    view = {
        "name": info.name,
        "title": title_of(info, language),
        "handbook": info.name == HANDBOOK,
        "broken": shelf.broken,
        "sources": [source_view(source, language) for source in shelf.sources],
    }
    if teaches:
        view |= {
            "persona": info.persona, "access": info.access, "class_id": info.class_id,
            "class_name": class_names.get(info.class_id or 0, ""), "mine": info.owner_id in (None, person_id),
        }  # fmt: skip
    return view


def add_library_routes(app: FastAPI, library: LibraryActions, *, alone: bool) -> None:
    """`/api/library/...`. `alone`: the program has one person, for whom access is no question."""
    router = APIRouter(route_class=refusing_route("library", _refused), include_in_schema=False, prefix="/api/library")

    @router.get("/texts")
    def texts(request: Request) -> Response:
        language = request_language(request)
        return JSONResponse({"language": language, "texts": texts_under("library", language)})

    @router.get("")
    def everything(request: Request) -> Response:
        person, language = person_of(request), request_language(request)
        teaches = person.is_instructor
        shelves = library.shelves(person)
        classes = library.classes(person) if teaches else []
        names = {one.id: one.name for one in classes}
        told = {
            "teaches": teaches,
            "alone": alone,
            "collections": [_shelf_view(shelf, language, names, person.id, teaches) for shelf in shelves],
        }
        if teaches:
            told |= {
                "classes": [{"id": one.id, "name": one.name} for one in classes],
                "imports": [import_view(job, title) for job, title in library.imports(person)],
                "limits": {
                    "file_bytes": LARGEST_FILE, "files": MOST_FILES, "title": TITLE_LENGTH, "persona": PERSONA_LENGTH,
                    "suffixes": SUFFIXES,
                },
            }  # fmt: skip
        return JSONResponse(told)

    @router.post("/collections")
    def create(request: Request, body: CollectionBody) -> Response:
        return JSONResponse({"name": library.create(person_of(request), body.told())}, 201)

    @router.put("/collections/{name}")
    def describe(request: Request, name: Name, body: CollectionBody) -> Response:
        library.describe(person_of(request), name, body.told())
        return JSONResponse({"name": name})

    @router.delete("/collections/{name}")
    def remove_collection(request: Request, name: Name) -> Response:
        library.remove_collection(person_of(request), name)
        return JSONResponse({"removed": name})

    @router.delete("/collections/{name}/sources")
    def remove_source(request: Request, name: Name, source: Source) -> Response:
        library.remove_source(person_of(request), name, source)
        return JSONResponse({"removed": source})

    @router.post("/collections/{name}/imports")
    def begin(request: Request, name: Name, body: ImportBody) -> Response:
        files = [ImportFile(file.name, file.size, file.replace) for file in body.files]
        return JSONResponse(import_view(library.begin_import(person_of(request), name, files), name), 201)

    @router.get("/imports")
    def imports(request: Request) -> Response:
        found = library.imports(person_of(request))
        return JSONResponse({"imports": [import_view(job, title) for job, title in found]})

    # The one route whose body may be larger than the gate lets pass otherwise (see gate.is_upload).
    @router.put("/imports/{import_id}/files/{place}")
    async def receive(request: Request, import_id: ImportId, place: Place) -> Response:
        await run_in_threadpool(library.check_import, person_of(request), import_id)
        try:
            job = await library.receive(import_id, place, request.stream())
        except ClientDisconnect:
            return Response(status_code=204)  # nobody reads it; the page sends the file again
        return JSONResponse(import_view(job, ""))

    @router.delete("/imports/{import_id}/files/{place}")
    def drop(request: Request, import_id: ImportId, place: Place) -> Response:
        return JSONResponse(import_view(library.drop(person_of(request), import_id, place), ""))

    @router.post("/imports/{import_id}/retry")
    def try_again(request: Request, import_id: ImportId) -> Response:
        library.try_again(person_of(request), import_id)
        return JSONResponse({"id": import_id})

    @router.delete("/imports/{import_id}")
    def cancel(request: Request, import_id: ImportId) -> Response:
        library.cancel(person_of(request), import_id)
        return JSONResponse({"id": import_id})

    app.include_router(router)
