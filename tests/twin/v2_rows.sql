-- A few rows of V2 in which every rule of an answer shows: nulls, '' beside null, ties, other teams, the archived.

insert into mvpw5_664 (id, email, first_name, last_name, active, agent_id, team_id, status, fub_user_id) values
    (60, 'David@twin.example', 'David', 'Keener', true, 10, 1, 'active', null),
    (7, 'owner@twin.example', 'Mia', null, true, 11, 1, null, 5),
    (8, 'asleep@twin.example', 'A', 'B', false, 12, 1, null, null),
    (1001, 'gone@twin.example', 'G', 'One', true, 10, 1, 'archived', null);
insert into mvpw5_665 (id, user_id, password, email_verified)
    select id, id, 'sha256:' || encode(sha256('secret'::bytea), 'hex'), true from mvpw5_664;
insert into mvpw5_666 (id, user_id, stripe_customer_id, subscription_price) values (1, 60, '', 49.5);
insert into mvpw5_667 (id, user_id, goal_gci, email_notifications, sms_notifications, push_notifications)
    values (1, 60, 3000, false, false, true), (2, 7, 0, false, false, false);
insert into mvpw5_668 (id, user_id, is_team_owner, permissions) values
    (1, 60, false, array['é', 'b', 'Z', 'a']), (2, 7, true, null), (3, 1001, true, null);
insert into mvpw5_670 (id, team_id, first_name, last_name, email, sponsor_agent_id, anniversary_on, ytd_volume, status)
values
    (1, null, 'Top', 'Sponsor', '', 1, null, 0, 'active'),
    (10, 1, 'David', 'Keener', 'd@x', 1, '2020-05-31', 5, 'active'),
    (11, 1, 'Mia', null, 'm@x', 10, '2019-05-02', 7, 'active'),
    (12, 1, 'Élan', 'alpha', 'e@x', 11, null, 0, 'inactive'),
    (13, 2, 'Other', 'Team', 'o@x', 12, '2019-01-01', 0, 'active');
insert into mvpw5_671 (id, agent_id, cap_amount, cap_cycle_end_on) values (1, 10, 12000, '2026-03-06');
insert into mvpw5_672 (id, agent_id, plan) values (1, 10, 'standard'), (2, 10, 'Mentor');
insert into mvpw5_673 (id, agent_id, year, volume, gci) values
    (1, 10, 2025, 5, 1), (2, 11, 2025, 9, 1), (3, 12, 2025, 5, 1), (4, 10, 2024, 1, 1);
insert into mvpw5_674 (id, agent_id, level, sponsor_agent_id) values (1, 10, 1, 1), (2, 10, 2, 99);
insert into mvpw5_675
    (id, transaction_owner_agent_id, team_id, status, street, buyer_name, closing_date, estimated_closing_on,
     updated_at, created_at, lead_source, days_on_market, state, side, property_type)
values
    (1, 10, 1, 'closed', '1 Main', null, '2026-01-31', null, '2025-03-01 12:00:00+00', '2025-03-01 12:00:00+00', 'web', 10, 'CA', 'buyer', 'condo'),
    (2, 10, null, 'closed', '2 MAIN', '', '2025-02-28', null, null, null, '', 21, '', 'seller', null),
    (3, 10, 1, 'pending', null, 'Ängström', null, '2026-02-14', '2025-03-01 12:00:00+00', null, null, 0, null, null, ''),
    (4, 11, 1, 'closed', 'x', null, '2026-01-01', null, null, null, 'web', 5, 'CA', 'both', 'condo'),
    (5, 13, 2, 'closed', 'y', null, '2026-01-01', null, null, null, 'web', 5, 'CA', 'both', 'condo');
insert into mvpw5_677 (id, transaction_id, price, gci, agent_net, transaction_fee, risk_fee, referral_fee, mentor_fee,
    escrow_fee, title_fee) values
    (1, 1, 100, 1000.10, 700, 1, 2, 3, 4, 5, 6), (2, 2, 200, 2000, 1, 0, 0, 0, 0, 0, 0), (3, 3, 50, 10, 1, 0, 0, 0, 0, 0, 0),
    (4, 4, 400, 4000, 1, 0, 0, 0, 0, 0, 0), (5, 5, 9, 9, 9, 9, 9, 9, 9, 9, 9);
insert into mvpw5_676 (id, transaction_id, position, role) values (1, 1, 2, 'seller'), (2, 1, 1, 'buyer');
insert into mvpw5_678 (id, transaction_id, position, changed_at) values (1, 1, 1, '2025-03-01 12:00:00+00');
insert into mvpw5_679 (id, transaction_id, tag) values (1, 1, 'b'), (2, 1, 'B'), (3, 2, 'b');
insert into mvpw5_696 (id, transaction_id, first_name, last_name, is_primary) values
    (1, 1, 'P', 'One', false), (2, 1, null, 'Two', true);
insert into mvpw5_697 (id, participant_id, paid_amount, paid_at) values (1, 2, 12.5, '2025-03-01 12:00:00+00');
insert into mvpw5_684 (id, agent_id, member_agent_id, tier, status, path, joined_at) values
    (1, 10, 11, 1, 'active', '{10,11}', '2025-12-31 23:59:59+00'),
    (2, 10, 12, 2, 'active', '{10,11,12}', null),
    (3, 10, 13, 3, 'left', '{10,11,12,13}', '2026-01-01 00:00:00+00'),
    (4, 11, 12, 1, 'active', null, null);
insert into mvpw5_698 (id, network_id, first_name, last_name, state, is_active, volume_ytd) values
    (1, 1, 'Mia', null, '', true, 7), (2, 2, 'Élan', 'alpha', null, true, 3), (3, 3, 'Other', 'Team', 'CA', false, 1),
    (4, 4, 'Élan', 'alpha', null, true, 3);
insert into mvpw5_690 (id, network_id, user_id, pinned, hidden, note) values (2, 2, 60, true, false, 'old');
insert into mvpw5_680 (id, name, owner_user_id) values (1, 'First', 7);
insert into mvpw5_681 (id, team_id, user_id, is_active, joined_on) values
    (1, 1, 60, true, null), (2, 1, 1001, false, '2020-01-01'), (3, 1, 7, true, '2021-01-01');
insert into mvpw5_682 (id, team_id, goal_gci) values (1, 1, 10);
insert into mvpw5_683 (id, team_id, director_user_id, is_active) values (1, 1, 60, true), (2, 2, 60, false);
insert into mvpw5_685 (id, agent_id, stage, list_price, original_price, sold_price, sold_on, listed_on) values
    (1, 10, 'active', 90, 100, null, null, '2025-01-01'), (2, 10, 'closed', 200, 200, 190, '2025-05-05', null),
    (3, 11, 'active', 300, 250, null, null, '2025-01-02');
insert into mvpw5_686 (id, listing_id, changed_at) values (1, 1, null), (2, 1, '2025-03-01 12:00:00+00');
insert into mvpw5_687 (id, listing_id, position) values (1, 1, 2), (2, 1, 1);
insert into mvpw5_688 (id, transaction_id, agent_id, kind, amount, paid_on, year, month, status, cap_applied) values
    (1, 1, 10, 'commission', 300, '2026-02-04', 2026, 2, 'paid', 1), (2, 99, 10, 'revenue_share', 100, '2026-02-05', 2025, 3,
    'paid', 0), (3, null, 10, 'commission', 200, '2025-01-01', 2025, 3, 'void', 0), (4, 4, 11, 'bonus', 0, null, 0, 0, null, 0);
insert into mvpw5_692 (id, name, position, probability) values (1, 'New', 2, 0.1), (2, 'Met', 1, 0.25);
insert into mvpw5_691 (id, agent_id, first_name, stage_id, source, status, price_max, is_hot, score, created_at, converted_at,
    converted_transaction_id) values
    (1, 10, 'Lea', 1, '', 'won', 1000, true, 5, '2025-03-31 23:00:00+00', '2025-04-02 11:00:00+00', 1),
    (2, 10, null, 1, null, 'open', null, false, 2, '2025-04-01 00:00:00+00', null, null),
    (3, 11, 'Other', null, 'web', 'open', 5, false, 0, null, null, null);
insert into mvpw5_693 (id, lead_id, happened_at) values (1, 1, null), (2, 1, '2025-03-01 12:00:00+00');
insert into mvpw5_707 (id, user_id, status, started_at) values (1, 60, 'done', null), (2, 60, 'In Process', '2025-03-01 12:00:00+00');
insert into mvpw5_721 (id, occurred_at, table_name) values (1, null, 'user'), (2, '2025-03-01 12:00:00+00', 'agent'), (3, '2025-03-01 12:00:00+00', null);
insert into mvpw5_722 (id, customer_id, name, attributes) values (1, 1, 'k', '{"a": [1]}');
insert into mvpw5_723 (id, logged_at, payload) values (1, '2025-03-01 12:00:00+00', null);

-- Tables that only the data endpoints read
insert into mvpw5_689 (id, from_agent_id, amount, kind, tier, contributed_at) values
    (1, null, 0, null, 0, null), (2, 13, 10.50, 'bonus', 0, '2023-11-14 22:13:20.001+00'), (3, null, 0, '', 0, null);
insert into mvpw5_701 (id) values (1);
insert into mvpw5_702 (id) values (1);
insert into mvpw5_703 (id) values (1);
insert into mvpw5_704 (id) values (1);
insert into mvpw5_706 (id) values (1);
insert into mvpw5_708 (id) values (1);
insert into mvpw5_709 (id) values (1);
insert into mvpw5_712 (id) values (1);
insert into mvpw5_713 (id) values (1);
insert into mvpw5_790 (id) values (1);
insert into mvpw5_840 (id) values (1);
insert into mvpw5_849 (id) values (1);
insert into mvpw5_828 (id) values (1);
insert into mvpw5_830 (id) values (1);
insert into mvpw5_764 (id) values (1);
insert into mvpw5_813 (id) values (1);
insert into mvpw5_805 (id) values (1);
insert into mvpw5_834 (id) values (1);
insert into mvpw5_824 (id) values (1);
insert into mvpw5_758 (id) values (1);
insert into mvpw5_735 (id) values (1);
insert into mvpw5_787 (id) values (1);
insert into mvpw5_786 (id) values (1);
insert into mvpw5_738 (id) values (1);
insert into mvpw5_817 (id) values (1);
insert into mvpw5_765 (id) values (1);
insert into mvpw5_766 (id) values (1);
insert into mvpw5_794 (id) values (1);
insert into mvpw5_740 (id) values (1);
insert into mvpw5_847 (id) values (1);
insert into mvpw5_800 (id) values (1);
insert into twin_known_counts (entity, v1) values ('users', 5), ('agents', 4), ('network', 9);
