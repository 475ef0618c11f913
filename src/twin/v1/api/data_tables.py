"""Data tables: what V1's data endpoints show of each table, in the names of its documents' fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

# Whose rows a viewer sees. `d` is the document.
EVERYBODY = "true"
OF_AGENTS = "nullif(d.xdo->>'agent_id', '')::int = any(%(scope)s::int[])"
OF_USER = "nullif(d.xdo->>'user_id', '')::int = %(viewer)s::int"
OF_TEAM = "nullif(d.xdo->>'team_id', '')::int = %(team)s::int"
OF_LISTINGS = """nullif(d.xdo->>'listing_id', '')::int in (
    select l.id from mvpw1_50 l where nullif(l.xdo->>'agent_id', '')::int = any(%(scope)s::int[]))"""
OF_LEADS = """nullif(d.xdo->>'lead_id', '')::int in (
    select l.id from mvpw1_55 l where nullif(l.xdo->>'agent_id', '')::int = any(%(scope)s::int[]))"""

ADDRESS = MappingProxyType(
    {f"address.{part}": part for part in ("street", "city", "state", "country")}
    | {"address.zip": "postal_code"}
)


@dataclass(frozen=True)
class DataTable:
    """One table: the field that it is sorted by, the one that narrows it, and the one it is counted by.

    `moment` is epoch milliseconds or a date, `amount` what a summary adds up. `renamed` holds the names of
    answers that differ from those of fields, `hidden` the fields that no answer shows.
    """

    name: str
    owned: str
    moment: str
    filter: str
    group: str
    amount: str | None = None
    renamed: Mapping[str, str] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()

    def name_of(self, field: str) -> str:
        """Return the name of a field in answers."""
        return self.renamed.get(field, field)


JOB = {"started": "started_at", "finished": "finished_at"}

TABLES = (
    DataTable("contribution", EVERYBODY, "at", "kind", "kind", "amount", {"at": "contributed_at"}),
    DataTable("income", OF_AGENTS, "created_at", "status", "kind", "amount"),
    DataTable("fub_people", EVERYBODY, "created_at", "stage", "source"),
    DataTable("fub_calls", EVERYBODY, "at", "outcome", "outcome", "duration_seconds", {"at": "called_at"}),
    DataTable("fub_events", EVERYBODY, "at", "kind", "source", renamed={"at": "happened_at"}),
    DataTable("fub_appointments", EVERYBODY, "starts_at", "outcome", "outcome"),
    DataTable("fub_onboarding_jobs", EVERYBODY, "created_at", "status", "status", "attempts", JOB),
    DataTable("fub_sync_jobs", OF_USER, "created_at", "status", "kind", "records", JOB),
    DataTable("skyslope_listings", EVERYBODY, "synced_at", "status", "status"),
    DataTable("skyslope_transactions", EVERYBODY, "synced_at", "status", "status"),
    DataTable("rezen_transactions", EVERYBODY, "synced_at", "status", "status"),
    DataTable("rezen_listings", EVERYBODY, "synced_at", "status", "status"),
    DataTable("team", EVERYBODY, "created_at", "status", "state", "cap_amount", hidden=("legacy_code",)),
    DataTable("team_members", OF_TEAM, "created_at", "role", "role"),
    DataTable("team_settings", OF_TEAM, "created_at", "lead_routing", "lead_routing", "goal_gci"),
    DataTable("lead", OF_AGENTS, "created_at", "status", "source", "price_max"),
    DataTable("lead_activities", OF_LEADS, "at", "kind", "outcome", renamed={"at": "happened_at"}),
    DataTable(
        "listing", OF_AGENTS, "created_at", "stage", "property_type", "list_price", ADDRESS, ("legacy_code",)
    ),
    DataTable("listing_history", OF_LISTINGS, "at", "event", "event", "new_price", {"at": "changed_at"}),
    DataTable("listing_photos", OF_LISTINGS, "created_at", "caption", "caption"),
    DataTable("agent_recruits", EVERYBODY, "created_at", "stage", "status", "volume_ytd"),
    DataTable("campaign_contacts", EVERYBODY, "sent_at", "status", "status"),
    DataTable("closing_appointments", EVERYBODY, "starts_at", "status", "status"),
    DataTable("compliance_reviews", EVERYBODY, "started_at", "status", "status", "finding_count"),
    DataTable("compliance_rules", EVERYBODY, "starts_on", "state", "state"),
    DataTable("document_requests", EVERYBODY, "due_on", "status", "status", "reminder_count"),
    DataTable("escrow_deposits", EVERYBODY, "received_on", "status", "status", "amount"),
    DataTable("fee_schedules", EVERYBODY, "starts_on", "kind", "kind", "amount"),
    DataTable("insurance_claims", EVERYBODY, "opened_on", "status", "status", "claimed_amount"),
    DataTable("leaderboards", EVERYBODY, "starts_on", "kind", "kind"),
    DataTable("mentorships", EVERYBODY, "started_on", "status", "status", "fee_paid"),
    DataTable("office_licenses", EVERYBODY, "issued_on", "state", "status", "fee"),
    DataTable("referral_agreements", EVERYBODY, "signed_on", "status", "status", "cap_amount"),
    DataTable("referrals", EVERYBODY, "accepted_on", "status", "status", "fee_amount", hidden=("legacy_id",)),
    DataTable("regions", EVERYBODY, "created_at", "state", "state", "office_count"),
    DataTable("revenue_share_periods", EVERYBODY, "paid_on", "status", "status", "total_amount"),
    DataTable("signature_envelopes", EVERYBODY, "sent_at", "status", "status"),
    DataTable("signature_recipients", EVERYBODY, "signed_at", "role", "role"),
    DataTable("sponsor_bonuses", EVERYBODY, "earned_on", "kind", "status", "amount"),
    DataTable("state_brokers", EVERYBODY, "since_on", "state", "state"),
    DataTable("title_orders", EVERYBODY, "ordered_on", "status", "status", "fee_amount"),
    DataTable("vendor_invoices", EVERYBODY, "issued_on", "status", "status", "amount"),
)
