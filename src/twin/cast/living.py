"""Faults where V2 may differ a little, or for a while: within tolerances, and in rows that just changed."""

from twin.cast.damage import first, in_v1
from twin.faults import DataFault

_NOW = "floor(extract(epoch from clock_timestamp()) * 1000)::bigint"

LIVING = (
    DataFault(
        "settled-row-spoilt",
        "Somebody tried a lesson once more than V2 knows, months ago.",
        first("mvpw5_754", "attempts = attempts + 1", "updated_at is not null"),
        must_fail=("tables/lesson_progress",),
        column="attempts",
    ),
    DataFault(
        "miles-lean",
        "Every way is some hundredths of a mile too long, and rounds to the same tenth.",
        "update mvpw5_797 set miles = miles + 0.04 where miles > 0",
        must_fail=("tables/mileage_logs",),
        column="miles",
    ),
    DataFault(
        "miles-cut",
        "The tenths of one way were cut off, not rounded.",
        """update mvpw5_797 set miles = trunc(miles)
           where id = (select min(id) from mvpw5_797 where miles <> trunc(miles))""",
        must_fail=("tables/mileage_logs",),
        column="miles",
    ),
    DataFault(
        "sync-rounded-up",
        "The moment of a sync was rounded to the next millisecond, not cut.",
        first("mvpw5_852", "synced_at = synced_at + interval '1 millisecond'", "synced_at is not null"),
        must_fail=("tables/fub_users",),
        column="synced_at",
    ),
)

YOUNG_ROWS = DataFault(
    "young-rows",
    "One row of V1 changed a moment ago and V2 lags behind; another one only V2 has yet.",
    in_v1(
        "mvpw1_97",
        f"xdo || jsonb_build_object('updated_at', {_NOW}, 'attempts', 77)",
        "id = (select min(id) from mvpw1_97 where xdo->>'updated_at' <> '')",
    )
    + """;
    insert into mvpw5_754 (id, course_lesson_id, user_id, position_seconds, is_done, updated_at, attempts)
    select (select max(id) + 1 from mvpw5_754), course_lesson_id, user_id, 1, false, clock_timestamp(), 1
    from mvpw5_754 order by id limit 1""",
    must_fail=(),
)
"""A variation that is right: what is unsettled is counted, and not judged."""
