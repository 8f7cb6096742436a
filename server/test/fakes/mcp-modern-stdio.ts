// The official library's server of both eras, as a program on its input and output.
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { makeMcpTools } from "./mcp-tools.ts";

serveStdio(() => makeMcpTools({ calls: [], cancelled: 0 }));
