import { createHmac } from "node:crypto";
import { z } from "zod";
import type { Clock } from "../../core/clock.ts";
import type { LedgerStore } from "../../core/ledger.ts";
import { sameSecret } from "../security/digest.ts";

/** A widget that is shown to whoever knows the link's address. */
export interface Link {
  readonly id: string;
  readonly pageId: string;
  readonly widgetId: string;
  /** The widget's when the link was made. */
  readonly title: string;
  /** What the widget showed when the link was made: it never comes to show something else. */
  readonly sources: readonly string[];
  /** Whose pages may frame it; `*` for anyone's. */
  readonly origins: readonly string[];
  /** Epoch ms. */
  readonly createdAt: number;
}

/**
 * Links to single widgets. An address is an id signed with a key that never leaves the store: it can be shown again to
 * its owner and revoked, and a made-up one is refused before anything is looked up.
 */
export interface Links {
  /** The newest first. */
  list(): Promise<readonly Link[]>;
  /** Absent when there are too many. */
  create(link: Omit<Link, "id" | "createdAt">): Promise<Link | undefined>;
  /** False when there is no such link. */
  revoke(id: string): Promise<boolean>;
  /** What stands in a link's address. */
  tokenOf(link: Link): Promise<string>;
  find(token: string): Promise<Link | undefined>;
}

/** No check is called so: an id has no colon. */
const ledgerId = "links:";
const [linksKey, secretKey] = ["links", "key"];
export const mostLinks = 100;

const stored = z.array(
  z.object({
    id: z.string(),
    pageId: z.string(),
    widgetId: z.string(),
    title: z.string(),
    sources: z.array(z.string()),
    origins: z.array(z.string()),
    createdAt: z.number(),
  }),
);

const signature = (id: string, key: string): string =>
  createHmac("sha256", key).update(`widget link ${id}`).digest("base64url").slice(0, 32);

export const createLinks = (input: {
  readonly store: LedgerStore;
  readonly clock: Clock;
  readonly randomBytes: (count: number) => Uint8Array;
}): Links => {
  const { clock } = input;
  const ledger = input.store.of(ledgerId);
  const random = (count: number): string => Buffer.from(input.randomBytes(count)).toString("base64url");
  const read = async (): Promise<readonly Link[]> => {
    const text = await ledger.memo(linksKey);
    return text === undefined ? [] : stored.parse(JSON.parse(text));
  };
  const write = (links: readonly Link[], key: string): Promise<void> =>
    ledger.write({ memos: { [linksKey]: JSON.stringify(links), [secretKey]: key } });
  const keyOf = () => ledger.memo(secretKey);
  const inTurn = createTurns();
  return {
    list: read,
    create: (wanted) =>
      inTurn(async () => {
        const links = await read();
        if (links.length >= mostLinks) return undefined;
        const link = { ...wanted, id: random(9), createdAt: clock.now() };
        await write([link, ...links], (await keyOf()) ?? random(32));
        return link;
      }),
    revoke: (id) =>
      inTurn(async () => {
        const [links, key] = [await read(), await keyOf()];
        const left = links.filter((link) => link.id !== id);
        if (left.length === links.length || key === undefined) return false;
        await write(left, key);
        return true;
      }),
    tokenOf: async ({ id }) => `${id}.${signature(id, (await keyOf()) ?? "")}`,
    find: async (token) => {
      const [id = "", signed = "", ...rest] = token.split(".");
      const key = await keyOf();
      if (key === undefined || rest.length > 0 || !sameSecret(signed, signature(id, key))) return undefined;
      return (await read()).find((link) => link.id === id);
    },
  };
};

/** One change after another: each reads what the one before has written. */
const createTurns = () => {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(task: () => Promise<T>): Promise<T> => {
    const turn = last.then(task);
    last = turn.catch(() => undefined);
    return turn;
  };
};
