import { z } from "zod";
import { duration } from "../../options/fields.ts";

/** The options that every sink speaking HTTP has. */
export const connectionOptions = {
  timeout: duration().prefault("30s").meta({ description: "Time limit of one request" }),
  ca: z.string().min(1).optional().meta({
    description: "File with the PEM certificates of a private authority, trusted instead of the usual ones",
  }),
  proxy: z.string().min(1).optional().meta({
    description: "URL of an HTTP proxy, or none. Without it HTTP_PROXY, HTTPS_PROXY and NO_PROXY decide",
  }),
};

export interface ConnectionOptions {
  /** Milliseconds. */
  readonly timeout: number;
  readonly ca?: string | undefined;
  readonly proxy?: string | undefined;
}
