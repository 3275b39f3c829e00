"""Shared by all tests."""

import os
import shutil

import pytest
from hypothesis import settings
from playwright.sync_api import expect

# No clock decides whether a test passes: a busy machine is not a wrong program.
settings.register_profile("408", deadline=None)
settings.load_profile("408")
expect.set_options(timeout=30_000)


@pytest.fixture(scope="session")
def c_compiler() -> str:
    """The C compiler of this machine. Only where nobody counts on the result may it be missing."""
    found = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if not found:
        assert not os.environ.get("CI"), "no C compiler: apt-get install gcc"
        pytest.skip("no C compiler (cc, gcc or clang) to run the model answers with")
    return found
