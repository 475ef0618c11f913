-- Expression indexes: how V1's API finds rows inside the documents. Each one repeats an expression of the queries letter by letter.
create index on mvpw1_36 ((nullif(xdo->>'team_id', '')::int));
create index on mvpw1_36 ((nullif(xdo->>'sponsor_agent_id', '')::int));
create index on mvpw1_34 ((nullif(xdo->>'transaction_owner_agent_id', '')::int));
create index on mvpw1_39 ((nullif(xdo->>'transaction_id', '')::int));
create index on mvpw1_41 (lower(xdo->>'email'));
create index on mvpw1_48 ((nullif(xdo->>'agent_id', '')::int));
create index on mvpw1_50 ((nullif(xdo->>'agent_id', '')::int));
create index on mvpw1_51 ((nullif(xdo->>'listing_id', '')::int));
create index on mvpw1_52 ((nullif(xdo->>'listing_id', '')::int));
create index on mvpw1_53 ((nullif(xdo->>'agent_id', '')::int));
create index on mvpw1_55 ((nullif(xdo->>'agent_id', '')::int));
create index on mvpw1_57 ((nullif(xdo->>'lead_id', '')::int));
create index on mvpw1_69 ((nullif(xdo->>'at', '')::bigint) desc nulls last, id);
create index on mvpw1_70 ((nullif(xdo->>'customer_id', '')::int));
