import { z } from "@hono/zod-openapi";

const timeRule = "must be a time such as 2026-11-22T03:10:00+09:00, or epoch seconds or milliseconds";
const zoned = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/;

/** Epoch ms; a number that is too small for milliseconds of this century is in seconds. */
export const pushTime = (at: number | string): number => {
  if (typeof at === "string" && !/^\d+(\.\d+)?$/.test(at)) return Date.parse(at);
  const value = Number(at);
  return Math.round(value < 1e11 ? value * 1000 : value);
};

const time = () =>
  z
    .union([z.number(), z.string()])
    .refine((at) => {
      if (typeof at === "string" && !zoned.test(at) && !/^\d{1,16}(\.\d{1,9})?$/.test(at)) return false;
      const ms = pushTime(at);
      return ms >= 0 && ms < 8.64e15;
    }, timeRule)
    .optional()
    .openapi({ description: "When the numbers came about: ISO 8601 with an offset, or epoch. Default now" });

const fields = {
  id: z
    .string()
    .regex(/^[\w.:-]{1,100}$/, "must be 1 to 100 letters, digits, _ . : and -")
    .optional()
    .openapi({ description: "Names this push: sent again, it counts once" }),
  at: time(),
  status: z
    .enum(["up", "degraded", "down"])
    .optional()
    .openapi({ description: "What the sender says of itself. Default up" }),
  message: z.string().max(500).optional().openapi({ description: "Why it is not up" }),
};

const mostReadings = 50;

/** `{ "readings": { "backups": 3 } }` */
export const jsonPush = z
  .strictObject({
    ...fields,
    readings: z
      .record(z.string().max(64), z.number())
      .refine(
        (readings) => Object.keys(readings).length <= mostReadings,
        `must not have more than ${mostReadings} readings`,
      )
      .optional(),
  })
  .openapi("Push");

export type PushBody = z.output<typeof jsonPush>;

const decimal = /^[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?$/i;

const numberField = () =>
  z
    .string()
    .refine(
      (text) => decimal.test(text.trim()) && Number.isFinite(Number(text)),
      "must be a number, with a decimal point",
    )
    .transform(Number);

/** `backups=3&size=1e9`: whatever is none of the other fields is a reading. */
export const formPush = z
  .object(fields)
  .catchall(numberField())
  .transform(({ id, at, status, message, ...readings }) => ({ id, at, status, message, readings }))
  .refine(
    ({ readings }) => Object.keys(readings).length <= mostReadings,
    `must not have more than ${mostReadings} readings`,
  );
