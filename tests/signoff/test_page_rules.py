"""What holds for every page: for everybody, on a phone, in print, without a script, closed outward."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from tests.signoff.ledgers import NOW, evidence, migration, write
from tests.signoff.looking import LIVE, broken_rules, opened
from tests.signoff.markup import PAYLOADS
from tests.signoff.shown import part, whole, write_site

from cutover.evidence import Outcome
from cutover.manifest import Criterion
from cutover.signoff import conclude
from cutover.signoff.pages import environment

LARGEST = 300_000
SLOWEST_MS = 1000


class _Links(HTMLParser):
    """The links of a page, and the places that it has a name for."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.targets: set[str] = set()
        self.names: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.names |= {given["id"]} - {None} if "id" in given else set()  # type: ignore[arg-type]
        if tag == "a" and given.get("href"):
            self.targets.add(str(given["href"]))


def chosen(site: Path) -> list[Path]:
    """Every page of its own kind: of the checks and of what has many pages, the largest."""
    folders = [sorted(folder.glob("*.html"), key=lambda page: -page.stat().st_size)[:1]
               for folder in (site / "checks", site / "answers", site / "tables")]  # fmt: skip
    return [*sorted(site.glob("*.html")), *(page for found in folders for page in found)]


def test_every_page_keeps_the_rules(site: Path, browser: Any) -> None:
    """In light and dark axe finds nothing; nothing scrolls sideways, prints beyond A4 or asks outside."""
    pages = chosen(site)
    assert len(pages) >= 9
    assert [each for page in pages for each in broken_rules(browser, page, str(page.relative_to(site)))] == []


def test_markup_would_be_found(site: Path, browser: Any) -> None:
    """Written unescaped, nearly every payload is live: the test that finds none can fail."""
    read = f"(text) => ({LIVE})(new DOMParser().parseFromString(`<p>${{text}}</p>`, 'text/html')).length"
    with opened(browser, site / "index.html") as (tab, _):
        alive = [payload for payload in PAYLOADS if tab.evaluate(read, payload)]
    assert len(PAYLOADS) == 100
    assert len(alive) >= 85


def test_a_page_says_everything_without_a_script(site: Path, browser: Any) -> None:
    """The verdict is heading and title; the filter, which needs a script, is not shown."""
    for page in chosen(site):
        with opened(browser, page, java_script_enabled=False) as (tab, _):
            heading = " ".join(tab.locator("h1").inner_text().split()[1:]) or tab.locator("h1").inner_text()
            assert tab.locator("h1").count() == 1
            assert heading.split()[0] in tab.title()
            assert not tab.locator("#filter").is_visible()


def test_every_link_leads_somewhere(site: Path) -> None:
    """Each cell leads to its evidence: file and place are there."""
    pages = {page: _Links(page.read_text(encoding="utf-8")) for page in site.rglob("*.html")}
    broken = []
    for page, links in pages.items():
        for target in links.targets:
            path, _, place = unquote(target).partition("#")
            there = (page.parent / path).resolve() if path else page
            if not there.exists() or (place and there in pages and place not in pages[there].names):
                broken.append(f"{page.name}: {target}")
    assert broken == []
    assert sum(len(links.targets) for links in pages.values()) > 150


def test_the_same_evidence_gives_the_same_bytes(site: Path, tmp_path: Path) -> None:
    """Every page of the site, written again elsewhere."""
    write_site(tmp_path, part())
    pages = {page.relative_to(site): page.read_bytes() for page in site.rglob("*.html")}
    assert pages == {page.relative_to(tmp_path): page.read_bytes() for page in tmp_path.rglob("*.html")}


def test_no_page_of_the_shipped_migration_is_large(tmp_path: Path) -> None:
    """Every page over the whole manifest, with a failure or more behind a third of its checks."""
    write_site(tmp_path, whole())
    sizes = {page.name: page.stat().st_size for page in tmp_path.rglob("*.html")}
    assert {name: size for name, size in sizes.items() if size > LARGEST} == {}


@pytest.fixture(scope="module")
def ten_thousand(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of ten thousand checks, half of them failed, each for a reason of its own."""
    folder = tmp_path_factory.mktemp("many")
    entries = tuple(
        evidence(f"answers/e{n}", Outcome.FAILED if n % 2 else Outcome.PASSED, f"seen {n}")
        for n in range(10_000)
    )
    write(folder, {}, entries=entries)
    return conclude(migration(Criterion(id="answers", checks=("answers/*",))), folder, NOW).page


def test_ten_thousand_checks_open_within_a_second(ten_thousand: Path, browser: Any) -> None:
    """The first page is small, and laid out at once; so is a page of checks."""
    for page in (ten_thousand, ten_thousand.parent / "checks" / "answers.html"):
        assert page.stat().st_size <= LARGEST
        took = []
        for _ in range(2):
            with opened(browser, page) as (tab, _):
                took.append(tab.evaluate("() => { document.body.offsetHeight; return performance.now() }"))
        assert min(took) <= SLOWEST_MS, took


def test_all_pages_have_one_head() -> None:
    """No template but the frame writes a head or a policy of its own."""
    made = environment()
    names = [name for name in made.list_templates(["html"]) if name != "base.html"]
    heads = [
        name for name in names if re.search("<head>|Content-Security", made.loader.get_source(made, name)[0])
    ]  # type: ignore[union-attr]
    assert heads == []
