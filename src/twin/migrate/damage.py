"""Damage: V2 as it was found, made out of a V2 that is ready."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files

from twin.steps import Stage, Step

# An orphan points at this number plus the id of its own row: far above every id there is.
NOWHERE = 9_000_000


@dataclass(frozen=True)
class Break:
    """One reference that was found broken.

    `table` is the child's table id and `orphans` the number of its rows that point nowhere; `kept` is the SQL
    condition of the rows that must not be touched.
    """

    child: str
    table: int
    column: str
    orphans: int
    kept: str


USER = "user_id in (select id from kept_user)"
AGENT = "agent_id in (select id from kept_agent)"
TEAM = "team_id in (select id from kept_team)"
TRANSACTION = "transaction_id in (select id from kept_transaction)"
NETWORK = "network_id in (select id from kept_network)"
LISTING = "listing_id in (select id from kept_listing)"
SAME_USER = "id in (select id from kept_user)"
SAME_AGENT = "id in (select id from kept_agent)"
SAME_TRANSACTION = "id in (select id from kept_transaction)"

# agent_cap_data has a second orphan, which is a row too many: see as_found/cap.sql.
BREAKS = (
    Break("user_credentials", 665, "user_id", 82, USER),
    Break("user_settings", 667, "user_id", 89, USER),
    Break("user_subscriptions", 666, "user_id", 82, USER),
    Break("user_roles", 668, "user_id", 23, USER),
    Break("user_preferences", 711, "user_id", 2, USER),
    Break("user", 664, "agent_id", 9, SAME_USER),
    Break("user", 664, "team_id", 18, f"{SAME_USER} or agent_id > {NOWHERE}"),
    Break("agent", 670, "user_id", 94, f"{SAME_AGENT} or {USER}"),
    Break("agent_cap_data", 671, "agent_id", 1, AGENT),
    Break("agent_commission", 672, "agent_id", 99, AGENT),
    Break("agent_performance", 673, "agent_id", 95, AGENT),
    Break("agent_hierarchy", 674, "agent_id", 12, AGENT),
    Break("agent_rezen", 930, "agent_id", 4, AGENT),
    Break("team_members", 681, "team_id", 12, f"{TEAM} or {USER} or {AGENT}"),
    Break("team_settings", 682, "team_id", 11, TEAM),
    Break("team_director_assignments", 683, "team_id", 1, TEAM),
    Break("transaction", 675, "transaction_owner_agent_id", 1, SAME_TRANSACTION),
    Break("transaction_financials", 677, "transaction_id", 100, TRANSACTION),
    Break("transaction_history", 678, "transaction_id", 30, TRANSACTION),
    Break("transaction_participants", 676, "transaction_id", 100, TRANSACTION),
    Break("transaction_tags", 679, "transaction_id", 1, TRANSACTION),
    Break("income", 688, "transaction_id", 52, f"{TRANSACTION} or {USER} or {AGENT}"),
    Break("network_member", 698, "network_id", 100, NETWORK),
    Break("network_user_prefs", 690, "user_id", 1, f"{USER} or {NETWORK}"),
    Break("listing_history", 686, "listing_id", 1, LISTING),
    Break("listing_photos", 687, "listing_id", 1, LISTING),
)


def steps() -> tuple[Step, ...]:
    """Return the steps that turn a ready V2 into V2 as it was found; they run in this order, on one lane."""
    return (
        Step("what the damage keeps", text_of("kept"), rows=5000, stage=Stage.DAMAGE),
        Step("missing records", text_of("missing"), rows=1000, stage=Stage.DAMAGE),
        *(
            Step(
                f"orphans in {broken.child}.{broken.column}",
                orphans_of(broken),
                broken.orphans,
                stage=Stage.DAMAGE,
            )
            for broken in BREAKS
        ),
        Step("a cap too many", text_of("cap"), rows=1, stage=Stage.DAMAGE),
        Step("lag", text_of("lag"), rows=5000, stage=Stage.DAMAGE),
        Step("functions that fail", text_of("functions"), rows=1, stage=Stage.DAMAGE),
        Step("the state", text_of("finish"), rows=1, stage=Stage.DAMAGE),
    )


def orphans_of(broken: Break) -> str:
    """Return the SQL that makes the orphans of one reference, or fails where too few rows are free."""
    name = f"{broken.child}.{broken.column}"
    table = f"mvpw5_{broken.table}"
    return f"""
        do $$
        declare
            changed integer;
        begin
            update {table} set {broken.column} = {NOWHERE} + id
            where id in (
                select id from {table}
                where {broken.column} is not null and ({broken.kept}) is not true
                order by md5('{name} ' || id) limit {broken.orphans}
            );
            get diagnostics changed = row_count;
            if changed <> {broken.orphans} then
                raise exception '{name}: {broken.orphans} orphans are wanted, % rows are free', changed;
            end if;
        end $$;
    """


def text_of(name: str) -> str:
    """Return the text of one of the files in `as_found`."""
    return files("twin.migrate").joinpath("as_found", f"{name}.sql").read_text(encoding="utf-8")
