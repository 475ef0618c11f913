"""Scope: a user never sees another's rows, whoever of the two asks."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from cutover.compare.alignment import NO_KEY, canonical, key_of
from cutover.compare.fields import value_at
from cutover.compare.said import Finding, Listed, Said, by_user, found
from cutover.manifest.endpoint import Endpoint

Sees = Mapping[int, Collection[int]]
"""Whose rows a user sees beside the own ones, as the owner of their team."""


def trespasses(endpoint: Endpoint, listed: Sequence[Listed], sees: Sees) -> Iterator[Finding]:
    """Rows that stand in the answers of two users who share none, and rows of two owners where one is meant.

    `listed` is what one side said to all users in all cases.
    """
    scope = endpoint.scope
    if scope is None or scope.of == "all" or not endpoint.key:
        return
    held = {user: _held(endpoint, own) for user, own in by_user(listed).items()}
    for one, other in combinations(held, 2):
        if scope.of != "own" and (other in sees.get(one, ()) or one in sees.get(other, ())):
            continue
        shared = [name for name in held[other].rows if name in held[one].rows]
        owned = [name for name in held[other].owners if name in held[one].owners]
        if shared:
            more = f" and {len(shared) - 1} more" if len(shared) > 1 else ""
            what = f"row {shared[0]}{more} is shown to user {one} and to user {other}"
            yield found("scope", held[other].rows[shared[0]], what, f"rows of {one}")
        elif owned:
            what = f"rows of one {scope.by} are shown to user {one} and to user {other}"
            yield found("scope", held[other].owners[owned[0]], what, f"owner of {one}")
    for user, held_by in held.items():
        if len(held_by.owners) > 1 and not (scope.of == "agents" and sees.get(user)):
            what = f"rows of {len(held_by.owners)} {scope.by} are shown, where a user sees those of one"
            yield found("scope", list(held_by.owners.values())[1], what, "owners")


@dataclass(frozen=True, slots=True)
class _Held:
    """One user's rows by their keys and by whose they are, each with the answer that showed it first."""

    rows: Mapping[str, Said]
    owners: Mapping[bytes, Said]


def _held(endpoint: Endpoint, listed: Sequence[Listed]) -> _Held:
    by = endpoint.scope.by if endpoint.scope is not None else None
    rows: dict[str, Said] = {}
    owners: dict[bytes, Said] = {}
    for each in listed:
        for row in each.rows:
            rows.setdefault(key_of(row, endpoint.key), each.said)
            owner = value_at(row, by) if by is not None else None
            if owner is not None:
                owners.setdefault(canonical(owner), each.said)
    rows.pop(NO_KEY, None)
    return _Held(rows, owners)
