import { hash } from "node:crypto";
import type { SinkMemory } from "../../core/sink.ts";
import { listAt, valueAt } from "../outbound/json-client.ts";

/** What was in the tab when we last wrote: so that a renamed tab and a renamed header are noticed. */
export interface KnownTab {
  readonly sheetId: number;
  /** Column keys. */
  readonly columns: ReadonlySet<string>;
}

/** What is remembered of one tab of one spreadsheet. Its key tells neither: an id may be a secret. */
export interface TabMemory {
  recall(): Promise<KnownTab | undefined>;
  remember(known: KnownTab): Promise<void>;
}

export const createTabMemory = (memory: SinkMemory, spreadsheet: string, tab: string): TabMemory => {
  const key = `tab ${hash("sha1", JSON.stringify([spreadsheet, tab]), "base64url")}`;
  let last: string | undefined;
  return {
    recall: async () => {
      last = await memory.recall(key);
      if (last === undefined) return undefined;
      const read: unknown = JSON.parse(last);
      return {
        sheetId: Number(valueAt(read, "sheetId")),
        columns: new Set(listAt(read, "columns").map(String)),
      };
    },
    remember: async ({ sheetId, columns }) => {
      const text = JSON.stringify({ sheetId, columns: [...columns].sort() });
      if (text === last) return;
      await memory.remember(key, text);
      last = text;
    },
  };
};
