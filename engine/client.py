"""The shape of a language model, and the client for any OpenAI-compatible server (vLLM, Ollama, LMDeploy, a cloud)."""

import asyncio
import ipaddress
import json
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypedDict
from urllib.parse import urlsplit

from engine.errors import EngineError, EngineInterrupted, EngineRefused, EngineSilent, EngineTimeout, EngineUnavailable

if TYPE_CHECKING:
    import openai


_RETRY_PAUSE_SECONDS = 0.2
# Finish reasons of an answer without its end: more is to come, or vLLM was told to stop and closes it in good order.
_UNFINISHED = frozenset({None, "abort", "error"})


class Message(TypedDict):
    """One turn of a conversation as every chat model takes it."""

    role: Literal["system", "user", "assistant"]
    content: str


class LLM(Protocol):
    """A language model that answers in pieces."""

    @property
    def name(self) -> str:
        """What answered, for the person to read."""
        ...

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int = 1024, temperature: float = 0.2
    ) -> AsyncGenerator[str, None]:
        """The answer's text in pieces, none of them empty; closing the generator stops the model.

        Raises EngineUnavailable, EngineTimeout or EngineRefused before the first piece, EngineInterrupted after it.
        """
        ...


@dataclass(frozen=True)
class ClientSettings:
    """How long to wait for each phase of an answer."""

    connect_seconds: float = 3.0
    first_token_seconds: float = 60.0
    """From the request to the first token, time in the server's queue included."""
    read_seconds: float = 30.0
    """Between two tokens, and for the list of models."""
    max_retries: int = 1
    """Further tries when no connection came about; a request that was sent is never sent again."""


class OpenAICompatibleLLM:
    """A model behind an OpenAI-compatible address.

    `base_url` with or without `/v1` and a trailing slash; `model` None asks the server for the first one it serves.
    """

    def __init__(
        self,
        base_url: str,
        model: str | None = None,
        api_key: str | None = None,
        settings: ClientSettings = ClientSettings(),
    ):
        self.base_url = api_root(base_url)
        self.settings = settings
        self._api_key = api_key
        self._chosen = model
        self._found: str | None = None
        self._client: tuple[asyncio.AbstractEventLoop, openai.AsyncOpenAI] | None = None

    @property
    def name(self) -> str:
        """The model's name once it is known, before that the server's address."""
        return self._chosen or self._found or self.base_url

    async def check(self) -> str:
        """The name of the model that will answer.

        Raises EngineUnavailable or EngineTimeout when the server does not answer, EngineRefused when it refuses the key,
        does not serve the model asked for, or serves none.
        """
        served = await self._served_models()
        if self._chosen and self._chosen not in served:
            offered = ", ".join(served) or "none"
            raise EngineRefused(f"{self.base_url} does not serve {self._chosen!r}; choose one of: {offered}")
        if not served:
            raise EngineRefused(f"{self.base_url} serves no model; load one there, or name one with --model")
        self._found = served[0]
        return self.name

    async def stream(
        self, messages: Sequence[Message], *, max_tokens: int = 1024, temperature: float = 0.2
    ) -> AsyncGenerator[str, None]:
        """As LLM.stream. What a reasoning model thinks before it answers is left out."""
        begun = False
        try:
            async with aclosing(self._pieces(messages, max_tokens, temperature)) as pieces:
                async for piece in pieces:
                    begun = True
                    yield piece
        except EngineError as error:
            if begun:
                raise EngineInterrupted(f"{self.name} broke off in mid-answer: {error}") from error
            raise
        if not begun:
            raise EngineSilent(f"{self.name} ended its answer without text; allow it more than {max_tokens} tokens")

    async def _pieces(
        self, messages: Sequence[Message], max_tokens: int, temperature: float
    ) -> AsyncGenerator[str, None]:
        model = self._chosen or self._found or await self.check()
        visible = _ThinkFilter()
        finished = False
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self.settings.first_token_seconds
        async with self._translated_errors():
            stream = await self._connected(deadline, messages, model, max_tokens, temperature)
            # Closing the stream closes the HTTP response; that is how the server learns to stop and free the slot.
            async with stream:
                chunks = aiter(stream)
                while True:
                    async with asyncio.timeout_at(deadline):
                        chunk = await anext(chunks, None)
                    if chunk is None:
                        break
                    for choice in chunk.choices or ():
                        finished = finished or choice.finish_reason not in _UNFINISHED
                        if piece := visible.feed(choice.delta.content or "" if choice.delta else ""):
                            yield piece
                    # Set after the yield: a slow reader is no silence of the server.
                    deadline = loop.time() + self.settings.read_seconds
        if not finished:
            # So does a server that dies between two tokens, when its socket is closed in good order.
            raise EngineUnavailable(f"{self.base_url} ended the answer before it was finished")
        if piece := visible.rest():
            yield piece

    async def _connected(
        self, deadline: float, messages: Sequence[Message], model: str, max_tokens: int, temperature: float
    ) -> "openai.AsyncStream[Any]":
        import openai

        client = self._client_here()
        for tries_left in range(self.settings.max_retries, -1, -1):
            try:
                async with asyncio.timeout_at(deadline):
                    return await client.chat.completions.create(
                        model=model,
                        messages=list(messages),
                        max_tokens=max_tokens,
                        temperature=temperature,
                        stream=True,
                    )
            except openai.APIConnectionError as error:
                # By name: which HTTP package openai rests on is its own affair.
                if not tries_left or type(error.__cause__).__name__ != "ConnectError":
                    raise
                await asyncio.sleep(_RETRY_PAUSE_SECONDS)
            except openai.NotFoundError:
                self._found = None  # the server may have been started again with another model: ask next time
                raise
        raise AssertionError("unreachable: the last try returns or raises")

    async def _served_models(self) -> list[str]:
        async with self._translated_errors(), asyncio.timeout(self.settings.read_seconds):
            reply = await self._client_here().get("/models", cast_to=object)
        try:
            return [str(entry["id"]) for entry in reply["data"]]
        except (TypeError, KeyError) as error:
            raise EngineRefused(f"{self.base_url} is no OpenAI-compatible server; check the address") from error

    @asynccontextmanager
    async def _translated_errors(self) -> AsyncIterator[None]:
        """Turns what the openai package raises into this program's errors, which name the server and the next step."""
        import openai

        try:
            yield
        except TimeoutError as error:
            raise EngineTimeout(f"{self.base_url} sent nothing in time; it is overloaded or hangs") from error
        except openai.APIConnectionError as error:  # its timeout can only be that of the connect phase
            reason = error.__cause__ or error
            raise EngineUnavailable(f"cannot reach {self.base_url} ({reason}); is the server running?") from error
        except openai.APIStatusError as error:
            told = _server_message(error)
            if error.status_code < 500:
                raise EngineRefused(f"{self.base_url} refused ({error.status_code}): {told}", told) from error
            raise EngineUnavailable(f"{self.base_url} cannot answer now ({error.status_code}): {told}") from error
        except openai.APIError as error:  # an error sent inside the stream
            told = _server_message(error)
            if str(error.code or "").startswith("4") or "BadRequest" in str(error.type or ""):
                raise EngineRefused(f"{self.base_url} refused: {told}", told) from error
            raise EngineUnavailable(f"{self.base_url} failed: {told}") from error
        except json.JSONDecodeError as error:
            raise EngineUnavailable(f"{self.base_url} sent something that is no answer; check the address") from error

    def _client_here(self) -> "openai.AsyncOpenAI":
        """The HTTP client of the running event loop: pooled connections do not outlive the loop they were made in."""
        import openai

        loop = asyncio.get_running_loop()
        if self._client is None or self._client[0] is not loop:
            timeout = openai.Timeout(None, connect=self.settings.connect_seconds)
            client = openai.AsyncOpenAI(
                base_url=self.base_url,
                api_key=self._api_key or "none",  # never the key of another server that the environment may hold
                max_retries=0,
                timeout=timeout,
                # A proxy from the environment cannot reach this machine's own loopback.
                http_client=openai.DefaultAsyncHttpxClient(timeout=timeout, trust_env=not _is_loopback(self.base_url)),
            )
            self._client = (loop, client)
        return self._client[1]


def api_root(base_url: str) -> str:
    """The address that ends in `/v1`, from one given with or without it: `http://host:8000/` -> `http://host:8000/v1`.

    An address with a path of its own (`https://host/compatible-mode/v2`) is kept; without a scheme http is meant.
    """
    url = base_url.strip().rstrip("/")
    if "://" not in url:
        url = f"http://{url}"
    for suffix in ("/chat/completions", "/models"):
        url = url.removesuffix(suffix)
    return url if urlsplit(url).path.strip("/") else f"{url}/v1"


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _server_message(error: "openai.APIError") -> str:
    body: Any = error.body
    if isinstance(body, dict):
        inner = body.get("error", body)
        told = inner.get("message") if isinstance(inner, dict) else inner
        if isinstance(told, str) and told:
            return told
    return error.message


class _ThinkFilter:
    """Leaves out `<think>...</think>` from a text that comes in pieces, wherever the pieces are cut."""

    _OPEN, _CLOSE = "<think>", "</think>"

    def __init__(self) -> None:
        self._held = ""
        self._thinking = False
        self._spoken = False

    def feed(self, piece: str) -> str:
        """What can be shown now: `piece` and what was held back, less thoughts and a possible beginning of a tag."""
        self._held += piece
        out = ""
        while True:
            tag = self._CLOSE if self._thinking else self._OPEN
            before, found, after = self._held.partition(tag)
            if not found:
                keep = _overlap(self._held, tag)
                if not self._thinking:
                    out += self._held[: len(self._held) - keep]
                self._held = self._held[len(self._held) - keep :]
                return self._shown(out)
            if not self._thinking:
                out += before
            self._held, self._thinking = after, not self._thinking

    def rest(self) -> str:
        """What was held back as the possible beginning of a tag and was none."""
        return "" if self._thinking else self._shown(self._held)

    def _shown(self, text: str) -> str:
        # Templates put blank lines between thoughts and answer: an answer begins with its first word.
        text = text if self._spoken else text.lstrip()
        self._spoken = self._spoken or bool(text)
        return text


def _overlap(text: str, tag: str) -> int:
    """How many characters at the end of `text` could begin `tag`."""
    return next((n for n in range(min(len(text), len(tag) - 1), 0, -1) if text.endswith(tag[:n])), 0)
