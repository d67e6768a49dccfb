"""HTML → PDF in the browser that was found, with no network at all; a door to Playwright for this alone.

The browser runs offline, without scripts, and every request is refused, so that printing a brief can reach nobody.
"""

from __future__ import annotations

import os

from research.collect.finding import FoundBrowser, driver_trouble, find_browser
from research.errors import BrowserError

_PRINT_MS = 30_000
_INSTEAD = "the HTML brief needs none and prints as well: `--format html`"
_FLAGS = (
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=127.0.0.1:9",  # the discard port: whatever would ask, asks nobody
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-pings",
    "--disable-domain-reliability", "--disable-breakpad", "--disable-remote-fonts",
)  # fmt: skip
_ENVIRONMENT = (
    "PATH",
    "LANG",
    "LC_ALL",
    "LD_LIBRARY_PATH",
    "FONTCONFIG_PATH",
    "FONTCONFIG_FILE",
    "SYSTEMROOT",
    "WINDIR",
)


async def print_pdf(html: str, found: FoundBrowser | None = None) -> bytes:
    """Return `html` printed; its `@page` rules say size and margins. Raises BrowserError: none there, or it fails."""
    try:
        chosen = found or find_browser()
    except BrowserError as error:
        raise BrowserError(f"{error}; {_INSTEAD}") from error
    if chosen is None:
        raise BrowserError(f"a PDF needs a browser and none was found: run `research setup`; {_INSTEAD}")
    if trouble := driver_trouble():
        raise BrowserError(f"a PDF needs a browser, and it cannot be driven: {trouble}; {_INSTEAD}")
    from playwright.async_api import Error, async_playwright

    try:
        async with async_playwright() as driver:
            browser = await driver.chromium.launch(
                executable_path=chosen.executable, args=list(_FLAGS), chromium_sandbox=_may_sandbox(),
                env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
            )  # fmt: skip
            try:
                context = await browser.new_context(offline=True, java_script_enabled=False, service_workers="block")
                await context.route("**/*", lambda route: route.abort())
                page = await context.new_page()
                await page.set_content(html, timeout=_PRINT_MS)
                return await page.pdf(prefer_css_page_size=True, print_background=True, tagged=True, outline=True)
            finally:
                await browser.close()
    except Error as error:
        line = next(iter(str(error).splitlines()), "no reason given")[:160]
        raise BrowserError(f"the browser could not print the PDF ({line}); {_INSTEAD}") from error


def _may_sandbox() -> bool:
    """Chromium's sandbox refuses to run as root."""
    return getattr(os, "geteuid", lambda: 1)() != 0
