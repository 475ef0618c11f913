-- Support: what users ask, and the answers.

truncate mvpw5_769, mvpw5_770, mvpw5_771, mvpw5_772, mvpw5_773, mvpw5_774, mvpw5_775, mvpw5_776,
    mvpw5_777;

-- support_tickets: a question
insert into mvpw5_769 (
    id, user_id, subject, body,
    category, priority, status, assigned_user_id,
    opened_at, closed_at, tags,
    satisfaction_score, channel
)
select
    id, as_integer(xdo->>'user_id'), xdo->>'subject', xdo->>'body',
    xdo->>'category', xdo->>'priority', xdo->>'status', as_integer(xdo->>'assigned_user_id'),
    as_moment(xdo->>'opened_at'), as_moment(xdo->>'closed_at'), as_list(xdo->'tags'),
    as_integer(xdo->>'satisfaction_score', 0), xdo->>'channel'
from mvpw1_116;

-- support_messages: the talk about it
insert into mvpw5_770 (
    id, support_ticket_id, author_user_id, body,
    sent_at, is_internal, attachment_url
)
select
    id, as_integer(xdo->>'support_ticket_id'), as_integer(xdo->>'author_user_id'), xdo->>'body',
    as_moment(xdo->>'sent_at'), as_boolean(xdo->>'is_internal'), xdo->>'attachment_url'
from mvpw1_117;

-- knowledge_articles: what can be read
insert into mvpw5_771 (
    id, headline, body, category,
    author_user_id, published_at,
    view_count, helpful_count,
    unhelpful_count, is_public, tags
)
select
    id, xdo->>'headline', xdo->>'body', xdo->>'category',
    as_integer(xdo->>'author_user_id'), as_moment(xdo->>'published_at'),
    as_integer(xdo->>'view_count', 0), as_integer(xdo->>'helpful_count', 0),
    as_integer(xdo->>'unhelpful_count', 0), as_boolean(xdo->>'is_public'), as_list(xdo->'tags')
from mvpw1_119;

-- knowledge_categories: shelves of articles
insert into mvpw5_772 (
    id, headline, position, icon,
    is_public
)
select
    id, xdo->>'headline', as_integer(xdo->>'position', 0), xdo->>'icon',
    as_boolean(xdo->>'is_public')
from mvpw1_120;

-- faq_entries: short answers
insert into mvpw5_773 (
    id, question, answer, category,
    position, is_active, locale
)
select
    id, xdo->>'question', xdo->>'answer', xdo->>'category',
    as_integer(xdo->>'position', 0), as_boolean(xdo->>'is_active'), xdo->>'locale'
from mvpw1_121;

-- feature_requests: wishes
insert into mvpw5_774 (
    id, user_id, headline, description,
    status, vote_count, planned_on,
    shipped_on
)
select
    id, as_integer(xdo->>'user_id'), xdo->>'headline', xdo->>'description',
    xdo->>'status', as_integer(xdo->>'vote_count', 0), as_date(xdo->>'planned_on'),
    as_date(xdo->>'shipped_on')
from mvpw1_122;

-- bug_reports: faults that users saw
insert into mvpw5_775 (
    id, user_id, page, severity,
    body, browser, screenshot_url, status,
    fixed_at, is_duplicate
)
select
    id, as_integer(xdo->>'user_id'), xdo->>'page', xdo->>'severity',
    xdo->>'body', xdo->>'browser', xdo->>'screenshot_url', xdo->>'status',
    as_moment(xdo->>'fixed_at'), as_boolean(xdo->>'is_duplicate')
from mvpw1_124;

-- onboarding_checklists: steps of a newcomer
insert into mvpw5_776 (
    id, headline, audience, step_count,
    is_active, created_at, updated_at
)
select
    id, xdo->>'headline', xdo->>'audience', as_integer(xdo->>'step_count', 0),
    as_boolean(xdo->>'is_active'), as_moment(xdo->>'created_at'), as_moment(xdo->>'updated_at')
from mvpw1_126;

-- onboarding_steps: what a newcomer did
insert into mvpw5_777 (
    id, onboarding_checklist_id, user_id,
    step, headline, is_done,
    done_at, skipped_at, note
)
select
    id, as_integer(xdo->>'onboarding_checklist_id'), as_integer(xdo->>'user_id'),
    as_integer(xdo->>'step', 0), xdo->>'headline', as_boolean(xdo->>'is_done'),
    as_moment(xdo->>'done_at'), as_moment(xdo->>'skipped_at'), xdo->>'note'
from mvpw1_127;
