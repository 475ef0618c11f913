-- Notifications: what was said to whom, and how.

-- notifications: a word to a user
create table mvpw5_778 (
    id         integer primary key,
    user_id    integer,
    kind       text,
    headline   text,
    body       text,
    link_url   text,
    is_read    boolean,
    read_at    timestamptz,
    created_at timestamptz,
    priority   text,
    payload    jsonb
);

-- notification_preferences: which words a user wants
create table mvpw5_779 (
    id          integer primary key,
    user_id     integer,
    channel     text,
    category    text,
    is_enabled  boolean,
    frequency   text,
    quiet_from  text,
    quiet_until text,
    updated_at  timestamptz
);

-- notification_templates: the texts
create table mvpw5_780 (
    id         integer primary key,
    code_name  text,
    channel    text,
    subject    text,
    body       text,
    locale     text,
    is_active  boolean,
    version    text,
    created_at timestamptz,
    updated_at timestamptz
);

-- push_devices: telephones that are told
create table mvpw5_781 (
    id           integer primary key,
    user_id      integer,
    platform     text,
    device_name  text,
    token        text,
    app_version  text,
    last_seen_at timestamptz,
    is_active    boolean
);

-- email_messages: letters that went out
create table mvpw5_782 (
    id            integer primary key,
    user_id       integer,
    to_email      text,
    subject       text,
    template_name text,
    status        text,
    sent_at       timestamptz,
    opened_at     timestamptz,
    clicked_at    timestamptz,
    bounced_at    timestamptz,
    provider_id   text,
    error         text
);

-- sms_messages: short messages that went out
create table mvpw5_783 (
    id           integer primary key,
    user_id      integer,
    to_phone     text,
    body         text,
    status       text,
    sent_at      timestamptz,
    delivered_at timestamptz,
    segments     integer,
    price        numeric(14,2),
    error        text
);

-- email_suppressions: addresses that want no letters
create table mvpw5_784 (
    id                 integer primary key,
    email              text,
    suppression_reason text,
    source             text,
    created_at         timestamptz,
    expires_at         timestamptz
);

-- announcement_banners: a line over every page
create table mvpw5_785 (
    id             integer primary key,
    headline       text,
    body           text,
    level_name     text,
    starts_at      timestamptz,
    ends_at        timestamptz,
    audience       text,
    is_dismissible boolean
);
