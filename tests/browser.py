"""The Chromium that the browser tests drive. Run as a program it sees to it that there is one, with a Chinese font."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def present_browser() -> str | None:
    """A browser on this machine, None when there is none but Playwright may have its own."""
    named = os.environ.get("A408_TEST_BROWSER")
    if named:
        return named
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    mac = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
    return found or (str(mac) if mac.exists() else None)


def launch_options() -> dict:
    """Keyword arguments for Playwright's `chromium.launch`; without a present browser Playwright's own is taken."""
    path = present_browser()
    return {"args": FLAGS, "headless": True, **({"executable_path": path} if path else {})}


def _works() -> bool:
    from playwright.sync_api import Error, sync_playwright

    try:
        with sync_playwright() as playwright:
            playwright.chromium.launch(**launch_options()).close()
    except Error as error:
        print(str(error).splitlines()[0], file=sys.stderr)
        return False
    return True


def _has_chinese_font() -> bool:
    if sys.platform != "linux" or not shutil.which("fc-list"):
        return sys.platform != "linux"
    return bool(subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=False).stdout.strip())


def _apt_install(*packages: str) -> None:
    if shutil.which("apt-get") and (not hasattr(os, "geteuid") or os.geteuid() == 0):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], check=False, env=environment)
        subprocess.run(["apt-get", "install", "-y", "-qq", *packages], check=False, env=environment)


def ensure_browser() -> bool:
    """A present browser, or Playwright's download, or the distribution's package, in this order."""
    if not _has_chinese_font():
        _apt_install("fonts-noto-cjk", "fontconfig")
    if present_browser() and _works():
        return True
    install = [sys.executable, "-m", "playwright", "install", "chromium"]
    if subprocess.run(install, check=False).returncode == 0 and _works():
        return True
    _apt_install("chromium")
    return _works()


if __name__ == "__main__":
    if not ensure_browser():
        sys.exit("no browser could be had; install Chromium or Chrome, or name one in A408_TEST_BROWSER")
