/** What a call of a function does besides what it answers. */
export type FunctionKind = "reads" | "changes" | "destroys" | "reaches" | "runs" | "unknown";

/**
 * By a function's own name, in `pg_catalog` or without a schema. A name that is not here may be anybody's function:
 * it counts as one that writes.
 */
// Guarantee: only a function that is known to read counts as one that reads.
export function functionKind(path: readonly string[]): FunctionKind {
  const name = path.at(-1) ?? "";
  // With a schema in front it is somebody's own, whatever it is called; only the grave ones are known anywhere.
  const own = path.length > 1 && path.at(-2) !== "pg_catalog";
  const grave = GRAVE.find(([, names]) => names.test(name));
  if (grave) return grave[0];
  if (own) return "unknown";
  return READS.has(name) || READS_LIKE.test(name) ? "reads" : "unknown";
}

/** The gravest first. Extensions put theirs into any schema. */
const GRAVE: readonly (readonly [FunctionKind, RegExp])[] = [
  // Runs a text as SQL, so what it does is not in the tree.
  ["runs", /^(query|table|schema|database|cursor)_to_xml(schema|_and_xmlschema)?$/],
  ["runs", /^(ts_stat|ts_rewrite|crosstab\w*|connectby|xpath_table|exec(ute)?|run_command\w*|plpgsql_call_handler)$/],
  ["runs", /^(cron|pgagent|pg_background|plpython\w*|pljava\w*)_?\w*$/],
  // Opens a way out of the database: to other servers, to files of this one, to who listens.
  ["reaches", /^(dblink|postgres_fdw|http|net)(_\w+)?$/],
  ["reaches", /^(lo_import|lo_export|pg_notify|pg_logical_emit_message|aws_\w+|pg_file_\w+)$/],
  [
    "reaches",
    /^pg_(read_(binary_)?file|read_file_\w+|ls_\w+|stat_file|current_logfile|hba_file_rules|ident_file_mappings)$/,
  ],
  ["reaches", /^pg_(show_all_file_settings|logdir_ls|backup_\w+|start_backup|stop_backup|export_snapshot)$/],
  ["destroys", /^pg_(terminate|cancel)_backend$/],
  ["destroys", /^(lo_unlink|lo_truncate(64)?|lowrite|lo_put|lo_from_bytea|lo_creat(e)?)$/],
  ["destroys", /^pg_(drop|create|copy)_\w+$/],
  ["destroys", /^pg_(logical_slot|replication_(slot|origin))_\w+$/],
  [
    "destroys",
    /^pg_(reload_conf|rotate_logfile|promote|switch_wal|wal_replay_\w+|stat_reset\w*|import_system_collations)$/,
  ],
  ["destroys", /^(binary_upgrade_\w+|pg_stop_making_pinned_objects|pg_nextoid|pg_restore_\w+|pg_clear_\w+)$/],
  ["changes", /^(nextval|setval|set_config|setseed|pg_sleep(_for|_until)?|pg_(try_)?advisory_\w+)$/],
];

const READS_LIKE = /^(pg_stat_get_\w+|has_\w+_privilege)$/;

/** Built-in functions that change nothing: immutable and stable ones, and a few that only answer anew each time. */
const READS: ReadonlySet<string> = new Set(
  `
  abbrev abs acldefault aclexplode acos acosd acosh age any_value area array_agg array_dims array_fill array_length
  array_lower array_ndims array_position array_positions array_remove array_replace array_reverse array_sample
  array_shuffle array_sort array_to_json array_to_string array_to_tsvector array_upper ascii asin asind asinh atan
  atan2 atan2d atand atanh avg bit bit_and bit_count bit_length bit_or bit_xor bool bool_and bool_or box bpchar
  broadcast btrim cardinality casefold cbrt ceil ceiling center char char_length character_length chr cidr circle
  clock_timestamp col_description concat concat_ws convert convert_from convert_to corr cos cosd cosh cot cotd count
  covar_pop covar_samp crc32 crc32c cume_dist current_database current_query current_schema current_schemas
  current_setting current_user currval date date_add date_bin date_part date_subtract date_trunc datemultirange
  daterange decode degrees dense_rank dexp diagonal diameter div dlog1 dlog10 dround dtrunc encode enum_first
  enum_last enum_range erf erfc every exp extract factorial family first_value float4 float8 floor format
  format_type gamma gcd gen_random_uuid generate_series generate_subscripts get_bit get_byte get_current_ts_config
  getdatabaseencoding getpgusername grouping height host hostmask icu_unicode_version inet_client_addr
  inet_client_port inet_server_addr inet_server_port initcap int2 int4 int4multirange int4range int8 int8multirange
  int8range interval interval_avg is_normalized isclosed isempty isfinite ishorizontal isopen isparallel isperp
  isvertical json_agg json_agg_strict json_array_elements json_array_elements_text json_array_length
  json_build_array json_build_object json_each json_each_text json_object json_object_agg json_object_agg_strict
  json_object_agg_unique json_object_agg_unique_strict json_object_keys json_populate_record json_populate_recordset
  json_strip_nulls json_to_record json_to_recordset json_to_tsvector json_typeof jsonb_agg jsonb_agg_strict
  jsonb_array_elements jsonb_array_elements_text jsonb_array_length jsonb_build_array jsonb_build_object jsonb_each
  jsonb_each_text jsonb_insert jsonb_object jsonb_object_agg jsonb_object_agg_strict jsonb_object_agg_unique
  jsonb_object_agg_unique_strict jsonb_object_keys jsonb_path_exists jsonb_path_exists_tz jsonb_path_match
  jsonb_path_match_tz jsonb_path_query jsonb_path_query_array jsonb_path_query_array_tz jsonb_path_query_first
  jsonb_path_query_first_tz jsonb_path_query_tz jsonb_populate_record jsonb_populate_recordset jsonb_pretty
  jsonb_set jsonb_set_lax jsonb_strip_nulls jsonb_to_record jsonb_to_recordset jsonb_to_tsvector jsonb_typeof
  justify_days justify_hours justify_interval lag last_value lastval lcm lead left length lgamma like like_escape
  line ln log log10 lower lower_inc lower_inf lpad lseg ltrim macaddr macaddr8 macaddr8_set7bit make_date
  make_interval make_time make_timestamp make_timestamptz makeaclitem masklen max md5 min min_scale mod mode money
  multirange mxid_age name nameconcatoid netmask network normalize notlike now npoints nth_value ntile num_nonnulls
  num_nulls numeric numeric_div_trunc numeric_exp numeric_ln numeric_log numeric_sqrt nummultirange numnode numrange
  obj_description octet_length oid oidvectortypes overlaps overlay parse_ident path percent_rank percentile_cont
  percentile_disc pg_available_extension_versions pg_available_extensions pg_backend_pid pg_basetype
  pg_blocking_pids pg_client_encoding pg_collation_for pg_collation_is_visible pg_column_compression
  pg_column_is_updatable pg_column_size pg_conf_load_time pg_conversion_is_visible pg_current_snapshot
  pg_current_wal_lsn pg_current_xact_id_if_assigned pg_database_size pg_describe_object pg_encoding_max_length
  pg_encoding_to_char pg_extension_update_paths pg_function_is_visible pg_get_acl pg_get_catalog_foreign_keys
  pg_get_constraintdef pg_get_expr pg_get_function_arg_default pg_get_function_arguments
  pg_get_function_identity_arguments pg_get_function_result pg_get_function_sqlbody pg_get_functiondef
  pg_get_indexdef pg_get_keywords pg_get_object_address pg_get_partition_constraintdef pg_get_partkeydef
  pg_get_publication_tables pg_get_replica_identity_index pg_get_replication_slots pg_get_ruledef
  pg_get_serial_sequence pg_get_statisticsobjdef pg_get_statisticsobjdef_columns pg_get_statisticsobjdef_expressions
  pg_get_triggerdef pg_get_userbyid pg_get_viewdef pg_has_role pg_identify_object pg_identify_object_as_address
  pg_index_column_has_property pg_index_has_property pg_indexam_has_property pg_indexam_progress_phasename
  pg_indexes_size pg_input_error_info pg_input_is_valid pg_is_in_recovery pg_is_other_temp_schema
  pg_last_wal_receive_lsn pg_last_wal_replay_lsn pg_last_xact_replay_timestamp pg_listening_channels pg_lock_status
  pg_lsn pg_my_temp_schema pg_opclass_is_visible pg_operator_is_visible pg_opfamily_is_visible pg_options_to_table
  pg_partition_ancestors pg_partition_root pg_partition_tree pg_postmaster_start_time pg_prepared_statement
  pg_relation_filenode pg_relation_filepath pg_relation_is_publishable pg_relation_is_updatable pg_relation_size
  pg_sequence_last_value pg_sequence_parameters pg_settings_get_flags pg_show_all_settings pg_size_bytes
  pg_size_pretty pg_snapshot_xip pg_snapshot_xmax pg_snapshot_xmin pg_statistics_obj_is_visible pg_table_is_visible
  pg_table_size pg_tablespace_databases pg_tablespace_location pg_tablespace_size pg_timezone_abbrevs
  pg_timezone_names pg_total_relation_size pg_trigger_depth pg_ts_config_is_visible pg_ts_dict_is_visible
  pg_ts_parser_is_visible pg_ts_template_is_visible pg_type_is_visible pg_typeof pg_visible_in_snapshot
  pg_wal_lsn_diff pg_walfile_name pg_walfile_name_offset phraseto_tsquery pi plainto_tsquery point polygon position
  pow power querytree quote_ident quote_literal quote_nullable radians radius random random_normal range_agg
  range_intersect_agg range_merge rank regclass regexp_count regexp_instr regexp_like regexp_match regexp_matches
  regexp_replace regexp_split_to_array regexp_split_to_table regexp_substr regr_avgx regr_avgy regr_count
  regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy repeat replace reverse right round row_number
  row_security_active row_to_json rpad rtrim scale session_user set_bit set_byte set_masklen setweight sha224 sha256
  sha384 sha512 shobj_description sign similar_escape similar_to_escape sin sind sinh slope split_part sqrt
  statement_timestamp stddev stddev_pop stddev_samp string_agg string_to_array string_to_table strip strpos substr
  substring sum system_user tan tand tanh text textlen time timeofday timestamp timestamptz timetz timezone to_ascii
  to_bin to_char to_date to_hex to_json to_jsonb to_number to_oct to_regclass to_regcollation to_regnamespace
  to_regoper to_regoperator to_regproc to_regprocedure to_regrole to_regtype to_regtypemod to_timestamp to_tsquery
  to_tsvector transaction_timestamp translate trim_array trim_scale trunc ts_debug ts_delete ts_filter ts_headline
  ts_lexize ts_parse ts_rank ts_rank_cd ts_token_type tsmultirange tsquery_phrase tsrange tstzmultirange tstzrange
  tsvector_to_array txid_current_if_assigned txid_current_snapshot txid_snapshot_xip txid_snapshot_xmax
  txid_snapshot_xmin txid_visible_in_snapshot unicode_assigned unicode_version unistr unnest upper upper_inc
  upper_inf uuid_extract_timestamp uuid_extract_version uuidv4 uuidv7 var_pop var_samp varbit varchar variance
  version websearch_to_tsquery width width_bucket xid xml xml_is_well_formed xml_is_well_formed_content
  xml_is_well_formed_document xmlagg xmlcomment xmlexists xmltext xmlvalidate xpath xpath_exists
`
    .trim()
    .split(/\s+/),
);

/** PostgreSQL's own operators; any other symbol is an operator that somebody made of a function. */
export const OPERATORS: ReadonlySet<string> = new Set(
  String.raw`
  !! !~ !~* !~~ !~~* # ## #- #> #>> % & && &< &<| &> * *< *<= *<> *= *> *>= + - -> ->> -|- / < <-> << <<= <<| <=
  <> <@ <^ = > >= >> >>= >^ ? ?# ?& ?- ?-| ?| ?|| @ @-@ @> @? @@ @@@ ^ ^@ | |&> |/ |>> || ||/ ~ ~* ~<=~ ~<~ ~= ~>=~
  ~>~ ~~ ~~* !=
`
    .trim()
    .split(/\s+/),
);
