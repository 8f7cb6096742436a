export { BACKUP_TABLES, type Header, type Replacement, type Row, type Snapshot } from "./format.ts";
export { pageAfter } from "./pages.ts";
export { readBackup, readHeader } from "./read.ts";
export { writeBackup } from "./write.ts";
