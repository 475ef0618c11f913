"""Tiny: a recipe of a few rows, and templates of it under the names that a real run looks for."""

from __future__ import annotations

import io

from twin.building import template
from twin.recipe import STATES, Recipe, recipe
from twin.server import Server
from twin.steps import Stage, Step

SCALE = 0.005
ROWS = """
create table mvpw1_41 (id integer primary key, xdo jsonb);
insert into mvpw1_41
    select n, jsonb_build_object('id', n, 'email', n || '@twin.example') from generate_series(1, 5) n;
create table mvpw5_664 (id serial primary key, email text);
insert into mvpw5_664 (email) select xdo->>'email' from mvpw1_41 order by id;
"""
# The cast's data faults need the tables that they spoil; this one stands for them.
DAMAGE = "update mvpw5_664 set email = null where id = 1"


def tiny(key: str, sql: str = ROWS, damage: str = DAMAGE) -> Recipe:
    """Return a recipe of one step for each state."""
    return Recipe(
        key,
        lambda: (Step("rows", sql, rows=10, stage=Stage.V1_DATA),),
        lambda: (Step("damage", damage, rows=1, stage=Stage.DAMAGE),),
        scale=0,
    )


def plant(server: Server, seed: int = 7) -> None:
    """Make tiny templates that a run of the smallest scale takes for its own."""
    real = recipe(SCALE, seed, server.major)
    for state in STATES:
        template(server, tiny(real.key), state, io.StringIO(), print)
