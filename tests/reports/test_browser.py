"""The pages in a real browser: nothing spills at phone width, no request leaves, print hides nothing.

Skipped where no Chromium is installed. Checks by axe-core belong here too: load each page with
``bypass_csp`` (the page's own policy forbids the checker's script) and expect no violations.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa_assistant.case import CaseFile, QualityReport
from qa_assistant.localtime import parse_local
from qa_assistant.reports import IndexRow, case_page, index_page
from qa_assistant.standards.catalogue import Catalogue

sync_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")


@pytest.fixture(scope="module")
def browser() -> Iterator[sync_api.Browser]:
    with sync_api.sync_playwright() as play:
        running = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture
def pages(case: CaseFile, report: QualityReport, catalogue: Catalogue, tmp_path: Path) -> list[Path]:
    row = IndexRow.of(case, report, catalogue)
    listed = index_page([row], made_at=parse_local("2022-10-21"), standards_version="1", model_version="m")
    paths = [tmp_path / row.href, tmp_path / "index.html"]
    for path, page in zip(paths, (case_page(case, report, catalogue), listed), strict=True):
        path.write_text(page, encoding="utf-8")
    return paths


@pytest.mark.parametrize("width", [320, 400, 1200])
def test_nothing_spills_and_nothing_is_fetched(
    browser: sync_api.Browser, pages: list[Path], width: int
) -> None:
    for path in pages:
        tab = browser.new_page(viewport={"width": width, "height": 800})
        asked: list[str] = []
        said: list[str] = []
        tab.on("request", lambda request, asked=asked: asked.append(request.url))
        tab.on("console", lambda message, said=said: said.append(message.text))
        tab.goto(path.as_uri())
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        assert asked == [path.as_uri()] and said == []  # a refused style or script would be said
        assert (
            tab.evaluate("getComputedStyle(document.querySelector('header')).backgroundColor")
            == "rgb(11, 12, 12)"
        )
        tab.close()


def test_print_shows_what_is_folded_on_screen(browser: sync_api.Browser, pages: list[Path]) -> None:
    tab = browser.new_page()
    tab.goto(pages[0].as_uri())
    folded = tab.locator("#finding-breach_acted_on")
    assert not folded.is_visible()
    tab.emulate_media(media="print")
    assert folded.is_visible()
    tab.close()


def test_a_link_from_a_finding_lands_on_its_words(browser: sync_api.Browser, pages: list[Path]) -> None:
    tab = browser.new_page()
    tab.goto(pages[0].as_uri())
    tab.locator("#finding-medical_care q a").first.click()
    assert tab.locator("mark:target").inner_text() == "Ambulance offered, she declined."
    tab.locator("mark:target + a.ref").click()
    tab.locator("li:target a", has_text="Medical care offered").click()
    assert tab.locator("article:target h4").inner_text() == "Medical care offered"
    tab.close()
