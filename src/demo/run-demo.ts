import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Clock } from "../core/clock.ts";
import { runServer } from "../runtimes/server.ts";
import { demoConfigText } from "./demo-config.ts";
import { startSampleApi } from "./sample-api.ts";

/** Slow enough to be down, quick enough that nobody has to wait for it. */
const slowMs = 4000;
const flapMs = 30_000;
const account = "demo";

/**
 * Starts the sample API and a server that watches it, with a store of its own that is deleted at the end. Resolves
 * when `signal` aborts.
 */
export const runDemo = async (input: {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** The page's port; 0 for any free one. */
  readonly port: number;
  readonly out: (text: string) => void;
  readonly log: (line: string) => void;
}): Promise<void> => {
  const { env, clock, signal, port, out, log } = input;
  const folder = mkdtempSync(join(tmpdir(), "hinomi-demo-"));
  const api = await startSampleApi({ port: 0, httpsPort: 0, slowMs, flapMs, clock, random: Math.random });
  try {
    const caFile = join(folder, "sample-api.pem");
    writeFileSync(caFile, api.certificate ?? "");
    const file = join(folder, "hinomi.yaml");
    const store = `sqlite:${join(folder, "hinomi.db")}`;
    writeFileSync(
      file,
      demoConfigText({ apiUrl: api.url, httpsUrl: api.httpsUrl ?? api.url, caFile, store, port }),
    );
    const password = randomBytes(9).toString("base64url");
    await runServer({
      file,
      env,
      clock,
      signal,
      log,
      onReady: async (app) => {
        await app.createFirstAccount(account, password);
        out(greeting(app.url, password, api.url, file));
      },
    });
  } finally {
    await api.close();
    rmSync(folder, { recursive: true, force: true });
  }
};

const greeting = (url: string, password: string, apiUrl: string, file: string): string => `
Hinomi watches a sample API.

  The page        ${url}
  Sign in         ${account} / ${password}

  The sample API  ${apiUrl}   (GET / lists its endpoints)
  The file        ${file}   (edit it: it is read again at once)

Good, bad and slow checks show within 30 seconds. Ctrl-C ends the demo and deletes what it made.
`;
