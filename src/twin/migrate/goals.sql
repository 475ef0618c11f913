-- Goals: what is wanted, what was reached, who leads.

truncate mvpw5_821, mvpw5_822, mvpw5_823, mvpw5_824, mvpw5_825, mvpw5_826, mvpw5_827;

-- goals: what somebody wants
insert into mvpw5_821 (
    id, user_id, team_id, year,
    kind, target_amount, current_amount,
    due_on, status, note, created_at,
    updated_at
)
select
    id, as_integer(xdo->>'user_id'), as_integer(xdo->>'team_id'), as_integer(xdo->>'year', 0),
    xdo->>'kind', as_number(xdo->>'target_amount', 0), as_number(xdo->>'current_amount', 0),
    as_date(xdo->>'due_on'), xdo->>'status', xdo->>'note', as_moment(xdo->>'created_at'),
    as_moment(xdo->>'updated_at')
from mvpw1_175;

-- goal_milestones: steps on the way
insert into mvpw5_822 (
    id, goal_id, position, headline,
    target_amount, reached_on,
    is_reached
)
select
    id, as_integer(xdo->>'goal_id'), as_integer(xdo->>'position', 0), xdo->>'headline',
    as_number(xdo->>'target_amount', 0), as_date(xdo->>'reached_on'),
    as_boolean(xdo->>'is_reached')
from mvpw1_176;

-- business_plans: a year's plan
insert into mvpw5_823 (
    id, agent_id, year,
    gci_target, transaction_target,
    average_price, strategy, status,
    created_at, updated_at
)
select
    id, as_integer(xdo->>'agent_id'), as_integer(xdo->>'year', 0),
    as_number(xdo->>'gci_target', 0), as_integer(xdo->>'transaction_target', 0),
    as_number(xdo->>'average_price', 0), as_json(xdo->'strategy'), xdo->>'status',
    as_moment(xdo->>'created_at'), as_moment(xdo->>'updated_at')
from mvpw1_178;

-- leaderboards: a table of the best
insert into mvpw5_824 (
    id, headline, kind, period,
    starts_on, ends_on, team_id,
    is_public
)
select
    id, xdo->>'headline', xdo->>'kind', xdo->>'period',
    as_date(xdo->>'starts_on'), as_date(xdo->>'ends_on'), as_integer(xdo->>'team_id'),
    as_boolean(xdo->>'is_public')
from mvpw1_179;

-- awards: what may be won
insert into mvpw5_825 (
    id, headline, description, category,
    year, min_volume,
    min_transactions, badge_url
)
select
    id, xdo->>'headline', xdo->>'description', xdo->>'category',
    as_integer(xdo->>'year', 0), as_number(xdo->>'min_volume', 0),
    as_integer(xdo->>'min_transactions', 0), xdo->>'badge_url'
from mvpw1_181;

-- award_winners: who has won it
insert into mvpw5_826 (
    id, award_id, agent_id, year,
    amount, announced_on
)
select
    id, as_integer(xdo->>'award_id'), as_integer(xdo->>'agent_id'), as_integer(xdo->>'year', 0),
    as_number(xdo->>'amount', 0), as_date(xdo->>'announced_on')
from mvpw1_182;

-- activity_targets: calls and meetings of a week
insert into mvpw5_827 (
    id, user_id, calls,
    meetings, texts,
    notes_written, starts_on,
    is_active
)
select
    id, as_integer(xdo->>'user_id'), as_integer(xdo->>'calls', 0),
    as_integer(xdo->>'meetings', 0), as_integer(xdo->>'texts', 0),
    as_integer(xdo->>'notes_written', 0), as_date(xdo->>'starts_on'),
    as_boolean(xdo->>'is_active')
from mvpw1_183;
