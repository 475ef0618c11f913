"""The tables that comparers are measured on: V1's documents, V2's typed rows, and a view of the documents."""

import psycopg

MOMENT = "(1600000000000 + g * 997::bigint)"
NAME = "coalesce(nullif('Zoë ' || g % 7, 'Zoë 0'), '')"
CENTS = "(g % 1000000 / 100.0)::numeric(14,2)"
# A column's type, V1's field and V2's value, both made of the row's number g, and how a peer's view casts it.
KINDS = {
    "email": ("text", "'person' || g || '@shop.example'", "'person' || g || '@shop.example'", "{}"),
    "name": ("text", NAME, NAME, "{}"),
    "count": (
        "integer",
        "coalesce(nullif(g % 9999, 5)::text, '')",
        "nullif(g % 9999, 5)",
        "nullif({}, '')::integer",
    ),
    "id": ("bigint", "g * 1000003::bigint", "g * 1000003::bigint", "nullif({}, '')::bigint"),
    "amount": ("numeric(14,2)", f"{CENTS}::text", CENTS, "nullif({}, '')::numeric(14,2)"),
    "share": ("double precision", "g / 7::float8", "g / 7::float8", "nullif({}, '')::double precision"),
    "flag": ("boolean", "(g % 3 = 0)::text", "g % 3 = 0", "nullif({}, '')::boolean"),
    "day": (
        "date",
        "(date '2020-01-01' + g % 2000)::text",
        "date '2020-01-01' + g % 2000",
        "nullif({}, '')::date",
    ),
    "moment": (
        "timestamptz",
        f"({MOMENT})",
        f"to_timestamp({MOMENT} / 1000.0)",
        "to_timestamp(({})::float8 / 1000)",
    ),
    "hash": ("text", "md5(g::text)", "md5(g::text)", "{}"),
}
TEN = {f"c{n}": kind for n, kind in enumerate(KINDS)}
"""Every kind once."""
EVERY = {f"c{n}": kind for n, kind in enumerate([*KINDS, *KINDS])}
"""Every kind twice."""
TWENTY = {
    "first_name": "name", "last_name": "name", "email": "email", "city": "name", "status": "name",
    "office": "name", "rezen_network_id": "hash", "owner_user_id": "count", "member_agent_id": "id",
    "level": "count", "direct_count": "count", "downline_count": "count", "transactions_ytd": "count",
    "joined_at": "moment", "last_contact_at": "moment", "volume_ytd": "amount",
    "revenue_share_total": "amount", "is_active": "flag", "is_producing": "flag", "anniversary_on": "day",
}  # fmt: skip
"""Fields of names that V1 uses, their types in the proportions in which the migration's 1,932 mapped columns
have them: 34 % texts, 30 % whole numbers, 10 % moments, 9 % numerics, 8 % booleans, 6 % days."""
OTHERS = (
    "line", "note", "path", "tier", "color", "phone", "state", "hidden", "labels", "pinned", "country",
    "gci_ytd", "left_at", "agent_id", "nickname", "is_capped", "created_at", "tree_cache", "updated_at",
    "cap_percent",
)  # fmt: skip
"""Keys in the same documents, of which other V2 tables are made."""
FIELDS = {"wide": TWENTY, "every": EVERY}
"""Which fields a table has; the others have `TEN`."""


def fields_of(table: str) -> dict[str, str]:
    """The compared fields of a table, and of what kind each is."""
    return FIELDS.get(table.removesuffix("_100"), TEN)


def build(
    connection: psycopg.Connection, table: str, rows: int, note: bool = False, differences: int = 0
) -> None:
    """Make documents, typed rows (equal, and with so many differences), and a view for those who need one."""
    kinds = {each: KINDS[kind] for each, kind in fields_of(table).items()}
    document = "jsonb_build_object(" + ", ".join(f"'{each}', {kind[1]}" for each, kind in kinds.items())
    if table in FIELDS:
        beside = zip(OTHERS, kinds.values(), strict=True)
        document += ") || jsonb_build_object(" + ", ".join(f"'{each}', {kind[1]}" for each, kind in beside)
    if note:
        # 7 kB that hardly compress, in front of nothing.
        document += ", 'note', (select string_agg(md5(g::text || k), '') from generate_series(1, 220) k)"
    series = f"generate_series(1, {rows}) g"
    connection.execute(f"create table {table}_v1 (id int primary key, xdo jsonb not null)")
    connection.execute(f"insert into {table}_v1 select g, {document}) from {series}")
    columns = ", ".join(f"{each} {kind[0]}" for each, kind in kinds.items())
    connection.execute(f"create table {table}_v2 (id int primary key, {columns})")
    values = ", ".join(kind[2] for kind in kinds.values())
    connection.execute(f"insert into {table}_v2 select g, {values} from {series}")
    if differences:
        connection.execute(f"create table {table}_100_v2 (like {table}_v2 including all)")
        connection.execute(f"insert into {table}_100_v2 select * from {table}_v2")
        step = max(rows // differences, 1)
        connection.execute(f"update {table}_100_v2 set c3 = c3 + 1 where id % {step} = 1")
    casts = ", ".join(kind[3].format(f"xdo->>'{each}'") + f" as {each}" for each, kind in kinds.items())
    connection.execute(f"create view {table}_old as select id, {casts} from {table}_v1")
    connection.execute("vacuum analyze")
    connection.execute("checkpoint")


def bare_join(table: str) -> str:
    """The least that an exact comparison must do: one FULL JOIN, a count of differences a column."""
    unequal = (f"v1.{each} is distinct from v2.{each}" for each in fields_of(table))
    counted = ", ".join(f"count(*) filter (where {each})" for each in unequal)
    return (
        f"select count(*) filter (where v1.id is null), count(*) filter (where v2.id is null), {counted}"
        f" from {table}_old v1 full join {table}_v2 v2 on v2.id = v1.id"
    )


def bare_extraction(table: str) -> str:
    """Take the fields out of the documents as texts, and do nothing with them."""
    counted = ", ".join(f"count(xdo->>'{each}')" for each in fields_of(table))
    return f"select {counted} from {table}_v1"
