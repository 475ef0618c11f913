-- The end of the migration: the casts go, and the twin says what state it is in.

drop function as_integer(text), as_integer(text, integer), as_number(text), as_number(text, numeric),
    as_float(text), as_boolean(text), as_moment(text), as_date(text), as_json(jsonb), as_array(jsonb),
    as_list(jsonb);

create table twin_state (state text not null);
insert into twin_state values ('ready');
