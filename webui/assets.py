"""Gradio's hashed bundle and our own static files, from memory, compressed once.

Gradio compresses each file anew for every visitor and lets no browser keep it: 0.21 CPU-seconds a page. Served like
this a page costs a tenth. The bundle holds no secrets (it is the package's), so it stands outside the gate.
"""

import asyncio
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import brotli
from starlette.types import ASGIApp, Receive, Scope, Send

_COMPRESSIBLE = ("text/", "application/javascript", "application/json", "image/svg")
_FOREVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "public, no-cache"


@dataclass(frozen=True)
class _Asset:
    plain: bytes
    compressed: bytes | None
    media_type: str
    tag: str


class AssetCache:
    """`folders`: URL prefix -> (folder, whether names carry a hash of their content)."""

    def __init__(self, app: ASGIApp, folders: Mapping[str, tuple[Path, bool]]):
        self.app = app
        self.folders = {prefix: (folder.resolve(), hashed) for prefix, (folder, hashed) in folders.items()}
        self._assets: dict[Path, _Asset] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
            for prefix, (folder, hashed) in self.folders.items():
                if scope["path"].startswith(prefix):
                    path = (folder / scope["path"].removeprefix(prefix)).resolve()
                    if path.is_relative_to(folder) and path.is_file():
                        return await self._serve(path, hashed, scope, send)
        return await self.app(scope, receive, send)

    async def _serve(self, path: Path, hashed: bool, scope: Scope, send: Send) -> None:
        asset = self._assets.get(path)
        if asset is None:
            asset = self._assets[path] = await asyncio.to_thread(_load, path)
        request = {name: value.decode("latin-1") for name, value in scope["headers"]}
        headers = {
            "content-type": asset.media_type,
            "cache-control": _FOREVER if hashed else _ASK_AGAIN,
            "etag": asset.tag,
            "vary": "accept-encoding",
            "x-content-type-options": "nosniff",
        }
        status, body = 200, asset.plain
        if request.get(b"if-none-match") == asset.tag:
            status, body = 304, b""
        elif asset.compressed is not None and "br" in request.get(b"accept-encoding", ""):
            body = asset.compressed
            headers["content-encoding"] = "br"
        if status == 200:
            headers["content-length"] = str(len(body))
        encoded = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": status, "headers": encoded})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


def _load(path: Path) -> _Asset:
    plain = path.read_bytes()
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    if path.suffix in (".js", ".mjs"):
        media_type = "text/javascript"  # Windows' registry may say text/plain, which browsers refuse to run
    compressible = media_type.startswith(_COMPRESSIBLE)
    if compressible and media_type.startswith("text/"):
        media_type += "; charset=utf-8"
    compressed = brotli.compress(plain, quality=9) if compressible else None
    return _Asset(plain, compressed, media_type, f'"{sha256(plain).hexdigest()[:20]}"')
