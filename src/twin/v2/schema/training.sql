-- Training: courses, lessons, and how far somebody is.

-- courses: a course
create table mvpw5_750 (
    id               integer primary key,
    headline         text,
    description      text,
    category         text,
    level_name       text,
    author_user_id   integer,
    duration_minutes integer,
    is_required      boolean,
    published_on     date,
    version          text,
    price            numeric(14,2)
);

-- course_media: what a course shows, one row a course
create table mvpw5_751 (
    id         integer primary key,
    course_id  integer,
    video_url  text,
    transcript jsonb,
    language   text
);

-- course_lessons: its lessons
create table mvpw5_752 (
    id               integer primary key,
    course_id        integer,
    position         integer,
    headline         text,
    body             text,
    video_url        text,
    duration_minutes integer,
    is_preview       boolean
);

-- course_enrollments: who takes it
create table mvpw5_753 (
    id               integer primary key,
    course_id        integer,
    user_id          integer,
    enrolled_at      timestamptz,
    completed_at     timestamptz,
    progress_percent numeric(9,4),
    status           text,
    due_on           date
);

-- lesson_progress: how far somebody is
create table mvpw5_754 (
    id               integer primary key,
    course_lesson_id integer,
    user_id          integer,
    position_seconds integer,
    is_done          boolean,
    updated_at       timestamptz,
    attempts         integer
);

-- quizzes: what is asked at the end
create table mvpw5_755 (
    id                 integer primary key,
    course_id          integer,
    headline           text,
    question_count     integer,
    pass_percent       numeric(9,4),
    time_limit_minutes integer,
    is_active          boolean
);

-- certificates: what was earned
create table mvpw5_756 (
    id                 integer primary key,
    user_id            integer,
    course_id          integer,
    certificate_number text,
    issued_on          date,
    expires_on         date,
    pdf_url            text,
    is_revoked         boolean
);

-- mentor_programs: how newcomers are guided
create table mvpw5_757 (
    id                    integer primary key,
    headline              text,
    description           text,
    fee_percent           numeric(9,4),
    transactions_required integer,
    is_active             boolean,
    created_at            timestamptz,
    updated_at            timestamptz
);

-- mentorships: who guides whom
create table mvpw5_758 (
    id                integer primary key,
    mentor_program_id integer,
    mentor_agent_id   integer,
    mentee_agent_id   integer,
    started_on        date,
    ended_on          date,
    status            text,
    transactions_done integer,
    fee_paid          numeric(14,2),
    note              text
);

-- coaching_sessions: an hour with a coach
create table mvpw5_759 (
    id               integer primary key,
    agent_id         integer,
    coach_user_id    integer,
    held_at          timestamptz,
    duration_minutes integer,
    kind             text,
    note             text,
    outcome          text,
    next_step_on     date
);

-- continuing_education: hours that a state wants
create table mvpw5_760 (
    id             integer primary key,
    agent_id       integer,
    state          text,
    license_number text,
    hours_required numeric(14,2),
    hours_done     numeric(14,2),
    due_on         date,
    status         text
);
