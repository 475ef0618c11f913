"""Random edits of a signed folder: whatever is changed, and wherever, none is accepted."""

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.signoff.company import Company, signed
from tests.signoff.ledgers import NOW

from cutover.signoff.trust import trust_of
from cutover.signoff.verifier import FILE, Refused, chain, entries, verify

EDITS = int(os.environ.get("SIGNOFF_EDITS", "1000"))
"""How many edits are tried; more of them are a long run."""


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """Phases 0 and 1, signed as they should be."""
    return signed(tmp_path_factory.mktemp("company") / "edited")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Whose signature ssh-keygen was asked about; it is asked all the same."""
    principals: list[str] = []
    really = entries.demand_good

    def counted(content: bytes, armored: str, principal: str, *rest: object) -> None:
        principals.append(principal)
        really(content, armored, principal, *rest)  # type: ignore[arg-type]  # it is passed on as it is

    monkeypatch.setattr(entries, "demand_good", counted)
    return principals


def test_no_random_edit_is_accepted(company: Company, asked: list[str]) -> None:
    """A thousand edits of bytes, values and files of the signed folders are each refused by the verifier."""
    dice, trust = random.Random(7), trust_of(company.migration)
    chain(company.reports, "1", trust, NOW)  # what is edited is good
    control = len(asked)
    files = sorted(path for phase in "01" for path in company.folder(phase).rglob("*") if path.is_file())
    phases = {path: phase for phase in "01" for path in files if path.is_relative_to(company.folder(phase))}
    often = [*files, *(company.folder(phase) / FILE for phase in "0111")]
    accepted, reached = [], 0
    for number in range(EDITS):
        path = dice.choice(often)
        before, count = path.read_bytes(), len(asked)
        edit = dice.choice(KINDS)
        edit(path, before, dice)
        if path.is_file() and path.read_bytes() == before and not path.is_symlink():
            edit = flipped  # it changed nothing, so it says nothing
            edit(path, before, dice)
        try:
            verify(company.folder(phases[path]), phases[path], trust, NOW)
            accepted.append(f"edit {number}: {edit.__name__} of {path}")
        except Refused:
            reached += len(asked) > count
        _restore(path, before)
    assert accepted == []
    assert reached >= EDITS // 40  # the signatures themselves are judged too, and not the form alone
    chain(company.reports, "1", trust, NOW)  # and what was put back is good again
    print(f"{EDITS} edits, {reached} of them reached ssh-keygen, which a good chain asks {control} times")


def flipped(path: Path, before: bytes, dice: random.Random) -> None:
    """One bit is another."""
    place = dice.randrange(len(before))
    changed = before[place] ^ (1 << dice.randrange(8))
    path.write_bytes(before[:place] + bytes([changed]) + before[place + 1 :])


def cut(path: Path, before: bytes, dice: random.Random) -> None:
    """The file ends early."""
    path.write_bytes(before[: dice.randrange(len(before))])


def left_out(path: Path, before: bytes, dice: random.Random) -> None:
    """A piece in its midst is missing."""
    start = dice.randrange(len(before))
    path.write_bytes(before[:start] + before[start + dice.randint(1, 40) :])


def doubled(path: Path, before: bytes, dice: random.Random) -> None:
    """A piece stands twice."""
    start = dice.randrange(len(before))
    end = start + dice.randint(1, 200)
    path.write_bytes(before[:end] + before[start:end] + before[end:])


def renumbered(path: Path, before: bytes, dice: random.Random) -> None:
    """A digit is another digit, as in a date or a count."""
    _changed(path, before, dice, b"0123456789", b"0123456789")


def relettered(path: Path, before: bytes, dice: random.Random) -> None:
    """A letter is another letter, as in a name, a word or a signature."""
    letters = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    _changed(path, before, dice, letters, letters)


def resigned(path: Path, before: bytes, dice: random.Random) -> None:
    """A letter within a signature is another letter: whatever is signed stays as it was."""
    places = [before.find(b"SSH SIGNATURE-----", at) for at in range(0, len(before), 500)]
    inside = [place + 60 + dice.randrange(150) for place in places if place >= 0]
    if inside and (place := dice.choice(inside)) < len(before):
        path.write_bytes(before[:place] + dice.choice([b"A", b"z", b"0", b"+"]) + before[place + 1 :])


def removed(path: Path, before: bytes, dice: random.Random) -> None:
    """The file is not there."""
    path.unlink()


def linked(path: Path, before: bytes, dice: random.Random) -> None:
    """The file is a link to the same bytes."""
    elsewhere = next(above for above in path.parents if above.name == "reports") / "elsewhere"
    elsewhere.write_bytes(before)
    path.unlink()
    path.symlink_to(elsewhere)


def _changed(path: Path, before: bytes, dice: random.Random, these: bytes, into: bytes) -> None:
    places = [place for place, sign in enumerate(before) if sign in these]
    if places:
        place = dice.choice(places)
        path.write_bytes(before[:place] + bytes([dice.choice(into)]) + before[place + 1 :])


KINDS: tuple[Callable[[Path, bytes, random.Random], None], ...] = (
    flipped, cut, left_out, doubled, renumbered, relettered, resigned, resigned, removed, linked,
)  # fmt: skip


def _restore(path: Path, before: bytes) -> None:
    if path.is_symlink():
        path.resolve().unlink()
    path.unlink(missing_ok=True)
    path.write_bytes(before)
