/** What a browser is shown where there is no console to show. No script, no style of others, nothing that it asks for. */
import { createHash } from "node:crypto";

const style = "body{font:16px/1.5 system-ui;max-width:46rem;margin:3rem auto;padding:0 1rem}code{font-size:.9em}";

export const plainPolicy =
  `default-src 'none'; style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'; ` +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export function signInPage(): string {
  return page(
    "Troupe: not signed in",
    `<p>This browser is not signed in.</p>
<ul>
<li>On the coordinator's machine, <code>troupe console</code> opens the console; <code>troupe dev</code> prints the address that
does.</li>
<li>From elsewhere, open this address with <code>?token=TOKEN</code> behind it, with the token that the coordinator's token file
has.</li>
</ul>`,
  );
}

export interface Addresses {
  readonly grpcAddress: string;
  readonly httpUrl: string;
}

/** Of a repository in which nobody has built it yet. */
export function notBuiltPage({ grpcAddress, httpUrl }: Addresses): string {
  return page(
    "Troupe",
    `<p>A coordinator runs here, and its console is not built: <code>npm run console:build</code>, and load this page again.</p>
<ul>
<li>gRPC, for clients and agents: <code>${escapeHtml(grpcAddress)}</code></li>
<li>The same API as JSON and server-sent events (docs/api.md): <code>POST ${escapeHtml(httpUrl)}…</code></li>
<li>Probes and metrics: <a href="/livez">/livez</a>, <a href="/readyz">/readyz</a>, <a href="/metrics">/metrics</a></li>
</ul>`,
  );
}

/**
 * For who comes from another site, a chat: no browser sends the cookie along then. It does once this page, which is ours,
 * loads the same address again.
 */
export function comeAgainPage(): string {
  return page("Troupe", "<p>One moment.</p>", '<meta http-equiv="refresh" content="0">\n');
}

function page(title: string, body: string, head = ""): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
${head}<title>${title}</title>
<style>${style}</style>
<h1>Troupe</h1>
${body}
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
