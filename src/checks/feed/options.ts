import { z } from "zod";
import { size } from "../../options/fields.ts";
import { latency } from "../expect/latency.ts";
import { readingFields } from "../expect/reading.ts";
import { requestFields, type RequestOptions } from "../http/request-options.ts";
import { statusExpectation } from "../http/status.ts";

const { method: _method, body: _body, limits: _limits, ...getFields } = requestFields;

/** As browsers write it: scheme, host and port where it is not the usual one. */
const origin = () =>
  z.string().refine((text) => URL.parse(text)?.origin === text && /^https?:/.test(text), {
    error: "must be an origin such as https://me.example: no path, no slash at the end, no *",
  });

/** What stands beside `id` and `type: feed`. */
export const feedOptions = z
  .strictObject({
    ...getFields,
    url: getFields.url.meta({ description: "The feed's address" }),
    max_entries: z
      .int()
      .min(1)
      .max(500)
      .default(100)
      .meta({ description: "How many of its newest entries are looked at and kept" }),
    size_limit: size().prefault("5MB").meta({ description: "The largest feed that is read" }),
    public: z
      .boolean()
      .default(false)
      .meta({ description: "Let anyone read /api/v1/feeds/<id> without signing in" }),
    origins: z
      .array(origin())
      .default([])
      .meta({ description: "Web pages that may read it from a browser, by their origin" }),
    expect: z
      .strictObject({
        status: statusExpectation().optional(),
        latency: latency().optional(),
        ...readingFields({ entries: { least: 0 }, new_entries: { least: 0 }, age_of_newest: { least: 0 } }),
      })
      .prefault({})
      .meta({ description: "What is good. Default: a feed that can be read" }),
  })
  .refine(({ size_limit }) => size_limit <= 20e6, { path: ["size_limit"], message: "must be at most 20MB" })
  .refine(({ origins, public: isPublic }) => isPublic || origins.length === 0, {
    path: ["origins"],
    message: "needs public: true, since a web page elsewhere is not signed in here",
  });

export type FeedOptions = z.output<typeof feedOptions>;

const headerBytes = 32_768;
const accept =
  "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.5";

/** The options as those of any request. */
export const requestOf = ({ size_limit: bytes, headers, ...options }: FeedOptions): RequestOptions => ({
  ...options,
  headers: { accept, ...headers },
  method: "GET",
  limits: { body: bytes, decompressed: bytes, headers: headerBytes },
});
