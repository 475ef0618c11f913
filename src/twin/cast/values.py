"""Faults in values that look right to the eye, to a sum or to a count: only the table's check may notice."""

from twin.cast.damage import first
from twin.faults import DataFault

VALUES = (
    DataFault(
        "last-microsecond", "A moment stands one microsecond late.",
        first("mvpw5_775", "fixed_at = fixed_at + interval '1 microsecond'", "fixed_at is not null"),
        must_fail=("tables/bug_reports",),
        column="fixed_at",
    ),
    DataFault(
        "foreign-letter", "A letter of another alphabet stands in a text, and looks the same.",
        first("mvpw5_829", "body = replace(body, 'o', U&'\\043E')", "body like '%o%'"),
        must_fail=("tables/compliance_findings",),
        column="body",
    ),
    DataFault(
        "invisible-character", "A character without width was pasted behind a text.",
        first("mvpw5_845", "body = body || U&'\\200B'", "body is not null"),
        must_fail=("tables/testimonials",),
        column="body",
    ),
    DataFault(
        "column-beside", "From where and to where a journey went have changed places.",
        first("mvpw5_797", "from_place = to_place, to_place = from_place", "from_place <> to_place"),
        must_fail=("tables/mileage_logs",),
        column="from_place",
    ),
    DataFault(
        "month-for-day", "A date was read with its month and its day exchanged.",
        first(
            "mvpw5_835",
            "received_on = make_date(extract(year from received_on)::int, extract(day from received_on)::int,"
            " extract(month from received_on)::int)",
            "extract(day from received_on) <= 12"
            " and extract(day from received_on) <> extract(month from received_on)",
        ),
        must_fail=("tables/complaints",),
        column="received_on",
    ),
    DataFault(
        "fourth-decimal", "A share of the commission is a ten-thousandth too high.",
        first("mvpw5_820", "agent_percent = agent_percent + 0.0001", "agent_percent is not null"),
        must_fail=("tables/split_overrides",),
        column="agent_percent",
    ),
    DataFault(
        "cent-between-rows", "One cent of an invoice's item stands in the next one; the sum is right.",
        """update mvpw5_802 item
           set amount = item.amount + case when item.id = pair.low then -0.01 else 0.01 end
           from (select min(id) as low, max(id) as high from mvpw5_802) pair
           where item.id in (pair.low, pair.high)""",
        must_fail=("tables/invoice_items",),
        column="amount",
    ),
    DataFault(
        "row-of-another-key", "A device's row arrived under a key that V1 does not know; the count is right.",
        "update mvpw5_781 set id = id + 1000000 where id = (select max(id) from mvpw5_781)",
        must_fail=("tables/push_devices",),
    ),
    DataFault(
        "everyone-moved-on", "Each wish has the headline of the one before; the set of them is nearly right.",
        """update mvpw5_774 wish set headline = moved.headline
           from (select id, lag(headline) over (order by id) as headline from mvpw5_774) moved
           where moved.id = wish.id""",
        must_fail=("tables/feature_requests",),
        column="headline",
    ),
    DataFault(
        "null-in-a-document", "A plan's document gained a key that holds nothing.",
        first("mvpw5_823", """strategy = strategy || '{"notes": null}'""",
               "jsonb_typeof(strategy) = 'object'"),
        must_fail=("tables/business_plans",),
        column="strategy",
    ),
    DataFault(
        "number-as-text-inside", "A number in a report's filters became a text.",
        first("mvpw5_863", "filters = jsonb_set(filters, '{n}', to_jsonb(filters->>'n'))", "filters ? 'n'"),
        must_fail=("tables/saved_reports",),
        column="filters",
    ),
    DataFault(
        "element-twice", "The last tag of a ticket stands twice.",
        first("mvpw5_769", "tags = tags || tags[cardinality(tags)]", "cardinality(tags) > 0"),
        must_fail=("tables/support_tickets",),
        column="tags",
    ),
    DataFault(
        "empty-for-null", "An article without a category has one that is empty.",
        first("mvpw5_771", "category = ''", "category is null"),
        must_fail=("tables/knowledge_articles",),
        column="category",
    ),
    DataFault(
        "letters-in-capitals", "A vendor's name is written in capitals.",
        first("mvpw5_798", "company = upper(company)", "company <> upper(company)"),
        must_fail=("tables/vendors",),
        column="company",
    ),
)  # fmt: skip
