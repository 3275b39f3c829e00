"""How often one person or address may do something: a sliding window in memory."""

from collections import deque


class RateLimit:
    """At most `most` calls per key in any `seconds`. One process; a restart forgets, which harms nobody."""

    def __init__(self, most: int, seconds: float):
        self.most, self.seconds = most, seconds
        self._calls: dict[str, deque[float]] = {}
        self._swept_at = 0.0

    def wait(self, key: str, now: float) -> float:
        """0 when the call is allowed (and counted), otherwise the seconds until it would be."""
        self._sweep(now)
        calls = self._calls.setdefault(key, deque())
        while calls and calls[0] <= now - self.seconds:
            calls.popleft()
        if len(calls) >= self.most:
            return calls[0] + self.seconds - now
        calls.append(now)
        return 0.0

    def _sweep(self, now: float) -> None:
        """Forget keys that have been quiet, or every address that ever asked would stay."""
        if now - self._swept_at < self.seconds:
            return
        self._swept_at = now
        self._calls = {key: calls for key, calls in self._calls.items() if calls and calls[-1] > now - self.seconds}
