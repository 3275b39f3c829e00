"""Who is asking. The gate looks the person up once a request and leaves them in its state."""

from typing import Any

from db.accounts import Person


class NotLoggedIn(Exception):
    """Nobody is logged in on this request."""


def person_of(request: Any) -> Person:
    """The person behind a Starlette request or a Gradio one (which wraps the request that joined its queue).

    Raises NotLoggedIn; a handler that forgets to ask therefore reads nothing of anybody.
    """
    inner = getattr(request, "request", None) or request
    person = inner.scope.get("state", {}).get("person")
    if not isinstance(person, Person):
        raise NotLoggedIn
    return person


def instructor_of(request: Any) -> Person:
    """The instructor behind the request. Raises NotLoggedIn, or NotInstructor for a student."""
    person = person_of(request)
    if not person.is_instructor:
        raise NotInstructor
    return person


class NotInstructor(Exception):
    """The person is logged in, but is no instructor."""
