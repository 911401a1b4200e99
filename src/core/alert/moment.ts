import type { AlertContext } from "./types.ts";

/** What every part of a reduction may look at besides the state. */
export interface Moment extends AlertContext {
  readonly now: number;
}
