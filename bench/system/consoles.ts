/**
 * Many consoles in one process, as the coordinator sees them: each a browser's one response with what it watches, the
 * cluster, all runs, one run and the live log of its task. Started with where they connect, the token, their number and the
 * run; says "ready" when all have read a piece of the log; ends with its input, and says then how many bytes of logs the one
 * that read least has got.
 */
import http from "node:http";

const [url = "", token = "", count = "", runId = ""] = process.argv.slice(2);

const streams = [
  { id: "cluster", method: "troupe.v1.ClusterService/WatchCluster", request: {} },
  { id: "runs", method: "troupe.v1.RunService/WatchRuns", request: {} },
  { id: "run", method: "troupe.v1.RunService/WatchRun", request: { runId } },
  {
    id: "log",
    method: "troupe.v1.RunService/ReadLogs",
    request: { runId, task: "train", follow: true, tailLines: 100 },
  },
];
const piece = '"stream":"log","id"';

interface Console {
  /** Pieces of the log so far. */
  pieces: number;
}

/** Resolves with its first piece of the log. No JSON is parsed: that is a browser's work, and not on this machine. */
function openConsole(): Promise<Console> {
  const { promise, resolve, reject } = Promise.withResolvers<Console>();
  const console: Console = { pieces: 0 };
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const request = http.request(
    new URL("troupe.v1/streams", url),
    { method: "POST", headers, agent: false },
    (response) => {
      if (response.statusCode !== 200) reject(new Error(`the streams are refused with ${response.statusCode}`));
      response.setEncoding("utf8").on("data", (text: string) => {
        console.pieces += text.split(piece).length - 1;
        if (console.pieces > 0) resolve(console);
        if (text.includes('"failure"')) reject(new Error(`a stream has failed: ${text.slice(0, 500)}`));
      });
      response.once("close", () => reject(new Error("a console was cut off")));
    },
  );
  request.once("error", reject).end(JSON.stringify({ streams }));
  return promise;
}

const consoles = await Promise.all(Array.from({ length: Number(count) }, openConsole));
console.log("ready");
process.stdin
  .on("end", () => {
    console.log(Math.min(...consoles.map(({ pieces }) => pieces)));
    process.exit(0);
  })
  .resume();
