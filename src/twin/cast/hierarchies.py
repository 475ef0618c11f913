"""Faults in who stands below whom, and references that nobody named."""

from twin.cast.tables import UNSEEN_AGENTS
from twin.faults import DataFault

# An agent below whom nobody stands, and one who has somebody above, none of them seen by a test user.
_LEAF = f"""select max(a.id) from mvpw5_670 a
    where a.id in ({UNSEEN_AGENTS}) and a.sponsor_agent_id is not null
    and not exists (select from mvpw5_670 b where b.sponsor_agent_id = a.id)"""
_ABOVE_SOMEBODY = f"""select max(b.sponsor_agent_id) from mvpw5_670 b
    where b.id in ({UNSEEN_AGENTS}) and b.sponsor_agent_id in ({UNSEEN_AGENTS})"""
_AGENT = ("tables/agent", "references/hierarchy-sponsor-levels")

HIERARCHIES = (
    DataFault(
        "sponsors-in-a-circle", "An agent's sponsor stands below that agent.",
        f"""update mvpw5_670 set sponsor_agent_id = (
                select max(b.id) from mvpw5_670 b where b.sponsor_agent_id = ({_ABOVE_SOMEBODY}))
            where id = ({_ABOVE_SOMEBODY})""",
        must_fail=("references/hierarchy-sponsors",),
        touches=_AGENT,
    ),
    DataFault(
        "sponsor-gone", "An agent's sponsor does not exist.",
        f"update mvpw5_670 set sponsor_agent_id = 999999999 where id = ({_LEAF})",
        must_fail=("references/hierarchy-sponsors",),
        touches=_AGENT,
    ),
    DataFault(
        "sponsor-changed", "An agent stands below another sponsor, who is there.",
        f"""update mvpw5_670 set sponsor_agent_id = (
                select max(id) from mvpw5_670 where id in ({UNSEEN_AGENTS}) and id < ({_LEAF}))
            where id = ({_LEAF})""",
        must_fail=("references/hierarchy-sponsors",),
        touches=_AGENT,
    ),
    DataFault(
        "place-in-anothers-network", "A place hangs below a place of another agent's network.",
        """update mvpw5_684 set parent_network_id = (
                select min(p.id) from mvpw5_684 p join mvpw5_684 c on c.id = (
                    select max(id) from mvpw5_684 where parent_network_id is not null)
                where p.agent_id <> c.agent_id and p.parent_network_id is null)
            where id = (select max(id) from mvpw5_684 where parent_network_id is not null)""",
        must_fail=("references/hierarchy-network",),
        touches=("tables/network_hierarchy",),
    ),
    DataFault(
        "places-in-a-circle", "A place hangs below itself.",
        "update mvpw5_684 set parent_network_id = id where id = (select max(id) from mvpw5_684)",
        must_fail=("references/hierarchy-network",),
        touches=("tables/network_hierarchy",),
    ),
    DataFault(
        "level-lost", "A chain of sponsors lacks the nearest.",
        f"""delete from mvpw5_674 where level = 1 and agent_id = (
                select max(agent_id) from mvpw5_674 where level = 2 and agent_id in ({UNSEEN_AGENTS}))""",
        must_fail=("references/hierarchy-sponsor-levels",),
        touches=("tables/agent_hierarchy", "counts/agent.agent_hierarchy"),
    ),
    DataFault(
        "level-of-another", "A chain of sponsors names another than who stands there.",
        f"""update mvpw5_674 set sponsor_agent_id = agent_id where level = 1 and agent_id = (
                select max(agent_id) from mvpw5_674 where agent_id in ({UNSEEN_AGENTS}))""",
        must_fail=("references/hierarchy-sponsor-levels",),
        touches=("tables/agent_hierarchy",),
    ),
    DataFault(
        "reference-that-nobody-named", "A table points at agents by a column that nobody declared.",
        """alter table mvpw5_873 add column supervisor_agent_id integer;
           update mvpw5_873 set supervisor_agent_id = (select max(id) from mvpw5_670)""",
        must_fail=("references/discovery",),
        touches=("schema/schema_versions",),
    ),
    DataFault(
        "constraint-that-nobody-named", "V2 declares a foreign key on a column whose name does not say so.",
        "alter table mvpw5_874 add column caretaker integer references mvpw5_670",
        must_fail=("references/discovery",),
        touches=("schema/sync_checkpoints",),
    ),
    DataFault(
        "constraint-that-lies", "A foreign key is called validated, and a row of it points at nothing.",
        """update mvpw5_844 set listing_id = 999999999 where id = (select max(id) from mvpw5_844);
           alter table mvpw5_844 add constraint site_of_a_listing foreign key (listing_id)
               references mvpw5_685 not valid;
           update pg_constraint set convalidated = true where conname = 'site_of_a_listing'""",
        must_fail=("references/discovery",),
        touches=("tables/single_property_sites",),
    ),
)  # fmt: skip
