"""Wording: why something is done to an orphan, on what grounds, at what risk, and what is lost by it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from cutover.compare.absence import Absence
from cutover.manifest.reference import Reference
from cutover.manifest.repairing import Action
from cutover.repair.choice import Choice
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
    "set-null": "the column may be empty",
    "quarantine": "the column may not be empty",
    "leave": "the row stays as it is",
}


def reason(reference: Reference, action: Action, absence: Absence, choices: Sequence[Choice]) -> str:
    """Why this is done to these orphans, in one sentence or two."""
    told = [_PARENT[absence].format(parent=reference.parent)]
    undecided = [each for each in choices if each.decided is None]
    if action in ("set-null", "quarantine") and undecided:
        told += _counted([_v1_on(each) for each in undecided])
    if action in ("restore", "re-point") or undecided:
        told.append(_DONE[action])
    found = [each.said for each in undecided if each.said is not None and each.said.alike]
    if found and action == "re-point":
        same = f"holds the same in every other column ({found[0].columns})"
        told.append(f"the key is lost: each row is one that V2 lacks and that {same}")
        if several := sum(each.alike > 1 for each in found):
            told.append(f"{several:,} of them are alike, so that any is as good")
    if decided := len(choices) - len(undecided):
        told.append(f"{decided:,} by a person's decision")
    return "; ".join(told)


def _v1_on(choice: Choice) -> str:
    """What V1 says of an orphan for which it has no row to point at."""
    if choice.said is None:
        return "V1 knows nothing of the row"
    if None in choice.said.values:
        return "V1 says of none"
    if choice.said.values == choice.orphan.values:
        return "V1 points at it too"
    return "V1 says of another one, which is not there either"


def _counted(words: Sequence[str]) -> list[str]:
    """Each word once, with how often where they are several."""
    found = Counter(words)
    return [f"{each} ({number:,})" if len(found) > 1 else each for each, number in found.items()]


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
        return f"keep {whose}, whatever it amounts to, without a {parent}: {_v1_on(choice)}"
    if choice.action == "quarantine":
        return (
            f"archive {whose} and take it out of V2: {_v1_on(choice)}, and it may not be without a {parent}"
        )
    return f"leave {whose} as it is"


def _grounds(choice: Choice) -> str:
    said = choice.said
    assert said is not None, "asked only where V1 says something"
    row = f"V1's {said.source} {'/'.join(said.row)}"
    if not said.alike:
        return f"{row} says so"
    told = f"{row} holds the same in every other column ({said.columns}), and V2 lacks it"
    return f"{told}; {said.alike - 1} more hold the same" if said.alike > 1 else told
