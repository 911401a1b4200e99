import { readFile } from "node:fs/promises";
import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sampleCheck } from "../../test/support/sample-check.ts";
import type { NumbersPage } from "../core/page.ts";
import { startSite, type HttpSite } from "../../test/support/http-site.ts";
import { seeded, seedStore } from "../../test/support/seed-store.ts";
import { pushCheck } from "../checks/push.ts";

interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { responses: Record<string, unknown> }>>>>;
}

/** What to ask each operation, and the answer that is expected of it. A new route must be added here. */
const requests: Readonly<
  Record<string, { readonly path?: string; readonly body?: unknown; readonly status: number }>
> = {
  "get /api/v1/overview": { status: 200 },
  "get /api/v1/checks": { status: 200 },
  "get /api/v1/checks/{id}": { path: "/api/v1/checks/orders", status: 200 },
  "post /api/v1/checks/{id}/run": { path: "/api/v1/checks/orders/run", status: 200 },
  "get /api/v1/checks/{id}/runs": { path: "/api/v1/checks/orders/runs?limit=5&bad=true", status: 200 },
  "get /api/v1/checks/{id}/series": {
    path: "/api/v1/checks/orders/series?points=60&reading=latency,dns",
    status: 200,
  },
  "get /api/v1/checks/{id}/days": {
    path: "/api/v1/checks/orders/days?reading=views&part=7&from=2026-11-19",
    status: 200,
  },
  "get /api/v1/checks/{id}/days/series": { path: "/api/v1/checks/orders/days/series", status: 200 },
  "get /api/v1/checks/{id}/tables": { path: "/api/v1/checks/orders/tables", status: 200 },
  "get /api/v1/checks/{id}/tables/{name}": {
    path: "/api/v1/checks/orders/tables/referrers?part=7",
    status: 200,
  },
  "post /api/v1/checks/{id}/readings": {
    path: "/api/v1/checks/pushed/readings",
    body: { readings: { backups: 3 } },
    status: 200,
  },
  "get /api/v1/series.csv": { path: "/api/v1/series.csv?check=orders&part=*", status: 200 },
  "get /api/v1/feeds/{id}": { path: "/api/v1/feeds/orders?max=5", status: 200 },
  "get /api/v1/pages": { status: 200 },
  "get /api/v1/pages/{id}": { path: "/api/v1/pages/numbers", status: 200 },
  "get /api/v1/links": { status: 200 },
  "post /api/v1/links": {
    body: { pageId: "numbers", widgetId: "referrers", origins: ["https://me.example"] },
    status: 201,
  },
  "delete /api/v1/links/{id}": { path: `/api/v1/links/${seeded.linkId}`, status: 204 },
  "get /api/v1/incidents": { path: "/api/v1/incidents?limit=1", status: 200 },
  "get /api/v1/incidents/{id}": { path: `/api/v1/incidents/${seeded.incidentId}`, status: 200 },
  "post /api/v1/incidents/{id}/acknowledge": {
    path: `/api/v1/incidents/${seeded.incidentId}/acknowledge`,
    body: { note: "on it" },
    status: 200,
  },
  "get /api/v1/silences": { status: 200 },
  "post /api/v1/silences": {
    body: { checkId: "orders", until: Date.UTC(2026, 10, 22, 1), note: "deploy" },
    status: 201,
  },
  "delete /api/v1/silences/{id}": { path: `/api/v1/silences/${seeded.silenceId}`, status: 204 },
  "get /api/v1/channels": { status: 200 },
  "get /api/v1/sinks": { status: 200 },
  "post /api/v1/sinks/{id}/rewrite": { path: "/api/v1/sinks/sheet/rewrite", status: 202 },
  "post /api/v1/channels/{id}/test": { path: "/api/v1/channels/team/test", status: 202 },
  "get /api/v1/notifications": { status: 200 },
  "post /api/v1/notifications/{id}/resend": {
    path: `/api/v1/notifications/${seeded.notificationId}/resend`,
    status: 202,
  },
  "get /api/v1/tokens": { status: 200 },
  "post /api/v1/tokens": { body: { name: "ci" }, status: 201 },
  "delete /api/v1/tokens/{id}": { path: `/api/v1/tokens/${seeded.tokenId}`, status: 204 },
  "get /api/v1/events": { status: 200 },
  "get /healthz": { status: 200 },
  "get /readyz": { status: 200 },
  "get /metrics": { status: 200 },
};

let site: HttpSite;
let document: OpenApiDocument;
let headers: Record<string, string>;
const ajv = new Ajv2020({ strict: false });

const operations = (): string[] =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  );

/** What is wrong with a body by the document's own schema for that answer. */
const faults = (operation: string, status: number, mediaType: string, body: unknown): unknown => {
  const [method = "", path = ""] = operation.split(" ");
  const pointer = ["paths", path, method, "responses", String(status), "content", mediaType, "schema"];
  const fragment = pointer.map((part) =>
    encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1")),
  );
  const validate = ajv.compile({ $ref: `document#/${fragment.join("/")}` });
  return validate(body) ? [] : validate.errors;
};

/** A check that takes pushes, beside the one that is there. */
const addPushed = ({ lookout: { shows } }: HttpSite): void => {
  const options = {
    token: "a-token-of-the-tests",
    readings: { backups: "count" },
    expect: { heartbeat: "none" },
  };
  const around = { env: {}, readFile: () => "", redact: (text: string) => text };
  const check = { ...sampleCheck(), ...pushCheck.prepare(options, around), id: "pushed" };
  shows.checks = shows.checks.flatMap((live) => [live, { ...live, check }]);
};

const views = { check: "orders", reading: "views", part: "7" };
const numbersPage: NumbersPage = {
  id: "numbers",
  title: "Numbers",
  widgets: [
    ...(["number", "line", "bars", "calendar"] as const).map(
      (type) => ({ type, id: type, series: views, rangeMs: 30 * 86_400_000, value: "mean" }) as const,
    ),
    {
      type: "table",
      id: "referrers",
      rows: 9,
      of: { kind: "snapshot", check: "orders", table: "referrers", part: "7" },
    },
    { type: "feed", id: "feed", check: "orders", entries: 3 },
  ],
};

beforeAll(async () => {
  site = await startSite();
  await seedStore(site.lookout.store, site.clock.now());
  addPushed(site);
  const { shows } = site.lookout;
  const feed = { isPublic: false, origins: [] };
  shows.checks = shows.checks.map((live) => ({ ...live, check: { ...live.check, feed } }));
  shows.config = { ...shows.config, pages: [numbersPage] };
  headers = await site.asPage();
  document = (await (await site.request("/api/v1/openapi.json", { headers })).json()) as OpenApiDocument;
  ajv.addSchema(document, "document");
});
afterAll(() => site[Symbol.asyncDispose]());

describe("the OpenAPI document", () => {
  it("is valid OpenAPI 3.1", async () => {
    const validator = new Validator();
    expect(await validator.validate({ ...document })).toMatchObject({ valid: true });
    expect(validator.version).toBe("3.1");
  });

  it("lists exactly the operations that are tried here", () => {
    expect(operations().toSorted()).toEqual(Object.keys(requests).toSorted());
  });

  it("is what docs/api.md lists", async () => {
    const text = await readFile(new URL("../../docs/api.md", import.meta.url), "utf8");
    const listed = [...text.matchAll(/^\| `([A-Z]+) (\/\S*)` +\|/gm)].map(
      ([, method = "", path = ""]) => `${method.toLowerCase()} ${path}`,
    );
    expect(listed.toSorted()).toEqual(operations().toSorted());
  });

  it.each(Object.entries(requests))("%s answers as it says", async (operation, { path, body, status }) => {
    const [method = "", template = ""] = operation.split(" ");
    const abort = new AbortController();
    const answer = await site.request(path ?? template, {
      method: method.toUpperCase(),
      headers: { ...headers, ...(body !== undefined && { "content-type": "application/json" }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: abort.signal,
    });
    expect(answer.status).toBe(status);
    const mediaType = (answer.headers.get("content-type") ?? "").split(";")[0] ?? "";
    if (mediaType === "text/event-stream" || status === 204) return abort.abort();
    const content = mediaType === "application/json" ? await answer.json() : await answer.text();
    expect(faults(operation, status, mediaType, content)).toEqual([]);
  });

  const apiOperations = Object.keys(requests).filter((operation) => operation.includes(" /api/"));

  it.each(apiOperations)(
    "%s documents its problems: a stranger, an unknown id, a missing or unreadable body",
    async (operation) => {
      const [method = "", template = ""] = operation.split(" ");
      const ask = (by: Record<string, string>, init: RequestInit = {}) =>
        site.request(template.replace("{id}", "nothing"), {
          method: method.toUpperCase(),
          headers: by,
          ...init,
        });
      const answers = [await ask({}), await ask(headers)];
      if (requests[operation]?.body !== undefined)
        for (const type of ["application/json", "text/plain"])
          answers.push(await ask({ ...headers, "content-type": type }, { body: "{" }));
      expect(answers[0]?.status).toBe(401);
      for (const answer of answers) {
        if (answer.ok) {
          await answer.body?.cancel();
          continue;
        }
        expect(answer.headers.get("content-type")).toBe("application/problem+json");
        const problem: unknown = await answer.json();
        expect(faults(operation, answer.status, "application/problem+json", problem)).toEqual([]);
      }
    },
  );
});
