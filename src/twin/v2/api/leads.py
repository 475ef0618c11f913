"""Leads: the pipeline from a first contact to a sale."""

from __future__ import annotations

from twin.v2.api.call import Call, Endpoint
from twin.v2.api.paging import PAGING, Listed
from twin.v2.api.parameters import ORDER_DOWN, boolean, choice, integer, text
from twin.v2.api.shape import one, page, rows
from twin.v2.api.sql import average, code_points, contains, millis, ratio
from twin.v2.api.tables import LEAD, LEAD_ACTIVITIES, LEAD_STAGES

LIST_PARAMETERS = (
    choice("status", "open", "won", "lost"),
    integer("stage_id"),
    text("source"),
    boolean("hot"),
    text("q"),
    choice("sort", "created_at", "score", "last_contact_at", default="created_at"),
    ORDER_DOWN,
)

LIST = Listed(
    columns=f"""
        l.id, l.first_name, l.last_name, l.email, l.phone, l.stage_id, s.name as stage_name,
        l.source, l.status, l.score, l.is_hot, l.price_max,
        {millis("l.created_at")} as created_at,
        {millis("l.last_contact_at")} as last_contact_at,
        l.tags
    """,
    rows=f"""
        from {LEAD} l
        left join {LEAD_STAGES} s on s.id = l.stage_id
        where l.agent_id = any(%(scope)s::int[])
    """,
    sorts={
        "created_at": "l.created_at {order} nulls last, l.id",
        "score": "l.score {order} nulls last, l.id",
        "last_contact_at": "l.last_contact_at {order} nulls last, l.id",
    },
    filters={
        "status": "l.status = %(status)s",
        "stage_id": "l.stage_id = %(stage_id)s::int",
        "source": "l.source = %(source)s",
        "hot": "l.is_hot = %(hot)s",
        "q": contains("l.first_name", "l.last_name", "l.email"),
    },
)

OWNED = f"select l.id from {LEAD} l where l.id = %(id)s::int and l.agent_id = any(%(scope)s::int[])"

DETAIL = f"""
    select l.id, l.first_name, l.last_name, l.email, l.phone,
        case when s.id is not null
            then json_build_object('id', s.id, 'name', s.name, 'probability', s.probability)
        end as stage,
        l.source, l.status, l.price_min, l.price_max, l.city, l.state,
        {millis("l.created_at")} as created_at,
        {millis("l.updated_at")} as updated_at,
        {millis("l.last_contact_at")} as last_contact_at,
        l.converted_transaction_id,
        {millis("l.converted_at")} as converted_at,
        l.score, l.tags, l.is_hot, l.notes,
        (select count(*) from {LEAD_ACTIVITIES} x where x.lead_id = l.id) as activities
    from {LEAD} l
    left join {LEAD_STAGES} s on s.id = l.stage_id
    where l.id = %(id)s::int and l.agent_id = any(%(scope)s::int[])
"""

FUNNEL = f"""
    select s.id as stage_id, s.name, s.position,
        count(l.id) as leads,
        count(*) filter (where l.is_hot) as hot,
        coalesce(round(sum(l.price_max * s.probability), 2), 0) as expected_value
    from {LEAD_STAGES} s
    left join {LEAD} l on l.stage_id = s.id and l.agent_id = any(%(scope)s::int[])
    group by s.id
    order by s.position nulls last, s.id
"""

BY_SOURCE = f"""
    select l.source, l.leads, l.won,
        {ratio("l.won", "l.leads")} as conversion,
        l.average_score
    from (
        select nullif(source, '') as source,
            count(*) as leads,
            count(*) filter (where status = 'won') as won,
            {average("score")} as average_score
        from {LEAD}
        where agent_id = any(%(scope)s::int[])
        group by 1
    ) as l
    order by l.leads desc, {code_points("l.source")} nulls last
"""

CONVERSION = f"""
    select
        extract(year from m.month)::int as year,
        extract(month from m.month)::int as month,
        m.created, m.won,
        {ratio("m.won", "m.created")} as conversion
    from (
        select date_trunc('month', l.created_at at time zone 'UTC') as month,
            count(*) as created,
            count(*) filter (where l.status = 'won') as won
        from {LEAD} l
        where l.agent_id = any(%(scope)s::int[]) and l.created_at is not null
        group by 1
    ) as m
    order by m.month
"""

ACTIVITIES = f"""
    select x.id,
        {millis("x.happened_at")} as at,
        x.kind, x.user_id, x.note, x.outcome
    from {LEAD_ACTIVITIES} x
    where x.lead_id = %(id)s::int
    order by x.happened_at desc nulls last, x.id
"""

STAGES = f"""
    select s.id, s.name, s.position, s.probability, s.is_closed, s.color
    from {LEAD_STAGES} s
    order by s.position nulls last, s.id
"""


async def leads(call: Call) -> bytes:
    """Answer a page of the viewer's leads."""
    return await call.page(LIST, LIST_PARAMETERS)


async def detail(call: Call) -> bytes:
    """Answer one lead with its stage."""
    return await call.row(DETAIL, id=call.id)


async def funnel(call: Call) -> bytes:
    """Answer the pipeline, stage by stage."""
    return await call.rows(FUNNEL)


async def by_source(call: Call) -> bytes:
    """Answer leads and conversion by source."""
    return await call.rows(BY_SOURCE)


async def conversion(call: Call) -> bytes:
    """Answer the leads made and won by month."""
    return await call.rows(CONVERSION)


async def activities(call: Call) -> bytes:
    """Answer the activities on one lead."""
    return await call.rows_of(OWNED, ACTIVITIES)


async def stages(call: Call) -> bytes:
    """Answer the stages that a lead goes through."""
    return await call.rows(STAGES)


ENDPOINTS = (
    Endpoint(
        "/api:4UsTtl3m/leads/list",
        leads,
        function="Workers/LeadsList",
        parameters=(*PAGING, *LIST_PARAMETERS),
        answers=page(
            "id integer, first_name text?, last_name text?, email text?, phone text?, stage_id integer?,"
            " stage_name text?, source text?, status text?, score integer?, is_hot boolean?,"
            " price_max number?, created_at moment?, last_contact_at moment?, tags [text]?"
        ),
    ),
    Endpoint(
        "/api:4UsTtl3m/leads/{id}",
        detail,
        function="Workers/LeadDetail",
        answers=one(
            "id integer, first_name text?, last_name text?, email text?, phone text?, stage {id integer,"
            " name text?, probability number?}?, source text?, status text?, price_min number?,"
            " price_max number?, city text?, state text?, created_at moment?, updated_at moment?,"
            " last_contact_at moment?, converted_transaction_id integer?, converted_at moment?,"
            " score integer?, tags [text]?, is_hot boolean?, notes text?, activities integer"
        ),
    ),
    Endpoint(
        "/api:4UsTtl3m/leads/funnel",
        funnel,
        function="Workers/LeadsFunnel",
        answers=rows(
            "stage_id integer, name text?, position integer?, leads integer, hot integer,"
            " expected_value number"
        ),
    ),
    Endpoint(
        "/api:4UsTtl3m/leads/by-source",
        by_source,
        function="Workers/LeadsBySource",
        answers=rows("source text?, leads integer, won integer, conversion number, average_score number"),
    ),
    Endpoint(
        "/api:4UsTtl3m/leads/conversion",
        conversion,
        function="Workers/LeadsConversion",
        answers=rows("year integer, month integer, created integer, won integer, conversion number"),
    ),
    Endpoint(
        "/api:4UsTtl3m/leads/{id}/activities",
        activities,
        function="Workers/LeadActivities",
        answers=rows("id integer, at moment?, kind text?, user_id integer?, note text?, outcome text?"),
    ),
    Endpoint(
        "/api:4UsTtl3m/leads/stages",
        stages,
        function="Workers/LeadStages",
        answers=rows(
            "id integer, name text?, position integer?, probability number?, is_closed boolean?, color text?"
        ),
    ),
)
