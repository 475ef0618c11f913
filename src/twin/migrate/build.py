"""Build: the steps that make V2's rows out of V1's.

There is one SQL file a domain. Each empties its tables first: what is written to a table that was emptied in
the same transaction needs no write-ahead log.
"""

from __future__ import annotations

from importlib.resources import files

from twin.steps import Stage, Step

# Domain, rows that it writes at the documented scale, lane. The two lanes take about the same time.
DOMAINS = (
    ("participants", 1_050_000, 0),
    ("listings", 55_000, 0),
    ("transactions", 470_000, 1),
    ("agents", 250_000, 1),
    ("network", 180_000, 1),
    ("money", 45_000, 1),
    ("records", 50_000, 1),
    ("leads", 27_000, 1),
    ("fub", 17_000, 1),
    ("users", 4_000, 1),
    ("staging", 1_500, 1),
    ("teams", 450, 1),
    ("offices", 1_300, 0),
    ("events", 3_400, 0),
    ("training", 3_800, 0),
    ("documents", 5_300, 0),
    ("support", 2_700, 0),
    ("notifications", 4_100, 0),
    ("referrals", 2_300, 0),
    ("expenses", 4_800, 0),
    ("commissions", 4_500, 0),
    ("goals", 2_500, 0),
    ("compliance", 3_300, 0),
    ("marketing", 1_800, 0),
    ("title", 1_600, 0),
    ("fub_more", 2_200, 0),
    ("settings", 1_300, 0),
    ("new", 200, 0),
)


def steps(scale: float) -> tuple[Step, ...]:
    """Return the migration's steps; `scale` (1.0: the documented rows) is for their weights alone."""
    return (
        Step("V2 casts", text_of("casts"), rows=1, stage=Stage.V2_SCHEMA + 1),
        *(
            Step(f"V2 {domain}", text_of(domain), max(1, round(rows * scale)), lane, Stage.MIGRATE)
            for domain, rows, lane in DOMAINS
        ),
        Step("V2 known counts", text_of("known"), rows=1, stage=Stage.MIGRATE + 1),
        Step("V2 state", text_of("finish"), rows=1, stage=Stage.MIGRATE + 1),
    )


def text_of(name: str) -> str:
    """Return the text of one of this package's SQL files."""
    return files("twin.migrate").joinpath(f"{name}.sql").read_text(encoding="utf-8")
