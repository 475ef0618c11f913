-- Documents: files, folders, signatures, templates.

-- documents: a file
create table mvpw5_761 (
    id                  integer primary key,
    transaction_id      integer,
    listing_id          integer,
    uploaded_by_user_id integer,
    category            text,
    file_name           text,
    url                 text,
    size_bytes          integer,
    mime_type           text,
    is_signed           boolean,
    created_at          timestamptz,
    updated_at          timestamptz,
    tags                text[]
);

-- document_folders: where files lie
create table mvpw5_762 (
    id             integer primary key,
    transaction_id integer,
    headline       text,
    position       integer,
    is_locked      boolean,
    created_at     timestamptz
);

-- document_templates: forms to fill in
create table mvpw5_763 (
    id         integer primary key,
    headline   text,
    category   text,
    state      text,
    body       text,
    fields     jsonb,
    is_active  boolean,
    version    text,
    created_at timestamptz,
    updated_at timestamptz
);

-- document_requests: files that are awaited
create table mvpw5_764 (
    id                   integer primary key,
    transaction_id       integer,
    requested_by_user_id integer,
    document_name        text,
    due_on               date,
    received_at          timestamptz,
    status               text,
    reminder_count       integer
);

-- signature_envelopes: what is to be signed
create table mvpw5_765 (
    id             integer primary key,
    transaction_id integer,
    sender_user_id integer,
    provider       text,
    external_id    text,
    status         text,
    sent_at        timestamptz,
    completed_at   timestamptz,
    voided_at      timestamptz,
    subject        text
);

-- signature_recipients: who signs
create table mvpw5_766 (
    id                    integer primary key,
    signature_envelope_id integer,
    name                  text,
    email                 text,
    role                  text,
    position              integer,
    signed_at             timestamptz,
    declined_at           timestamptz,
    decline_reason        text
);

-- checklists: a list to work off
create table mvpw5_767 (
    id                 integer primary key,
    transaction_id     integer,
    listing_id         integer,
    headline           text,
    percent_done       numeric(9,4),
    is_template        boolean,
    created_by_user_id integer,
    created_at         timestamptz,
    updated_at         timestamptz
);

-- checklist_items: what stands on it
create table mvpw5_768 (
    id              integer primary key,
    checklist_id    integer,
    position        integer,
    headline        text,
    is_required     boolean,
    is_done         boolean,
    done_at         timestamptz,
    done_by_user_id integer,
    due_on          date,
    note            text
);
