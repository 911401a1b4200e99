import { StoreError, type Store } from "../core/store.ts";
import { createMemoryStore } from "./memory/store.ts";
import { createRenewingStore } from "./sqlite/renewing-store.ts";

/** Opens the store behind each scheme; `rest` is what follows the colon. */
const schemes: Readonly<Record<string, (rest: string) => Store>> = {
  sqlite: (path) => createRenewingStore({ path }),
  memory: () => createMemoryStore(),
};

/**
 * Opens `sqlite:<path>` or `memory:`.
 * @throws {StoreError} when the scheme is unknown or the store cannot be opened
 */
export const openStore = (url: string): Store => {
  const [, scheme = "", rest = ""] = /^([^:]*):?(.*)$/s.exec(url) ?? [];
  const open = Object.hasOwn(schemes, scheme) ? schemes[scheme] : undefined;
  if (open && (scheme === "memory" || rest !== "")) return open(rest);
  throw new StoreError(
    "store-unavailable",
    // What follows the scheme may hold a password.
    `${scheme}: is not a store`,
    "Write sqlite:<path of the file>, or memory: to keep nothing",
  );
};
