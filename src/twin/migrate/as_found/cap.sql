-- One cap more than there are agents: the row of an agent who is gone.

create temporary table new_cap on commit drop as
select * from mvpw5_671
where agent_id not in (select id from kept_agent) and agent_id < 9000000
order by md5('a cap too many ' || id) limit 1;
update new_cap set id = (select max(id) + 1 from mvpw5_671), agent_id = 9000000 + (select max(id) + 1 from mvpw5_671);
insert into mvpw5_671 select * from new_cap;
