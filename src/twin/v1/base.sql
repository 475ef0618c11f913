-- The skeleton of V1: who stands below whom, who belongs to which team, and who owns what. The tables of this file
-- are scaffolding; the last step of the data drops them.
-- Everything up to rank 0 ("core") is the same at every scale: the agents of the users, those above them, and
-- everybody below the four test users' agents.

-- A number of 31 bits, for a field of a row. The key stands for the seed, the table and the field.
create function v1_h(key bigint, i integer) returns integer immutable
    return (hashint4extended(i, key) & 2147483647)::integer;

create table v1_test (n integer primary key, user_id integer, first_name text, last_name text, email text,
    password text, team_id integer);
insert into v1_test values
(1, 60, 'David', 'Keener', 'david.keener@twin.example', 'keener-60', 1),
(2, 7, 'Michael', 'Johnson', 'michael.johnson@twin.example', 'johnson-7', 2),
(3, 256, 'Sarah', 'Williams', 'sarah.williams@twin.example', 'williams-256', 2),
(4, 133, 'James', 'Anderson', 'james.anderson@twin.example', 'anderson-133', 3);

-- Users: the test teams have the first thirty users and the test users; the other teams share the rest.
create table v1_user as
select u as id, k, k + k / 200 as agent_id, team_id,
    u = case team_id when 1 then 3 when 2 then 7 when 3 then 2 else team_id + 131 end as is_owner
from (
    select u, case u when 60 then 37023 else u + 300 end as k,
        coalesce(test.team_id, case when u <= 30 then 1 + u % 3 else 4 + u % 45 end) as team_id
    from generate_series(1, 335) as u left join v1_test as test on test.user_id = u
) as each_user;

-- Agents: `k` counts them without a gap at the documented scale; an id leaves out every 201st number. 1,401 of them
-- stand at every scale. The others are counted by `r` and spread evenly over the remaining numbers.
create table v1_agent as
with numbered as (
    select k, null::integer as r from generate_series(1, 1400) as k
    union all
    select 37023, null
    union all
    select 1400 + g + (g >= 35623)::integer, (g::bigint * @more@ / 35640)::integer
    from generate_series(1, 35640) as g
    where g::bigint * @more@ / 35640 > (g - 1)::bigint * @more@ / 35640
),
-- Whom each stands below. One is at the top, the users' agents are 301 to 635 and 37023; James's network hangs on
-- 433, David's on 37023, Michael's on 307, Sarah's on 556. Of the others the first 200 stand below known agents and
-- the rest below each other, four below one.
placed as (
    select k, r, case
        when r <= 200 and r % 2 = 1 then 331 + r
        when r <= 200 then 100 + r
        when r is not null then null
        when k = 1 then null
        when k <= 10 then 1
        when k <= 100 then 2 + (k - 11) / 10
        when k <= 300 then 11 + (k - 101) / 3
        when k <= 635 then 101 + (k - 301) % 200
        when k <= 655 then 433
        when k <= 1065 then 636 + (k - 656) / 2
        when k <= 1085 then 37023
        when k <= 1165 then 1066 + (k - 1086) / 2
        when k <= 1173 then 307
        when k <= 1205 then 1166 + (k - 1174) / 2
        when k <= 1211 then 556
        when k <= 1230 then 1206 + (k - 1212) / 2
        when k <= 1400 then 310 + (k - 1231) % 40
        else 150
    end as sponsor_k
    from numbered
),
linked as (
    select below.k, below.r, coalesce(below.sponsor_k, above.k) as sponsor_k
    from placed as below left join placed as above on below.r > 200 and above.r = 1 + (below.r - 201) / 4
),
teamed as (
    select linked.*, u.id as user_id, test.n as test, test.first_name, test.last_name, case
        when u.id is not null then u.team_id
        when k between 101 and 112 then 1 + k % 3
        when v1_h(@seed@, k) % 10 < 6 then 4 + v1_h(@seed@ + 1, k) % 45
    end as team_id
    from linked left join v1_user as u using (k) left join v1_test as test on test.user_id = u.id
)
-- A name is a person's, not a table's: the agent, the user and the places in networks bear the same. Those of the
-- test teams take the words in turn, so that every kind of letter is among them whatever the seed.
select k + k / 200 as id, k, r, sponsor_k + sponsor_k / 200 as sponsor_id, user_id, team_id, test,
    coalesce(first_name, @first@[1 + first % @firsts@]) as first_name,
    coalesce(last_name, @last@[1 + last % @lasts@]) as last_name
from teamed, lateral (
    select case when team_id <= 3 then k * 7 else v1_h(@seed@ + 2, k) end as first,
        case when team_id <= 3 then k * 11 else v1_h(@seed@ + 3, k) end as last
) as drawn;

create table v1_path as
with recursive tree (id, path) as (
    select id, array[id] from v1_agent where sponsor_id is null
    union all
    select below.id, tree.path || below.id from tree join v1_agent as below on below.sponsor_id = tree.id
)
select id, path, cardinality(path) - 1 as depth from tree;
alter table v1_path add primary key (id);
alter table v1_agent add primary key (id);

-- Those who own what the four test users see: the test users' agents first, then the rest of their teams.
create table v1_core as
select row_number() over (order by test nulls last, k)::integer as n, id as agent_id, user_id, team_id, test
from v1_agent where team_id <= 3;
alter table v1_core add primary key (n);

-- Those who own everything else: nobody of the test users' teams or networks.
create table v1_pool as
select row_number() over (order by k)::integer as n, id as agent_id, user_id, team_id
from v1_agent
where (team_id > 3 or team_id is null) and (r is not null or k between 301 and 635 or k between 1231 and 1400);
alter table v1_pool add primary key (n);
create table v1_size as select count(*)::integer as pool from v1_pool;

-- Whose a thing is: `n` its owner's number in v1_core (null outside), `j` its place among the owner's.
create table v1_tx as @owned tx@;
create table v1_listing as @owned listing@;
create table v1_income as @owned income@;
create table v1_lead as @owned lead@;
analyze v1_agent;
