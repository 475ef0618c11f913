-- Casts: how V1's loose values become typed ones. An empty string means "none" in V1.
-- Each body is one expression, so that PostgreSQL puts it in place of the call (as_list excepted).
-- They serve the migration alone and are dropped after it.

create function as_integer(value text) returns integer immutable
    return nullif(value, '')::integer;

create function as_integer(value text, empty integer) returns integer immutable
    return coalesce(nullif(value, '')::integer, empty);

create function as_number(value text) returns numeric immutable
    return nullif(value, '')::numeric;

create function as_number(value text, empty numeric) returns numeric immutable
    return coalesce(nullif(value, '')::numeric, empty);

create function as_float(value text) returns double precision immutable
    return nullif(value, '')::double precision;

create function as_boolean(value text) returns boolean immutable
    return coalesce(nullif(value, '')::boolean, false);

-- Epoch milliseconds. Whole ones below 2^53 stay exact on their way through a double.
create function as_moment(value text) returns timestamptz immutable
    return to_timestamp(nullif(value, '')::double precision / 1000);

create function as_date(value text) returns date stable
    return nullif(value, '')::date;

create function as_json(value jsonb) returns jsonb immutable
    return nullif(nullif(value, 'null'), '""');

create function as_array(value jsonb) returns jsonb immutable
    return case when jsonb_typeof(value) = 'array' then value end;

create function as_list(value jsonb) returns text[] immutable
    return case when jsonb_typeof(value) = 'array' then array(select jsonb_array_elements_text(value)) end;
