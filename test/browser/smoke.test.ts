import { expect, test } from "vitest";
import { lookingAt } from "./support/looked-at.ts";

lookingAt("the console", (there) => {
  test("opens, signed in, and the token is gone from the address", async () => {
    const { page } = await there().visit("/");
    expect(new URL(page.url()).search).toBe("");
    await page.getByRole("heading", { level: 1 }).waitFor();
  });
});
