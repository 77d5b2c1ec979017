/**
 * A collector of traces that keeps what it is sent and looks at it later: OTLP over HTTP, as protobuf. Says where it
 * listens; answers GET with the number of bytes and requests so far. Ends with its input.
 */
import { createServer } from "node:http";
import { buffer } from "node:stream/consumers";

const taken = { requests: 0, bytes: 0 };

const server = createServer(async (request, response) => {
  if (request.method === "GET") {
    response.end(JSON.stringify(taken));
    return;
  }
  const body = await buffer(request);
  taken.requests += 1;
  taken.bytes += body.length;
  response.writeHead(200, { "content-type": "application/x-protobuf" }).end();
});

server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a server on a port has an address");
  console.log(`http://127.0.0.1:${address.port}`);
});
process.stdin.on("end", () => process.exit(0)).resume();
