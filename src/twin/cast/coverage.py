"""Faults in what reaches V2: keys of V1 that nobody mapped, and columns that are there and never filled."""

from twin.cast.damage import in_v1
from twin.cast.tables import UNSEEN_AGENTS
from twin.faults import DataFault

COVERAGE = (
    DataFault(
        "key-nobody-mapped", "A field of one bug report is known to nobody.",
        in_v1("mvpw1_124", """xdo || '{"reported_from": "a phone"}'""", "id = 3"),
        must_fail=("coverage/bug_reports",),
    ),
    DataFault(
        "key-in-an-object", "One office's address gained a floor, which V2 has no column for.",
        in_v1("mvpw1_73", """jsonb_set(xdo, '{address,floor}', '"3rd"')""",
               "id = (select min(id) from mvpw1_73 where jsonb_typeof(xdo->'address') = 'object')"),
        must_fail=("coverage/offices",),
    ),
    DataFault(
        "key-in-an-element", "One of an agent's commission plans says more than the others.",
        in_v1("mvpw1_36", """jsonb_set(xdo, '{commission_plans,0,agreed_by}', '"phone"')""",
               f"""id = (select min(id) from mvpw1_36 where id in ({UNSEEN_AGENTS})
                         and jsonb_typeof(xdo#>'{{commission_plans,0}}') = 'object')"""),
        must_fail=("coverage/agent",),
    ),
    DataFault(
        "key-in-capitals", "One complaint's outcome stands under a key in capitals.",
        in_v1("mvpw1_192", "xdo - 'outcome' || jsonb_build_object('Outcome', xdo->'outcome')",
               "id = (select min(id) from mvpw1_192 where xdo->>'outcome' <> '')"),
        must_fail=("coverage/complaints", "tables/complaints"),
    ),
    DataFault(
        "document-no-object", "One testimonial is a list, as if an import had wrapped it.",
        in_v1("mvpw1_203", "jsonb_build_array(xdo)", "id = 5"),
        must_fail=("coverage/testimonials", "tables/testimonials"),
    ),
    DataFault(
        "column-never-filled", "What a journey was for never arrived, in any row.",
        "update mvpw5_797 set purpose = null",
        must_fail=("coverage/mileage_logs", "tables/mileage_logs"),
    ),
)  # fmt: skip
