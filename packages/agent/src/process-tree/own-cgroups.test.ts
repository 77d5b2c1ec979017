import { expect, test } from "vitest";
import { readCgroups } from "./own-cgroups.ts";

test("a unified hierarchy alone", () => {
  const mounts = "30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n";
  expect(readCgroups("0::/system.slice/troupe-agent.service\n", mounts)).toEqual({
    unified: "/sys/fs/cgroup/system.slice/troupe-agent.service",
    memory: null,
  });
});

test("hybrid: memory on a v1 hierarchy of its own", () => {
  const mounts = [
    "35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory",
    "36 31 0:33 / /sys/fs/cgroup/devices rw,relatime - cgroup cgroup rw,devices",
    "41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw",
  ].join("\n");
  expect(readCgroups("4:memory:/a:b\n1:cpu:/\n0::/\n", mounts)).toEqual({
    unified: "/sys/fs/cgroup/unified",
    memory: "/sys/fs/cgroup/memory/a:b",
  });
});

test("a container that sees its own part of the hierarchy only", () => {
  const mounts = "40 30 0:26 /docker/c1 /sys/fs/cgroup ro - cgroup2 cgroup rw\n";
  expect(readCgroups("0::/docker/c1/agent\n", mounts)).toEqual({ unified: "/sys/fs/cgroup/agent", memory: null });
  // Mounted from a part in which this process is not.
  expect(readCgroups("0::/elsewhere\n", mounts)).toEqual({ unified: null, memory: null });
});

test("no cgroups at all", () => {
  expect(readCgroups("", "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n")).toEqual({ unified: null, memory: null });
});
