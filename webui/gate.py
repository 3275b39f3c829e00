"""The wall in front of everything: session, role, origin, size and rate limits, security headers.

Gradio leaves a dozen of its routes open to anonymous visitors even with a login configured, and reflects any origin.
So nothing reaches it, or our own routes, without passing here. The mounts' own `auth_dependency` and the checks inside
the handlers stand behind this wall; each holds alone.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from db.accounts import Person
from webui.imports import ID_PATTERN, LARGEST_FILE
from webui.rate_limit import RateLimit

COOKIE = "a408_session"
OPEN_PATHS = ("/login", "/register", "/healthz", "/favicon.ico", "/manifest.json")
OPEN_FOLDERS = ("/static/",)
INSTRUCTOR_PREFIX = "/teach"
LARGEST_BODY = 256 * 1024  # bytes; the longest thing anybody sends is a question to the tutor
_UPLOAD = re.compile(rf"/api/library/imports/{ID_PATTERN}/files/\d{{1,4}}")  # but for an instructor's files
LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "[::1]")

# Parts of Gradio this program does not use; each has a history of holes, or keeps state of one person on the disk.
_UNUSED = (
    "/gradio_api/upload", "/gradio_api/file=http", "/gradio_api/proxy=", "/gradio_api/deep_link", "/gradio_api/runs",
    "/gradio_api/stream/", "/gradio_api/component_server", "/gradio_api/app_id", "/gradio_api/token", "/monitoring",
    "/gradio_api/monitoring", "/gradio_api/mcp", "/gradio_api/vibe", "/gradio_api/process_recording",
)  # fmt: skip

_COMMON_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), payment=()",
}
_STRICT_POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; object-src 'none'; "
    "frame-ancestors 'self'; base-uri 'self'; form-action 'self'"
)
# Gradio's page needs inline scripts, and its templates need eval. Pictures come from here only, so that an answer
# cannot make the browser call another site.
_GRADIO_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self' data:; connect-src 'self'; "
    "worker-src 'self' blob:; object-src 'none'; frame-ancestors 'self'; base-uri 'self'; form-action 'self'"
)


@dataclass(frozen=True)
class GateRules:
    """`find_person`: cookie token (None without a cookie) -> who that is. `hosts`: allowed Host names, None for any."""

    find_person: Callable[[str | None], Person | None]
    hosts: tuple[str, ...] | None
    clock: Callable[[], float]
    per_address: RateLimit  # posts by people who are not logged in
    per_person: RateLimit  # events sent to Gradio's queue


class Gate:
    """Pure ASGI, so that streams pass through untouched."""

    def __init__(self, app: ASGIApp, rules: GateRules):
        self.app, self.rules = app, rules

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        if scope["type"] != "http":  # nothing here speaks WebSocket
            return await send({"type": "websocket.close", "code": 1008})
        strict = not _is_gradio(scope["path"])

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _COMMON_HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("content-security-policy", _STRICT_POLICY if strict else _GRADIO_POLICY)
                if not scope["path"].startswith(OPEN_FOLDERS):
                    headers.setdefault("cache-control", "no-store")
            await send(message)

        refusal = self._refusal(scope)
        if refusal is not None:
            return await refusal(scope, receive, send_with_headers)
        return await self.app(scope, _limited(receive, _largest_body(scope)), send_with_headers)

    def _refusal(self, scope: Scope) -> Response | None:
        """The answer to a request that may not pass; None when it may, with the person in its state."""
        request = HTTPConnection(scope)
        headers, path, method = request.headers, scope["path"], scope["method"]
        if self.rules.hosts is not None and _host_name(headers.get("host", "")) not in self.rules.hosts:
            return PlainTextResponse("unknown host name", 421)
        if method not in ("GET", "HEAD", "OPTIONS") and not _same_origin(headers):
            return PlainTextResponse("cross-site request refused", 403)
        open_path = path in OPEN_PATHS or path.startswith(OPEN_FOLDERS)
        person = None if path.startswith(OPEN_FOLDERS) else self.rules.find_person(request.cookies.get(COOKIE))
        scope.setdefault("state", {})["person"] = person
        if _declared_length(headers) > _largest_body(scope):
            return PlainTextResponse("request too large", 413)
        if person is None:
            if method == "POST":
                address = request.client.host if request.client else ""
                wait = self.rules.per_address.wait(address, self.rules.clock())
                if wait:
                    return _too_many(wait)
            if open_path:
                return None
            if method == "GET" and "text/html" in headers.get("accept", ""):
                query = scope["query_string"].decode("latin-1")
                return RedirectResponse(f"/login?next={quote(path + (f'?{query}' if query else ''))}", 303)
            return JSONResponse({"error": "login_required"}, 401)
        if _is_under(path, INSTRUCTOR_PREFIX) and not person.is_instructor:
            if method == "GET" and "text/html" in headers.get("accept", ""):
                return RedirectResponse("/forbidden", 303)
            return JSONResponse({"error": "forbidden"}, 403)
        if any(part in path for part in _UNUSED):
            return PlainTextResponse("not offered", 404)
        if path.endswith("/gradio_api/queue/join"):
            wait = self.rules.per_person.wait(str(person.id), self.rules.clock())
            if wait:
                return _too_many(wait)
        return None


def _largest_body(scope: Scope) -> int:
    """How many bytes the person of this request may send with it."""
    person = scope["state"]["person"]
    uploads = scope["method"] == "PUT" and _UPLOAD.fullmatch(scope["path"])
    return LARGEST_FILE if uploads and person and person.is_instructor else LARGEST_BODY


def _limited(receive: Receive, largest: int) -> Receive:
    received = 0

    async def limited() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > largest:
            raise HTTPException(413, "too_large")  # sent in pieces, without saying how long it would be
        return message

    return limited


def _too_many(wait_seconds: float) -> Response:
    return JSONResponse({"error": "too_many_requests"}, 429, {"retry-after": str(math.ceil(wait_seconds))})


def _is_under(path: str, prefix: str) -> bool:
    """Whatever a router behind could read as that prefix counts as it: case and doubled slashes included."""
    folded = "/" + path.casefold().lstrip("/")
    return folded == prefix or folded.startswith(prefix + "/")


def _is_gradio(path: str) -> bool:
    return _is_under(path, "/app") or _is_under(path, INSTRUCTOR_PREFIX)


def _host_name(host: str) -> str:
    """ "localhost:7860" -> "localhost"; the brackets of an IPv6 address stay."""
    if host.startswith("["):
        return host[: host.find("]") + 1]
    return host.partition(":")[0].casefold()


def _declared_length(headers: Headers) -> int:
    value = headers.get("content-length", "0")
    return int(value) if value.isascii() and value.isdigit() else LARGEST_FILE + 1


def _same_origin(headers: Headers) -> bool:
    """Browsers say where a request comes from in one of two headers; programs send neither and carry no cookie jar."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is None or origin.partition("://")[2] == headers.get("host")
