import assert from "node:assert/strict";
import { test } from "node:test";
import { plainAddress, runOf, targetOfUrl } from "./target.ts";

test("no user name, password, query, fragment or key in a path is told of an address", () => {
  const rows: [string, string | undefined][] = [
    ["https://u:pw@Mcp.X.test:8443/a/?key=secret#f", "https://mcp.x.test:8443/a/"],
    ["https://mcp.zap.test/api/s/Njk4YzQ2ZTctZDM3Yi00/mcp", "https://mcp.zap.test/api/s/-/mcp"],
    ["https://x.test/0f8fad5b-d9cb-469f-a165-70867728950e", "https://x.test/-"],
    ["https://x.test/a%20b/%zz", "https://x.test/-/-"],
    ["http://localhost:3000/", "http://localhost:3000"],
    ["not an address", undefined],
  ];
  for (const [address, told] of rows) assert.equal(plainAddress(address)?.url, told, address);
  assert.equal(targetOfUrl("http://X.test/MCP/"), targetOfUrl("https://x.test/mcp"));
});

test("what a command runs is the same however it is written", () => {
  const rows: [string, string, boolean][] = [
    ["npx -y @mcp/fs@1.2.3 /tmp", "npm:@mcp/fs", false],
    ["npx -y @mcp/fs /tmp", "npm:@mcp/fs", true],
    ["npx -y @mcp/fs@latest", "npm:@mcp/fs", true],
    ["npx --package=@mcp/fs@1.2.3 mcp-fs", "npm:@mcp/fs", false],
    ["cmd /c npx -y notes", "npm:notes", true],
    ["C:\\Program|Files\\nodejs\\npx.cmd notes@1.0.0", "npm:notes", false],
    ["bunx notes", "npm:notes", true],
    ["pnpm dlx notes@2.0.0", "npm:notes", false],
    ["npm exec -- notes", "npm:notes", true],
    ["uvx --from git+https://github.com/a/b b", "pypi:https://github.com/a/b", true],
    ["uvx mcp-git==1.0", "pypi:mcp-git", false],
    ["uv tool run mcp-git", "pypi:mcp-git", true],
    ["pipx run x", "pypi:x", true],
    ["docker run -i --rm -e TOKEN=abc ghcr.io/a/b:1.2", "docker:ghcr.io/a/b", true],
    [`docker run ghcr.io/a/b@sha256:${"a".repeat(64)}`, "docker:ghcr.io/a/b", false],
    ["env A=b npx notes", "npm:notes", true],
    ["/opt/bin/server --x", "program:server", false],
    ["node /home/ann/x.js", "program:node", false],
    ["npx", "program:npx", false],
    ["docker ps", "program:docker", false],
  ];
  for (const [line, target, unpinned] of rows) {
    const run = runOf(line.split(" ").map((word) => word.replace("|", " ")));
    assert.deepEqual([run.target, run.unpinned], [target, unpinned], line);
  }
});
