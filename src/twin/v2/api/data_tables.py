"""Data tables: which tables V2's data endpoints show, with the columns of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

# A table's line: its name and number, which rows a viewer sees (see SEEN), the moment or date that rows are
# sorted by, the column that a caller may fix, the one that rows are counted by, and the amount that is added
# up, if any. Below it stand its columns; a moment is marked with an @.
DECLARED = """
contribution 689 all contributed_at kind kind amount
  id agent_id from_agent_id transaction_id amount kind tier contributed_at@
income 688 agents created_at status kind amount
  id transaction_id agent_id user_id kind amount paid_on year month status reference cap_applied note
  created_at@
fub_people 701 all created_at stage source
  id fub_id agent_id name email stage source created_at@ raw
fub_calls 702 all called_at outcome outcome duration_seconds
  id fub_id person_id agent_id called_at@ duration_seconds is_incoming outcome note
fub_events 703 all happened_at kind source
  id fub_id person_id kind source happened_at@ raw
fub_appointments 704 all starts_at outcome outcome
  id fub_id person_id agent_id starts_at@ ends_at@ title outcome
fub_onboarding_jobs 706 all created_at status status attempts
  id user_id status started_at@ finished_at@ attempts error created_at@
fub_sync_jobs 707 own created_at status kind records
  id user_id kind status started_at@ finished_at@ records error created_at@
skyslope_listings 708 all synced_at status status
  id skyslope_id listing_id status raw synced_at@
skyslope_transactions 709 all synced_at status status
  id skyslope_id transaction_id status raw synced_at@
rezen_transactions 712 all synced_at status status
  id rezen_id transaction_id status raw synced_at@
rezen_listings 713 all synced_at status status
  id rezen_id listing_id status raw synced_at@
team 680 all created_at status state cap_amount
  id name owner_user_id owner_agent_id status state city office founded_on member_count split_percent
  cap_amount brand_color logo_url website created_at@ updated_at@ is_demo rezen_team_id notes
team_members 681 team created_at role role
  id team_id user_id agent_id role joined_on left_on is_active split_percent created_at@
team_settings 682 team created_at lead_routing lead_routing goal_gci
  id team_id allow_sharing show_leaderboard goal_gci goal_transactions lead_routing notify_owner
  created_at@
lead 691 agents created_at status source price_max
  id agent_id team_id user_id first_name last_name email phone stage_id source status price_min price_max
  city state created_at@ updated_at@ last_contact_at@ converted_transaction_id converted_at@ score tags
  is_hot fub_person_id notes
lead_activities 693 leads happened_at kind outcome
  id lead_id happened_at@ kind user_id note outcome
listing 685 agents created_at stage property_type list_price
  id agent_id team_id transaction_id mls_number status stage property_type street city state postal_code
  country list_price original_price sold_price bedrooms bathrooms square_feet lot_acres year_built
  listed_on expires_on sold_on days_on_market photos_count views showings is_featured description latitude
  longitude created_at@ updated_at@ skyslope_listing_id rezen_listing_id
listing_history 686 listings changed_at event event new_price
  id listing_id changed_at@ event old_price new_price old_stage new_stage actor_user_id
listing_photos 687 listings created_at caption caption
  id listing_id url caption position width height is_cover created_at@
"""

# Which rows of the table `t` a viewer sees.
SEEN = {
    "all": "true",
    "agents": "t.agent_id = any(%(scope)s::int[])",
    "own": "t.user_id = %(user)s::int",
    "team": "t.team_id = %(team)s::int",
    "listings": """exists (
        select from mvpw5_685 l where l.id = t.listing_id and l.agent_id = any(%(scope)s::int[]))""",
    "leads": """exists (
        select from mvpw5_691 l where l.id = t.lead_id and l.agent_id = any(%(scope)s::int[]))""",
}

# The pages' own endpoints have workers of these tables' names already.
OTHERWISE = {"lead": "lead_record", "listing": "listing_record"}


@dataclass(frozen=True)
class Sheet:
    """One table, as its three endpoints show it.

    `seen` is the condition of the rows that a viewer sees, `latest` the moment or date that they are sorted
    by, `narrowed` the column that a caller may fix, `kind` the one that rows are counted by, and `amount`
    what is added up beside. `columns` tells of each whether it is a moment.
    """

    name: str
    table: str
    seen: str
    latest: str
    narrowed: str
    kind: str
    amount: str | None
    columns: Mapping[str, bool]

    @property
    def path(self) -> str:
        """The table's name as a part of an address."""
        return self.name.replace("_", "-")

    @property
    def worker(self) -> str:
        """The table's name as a part of a worker's name."""
        return "".join(word.capitalize() for word in OTHERWISE.get(self.name, self.name).split("_"))


def sheets(declared: str) -> tuple[Sheet, ...]:
    """Read the declarations of all tables."""
    found: list[Sheet] = []
    for paragraph in declared.replace("\n  ", " | ").strip().splitlines():
        head, *columns = paragraph.split(" | ")
        name, number, whose, latest, narrowed, kind, *amount = head.split()
        moments = {word.removesuffix("@"): word.endswith("@") for word in " ".join(columns).split()}
        summed = amount[0] if amount else None
        found.append(Sheet(name, f"mvpw5_{number}", SEEN[whose], latest, narrowed, kind, summed, moments))
    return tuple(found)


SHEETS = sheets(DECLARED)
