import { randomBytes, randomUUID } from "node:crypto";
import type { Config } from "../../src/core/config.ts";
import { createHttpApp, type HttpInput } from "../../src/http/app.ts";
import { listen } from "../../src/http/listen.ts";
import type { Pages } from "../../src/http/pages.ts";
import { sha256 } from "../../src/http/security/digest.ts";
import { hashPassword } from "../../src/http/security/password.ts";
import { createFakeLookout, sampleConfig, type FakeLookout } from "./fake-lookout.ts";
import { createManualClock, type ManualClock } from "./manual-clock.ts";
import { createMemoryStore } from "../../src/stores/memory/store.ts";

export const setUpToken = "one-time-token-of-the-tests";
export const user = { name: "ada", password: "correct horse battery staple" } as const;

/** A page that shows its data as JSON in a script with the nonce. */
const jsonPages: Pages = {
  render: (frame, data) =>
    `<!doctype html><html lang="${frame.locale}"><title>${data.page}</title>` +
    `<script nonce="${frame.nonce}" type="application/json">${JSON.stringify({ frame, data }).replaceAll("<", "\\u003c")}</script></html>`,
  renderWidget: (frame, widget, as) =>
    as === "image"
      ? `<svg xmlns="http://www.w3.org/2000/svg"><desc>${widget.title}</desc></svg>`
      : `<!doctype html><html lang="${frame.locale}"><script type="application/json">${JSON.stringify({ frame, data: widget }).replaceAll("<", "\\u003c")}</script></html>`,
  asset: (path) =>
    path === "page-1a2b.js"
      ? { body: Buffer.from(`console.log(${"0".repeat(4000)})`), type: "text/javascript; charset=utf-8" }
      : undefined,
};

type Fields = Readonly<Record<string, string>>;

/** A real server on a free port before a fake lookout. */
export interface HttpSite extends AsyncDisposable {
  readonly url: string;
  readonly clock: ManualClock;
  readonly lookout: FakeLookout;
  /** A request that follows no redirect. */
  request(path: string, init?: RequestInit): Promise<Response>;
  /** Posts a form as our own page would. */
  post(path: string, fields: Fields, headers?: Fields): Promise<Response>;
  /** Headers of a signed-in page's own requests; the session is put into the store, for a sign-in takes long. */
  readonly asPage: () => Promise<Record<string, string>>;
  /** Headers of a program with a token. */
  readonly asProgram: () => Promise<Record<string, string>>;
}

/** The data that a page shows. */
export const shown = async (response: Response): Promise<{ frame: unknown; data: unknown }> => {
  const [, text = "{}"] = />(\{.*\})<\/script>/.exec(await response.text()) ?? [];
  return JSON.parse(text);
};

/** `Cookie` made of an answer's `Set-Cookie`s. */
export const cookiesOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");

/** Runs a task while some of an object's members are others. */
export const replacing = async <T extends object>(
  target: T,
  change: Partial<T>,
  task: () => Promise<void>,
): Promise<void> => {
  const before = { ...target };
  Object.assign(target, change);
  try {
    await task();
  } finally {
    Object.assign(target, before);
  }
};

let knownHash: Promise<string> | undefined;

export const startSite = async (
  change: Partial<HttpInput> & { readonly withUser?: boolean; readonly server?: Config["server"] } = {},
): Promise<HttpSite> => {
  const { withUser = true, server: serverConfig, ...input } = change;
  const clock = createManualClock();
  const lookout = createFakeLookout({ clock, store: createMemoryStore() });
  if (serverConfig) lookout.shows.config = sampleConfig({ server: serverConfig });
  if (withUser) {
    knownHash ??= hashPassword(user.password, randomBytes(16));
    await lookout.store.accounts.createFirstUser({ name: user.name, passwordHash: await knownHash });
  }
  const app = createHttpApp({
    lookout,
    pages: jsonPages,
    clock,
    setUp: { token: setUpToken },
    randomBytes,
    version: "1.2.3",
    ...input,
  });
  const server = await listen(app, { host: "127.0.0.1", port: 0 });
  const request: HttpSite["request"] = (path, init) =>
    fetch(`${server.url}${path}`, { redirect: "manual", ...init });
  const post: HttpSite["post"] = (path, fields, headers) =>
    request(path, {
      method: "POST",
      headers: { origin: server.url, ...headers },
      body: new URLSearchParams(fields),
    });
  const asPage = async () => {
    const value = randomUUID();
    const [createdAt, expiresAt] = [clock.now(), clock.now() + 30 * 86_400_000];
    await lookout.store.accounts.saveSession({ hash: sha256(value), user: user.name, createdAt, expiresAt });
    return { cookie: `hinomi-session=${value}`, origin: server.url, "x-hinomi": "1" };
  };
  const asProgram = async () => {
    const answer = await request("/api/v1/tokens", {
      method: "POST",
      headers: { ...(await asPage()), "content-type": "application/json" },
      body: JSON.stringify({ name: "test" }),
    });
    const { token } = (await answer.json()) as { token: string };
    return { authorization: `Bearer ${token}` };
  };
  return {
    url: server.url,
    clock,
    lookout,
    request,
    post,
    asPage,
    asProgram,
    [Symbol.asyncDispose]: () => server.close(0),
  };
};
