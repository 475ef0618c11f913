"""The chain: a phase counts where it and every phase that it needs are READY, fresh, sealed and approved."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from cutover.signoff.verifier.plain import moment
from cutover.signoff.verifier.refused import Refused
from cutover.signoff.verifier.signed import PAGE, Verified, verify
from cutover.signoff.verifier.trust import Trust

READY, NOT_PROVEN = "READY", "NOT PROVEN"


def chain(reports: Path, phase: str, trust: Trust, now: datetime) -> tuple[Verified, ...]:
    """Return the sign-offs that a phase stands on, its own last, if all are READY; else raises Refused."""
    found: dict[str, Verified] = {}
    for each in in_order(phase, trust):
        found[each] = verify(reports / f"phase-{each}", each, trust, now)
        demand_ready(found[each], now)
        refuse_strangers(each, found)
    return tuple(found.values())


def in_order(phase: str, trust: Trust) -> tuple[str, ...]:
    """Return a phase behind all that it needs, each once."""
    order: list[str] = []
    for need in trust.rule(phase).needs:
        order += [each for each in in_order(need, trust) if each not in order]
    return (*order, phase)


def demand_ready(found: Verified, now: datetime) -> None:
    """Raise Refused unless a sign-off says READY, is fresh at ``now`` and has every approval."""
    statement = found.statement
    phase, word = statement["phase"]["id"], statement["verdict"]
    if word != READY:
        todo = "To become READY: " + "; ".join(map(str, statement["to_become_ready"][:3]))
        raise Refused("signoff-not-ready", f"phase {phase} is {word}.", todo, lacks=word == NOT_PROVEN)
    if now > moment(statement["fresh_until"], "fresh_until"):
        what = f"the sign-off of phase {phase} was good until {statement['fresh_until']}."
        fix = f"Run what has aged, and state it anew: cutover signoff {phase}"
        raise Refused("signoff-stale", what, fix, lacks=True)
    if found.missing:
        what = f"phase {phase} is not approved by: {', '.join(found.missing)}."
        fix = f"Let them read {found.folder / PAGE}, then: cutover approve {phase} --key PATH"
        raise Refused("signoff-unapproved", what, fix, lacks=True)


def refuse_strangers(phase: str, found: Mapping[str, Verified]) -> None:
    """Refuse a sign-off that stands on other sign-offs than those that lie here, or is of another pair."""
    statement = found[phase].statement
    told = {need["phase"]: need["digest"] for need in statement["needs"]}
    here = {need: found[need].digest for need in statement["phase"]["needs"]}
    if told != here:
        odd = sorted(each for each in here.keys() | told.keys() if here.get(each) != told.get(each))
        what = f"phase {phase} was stated on another sign-off of phase {', '.join(odd)} than lies here."
        raise Refused("chain-broken", what, f"State it anew: cutover signoff {phase}")
    if len({each.statement["pair"]["identity"] for each in found.values()}) != 1:
        raise Refused("chain-pair", f"phase {phase} and what it needs are of different pairs of systems.")
