"""What a comparison found becomes evidence whose first line says it all."""

import json
import time
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from cutover.compare import (
    Beside,
    CaseJudgement,
    Cluster,
    ColumnDifference,
    Declared,
    Difference,
    Drift,
    FieldDifference,
    Filled,
    Join,
    Keys,
    Lag,
    Names,
    Orphans,
    RowDifference,
    SchemaDifference,
    Spot,
    TableDifference,
    UnknownKey,
    Violation,
)
from cutover.evidence import Redactor
from cutover.manifest import (
    ApiGroup,
    Check,
    Endpoint,
    ExpectedStatus,
    Function,
    Match,
    Migration,
    Parameter,
    Reference,
    TableFile,
    Taken,
    Target,
    Tolerances,
)
from cutover.suite.commands import curl
from cutover.suite.duties import (
    answers,
    contract,
    counts,
    coverage,
    functions,
    mapping,
    published,
    references,
    schema,
    tables,
)
from cutover.suite.duties.probes import HUGE, LONG, probes
from cutover.suite.duties.seen import Absent, Shown
from cutover.suite.mapping_file import Committed, entry
from cutover.suite.publications import Publication
from cutover.systems import Answer

SHOWN = Shown(lambda: Redactor(["hush-hush-1"], b"key"), {"email"})
NAMES = Names({"user": "mvpw1_41"}, {"user": "mvpw5_664", "user_roles": "mvpw5_668"})
TARGET = Target(name="user_roles", id=668, match=(Match(column="user_id", field="id"),))
JOIN = Join(TARGET, "mvpw1_41", "mvpw5_668", {"user_id": "bigint"}, NAMES)
REFERENCE = Reference(child="user_roles", column="user_id", parent="user", domain="user")
ENDPOINT = Endpoint(
    group="tx", name="one", title="One", method="GET", v1="/v1/{id}", v2="/v2/{id}", worker="W/One",
    effect="reads",
    parameters=(
        Parameter(name="id", **{"in": "path"}, type="integer", example=Taken(endpoint="a.b", take="0.id")),
        Parameter(name="sort", **{"in": "query"}, type="text", one_of=("a", "b")),
        Parameter(name="q", **{"in": "query"}, type="text"),
        Parameter(name="since", **{"in": "query"}, type="date"),
    ),
)  # fmt: skip


def _check(identifier):
    return Check(identifier, "it holds")


def _orphans(found, reference=REFERENCE, **more):
    looked = found if isinstance(found, Absent) else references.Looked(found, **more)
    return references.evidence(_check("references/user_roles.user_id"), reference, NAMES, looked, SHOWN)


def test_orphans_are_counted_and_the_first_named():
    """The line has the number and three ids; the cause groups, the SQL reproduces."""
    seen = _orphans(Orphans(335, 330, 23, tuple((str(n), "999") for n in (812, 814, 901, 902))))
    assert (seen.outcome, seen.actual) == ("failed", "23 orphans · ids 812, 814, 901, …")
    assert seen.cause == "orphans in user_roles.user_id"
    assert "not exists (select 1 from mvpw5_664 p where p.id = c.user_id)" in seen.reproduce[0]
    assert seen.figures == {"orphans": 23, "rows": 335, "without a value": 5}


def test_why_parents_are_absent_stands_beside_the_orphans():
    """By word, with the domain, the foreign key that is broken, and what counts as deleted."""
    why = references.Why({"9": "never in V1"}, {"never in V1": 2, "V1 cannot tell": 1}, "only some")
    found = Orphans(9, 8, 3, (("1", "9"), ("2", "8")), deleted=1)
    seen = _orphans(found, why=why, declared=Declared("fk", validated=True, deferrable=True, whole=False))
    assert seen.samples == (
        {"row": "1", "user_id": "9", "parent": "never in V1"},
        {"row": "2", "user_id": "8"},
    )
    assert seen.figures["parent: never in V1"] == 2
    assert seen.figures["parents that count as deleted"] == 1
    assert seen.detail == {"domain": "user"}
    assert seen.notes == (
        "domain: user",
        "the absent user: 2 never in V1 · 1 V1 cannot tell",
        "why parents are absent is not known of all: only some",
        "1 row points at a user that is there and counts as deleted (None)",
        "V2's foreign key fk (deferrable) is marked as validated and broken all the same: rows came while its"
        " triggers were off",
    )


def test_a_v1_without_a_database_explains_nothing_and_fails_nothing():
    """The orphans stand; that nobody could say why is a note."""
    why = references.explained(None, None, None, REFERENCE, NAMES)
    seen = _orphans(Orphans(1, 1, 1, (("1", "9"),)), why=why)
    assert (seen.outcome, seen.samples) == ("failed", ({"row": "1", "user_id": "9"},))
    assert seen.notes[1].endswith("V1 has no database in this environment")


def test_a_hidden_key_is_shown_as_a_hash():
    """Neither the row's key nor the value leaves the run where it is personal."""
    reference = Reference(child="user_roles", column="email", parent="user", domain="user")
    seen = _orphans(Orphans(1, 1, 1, (("me@x.example", "you@x.example"),), key=("email",)), reference)
    assert "x.example" not in f"{seen.samples}{seen.actual}"


def test_a_reference_without_a_value_is_no_pass():
    """0 orphans among 0 values shows nothing."""
    seen = _orphans(Orphans(335, 0, 0, ()))
    assert (seen.outcome, seen.actual) == ("failed", "nothing to judge: 335 rows, none with a value")


def test_a_reference_that_holds_needs_no_command():
    """What passed has neither cause nor commands."""
    seen = _orphans(Orphans(335, 335, 0, ()))
    assert (seen.outcome, seen.actual) == ("passed", "0 orphans among 335 rows")
    assert (seen.cause, seen.reproduce) == ("", ())


def test_a_table_that_v2_lacks_is_a_failure():
    """Not an error: the table was not migrated."""
    seen = _orphans(Absent(("mvpw5_664",)))
    assert (seen.outcome, seen.actual) == ("failed", "V2 has no table mvpw5_664")


@pytest.mark.parametrize(
    ("found", "outcome", "actual"),
    [
        (SchemaDifference(3, 3), "passed", "3 columns, all as declared"),
        (SchemaDifference(3, 2, missing=("role",)), "failed", "V2 has no column role"),
        (SchemaDifference(3, 4, extra=("note",)), "failed", "nobody declared note"),
        (
            SchemaDifference(3, 3, retyped=(("id", "integer", "bigint"), ("a", "jsonb", "json"))),
            "failed",
            "id is bigint, declared integer · 1 more type differs",
        ),
        (Absent(("mvpw5_668",)), "failed", "V2 has no table mvpw5_668"),
    ],
)
def test_a_schema_tells_what_is_not_as_declared(found, outcome, actual):
    """Missing, of another type, beyond what is declared: each with its columns."""
    seen = schema.evidence(_check("schema/user_roles"), "user_roles", NAMES, found)
    assert (seen.outcome, seen.actual) == (outcome, actual)


def test_a_schema_can_be_read_again():
    """The command asks the catalogue; the samples hold both types."""
    found = SchemaDifference(2, 2, ("role",), ("rank",), (("id", "integer", "bigint"),))
    seen = schema.evidence(_check("schema/user_roles"), "user_roles", NAMES, found)
    assert seen.samples == (
        {"column": "role", "is": "missing in V2"},
        {"column": "id", "declared": "integer", "V2": "bigint"},
        {"column": "rank", "is": "only in V2"},
    )
    assert seen.cause == "user_roles has not the declared columns"
    assert "to_regclass($$mvpw5_668$$)" in seen.reproduce[0]


@pytest.mark.parametrize(
    ("lag", "outcome", "actual"),
    [
        (Lag(335, 335, exact=True), "passed", "V1 335 → V2 335"),
        (Lag(702_072, 701_551), "passed", "V1 702,072 → V2 701,551 · 521 missing · 99.93 %"),
        (Lag(48_600, 0, exact=True), "failed", "V1 48,600 → V2 0 · 48,600 missing · 0.00 %"),
        (Lag(100, 103, exact=True), "failed", "V1 100 → V2 103 · 3 too many · 103.00 %"),
        (Lag(0, 0), "failed", "0 rows on both sides: nothing was compared"),
    ],
)
def test_counts_say_both_numbers(lag, outcome, actual):
    """Both numbers, the difference and the share; 0 = 0 is no pass."""
    seen = counts.evidence(_check("counts/user.user_roles"), JOIN, lag)
    assert (seen.outcome, seen.actual) == (outcome, actual)


def test_a_warning_is_shown_and_passes():
    """Within the limits, and said to be not good."""
    seen = counts.evidence(_check("counts/a.b"), JOIN, Lag(702_072, 701_551))
    assert "a warning" in seen.notes[0]


@pytest.mark.parametrize(
    ("lag", "outcome", "actual"),
    [
        (Lag(1000, 985, exact=True, unsettled=(20, 3)), "passed", "V1 1,000 → V2 985"),
        (Lag(1000, 1003, exact=True, unsettled=(20, 3)), "passed", "V1 1,000 → V2 1,003"),
        (
            Lag(1000, 979, exact=True, unsettled=(20, 3)),
            "failed",
            "V1 1,000 → V2 979 · 1 missing · 99.90 %",
        ),
        (Lag(4, 0, unsettled=(4, 0)), "failed", "all rows are unsettled: nothing was judged"),
    ],
)
def test_counts_leave_young_rows_unjudged(lag, outcome, actual):
    """They are counted as unsettled and said; where there are no others, nothing is shown."""
    seen = counts.evidence(_check("counts/user.user_roles"), JOIN, lag)
    assert (seen.outcome, seen.actual) == (outcome, actual)
    assert seen.figures["unsettled in V1"] == lag.unsettled[0]
    assert [each for each in seen.notes if "changed too lately to be judged" in each]


def test_what_is_out_of_scope_never_fails():
    """It is counted, shown, and accepted."""
    check = Check("counts/user.user_roles", "it holds", gating=False)
    seen = counts.evidence(check, JOIN, Lag(226_839, 12))
    assert seen.outcome == "accepted"
    assert "226,839" in seen.actual


@pytest.mark.parametrize(
    ("rows", "actual"),
    [
        (20, "V1 20 rows, no V2 table"),
        (1, "V1 1 row, no V2 table"),
        (0, "0 rows in V1: nothing to count"),
    ],
)
def test_what_stays_in_v1_is_counted_and_never_passes(rows, actual):
    """Nothing is compared with it, so it is accepted, empty or not, with the query to count it again."""
    check = Check("counts/demo", "it is counted", gating=False)
    seen = counts.alone(check, rows, "select 1")
    assert (seen.outcome, seen.actual, seen.figures) == ("accepted", actual, {"v1": rows})
    assert seen.reproduce == ("""psql "$V1_DATABASE" -c 'select 1'""",)


def _field(column="role", v1="1", v2="2", raw="1", hidden=False):
    return FieldDifference(column, v1, v2, raw, hidden)


def test_a_table_tells_its_worst_column_first():
    """Column, both values, how many rows; further columns and rows are counted behind."""
    found = TableDifference(
        rows_v1=335,
        rows_v2=334,
        missing=1,
        columns=(ColumnDifference("role", 12), ColumnDifference("rank", 3, unparseable=2)),
        samples=(RowDifference("7", "differs", (_field(raw="01"),)), RowDifference("9", "missing")),
    )
    seen = tables.evidence(_check("tables/user_roles"), [JOIN], found, SHOWN)
    assert seen.actual == (
        "role: V1 1 → V2 2 · 12 of 335 rows · 1 more column"
        " · rank: 2 values cannot be read as V2's type · 1 row missing in V2"
    )
    assert seen.cause == "user_roles.role is not V1's"
    assert seen.samples[0] == {"row": "7", "column": "role", "V1": "1", "V2": "2", "V1's text": "01"}
    assert seen.samples[1] == {"row": "9", "is": "missing in V2"}
    assert "rank: 3 rows differ, 2 values cannot be read as V2's type" in seen.notes
    assert seen.reproduce[1] == """psql "$V2_DATABASE" -c 'select * from mvpw5_668 where user_id = 7'"""


def test_a_value_that_cannot_be_read_is_told_as_v1_has_it():
    """Not as a NULL that differs; its sample has V1's own text, and the cause says that V2 cannot hold it."""
    field = FieldDifference("role", None, "7", "abc", unparseable=True)
    columns = (ColumnDifference("role", 0, unparseable=1),)
    found = TableDifference(9, 9, columns=columns, samples=(RowDifference("17", "unparseable", (field,)),))
    join = replace(JOIN, types={**JOIN.types, "role": "integer"})
    seen = tables.evidence(_check("tables/user_roles"), [join], found, SHOWN)
    assert seen.actual == "role: 1 value cannot be read as integer, such as 'abc' (row 17)"
    assert seen.cause == "user_roles.role cannot hold all of V1's values"
    assert seen.samples == (
        {"row": "17", "column": "role", "V1": "abc", "V2": "7", "is": "cannot be read as integer"},
    )


def test_what_took_too_long_is_noted_and_costs_no_verdict():
    """A second reading or a spot check that a statement time-out ended: said, and the outcome stands."""
    check, spot = _check("tables/user_roles"), Spot("user", 0, 0, "", "", late=True)
    passed = tables.evidence(check, [JOIN], TableDifference(9, 9), SHOWN, [spot])
    assert (passed.outcome, passed.notes) == (
        "passed",
        ("no spot check of V1 user: it took longer than the statement time-out",),
    )
    failed = tables.evidence(check, [JOIN], TableDifference(9, 8, missing=1, read_once=True), SHOWN)
    assert failed.outcome == "failed"
    assert (
        "what differs was read once: reading it again took longer than the statement time-out" in failed.notes
    )


def test_a_biased_column_is_told_with_how_far_it_is_off():
    """No row differs; what the tolerance forgave is noted of every column that has one."""
    drifts = (
        Drift("rate", "± 0.1 % of V1's value", 1000, 1000, 0, Decimal("90"), Decimal("100000"), biased=True),
        Drift("share", "± 0.01", 900, 3, 4, sampled=True),
        Drift("at", "the cut to the millisecond"),
    )
    seen = tables.evidence(
        _check("tables/user_roles"), [JOIN], TableDifference(1000, 1000, drifts=drifts), SHOWN
    )
    assert (seen.outcome, seen.cause) == ("failed", "user_roles.rate deviates one way")
    assert seen.actual == ("rate: +0.09 % in 1,000 of 1,000 rows, each within ± 0.1 % of V1's value: biased")
    assert seen.figures["biased"] == 1
    assert seen.notes == (
        "rate: compared within ± 0.1 % of V1's value; V2 is above in 1,000 and below in 0 of 1,000 rows",
        "share: compared within ± 0.01; V2 is above in 3 and below in 4 of 900 rows, chosen by chance",
        "at: compared within the cut to the millisecond",
    )
    calm = tables.evidence(
        _check("tables/user_roles"), [JOIN], TableDifference(9, 9, drifts=drifts[1:]), SHOWN
    )
    assert calm.outcome == "passed"


def test_a_spot_check_states_checksums_and_shows_records():
    """One value where both sides hold the same; checksums that differ fail; of what moves none is made."""
    row = RowDifference("7", "spot", (_field(v1="1", v2="1"), _field("api_key", "old", "old", hidden=True)))
    spot = Spot("user", 335, 3, "14f-ab", "14f-ab", (row,), seed=5)

    def seen(spot):
        return tables.evidence(_check("tables/user_roles"), [JOIN], TableDifference(335, 335), SHOWN, [spot])

    fine = seen(spot)
    assert fine.outcome == "passed"
    assert fine.samples[0]["spot check"] == "user"
    assert fine.samples[0]["fields"]["role"] == "1"
    assert "old" not in str(fine.samples)
    assert fine.notes == (
        "checksum of 335 rows of V1 user, 3 values each: 14f-ab on both sides; 1 record looked at side by"
        " side, seed 5",
    )
    assert seen(replace(spot, v2="14e-ab")).actual == "the checksums of V1 user differ"
    part, none = seen(replace(spot, whole=False)), seen(replace(spot, v1="", v2=""))
    assert part.notes[0].startswith("checksum of 335 rows chosen by chance of V1 user")
    assert (none.outcome, none.notes[0]) == (
        "passed", "no checksum of V1 user, whose rows change; 1 record looked at side by side, seed 5",
    )  # fmt: skip


def test_a_hidden_column_shows_only_hashes():
    """Equal values have equal hashes; no value stands anywhere."""
    field = _field("api_key", "old-value", "new-value", "old-value", hidden=True)
    found = TableDifference(5, 5, columns=(ColumnDifference("api_key", 1, hidden=True),),
                            samples=(RowDifference("7", "differs", (field,)),))  # fmt: skip
    seen = tables.evidence(_check("tables/user_roles"), [JOIN], found, SHOWN)
    assert "value" not in str(seen)
    assert str(seen).count("hmac:") == 4


def test_nothing_the_empty_text_and_the_word_for_nothing_are_told_apart():
    """NULL is a word; an empty text, and a text that is that word, stand in quotes."""
    assert SHOWN.pair(None, "") == ("NULL", "''")
    assert SHOWN.pair("", "x") == ("''", "x")
    assert SHOWN.pair("NULL", None) == ("'NULL'", "NULL")


def test_an_empty_table_is_no_pass():
    """0 rows on both sides were not compared."""
    seen = tables.evidence(_check("tables/user_roles"), [JOIN], TableDifference(), SHOWN)
    assert (seen.outcome, seen.actual) == ("failed", "0 rows on both sides: nothing was compared")


def _judged(outcome, clusters=(), reason="because", v2_wrong=True, rows=60, user=60, key=("id",)):
    judgement = CaseJudgement("all", outcome, reason, clusters, (), v2_wrong)
    return answers.Judged(user, "all", rows, key, judgement, ("curl one", "curl two"))


def _told(*cases):
    return answers.evidence(_check("answers/tx.list"), cases, (), SHOWN)


def _cluster(path, kind, v1, v2, count=5):
    return Cluster(path, kind, count, (Difference(path, kind, v1, v2, "812"),))


@pytest.mark.parametrize(
    ("cluster", "actual", "cause"),
    [
        (
            _cluster("items[].closing_date", "value", "2025-03-01", "2025-02-28"),
            "closing_date: V1 2025-03-01 → V2 2025-02-28 · 5 of 60 rows",
            "closing_date in answers is not V1's",
        ),
        (
            _cluster("items[]", "missing", {"id": 812}, None),
            "row 812 missing in V2 · 5 of 60 rows",
            "rows missing from answers",
        ),
        (
            _cluster("items[].note", "extra", None, "x"),
            "note only in V2 · 5 of 60 rows",
            "note in answers is not V1's",
        ),
        (
            _cluster("items[]", "order", "812", "813"),
            "items order: V1 812 → V2 813 · 5 of 60 rows",
            "rows in another order",
        ),
    ],
)
def test_an_answer_tells_its_first_difference(cluster, actual, cause):
    """Field, both values, how many rows; within the 60 characters that are read."""
    seen = _told(_judged("mismatched", (cluster,)))
    assert (seen.outcome, seen.actual, seen.cause) == ("failed", actual, cause)
    assert len(seen.actual) <= 60
    assert seen.reproduce == ("curl one", "curl two")


def test_a_personal_field_of_an_answer_is_hashed_inside_of_rows_too():
    """Also where a whole row is missing, and before the text is cut."""
    row = {"id": 1, "email": "ann@shop.example", "note": "hush-hush-1" + "x" * 300}
    seen = _told(_judged("mismatched", (_cluster("items[]", "missing", row, None),)))
    assert "ann@" not in str(seen)
    assert "hush" not in str(seen)
    assert "hmac:" in str(seen)
    assert len(str(seen.samples[0]["V1"])) == 160


def test_a_row_that_is_known_by_a_personal_field_is_known_by_its_hash():
    """The key of a row is a value too."""
    cluster = Cluster("[]", "missing", 1, (Difference("[]", "missing", {}, None, "ann@shop.example"),))
    seen = _told(_judged("mismatched", (cluster,), key=("email",)))
    assert "ann@" not in str(seen)
    assert seen.actual.startswith("row hmac:")


def test_differences_are_gathered_over_all_cases():
    """By path and kind, the most frequent first; three samples, of different cases before two of one."""
    rare, often = _cluster("items[].note", "value", "a", "b", 3), _cluster("items[].price", "value", 1, 2, 2)
    cases = [_judged("mismatched", (rare,))] + [_judged("mismatched", (often,), user=n) for n in range(4)]
    first, second = answers.clusters_of(cases)
    assert [(each.path, each.count) for each, _ in (first, second)] == [
        ("items[].price", 8),
        ("items[].note", 3),
    ]
    assert [case.user for case, _ in first[1]] == [0, 1, 2]
    seen = _told(*cases)
    assert [(each["user"], each["field"], each["in all"]) for each in seen.samples][-1] == (
        60,
        "items[].note",
        3,
    )
    assert seen.figures == {"cases": 5, "matched": 0, "mismatched": 5, "differences": 11}


def test_a_derived_case_that_finds_nothing_is_told_and_no_match():
    """It is counted apart; and where all cases are such, nothing was compared."""
    idle = replace(_judged("vacuous", reason="both empty"), derived=True)
    seen = _told(_judged("matched"), idle)
    assert (seen.outcome, seen.figures) == ("passed", {"cases": 2, "matched": 1, "vacuous": 1})
    assert seen.actual == "the same answer in 1 of 2 cases of 1 user, the rest find nothing"
    assert seen.notes == ("equal for no reason in 1 derived case, such as user 60, case all: both empty",)
    assert (_told(idle, idle).outcome, _told(idle).cause) == ("failed", "equal for no reason")


def test_a_match_at_a_second_try_is_inconclusive():
    """It is no pass, and a mismatch stays one."""
    flaky = replace(_judged("matched"), retried=("V2: 429, asked again after 1 s",))
    seen = _told(_judged("matched"), flaky)
    assert (seen.outcome, seen.figures) == ("inconclusive", {"cases": 2, "matched": 1, "flaky": 1})
    assert "not at the first try: V2: 429" in seen.actual
    assert seen.cause == "an answer that came only at a second try"
    wrong = replace(_judged("failed", reason="V2 answers 500"), retried=("V2: the connection broke",))
    assert _told(flaky, wrong).outcome == "failed"


def test_an_endless_text_is_shown_at_once():
    """Only so much of it is looked through for secrets, far more than is shown."""
    began = time.process_time()
    shown = str(SHOWN("hush-hush-1 " + "A" * 50_000_000))
    assert time.process_time() - began < 2
    assert "hush" not in shown
    assert len(shown) == 160
    long = "A" * 1_000_000
    assert SHOWN.pair(f"{long}b{long}", f"{long}c{long}") == (
        f"…{'A' * 40}⟦b⟧{'A' * 40}…",
        f"…{'A' * 40}⟦c⟧{'A' * 40}…",
    )


def test_every_case_that_turns_a_check_is_a_subtest():
    """The worst first, and twelve at most; what passes or rightly finds nothing is none."""
    idle = replace(_judged("vacuous", reason="both empty"), derived=True)
    cases = [
        replace(_judged("matched"), case="flaky", retried=("V2: 429",)),
        replace(_judged("unstable", reason="V1 says otherwise"), case="unstable"),
        replace(_judged("failed", reason="V1: connect: no", v2_wrong=False), case="error"),
        replace(_judged("vacuous", reason="both empty"), case="vacuous"),
        _judged("matched"),
        idle,
    ]
    named = [name for name, _ in answers.failing(cases, SHOWN)]
    assert sorted(named) == [f"user 60, case {each}" for each in ("error", "flaky", "unstable", "vacuous")]
    assert [name.split()[-1] for name in named][-2:] == ["flaky", "unstable"]
    assert [name for name, _ in answers.failing([idle], SHOWN)] == ["user 60, case all"]
    assert len(list(answers.failing(cases[:1] * 20, SHOWN))) == 12


@pytest.mark.parametrize(
    ("cases", "outcome", "actual"),
    [
        ([_judged("matched")], "passed", "the same answer in 1 case of 1 user"),
        (
            [_judged("matched"), _judged("vacuous", reason="both empty")],
            "failed",
            "both empty · 1 of 2 cases",
        ),
        (
            [_judged("failed", reason="V1: connect: V1 cannot be reached", v2_wrong=False)],
            "error",
            "V1 cannot be reached",
        ),
        ([_judged("failed", reason="V2 answers 500")], "failed", "V2 answers 500"),
        ([], "error", "nobody was asked: no user can sign in on both sides"),
    ],
)
def test_the_worst_case_decides(cases, outcome, actual):
    """V2 wrong is a failure, V1 down an error, nothing asked no pass."""
    seen = _told(*cases)
    assert (seen.outcome, seen.actual) == (outcome, actual)


def test_requests_follow_from_the_declared_parameters():
    """Six requests of every endpoint, bad values by type; free text gets what is hostile."""
    tried = [probe.what for probe in probes(ENDPOINT)]
    assert tried == [
        "good request", "no token", "garbage token", "expired token", "V1's token", "other method",
        "bad id", "SQL in id", "number with SQL in id", "unknown id", "negative id", "2^63 as id",
        "bad sort", "SQL in sort",
        "SQL in q", "SQL command in q", "script in q", "NUL in q", "emoji in q",
        "right-to-left text in q", "half a character in q", "long text in q",
        "bad since", "SQL in since",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["integer", "number", "boolean", "date", "object"])
@pytest.mark.parametrize("place", ["query", "body"])
def test_a_parameter_that_is_no_text_takes_no_sql(kind, place):
    """SQL is sent in a query as in a body, behind a number too, and a good answer to it is a finding."""
    parameter = Parameter(name="x", **{"in": place}, type=kind)
    with_sql = [
        probe
        for probe in probes(ENDPOINT.model_copy(update={"parameters": (parameter,)}))
        if "SQL" in probe.what
    ]
    assert [probe.value for probe in with_sql] == ["' OR 1=1 --", *["1 OR 1=1"][: kind == "integer"]]
    taken = Answer(200, {"content-type": "application/json"}, b'{"success":true,"data":[],"error":null}')
    assert all(probe.duty(taken, True) == ("status 200, not a 4xx about the value",) for probe in with_sql)


def test_a_paged_list_is_asked_beyond_its_borders_and_a_body_for_what_is_too_much():
    """Pages 0, -1 and 10^9, page sizes of none and a million; an object and 1 MB where a text is wanted."""
    page, size, note, flag = (
        Parameter(name=name, **{"in": place}, type=kind, required=place == "body")
        for name, place, kind in (
            ("page", "query", "integer"),
            ("per_page", "query", "integer"),
            ("note", "body", "text"),
            ("flag", "body", "boolean"),
        )
    )
    paged = ENDPOINT.model_copy(update={"rows": "items", "parameters": (page, size, note, flag)})
    tried = {probe.what: probe for probe in probes(paged)}
    assert set(tried) >= {
        "page 0", "page -1", "page 10^9", "per_page 0", "per_page 10^6",
        "without note", "1 MB in note", "object as note", "NUL in flag", "1 MB in flag",
    }  # fmt: skip
    assert tried["without note"].change == {"note": None}
    rows = Answer(
        200, {"content-type": "application/json"}, b'{"success":true,"data":{"items":[1]},"error":null}'
    )
    assert tried["page 10^9"].duty(rows, True) == ("1 rows, neither none nor a refusal",)
    assert tried["per_page 10^6"].duty(rows, True) == ()


def test_a_long_text_is_printed_by_the_shell_that_asks_again():
    """Neither the address nor the body of a command holds a text of thousands of characters."""
    command = curl("V2", "POST", "http://v2/x?q=" + LONG, {"note": "50 % \ud800 " + HUGE})
    assert len(command) < 300
    assert "?q=$(printf %010000d 0)" in command
    assert command.startswith('printf \'{"note": "50 %% \\\\ud800 %01000000d"}\' 0 | curl -s -X POST')
    assert curl("V2", "GET", "http://v2/", bearer=None) == 'curl -s "http://v2/"'
    assert '"Authorization: Bearer $V1_TOKEN"' in curl("V2", "GET", "http://v2/", bearer="$V1_TOKEN")


def test_odd_requests_that_break_alike_have_one_cause():
    """The kind of request is named, not its parameter; what could not be tried is a note."""
    broken = contract.Kept("NUL in q", Answer(500), ("status 500, not 2xx",), "curl it", "NUL in")
    seen = contract.evidence(_check("contract/tx.one"), [broken], SHOWN, ["no expired token was tried"])
    assert (seen.actual, seen.cause) == ("NUL in q: status 500, not 2xx", "V2 answers 500 to: NUL in")
    assert seen.notes == ("no expired token was tried",)
    passed = contract.evidence(_check("contract/tx.one"), [_kept("good request", Answer(200))], SHOWN, ["x"])
    assert passed.notes == ("x",)


def _kept(what, answer, *findings):
    return contract.Kept(what, answer, findings, "curl it")


@pytest.mark.parametrize(
    ("kept", "outcome", "actual"),
    [
        ([_kept("good request", Answer(200))], "passed", "1 request answered as agreed"),
        (
            [_kept("no token", Answer(200), "status 200, not 401")],
            "failed",
            "no token: status 200, not 401",
        ),
        (
            [_kept("good request", Answer(0, error="connect: V2 cannot be reached"), "no answer")],
            "error",
            "V2 cannot be reached",
        ),
        (
            [_kept("good request", Answer(0, error="timeout: no whole answer within 60 s"), "no answer")],
            "failed",
            "V2: no whole answer within 60 s",
        ),
    ],
)
def test_a_contract_names_the_request_that_broke_it(kept, outcome, actual):
    """A V2 that cannot be reached shows nothing; one that takes too long does."""
    seen = contract.evidence(_check("contract/tx.one"), kept, SHOWN)
    assert (seen.outcome, seen.actual) == (outcome, actual)


@pytest.mark.parametrize(
    ("found", "outcome", "actual"),
    [
        (Committed((entry(ENDPOINT),)), "passed", "one entry, as the manifest has it"),
        (Committed(), "failed", "no entry"),
        (Committed((entry(ENDPOINT), entry(ENDPOINT))), "failed", "2 equal entries"),
        (Committed(problem="it is not there"), "failed", "it is not there"),
        (
            Committed(({**entry(ENDPOINT), "worker": "W/Two"},)),
            "failed",
            "another entry: endpoint /v2/{id}, v1_equivalent /v1/{id}, worker W/Two, tested True",
        ),
    ],
)
def test_a_mapping_is_there_once_and_right(found, outcome, actual):
    """One entry that is as the manifest has it."""
    seen = mapping.evidence(_check("mapping/tx.one"), ENDPOINT, found)
    assert (seen.outcome, seen.actual) == (outcome, actual)


SOUND = Keys(40)


def _reach(keys=SOUND, v1=("role",), v2=("role",), rows=(True, True)):
    return coverage.Reach(keys, ((Filled(rows[0], frozenset(v1)), Filled(rows[1], frozenset(v2))),))


COVERED = Join(
    Target.model_validate({"name": "user_roles", "id": 668, "match": {"user_id": "id"},
                           "columns": {"role": "role", "rank": {"from": "rank", "empty": 0}}}),
    "mvpw1_41", "mvpw5_668", {"user_id": "bigint", "role": "text", "rank": "integer"}, NAMES,
)  # fmt: skip
FILE = TableFile.model_validate({
    "v1": {"table": "user", "id": 41}, "dropped": {"x": "gone"},
    "v2": {"user_roles": {"id": 668, "match": {"user_id": "id"},
                          "columns": {"role": "role", "rank": "rank"}}},
})  # fmt: skip
MIGRATION = Migration(name="", folder=Path(), digest="", tolerances=Tolerances(), tables=(FILE,))
UNKNOWN = UnknownKey("address.floor", 3, "7")


@pytest.mark.parametrize(
    ("found", "outcome", "actual"),
    [
        (_reach(), "passed", "40 rows: 2 fields mapped, 1 dropped, no other key"),
        (_reach(Keys(0)), "failed", "0 rows in V1: no key occurs"),
        (_reach(Keys(9, (UNKNOWN,))), "failed", "key address.floor in 3 rows reaches nothing"),
        (_reach(Keys(9, shapeless=2)), "failed", "2 documents that are no object"),
        (_reach(v2=()), "failed", "never filled in V2 user_roles: role"),
        (_reach(v1=()), "failed", "filled in V2 user_roles, never in V1: role"),
        (_reach(v2=("role", "rank")), "passed", "40 rows: 2 fields mapped, 1 dropped, no other key"),
        (_reach(v2=(), rows=(True, False)), "failed", "V2 user_roles holds no row of it"),
        (Absent(("mvpw5_668",)), "failed", "V2 has no table mvpw5_668"),
    ],
)
def test_coverage_says_what_reaches_nothing(found, outcome, actual):
    """Unknown keys, documents without keys, columns of one side; a declared default is not V1's."""
    seen = coverage.evidence(_check("coverage/user"), MIGRATION, [COVERED], found, SHOWN)
    assert (seen.outcome, seen.actual) == (outcome, actual)


def test_a_column_from_nowhere_is_told_beside_an_unknown_key():
    """Each is a sample; the row that holds the key can be read again, and what was never filled is noted."""
    join = replace(COVERED, types={**COVERED.types, "note": "text"})
    seen = coverage.evidence(_check("coverage/user"), MIGRATION, [join], _reach(Keys(9, (UNKNOWN,))), SHOWN)
    assert seen.actual.endswith("reaches nothing · V2 column user_roles.note comes from nowhere")
    assert seen.samples == (
        {"V1 key": "address.floor", "occurs": 3, "first in row": "7"},
        {"V2 column": "user_roles.note"},
    )
    assert seen.reproduce[0].endswith("where id = 7'")
    assert seen.notes == ("user_roles: never filled on either side: rank",)


JOB = Function.model_validate(
    {
        "kind": "Tasks", "name": "Load", "title": "Load", "answers": "object", "keys": ("job_id",),
        "fields": {"status": ("queued", "skipped")}, "repeats_input": "input", "new_each_time": "job_id",
    }
)  # fmt: skip
LIST = Function(
    kind="Workers",
    name="List",
    title="List",
    answers="object",
    rows="items",
    keys=("id",),
    endpoint="tx.list",
)
SLOW = Function(
    kind="Tasks", name="Slow", title="Slow", expected_status=ExpectedStatus(status=502, reason="hours")
)
REFUSED = Answer(401)


def _result(data, status=200):
    body = {"success": status < 400, "data": data, "error": None if status < 400 else {"message": "no time"}}
    return Answer(status, {"content-type": "application/json"}, json.dumps(body).encode())


QUEUED = _result({"job_id": 2, "status": "queued", "input": {"limit": 5}})
AGAIN = _result({"job_id": 3, "status": "queued", "input": {"limit": 5}})
ROWS = _result({"items": [{"id": 1}]})


@pytest.mark.parametrize(
    ("function", "answer", "beside", "outcome", "actual"),
    [
        (JOB, QUEUED, Beside({"limit": 5}, again=AGAIN), "passed", "success, as the manifest says"),
        (
            JOB,
            QUEUED,
            Beside({"limit": 6}, again=AGAIN),
            "failed",
            "'input' does not hold 'limit' as it was given",
        ),
        (JOB, QUEUED, Beside({"limit": 5}, again=REFUSED), "error", "V2 answers 401 to the caller"),
        (LIST, ROWS, Beside(endpoint=ROWS), "passed", "success, as the manifest says"),
        (
            LIST,
            ROWS,
            Beside(endpoint=_result({"items": []})),
            "failed",
            "'items[]' is not what its endpoint answers, in 1 place",
        ),
        (
            LIST,
            ROWS,
            Beside(endpoint=Answer(0, error="connect: V2 cannot be reached")),
            "error",
            "V2 cannot be reached",
        ),
        (LIST, _result(None, 502), Beside(endpoint=ROWS), "failed", "status 502: no time"),
        (SLOW, _result(None, 502), Beside(), "passed", "as the manifest says"),
        (SLOW, QUEUED, Beside(), "failed", "status 200, not 502"),
    ],
)
def test_a_function_is_judged_with_what_stands_beside_it(function, answer, beside, outcome, actual):
    """A second run or an endpoint that shows nothing leaves nothing to judge; what differs is a failure."""
    run = functions.Run(answer, beside, "curl")
    seen = functions.evidence(_check(f"functions/{function.id}"), function, run, SHOWN)
    assert (seen.outcome, seen.actual) == (outcome, actual)


def test_what_a_function_must_answer_is_said():
    """The kind, the fields, their values, and what its answer is held against."""
    told = [
        functions.evidence(_check("functions/x"), each, functions.Run(QUEUED, Beside(), ""), SHOWN).expected
        for each in (JOB, LIST, SLOW)
    ]
    assert told == [
        "success, and an object with job_id, status 'queued' or 'skipped', input as it was given, "
        "another job_id each time",
        "success, and an object with id, as tx.list answers",
        "status 502: hours",
    ]


GROUP = ApiGroup(name="app", api="/api:v2", document="/apispec:v2")
DOCUMENT = (
    b'{"openapi": "3.0.0", "paths": {"/tx/{id}": {"get": {"responses": {"200": {"content":'
    b' {"application/json": {"schema": {"type": "object", "required": ["data"]}}}}}}}}}'
)


def _published(answer):
    publication = Publication.of(GROUP, answer)
    return published.evidence(
        _check("contract/published.app"), publication, [], [("GET", "/api:v2/tx/{}")], "https://v2", SHOWN
    )


@pytest.mark.parametrize(
    ("answer", "outcome", "actual"),
    [
        (Answer(200, body=DOCUMENT), "passed", "1 operation, all as in the manifest"),
        (Answer(404), "failed", "V2 publishes no document: status 404"),
        (Answer(200, body=b"<html>"), "failed", "V2's document cannot be read: the body is not JSON"),
        (Answer(200, body=b"{}"), "failed", "V2's document cannot be believed: it is no OpenAPI document"),
        (
            Answer(200, body=b'{"openapi": "3.0.0", "paths": {}}'),
            "failed",
            "V2's document cannot be believed: it publishes no operation",
        ),
        (Answer(0, error="timeout: no whole answer within 1 s"), "failed", "V2: no whole answer"),
        (Answer(0, error="connect: V2 cannot be reached"), "error", "V2 cannot be reached"),
    ],
)
def test_without_a_document_nothing_is_published(answer, outcome, actual):
    """Only a V2 that cannot be reached shows nothing; any other answer than a document is V2's fault."""
    seen = _published(answer)
    assert seen.outcome.value == outcome
    assert seen.actual.startswith(actual)


def test_a_broken_schema_is_told_without_the_personal_value():
    """Path and rule stand in the first line, the value beside the sample, hashed where it is personal."""
    violation = Violation("data.email", "email", "a@example", "is text, and the schema says null")
    kept = replace(_kept("good request", Answer(200)), violations=(violation,))
    seen = contract.evidence(_check("contract/tx.one"), [kept], SHOWN)
    assert seen.outcome.value == "failed"
    assert seen.actual == "good request: data.email is text, and the schema says null"
    assert (
        seen.cause == "answers that break the published schema: data.email is text, and the schema says null"
    )
    assert "a@example" not in str(seen)
    assert seen.samples[0]["finding"] == "data.email is text, and the schema says null"
