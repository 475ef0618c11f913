"""Proofs: a page for every so many checks of an area, with what was seen of each and what shows it again."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cutover.evidence import Outcome
from cutover.manifest import Migration
from cutover.signoff.known import A_PAGE, FOLDER, Group, Known, anchor, page_of
from cutover.signoff.pages import environment, remove_others, write_whole
from cutover.signoff.standing import Standing

LONGEST = 400
"""Characters that are shown of one text; the ledger holds the rest."""
MOST = 5
"""So many samples, remarks and commands are shown of one check."""


@dataclass(frozen=True)
class Proof:
    """One check as it is shown."""

    standing: Standing
    duty: str

    @property
    def anchor(self) -> str:
        """Its place on the page."""
        return anchor(self.standing.check)

    @property
    def samples(self) -> Sequence[Mapping[str, object]]:
        """The first rows or fields that differ."""
        evidence = self.standing.evidence
        return [each for each in evidence.samples if "spot check" not in each][:MOST] if evidence else ()

    @property
    def notes(self) -> Sequence[str]:
        """The first remarks."""
        return self.standing.evidence.notes[:MOST] if self.standing.evidence else ()

    @property
    def commands(self) -> Sequence[str]:
        """What shows it again."""
        return self.standing.evidence.reproduce[:MOST] if self.standing.evidence else ()


def write_proofs(migration: Migration, known: Known, reports: Path) -> None:
    """Write the pages of every area, and take away those that no check stands on."""
    template = environment().get_template("checks.html")
    names = []
    for area, found in known.areas.items():
        whole, command = Group(area, found), again(found)
        parts = [found[first : first + A_PAGE] for first in range(0, len(found), A_PAGE)]
        for number, part in enumerate(parts):
            text = template.render(
                migration=migration,
                area=area,
                whole=whole,
                proofs=[Proof(each, _duty(known, each)) for each in part],
                pages=[page_of(area, n) for n in range(len(parts))],
                number=number,
                a_page=A_PAGE,
                again=command,
                longest=LONGEST,
                Outcome=Outcome,
            )
            names.append(page_of(area, number))
            write_whole(reports / FOLDER / names[-1], text)
    remove_others(reports / FOLDER, names)


def again(found: Sequence[Standing]) -> str:
    """Return the command that runs all checks of an area again, as one of them was run; '' for none."""
    commands = (each.evidence.reproduce[:1] for each in found if each.evidence is not None)
    first = next((command for told in commands for command in told), "")
    shape = re.fullmatch(r'pytest "([^":]+)::[^"]*"(.*)', first)
    return f"pytest {shape[1]}{shape[2]}" if shape else ""


def _duty(known: Known, standing: Standing) -> str:
    return standing.evidence.duty if standing.evidence else known.duties.get(standing.check, "")
