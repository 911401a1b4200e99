import { z } from "zod";
import { duration } from "./fields.ts";

/** The options that every notifier and every sink speaking HTTP has; `what` the time limit is of, for people. */
export const connectionOptions = (timeout: string, what: string) => ({
  timeout: duration()
    .prefault(timeout)
    .meta({ description: `Time limit of one ${what}` }),
  ca: z.string().min(1).optional().meta({
    description: "File with the PEM certificates of a private authority, trusted instead of the usual ones",
  }),
  proxy: z.string().min(1).optional().meta({
    description: "URL of an HTTP proxy, or none. Without it HTTP_PROXY, HTTPS_PROXY and NO_PROXY decide",
  }),
});

export interface ConnectionOptions {
  /** Milliseconds. */
  readonly timeout: number;
  readonly ca?: string | undefined;
  readonly proxy?: string | undefined;
}
