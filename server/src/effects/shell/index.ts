export { readShell, type ShellAbout } from "./read-shell.ts";
