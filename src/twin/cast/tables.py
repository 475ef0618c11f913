"""Faults in V2's rows, where no test user sees them: only the table's own checks may notice."""

from twin.faults import DataFault

# Agents outside the test users' teams (1, 2 and 3); what they own stands on none of the test users' pages.
UNSEEN_AGENTS = "select id from mvpw5_670 where team_id > 3 and user_id is null"
UNSEEN_TRANSACTIONS = f"select id from mvpw5_675 where transaction_owner_agent_id in ({UNSEEN_AGENTS})"
TEST_USERS = "60, 7, 256, 133"

TABLES = (
    DataFault(
        "dropped-row", "One participant never arrived.",
        f"""delete from mvpw5_696 where id = (
                select min(p.id) from mvpw5_696 p
                where p.transaction_id in ({UNSEEN_TRANSACTIONS})
                  and not exists (select from mvpw5_697 paid where paid.participant_id = p.id))""",
        must_fail=("tables/participant",),
        touches=("answers/pipeline.health_check",),
    ),
    DataFault(
        "dropped-midnight-row", "The audit entry nearest to midnight fell between two batches.",
        "delete from mvpw5_721 where id = (select id from mvpw5_721 order by occurred_at::time, id limit 1)",
        must_fail=("tables/audit_logs", "counts/audit_logs.audit_logs"),
        touches=("answers/records.audit_logs",),
    ),
    DataFault(
        "lost-batches", "Every second batch of participants timed out and was never tried again.",
        f"""delete from mvpw5_696 where id % 2 = 0 and transaction_id in ({UNSEEN_TRANSACTIONS})
            and not exists (select from mvpw5_697 paid where paid.participant_id = mvpw5_696.id)""",
        must_fail=("tables/participant", "counts/participant.participant"),
        touches=("answers/pipeline.health_check",),
    ),
    DataFault(
        "cents-truncated", "A commission lost its cents.",
        f"""update mvpw5_677 set gci = trunc(gci) where transaction_id = (
                select min(transaction_id) from mvpw5_677
                where gci <> trunc(gci) and transaction_id in ({UNSEEN_TRANSACTIONS}))""",
        must_fail=("tables/transaction_financials",),
        column="gci",
    ),
    DataFault(
        "swapped-pair", "Two agents have each other's e-mail address.",
        f"""update mvpw5_670 a set email = b.email
            from mvpw5_670 b, (select min(id) as one, max(id) as two from ({UNSEEN_AGENTS}) unseen) pair
            where (a.id, b.id) in ((pair.one, pair.two), (pair.two, pair.one))""",
        must_fail=("tables/agent",),
        column="email",
    ),
    DataFault(
        "null-for-false", "Whether a cap was waived became unknown instead of no.",
        f"""update mvpw5_671 set cap_waived = null where agent_id = (
                select min(agent_id) from mvpw5_671
                where not cap_waived and agent_id in ({UNSEEN_AGENTS}))""",
        must_fail=("tables/agent_cap_data",),
        column="cap_waived",
    ),
    DataFault(
        "shifted-day", "A closing stands one day early.",
        f"""update mvpw5_675 set closing_date = closing_date - 1 where id = (
                select min(id) from mvpw5_675
                where closing_date is not null and id in ({UNSEEN_TRANSACTIONS}))""",
        must_fail=("tables/transaction",),
        column="closing_date",
    ),
    DataFault(
        "shifted-zone", "A moment was read in the wrong time zone.",
        """update mvpw5_686 set changed_at = changed_at + interval '6 hours' where id = (
               select min(h.id) from mvpw5_686 h join mvpw5_685 l on l.id = h.listing_id
               where h.changed_at is not null and l.team_id > 3)""",
        must_fail=("tables/listing_history",),
        column="changed_at",
        touches=("answers/listings.history",),
    ),
    DataFault(
        "one-millisecond", "A moment lost its last millisecond.",
        """update mvpw5_723 set logged_at = logged_at - interval '1 millisecond'
           where id = (select min(id) from mvpw5_723 where logged_at is not null)""",
        must_fail=("tables/transaction_logs",),
        column="logged_at",
        touches=("answers/records.transaction_logs",),
    ),
    DataFault(
        "trailing-space", "A team's name gained a blank that nobody sees.",
        "update mvpw5_680 set name = name || ' ' where id = 40",
        must_fail=("tables/team",),
        column="name",
        touches=("answers/data_teams.team_list",),
    ),
    DataFault(
        "decomposed-accent", "A name looks the same and is spelt with other characters.",
        f"""update mvpw5_670 set last_name = normalize(last_name, nfd) where id = (
                select min(id) from mvpw5_670
                where last_name <> normalize(last_name, nfd) and id in ({UNSEEN_AGENTS}))""",
        must_fail=("tables/agent",),
        column="last_name",
    ),
    DataFault(
        "duplicated-row", "A tag was written twice.",
        f"""insert into mvpw5_679 (id, transaction_id, tag)
            select (select max(id) + 1 from mvpw5_679), transaction_id, tag from mvpw5_679
            where transaction_id in ({UNSEEN_TRANSACTIONS}) order by id limit 1""",
        must_fail=("tables/transaction_tags",),
    ),
    DataFault(
        "inverted-boolean", "Somebody's privacy was switched round.",
        f"""update mvpw5_667 set privacy_mode = not privacy_mode where user_id = (
                select min(user_id) from mvpw5_667
                where user_id not in ({TEST_USERS}) and user_id < 1000)""",
        must_fail=("tables/user_settings",),
        column="privacy_mode",
    ),
    DataFault(
        "reordered-list", "The languages of an agent stand in another order.",
        f"""update mvpw5_670 set languages = array(
                select language from unnest(languages) with ordinality as listed(language, place)
                order by place desc)
            where id = (select min(id) from mvpw5_670
                        where cardinality(languages) > 1 and languages[1] <> languages[cardinality(languages)]
                          and id in ({UNSEEN_AGENTS}))""",
        must_fail=("tables/agent",),
        column="languages",
    ),
    DataFault(
        "empty-table", "The audit log was never migrated.",
        "truncate mvpw5_721",
        must_fail=("tables/audit_logs", "counts/audit_logs.audit_logs", "coverage/audit_logs"),
        touches=("answers/records.audit_logs",),
    ),
    DataFault(
        "lost-archived-role", "One user who has left lost their roles.",
        "delete from mvpw5_668 where user_id = (select max(user_id) from mvpw5_668 where user_id > 1000)",
        must_fail=("tables/user_roles", "counts/archived_users.user_roles"),
    ),
    DataFault(
        "lost-office-settings", "The settings of one office stayed behind when the office was split in two.",
        "delete from mvpw5_732 where office_id = (select max(office_id) from mvpw5_732)",
        must_fail=("tables/office_settings",),
    ),
    DataFault(
        "rounded-payout", "A payout was rounded to whole dollars.",
        """update mvpw5_804 set amount = round(amount) where id = (
               select min(id) from mvpw5_804 where amount <> round(amount))""",
        must_fail=("tables/payouts",),
        column="amount",
    ),
)  # fmt: skip
