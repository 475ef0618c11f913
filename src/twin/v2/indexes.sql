-- Indexes of V2, made once the tables are full. V2's API looks rows up by these.

-- Users: the parts of a user, and the login
create index on mvpw5_664 (lower(email));
create index on mvpw5_664 (id) where status = 'archived';
create index on mvpw5_665 (user_id);
create index on mvpw5_666 (user_id);
create index on mvpw5_667 (user_id);
create index on mvpw5_668 (user_id);
create index on mvpw5_711 (user_id);
create index on mvpw5_929 (user_id);

-- Agents: by team, by sponsor, and the parts of an agent
create index on mvpw5_670 (team_id);
create index on mvpw5_670 (sponsor_agent_id);
create index on mvpw5_671 (agent_id);
create index on mvpw5_672 (agent_id);
create index on mvpw5_673 (agent_id, year);
create index on mvpw5_674 (agent_id);
create index on mvpw5_930 (agent_id);

-- Transactions: by owner, and the parts of a transaction
create index on mvpw5_675 (transaction_owner_agent_id);
create index on mvpw5_676 (transaction_id);
create index on mvpw5_677 (transaction_id);
create index on mvpw5_678 (transaction_id);
create index on mvpw5_679 (transaction_id);
create index on mvpw5_696 (transaction_id);
create index on mvpw5_697 (participant_id);

-- Network: the places of an agent, and what belongs to a place
create index on mvpw5_684 (agent_id);
create index on mvpw5_698 (network_id);
create index on mvpw5_690 (network_id);

-- Teams
create index on mvpw5_681 (team_id);
create index on mvpw5_682 (team_id);
create index on mvpw5_683 (team_id);
create index on mvpw5_683 (director_user_id);

-- Listings, income and leads
create index on mvpw5_685 (agent_id);
create index on mvpw5_686 (listing_id);
create index on mvpw5_687 (listing_id);
create index on mvpw5_688 (agent_id);
create index on mvpw5_691 (agent_id);
create index on mvpw5_693 (lead_id);
create index on mvpw5_707 (user_id);

-- Records
create index on mvpw5_721 (occurred_at desc nulls last, id);
create index on mvpw5_722 (customer_id);
