-- What the four test users can see, and the damage therefore leaves alone: their teams, everybody in them, the
-- networks around their agents, and whatever those people own. The ten pages answer the same in both states.

create table kept_team (id integer primary key);
create table kept_user (id integer primary key);
create table kept_agent (id integer primary key);
create table kept_network (id integer primary key);
create table kept_transaction (id integer primary key);
create table kept_listing (id integer primary key);

create temporary table test_agent on commit drop as
select agent_id as id from mvpw5_664 where id in (60, 7, 256, 133) and agent_id is not null
union
select id from mvpw5_670 where user_id in (60, 7, 256, 133);

insert into kept_team
select 1 union select 2 union select 3
union
select team_id from mvpw5_664 where id in (60, 7, 256, 133) and team_id is not null
union
select team_id from mvpw5_670 where id in (select id from test_agent) and team_id is not null
union
select team_id from mvpw5_681 where user_id in (60, 7, 256, 133) and team_id is not null
union
select team_id from mvpw5_683 where director_user_id in (60, 7, 256, 133) and team_id is not null
union
select id from mvpw5_680 where owner_user_id in (60, 7, 256, 133);

-- A network row says whose network it is, who stands in it and below whom: all three belong to it.
insert into kept_agent
select id from test_agent
union
select id from mvpw5_670 where team_id in (select id from kept_team)
union
select agent_id from mvpw5_681 where team_id in (select id from kept_team) and agent_id is not null
union
select owner_agent_id from mvpw5_680 where id in (select id from kept_team) and owner_agent_id is not null
union
select around.id
from mvpw5_684 as place,
    unnest(array[place.agent_id, place.member_agent_id, place.sponsor_agent_id]) as around (id)
where (place.agent_id in (select id from test_agent) or place.member_agent_id in (select id from test_agent)
    or place.sponsor_agent_id in (select id from test_agent)) and around.id is not null;

insert into kept_user
select id from mvpw5_664 where id in (60, 7, 256, 133)
    or team_id in (select id from kept_team) or agent_id in (select id from kept_agent)
union
select user_id from mvpw5_670 where id in (select id from kept_agent) and user_id is not null
union
select user_id from mvpw5_681 where team_id in (select id from kept_team) and user_id is not null
union
select director_user_id from mvpw5_683 where team_id in (select id from kept_team) and director_user_id is not null
union
select owner_user_id from mvpw5_680 where id in (select id from kept_team) and owner_user_id is not null;

insert into kept_network
select id from mvpw5_684
where agent_id in (select id from kept_agent) or member_agent_id in (select id from kept_agent)
    or sponsor_agent_id in (select id from kept_agent);

insert into kept_transaction
select id from mvpw5_675
where transaction_owner_agent_id in (select id from kept_agent) or user_id in (select id from kept_user)
    or team_id in (select id from kept_team)
union
select transaction_id from mvpw5_696
where (agent_id in (select id from kept_agent) or user_id in (select id from kept_user)) and transaction_id is not null
union
select transaction_id from mvpw5_688
where (agent_id in (select id from kept_agent) or user_id in (select id from kept_user)) and transaction_id is not null;

insert into kept_listing
select id from mvpw5_685
where agent_id in (select id from kept_agent) or team_id in (select id from kept_team);
