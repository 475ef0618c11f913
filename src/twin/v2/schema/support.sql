-- Support: what users ask, and the answers.

-- support_tickets: a question
create table mvpw5_769 (
    id                 integer primary key,
    user_id            integer,
    subject            text,
    body               text,
    category           text,
    priority           text,
    status             text,
    assigned_user_id   integer,
    opened_at          timestamptz,
    closed_at          timestamptz,
    tags               text[],
    satisfaction_score integer,
    channel            text
);

-- support_messages: the talk about it
create table mvpw5_770 (
    id                integer primary key,
    support_ticket_id integer,
    author_user_id    integer,
    body              text,
    sent_at           timestamptz,
    is_internal       boolean,
    attachment_url    text
);

-- knowledge_articles: what can be read
create table mvpw5_771 (
    id              integer primary key,
    headline        text,
    body            text,
    category        text,
    author_user_id  integer,
    published_at    timestamptz,
    view_count      integer,
    helpful_count   integer,
    unhelpful_count integer,
    is_public       boolean,
    tags            text[]
);

-- knowledge_categories: shelves of articles
create table mvpw5_772 (
    id        integer primary key,
    headline  text,
    position  integer,
    icon      text,
    is_public boolean
);

-- faq_entries: short answers
create table mvpw5_773 (
    id        integer primary key,
    question  text,
    answer    text,
    category  text,
    position  integer,
    is_active boolean,
    locale    text
);

-- feature_requests: wishes
create table mvpw5_774 (
    id          integer primary key,
    user_id     integer,
    headline    text,
    description text,
    status      text,
    vote_count  integer,
    planned_on  date,
    shipped_on  date
);

-- bug_reports: faults that users saw
create table mvpw5_775 (
    id             integer primary key,
    user_id        integer,
    page           text,
    severity       text,
    body           text,
    browser        text,
    screenshot_url text,
    status         text,
    fixed_at       timestamptz,
    is_duplicate   boolean
);

-- onboarding_checklists: steps of a newcomer
create table mvpw5_776 (
    id         integer primary key,
    headline   text,
    audience   text,
    step_count integer,
    is_active  boolean,
    created_at timestamptz,
    updated_at timestamptz
);

-- onboarding_steps: what a newcomer did
create table mvpw5_777 (
    id                      integer primary key,
    onboarding_checklist_id integer,
    user_id                 integer,
    step                    integer,
    headline                text,
    is_done                 boolean,
    done_at                 timestamptz,
    skipped_at              timestamptz,
    note                    text
);
