-- Never migrated: audit logs, customers' metadata, transaction logs, and the archived users with their rows.

truncate mvpw5_721, mvpw5_722, mvpw5_723;

create temporary table archived on commit drop as
select id from mvpw5_664 where status = 'archived';
delete from mvpw5_665 where user_id in (select id from archived);
delete from mvpw5_666 where user_id in (select id from archived);
delete from mvpw5_667 where user_id in (select id from archived);
delete from mvpw5_668 where user_id in (select id from archived);
delete from mvpw5_664 where id in (select id from archived);
