import { z } from "zod";
import { severity } from "../expect/judgement.ts";
import { jsonPath, type JsonPath } from "../http/json-path.ts";
import { numberPattern, type NumberPattern } from "./number-pattern.ts";

const aggregates = ["count", "sum", "min", "max", "mean"] as const;
export type Aggregate = (typeof aggregates)[number];

/** Where a body has a reading's number, and how it is read there. */
export interface NumberSource {
  readonly path?: JsonPath | undefined;
  readonly pattern?: NumberPattern | undefined;
  readonly text?: true | undefined;
  /** The rows that are parts of the whole; `path` and `label` then begin at each of them. */
  readonly each?: JsonPath | undefined;
  readonly label?: JsonPath | undefined;
  readonly aggregate?: Aggregate | undefined;
  readonly unit: "ms" | "s" | "bytes" | "count" | "code" | "ratio";
  readonly scale: number;
  readonly number_from_text: boolean;
  readonly decimal: "point" | "comma";
  readonly optional: boolean;
  readonly severity: "degraded" | "down";
}

const fields = () =>
  z
    .strictObject({
      path: jsonPath().optional().meta({ description: "JSONPath (RFC 9535) of the number: $.main.temp" }),
      pattern: numberPattern().optional(),
      text: z.literal(true).optional().meta({ description: "The whole body is the number" }),
      each: jsonPath()
        .optional()
        .meta({ description: "JSONPath of rows, each a part with a value of its own" }),
      label: jsonPath().optional().meta({ description: "JSONPath of a row's name, seen from the row" }),
      aggregate: z
        .enum(aggregates)
        .optional()
        .meta({ description: "What several numbers come to; without it, several are an error" }),
      unit: z
        .enum(["ms", "s", "bytes", "count", "code", "ratio"])
        .default("count")
        .meta({ description: "The unit of the number after `scale`" }),
      scale: z
        .number()
        .refine((factor) => factor !== 0, "must not be 0")
        .default(1)
        .meta({ description: "What the number is multiplied by" }),
      number_from_text: z
        .boolean()
        .default(false)
        .meta({ description: 'Take a JSON text such as "12.5" for a number' }),
      decimal: z
        .enum(["point", "comma"])
        .default("point")
        .meta({ description: "How texts write fractions; thousands are never separated" }),
      optional: z.boolean().default(false).meta({ description: "The reading may be missing" }),
      severity: severity(),
    })
    .refine(
      ({ path, pattern, text, aggregate }) =>
        [path, pattern, text].filter((place) => place !== undefined).length === 1 ||
        (aggregate === "count" && !path && !pattern && !text),
      "needs one of path, pattern and text",
    );

type Fields = z.output<ReturnType<typeof fields>>;

const isText = ({ pattern, text }: Fields): boolean => pattern !== undefined || text !== undefined;

/** What cannot stand together: the key, when, and what to say. */
const contradictions: readonly (readonly [keyof Fields, (source: Fields) => boolean, string])[] = [
  ["each", ({ each, label }) => !!each && !label, "needs label: what a row is called"],
  ["label", ({ each, label }) => !!label && !each, "needs each: the rows that it names"],
  [
    "each",
    ({ each, aggregate }) => !!each && !aggregate,
    "needs aggregate: what the rows come to as a whole",
  ],
  ["each", (source) => !!source.each && isText(source), "needs path: rows are JSON"],
  ["aggregate", (source) => !!source.aggregate && isText(source), "needs path: a text has one number"],
  ["aggregate", (source) => !source.path && !source.each && !isText(source), "needs path or each"],
  [
    "number_from_text",
    (source) => source.number_from_text && isText(source),
    "says nothing here: a number is always read from the text",
  ],
];

const together = (source: Fields, context: z.core.$RefinementCtx): void => {
  for (const [key, isSo, message] of contradictions)
    if (isSo(source)) context.addIssue({ code: "custom", path: [key], message, input: source });
};

/** A path alone, or where the number is with how it is read. */
export const numberSource = (): z.ZodType<NumberSource> =>
  z
    .union([
      jsonPath().transform((path) => fields().parse({ path: path.text })),
      fields().superRefine(together),
    ])
    .meta({ description: "Where the number is: a JSONPath, or path, pattern or text with unit, scale …" });
