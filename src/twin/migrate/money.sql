-- Money: income of agents, contributions to sponsors.

truncate mvpw5_688, mvpw5_689;

-- income: what an agent received for a transaction
insert into mvpw5_688 (
    id,
    transaction_id, agent_id, user_id,
    kind, amount, paid_on,
    year, month, status,
    reference, cap_applied, note,
    created_at
)
select
    id,
    as_integer(xdo->>'transaction_id'), as_integer(xdo->>'agent_id'), as_integer(xdo->>'user_id'),
    xdo->>'kind', as_number(xdo->>'amount', 0), as_date(xdo->>'paid_on'),
    as_integer(xdo->>'year', 0), as_integer(xdo->>'month', 0), xdo->>'status',
    xdo->>'reference', as_number(xdo->>'cap_applied', 0), xdo->>'note',
    as_moment(xdo->>'created_at')
from mvpw1_53;

-- contribution: what an agent brought to a sponsor
insert into mvpw5_689 (
    id,
    agent_id, from_agent_id, transaction_id,
    amount, kind, tier, contributed_at
)
select
    id,
    as_integer(xdo->>'agent_id'), as_integer(xdo->>'from_agent_id'), as_integer(xdo->>'transaction_id'),
    as_number(xdo->>'amount', 0), xdo->>'kind', as_integer(xdo->>'tier', 0), as_moment(xdo->>'at')
from mvpw1_54;
