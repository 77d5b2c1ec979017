/**
 * A report as it is put into a frame. The frame's sandbox and the page's policy are what keeps it harmless; here only that
 * is done without which it would look broken: its own styles get the page's nonce, and what is blocked anyway is taken out,
 * so that nothing is asked for in vain.
 */
const blocked = "script, link, base, meta[http-equiv], iframe, frame, object, embed, form";

export function framed(html: string, nonce: string): string {
  const report = new DOMParser().parseFromString(html, "text/html");
  for (const element of report.querySelectorAll(blocked)) {
    // What is in a form may be worth reading.
    if (element.localName === "form") element.replaceWith(...element.childNodes);
    else element.remove();
  }
  for (const style of report.querySelectorAll("style")) style.setAttribute("nonce", nonce);
  const rules = inlineRules(report);
  const own = report.createElement("style");
  own.setAttribute("nonce", nonce);
  own.textContent = `:root { color-scheme: light; background: #fff; }\n${rules}`;
  report.head.prepend(own);
  return `<!doctype html>${report.documentElement.outerHTML}`;
}

/** A policy that takes styles by nonce takes none of those in attributes: they become rules. */
function inlineRules(report: Document): string {
  const rules: string[] = [];
  for (const element of report.querySelectorAll("[style]")) {
    const name = `s${rules.length}`;
    element.setAttribute("data-troupe-style", name);
    // Braces would end the rule, and begin another one.
    rules.push(`[data-troupe-style="${name}"] { ${(element.getAttribute("style") ?? "").replaceAll(/[{}]/g, "")} }`);
    element.removeAttribute("style");
  }
  return rules.join("\n");
}
