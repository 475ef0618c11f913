"""Ways of measuring nothing: none of them is READY, and none of them is a traceback."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from tests.signoff.ledgers import NOW, migration, write

from cutover.evidence import Outcome
from cutover.manifest import Criterion, Waiver
from cutover.signoff import Verdict, verdicts
from cutover.signoff.archive import read_archive
from cutover.signoff.attested import Attested
from cutover.signoff.filing import file_signoff
from cutover.signoff.verdict import overall

A, B = "references/a.b", "references/c.d"
PASSED, FAILED, ERROR, NOT_RUN = Outcome.PASSED, Outcome.FAILED, Outcome.ERROR, Outcome.NOT_RUN
TODAY = NOW.date()
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ONE = Criterion(id="one", checks=(A,))
TWO = Criterion(id="two", checks=(A, B))
SIGNED = Criterion(id="signed", attested="backups-made")


@dataclass(frozen=True)
class Way:
    """A way of measuring nothing: what is done to the reports, and what the phase asks for."""

    name: str
    make: Callable[[Path], object]
    criteria: tuple[Criterion, ...] = (ONE,)
    waivers: tuple[Waiver, ...] = ()
    attested: tuple[Attested, ...] = ()
    word: Verdict = Verdict.NOT_PROVEN
    settings: dict[str, Any] = field(default_factory=dict)


def green(reports: Path, **settings: Any) -> Path:
    """A run in which everything passed, and would be READY."""
    return write(reports, {A: PASSED, B: PASSED}, **settings).path


def sealed_again(path: Path, *, line: int, **changes: Any) -> None:
    """Edit one line of a ledger and seal it anew, as somebody would who knows the format."""
    lines = [json.loads(text) for text in path.read_text().splitlines()]
    lines[line] |= changes
    lines[line] = {name: value for name, value in lines[line].items() if value is not ...}
    body = "".join(json.dumps(each) + "\n" for each in lines[:-1])
    lines[-1] = (
        {"digest": sha256(body.encode()).hexdigest(), "checks": len(lines) - 2}
        | lines[-1]
        | ({} if line == -1 else {"digest": sha256(body.encode()).hexdigest()})
    )
    path.write_text(body + json.dumps(lines[-1]) + "\n")


def edited(**changes: Any) -> Callable[[Path], object]:
    """A green run, its first evidence edited and sealed anew."""
    return lambda reports: sealed_again(green(reports), line=1, **changes)


def headed(**changes: Any) -> Callable[[Path], object]:
    """A green run, its header edited and sealed anew."""
    return lambda reports: sealed_again(green(reports), line=0, **changes)


def ended(**changes: Any) -> Callable[[Path], object]:
    """A green run, its footer edited."""
    return lambda reports: sealed_again(green(reports), line=-1, **changes)


def spoiled(change: Callable[[bytes], bytes]) -> Callable[[Path], object]:
    """A green run whose bytes are changed."""

    def make(reports: Path) -> None:
        path = green(reports)
        path.write_bytes(change(path.read_bytes()))

    return make


def told(outcomes: dict[str, Outcome], **settings: Any) -> Callable[[Path], object]:
    """A run with these outcomes."""
    return lambda reports: write(reports, outcomes, **settings)


def both(*makes: Callable[[Path], object]) -> Callable[[Path], object]:
    """One after the other."""
    return lambda reports: [make(reports) for make in makes]


def moved(reports: Path) -> None:
    """A green run in the folder of another."""
    folder = green(reports).parent
    folder.rename(folder.with_name("20260204T000000Z-0001"))


def linked(reports: Path) -> None:
    """A green run that lies elsewhere and is pointed at."""
    folder = green(reports / "elsewhere").parent
    (reports / "runs").mkdir()
    (reports / "runs" / folder.name).symlink_to(folder)


def linked_file(reports: Path) -> None:
    """A green ledger that lies elsewhere and is pointed at."""
    path = green(reports / "elsewhere")
    here = reports / "runs" / path.parent.name
    here.mkdir(parents=True)
    (here / "ledger.jsonl").symlink_to(path)


def folder_for_a_ledger(reports: Path) -> None:
    """A folder where a ledger is expected."""
    (reports / "runs" / "20260204T000000Z-0001" / "ledger.jsonl").mkdir(parents=True)


def written(content: bytes) -> Callable[[Path], object]:
    """A ledger that somebody wrote by hand."""

    def make(reports: Path) -> None:
        path = reports / "runs" / "20260204T000000Z-0001" / "ledger.jsonl"
        path.parent.mkdir(parents=True)
        path.write_bytes(content)

    return make


def waiver(check: str = A, expires: date = TODAY) -> Waiver:
    """A waiver of one check."""
    return Waiver(check=check, reason="known", owner="Ada", requester="Ada", approver="Ben", expires=expires)


def stated(**changes: Any) -> Attested:
    """What somebody stated an hour ago."""
    return replace(Attested("backups-made", "ada", NOW - HOUR, "states it", PASSED, "f" * 64), **changes)


def nothing(reports: Path) -> None:
    """Nothing at all."""


RATE = Criterion(id="rate", checks=(A, B), at_least=2, passing=1)
MANY = Criterion(id="many", checks=("references/*",), at_least=32)
WAYS = (
    Way("no folder", nothing),
    Way("a folder without runs", lambda reports: (reports / "runs").mkdir()),
    Way("a run without a ledger", lambda reports: (reports / "runs" / "x").mkdir(parents=True)),
    Way("a folder for a ledger", folder_for_a_ledger),
    Way("an empty ledger", written(b"")),
    Way("a ledger of noise", written(bytes(range(256)) * 40)),
    Way("a ledger of null", written(b"null\n")),
    Way("a ledger of numbers", written(b"1\n2\n3\n")),
    Way("a ledger of one list", written(b"[]\n")),
    Way("a kind that is no text", written(b'{"kind":[]}\n')),
    Way("no check at all", told({})),
    Way("the check's neighbour alone", told({B: PASSED})),
    Way("its id in another case", told({A.upper(): PASSED})),
    Way("its id with a blank", told({f"{A} ": PASSED})),
    Way("its id as a pattern", told({"references/*": PASSED})),
    Way("half of what is owed", told({A: PASSED}), (TWO,)),
    Way("not run", told({A: NOT_RUN})),
    Way("inconclusive", told({A: Outcome.INCONCLUSIVE})),
    Way("an error", told({A: ERROR})),
    Way("selected and never answered", told({}, selected=(A,))),
    Way("killed after it passed", told({A: PASSED}, ended=False)),
    Way("killed in the midst of a line", spoiled(lambda content: content[: content.rfind(b'"digest"')])),
    Way("killed within its evidence", spoiled(lambda content: content[: content.find(b'"outcome"')])),
    Way("its footer taken away", spoiled(lambda content: content[: content.rstrip().rfind(b"\n") + 1])),
    Way("its header taken away", spoiled(lambda content: content[content.find(b"\n") + 1 :])),
    Way("its first line twice", spoiled(lambda content: content[: content.find(b"\n") + 1] + content)),
    Way("its last line twice", spoiled(lambda c: c + c[c.rstrip().rfind(b"\n") + 1 :])),
    Way("a check twice", spoiled(lambda c: b"\n".join([*c.split(b"\n")[:2], *c.split(b"\n")[1:]]))),
    Way("a blank line", spoiled(lambda content: content.replace(b"\n", b"\n\n", 1))),
    Way("something behind the footer", spoiled(lambda content: content + b"x")),
    Way("an error called passed", both(told({A: ERROR}), lambda reports: [
        path.write_bytes(path.read_bytes().replace(b'"error"', b'"passed"'))
        for path in reports.glob("runs/*/ledger.jsonl")
    ])),
    Way("sealed with another digest", ended(digest="0" * 64)),
    Way("sealed with another count", ended(checks=1)),
    Way("sealed with a count that is text", ended(checks="2")),
    Way("an outcome that does not exist", edited(outcome="skipped")),
    Way("an outcome in capitals", edited(outcome="PASSED")),
    Way("an outcome that is true", edited(outcome=True)),
    Way("evidence without an outcome", edited(outcome=...)),
    Way("a key that nobody knows", edited(verdict="READY")),
    Way("an id that is a list", edited(check=[A])),
    Way("samples that are texts", edited(samples=["a"])),
    Way("a start that is no moment", headed(started="yesterday")),
    Way("a start without a zone", headed(started="2026-02-04T11:00:00")),
    Way("an end before its start", ended(ended="2026-02-03T00:00:00+00:00")),
    Way("a pair that is a list", headed(pair=[])),
    Way("a plan of single texts", headed(plan=[A])),
    Way("of another manifest", told({A: PASSED}, manifest="sha256:two")),
    Way("of a manifest without a name", told({A: PASSED}, manifest="")),
    Way("of a pair that was not compared last", both(
        told({A: PASSED}, age=2 * HOUR), told({B: PASSED}, identity="another")
    )),
    Way("two halves of two pairs", both(
        told({A: PASSED}, age=2 * HOUR), told({B: PASSED}, identity="another")
    ), (TWO,)),
    Way("two halves of two manifests", both(
        told({A: PASSED}, age=2 * HOUR, manifest="sha256:two"), told({B: PASSED})
    ), (TWO,)),
    Way("two halves of two days", both(
        told({A: PASSED}, age=DAY + HOUR), told({B: PASSED})
    ), (TWO,)),
    Way("a system compared with itself", told({A: PASSED}, self_test=True)),
    Way("too old", told({A: PASSED}, age=DAY + timedelta(seconds=1))),
    Way("from tomorrow", told({A: PASSED}, age=-DAY)),
    Way("beside one from tomorrow", both(told({A: PASSED}), told({B: PASSED}, age=-DAY))),
    Way("beside one that cannot be read", both(green, written(b"x\n"))),
    Way("in the folder of another run", moved),
    Way("in a folder that is pointed at", linked),
    Way("in a file that is pointed at", linked_file),
    Way("a pattern that nothing follows from", told({A: PASSED}), (MANY,)),
    Way("a pattern in the place of an id", told({A: PASSED}), (Criterion(id="x", checks=("references/?",)),)),
    Way("fewer than are asked for", green, (Criterion(id="x", checks=(A, B), at_least=32),)),
    Way("a rate of what was never told", told({A: PASSED}), (RATE,)),
    Way("a rate of errors", told({A: PASSED, B: ERROR}), (RATE,)),
    Way("a rate of none", told({A: FAILED, B: FAILED}), (RATE,), word=Verdict.NOT_READY),
    Way("nothing to judge any more", told({A: FAILED}, age=2 * DAY),
        (Criterion(id="x", checks=(A,), nothing_to_judge="nothing was ever repaired"),)),
    Way("a waiver of what was never run", nothing, waivers=(waiver(),)),
    Way("a waiver of an error", told({A: ERROR}), waivers=(waiver(),)),
    Way("a waiver of what is inconclusive", told({A: Outcome.INCONCLUSIVE}), waivers=(waiver(),)),
    Way("a waiver of a failure that nothing seals", told({A: FAILED}, ended=False), waivers=(waiver(),)),
    Way("a waiver that has ended", told({A: FAILED}), waivers=(waiver(expires=date(2026, 2, 3)),),
        word=Verdict.NOT_READY),
    Way("a waiver of another check", told({A: FAILED}), waivers=(waiver(B),), word=Verdict.NOT_READY),
    Way("a statement that nobody made", green, (ONE, SIGNED)),
    Way("a statement of something else", green, (ONE, SIGNED), attested=(stated(slug="support-trained"),)),
    Way("a statement that is too old", green, (ONE, SIGNED), attested=(stated(at=NOW - 2 * DAY),)),
    Way("a statement of tomorrow", green, (ONE, SIGNED), attested=(stated(at=NOW + HOUR),)),
    Way("a statement that leaves it open", green, (SIGNED,), attested=(stated(outcome=NOT_RUN),)),
    Way("a statement that it is not so", green, (SIGNED,), attested=(stated(outcome=FAILED),),
        word=Verdict.NOT_READY),
    Way("a check that calls itself a statement", told({"attested/backups-made": PASSED}), (SIGNED,)),
)  # fmt: skip


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_measuring_nothing_is_never_ready(tmp_path: Path, way: Way) -> None:
    """The verdict is NOT PROVEN, or NOT READY where something is shown wrong; the document says the same."""
    way.make(tmp_path)
    archive = read_archive(tmp_path)
    claimed = migration(*way.criteria, waivers=way.waivers)
    (phase,) = verdicts(claimed, archive.ledgers, NOW, archive.unreadable, way.attested)
    assert phase.word is way.word
    assert phase.obstacles
    if "pointed at" not in way.name:
        filed = file_signoff(claimed, tmp_path, "1", NOW, attested=way.attested)
        assert filed.document.statement.verdict is way.word
        assert (
            f'<h1><span aria-hidden="true">{"✕" if way.word is Verdict.NOT_READY else "?"}'
            in filed.page.read_text()
        )


def test_the_same_reports_unspoiled_are_ready(tmp_path: Path) -> None:
    """What the ways begin with is READY, so that each is a way of its own and not one of all."""
    green(tmp_path)
    (phase,) = verdicts(
        migration(ONE, TWO, RATE, SIGNED), read_archive(tmp_path).ledgers, NOW, attested=(stated(),)
    )
    assert phase.word is Verdict.READY
    path = green(tmp_path / "again")
    sealed_again(path, line=1, actual="said otherwise")
    assert len(read_archive(tmp_path / "again").ledgers) == 1


def test_there_are_at_least_fifty_ways() -> None:
    """Each has a name of its own."""
    assert len({way.name for way in WAYS}) == len(WAYS) >= 50


def test_no_run_has_a_word_when_there_are_no_phases() -> None:
    """A manifest without phases is not done, whatever ran."""
    assert overall(verdicts(replace(migration(ONE), phases=()), (), NOW)) is Verdict.NOT_PROVEN
