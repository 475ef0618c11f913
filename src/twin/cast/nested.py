"""Faults inside documents, lists, and the rows that one list became: only the table's check may notice."""

from twin.cast.damage import first
from twin.cast.tables import TEST_USERS, UNSEEN_AGENTS, UNSEEN_TRANSACTIONS
from twin.faults import DataFault

NESTED = (
    DataFault(
        "twentieth-digit", "A number in a user's filters differs in its twentieth digit.",
        f"""update mvpw5_711 set saved_filters = jsonb_set(
                saved_filters, '{{n}}', to_jsonb((saved_filters->>'n')::numeric + 0.000000000001))
            where user_id = (select max(user_id) from mvpw5_711
                             where (saved_filters->>'n')::numeric between 10000000 and 99999999
                               and user_id not in ({TEST_USERS}))""",
        must_fail=("tables/user_preferences",),
        column="saved_filters",
    ),
    DataFault(
        "key-lost-inside", "A key of a notification's document is gone.",
        first("mvpw5_778", "payload = payload - 'ok'", "payload ? 'ok'"),
        must_fail=("tables/notifications",),
        column="payload",
    ),
    DataFault(
        "turned-inside", "A list in a template's document stands the other way round.",
        first("mvpw5_763", "fields = jsonb_set(fields, U&'{\\00E4}', jsonb_build_array("
              "fields->U&'\\00E4'->1, fields->U&'\\00E4'->0))",
              "jsonb_array_length(fields->U&'\\00E4') = 2"
              " and fields->U&'\\00E4'->0 <> fields->U&'\\00E4'->1"),
        must_fail=("tables/document_templates",),
        column="fields",
    ),
    DataFault(
        "decomposed-key", "A key of a transcript looks the same and is spelt with other characters.",
        first("mvpw5_751", "transcript = (transcript - U&'\\00E4')"
              " || jsonb_build_object(U&'a\\0308', transcript->U&'\\00E4')", "transcript ? U&'\\00E4'"),
        must_fail=("tables/course_media",),
        column="transcript",
    ),
    DataFault(
        "truth-as-text-inside", "A truth in a field's choices became a word.",
        first("mvpw5_853", "choices = jsonb_set(choices, '{ok}', to_jsonb(choices->>'ok'))",
              "choices ? 'ok'"),
        must_fail=("tables/fub_custom_fields",),
        column="choices",
    ),
    DataFault(
        "object-for-list", "An agent's raw document is an empty object, not an empty list.",
        f"""update mvpw5_930 set rezen_raw = '{{}}' where agent_id = (
                select min(agent_id) from mvpw5_930
                where rezen_raw = '[]' and agent_id in ({UNSEEN_AGENTS}))""",
        must_fail=("tables/agent_rezen",),
        column="rezen_raw",
    ),
    DataFault(
        "element-lost", "A campaign lost the last of its tags.",
        first("mvpw5_839", "tags = trim_array(tags, 1)", "cardinality(tags) > 1"),
        must_fail=("tables/campaigns",),
        column="tags",
    ),
    DataFault(
        "list-in-one", "A client's permissions are one, with commas in it.",
        first("mvpw5_861", "permissions = array[array_to_string(permissions, ',')]",
              "cardinality(permissions) > 1"),
        must_fail=("tables/api_clients",),
        column="permissions",
    ),
    DataFault(
        "list-from-zero", "A path is counted from 0, and prints the same but for its borders.",
        f"""update mvpw5_684 set path = ('[0:' || cardinality(path) - 1 || ']=' || path::text)::text[]
            where id = (select min(id) from mvpw5_684
                        where cardinality(path) > 0 and member_agent_id in ({UNSEEN_AGENTS})
                          and agent_id in ({UNSEEN_AGENTS}))""",
        must_fail=("tables/network_hierarchy",),
        column="path",
    ),
    DataFault(
        "empty-list-for-null", "Who has no permissions on record has an empty list of them.",
        "update mvpw5_668 set permissions = '{}'"
        " where user_id = (select max(user_id) from mvpw5_668 where permissions is null and user_id < 1000)",
        must_fail=("tables/user_roles",),
        column="permissions",
    ),
    DataFault(
        "another-parent", "A step of one transaction's history belongs to another one.",
        f"""update mvpw5_678 set transaction_id = (
                select max(id) from mvpw5_675 where id in ({UNSEEN_TRANSACTIONS}))
            where id = (select min(id) from mvpw5_678 where transaction_id in ({UNSEEN_TRANSACTIONS}))""",
        must_fail=("tables/transaction_history",),
    ),
    DataFault(
        "one-lost-one-doubled", "One agent's plan is lost and another's stands twice; the count is right.",
        f"""update mvpw5_672 lost set agent_id = kept.agent_id, plan = kept.plan,
                split_percent = kept.split_percent, effective_on = kept.effective_on,
                ends_on = kept.ends_on, flat_fee = kept.flat_fee, is_default = kept.is_default,
                note = kept.note
            from mvpw5_672 kept, (select min(id) as one, max(id) as two from mvpw5_672
                                  where agent_id in ({UNSEEN_AGENTS})) pair
            where lost.id = pair.one and kept.id = pair.two""",
        must_fail=("tables/agent_commission",),
    ),
    DataFault(
        "years-exchanged", "An agent's two years stand under each other's number.",
        f"""update mvpw5_673 set year = pair.one + pair.two - year
            from (select agent_id, min(year) as one, max(year) as two from mvpw5_673
                  where agent_id in ({UNSEEN_AGENTS}) group by agent_id having count(*) = 2
                  order by agent_id limit 1) pair
            where mvpw5_673.agent_id = pair.agent_id""",
        must_fail=("tables/agent_performance",),
        column="volume",
    ),
    DataFault(
        "places-exchanged", "Two parties of a transaction stand in each other's place.",
        f"""update mvpw5_676 set position = 3 - position where position in (1, 2) and transaction_id = (
                select min(transaction_id) from mvpw5_676
                where position = 2 and transaction_id in ({UNSEEN_TRANSACTIONS}))""",
        must_fail=("tables/transaction_participants",),
        column="role",
    ),
    DataFault(
        "empty-past-a-border", "From one id on, the texts of the lessons were left behind.",
        "update mvpw5_752 set body = null where id > 300 and body is not null",
        must_fail=("tables/course_lessons",),
        column="body",
    ),
    DataFault(
        "keys-exchanged", "Two awards stand under each other's id.",
        """update mvpw5_825 set id = 0 where id = (select min(id) from mvpw5_825);
           update mvpw5_825 set id = 1 where id = (select max(id) from mvpw5_825);
           update mvpw5_825 set id = (select max(id) + 1 from mvpw5_825) where id = 0""",
        must_fail=("tables/awards",),
        column="headline",
    ),
    DataFault(
        "row-once-more", "A category stands a second time under an id that V1 does not know.",
        """insert into mvpw5_796 (id, headline, position, is_deductible, tax_code, color)
           select id + 1000000, headline, position, is_deductible, tax_code, color
           from mvpw5_796 order by id limit 1""",
        must_fail=("tables/expense_categories",),
    ),
)  # fmt: skip
