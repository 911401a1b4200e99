import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { request, type IncomingMessage } from "node:http";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../../src/engine/system-clock.ts";
import { requestHttp } from "../../../src/net/http-request.ts";

/** What a client makes of an answer. */
export type Seen =
  | "refused"
  | {
      readonly status: number;
      readonly fields: readonly (readonly [name: string, value: string])[];
      /** As Latin-1. */
      readonly body: string;
    };

interface Asked {
  readonly raw: string;
  readonly method?: "GET" | "HEAD" | undefined;
}

/** Serves each of the answers at its place in the list: `/0`, `/1` … */
export const serveAnswers = async (answers: readonly Asked[]) => {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", (data) => {
      const [, place] = /^\w+ \/(\d+) /.exec(data.toString("latin1")) ?? [];
      socket.end(Buffer.from(answers[Number(place)]?.raw ?? "", "latin1"));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A listening TCP server's address is an object, never a pipe's name.
  const { port } = server.address() as AddressInfo;
  const urls = answers.map((_answer, place) => `http://127.0.0.1:${port}/${place}`);
  return { urls, close: () => new Promise((resolve) => server.close(resolve)) };
};

export const askOurselves = async (url: string, method = "GET"): Promise<Seen> => {
  const exchange = await requestHttp({ url, method, clock: systemClock, timeoutMs: 15_000 });
  if (exchange.kind === "failed") return "refused";
  const body = Buffer.from(exchange.body).toString("latin1");
  return { status: exchange.status, fields: [...exchange.headers.entries()], body };
};

const pairs = (raw: readonly string[]) =>
  Array.from({ length: raw.length / 2 }, (_none, at) => [raw[2 * at] ?? "", raw[2 * at + 1] ?? ""] as const);

const collect = (answer: IncomingMessage, done: (seen: Seen) => void): void => {
  const chunks: Buffer[] = [];
  const { statusCode = 0, rawHeaders } = answer;
  answer.on("data", (chunk: Buffer) => chunks.push(chunk));
  answer.on("error", () => done("refused"));
  answer.on("end", () => {
    done({ status: statusCode, fields: pairs(rawHeaders), body: Buffer.concat(chunks).toString("latin1") });
  });
};

/** node:http as it is, strict. */
export const askNode = (url: string, method = "GET"): Promise<Seen> =>
  new Promise((resolve) => {
    const message = request(url, { method, agent: false, insecureHTTPParser: false });
    message.on("error", () => resolve("refused"));
    message.on("response", (answer) => collect(answer, resolve));
    message.end();
  });

const blockFields = (block: string) =>
  block
    .split("\r\n")
    .slice(1)
    .map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon), line.slice(colon + 1).replace(/^[\t ]+|[\t ]+$/g, "")] as const;
    });

const readCurl = async (folder: string, place: number, isHead: boolean): Promise<Seen> => {
  const head = await readFile(join(folder, `${place}.head`), "latin1");
  // Asked for the head alone, curl writes that as the body.
  const body = isHead ? "" : await readFile(join(folder, `${place}.body`), "latin1").catch(() => "");
  // Interim answers come before, trailers after.
  const blocks = head.split("\r\n\r\n").filter((block) => block.startsWith("HTTP/"));
  const block = blocks.at(-1) ?? "";
  return { status: Number(/^\S+ +(\d+)/.exec(block)?.[1]), fields: blockFields(block), body };
};

const curlSection = (url: string, base: string, method: string | undefined): string =>
  [
    `url = "${url}"`,
    `output = "${base}.body"`,
    `dump-header = "${base}.head"`,
    String.raw`write-out = "%{exitcode}\n"`,
    "max-time = 15",
    'noproxy = "*"',
    ...(method === "HEAD" ? ["head"] : []),
  ].join("\n");

/** The exit codes of the transfers; a few failures make curl leave out those that follow. */
const runCurl = async (sections: readonly string[]): Promise<readonly string[]> => {
  const said = await new Promise<string>((resolve) => {
    const child = execFile("curl", ["-q", "-sS", "--http1.1", "-K", "-"], (_error, said) => resolve(said));
    child.stdin?.end(sections.join("\nnext\n"));
  });
  const codes = said.split("\n").filter(Boolean);
  if (codes.length === 0 || codes.length === sections.length) return codes;
  return [...codes, ...(await runCurl(sections.slice(codes.length)))];
};

/** All of the addresses by one curl, or as few as it lets. */
export const askCurl = async (
  urls: readonly string[],
  answers: readonly Asked[],
): Promise<readonly Seen[]> => {
  const folder = await mkdtemp(join(tmpdir(), "hinomi-curl-"));
  try {
    const codes = await runCurl(
      urls.map((url, place) => curlSection(url, join(folder, String(place)), answers[place]?.method)),
    );
    const read = async (place: number): Promise<Seen> =>
      codes[place] === "0" ? readCurl(folder, place, answers[place]?.method === "HEAD") : "refused";
    return await Promise.all(urls.map((_url, place) => read(place)));
  } finally {
    await rm(folder, { recursive: true });
  }
};
