"""Faults in numbers, days and moments, mostly by the least that their type can hold."""

from twin.cast.damage import first
from twin.faults import DataFault

NUMBERS = (
    DataFault(
        "lost-sign", "An adjustment is added where it was taken off.",
        first("mvpw5_810", "amount = -amount", "amount <> 0"),
        must_fail=("tables/commission_adjustments",),
        column="amount",
    ),
    DataFault(
        "negative-count", "A text message has as many parts less than none.",
        first("mvpw5_783", "segments = -segments", "segments > 0"),
        must_fail=("tables/sms_messages",),
        column="segments",
    ),
    DataFault(
        "one-past-the-most", "The post that is liked most is liked once more.",
        first("mvpw5_842", "like_count = like_count + 1",
              "like_count = (select max(like_count) from mvpw5_842)"),
        must_fail=("tables/social_posts",),
        column="like_count",
    ),
    DataFault(
        "zero-for-nobody", "A guest without an agent has the agent 0.",
        first("mvpw5_743", "agent_id = 0", "agent_id is null"),
        must_fail=("tables/event_registrations",),
        column="agent_id",
    ),
    DataFault(
        "unknown-for-zero", "A year without transactions has an unknown number of them.",
        first("mvpw5_814", "transaction_count = null", "transaction_count = 0"),
        must_fail=("tables/cap_history",),
        column="transaction_count",
    ),
    DataFault(
        "two-decimals-for-four", "A share of a payment was rounded to two decimals.",
        first("mvpw5_812", "percent = round(percent, 2)", "percent <> round(percent, 2)"),
        must_fail=("tables/disbursements",),
        column="percent",
    ),
    DataFault(
        "a-cent-up", "An award was rounded up by one cent.",
        first("mvpw5_826", "amount = amount + 0.01", "amount is not null"),
        must_fail=("tables/award_winners",),
        column="amount",
    ),
    DataFault(
        "a-cent-down", "A milestone's amount was cut by one cent.",
        first("mvpw5_822", "target_amount = target_amount - 0.01", "target_amount > 1"),
        must_fail=("tables/goal_milestones",),
        column="target_amount",
    ),
    DataFault(
        "no-number", "A board's fee that is zero is not a number.",
        first("mvpw5_868", "fee_amount = 'NaN'", "fee_amount = 0"),
        must_fail=("tables/mls_boards",),
        column="fee_amount",
    ),
    DataFault(
        "cents-for-dollars", "A payment was taken for cents, and is a hundred times too small.",
        first("mvpw5_788", "amount = amount / 100", "amount > 1"),
        must_fail=("tables/referral_payments",),
        column="amount",
    ),
    DataFault(
        "last-bit", "A house lies to the north by the least that a number can hold.",
        first("mvpw5_685", "latitude = latitude + 7.2e-15",
              "latitude between 32 and 63 and team_id > 3"),
        must_fail=("tables/listing",),
        column="latitude",
    ),
    DataFault(
        "a-day-late", "A course was due on the day before.",
        first("mvpw5_753", "due_on = due_on + 1", "due_on is not null"),
        must_fail=("tables/course_enrollments",),
        column="due_on",
    ),
    DataFault(
        "year-of-two-digits", "A training was completed two thousand years ago.",
        first("mvpw5_838", "completed_on = completed_on - interval '2000 years'", "completed_on is not null"),
        must_fail=("tables/fair_housing_trainings",),
        column="completed_on",
    ),
    DataFault(
        "for-ever", "A policy whose end is unknown never ends.",
        first("mvpw5_833", "ends_on = 'infinity'", "ends_on is null"),
        must_fail=("tables/insurance_policies",),
        column="ends_on",
    ),
    DataFault(
        "summer-hour", "An appointment in July begins an hour later.",
        first("mvpw5_747", "starts_at = starts_at + interval '1 hour'",
              "extract(month from starts_at at time zone 'UTC') = 7"),
        must_fail=("tables/calendar_entries",),
        column="starts_at",
    ),
    DataFault(
        "seconds-for-milliseconds", "An open house was in 1970: its seconds were read as milliseconds.",
        first("mvpw5_748", "starts_at = to_timestamp(extract(epoch from starts_at) / 1000)",
              "starts_at is not null"),
        must_fail=("tables/open_houses",),
        column="starts_at",
    ),
    DataFault(
        "whole-seconds", "A lesson's moment lost its milliseconds.",
        first("mvpw5_754", "updated_at = date_trunc('second', updated_at)",
              "updated_at <> date_trunc('second', updated_at)"),
        must_fail=("tables/lesson_progress",),
        column="updated_at",
    ),
    DataFault(
        "a-millisecond-late", "A background check was completed a millisecond later.",
        first("mvpw5_832", "completed_at = completed_at + interval '1 millisecond'",
              "completed_at is not null"),
        must_fail=("tables/background_checks",),
        column="completed_at",
    ),
    DataFault(
        "moment-for-nothing", "What nobody acknowledged was acknowledged at the beginning of 1970.",
        first("mvpw5_837", "acknowledged_at = 'epoch'", "acknowledged_at is null"),
        must_fail=("tables/policy_acknowledgements",),
        column="acknowledged_at",
    ),
)  # fmt: skip
