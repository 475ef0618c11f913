-- Notifications: what was said to whom, and how.

truncate mvpw5_778, mvpw5_779, mvpw5_780, mvpw5_781, mvpw5_782, mvpw5_783, mvpw5_784, mvpw5_785;

-- notifications: a word to a user
insert into mvpw5_778 (
    id, user_id, kind, headline,
    body, link_url, is_read, read_at,
    created_at, priority, payload
)
select
    id, as_integer(xdo->>'user_id'), xdo->>'kind', xdo->>'headline',
    xdo->>'body', xdo->>'link_url', as_boolean(xdo->>'is_read'), as_moment(xdo->>'read_at'),
    as_moment(xdo->>'created_at'), xdo->>'priority', as_json(xdo->'payload')
from mvpw1_128;

-- notification_preferences: which words a user wants
insert into mvpw5_779 (
    id, user_id, channel, category,
    is_enabled, frequency, quiet_from, quiet_until,
    updated_at
)
select
    id, as_integer(xdo->>'user_id'), xdo->>'channel', xdo->>'category',
    as_boolean(xdo->>'is_enabled'), xdo->>'frequency', xdo->>'quiet_from', xdo->>'quiet_until',
    as_moment(xdo->>'updated_at')
from mvpw1_129;

-- notification_templates: the texts
insert into mvpw5_780 (
    id, code_name, channel, subject,
    body, locale, is_active, version,
    created_at, updated_at
)
select
    id, xdo->>'code_name', xdo->>'channel', xdo->>'subject',
    xdo->>'body', xdo->>'locale', as_boolean(xdo->>'is_active'), xdo->>'version',
    as_moment(xdo->>'created_at'), as_moment(xdo->>'updated_at')
from mvpw1_130;

-- push_devices: telephones that are told
insert into mvpw5_781 (
    id, user_id, platform, device_name,
    token, app_version, last_seen_at,
    is_active
)
select
    id, as_integer(xdo->>'user_id'), xdo->>'platform', xdo->>'device_name',
    xdo->>'token', xdo->>'app_version', as_moment(xdo->>'last_seen_at'),
    as_boolean(xdo->>'is_active')
from mvpw1_131;

-- email_messages: letters that went out
insert into mvpw5_782 (
    id, user_id, to_email, subject,
    template_name, status, sent_at,
    opened_at, clicked_at, bounced_at,
    provider_id, error
)
select
    id, as_integer(xdo->>'user_id'), xdo->>'to_email', xdo->>'subject',
    xdo->>'template_name', xdo->>'status', as_moment(xdo->>'sent_at'),
    as_moment(xdo->>'opened_at'), as_moment(xdo->>'clicked_at'), as_moment(xdo->>'bounced_at'),
    xdo->>'provider_id', xdo->>'error'
from mvpw1_132;

-- sms_messages: short messages that went out
insert into mvpw5_783 (
    id, user_id, to_phone, body,
    status, sent_at, delivered_at,
    segments, price, error
)
select
    id, as_integer(xdo->>'user_id'), xdo->>'to_phone', xdo->>'body',
    xdo->>'status', as_moment(xdo->>'sent_at'), as_moment(xdo->>'delivered_at'),
    as_integer(xdo->>'segments', 0), as_number(xdo->>'price', 0), xdo->>'error'
from mvpw1_133;

-- email_suppressions: addresses that want no letters
insert into mvpw5_784 (
    id, email, suppression_reason, source,
    created_at, expires_at
)
select
    id, xdo->>'email', xdo->>'suppression_reason', xdo->>'source',
    as_moment(xdo->>'created_at'), as_moment(xdo->>'expires_at')
from mvpw1_134;

-- announcement_banners: a line over every page
insert into mvpw5_785 (
    id, headline, body, level_name,
    starts_at, ends_at, audience,
    is_dismissible
)
select
    id, xdo->>'headline', xdo->>'body', xdo->>'level_name',
    as_moment(xdo->>'starts_at'), as_moment(xdo->>'ends_at'), xdo->>'audience',
    as_boolean(xdo->>'is_dismissible')
from mvpw1_135;
