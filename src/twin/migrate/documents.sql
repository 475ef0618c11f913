-- Documents: files, folders, signatures, templates.

truncate mvpw5_761, mvpw5_762, mvpw5_763, mvpw5_764, mvpw5_765, mvpw5_766, mvpw5_767, mvpw5_768;

-- documents: a file
insert into mvpw5_761 (
    id, transaction_id, listing_id,
    uploaded_by_user_id, category, file_name, url,
    size_bytes, mime_type, is_signed,
    created_at, updated_at, tags
)
select
    id, as_integer(xdo->>'transaction_id'), as_integer(xdo->>'listing_id'),
    as_integer(xdo->>'uploaded_by_user_id'), xdo->>'category', xdo->>'file_name', xdo->>'url',
    as_integer(xdo->>'size_bytes', 0), xdo->>'mime_type', as_boolean(xdo->>'is_signed'),
    as_moment(xdo->>'created_at'), as_moment(xdo->>'updated_at'), as_list(xdo->'tags')
from mvpw1_105;

-- document_folders: where files lie
insert into mvpw5_762 (
    id, transaction_id, headline, position,
    is_locked, created_at
)
select
    id, as_integer(xdo->>'transaction_id'), xdo->>'headline', as_integer(xdo->>'position', 0),
    as_boolean(xdo->>'is_locked'), as_moment(xdo->>'created_at')
from mvpw1_106;

-- document_templates: forms to fill in
insert into mvpw5_763 (
    id, headline, category, state,
    body, fields, is_active, version,
    created_at, updated_at
)
select
    id, xdo->>'headline', xdo->>'category', xdo->>'state',
    xdo->>'body', as_json(xdo->'fields'), as_boolean(xdo->>'is_active'), xdo->>'version',
    as_moment(xdo->>'created_at'), as_moment(xdo->>'updated_at')
from mvpw1_109;

-- document_requests: files that are awaited
insert into mvpw5_764 (
    id, transaction_id, requested_by_user_id,
    document_name, due_on, received_at,
    status, reminder_count
)
select
    id, as_integer(xdo->>'transaction_id'), as_integer(xdo->>'requested_by_user_id'),
    xdo->>'document_name', as_date(xdo->>'due_on'), as_moment(xdo->>'received_at'),
    xdo->>'status', as_integer(xdo->>'reminder_count', 0)
from mvpw1_110;

-- signature_envelopes: what is to be signed
insert into mvpw5_765 (
    id, transaction_id, sender_user_id, provider,
    external_id, status, sent_at,
    completed_at, voided_at, subject
)
select
    id, as_integer(xdo->>'transaction_id'), as_integer(xdo->>'sender_user_id'), xdo->>'provider',
    xdo->>'external_id', xdo->>'status', as_moment(xdo->>'sent_at'),
    as_moment(xdo->>'completed_at'), as_moment(xdo->>'voided_at'), xdo->>'subject'
from mvpw1_111;

-- signature_recipients: who signs
insert into mvpw5_766 (
    id, signature_envelope_id, name, email,
    role, position, signed_at,
    declined_at, decline_reason
)
select
    id, as_integer(xdo->>'signature_envelope_id'), xdo->>'name', xdo->>'email',
    xdo->>'role', as_integer(xdo->>'position', 0), as_moment(xdo->>'signed_at'),
    as_moment(xdo->>'declined_at'), xdo->>'decline_reason'
from mvpw1_112;

-- checklists: a list to work off
insert into mvpw5_767 (
    id, transaction_id, listing_id, headline,
    percent_done, is_template,
    created_by_user_id, created_at,
    updated_at
)
select
    id, as_integer(xdo->>'transaction_id'), as_integer(xdo->>'listing_id'), xdo->>'headline',
    as_number(xdo->>'percent_done', 0), as_boolean(xdo->>'is_template'),
    as_integer(xdo->>'created_by_user_id'), as_moment(xdo->>'created_at'),
    as_moment(xdo->>'updated_at')
from mvpw1_113;

-- checklist_items: what stands on it
insert into mvpw5_768 (
    id, checklist_id, position, headline,
    is_required, is_done, done_at,
    done_by_user_id, due_on, note
)
select
    id, as_integer(xdo->>'checklist_id'), as_integer(xdo->>'position', 0), xdo->>'headline',
    as_boolean(xdo->>'is_required'), as_boolean(xdo->>'is_done'), as_moment(xdo->>'done_at'),
    as_integer(xdo->>'done_by_user_id'), as_date(xdo->>'due_on'), xdo->>'note'
from mvpw1_114;
