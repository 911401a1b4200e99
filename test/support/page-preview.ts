import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Pages } from "../../src/http/pages.ts";
import type { Overview, Tick } from "../../src/http/schemas.ts";
import {
  checkDetail,
  fixtureNow,
  frameOf,
  incidentDetail,
  incidentPage,
  pageFixtures,
  runPage,
  seriesOf,
  type FixtureName,
} from "./page-fixtures.ts";

/** The built page over fixtures, on a loopback port: `/<fixture>?lang=ja`, `/api/v1/…`. */
export interface PagePreview {
  readonly url: string;
  /** What the browser asked of the API besides GET, as `POST /checks/orders/run`. */
  readonly changes: readonly string[];
  /** Sends a tick to every open stream; the overview then answers accordingly. */
  tick(tick: Tick): void;
  /** Ends every open stream and refuses new ones until `connect`. */
  disconnect(): void;
  connect(): void;
  /** How many event streams are open. */
  streams(): number;
  close(): Promise<void>;
}

const pageFolder = resolve("dist/page");

/** vite.config.ts builds the module from src/web/server.tsx, whose `render` has this type. */
const loadRenderers = async (): Promise<Pick<Pages, "render" | "renderWidget">> => {
  const url = pathToFileURL(resolve(pageFolder, "server.js")).href;
  return (await import(url)) as Pick<Pages, "render" | "renderWidget">;
};

const policy = (nonce: string): string =>
  `default-src 'none'; script-src 'self' 'nonce-${nonce}'; style-src 'self' 'nonce-${nonce}'; ` +
  "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const isFixture = (name: string): name is FixtureName => Object.hasOwn(pageFixtures, name);

/** Real paths of the page lead to the fixture that shows them. */
const fixtureOf = (path: string): string => {
  if (path === "/") return "overview";
  const [, first = "", id] = path.split("/");
  return first === "checks" ? "check" : first === "incidents" && id !== undefined ? "incident" : first;
};

export const startPagePreview = async (port = 0): Promise<PagePreview> => {
  const { render, renderWidget } = await loadRenderers();
  const streams = new Set<ServerResponse>();
  const changes: string[] = [];
  let connected = true;
  let overview: Overview = pageFixtures.overview.overview;

  const answerApi = (request: IncomingMessage, response: ServerResponse, url: URL): void => {
    const path = url.pathname.slice("/api/v1".length);
    if (request.method !== "GET") {
      changes.push(`${request.method} ${path}`);
      if (request.headers["x-hinomi"] !== "1") return sendJson(response, 403, { title: "no x-hinomi" });
    }
    if (path === "/events") {
      if (!connected) return sendJson(response, 503, { title: "too many streams" });
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write("retry: 3000\n\n");
      streams.add(response);
      response.on("close", () => streams.delete(response));
      return;
    }
    const found = path === "/overview" ? overview : apiAnswer(path, url.searchParams);
    const answer = connected ? found : undefined;
    sendJson(response, answer ? 200 : 503, answer ?? { title: "Unavailable", detail: "out of order" });
  };

  /** `/embed/<type of a widget>`, or that with `.svg`. */
  const answerEmbed = (response: ServerResponse, url: URL): void => {
    const [type, extension] = url.pathname.slice("/embed/".length).split(".");
    const widget = pageFixtures.numbers.numbers.widgets.find((one) => one.type === type);
    if (!widget) return void response.writeHead(404).end();
    const nonce = randomBytes(16).toString("base64");
    const isImage = extension === "svg";
    response.writeHead(200, {
      "content-type": isImage ? "image/svg+xml; charset=utf-8" : "text/html; charset=utf-8",
      "content-security-policy": `default-src 'none'; style-src 'nonce-${nonce}'; frame-ancestors *`,
    });
    const locale = url.searchParams.get("lang") === "ja" ? "ja" : "en";
    const frame = { locale, timezone: "Asia/Tokyo", now: fixtureNow, nonce } as const;
    response.end(renderWidget(frame, widget, isImage ? "image" : "document"));
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? "/", "http://preview");
    if (url.pathname.startsWith("/api/")) return answerApi(request, response, url);
    if (url.pathname.startsWith("/assets/")) {
      const body = await readFile(resolve(pageFolder, `.${url.pathname}`));
      response.writeHead(200, { "content-type": "text/javascript" }).end(body);
      return;
    }
    if (url.pathname.startsWith("/embed/")) return answerEmbed(response, url);
    const name = fixtureOf(url.pathname);
    if (!isFixture(name)) return void response.writeHead(404).end();
    const nonce = randomBytes(16).toString("base64");
    response.writeHead(200, {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": policy(nonce),
    });
    const locale = url.searchParams.get("lang") === "ja" ? "ja" : "en";
    response.end(render(frameOf(name, locale, nonce), pageFixtures[name]));
  };

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((done) => server.listen(port, "127.0.0.1", done));
  const address = server.address();
  const disconnect = () => {
    connected = false;
    for (const stream of streams) stream.end();
  };
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
    changes,
    tick: (tick) => {
      const changes = new Map(tick.checks.map((change) => [change.id, change]));
      const checks = overview.checks.map((check) => ({ ...check, ...changes.get(check.id) }));
      overview = { ...overview, checks };
      for (const stream of streams)
        stream.write(`event: tick\nid: ${tick.t}\ndata: ${JSON.stringify(tick)}\n\n`);
    },
    disconnect,
    connect: () => (connected = true),
    streams: () => streams.size,
    close: async () => {
      disconnect();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
};

const sendJson = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
};

/** What the API answers, by path: just enough for the page. */
const apiAnswer = (path: string, query: URLSearchParams): unknown => {
  const text = (name: string) => query.get(name) ?? "";
  const number = (name: string) => Number(text(name));
  const before = query.get("before") ?? undefined;
  const answers: readonly (readonly [path: RegExp, answer: () => unknown])[] = [
    [/^\/incidents$/, () => incidentPage(before)],
    [/\/series$/, () => seriesOf(number("from"), number("to"), number("points"), text("reading").split(","))],
    [/\/runs$/, () => runPage({ limit: number("limit"), before, bad: text("bad") === "true" })],
    [/\/run$/, () => ({ status: "up", readings: [], judgements: [] })],
    [
      /^\/silences$/,
      () => ({ id: "s1", checkId: "orders", from: 0, until: fixtureNow + 3_600_000, by: "akari" }),
    ],
    [/\/acknowledge$/, () => acknowledged],
    [/^\/checks\//, () => checkDetail],
    [/^\/incidents\//, () => incidentDetail],
    [/^\/links/, () => ({ ...pageFixtures.settings.links[0], id: "new", title: "Page views" })],
    [/^\/tokens/, () => ({ id: "t3", name: "new", createdAt: fixtureNow, token: "hin_4f8Kq2vX0wYp6Zs1" })],
    [/./, () => ({ notificationId: "n9" })],
  ];
  return answers.find(([pattern]) => pattern.test(path))?.[1]();
};

const acknowledged = { ...incidentDetail, acknowledgedAt: fixtureNow, acknowledgedBy: "akari" };

if (process.argv[1] === import.meta.filename) {
  const preview = await startPagePreview(Number(process.env["PORT"] ?? 4600));
  process.stdout.write(
    `${Object.keys(pageFixtures)
      .map((name) => `${preview.url}/${name}`)
      .join("\n")}\n`,
  );
}
