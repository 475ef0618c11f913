"""Records: the tables that V2 must have to the last row: two logs, and what is noted of customers."""

from __future__ import annotations

from twin.v1.sizes import Sizes
from twin.v1.written.table import Written, link, loose, moment, one_part, pick, series


def audit_logs(size: Sizes) -> Written:
    """Return the audit log."""
    exact = {
        "action": pick("action", "create", "update", "delete", "login", "export"),
        "entity": pick("entity", "user", "agent", "transaction", "listing", "lead"),
        "actor": """case @h:actor@ & 31 when 0 then null else jsonb_build_object(
            'id', case when @h:actor@ & 7 = 1 then '""'::jsonb else to_jsonb(1 + @h:actor@ % 335) end,
            'email', 'user' || (1 + @h:actor@ % 335) || '@twin.example') end""",
        "severity": pick("severity", "info", "info", "warning", "error"),
        "ip": "'10.' || @h:ip@ % 256 || '.' || (@h:ip@ >> 8) % 256 || '.' || (@h:ip@ >> 16) % 256",
        "user_agent": pick(
            "agent", "Mozilla/5.0 (Macintosh)", "Mozilla/5.0 (Windows NT 10.0)", "okhttp/4.9 ", "curl/8"
        ),
    }
    return one_part(48_600, 0, series(size.audit_logs), exact)


def customer_metadata(size: Sizes) -> Written:
    """Return what is noted of 150 customers."""
    exact = {
        "customer_id": loose("customer", "1 + (i - 1) % 150"),
        "key": pick("key", "language", "budget", "pet", "référence", "last_gift "),
        "type": pick("type", "text", "number", "json"),
        "value": pick("value", "fr", "350000", "", "犬", "true", "two words "),
    }
    return one_part(1200, 1, series(1200), exact)


def transaction_logs(size: Sizes) -> Written:
    """Return the log of the transaction worker."""
    exact = {
        "transaction_id": "i * 7",
        "at": moment("at", "date '2025-11-01' + i"),
        "event": pick("event", "queued", "sent", "failed", "retried"),
        "user_id": link("user", "case when i % 3 > 0 then i * 5 end"),
    }
    return one_part(25, 1, series(25), exact)
