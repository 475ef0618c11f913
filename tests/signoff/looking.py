"""What a browser finds on a page that breaks a rule of ours."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.signoff.browser import axe

PHONE, A4 = 375, 688
"""Widths in pixels: a phone, and what an A4 sheet leaves between our margins."""
LIVE = """(page) => [...page.querySelectorAll('*')].filter((each) =>
  each.matches('img, iframe, object, embed, base, template, math, video, source, marquee')
  || (each.matches('script') && each.parentElement !== page.body)
  || (each.matches('meta') && !/Content-Security-Policy|viewport|^$/.test(each.httpEquiv || each.name))
  || (each.matches('form') && each.id !== 'filter')
  || (each.matches('link') && each.rel !== 'icon')
  || [...each.attributes].some((one) => one.name.startsWith('on') || /^\\s*javascript:/i.test(one.value))
).map((each) => each.outerHTML.slice(0, 120)).concat(window.pwned ? ['pwned'] : [])"""
"""Gives what of a document is none of ours: elements that load or run something."""


@contextmanager
def opened(browser: Any, page: Path, **context: Any) -> Iterator[tuple[Any, list[str]]]:
    """Open a page by itself; yields it and what it asked for or complained of."""
    told: list[str] = []
    made = browser.new_context(viewport={"width": PHONE, "height": 812}, **context)
    tab = made.new_page()
    tab.on("request", lambda request: told.append(request.url))
    tab.on("console", lambda message: told.append(message.text))
    tab.on("pageerror", lambda error: told.append(str(error)))
    tab.goto(page.as_uri())
    yield tab, told
    made.close()


def broken_rules(browser: Any, page: Path, name: str) -> list[str]:
    """Look at a page on a phone, in both colour schemes and in print, with all of it unfolded."""
    found = []
    with opened(browser, page, bypass_csp=True) as (tab, told):
        found += [f"{name}: asked for or said {each}" for each in told if each != page.as_uri()]
        found += [f"{name}: live markup {each}" for each in tab.evaluate(f"({LIVE})(document)")]
        found += [f"{name}: {each}" for each in _beyond(tab, PHONE)]
        tab.evaluate("() => document.querySelectorAll('details').forEach((each) => { each.open = true })")
        tab.evaluate(axe())
        for scheme in ("light", "dark"):
            tab.emulate_media(color_scheme=scheme)
            only = "{}" if scheme == "light" else "{runOnly: ['color-contrast']}"
            for each in tab.evaluate(f"() => axe.run(document, {only}).then((told) => told.violations)"):
                first = each["nodes"][0]
                found.append(f"{name}, {scheme}: {each['id']}: {first['html'][:160]} {first['any'][:1]}")
        tab.set_viewport_size({"width": A4, "height": 1000})
        tab.emulate_media(media="print")
        found += [f"{name}, in print: {each}" for each in _beyond(tab, A4)]
    return found


def _beyond(tab: Any, width: int) -> list[str]:
    wide = tab.evaluate("() => document.documentElement.scrollWidth")
    return [f"{wide} px wide on {width}"] if wide > width else []
