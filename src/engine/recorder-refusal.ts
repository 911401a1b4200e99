import { errorText } from "../core/error-text.ts";
import { StoreError, type Batch } from "../core/store.ts";

/** True when the same write may succeed later: the store is full, read-only, in use. Else it is about what is written. */
export const isWait = (error: unknown): boolean =>
  error instanceof StoreError && error.code !== "store-refused";

/** `store-full: The store … cannot grow. Free space on the disk`: code, place and remedy. */
export const refusalText = (error: unknown): string =>
  error instanceof StoreError ? `${error.code}: ${error.message}. ${error.remedy}` : errorText(error);

/** One row of a batch with its kind: what a batch is divided into. */
type Part = {
  readonly [Key in keyof Batch]: { readonly kind: Key; readonly row: Batch[Key][number] };
}[keyof Batch];

/** How a batch that the store refused was written in parts. */
export interface Divided {
  /** What each row is that the store does not take, with what it said. */
  readonly aside: readonly string[];
  /** Set when the store began to refuse everything: what is not written yet, and why. */
  readonly left?: { readonly batch: Batch; readonly error: unknown };
}

/** Writes a refused batch in ever smaller parts, in order, until only the rows are left that the store does not take. */
export const writeDivided = async (batch: Batch, write: (part: Batch) => Promise<void>): Promise<Divided> => {
  const aside: string[] = [];
  const waiting: (readonly Part[])[] = [partsOf(batch)];
  for (let parts = waiting.pop(); parts; parts = waiting.pop()) {
    try {
      await write(batchOf(parts));
    } catch (error) {
      if (isWait(error))
        return { aside, left: { batch: batchOf([parts, ...waiting.reverse()].flat()), error } };
      const [only] = parts;
      const middle = Math.ceil(parts.length / 2);
      if (only && parts.length === 1) aside.push(`${nameOf(only)}: ${errorText(error)}`);
      else if (only) waiting.push(parts.slice(middle), parts.slice(0, middle));
    }
  }
  return { aside };
};

const partsOf = ({ runs, states, incidents, events, notifications }: Batch): readonly Part[] => [
  ...runs.map((row): Part => ({ kind: "runs", row })),
  ...states.map((row): Part => ({ kind: "states", row })),
  ...incidents.map((row): Part => ({ kind: "incidents", row })),
  ...events.map((row): Part => ({ kind: "events", row })),
  ...notifications.map((row): Part => ({ kind: "notifications", row })),
];

const batchOf = (parts: readonly Part[]): Batch => ({
  runs: parts.flatMap((part) => (part.kind === "runs" ? part.row : [])),
  states: parts.flatMap((part) => (part.kind === "states" ? part.row : [])),
  incidents: parts.flatMap((part) => (part.kind === "incidents" ? part.row : [])),
  events: parts.flatMap((part) => (part.kind === "events" ? part.row : [])),
  notifications: parts.flatMap((part) => (part.kind === "notifications" ? part.row : [])),
});

const nameOf = (part: Part): string => {
  switch (part.kind) {
    case "runs":
      return `run of ${part.row.checkId} at ${new Date(part.row.slot).toISOString()}`;
    case "states":
      return `state of ${part.row.checkId}`;
    case "incidents":
      return `incident ${part.row.id}`;
    case "events":
      return `event ${part.row.kind} of incident ${part.row.incidentId}`;
    case "notifications":
      return `message ${part.row.id} to ${part.row.channel}`;
  }
};
