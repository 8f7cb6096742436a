import { fault } from "../kernel/index.ts";
import { openPostgres } from "./postgres/open.ts";
import { openSqlite } from "./sqlite/open.ts";
import type { Store, StoreOptions } from "./types.ts";

export async function openStore(options: StoreOptions): Promise<Store> {
  if (options.database === "sqlite") return openSqlite(options);
  if (/^postgres(ql)?:\/\//.test(options.database)) return openPostgres(options);
  throw fault("invalid_configuration", {
    public: "The database is neither `sqlite` nor a postgres:// address.",
    param: "database",
  });
}
