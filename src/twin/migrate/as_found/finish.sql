-- The end of the damage: what it worked with goes, and the twin says what state it is in.

drop table kept_team, kept_user, kept_agent, kept_network, kept_transaction, kept_listing;

update twin_state set state = 'as-found';
