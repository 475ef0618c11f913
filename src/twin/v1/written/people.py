"""People: users, agents with their plans, years and sponsors, and the users who have left."""

from __future__ import annotations

from itertools import pairwise

from twin.v1.sizes import Sizes
from twin.v1.values import documents_of, listed
from twin.v1.words import LISTS, STATES
from twin.v1.written.table import Written, link, loose, moment, one_of, one_part, pick, series


def password(secret: str) -> str:
    """Return what V1 keeps of a password."""
    return f"'sha256:' || encode(sha256(convert_to({secret}, 'UTF8')), 'hex')"


def user(size: Sizes) -> Written:
    """Return the users."""
    rows = """
        select u.id as i, u.agent_id, u.team_id, u.is_owner, t.n as test, a.first_name as first,
            a.last_name as last, t.email as mail, t.password as secret
        from v1_user as u
        join v1_agent as a on a.id = u.agent_id left join v1_test as t on t.user_id = u.id"""
    exact = {
        "email": "coalesce(mail, case when i % 7 = 0 then 'User' else 'user' end || i || '@twin.example')",
        "first_name": "first",
        "last_name": "last",
        "active": """case when test is not null or @h:active@ % 10 < 5 then 'true'::jsonb
            when @h:active@ % 10 < 8 then '"true"' when @h:active@ % 10 = 8 then 'false' else '""' end""",
        "agent_id": "agent_id",
        "team_id": "team_id",
        "account_status": pick("account", "active", "active", "active", "invited", "suspended"),
        "password": password("coalesce(secret, 'user-' || i)"),
        "is_team_owner": """case when is_owner then 'true'::jsonb
            when i % 3 = 0 then '"false"' when i % 3 = 1 then 'false' else '""' end""",
        "is_admin": "case when test is null and i % 50 = 9 then 'true'::jsonb else 'false' end",
        "goal_year": "2026",
        "goal_gci": loose("goal", "50000 + @h:goal@ % 300000"),
        "goal_transactions": loose("goals", "6 + @h:goals@ % 40"),
        "referred_by_user_id": link("ref", "case when @h:ref@ % 3 = 0 then 1 + @h:ref@ % 335 end"),
    }
    return one_part(335, 1, rows, exact)


# How many elements an agent's arrays have. Agents who stand at every scale (`r` is null) have the same at
# every scale; the others share evenly what is missing to the size.
COUNTS = """
create temporary table v1_counts on commit drop as
select a.*, p.path, p.depth,
    case when test is not null then 3 when a.r is null then 1 + (a.k % 6 = 0)::integer else 0 end as plans,
    case when test is not null then 4 when a.r is null then 2 + (a.k % 5 = 0)::integer else 0 end as years,
    case when a.r is not null then 0
        else least(depth, case when test is not null then 4 else 1 + (a.k % 4 = 0)::integer end) end as levels
from v1_agent as a join v1_path as p using (id);
create temporary table v1_rest on commit drop as
select count(r) as many, greatest(count(r) * 9 / 10, @plans@ - sum(plans)) as plans,
    greatest(count(r), @years@ - sum(years)) as years, greatest(count(r), @levels@ - sum(levels)) as levels
from v1_counts;
analyze v1_counts;"""

PLANS = """case when plans = 0 then null else (
    select jsonb_agg(jsonb_build_object(
        'plan', (array['standard','team','élite','Mentor','luxury','referral','legacy','trial','B2B'])
            [1 + (@h:plan@ + p) % 9],
        'split_percent', case when (@h:split@ + p) & 3 = 0 then to_jsonb((70 + p * 5.25)::text)
            else to_jsonb(85 - p * 2.5) end,
        'effective_on', (date '2023-01-01' + (@h:plan day@ + p * 97) % 900)::text,
        'ends_on', case when p = 1 then '' else '2026-12-31' end,
        'flat_fee', case when (@h:flat@ + p) & 3 = 0 then '""'::jsonb
            else to_jsonb(((@h:flat@ + p) % 50000) * 0.01) end,
        'is_default', case when p = 1 then '"true"'::jsonb else 'false' end,
        'note', case when p & 1 = 1 then 'agreed by phone ' end
    ) order by p)
    from generate_series(1, plans) as p) end"""

YEARS = """case when years = 0 then null else (
    select jsonb_agg(jsonb_build_object(
        'year', case when (@h:year@ + p) & 1 = 0 then to_jsonb(y) else to_jsonb(y::text) end,
        'transactions', (@h:year n@ + p * 7) % 40,
        'volume', case when (@h:year@ + p) & 3 = 1
            then to_jsonb((((@h:year v@ >> 4) + p * 9973) * 0.01)::text)
            else to_jsonb(((@h:year v@ >> 4) + p * 7919) * 0.01) end,
        'gci', case when (@h:year g@ + p) & 15 = 1 then '""'::jsonb
            else to_jsonb(((@h:year g@ >> 8) + p * 331) * 0.01) end,
        'listings', ((@h:year n@ >> 8) + p) % 20,
        'average_days_on_market', (((@h:year n@ >> 4) + p) % 900000) * 0.0001,
        'closed_sides', (((@h:year n@ >> 4) + p) % 55)::text
    ) order by p)
    from generate_series(1, years) as p,
        lateral (select (array[2025, 2024, 2023, 2022, 2021, 2020])[p] as y) as of) end"""

LEVELS = """case when levels = 0 then null else (
    select jsonb_agg(jsonb_build_object(
        'level', case when p & 1 = 0 then to_jsonb(p::text) else to_jsonb(p) end,
        'sponsor_agent_id', path[depth + 1 - p],
        'since_on', case when (@h:since@ + p) % 9 = 0 then ''
            else (date '2019-06-01' + (@h:since@ + p) % 2000)::text end,
        'is_active', case (@h:since@ + p) & 3 when 0 then '"true"'::jsonb when 1 then 'false' else 'true' end,
        'line', (array['A','B','C',''])[1 + (@h:since@ + p) % 4]
    ) order by p)
    from generate_series(1, levels) as p) end"""


def agent(size: Sizes) -> Written:
    """Return the agents with their three arrays."""

    def share(what: str) -> str:
        even = f"r * m.{what} / m.many - (r - 1) * m.{what} / m.many"
        return f"case when r is null then c.{what} else {even} end::integer as {what}"

    before = COUNTS
    for what in ("plans", "years", "levels"):
        before = before.replace(f"@{what}@", str(getattr(size, what)))
    rows = f"""
        select c.id as i, c.k, c.user_id, c.team_id, c.sponsor_id, c.path, c.depth, c.test,
            {share("plans")}, {share("years")}, {share("levels")},
            c.first_name as first, c.last_name as last, t.email as mail,
            (array[12000, 16000, 9000, 20000])[1 + @h:cap:c.id@ % 4] as cap, (@h:paid:c.id@ % 1001) as paid,
            date '2026-02-01' + (@h:cycle:c.id@ % 330) as cycle_end
        from v1_counts as c cross join v1_rest as m left join v1_test as t on t.n = c.test"""
    # Whoever opens a test team's directory sees languages; elsewhere there may be none.
    known = documents_of([list(pair) for pair in pairwise(LISTS["languages"])])
    languages = f"""case when team_id <= 3 then {known}[1 + @h:languages@ % {len(LISTS["languages"]) - 1}]
        else {listed("languages", "@h:languages@")} end"""
    status = pick("status", "active", "active", "active", "active", "inactive", "terminated")
    exact = {
        "user_id": link("user", "user_id"),
        "team_id": link("team", "team_id"),
        "first_name": "case when test is null and @h:no first@ % 40 = 0 then '' else first end",
        "last_name": "last",
        "email": "coalesce(mail, 'agent' || i || '@twin.example')",
        "status": f"case when test is not null then 'active' else {status} end",
        "office_state": one_of("office state", STATES),
        "languages": languages,
        "sponsor_agent_id": link("sponsor", "sponsor_id"),
        "sponsor_tier": "depth",
        "mentor_agent_id": link("mentor", "case when @h:mentor@ % 4 = 0 then path[1 + depth / 2] end"),
        "cap_amount": loose("cap amount", "cap"),
        "cap_paid": loose("cap paid", "cap * paid * 0.001"),
        "cap_remaining": loose("cap left", "cap - cap * paid * 0.001"),
        "cap_percent": loose("cap percent", "paid * 0.1"),
        "cap_is_met": loose("cap met", "paid >= 1000"),
        "cap_cycle_end_on": "cycle_end::text",
        "cap_cycle_start_on": "(cycle_end - 365)::text",
        "commission_plans": PLANS,
        "performance": YEARS,
        "sponsor_tree": LEVELS,
        "rezen_agent_id": """case when test is not null or @h:rezen@ % 5 < 3 then 'rz-' || (@h:rezen@ >> 4)
            when @h:rezen@ % 5 = 3 then '' end""",
        "fub_stage": pick("fub stage", "new", "nurture", ""),
    }
    return one_part(90_000, 0, rows, exact, before)


def archived_users(size: Sizes) -> Written:
    """Return the users who have left; what agent they had stands above everybody's networks."""
    exact = {
        "email": "'gone' || i || '@twin.example'",
        "team_id": link("team", "case when @h:team@ % 3 > 0 then 4 + @h:team@ % 45 end"),
        "agent_id": link("agent", "case when @h:agent@ % 3 = 0 then 113 + @h:agent id@ % 87 end"),
        "password": password("'gone-' || i"),
        "archived_at": moment("archived", "date '2024-02-01' + @h:left@ % 600"),
    }
    return one_part(296, 1, series(296).replace("g as i", "1000 + g as i"), exact)
