import { expect, test } from "vitest";
import { openingOf } from "./open-browser.ts";

const url = "http://127.0.0.1:7421/runs/01?token=abc";
const atADesk = { DISPLAY: ":0" };

test("takes what the machine opens addresses with", () => {
  expect(openingOf(url, atADesk, "linux")).toEqual({ command: ["xdg-open", url] });
  expect(openingOf(url, { WAYLAND_DISPLAY: "wayland-0" }, "linux")).toEqual({ command: ["xdg-open", url] });
  expect(openingOf(url, {}, "darwin")).toEqual({ command: ["open", url] });
  expect(openingOf(url, { WSL_DISTRO_NAME: "Debian" }, "linux")).toMatchObject({
    command: expect.arrayContaining(["powershell.exe", `'${url}'`]),
  });
});

test("BROWSER goes before that, also over ssh, where an editor sets it", () => {
  const env = { ...atADesk, SSH_CONNECTION: "10.0.0.1", BROWSER: "firefox:lynx" };
  expect(openingOf(url, env, "linux")).toEqual({ command: ["firefox", url] });
});

test.each([
  ["in CI", { ...atADesk, CI: "true", BROWSER: "firefox" }, "CI"],
  ["over ssh", { ...atADesk, SSH_TTY: "/dev/pts/1" }, "ssh -L 7421:127.0.0.1:7421"],
  ["without a display", {}, "no display"],
  ["where it is told not to", { ...atADesk, BROWSER: "none" }, "BROWSER=none"],
])("opens nothing %s, and says why", (_where, env, why) => {
  expect(openingOf(url, env, "linux")).toEqual({ whyNot: expect.stringContaining(why) });
});
