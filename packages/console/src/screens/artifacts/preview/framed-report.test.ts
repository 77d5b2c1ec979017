import { expect, test } from "vitest";
import { withoutInlineStyles } from "./framed-report.ts";

test("styles get the page's nonce, and attributes with styles another name, in tags alone", () => {
  const html = '<STYLE>p{}</STYLE><p class="a"\n style = "color:red">write style="…" here</p>';
  expect(withoutInlineStyles(html, "n")).toBe(
    '<style nonce="n">p{}</STYLE><p class="a"\n data-troupe-style = "color:red">write style="…" here</p>',
  );
});
