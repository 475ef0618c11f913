-- Training: courses, lessons, and how far somebody is.

truncate mvpw5_750, mvpw5_751, mvpw5_752, mvpw5_753, mvpw5_754, mvpw5_755, mvpw5_756, mvpw5_757,
    mvpw5_758, mvpw5_759, mvpw5_760;

-- courses: a course
insert into mvpw5_750 (
    id, headline, description, category,
    level_name, author_user_id,
    duration_minutes, is_required,
    published_on, version, price
)
select
    id, xdo->>'headline', xdo->>'description', xdo->>'category',
    xdo->>'level_name', as_integer(xdo->>'author_user_id'),
    as_integer(xdo->>'duration_minutes', 0), as_boolean(xdo->>'is_required'),
    as_date(xdo->>'published_on'), xdo->>'version', as_number(xdo->>'price', 0)
from mvpw1_94;

-- course_media: what a course shows, one row a course
insert into mvpw5_751 (
    id, course_id, video_url, transcript,
    language
)
select
    id, id, xdo->>'video_url', as_json(xdo->'transcript'),
    xdo->>'language'
from mvpw1_94;

-- course_lessons: its lessons
insert into mvpw5_752 (
    id, course_id, position, headline,
    body, video_url, duration_minutes,
    is_preview
)
select
    id, as_integer(xdo->>'course_id'), as_integer(xdo->>'position', 0), xdo->>'headline',
    xdo->>'body', xdo->>'video_url', as_integer(xdo->>'duration_minutes', 0),
    as_boolean(xdo->>'is_preview')
from mvpw1_95;

-- course_enrollments: who takes it
insert into mvpw5_753 (
    id, course_id, user_id,
    enrolled_at, completed_at,
    progress_percent, status, due_on
)
select
    id, as_integer(xdo->>'course_id'), as_integer(xdo->>'user_id'),
    as_moment(xdo->>'enrolled_at'), as_moment(xdo->>'completed_at'),
    as_number(xdo->>'progress_percent', 0), xdo->>'status', as_date(xdo->>'due_on')
from mvpw1_96;

-- lesson_progress: how far somebody is
insert into mvpw5_754 (
    id, course_lesson_id, user_id,
    position_seconds, is_done,
    updated_at, attempts
)
select
    id, as_integer(xdo->>'course_lesson_id'), as_integer(xdo->>'user_id'),
    as_integer(xdo->>'position_seconds', 0), as_boolean(xdo->>'is_done'),
    as_moment(xdo->>'updated_at'), as_integer(xdo->>'attempts', 0)
from mvpw1_97;

-- quizzes: what is asked at the end
insert into mvpw5_755 (
    id, course_id, headline, question_count,
    pass_percent, time_limit_minutes,
    is_active
)
select
    id, as_integer(xdo->>'course_id'), xdo->>'headline', as_integer(xdo->>'question_count', 0),
    as_number(xdo->>'pass_percent', 0), as_integer(xdo->>'time_limit_minutes', 0),
    as_boolean(xdo->>'is_active')
from mvpw1_98;

-- certificates: what was earned
insert into mvpw5_756 (
    id, user_id, course_id, certificate_number,
    issued_on, expires_on, pdf_url,
    is_revoked
)
select
    id, as_integer(xdo->>'user_id'), as_integer(xdo->>'course_id'), xdo->>'certificate_number',
    as_date(xdo->>'issued_on'), as_date(xdo->>'expires_on'), xdo->>'pdf_url',
    as_boolean(xdo->>'is_revoked')
from mvpw1_100;

-- mentor_programs: how newcomers are guided
insert into mvpw5_757 (
    id, headline, description, fee_percent,
    transactions_required, is_active,
    created_at, updated_at
)
select
    id, xdo->>'headline', xdo->>'description', as_number(xdo->>'fee_percent', 0),
    as_integer(xdo->>'transactions_required', 0), as_boolean(xdo->>'is_active'),
    as_moment(xdo->>'created_at'), as_moment(xdo->>'updated_at')
from mvpw1_101;

-- mentorships: who guides whom
insert into mvpw5_758 (
    id, mentor_program_id, mentor_agent_id,
    mentee_agent_id, started_on, ended_on,
    status, transactions_done, fee_paid,
    note
)
select
    id, as_integer(xdo->>'mentor_program_id'), as_integer(xdo->>'mentor_agent_id'),
    as_integer(xdo->>'mentee_agent_id'), as_date(xdo->>'started_on'), as_date(xdo->>'ended_on'),
    xdo->>'status', as_integer(xdo->>'transactions_done', 0), as_number(xdo->>'fee_paid', 0),
    xdo->>'note'
from mvpw1_102;

-- coaching_sessions: an hour with a coach
insert into mvpw5_759 (
    id, agent_id, coach_user_id,
    held_at, duration_minutes, kind,
    note, outcome, next_step_on
)
select
    id, as_integer(xdo->>'agent_id'), as_integer(xdo->>'coach_user_id'),
    as_moment(xdo->>'held_at'), as_integer(xdo->>'duration_minutes', 0), xdo->>'kind',
    xdo->>'note', xdo->>'outcome', as_date(xdo->>'next_step_on')
from mvpw1_103;

-- continuing_education: hours that a state wants
insert into mvpw5_760 (
    id, agent_id, state, license_number,
    hours_required, hours_done,
    due_on, status
)
select
    id, as_integer(xdo->>'agent_id'), xdo->>'state', xdo->>'license_number',
    as_number(xdo->>'hours_required', 0), as_number(xdo->>'hours_done', 0),
    as_date(xdo->>'due_on'), xdo->>'status'
from mvpw1_104;
