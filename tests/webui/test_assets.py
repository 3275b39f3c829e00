import brotli
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from webui.assets import AssetCache


@pytest.fixture
def client(tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "a.js").write_text("let a = 1;\n" * 50, encoding="utf-8")
    (folder / "b.png").write_bytes(b"\x89PNG picture")
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    app = Starlette(routes=[Route("/{rest:path}", lambda request: PlainTextResponse("behind", 404))])
    return TestClient(AssetCache(app, {"/static/": (folder, False), "/app/assets/": (folder, True)}))


def test_compressed_once_and_asked_again(client):
    answer = client.get("/static/a.js", headers={"accept-encoding": "br"})
    assert answer.headers["content-encoding"] == "br"
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.text == "let a = 1;\n" * 50
    assert answer.headers["cache-control"] == "public, no-cache"
    again = client.get("/static/a.js", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/app/assets/a.js").headers["cache-control"].endswith("immutable")


def test_plain_for_those_who_cannot_unpack_and_for_pictures(client):
    assert "content-encoding" not in client.get("/static/a.js", headers={"accept-encoding": "gzip"}).headers
    picture = client.get("/static/b.png", headers={"accept-encoding": "br"})
    assert picture.content == b"\x89PNG picture"
    assert "content-encoding" not in picture.headers


def test_head_has_no_body(client):
    answer = client.head("/static/b.png")
    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize(
    "path", ["/static/../secret.txt", "/static/%2e%2e/secret.txt", "/static/none.js", "/static/", "/other"]
)
def test_nothing_outside_the_folder(client, path):
    answer = client.get(path)
    assert (answer.status_code, answer.text) == (404, "behind")


def test_the_compressed_form_is_smaller(client):
    raw = client.get("/static/a.js", headers={"accept-encoding": "br"})
    assert int(raw.headers["content-length"]) < len(brotli.decompress(brotli.compress(raw.content)))
