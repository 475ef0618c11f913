"""Written: every table of V1 in the order of building, and what is particular about its rows."""

from __future__ import annotations

from collections.abc import Callable

from twin.v1.sizes import Sizes
from twin.v1.written.leads import lead, lead_activities, lead_stages
from twin.v1.written.listings import listing, listing_history, listing_photos
from twin.v1.written.network import network
from twin.v1.written.outside import (
    fub,
    fub_events,
    fub_onboarding_jobs,
    fub_sync_jobs,
    of_listings,
    of_sales,
)
from twin.v1.written.people import agent, archived_users, user
from twin.v1.written.records import audit_logs, customer_metadata, transaction_logs
from twin.v1.written.sales import contribution, income, participant, transaction
from twin.v1.written.table import Written
from twin.v1.written.teams import team, team_director_assignments, team_members, team_settings

# The long ones first: then neither lane waits for the other at the end.
WRITTEN: dict[str, Callable[[Sizes], Written]] = {
    "agent": agent,
    "transaction": transaction,
    "network": network,
    "participant": participant,
    "audit_logs": audit_logs,
    "income": income,
    "listing": listing,
    "listing_history": listing_history,
    "listing_photos": listing_photos,
    "lead": lead,
    "lead_stages": lead_stages,
    "lead_activities": lead_activities,
    "user": user,
    "contribution": contribution,
    "team": team,
    "team_members": team_members,
    "team_settings": team_settings,
    "team_director_assignments": team_director_assignments,
    "fub_people": fub(lambda size: size.fub_people),
    "fub_calls": fub(lambda size: size.fub_calls),
    "fub_events": fub_events,
    "fub_appointments": fub(lambda size: 400),
    "fub_text_messages": fub(lambda size: 900, body="'See you at ' || @h:body@ % 12 || ' 👍 '"),
    "fub_onboarding_jobs": fub_onboarding_jobs,
    "fub_sync_jobs": fub_sync_jobs,
    "skyslope_listings": of_listings(34),
    "skyslope_transactions": of_sales(24),
    "rezen_transactions": of_sales(1028),
    "rezen_listings": of_listings(447),
    "customer_metadata": customer_metadata,
    "transaction_logs": transaction_logs,
    "archived_users": archived_users,
}

# How many fields a row lacks at most; elsewhere one, and none in a table of few rows and fields.
ABSENT = {"user": 4, "agent": 4, "transaction": 4, "network": 2}
COMPLETE = ("lead_stages", "transaction_logs", "customer_metadata")


def absent_of(name: str) -> int:
    """Return how many fields a row of a table lacks at most."""
    return 0 if name in COMPLETE else ABSENT.get(name, 1)


__all__ = ["WRITTEN", "Written", "absent_of"]
