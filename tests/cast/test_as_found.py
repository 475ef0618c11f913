"""The twin as it was found: red is what rightly follows from the documented damage, and nothing else."""

from collections import Counter
from pathlib import Path

import pytest
from tests.cast.running import ROOT, never, red, run

from cutover.evidence import Ledger, Outcome
from cutover.manifest import load_migration

# The documented orphans, constraint by constraint.
ORPHANS = {
    "user_credentials.user_id": 82,
    "user_settings.user_id": 89,
    "user_subscriptions.user_id": 82,
    "user_roles.user_id": 23,
    "agent.user_id": 94,
    "agent_commission.agent_id": 99,
    "agent_performance.agent_id": 95,
    "agent_hierarchy.agent_id": 12,
    "agent_cap_data.agent_id": 2,
    "transaction.transaction_owner_agent_id": 1,
    "user.agent_id": 9,
    "user.team_id": 18,
    "team_members.team_id": 12,
    "team_settings.team_id": 11,
    "team_director_assignments.team_id": 1,
    "transaction_financials.transaction_id": 100,
    "transaction_history.transaction_id": 30,
    "transaction_participants.transaction_id": 100,
    "income.transaction_id": 52,
    "transaction_tags.transaction_id": 1,
    "network_member.network_id": 100,
    "listing_history.listing_id": 1,
    "listing_photos.listing_id": 1,
    "network_user_prefs.user_id": 1,
    "agent_rezen.agent_id": 4,
    "user_preferences.user_id": 2,
}
NEVER_MIGRATED = {
    "audit_logs.audit_logs",
    "customer_metadata.customer_metadata",
    "transaction_logs.transaction_logs",
    "archived_users.user",
    "archived_users.user_credentials",
    "archived_users.user_subscriptions",
    "archived_users.user_settings",
    "archived_users.user_roles",
}
# Ten places too many in the network, and twelve rows of chains that lead to nobody.
BROKEN_HIERARCHIES = {"network", "sponsor-levels"}
MISSING_ENDPOINTS = {"audit_logs", "customer_metadata", "transaction_logs", "archived_users"}
# Functions of these groups are critical workers, and pass; so do these others.
CRITICAL = {"transactions", "network", "revenue", "leads"}
WORKING = {
    *(
        f"Helpers/{name}"
        for name in ("Slug", "FullName", "NormalizeEmail", "RoundMoney", "SumMoney", "PercentOf")
    ),
    *(f"Helpers/{name}" for name in ("EpochToDate", "WrapSuccess", "WrapFailure")),
    *(f"System/{name}" for name in ("SessionMe", "SettingsProfile", "FunctionsRun")),
    *(
        f"System/{name}"
        for name in ("PipelineHealthCheck", "TestSync", "SyncV1ToV2Direct", "ResetStuckFubJobs")
    ),
    *(f"System/Seed{name}" for name in ("ComplianceRules", "FeeSchedules", "Leaderboards")),
    "Workers/VendorInvoicesList",
}
# The daily pipeline: its eleven steps (the group tasks_daily), and the eleven tasks that they start.
STARTED = {
    *(f"Tasks/Fub{name}" for name in ("SyncUsers", "SyncPeople", "SyncCalls", "SyncEvents")),
    *(f"Tasks/RezenSync{name}" for name in ("Agents", "Transactions", "Listings", "Network")),
    *(
        f"Tasks/{name}"
        for name in ("RezenSyncContributions", "NetworkRebuildDownline", "RevenueAggregateDaily")
    ),
}
# Rows that V2 lacks or has too many of, beyond the orphans.
LAGGING = {"participant", "network_hierarchy"}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    """One run against the twin as it was found."""
    return run(tmp_path_factory.mktemp("as-found"), "--twin-state=as-found")[0]


def test_the_documented_orphans_are_found_one_by_one(found: Ledger) -> None:
    """26 of 32 references are broken, by 1,022 orphans, each constraint by its documented number."""
    counted = {
        entry.check.removeprefix("references/"): entry.figures["orphans"]
        for entry in found.evidence
        if entry.check.startswith("references/") and "." in entry.check
    }
    assert len(counted) == 32
    assert {name: count for name, count in counted.items() if count} == ORPHANS
    assert sum(counted.values()) == 1022


def test_nothing_is_red_but_what_rightly_follows(found: Ledger) -> None:
    """Tables with damaged rows, what was never migrated, and four endpoints, not there and not published."""
    damaged = {name.split(".")[0] for name in ORPHANS} | LAGGING
    expected = (
        {f"references/{name}" for name in ORPHANS}
        | {f"references/hierarchy-{name}" for name in BROKEN_HIERARCHIES}
        | {f"counts/{pair}" for pair in NEVER_MIGRATED}
        | {f"coverage/{pair.split('.')[0]}" for pair in NEVER_MIGRATED}
        | {f"tables/{table}" for table in damaged | {pair.split(".")[1] for pair in NEVER_MIGRATED}}
        | {f"{area}/records.{name}" for area in ("answers", "contract") for name in MISSING_ENDPOINTS}
        | {"contract/published.system"}
        | {"answers/pipeline.health_check"}  # which shows the lag
        | _broken_functions()
    )
    assert red(found) == expected


def test_failing_functions_are_classed_by_their_status(found: Ledger) -> None:
    """502, 500 and 400; the rest does what the manifest says, which for one is a 502."""
    functions = [entry for entry in found.evidence if entry.check.startswith("functions/")]
    failing = [entry for entry in functions if not entry.outcome.proves]
    assert Counter(entry.figures["status"] for entry in failing) == {502: 81, 500: 65, 400: 90}
    assert len({entry.cause for entry in failing}) == 3
    # 140 of 376, 37.2 %, as documented.
    assert (len(functions), len(functions) - len(failing)) == (376, 140)


def test_the_daily_pipeline_passes(found: Ledger) -> None:
    """22 of 22 of its tasks do their work."""
    passing = {entry.check for entry in found.evidence if entry.outcome is Outcome.PASSED}
    pipeline = {f"functions/{name}" for name in _pipeline()}
    assert len(pipeline) == 22
    assert pipeline <= passing


def test_v2_lacks_exactly_four_of_324_endpoints(found: Ledger) -> None:
    """320 are there and keep their contract; each of the 324 has its place in the mapping file."""
    absent = {
        entry.check
        for entry in found.evidence
        if entry.check.startswith("contract/") and entry.cause == "V2 answers 404"
    }
    kept = [
        entry
        for entry in found.evidence
        if entry.check.startswith("contract/")
        and not entry.check.startswith("contract/published.")
        and entry.outcome.proves
    ]
    mapped = [
        entry for entry in found.evidence if entry.check.startswith("mapping/") and entry.outcome.proves
    ]
    assert absent == {f"contract/records.{name}" for name in MISSING_ENDPOINTS}
    assert (len(absent), len(kept), len(mapped)) == (4, 320, 324)


def test_all_that_is_red_is_shown_wrong(found: Ledger) -> None:
    """The harness could tell: no errors, no skips but of repairs, of which there is none."""
    told = {entry.outcome for entry in found.evidence if not never(entry)}
    assert told <= {Outcome.PASSED, Outcome.ACCEPTED, Outcome.FAILED}
    assert sum(map(never, found.evidence)) == 3


def test_the_ten_pages_are_not_touched_by_the_damage(found: Ledger) -> None:
    """Phase 0 can pass before the repair: every answer of the pages is right as found."""
    pages = {endpoint for page in load_migration(ROOT / "migration").pages for endpoint in page.endpoints}
    assert not {f"answers/{endpoint}" for endpoint in pages} & red(found)


def _broken_functions() -> set[str]:
    migration = load_migration(ROOT / "migration")
    named = {file.v1.table for file in migration.tables if not file.modelled}
    working = {
        endpoint.worker
        for endpoint in migration.endpoints
        if endpoint.group in CRITICAL
        or (endpoint.group.startswith("data_") and endpoint.name.rpartition("_")[0] in named)
    }
    return {f"functions/{each.id}" for each in migration.functions} - {
        f"functions/{name}" for name in working | WORKING | _pipeline()
    }


def _pipeline() -> set[str]:
    migration = load_migration(ROOT / "migration")
    return {each.worker for each in migration.endpoints if each.group == "tasks_daily"} | STARTED


def test_everything_red_is_listed_in_the_twins_own_page(found: Ledger) -> None:
    """Whoever brings up the damaged twin reads there what turns red, and why."""
    page = Path(ROOT / "src/twin/README.md").read_text()
    assert [check for check in sorted(red(found)) if f"`{check}`" not in page] == []
