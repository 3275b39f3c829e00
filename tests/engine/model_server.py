"""A small OpenAI-compatible server over real sockets, for tests: it plays the replies it is given."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Script:
    """What the server does with a chat request: `status` with `body`, or a stream of `events`.

    An event is a dict sent as JSON, a str sent as it is, or a number: seconds to wait. `repeat` streams the events for ever.
    `requests` and `disconnected` tell what the server saw.
    """

    status: int = 200
    body: object = None
    events: list = field(default_factory=list)
    repeat: bool = False
    models: object = field(default_factory=lambda: {"data": [{"id": "tiny"}, {"id": "other"}]})
    requests: list[dict] = field(default_factory=list)
    headers: list[dict] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    disconnected: threading.Event = field(default_factory=threading.Event)
    url: str = ""


def delta(finish_reason: str | None = None, **parts: str) -> dict:
    """One chunk of a streamed chat completion."""
    choice = {"index": 0, "delta": parts, "finish_reason": finish_reason}
    return {"id": "x", "object": "chat.completion.chunk", "created": 0, "model": "tiny", "choices": [choice]}


def says(*pieces: str) -> list:
    """The events of an answer in pieces, finished in good order."""
    return [*(delta(content=piece) for piece in pieces), delta("stop"), "data: [DONE]\n\n"]


@contextmanager
def serving(script: Script) -> Iterator[Script]:
    """The script played on a free port of 127.0.0.1; `script.url` is the address without `/v1`."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *args):
            return

        def do_GET(self):
            script.paths.append(self.path)
            self._reply(200, script.models)

        def do_POST(self):
            script.paths.append(self.path)
            script.headers.append({name.lower(): value for name, value in self.headers.items()})
            script.requests.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            if script.body is not None or script.status != 200:
                self._reply(script.status, script.body)
                return
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            try:
                self._play()
            except OSError:
                script.disconnected.set()

        def _play(self):
            while True:
                for event in script.events:
                    if isinstance(event, int | float):
                        time.sleep(event)
                        continue
                    text = event if isinstance(event, str) else f"data: {json.dumps(event)}\n\n"
                    self.wfile.write(text.encode())
                    self.wfile.flush()
                if not script.repeat:
                    return
                time.sleep(0.01)

        def _reply(self, status, body):
            data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "text/html" if isinstance(body, str) else "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    script.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield script
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def unused_port() -> int:
    """A port of 127.0.0.1 on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
