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
agent_recruits 790 all created_at stage status volume_ytd
  id recruiter_agent_id first_name last_name email phone stage source brokerage volume_ytd next_contact_on
  status created_at@ updated_at@
campaign_contacts 840 all sent_at status status
  id campaign_id first_name last_name email status sent_at@ opened_at@ clicked_at@
closing_appointments 849 all starts_at status status
  id transaction_id title_order_id starts_at@ place notary_name status is_remote
compliance_reviews 828 all started_at status status finding_count
  id transaction_id reviewer_user_id status started_at@ finished_at@ finding_count score note
compliance_rules 830 all starts_on state state
  id headline state category severity body is_active starts_on version
document_requests 764 all due_on status status reminder_count
  id transaction_id requested_by_user_id document_name due_on received_at@ status reminder_count
escrow_deposits 813 all received_on status status amount
  id transaction_id amount received_on released_on holder_name status reference
fee_schedules 805 all starts_on kind kind amount
  id headline kind amount percent starts_on ends_on is_active office_id
insurance_claims 834 all opened_on status status claimed_amount
  id insurance_policy_id transaction_id claimed_amount paid_amount opened_on closed_on status note
leaderboards 824 all starts_on kind kind
  id headline kind period starts_on ends_on team_id is_public
mentorships 758 all started_on status status fee_paid
  id mentor_program_id mentor_agent_id mentee_agent_id started_on ended_on status transactions_done
  fee_paid note
office_licenses 735 all issued_on state status fee
  id office_id state license_number issued_on expires_on status fee
referral_agreements 787 all signed_on status status cap_amount
  id referral_id signed_on percent cap_amount document_url status expires_on
referrals 786 all accepted_on status status fee_amount
  id from_agent_id to_agent_id lead_id first_name last_name email phone status referral_percent
  accepted_on closed_on fee_amount note
regions 738 all created_at state state office_count
  id region director_user_id state office_count is_active created_at@ updated_at@
revenue_share_periods 817 all paid_on status status total_amount
  id year month total_amount agent_count paid_on status closed_at@
signature_envelopes 765 all sent_at status status
  id transaction_id sender_user_id provider external_id status sent_at@ completed_at@ voided_at@ subject
signature_recipients 766 all signed_at role role
  id signature_envelope_id name email role position signed_at@ declined_at@ decline_reason
sponsor_bonuses 794 all earned_on kind status amount
  id sponsor_agent_id recruit_agent_id amount kind earned_on paid_on status
state_brokers 740 all since_on state state
  id state first_name last_name email phone license_number region_id since_on is_active
title_orders 847 all ordered_on status status fee_amount
  id transaction_id title_company_id order_number status ordered_on cleared_on fee_amount premium_amount
  escrow_officer
vendor_invoices 800 all issued_on status status amount
  id vendor_id team_id invoice_number amount tax_amount issued_on due_on paid_on status
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
