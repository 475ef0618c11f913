"""Faults of what repairs leave in V2: a small honest archive, of changes to photos, and ways of spoiling it.

The archive is written here a second time, by hand, as the judge expects it; V2's rows are what they were, for
the repair is said to have put right what as-found would have broken.
"""

from twin.faults import DataFault

_UNSEEN = """select p.id from mvpw5_687 p join mvpw5_685 l on l.id = p.listing_id
    where l.team_id > 3 order by p.id desc"""
_PHOTO, _OTHER = f"({_UNSEEN} limit 1)", f"({_UNSEEN} offset 1 limit 1)"
_HASH = """encode(sha256(convert_to(jsonb_build_array(number, run, step, batch, planned, table_name, relation,
    key, action, reference, reason, decision, actor,
    to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), before, after)::text, 'UTF8')), 'hex')"""

_TABLES = """
create schema cutover_repair;
create table cutover_repair.runs (
    run text primary key, kind text, undoes text default '', plan text, document jsonb default '{}',
    actor text, approved text, pair text default '', manifest text default '', began timestamptz,
    ended timestamptz, state text, before jsonb default '{}', after jsonb default '{}',
    orphans jsonb default '{}', sums jsonb default '{}', left_out jsonb default '[]');
create table cutover_repair.changes (
    number bigint primary key, run text, step text, batch bigint, planned jsonb, table_name text,
    relation text, key jsonb, action text, reference text, reason text, decision text, actor text,
    at timestamptz, before jsonb, after jsonb, hash text);
create table cutover_repair.batches (
    number bigint primary key, run text, step text, first bigint, last bigint, seconds float8, at timestamptz,
    previous text, hash text);
create table cutover_repair.rows_mvpw5_687 (cutover_number bigint primary key, like mvpw5_687);
"""


def _archive(after: str = "to_jsonb(p)") -> str:
    """Return SQL that makes the archive: a photo re-pointed, one restored, one in quarantine; one batch.

    ``after`` is how the first is said to have been left.
    """
    photo = f"from mvpw5_687 p where p.id = {_PHOTO}"
    lost = """to_jsonb(p) || '{"id": 999999999, "listing_id": 9000002}'"""
    return f"""{_TABLES}
    insert into cutover_repair.runs (run, kind, plan, actor, approved, began, ended, state, orphans)
    values ('R1', 'apply', repeat('d', 64), 'ada@example.org', repeat('d', 64), now(), now(), 'done',
        '{{"before": {{"listing_photos.listing_id": 2}}, "after": {{"listing_photos.listing_id": 0}}}}');
    insert into cutover_repair.changes
    select number, 'R1', 'photos', 1, '[]', 'listing_photos', 'mvpw5_687',
        jsonb_build_object('id', before->'id'), action, 'listing_photos.listing_id',
        'the listing is another one', '', 'ada@example.org', now(),
        case when action <> 'restore' then before end, case when action <> 'quarantine' then after end, ''
    from (
        select 1, 're-point', to_jsonb(p) || '{{"listing_id": 9000001}}', {after} {photo}
        union all select 2, 'restore', to_jsonb(p), to_jsonb(p)
        from mvpw5_687 p where p.id = (select min(id) from mvpw5_687)
        union all select 3, 'quarantine', {lost}, null {photo}
    ) as done(number, action, before, after);
    update cutover_repair.changes set hash = {_HASH};
    insert into cutover_repair.rows_mvpw5_687
    select number, (jsonb_populate_record(null::mvpw5_687, before)).* from cutover_repair.changes
    where before is not null;
    insert into cutover_repair.batches
    select 1, 'R1', 'photos', 1, 3, 0.01, now(), '',
        encode(sha256(convert_to('R1' || 'photos' || string_agg(hash, '' order by number), 'UTF8')), 'hex')
    from cutover_repair.changes;
    grant usage on schema cutover_repair to public;
    grant select on all tables in schema cutover_repair to public;
    """


_ALL = ("repair/*",)
"""Each stands in a run of its own: a V2 has one archive."""

REPAIRED = DataFault(
    "repaired", "V2 was repaired, and its archive tells all of it.", _archive(), must_fail=()
)
"""A variation that is right: what is on record, and can be put back."""

REPAIRS = (
    DataFault(
        "repair-entry-lost", "A change of a repair has no entry in its log.",
        _archive() + "delete from cutover_repair.changes where number = 2",
        must_fail=("repair/audit-trail",), touches=_ALL,
    ),
    DataFault(
        "repair-chain-broken", "An entry names another actor, and its hash was made anew.",
        _archive() + "update cutover_repair.changes set actor = 'nobody' where number = 1;"
        f" update cutover_repair.changes set hash = {_HASH}",
        must_fail=("repair/audit-trail",), touches=_ALL,
    ),
    DataFault(
        "repair-unsaid", "A repair wrote one more row than it says.",
        _archive() + f"update mvpw5_687 set caption = 'rewritten' where id = {_OTHER}",
        must_fail=("repair/audit-trail", "tables/listing_photos"), touches=_ALL,
    ),
    DataFault(
        "repair-row-lost", "The archive has lost a row as it was before its repair.",
        _archive() + "delete from cutover_repair.rows_mvpw5_687 where cutover_number = 1",
        must_fail=("repair/reversible",), touches=_ALL,
    ),
    DataFault(
        "repair-new-orphan", "A repair let a photo hang on a listing that does not exist.",
        _archive("""to_jsonb(p) || '{"listing_id": 999999999}'""")
        + f"update mvpw5_687 set listing_id = 999999999 where id = {_PHOTO}",
        must_fail=("repair/no-new-orphans", "references/listing_photos.listing_id"),
        touches=("tables/listing_photos", *_ALL),
    ),
)  # fmt: skip
