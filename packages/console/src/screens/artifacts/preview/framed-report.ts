/**
 * A report as it is put into a frame. The frame's sandbox and the page's policy are what keeps it harmless; here only that
 * is done without which it would look broken: its own styles get the page's nonce, and what is blocked anyway is taken out,
 * so that nothing is asked for in vain.
 */
const blocked = "script, link, base, meta[http-equiv], iframe, frame, object, embed, form";

export function framed(html: string, nonce: string): string {
  const report = new DOMParser().parseFromString(withoutInlineStyles(html, nonce), "text/html");
  for (const element of report.querySelectorAll(blocked)) {
    // What is in a form may be worth reading.
    if (element.localName === "form") element.replaceWith(...element.childNodes);
    else element.remove();
  }
  const rules = inlineRules(report);
  const own = report.createElement("style");
  own.setAttribute("nonce", nonce);
  own.textContent = `:root { color-scheme: light; background: #fff; }\n${rules}`;
  report.head.prepend(own);
  return `<!doctype html>${report.documentElement.outerHTML}`;
}

/** The policy holds for what is only parsed, too: what it would block is renamed before. */
export function withoutInlineStyles(html: string, nonce: string): string {
  return html
    .replaceAll(/<style\b/gi, `<style nonce="${nonce}"`)
    .replaceAll(/<[a-z][^>]*>/gi, (tag) => tag.replaceAll(/(?<=\s)style(?=\s*=)/gi, attribute));
}

const attribute = "data-troupe-style";

/** A policy that takes styles by nonce takes none of those in attributes: they become rules. */
function inlineRules(report: Document): string {
  const elements = [...report.querySelectorAll(`[${attribute}]`)];
  return elements
    .map((element, number) => {
      // Braces would end the rule, and begin another one.
      const declarations = (element.getAttribute(attribute) ?? "").replaceAll(/[{}]/g, "");
      element.setAttribute(attribute, String(number));
      return `[${attribute}="${number}"] { ${declarations} }`;
    })
    .join("\n");
}
