"""Faults in texts and truths that read alike: only the table's check may notice."""

from twin.cast.damage import first
from twin.faults import DataFault

TEXTS = (
    DataFault(
        "leading-space", "A message of a ticket begins with a blank.",
        first("mvpw5_770", "body = ' ' || body", "body is not null"),
        must_fail=("tables/support_messages",),
        column="body",
    ),
    DataFault(
        "no-break-space", "A blank in an announcement became one that does not break.",
        first("mvpw5_737", "body = replace(body, ' ', U&'\\00A0')", "body like '% %'"),
        must_fail=("tables/office_announcements",),
        column="body",
    ),
    DataFault(
        "byte-order-mark", "A note begins with the mark of a file's encoding, which nobody sees.",
        first("mvpw5_791", "note = U&'\\FEFF' || note", "note is not null"),
        must_fail=("tables/recruit_activities",),
        column="note",
    ),
    DataFault(
        "blank-for-tab", "A tab in a note became a blank.",
        first("mvpw5_768", "note = replace(note, E'\\t', ' ')", "note like E'%\\t%'"),
        must_fail=("tables/checklist_items",),
        column="note",
    ),
    DataFault(
        "line-of-another-system", "A body that is empty in V1 is a line's end in V2.",
        first("mvpw5_841", "body = E'\\r\\n'", "body = ''"),
        must_fail=("tables/landing_pages",),
        column="body",
    ),
    DataFault(
        "wide-digits", "A certificate's digits are those of a Japanese keyboard.",
        first("mvpw5_756", "certificate_number = translate(certificate_number, '0123456789',"
              " U&'\\FF10\\FF11\\FF12\\FF13\\FF14\\FF15\\FF16\\FF17\\FF18\\FF19')",
              "certificate_number ~ '[0-9]'"),
        must_fail=("tables/certificates",),
        column="certificate_number",
    ),
    DataFault(
        "encoded-twice", "A visitor's name was read in a wrong encoding; the report may not show it.",
        first("mvpw5_749", "first_name = convert_from(convert_to(first_name, 'UTF8'), 'LATIN1')",
              "first_name ~ U&'[\\00C0-\\00FF]'"),
        must_fail=("tables/open_house_visitors",),
        column="first_name",
    ),
    DataFault(
        "last-letter-cut", "A coach's note lost its last letter.",
        first("mvpw5_759", "note = left(note, -1)", "note ~ '[a-z]$'"),
        must_fail=("tables/coaching_sessions",),
        column="note",
    ),
    DataFault(
        "one-small-letter", "The first letter of a shelf's name is a small one.",
        first("mvpw5_772", "headline = lower(left(headline, 1)) || substr(headline, 2)",
              "left(headline, 1) <> lower(left(headline, 1))"),
        must_fail=("tables/knowledge_categories",),
        column="headline",
    ),
    DataFault(
        "null-for-empty", "An e-mail's error that is empty became unknown.",
        first("mvpw5_782", "error = null", "error = ''"),
        must_fail=("tables/email_messages",),
        column="error",
    ),
    DataFault(
        "null-as-a-word", "A guest who said nothing is quoted with the word null.",
        first("mvpw5_746", "comment = 'null'", "comment is null"),
        must_fail=("tables/event_feedback",),
        column="comment",
    ),
    DataFault(
        "over-the-border", "A partner's last letter stands in the next column; both in a row read the same.",
        first("mvpw5_789", "company = left(company, -1), contact_name = right(company, 1) || contact_name",
              "length(company) > 1 and contact_name <> ''"),
        must_fail=("tables/referral_partners",),
        column="company",
    ),
    DataFault(
        "statuses-exchanged", "Two requests have each other's status; there are as many of each as before.",
        """update mvpw5_809 request set status = other.status
           from mvpw5_809 other, (
               select one.id as one, min(two.id) as two from mvpw5_809 one join mvpw5_809 two
               on two.id > one.id and two.status = 'open' where one.status = 'done'
               group by one.id order by one.id limit 1) pair
           where (request.id, other.id) in ((pair.one, pair.two), (pair.two, pair.one))""",
        must_fail=("tables/commission_requests",),
        column="status",
    ),
    DataFault(
        "one-secret", "The last sign of one session's secret is another; the report may show neither.",
        first("mvpw5_862", "token = left(token, -1) || 'x'", "token is not null"),
        must_fail=("tables/user_sessions",),
        column="token",
    ),
    DataFault(
        "truths-exchanged", "Whether a code's state has an office stands where its licence does.",
        first("mvpw5_867", "has_office = is_licensed, is_licensed = has_office", "has_office <> is_licensed"),
        must_fail=("tables/us_states",),
        column="has_office",
    ),
    DataFault(
        "unknown-for-no", "Whether a holiday closes the offices became unknown for one.",
        first("mvpw5_869", "is_office_closed = null", "not is_office_closed"),
        must_fail=("tables/holidays",),
        column="is_office_closed",
    ),
)  # fmt: skip
