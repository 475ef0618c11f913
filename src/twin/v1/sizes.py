"""Sizes: how many rows V1's tables have at a scale, and how many of them belong to the test users' teams."""

from __future__ import annotations

from dataclasses import dataclass

# The test users, and the other agents of their teams. What these own ("the core") is the same at every scale.
TESTS, OTHERS = 4, 41
# Rows of one test user's agent, and of one of the others.
OWNED = {"tx": (48, 12), "listing": (18, 4), "income": (72, 16), "lead": (56, 8)}
CORE = {name: TESTS * test + OTHERS * other for name, (test, other) in OWNED.items()}
# Participants of a sale of the core; photos, changes and activities of a listing or a lead of the core.
PARTICIPANTS_EACH, DETAILS_EACH = 9, 3
# Places in the networks of the test users' agents.
CORE_PLACES = 595


@dataclass(frozen=True)
class Sizes:
    """How many rows there are of everything whose number depends on the scale.

    `agents` come on top of the 1,401 that stand at every scale; `plans`, `years` and `levels` are the
    elements of the agents' three arrays.
    """

    agents: int
    tx: int
    participants: int
    network: int
    listing: int
    listing_history: int
    listing_photos: int
    income: int
    lead: int
    lead_activities: int
    audit_logs: int
    contribution: int
    fub_people: int
    fub_calls: int
    fub_events: int
    plans: int
    years: int
    levels: int


def sizes_of(scale: float) -> Sizes:
    """Return the sizes at a scale; the core has room at any."""

    def at_least(rows: int, least: int) -> int:
        return max(round(rows * scale), least)

    tx = at_least(55_023, CORE["tx"] + 320)
    listing = at_least(16_784, CORE["listing"] + 60)
    return Sizes(
        agents=at_least(35_640, 700),
        tx=tx,
        participants=at_least(702_072, PARTICIPANTS_EACH * CORE["tx"] + 4 * (tx - CORE["tx"])),
        network=at_least(86_618, CORE_PLACES + 300),
        listing=listing,
        listing_history=at_least(20_000, DETAILS_EACH * CORE["listing"] + 60),
        listing_photos=at_least(18_000, DETAILS_EACH * CORE["listing"] + 60),
        income=at_least(40_000, CORE["income"] + 250),
        lead=at_least(12_000, CORE["lead"] + 60),
        lead_activities=at_least(15_000, DETAILS_EACH * CORE["lead"] + 60),
        audit_logs=at_least(48_600, 400),
        contribution=at_least(5_154, 100),
        fub_people=at_least(2_268, 60),
        fub_calls=at_least(5_715, 60),
        fub_events=at_least(1_580, 60),
        plans=round(37_263 * scale),
        years=round(51_107 * scale),
        levels=round(50_774 * scale),
    )
