/** What a browser sees at `/` until the console is built: where to look instead. */
export function consolePage(): string {
  return page(
    "Lumos",
    `<main>
<h1>Lumos is running</h1>
<p>The one governed path between every user, agent and application and every model and tool they reach.</p>
<h2>Make a first call</h2>
<pre>npm run -s lumos -- key create --principal agent:demo-agent --expires 1d --json
curl -s http://HOST/v1/chat/completions -H "authorization: Bearer KEY" \\
  -H "content-type: application/json" \\
  -d '{"model":"smart","messages":[{"role":"user","content":"Hello"}]}'</pre>
<h2>See what was decided, and why</h2>
<pre>npm run -s lumos -- tail
npm run -s lumos -- why DECISION</pre>
<h2>Look further</h2>
<ul>
<li>The management API: <a href="/api/v1/openapi.json">/api/v1/openapi.json</a></li>
<li>Metrics: <a href="/metrics">/metrics</a></li>
<li>Health: <a href="/healthz">/healthz</a>, <a href="/readyz">/readyz</a></li>
</ul>
<p>A console in the browser is its own piece of work; until it is here, the command line and the API show everything.</p>
</main>`,
  );
}

// Guarantee: the page of an approval holds nothing of it, not even whether it is there.
/** What a browser sees at an approval's address until the console is built: how to look at it and decide. */
export function approvalPage(id: string): string {
  return page(
    "An approval",
    `<main>
<h1>Somebody waits for a person</h1>
<p>A call was held until a person says yes. This page shows nothing of it: look at it with a key of your own.</p>
<pre>lumos approvals show ${id}
lumos approvals approve ${id}
lumos approvals deny ${id} --reason "..."</pre>
<p>Elsewhere than on the server itself, <code>LUMOS_URL</code> is this address and <code>LUMOS_TOKEN</code> a key of
yours with the scope <code>approve</code>. Over HTTP it is <code>GET /api/v1/approvals/${id}</code>, and
<code>POST</code> to <code>.../approve</code> or <code>.../deny</code>.</p>
<p>Nobody decides about what they, or what they own, asked for.</p>
</main>`,
  );
}

function page(title: string, main: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 44rem; margin: 4rem auto; padding: 0 1rem }
code, pre { font: 14px/1.5 ui-monospace, monospace }
pre { padding: 1rem; overflow-x: auto; border: 1px solid #8886; border-radius: 6px }
</style>
</head>
<body>
${main}
</body>
</html>
`;
}
