import { readFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { answerTasks } from "../measure/answer-tasks.ts";
import { answerBody } from "./answer-body.ts";

/** A target for machines that have neither a compiler nor nginx. Arguments: certificate and key, for HTTPS. */
const [cert, key] = process.argv.slice(2);

const answer: RequestListener = (_request, response) => {
  response.writeHead(200, { "content-type": "application/json", connection: "close" });
  response.end(answerBody);
};
const server =
  cert !== undefined && key !== undefined
    ? createSecureServer({ cert: readFileSync(cert), key: readFileSync(key) }, answer)
    : createServer(answer);
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", 4096, resolve));

/** A server that listens on a port has an `AddressInfo`. */
const { port } = server.address() as AddressInfo;

answerTasks({ port: () => port });
