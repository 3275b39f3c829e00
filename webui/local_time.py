"""Times as the person reads them: in the time zone of their browser, which the page sends along."""

from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

BROWSER_ZONE = "() => Intl.DateTimeFormat().resolvedOptions().timeZone"


def zone(name: str | None) -> tzinfo | None:
    """The zone of that name; None, which means the server's own, when the browser said nothing that is known here."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def clock(at: float, where: tzinfo | None) -> str:
    """ "14:05" for seconds since 1970."""
    return f"{datetime.fromtimestamp(at, where):%H:%M}"


def day(at: float, where: tzinfo | None) -> str:
    """ "2026-11-22"."""
    return f"{datetime.fromtimestamp(at, where):%Y-%m-%d}"


def day_and_clock(at: float, where: tzinfo | None) -> str:
    return f"{day(at, where)} {clock(at, where)}"
