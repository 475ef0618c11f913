"""V1's data: every row and field of the core, V1's mess, rows that fit together, the same bytes each time."""

from __future__ import annotations

import io
import secrets
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import psycopg
import pytest

from twin.databases import copy, drop
from twin.postgres import Server
from twin.progress import Progress
from twin.stages import run_stages
from twin.v1.build import steps
from twin.v1.fields import Fields, tables
from twin.v1.sizes import sizes_of

SCALE, SEED = 0.02, 7
TABLES = tables()
NUMBER = {name: fields.number for name, fields in TABLES.items()}
FIELD_COUNTS = {"user": 111, "agent": 132, "transaction": 119, "participant": 30, "network": 57}

# fmt: off
# Rows at the documented scale; a small one has its share of them, or what the test users need.
DOCUMENTED = {
    "agent": 37_041, "transaction": 55_023, "participant": 702_072, "network": 86_618, "listing": 16_784,
    "listing_history": 20_000, "listing_photos": 18_000, "income": 40_000, "contribution": 5_154,
    "lead": 12_000, "lead_activities": 15_000, "fub_people": 2_268, "fub_calls": 5_715, "fub_events": 1_580,
    "audit_logs": 48_600,
}
# Rows at every scale.
UNSCALED = {
    "user": 335, "team": 48, "team_members": 320, "team_settings": 48, "team_director_assignments": 30,
    "lead_stages": 8, "fub_appointments": 400, "fub_text_messages": 900, "fub_onboarding_jobs": 60,
    "fub_sync_jobs": 200, "skyslope_listings": 34, "skyslope_transactions": 24, "rezen_transactions": 1_028,
    "rezen_listings": 447, "customer_metadata": 1_200, "transaction_logs": 25, "archived_users": 296,
}
# fmt: on

# How V1 keeps the values of a type. `missing` is a document without the key, `""` an empty text.
EMPTY = {"missing", "null", '""'}
LOOKS = {
    **{
        kind: {"number", "string", *EMPTY}
        for kind in ("int", "int?", "num", "num?", "rate", "float?", "ms", "us")
    },
    "text": {"string", *EMPTY},
    "bool": {"boolean", "string", *EMPTY},
    "date": {"string", *EMPTY},
    "fk": {"number", '""', "missing"},
    "json": {"object", "array", *EMPTY},
    "list": {"array", *EMPTY},
    "obj": {"object", "missing", "null"},
    "each": {"array", *EMPTY},
}
# What every value `v` of a type is, that is not one of the empty ones.
FITS = {
    "int": "pg_input_is_valid(v, 'integer')",
    "int?": "pg_input_is_valid(v, 'integer')",
    "fk": "pg_input_is_valid(v, 'integer') and v <> '0'",
    "num": "v::numeric = v::numeric(14, 2)",
    "num?": "v::numeric = v::numeric(14, 2)",
    "rate": "v::numeric = v::numeric(9, 4)",
    "float?": "pg_input_is_valid(v, 'double precision')",
    "ms": "v ~ '^[0-9]{12,13}$'",
    "us": "v ~ '^[0-9]{12,13}[.][0-9]{3}$'",
    "date": "v ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' and pg_input_is_valid(v, 'date')",
    "bool": "v in ('true', 'false')",
}
# The numbers inside a document's arrays: table, array and member, type.
INNER = (
    ("agent", "commission_plans.split_percent", "rate"),
    ("agent", "commission_plans.flat_fee", "num"),
    ("agent", "performance.volume", "num"),
    ("agent", "performance.gci", "num"),
    ("agent", "performance.average_days_on_market", "rate"),
    ("transaction", "participants.share_percent", "rate"),
)
LETTERS = {
    "an accent": "last_name <> normalize(last_name, nfd)",
    "a Chinese character": "first_name || last_name ~ '[\u4e00-\u9fff]'",
    "an emoji": "first_name || last_name ~ '[\U0001f300-\U0001faff]'",
    "an apostrophe": "first_name || last_name like '%''%'",
}
PEOPLE = {
    "the test teams": "xdo->>'team_id' in ('1', '2', '3')",
    # Where faults are put, so that no test user sees them.
    "agents nobody sees": "nullif(xdo->>'team_id', '')::int > 3 and coalesce(xdo->>'user_id', '') = ''",
}

# What an id points at, by the end of its field's name.
PARENTS = {
    "agent_id": "agent",
    "user_id": "user",
    "team_id": "team",
    "listing_id": "listing",
    "transaction_id": "transaction",
    "lead_id": "lead",
    "stage_id": "lead_stages",
    "network_id": "network",
}
# fmt: off
LINKS = (
    *(f"{name}.{key}" for name, table in TABLES.items() for key, kind in table.kinds.items() if kind == "fk"),
    # Not declared as links, and links all the same.
    "participant.user_id", "income.user_id", "lead.user_id", "lead_activities.user_id",
    "transaction_logs.user_id", "listing_history.actor_user_id", "listing.transaction_id",
    "contribution.transaction_id", "lead.converted_transaction_id", "skyslope_transactions.transaction_id",
    "rezen_transactions.transaction_id", "skyslope_listings.listing_id", "rezen_listings.listing_id",
    # Inside a document's arrays.
    "agent.sponsor_tree.sponsor_agent_id", "transaction.participants.agent_id",
    "transaction.history.actor_user_id",
)
# fmt: on

# The rows of a table that belong to the test users: their agents are `mine`, of these the sales are `sales`.
MINE = {
    "user": "id in (7, 60, 133, 256)",
    "agent": "id in (select id from mine) or id in (select member from members)",
    "transaction": "id in (select id from sales)",
    "participant": "(xdo->>'transaction_id')::int in (select id from sales)",
    "network": "(xdo->>'agent_id')::int in (select id from mine)",
    "listing": "(xdo->>'agent_id')::int in (select id from mine)",
    "income": "(xdo->>'agent_id')::int in (select id from mine)",
    "lead": "(xdo->>'agent_id')::int in (select id from mine)",
    "team": "true",
    "team_members": "true",
    "team_settings": "true",
    "fub_sync_jobs": "xdo->>'user_id' in ('7', '60', '133', '256')",
}

# Of these nothing more is asked: their rows stand beside their names, their ids say what they point at.
PLAIN = {name: fields.rows for name, fields in TABLES.items() if fields.rows is not None}
UNSCALED |= PLAIN

each_table = pytest.mark.parametrize(("name", "fields"), TABLES.items(), ids=TABLES)


@contextmanager
def built(server: Server, scale: float, seed: int) -> Iterator[psycopg.Connection]:
    """Build V1 in a database of its own, dropped afterwards."""
    name = f"v1_data_{secrets.token_hex(6)}"
    made = sorted(steps(scale, seed), key=lambda step: step.stage)
    with server.connect() as maintenance:
        copy(server, maintenance, name, None)
        try:
            run_stages(server, name, made, Progress([step.rows for step in made], io.StringIO()))
            with server.connect(name) as connection:
                connection.execute("analyze")
                yield connection
        finally:
            drop(maintenance, name)


@pytest.fixture(scope="module")
def v1(server: Server) -> Iterator[psycopg.Connection]:
    """Give V1 at a small scale."""
    with built(server, SCALE, SEED) as connection:
        yield connection


def named(query: str) -> bytes:
    """Return a query with every `{name}` replaced by the table of that name."""
    for name, number in NUMBER.items():
        query = query.replace("{" + name + "}", f"mvpw1_{number}")
    return query.encode()


def one(connection: psycopg.Connection, query: str) -> str:
    """Return the one value that a query answers, as text."""
    row = connection.execute(named(query)).fetchone()
    assert row is not None
    return str(row[0])


def values_of(name: str, path: str) -> str:
    """Return the query of what a field holds, or a member inside an array: texts `v`, none of them empty."""
    array, _, member = path.rpartition(".")
    items = f"jsonb_path_query(xdo, '$.{array}[*]')" if array else "xdo"
    found = f"select item->>'{member}' as v from {{{name}}}, lateral (select {items} as item) as one"
    return f"select v from ({found}) as every where v <> ''"


def digests_of(connection: psycopg.Connection) -> Mapping[str, str]:
    """Return a checksum over all rows of each table, in order."""
    digest = "select md5(string_agg(id || ' ' || xdo::text, ',' order by id)) from {%s}"
    return {name: one(connection, digest % name) for name in NUMBER}


def mine_of(connection: psycopg.Connection, name: str) -> str:
    """Return how many rows of a table belong to the test users, and a checksum over them."""
    return one(
        connection,
        f"""with mine (id) as (select (xdo->>'agent_id')::int from {{user}} where id in (7, 60, 133, 256)),
        members (member) as (select (xdo->>'member_agent_id')::int from {{network}}
            where (xdo->>'agent_id')::int in (select id from mine)),
        sales (id) as (select id from {{transaction}}
            where nullif(xdo->>'transaction_owner_agent_id', '')::int in (select id from mine))
        select count(*) || ' ' || md5(string_agg(id || ' ' || xdo::text, ',' order by id))
        from {{{name}}} where {MINE[name]}""",
    )


def test_the_documented_scale_has_the_documented_rows() -> None:
    """At scale 1 every size that depends on the scale is the documented one."""
    size = sizes_of(1.0)
    assert size.agents + 1_401 == DOCUMENTED["agent"]  # 1,401 agents stand at every scale
    assert (size.tx, size.participants) == (DOCUMENTED["transaction"], DOCUMENTED["participant"])
    assert (size.plans, size.years, size.levels) == (37_263, 51_107, 50_774)
    alike = {name: getattr(size, name) for name in DOCUMENTED if hasattr(size, name)}
    assert alike == {name: DOCUMENTED[name] for name in alike}
    assert len(alike) == len(DOCUMENTED) - 3


def test_every_table_stands(v1: psycopg.Connection) -> None:
    """Small tables keep their rows at every scale, big ones have at least their share, none is unknown."""
    assert {*DOCUMENTED, *UNSCALED} == set(NUMBER)
    counts = {name: int(one(v1, f"select count(*) from {{{name}}}")) for name in NUMBER}
    assert {name: counts[name] for name in UNSCALED} == UNSCALED
    assert [name for name, rows in DOCUMENTED.items() if counts[name] < round(rows * SCALE)] == []
    size = sizes_of(SCALE)
    assert counts["participant"] == size.participants
    assert counts["network"] == size.network
    assert one(v1, "select count(*) from pg_tables where schemaname = 'public'") == str(len(NUMBER))
    assert one(v1, "select count(*) from pg_proc where pronamespace = 'public'::regnamespace") == "0"


@each_table
def test_a_table_has_its_fields(v1: psycopg.Connection, name: str, fields: Fields) -> None:
    """Every field is filled somewhere, there is no other key, and the document repeats the row's id."""
    assert len(fields.kinds) == FIELD_COUNTS.get(name, len(fields.kinds))
    empty = "('null', '\"\"', '[]')"
    found = v1.execute(
        named(f"select key, bool_or(value not in {empty}) from {{{name}}}, jsonb_each(xdo) group by key")
    ).fetchall()
    assert {key for key, _ in found} == set(fields.kinds)
    assert [key for key, filled in found if not filled] == []
    assert one(v1, f"select count(*) from {{{name}}} where xdo->'id' is distinct from to_jsonb(id)") == "0"


def test_every_type_has_its_mess(v1: psycopg.Connection) -> None:
    """Each way in which V1 keeps a value of a type, or none, occurs; no other does."""
    looks: dict[str, set[str]] = defaultdict(set)
    look = "case when value in ('null', '\"\"') then value::text else jsonb_typeof(value) end"
    for name, fields in TABLES.items():
        rows = int(one(v1, f"select count(*) from {{{name}}}"))
        there: dict[str, int] = defaultdict(int)
        query = (
            f"select key, {look}, count(*) from {{{name}}}, jsonb_each(xdo) where key <> 'id' group by 1, 2"
        )
        for key, found, count in v1.execute(named(query)):
            there[key] += count
            looks[fields.kinds[key].partition("(")[0]].add(found)
        for key, count in there.items():
            if count < rows:
                looks[fields.kinds[key].partition("(")[0]].add("missing")
    assert looks == LOOKS


@pytest.mark.parametrize("people", PEOPLE)
@pytest.mark.parametrize("letter", LETTERS)
def test_names_have_letters_that_get_lost(v1: psycopg.Connection, letter: str, people: str) -> None:
    """Names need more than ASCII, in the test teams as well as where no test user looks."""
    names = "select xdo->>'first_name' as first_name, xdo->>'last_name' as last_name from {agent}"
    query = f"select count(*) > 0 from ({names} where {PEOPLE[people]}) as named where {LETTERS[letter]}"
    assert one(v1, query) == "True"


@pytest.mark.parametrize("people", PEOPLE)
def test_agents_speak_several_languages(v1: psycopg.Connection, people: str) -> None:
    """Some lists of languages have an order to lose, there as well as here."""
    several = f"select jsonb_array_length(xdo->'languages') from {{agent}} where {PEOPLE[people]}"
    arrays = "jsonb_typeof(xdo->'languages') = 'array'"
    assert int(one(v1, f"{several} and {arrays} order by 1 desc limit 1")) > 1


def test_texts_have_blanks_that_get_lost(v1: psycopg.Connection) -> None:
    """Some texts end with a blank, some have a line break inside."""
    assert one(v1, "select count(*) > 0 from {network} where xdo->>'note' like '% '") == "True"
    assert one(v1, "select count(*) > 0 from {network} where xdo->>'note' like E'%\\n%'") == "True"


@each_table
def test_values_fit_their_types(v1: psycopg.Connection, name: str, fields: Fields) -> None:
    """Amounts have two decimals, rates four, integers four bytes; dates, moments and truths are such."""
    typed = {field: FITS[kind] for field, kind in fields.kinds.items() if kind in FITS}
    wrong = ", ".join(
        f"count(*) filter (where not (select {rule} from (select nullif(xdo->>'{field}', '') as v) as one))"
        for field, rule in typed.items()
    )
    row = v1.execute(named(f"select {wrong} from {{{name}}}")).fetchone()
    assert row is not None
    assert [field for field, count in zip(typed, row, strict=True) if count] == []


@pytest.mark.parametrize(("name", "path", "kind"), INNER, ids=[path for _, path, _ in INNER])
def test_inner_values_fit_their_types(v1: psycopg.Connection, name: str, path: str, kind: str) -> None:
    """The numbers inside of arrays have as many decimals as V2 keeps, too."""
    values = values_of(name, path)
    assert one(v1, f"select count(*) > 0 from ({values}) as one") == "True"
    assert one(v1, f"select count(*) from ({values}) as one where not ({FITS[kind]})") == "0"


@pytest.mark.parametrize("link", LINKS)
def test_a_link_points_at_a_row(v1: psycopg.Connection, link: str) -> None:
    """An id that a document holds is the id of a row; there is at least one."""
    child, _, path = link.partition(".")
    said = TABLES[child].links.get(path)
    parent = said or next(parent for end, parent in PARENTS.items() if path.endswith(end))
    values = values_of(child, path)
    assert one(v1, f"select count(*) > 0 from ({values}) as child") == "True"
    lost = f"where not exists (select from {{{parent}}} as parent where parent.id = v::int)"
    assert one(v1, f"select count(*) from ({values}) as child {lost}") == "0"


def test_the_sponsor_tree_is_one_flat_tree(v1: psycopg.Connection) -> None:
    """Every agent is reached from the one at the top, within twelve levels: there is no cycle."""
    tree = """with recursive tree (id, depth) as (
        select id, 0 from {agent} where coalesce(xdo->>'sponsor_agent_id', '') = ''
        union all
        select agent.id, depth + 1 from tree
        join {agent} as agent on nullif(agent.xdo->>'sponsor_agent_id', '')::int = tree.id
        where depth < 20)"""
    assert int(one(v1, f"{tree} select max(depth) from tree")) <= 12
    assert one(v1, f"{tree} select count(*) = (select count(*) from {{agent}}) from tree") == "True"


def test_a_place_in_the_network_agrees_with_the_tree(v1: psycopg.Connection) -> None:
    """A path leads from owner to member in as many steps as the tier says; above is the sponsor's place."""
    wrong_path = """select count(*) from {network} where jsonb_typeof(xdo->'path') = 'array' and (
        xdo->'path'->>0 <> xdo->>'agent_id' or xdo->'path'->>-1 <> xdo->>'member_agent_id'
        or jsonb_array_length(xdo->'path') <> (xdo->>'tier')::int + 1 or (xdo->>'tier')::int > 7)"""
    assert one(v1, wrong_path) == "0"
    wrong_above = """select count(*) from {network} as place
        join {network} as above on above.id = nullif(place.xdo->>'parent_network_id', '')::int
        where above.xdo->>'agent_id' <> place.xdo->>'agent_id'
            or above.xdo->>'member_agent_id' <> place.xdo->>'sponsor_agent_id'"""
    assert one(v1, wrong_above) == "0"


def test_a_person_has_one_name(v1: psycopg.Connection) -> None:
    """The user is called like the agent, and so is the member of a network, where a name is kept at all."""
    name = "nullif(%s.xdo->>'last_name', '')"
    for child, link in (("user", "agent_id"), ("network", "member_agent_id")):
        joined = f"{{{child}}} as child join {{agent}} as agent on agent.id = (child.xdo->>'{link}')::int"
        assert one(v1, f"select count(*) from {joined} where {name % 'child'} <> {name % 'agent'}") == "0"


def test_a_sale_follows_its_course(v1: psycopg.Connection) -> None:
    """Listed, then under contract, then closed, none of it after today; only closed sales have a closing."""
    wrong = """select count(*) from {transaction} where xdo->>'listed_on' > nullif(xdo->>'contract_on', '')
        or xdo->>'contract_on' > nullif(xdo->>'closing_date', '')
        or (xdo->>'status' = 'closed' and xdo->>'closing_date' > '2026-02-04')
        or (xdo->>'status' <> 'closed' and coalesce(xdo->>'closed_at', '') <> '')"""
    assert one(v1, wrong) == "0"


def test_a_listing_follows_its_course(v1: psycopg.Connection) -> None:
    """Only a closed listing is sold, after it was listed and not after today."""
    wrong = """select count(*) from {listing} where (xdo->>'stage' = 'closed') <> (xdo->>'sold_on' <> '')
        or (xdo->>'stage' = 'closed') <> (coalesce(xdo->>'sold_price', '') <> '')
        or nullif(xdo->>'sold_on', '') not between xdo->>'listed_on' and '2026-02-04'"""
    assert one(v1, wrong) == "0"


def test_stuck_jobs_never_started(v1: psycopg.Connection) -> None:
    """Twenty onboarding jobs are in process and lack the moment at which they began."""
    stuck = "where xdo->>'status' = 'In Process' and not xdo ? 'started'"
    assert one(v1, f"select count(*) from {{fub_onboarding_jobs}} {stuck}") == "20"


@pytest.mark.parametrize(
    ("user", "email", "password", "team", "owns", "below", "tiers"),
    [
        (60, "david.keener@twin.example", "keener-60", 1, False, 60, 3),
        (7, "michael.johnson@twin.example", "johnson-7", 2, True, 10, 2),
        (256, "sarah.williams@twin.example", "williams-256", 2, False, 10, 2),
        (133, "james.anderson@twin.example", "anderson-133", 3, False, 400, 4),
    ],
    ids=["David Keener", "Michael Johnson", "Sarah Williams", "James Anderson"],
)
def test_a_test_user_has_something_to_see(
    v1: psycopg.Connection,
    user: int,
    email: str,
    password: str,
    team: int,
    owns: bool,
    below: int,
    tiers: int,
) -> None:
    """A test user can sign in, is in the documented team and finds enough on every page."""
    found = v1.execute(
        """select xdo->>'email',
            xdo->>'password' = 'sha256:' || encode(sha256(convert_to(%s, 'UTF8')), 'hex'),
            (xdo->>'team_id')::int, coalesce(xdo->>'is_team_owner' = 'true', false), (xdo->>'agent_id')::int
        from mvpw1_41 where id = %s""",
        [password, user],
    ).fetchone()
    assert found is not None
    *known, agent = found
    assert known == [email, True, team, owns]
    assert user != 60 or agent == 37_208

    def owned(name: str, what: str = "count(*)", owner: str = "agent_id") -> int:
        return int(one(v1, f"select {what} from {{{name}}} where xdo->>'{owner}' = '{agent}'"))

    def kinds(name: str, field: str, owner: str = "agent_id") -> int:
        return owned(name, f"count(distinct xdo->>'{field}')", owner)

    assert owned("network") >= below
    assert owned("network", "max((xdo->>'tier')::int)") >= tiers
    assert kinds("network", "parent_network_id") > 1
    owner = "transaction_owner_agent_id"
    assert owned("transaction", owner=owner) >= 40
    assert (kinds("transaction", "status", owner), kinds("transaction", "transaction_type", owner)) == (4, 3)
    this_year = "count(*) filter (where xdo->>'status' = 'closed' and xdo->>'closing_date' >= '2026-01-01')"
    assert owned("transaction", this_year, owner) > 0
    assert (owned("listing") >= 12, kinds("listing", "stage")) == (True, 6)
    assert owned("income") >= 60
    assert (owned("lead") >= 50, kinds("lead", "stage_id")) == (True, 8)


@pytest.mark.parametrize("team", [1, 2, 3])
def test_what_a_list_opens_with_is_filled(v1: psycopg.Connection, team: int) -> None:
    """A directory's first agent has languages; the newest listing of each agent, so of the team, is sold."""
    of_team = f"where xdo->>'team_id' = '{team}'"
    first = f"{of_team} order by xdo->>'last_name' collate \"C\", id limit 1"
    assert one(v1, f"select jsonb_array_length(xdo->'languages') > 0 from {{agent}} {first}") == "True"
    sold = "bool_and(coalesce(xdo->>'sold_price', '') <> '' and coalesce(xdo->>'sold_on', '') <> '')"
    newest = "order by xdo->>'agent_id', nullif(xdo->>'listed_on', '') desc nulls last, id"
    agents = f"select distinct on (xdo->>'agent_id') xdo from {{listing}} {of_team} {newest}"
    assert one(v1, f"select {sold} from ({agents}) as first") == "True"


def test_one_seed_gives_the_same_bytes(server: Server, v1: psycopg.Connection) -> None:
    """A second building with the same seed has every row of the first."""
    with built(server, SCALE, SEED) as again:
        assert digests_of(again) == digests_of(v1)


def test_another_seed_gives_other_bytes(server: Server, v1: psycopg.Connection) -> None:
    """With another seed no table is as it was."""
    with built(server, SCALE, SEED + 1) as other:
        mine, theirs = digests_of(v1), digests_of(other)
    assert [name for name in NUMBER if mine[name] == theirs[name]] == []


def test_the_scale_leaves_the_test_users_alone(server: Server, v1: psycopg.Connection) -> None:
    """What belongs to the test users is the same row for row when there are twice as many others."""
    with built(server, 2 * SCALE, SEED) as larger:
        assert {name: mine_of(larger, name) for name in MINE} == {name: mine_of(v1, name) for name in MINE}
