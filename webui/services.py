"""What all gestures share. Nothing of one person lives here."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session, sessionmaker

from engine.client import LLM
from index.library import Library


@dataclass(frozen=True)
class Services:
    """`model` gives the language model that answers now, None when there is none; `clock` gives seconds since 1970."""

    sessions: sessionmaker[Session]
    library: Library
    model: Callable[[], LLM | None]
    clock: Callable[[], float]
