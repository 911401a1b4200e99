import { createHash } from "node:crypto";
import type { Asker } from "./access.ts";
import type { World } from "./world.ts";

type Resource = "core" | "graphql";

interface Used {
  /** Epoch s. */
  readonly reset: number;
  count: number;
}

const hourS = 3600;
const anonymousLimit = 60;

/** The primary limits: each token has its own for REST and for GraphQL, until the hour is over. */
export class FakeLimits {
  readonly #world: World;
  readonly #used = new Map<string, Used>();

  constructor(world: World) {
    this.#world = world;
  }

  #find(asker: Asker, resource: Resource): Used {
    const key = `${asker?.token ?? ""} ${resource}`;
    const now = this.#world.now() / 1000;
    const known = this.#used.get(key);
    if (known && known.reset > now) return known;
    const made = { reset: Math.floor(now) + hourS, count: 0 };
    this.#used.set(key, made);
    return made;
  }

  limitOf(asker: Asker, resource: Resource): number {
    return asker ? asker.limits[resource] : resource === "core" ? anonymousLimit : 0;
  }

  isExhausted(asker: Asker, resource: Resource): boolean {
    return this.#find(asker, resource).count >= this.limitOf(asker, resource);
  }

  count(asker: Asker, resource: Resource): void {
    this.#find(asker, resource).count += 1;
  }

  state(asker: Asker, resource: Resource) {
    const { reset, count } = this.#find(asker, resource);
    const limit = this.limitOf(asker, resource);
    return { limit, used: count, remaining: Math.max(0, limit - count), reset };
  }

  headers(asker: Asker, resource: Resource): Record<string, string> {
    const { limit, used, remaining, reset } = this.state(asker, resource);
    return {
      "x-ratelimit-limit": String(limit),
      "x-ratelimit-remaining": String(remaining),
      "x-ratelimit-used": String(used),
      "x-ratelimit-reset": String(reset),
      "x-ratelimit-resource": resource,
    };
  }
}

/** Tokens get tags of their own. */
export const etagOf = (body: string, asker: Asker): string =>
  `W/"${createHash("sha256")
    .update(asker?.token ?? "")
    .update(body)
    .digest("hex")
    .slice(0, 40)}"`;
