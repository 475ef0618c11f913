-- Teams.

-- team: a team and its owner
create table mvpw5_680 (
    id             integer primary key,
    name           text,
    owner_user_id  integer,
    owner_agent_id integer,
    status         text,
    state          text,
    city           text,
    office         text,
    founded_on     date,
    member_count   integer,
    split_percent  numeric(9,4),
    cap_amount     numeric(14,2),
    brand_color    text,
    logo_url       text,
    website        text,
    created_at     timestamptz,
    updated_at     timestamptz,
    is_demo        boolean,
    rezen_team_id  text,
    notes          text
);

-- team_members: who belongs to it
create table mvpw5_681 (
    id            integer primary key,
    team_id       integer,
    user_id       integer,
    agent_id      integer,
    role          text,
    joined_on     date,
    left_on       date,
    is_active     boolean,
    split_percent numeric(9,4),
    created_at    timestamptz
);

-- team_settings: one row a team
create table mvpw5_682 (
    id                integer primary key,
    team_id           integer,
    allow_sharing     boolean,
    show_leaderboard  boolean,
    goal_gci          numeric(14,2),
    goal_transactions integer,
    lead_routing      text,
    notify_owner      boolean,
    created_at        timestamptz
);

-- team_director_assignments: directors, by state
create table mvpw5_683 (
    id               integer primary key,
    team_id          integer,
    director_user_id integer,
    state            text,
    assigned_on      date,
    is_active        boolean
);
