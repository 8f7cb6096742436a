/* What a role can see of a database, in PostgreSQL's own catalogs. Both answer one row with one JSON text. */

const VISIBLE = `c.relkind in ('r','p','v','m','f') and has_schema_privilege(n.oid, 'usage')
  and (has_table_privilege(c.oid, 'select') or has_any_column_privilege(c.oid, 'select'))`;

const KIND = `case c.relkind when 'r' then 'table' when 'p' then 'table' when 'v' then 'view'
  when 'm' then 'materialized view' else 'foreign table' end`;

/** $1: a schema, or null for all but the system's own. $2: how many at most. */
export const TABLES = `select json_build_object(
    'tables', coalesce(json_agg(t) filter (where place <= $2::int), '[]'), 'truncated', coalesce(max(place), 0) > $2::int)
  from (
    select n.nspname as schema, c.relname as name, ${KIND} as kind,
      case when c.reltuples >= 0 then c.reltuples::bigint end as estimated_rows,
      obj_description(c.oid, 'pg_class') as comment, row_number() over (order by n.nspname, c.relname) as place
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where ${VISIBLE} and case when $1::text is null then n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
      else n.nspname = $1::text end
    order by n.nspname, c.relname limit $2::int + 1
  ) t`;

/** $1: a schema, or null for the first in the search path that has it. $2: the table. */
export const TABLE = `select json_build_object('schema', n.nspname, 'name', c.relname, 'kind', ${KIND},
    'estimated_rows', case when c.reltuples >= 0 then c.reltuples::bigint end,
    'comment', obj_description(c.oid, 'pg_class'),
    'columns', (
      select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod),
        'nullable', not a.attnotnull, 'default', pg_get_expr(d.adbin, d.adrelid),
        'comment', col_description(c.oid, a.attnum)) order by a.attnum)
      from pg_catalog.pg_attribute a
      left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        and has_column_privilege(c.oid, a.attnum, 'select')),
    'constraints', coalesce((
      select json_agg(json_build_object('name', k.conname, 'kind', case k.contype when 'p' then 'primary key'
        when 'u' then 'unique' when 'f' then 'foreign key' when 'c' then 'check' else 'exclusion' end,
        'definition', pg_get_constraintdef(k.oid)) order by k.contype desc, k.conname)
      from pg_catalog.pg_constraint k where k.conrelid = c.oid and k.contype in ('p','u','f','c','x')), '[]'),
    'indexes', coalesce((
      select json_agg(pg_get_indexdef(i.indexrelid)) from pg_catalog.pg_index i where i.indrelid = c.oid), '[]'))
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where ${VISIBLE} and c.relname = $2::text
    and case when $1::text is null then pg_table_is_visible(c.oid) else n.nspname = $1::text end
  limit 1`;

export const MOST_TABLES = 1_000;
