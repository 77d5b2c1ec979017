/** The page at /: where things are. No script, no style of others, nothing that it asks for. */
import { createHash } from "node:crypto";
import type { ApiService } from "../../api/api.ts";

const style = "body{font:16px/1.5 system-ui;max-width:46rem;margin:3rem auto;padding:0 1rem}code{font-size:.9em}";

export const landingPolicy =
  `default-src 'none'; style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'; ` +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export interface LandingFacts {
  readonly grpcAddress: string;
  readonly httpUrl: string;
  readonly isSignedIn: boolean;
  readonly services: readonly ApiService[];
}

export function landingPage({ grpcAddress, httpUrl, isSignedIn, services }: LandingFacts): string {
  const access = isSignedIn
    ? "This browser is signed in."
    : "This browser is not signed in: open the address with the token that <code>troupe dev</code> printed.";
  const methods = services.flatMap(({ definition }) =>
    Object.values(definition).filter((method) => !method.requestStream),
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Troupe</title>
<style>${style}</style>
<h1>Troupe</h1>
<p>A coordinator runs here. ${access}</p>
<ul>
<li>gRPC, for clients and agents: <code>${escapeHtml(grpcAddress)}</code></li>
<li>Probes and metrics: <a href="/livez">/livez</a>, <a href="/readyz">/readyz</a>, <a href="/metrics">/metrics</a></li>
<li>The same API as JSON and server-sent events (docs/api.md): <code>POST ${escapeHtml(httpUrl)}…</code></li>
</ul>
<ul>
${methods.map(({ path }) => `<li><code>${escapeHtml(path)}</code></li>`).join("\n")}
</ul>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
