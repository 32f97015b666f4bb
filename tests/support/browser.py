"""Headless Chromium for browser tests: found, not downloaded; its absence fails only where CI promises it."""

import os
import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, async_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--autoplay-policy=no-user-gesture-required"),
)
DESKTOP = (1280, 800)
PHONE = (390, 844)


def find_chromium(environment: Mapping[str, str] = os.environ) -> Path | None:
    """The browser's program: CHROMIUM where it is set, else whichever usual name is installed."""
    if named := environment.get("CHROMIUM"):
        return Path(named) if Path(named).is_file() else None
    found = next((path for name in NAMES if (path := shutil.which(name, path=environment.get("PATH")))), None)
    return Path(found) if found else None


def chromium_or_skip(environment: Mapping[str, str] = os.environ) -> Path:
    """The browser's program; without one the test is skipped, and fails where CI is set."""
    found = find_chromium(environment)
    if found is None and environment.get("CI"):
        pytest.fail("no Chromium was found, and CI is set: install one or set CHROMIUM to its path")
    if found is None:
        pytest.skip("needs Chromium: install it or set CHROMIUM to its path")
    return found


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A headless browser that lives as long as the block."""
    program = chromium_or_skip()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def page_at(
    browser: Browser, url: str, *, size: tuple[int, int] = DESKTOP, dark: bool = False
) -> AsyncIterator[Page]:
    """A page of its own profile. Fails at the end when a script failed or the page's policy refused something."""
    width, height = size
    context = await browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        has_touch=size == PHONE,
        locale="en-GB",
    )
    problems: list[str] = []
    page = await context.new_page()
    page.set_default_timeout(10_000)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on(
        "console", lambda said: problems.append(said.text) if "Content Security Policy" in said.text else None
    )
    try:
        await page.goto(url)
        yield page
    finally:
        await context.close()
    assert not problems, problems
