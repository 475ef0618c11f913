-- V2 lags and leads, because it syncs by itself: 15 transactions and 10 network places more than V1 has, 521
-- participants fewer. At a small scale at most 4 % of the participants go, so that the lag stays a warning.

create temporary table extra_transaction on commit drop as
select id as copied_id, (select max(id) from mvpw5_675) + row_number() over (order by id) as new_id
from (
    select id from mvpw5_675
    where id not in (select id from kept_transaction) and transaction_owner_agent_id < 9000000
    order by md5('extra transaction ' || id) limit 15
) as chosen;

create temporary table new_transaction on commit drop as
select * from mvpw5_675 where id in (select copied_id from extra_transaction);
update new_transaction set id = new_id, transaction_code = 'V2-' || new_id
from extra_transaction where id = copied_id;
insert into mvpw5_675 select * from new_transaction order by id;

create temporary table new_financials on commit drop as
select * from mvpw5_677 where id in (select copied_id from extra_transaction);
update new_financials set id = new_id, transaction_id = new_id
from extra_transaction where id = copied_id;
insert into mvpw5_677 select * from new_financials order by id;

create temporary table extra_network on commit drop as
select id as copied_id, (select max(id) from mvpw5_684) + row_number() over (order by id) as new_id
from (
    select id from mvpw5_684 where id not in (select id from kept_network)
    order by md5('extra network ' || id) limit 10
) as chosen;

create temporary table new_place on commit drop as
select * from mvpw5_684 where id in (select copied_id from extra_network);
update new_place set id = new_id from extra_network where id = copied_id;
insert into mvpw5_684 select * from new_place order by id;

create temporary table new_member on commit drop as
select * from mvpw5_698 where id in (select copied_id from extra_network);
update new_member set id = new_id, network_id = new_id from extra_network where id = copied_id;
insert into mvpw5_698 select * from new_member order by id;

-- Only participants of whom nothing was paid: a payment would lose its participant.
delete from mvpw5_696 where id in (
    select id from mvpw5_696
    where transaction_id not in (select id from kept_transaction)
        and not exists (select from mvpw5_697 as paid where paid.participant_id = mvpw5_696.id)
    order by md5('lost participant ' || id)
    limit (select least(521, count(*) / 25) from mvpw5_696)
);
