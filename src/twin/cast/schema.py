"""Faults in V2's columns and their types, which a comparison of rows may not see."""

from twin.faults import DataFault

SCHEMA = (
    DataFault(
        "column-dropped", "How a call ended was left behind, with its column.",
        "alter table mvpw5_702 drop column outcome",
        must_fail=("schema/fub_calls",),
        touches=(
            "answers/data_fub.fub_calls_*", "contract/data_fub.fub_calls_*", "functions/Workers/FubCalls*",
            "workers/FubCalls*.critical",
        ),
    ),
    DataFault(
        "column-renamed", "A column has V1's name and not its own.",
        "alter table mvpw5_706 rename started_at to started",
        must_fail=(
            "schema/fub_onboarding_jobs",
            "tables/fub_onboarding_jobs",
            "coverage/fub_onboarding_jobs",
        ),
        touches=(
            "answers/data_fub.fub_onboarding_jobs_*",
            "contract/data_fub.fub_onboarding_jobs_*",
            "functions/Workers/FubOnboardingJobs*",
            "workers/FubOnboardingJobs*.critical",
            # The test of the sync looks for jobs that hang, and shows what two writes leave.
            "answers/pipeline.test_sync",
            "contract/pipeline.test_sync",
            "contract/pipeline.sync_v1_to_v2_direct",
            "contract/system.reset_stuck_fub_jobs",
            "functions/System/TestSync",
            "functions/System/ResetStuckFubJobs",
        ),
    ),
    DataFault(
        "column-undeclared", "A column is there that nobody declared.",
        "alter table mvpw5_683 add column legacy_code text",
        must_fail=("schema/team_director_assignments", "coverage/team_director_assignments"),
    ),
    DataFault(
        "table-renamed", "A table has another name than its number says.",
        "alter table mvpw5_708 rename to skyslope_listings",
        must_fail=(
            "schema/skyslope_listings",
            "tables/skyslope_listings",
            "coverage/skyslope_listings",
            "counts/skyslope_listings.skyslope_listings",
        ),
        touches=(
            "answers/data_staging.skyslope_listings_*",
            "contract/data_staging.skyslope_listings_*",
            "functions/Workers/SkyslopeListings*",
            "workers/SkyslopeListings*.critical",
            "answers/pipeline.health_check",
            "contract/pipeline.health_check",
            "functions/System/PipelineHealthCheck",
        ),
    ),
    DataFault(
        "integer-widened", "A key became a bigint.",
        "alter table mvpw5_709 alter transaction_id type bigint",
        must_fail=("schema/skyslope_transactions",),
    ),
    DataFault(
        "precision-lost", "An amount of money may have any number of decimals.",
        "alter table mvpw5_689 alter amount type numeric",
        must_fail=("schema/contribution",),
    ),
    DataFault(
        "zone-lost", "A moment no longer says in which zone it was.",
        "alter table mvpw5_706 alter started_at type timestamp",
        must_fail=("schema/fub_onboarding_jobs",),
    ),
    DataFault(
        "text-shortened", "A status has room for twenty characters only.",
        "alter table mvpw5_708 alter status type varchar(20)",
        must_fail=("schema/skyslope_listings",),
    ),
    DataFault(
        "json-as-written", "A document is kept as it was written, blanks and repeated keys included.",
        "alter table mvpw5_709 alter raw type json",
        must_fail=("schema/skyslope_transactions",),
    ),
    DataFault(
        "boolean-as-text", "Yes and no became words.",
        "alter table mvpw5_705 alter is_incoming type text",
        must_fail=("schema/fub_text_messages",),
    ),
)  # fmt: skip
