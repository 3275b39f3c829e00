"""Shared by all tests."""

from hypothesis import settings
from playwright.sync_api import expect

# No clock decides whether a test passes: a busy machine is not a wrong program.
settings.register_profile("408", deadline=None)
settings.load_profile("408")
expect.set_options(timeout=30_000)
