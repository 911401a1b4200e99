import type { CheckType } from "../../../src/core/check-type.ts";
import type { Outcome } from "../../../src/core/outcome.ts";
import type { ReasonCode } from "../../../src/core/reason.ts";
import { createHttpCheck } from "../../../src/checks/http.ts";
import { createTcpCheck } from "../../../src/checks/tcp.ts";
import { createTlsCheck } from "../../../src/checks/tls.ts";
import { systemClock } from "../../../src/engine/system-clock.ts";
import type { Lookup } from "../../../src/net/resolve-host.ts";
import { authority } from "../certificates.ts";
import type { KeyedCertificate } from "../../../src/demo/certificate.ts";
import { openGreetingTarget, openTarget, openTlsTarget, type Behave } from "./target-server.ts";

/** What a case needs while it runs. */
interface Stage {
  readonly options: Readonly<Record<string, unknown>>;
  readonly lookup?: Lookup;
  readonly close: () => Promise<void>;
  /** Settles when the check has closed its connections. */
  readonly idle?: () => Promise<void>;
}

/** One bad thing that a target can do, and what the check must say about it. */
export interface HostileCase {
  /** Completes "the target …". */
  readonly name: string;
  readonly type: "http" | "tcp" | "tls";
  readonly expected: ReasonCode | "up";
  readonly stage: () => Promise<Stage>;
}

const creators: Readonly<Record<HostileCase["type"], (lookup?: Lookup) => CheckType>> = {
  http: createHttpCheck,
  tcp: createTcpCheck,
  tls: createTlsCheck,
};

/** Plays a case once with a real check and real sockets; the stage is gone afterwards. */
export const playCase = async (
  { type, stage }: HostileCase,
  trace?: (line: string) => void,
): Promise<Outcome> => {
  const { options, lookup, idle, close } = await stage();
  try {
    const surroundings = { env: {}, readFile: () => "", redact: (text: string) => text };
    const { probe } = creators[type](lookup).prepare(options, surroundings);
    const { signal } = new AbortController();
    const outcome = await probe({ signal, timeoutMs: 15_000, clock: systemClock, ...(trace && { trace }) });
    await idle?.();
    return outcome;
  } finally {
    await close();
  }
};

type Extra = Readonly<Record<string, unknown>>;

/** A plain HTTP target. Limits of phases rather than of the run, so that a busy machine hits the phase that is meant. */
export const http = (
  name: string,
  expected: HostileCase["expected"],
  behave: Behave,
  extra: Extra = {},
): HostileCase => ({
  name,
  type: "http",
  expected,
  stage: async () => {
    const target = await openTarget(behave);
    return { ...target, options: { url: `http://127.0.0.1:${target.port}/`, ...extra } };
  },
});

/** An HTTP target that always answers the same. */
export const answers = (
  name: string,
  expected: HostileCase["expected"],
  answer: string | Uint8Array,
  extra: Extra = {},
): HostileCase => http(name, expected, (socket) => socket.end(answer), extra);

const ok = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

/** An HTTPS target with that certificate; our authority is trusted. */
export const https = (
  name: string,
  expected: HostileCase["expected"],
  certificate: () => KeyedCertificate,
  extra: Extra = {},
  server: Extra = {},
): HostileCase => ({
  name,
  type: "http",
  expected,
  stage: async () => {
    const target = await openTlsTarget((socket) => socket.end(ok), { ...certificate(), ...server });
    const url = `https://127.0.0.1:${target.port}/`;
    return { ...target, options: { url, ca: authority().cert, ...extra } };
  },
});

/** A target that acts before anything is sent to it. */
export const greets = (
  name: string,
  type: HostileCase["type"],
  expected: HostileCase["expected"],
  greet: Parameters<typeof openGreetingTarget>[0],
  extra: Extra = {},
): HostileCase => ({
  name,
  type,
  expected,
  stage: async () => {
    const target = await openGreetingTarget(greet);
    const { port } = target;
    const place = type === "http" ? { url: `https://127.0.0.1:${port}/` } : { host: "127.0.0.1", port };
    return { ...target, options: { ...place, ...extra } };
  },
});

/** A check of an address that is never connected to. */
export const nowhere = (
  name: string,
  expected: HostileCase["expected"],
  url: string,
  extra: Extra = {},
  lookup?: Lookup,
): HostileCase => ({
  name,
  type: "http",
  expected,
  stage: async () => ({ options: { url, ...extra }, close: async () => {}, ...(lookup && { lookup }) }),
});
