"""Faults in V2's references: a child that points at nobody."""

from twin.faults import DataFault

_UNSEEN_USER = "select max(id) from mvpw5_664 where id < 1000 and id not in (60, 7, 256, 133) and team_id > 3"

REFERENCES = (
    DataFault(
        "orphaned-settings", "One user's settings belong to nobody.",
        f"update mvpw5_667 set user_id = 999999 where user_id = ({_UNSEEN_USER})",
        must_fail=("references/user_settings.user_id",),
        touches=("tables/user_settings",),
    ),
    DataFault(
        "orphaned-user", "A user is in a team that does not exist.",
        f"update mvpw5_664 set team_id = 999999 where id = ({_UNSEEN_USER})",
        must_fail=("references/user.team_id",),
        touches=("tables/user",),
    ),
    DataFault(
        "orphaned-income", "A payment is for a transaction that does not exist.",
        """update mvpw5_688 set transaction_id = 999999999 where id = (
               select max(i.id) from mvpw5_688 i join mvpw5_670 a on a.id = i.agent_id
               where a.team_id > 3 and i.transaction_id is not null)""",
        must_fail=("references/income.transaction_id",),
        touches=("tables/income",),
    ),
    DataFault(
        "orphaned-photo", "A photo hangs on a listing that does not exist.",
        """update mvpw5_687 set listing_id = 999999999 where id = (
               select max(p.id) from mvpw5_687 p join mvpw5_685 l on l.id = p.listing_id
               where l.team_id > 3)""",
        must_fail=("references/listing_photos.listing_id",),
        touches=("tables/listing_photos",),
    ),
    DataFault(
        "orphaned-plan", "A commission plan belongs to no agent.",
        """update mvpw5_672 set agent_id = 999999999 where id = (
               select max(c.id) from mvpw5_672 c join mvpw5_670 a on a.id = c.agent_id
               where a.team_id > 3 and a.user_id is null)""",
        must_fail=("references/agent_commission.agent_id",),
        touches=("tables/agent_commission",),
    ),
    DataFault(
        "broken-constraint", "V2 calls a foreign key validated that a row, come past its triggers, breaks.",
        """alter table mvpw5_686 add constraint listing_of_history foreign key (listing_id)
               references mvpw5_685 (id) deferrable;
           set session_replication_role = replica;
           update mvpw5_686 set listing_id = 999999999 where id = (
               select max(h.id) from mvpw5_686 h join mvpw5_685 l on l.id = h.listing_id
               where l.team_id > 3);
           set session_replication_role = origin""",
        must_fail=("references/listing_history.listing_id",),
        touches=("tables/listing_history", "references/discovery"),
    ),
)  # fmt: skip
