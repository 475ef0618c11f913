-- Events: what is held, where, who comes.

truncate mvpw5_741, mvpw5_742, mvpw5_743, mvpw5_744, mvpw5_745, mvpw5_746, mvpw5_747, mvpw5_748,
    mvpw5_749;

-- events: a gathering
insert into mvpw5_741 (
    id, headline, description, category,
    starts_at, ends_at, timezone,
    host_user_id, team_id,
    capacity, is_online, status,
    price, created_at
)
select
    id, xdo->>'headline', xdo->>'description', xdo->>'category',
    as_moment(xdo->>'starts_at'), as_moment(xdo->>'ends_at'), xdo->>'timezone',
    as_integer(xdo->>'host_user_id'), as_integer(xdo->>'team_id'),
    as_integer(xdo->>'capacity', 0), as_boolean(xdo->>'is_online'), xdo->>'status',
    as_number(xdo->>'price', 0), as_moment(xdo->>'created_at')
from mvpw1_83;

-- event_venues: where it is held, only of events with a place
insert into mvpw5_742 (
    id, event_id, venue_name, venue_city,
    venue_url
)
select
    id, id, xdo->>'venue_name', xdo->>'venue_city',
    xdo->>'venue_url'
from mvpw1_83
where xdo->>'venue_name' <> '';

-- event_registrations: who has signed up
insert into mvpw5_743 (
    id, event_id, user_id, agent_id,
    registered_at, status, guest_count,
    amount, is_paid, note
)
select
    id, as_integer(xdo->>'event_id'), as_integer(xdo->>'user_id'), as_integer(xdo->>'agent_id'),
    as_moment(xdo->>'registered_at'), xdo->>'status', as_integer(xdo->>'guest_count', 0),
    as_number(xdo->>'amount', 0), as_boolean(xdo->>'is_paid'), xdo->>'note'
from mvpw1_84;

-- event_sessions: the parts of an event
insert into mvpw5_744 (
    id, event_id, position, headline,
    speaker_name, starts_at, duration_minutes,
    room
)
select
    id, as_integer(xdo->>'event_id'), as_integer(xdo->>'position', 0), xdo->>'headline',
    xdo->>'speaker_name', as_moment(xdo->>'starts_at'), as_integer(xdo->>'duration_minutes', 0),
    xdo->>'room'
from mvpw1_85;

-- event_speakers: who speaks
insert into mvpw5_745 (
    id, event_id, first_name, last_name,
    email, company, bio, photo_url,
    fee
)
select
    id, as_integer(xdo->>'event_id'), xdo->>'first_name', xdo->>'last_name',
    xdo->>'email', xdo->>'company', xdo->>'bio', xdo->>'photo_url',
    as_number(xdo->>'fee', 0)
from mvpw1_86;

-- event_feedback: what guests thought
insert into mvpw5_746 (
    id, event_id, user_id, score,
    comment, created_at, is_anonymous
)
select
    id, as_integer(xdo->>'event_id'), as_integer(xdo->>'user_id'), as_integer(xdo->>'score', 0),
    xdo->>'comment', as_moment(xdo->>'created_at'), as_boolean(xdo->>'is_anonymous')
from mvpw1_87;

-- calendar_entries: a user's days
insert into mvpw5_747 (
    id, user_id, team_id, kind,
    headline, starts_at, ends_at,
    is_all_day, location, transaction_id,
    reminder_minutes, created_at,
    updated_at
)
select
    id, as_integer(xdo->>'user_id'), as_integer(xdo->>'team_id'), xdo->>'kind',
    xdo->>'headline', as_moment(xdo->>'starts_at'), as_moment(xdo->>'ends_at'),
    as_boolean(xdo->>'is_all_day'), xdo->>'location', as_integer(xdo->>'transaction_id'),
    as_integer(xdo->>'reminder_minutes', 0), as_moment(xdo->>'created_at'),
    as_moment(xdo->>'updated_at')
from mvpw1_90;

-- open_houses: a listing that may be seen
insert into mvpw5_748 (
    id, listing_id, agent_id,
    starts_at, ends_at,
    visitor_count, lead_count, note,
    status
)
select
    id, as_integer(xdo->>'listing_id'), as_integer(xdo->>'agent_id'),
    as_moment(xdo->>'starts_at'), as_moment(xdo->>'ends_at'),
    as_integer(xdo->>'visitor_count', 0), as_integer(xdo->>'lead_count', 0), xdo->>'note',
    xdo->>'status'
from mvpw1_92;

-- open_house_visitors: who came
insert into mvpw5_749 (
    id, open_house_id, first_name, last_name,
    email, phone, has_agent, visited_at,
    lead_id
)
select
    id, as_integer(xdo->>'open_house_id'), xdo->>'first_name', xdo->>'last_name',
    xdo->>'email', xdo->>'phone', as_boolean(xdo->>'has_agent'), as_moment(xdo->>'visited_at'),
    as_integer(xdo->>'lead_id')
from mvpw1_93;
