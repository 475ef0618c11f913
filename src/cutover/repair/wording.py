"""Wording: why something is done to an orphan, on what grounds, at what risk, and what is lost by it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cutover.compare.absence import Absence
from cutover.manifest.reference import Reference
from cutover.manifest.repairing import Action
from cutover.repair.orphans import Choice
from cutover.repair.plan import Cascade, Loss, Risk

_PARENT: Mapping[Absence, str] = {
    "": "V1 cannot say why the {parent} is not there",
    "never in V1": "the {parent} was never in V1",
    "in V1, not migrated": "the {parent} is in V1 and was not migrated",
    "deleted in V1 since": "the {parent} has been deleted in V1 since",
    "key of another type": "what stands there can be no key of a {parent}",
    "soft-deleted in V1": "the {parent} counts as deleted in V1 and was not migrated",
}
_DONE: Mapping[Action, str] = {
    "restore": "it is restored out of V1, and the row stays as it is",
    "re-point": "V1 says which one is meant",
    "set-null": "V1 says of none, and the column may be empty",
    "quarantine": "V1 says of none, and the column may not be empty",
    "leave": "it was decided to leave the row as it is",
}


def reason(reference: Reference, action: Action, absence: Absence, choices: Sequence[Choice]) -> str:
    """Why this is done to these orphans, in one sentence or two."""
    told = f"{_PARENT[absence].format(parent=reference.parent)}; {_DONE[action]}"
    found = [each.said for each in choices if each.said is not None]
    if action == "re-point":
        alike = [each for each in found if each.alike]
        several = sum(each.alike > 1 for each in alike)
        if alike:
            told += (
                ". The key is lost: each row is one that V2 lacks and that holds the same in every other"
                f" column ({alike[0].columns})"
            )
        if several:
            told += f"; {several:,} of them are alike, which is as good"
    if action == "quarantine" and not found:
        told = f"{_PARENT[absence].format(parent=reference.parent)}, and V1 knows nothing of the row"
    decided = sum(each.decided is not None for each in choices)
    return f"{told}. {decided:,} by a person's decision" if decided else told


def risk(action: Action, choices: Sequence[Choice], financial: bool) -> Risk:
    """How much may go wrong: what V1 says by the row's own key is sure, what is taken away is not."""
    if action == "quarantine":
        return "high"
    guessed = any(each.said is not None and each.said.alike > 1 for each in choices)
    if action == "set-null":
        return "high" if financial else "medium"
    return "medium" if financial or guessed else "low"


def loss(action: Action, count: int, cascade: Sequence[Cascade]) -> Loss:
    """What V2 no longer holds afterwards."""
    if action == "quarantine":
        return Loss(rows=count + len(cascade))
    return Loss(values=count) if action == "set-null" else Loss()


def decision(reference: Reference, choice: Choice, sums: str) -> str:
    """What is decided of one row of money, and on what grounds; `sums` are its amounts, in words."""
    if choice.decided is not None:
        return f"{choice.decided.by}: {choice.decided.reason}"
    whose = f"{reference.child} {', '.join(choice.orphan.key)}" + (f" ({sums})" if sums else "")
    parent, said = reference.parent, choice.said
    if choice.action == "re-point" and said is not None:
        return f"keep {whose} and point it at {parent} {choice.after}: {_grounds(choice)}"
    if choice.action == "restore":
        held = ", ".join(choice.orphan.values)
        return f"keep {whose} as it is: V1 holds {parent} {held}, which is restored before"
    if choice.action == "set-null":
        told = "V1 says of none" if said is None else f"V1's {said.source} {'/'.join(said.row)} says of none"
        return f"keep {whose}, its amount too, without a {parent}: {told} that there is"
    if choice.action == "quarantine":
        return f"archive {whose} and take it out of V2: V1 has no such row and no {parent} for it"
    return f"leave {whose} as it is"


def _grounds(choice: Choice) -> str:
    said = choice.said
    assert said is not None, "asked only where V1 says something"
    row = f"V1's {said.source} {'/'.join(said.row)}"
    if not said.alike:
        return f"{row} says so"
    told = f"{row} holds the same in every other column ({said.columns}), and V2 lacks it"
    return f"{told}; {said.alike - 1} more hold the same" if said.alike > 1 else told
