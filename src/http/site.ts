import type { OpenAPIHono } from "@hono/zod-openapi";
import type { HttpBindings } from "@hono/node-server";
import type { Clock } from "../core/clock.ts";
import type { Lookout } from "../engine/lookout.ts";
import type { TickHub } from "./events/tick-hub.ts";
import type { Links } from "./links/links.ts";
import type { Pages } from "./pages.ts";
import type { Accounts } from "./security/accounts.ts";
import type { Principal } from "./security/principal.ts";
import type { SignInGuard } from "./security/sign-in-guard.ts";
import type { Census } from "./views/census.ts";
import type { History } from "./views/history.ts";

/** What every route may need. Made once by `createHttpApp`. */
export interface Site {
  readonly lookout: Lookout;
  readonly pages: Pages;
  readonly clock: Clock;
  /** Prefix of all paths as the browser sees them; empty at the root. */
  readonly base: string;
  /** Hinomi's own version, for the OpenAPI document. */
  readonly version: string;
  readonly trustProxy: boolean;
  readonly setUpToken: string;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly accounts: Accounts;
  readonly guard: SignInGuard;
  readonly links: Links;
  readonly history: History;
  readonly census: () => Promise<Census>;
  readonly ticks: TickHub;
}

export interface SiteEnv {
  Bindings: Partial<HttpBindings> & {
    /** Aborts when the server begins to close, so that streams end. */
    readonly closing?: AbortSignal;
  };
  Variables: {
    /** Who asks; absent on the open paths. */
    principal?: Principal;
    /** For `<script nonce>`; new for each request. */
    nonce: string;
  };
}

export type HttpApp = OpenAPIHono<SiteEnv>;
