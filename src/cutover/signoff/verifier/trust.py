"""Trust: whom a verifier believes, read from a file of signers."""

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cutover.signoff.verifier.refused import Refused

TRUST = "# cutover-trust: "
"""What the line of JSON begins with, among those that ssh-keygen reads."""


@dataclass(frozen=True)
class Person:
    """Someone who may sign. ``keys`` is each public key with the moments that it is valid between."""

    name: str
    email: str
    names: frozenset[str]
    roles: frozenset[str]
    keys: Mapping[str, tuple[datetime, datetime]]


@dataclass(frozen=True)
class Rule:
    """What a phase asks for: phases, roles that approve, and roles that sign each attestation."""

    needs: tuple[str, ...]
    approvers: tuple[str, ...]
    attested: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Trust:
    """Whom to believe: the text of an allowed-signers file, and what it says in its line of JSON."""

    text: str
    manifest: str
    people: tuple[Person, ...]
    phases: Mapping[str, Rule]

    def person(self, email: str) -> Person | None:
        """Return who signs under an address."""
        return next((person for person in self.people if person.email == email), None)

    def called(self, name: str) -> Person | None:
        """Return who is known by a name, whichever of theirs it is."""
        plain = " ".join(unicodedata.normalize("NFKC", name).casefold().split())
        return next((person for person in self.people if plain in person.names), None)

    def holder(self, key: str) -> Person | None:
        """Return whose a public key is."""
        return next((person for person in self.people if key in person.keys), None)

    def rule(self, phase: str) -> Rule:
        """Return what a phase asks for; raises Refused for one that is not there."""
        if phase not in self.phases:
            there = ", ".join(self.phases)
            raise Refused("phase-unknown", f"there is no phase {phase!r}.", f"There are: {there}.")
        return self.phases[phase]


def trust_from(text: str) -> Trust:
    """Read a file of signers as `cutover verify --signers` writes it; raises Refused for any other."""
    try:
        (told,) = (line.removeprefix(TRUST) for line in text.splitlines() if line.startswith(TRUST))
        data = json.loads(told)
        people = tuple(_person(each) for each in data["people"])
        phases = {name: _rule(each) for name, each in data["phases"].items()}
        return Trust(text, data["manifest"], people, phases)
    except (ValueError, KeyError, TypeError, AttributeError):
        what = "the file of signers is not one that cutover wrote."
        raise Refused("signers-unreadable", what, "Write it: cutover verify --signers") from None


def _person(told: Mapping[str, Any]) -> Person:
    keys = {
        each["key"]: (_moment(each["valid_after"]), _moment(each["valid_before"])) for each in told["keys"]
    }
    return Person(told["name"], told["email"], frozenset(told["names"]), frozenset(told["roles"]), keys)


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("a moment without its zone")
    return found


def _rule(told: Mapping[str, Any]) -> Rule:
    attested = {slug: tuple(roles) for slug, roles in told["attested"].items()}
    return Rule(tuple(told["needs"]), tuple(told["approvers"]), attested)
