-- A handful of V1 rows with V1's mess: numbers as text, booleans as text, empty texts, absent keys, nulls.
insert into mvpw1_41 values
(1, '{"id":1,"email":"Olga@Twin.example","password":"sha256:2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b","active":"true","first_name":"Olga","last_name":"Owner","agent_id":11,"team_id":1,"is_team_owner":"true","permissions":["b","A"],"goal_gci":"30000","goal_year":2026,"goal_transactions":"","stripe_customer_id":"cus_1","fub_user_id":"","sms_notifications":"false","email_notifications":true,"address":{"street":"1 Main St","zip":"0123"},"saved_filters":{"a":[1]},"pinned_pages":["home"],"last_login_at":"1700000000000"}'),
(2, '{"id":2,"email":"mia@twin.example","password":"sha256:2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b","active":true,"first_name":"Mia","last_name":null,"agent_id":12,"team_id":1,"is_team_owner":""}'),
(3, '{"id":3,"email":"solo@twin.example","password":"sha256:2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b","active":true,"agent_id":"","is_team_owner":true}'),
(4, '{"id":4,"email":"gone@twin.example","password":"sha256:2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b","active":"false"}');

insert into mvpw1_36 values
(11, '{"id":11,"team_id":1,"user_id":1,"first_name":"Olga","last_name":"Owner","sponsor_agent_id":14,"anniversary_on":"2020-03-05","cap_amount":"12000","cap_cycle_end_on":"2026-02-14","rezen_agent_id":"","languages":["en"],"performance":[{"year":"2025","volume":"500","gci":5,"transactions":1},{"year":2024,"volume":1}],"commission_plans":[{"plan":"b","is_default":"true"},{"plan":"B","flat_fee":"12.5"}],"sponsor_tree":[{"level":2,"sponsor_agent_id":99},{"level":"1","sponsor_agent_id":14,"since_on":""}]}'),
(12, '{"id":12,"team_id":1,"first_name":"Mia","last_name":"abel","sponsor_agent_id":11,"anniversary_on":"2021-03-04","rezen_agent_id":"r12","ytd_volume":"900","performance":[{"year":2025,"volume":500}]}'),
(13, '{"id":13,"team_id":2,"first_name":"Ned","last_name":"Next","sponsor_agent_id":12}'),
(14, '{"id":14,"team_id":"","first_name":"Above","last_name":"All","sponsor_agent_id":15}'),
(16, '{"id":16,"team_id":1,"first_name":"","last_name":"Zed","anniversary_on":"","status":"active"}');

insert into mvpw1_34 values
(1, '{"id":1,"transaction_owner_agent_id":11,"team_id":1,"status":"closed","closing_date":"2026-01-01","price":"1000.50","gci":30,"agent_net":"20","tags":["vip","Cash"],"side":"buyer","property_type":"condo","days_on_market":"10","updated_at":"1700000000000","created_at":1,"address":{"street":"Élan Straße 1","state":"TX","zip":"9"},"lead_source":"","history":[{"at":1700000000000,"to_status":"active"},{"at":"","from_status":"active","to_status":"closed","note":""}],"participants":[{"role":"buyer","share_percent":"50","is_primary":"true","agent_id":12},{"role":"seller"}],"transaction_fee":"10.10","risk_fee":5,"escrow_fee":"","title_fee":"1","contingencies":"","custom_fields":{"k":null}}'),
(2, '{"id":2,"transaction_owner_agent_id":12,"team_id":77,"status":"closed","closing_date":"2026-02-04","price":"","gci":"0.10","side":"seller","property_type":"condo","days_on_market":"","updated_at":1700000000001,"created_at":"","tags":["vip"],"lead_source":null,"address":{"state":""}}'),
(3, '{"id":3,"transaction_owner_agent_id":11,"status":"pending","closing_date":"","estimated_closing_on":"2026-02-01","price":200,"gci":6,"updated_at":"","buyer_name":"Bo","lead_source":"web"}'),
(4, '{"id":4,"transaction_owner_agent_id":11,"status":"pending","estimated_closing_on":"","price":100,"gci":3,"created_at":5,"seller_name":"Li","lead_source":"web"}'),
(5, '{"id":5,"transaction_owner_agent_id":13,"status":"closed","closing_date":"2026-01-02","price":9,"gci":9}'),
(6, '{"id":6,"transaction_owner_agent_id":11,"status":"closed","closing_date":"2025-12-31","price":300,"gci":9,"updated_at":1699999999999,"created_at":"7"}');

insert into mvpw1_39 values
(1, '{"id":1,"transaction_id":1,"first_name":"P","is_primary":"false","paid_at":"","paid_amount":"7"}'),
(2, '{"id":2,"transaction_id":1,"last_name":"Q","is_primary":"true","paid_at":"1700000000000","paid_amount":""}');

insert into mvpw1_48 values
(1, '{"id":1,"agent_id":11,"member_agent_id":12,"tier":1,"path":["11","12"],"is_active":"true","state":"","joined_at":"1735689599999","volume_ytd":"5","first_name":"Mia"}'),
(2, '{"id":2,"agent_id":11,"member_agent_id":13,"tier":"2","path":["11","12","13","12"],"is_active":false,"joined_at":1735689600000,"volume_ytd":7.5,"owner_user_id":1,"pinned":"true","nickname":"neddy","labels":["x"]}'),
(3, '{"id":3,"agent_id":11,"member_agent_id":16,"tier":1,"path":["11","16"],"is_active":true,"state":"TX","joined_at":"","pinned":true,"nickname":"nobody sees this"}'),
(4, '{"id":4,"agent_id":12,"member_agent_id":13,"tier":1}');

insert into mvpw1_45 values (1, '{"id":1,"name":"First","owner_user_id":1,"split_percent":"70"}');
insert into mvpw1_46 values
(1, '{"id":1,"team_id":1,"user_id":1,"is_active":"true","joined_on":""}'),
(2, '{"id":2,"team_id":1,"user_id":2,"is_active":"","joined_on":"2021-01-01"}'),
(3, '{"id":3,"team_id":1,"user_id":99,"is_active":true,"joined_on":"2020-01-01"}');
insert into mvpw1_47 values (1, '{"id":1,"team_id":1,"goal_gci":"100","show_leaderboard":"true"}');
insert into mvpw1_49 values (1, '{"id":1,"team_id":1,"director_user_id":1,"is_active":"true"}'), (2, '{"id":2,"team_id":"","director_user_id":1,"is_active":true}');

insert into mvpw1_50 values
(1, '{"id":1,"agent_id":11,"stage":"active","list_price":"300","original_price":400,"sold_price":"","listed_on":"2025-05-05","address":{"street":"S"},"latitude":"30.25"}'),
(2, '{"id":2,"agent_id":12,"stage":"closed","property_type":"","list_price":100,"original_price":"100.00","sold_price":"90","sold_on":"2025-06-06","listed_on":""}');
insert into mvpw1_51 values (1, '{"id":1,"listing_id":1,"at":"","event":"b"}'), (2, '{"id":2,"listing_id":1,"at":5,"event":"a","old_price":"400","new_price":300}');
insert into mvpw1_52 values (1, '{"id":1,"listing_id":1,"position":"2"}'), (2, '{"id":2,"listing_id":1,"position":1,"is_cover":"true"}');

insert into mvpw1_53 values
(1, '{"id":1,"agent_id":11,"transaction_id":1,"kind":"commission","amount":"100","paid_on":"2026-01-01","year":2026,"month":1,"status":"paid"}'),
(2, '{"id":2,"agent_id":11,"transaction_id":999,"kind":"revenue_share","amount":50.25,"paid_on":"2025-02-04","year":"2025","month":"2","status":"void","cap_applied":"3"}'),
(3, '{"id":3,"agent_id":12,"kind":"bonus","amount":"","paid_on":"","year":2025,"month":3,"status":"pending"}');

insert into mvpw1_55 values
(1, '{"id":1,"agent_id":11,"first_name":"Lea","stage_id":1,"status":"won","source":"","score":"80","is_hot":"true","price_max":"1000","created_at":"1735689599999","converted_at":1735775999999,"converted_transaction_id":1}'),
(2, '{"id":2,"agent_id":12,"last_name":"Lund","stage_id":9,"status":"open","source":"web","score":"","created_at":1735689600000,"email":"LUND@x.example","tags":["a"]}'),
(3, '{"id":3,"agent_id":11,"stage_id":1,"status":"open","price_max":500.5,"created_at":""}');
insert into mvpw1_56 values (1, '{"id":1,"name":"New","position":"1","probability":"0.1","is_closed":"false"}'), (2, '{"id":2,"name":"Won","position":0,"probability":1}');
insert into mvpw1_57 values (1, '{"id":1,"lead_id":1,"at":"","kind":"call"}'), (2, '{"id":2,"lead_id":1,"at":9,"kind":"mail"}'), (3, '{"id":3,"lead_id":2,"at":"9","kind":"call"}');

insert into mvpw1_64 values (1, '{"id":1,"user_id":1,"status":"done"}'), (2, '{"id":2,"user_id":1,"status":"failed","started":"5","finished":"","records":""}');
insert into mvpw1_69 values (1, '{"id":1,"at":"","actor":{"id":1,"email":"a@x.example"},"entity_id":""}'), (2, '{"id":2,"at":"7"}'), (3, '{"id":3,"at":8,"entity_id":"5"}');
insert into mvpw1_70 values (1, '{"id":1,"customer_id":1,"key":"k","value":"","meta":""}'), (2, '{"id":2,"customer_id":2}');
insert into mvpw1_71 values (1, '{"id":1,"transaction_id":1,"at":"6","payload":{"a":1}}');
insert into mvpw1_72 values (1001, '{"id":1001,"email":"left@twin.example","archived_at":"8","is_team_owner":"true"}');

insert into mvpw1_54 values
(2, '{"id":2,"agent_id":"","from_agent_id":"13","amount":"10.50","kind":"bonus","tier":"","at":"1700000000001"}'),
(3, '{"id":3,"amount":"","kind":"","at":""}');
