import { errorText } from "../../core/error-text.ts";
import { measure } from "./measure.ts";
import { Findings, isStatus, shown, type OutputParser } from "./printed.ts";

type JsonObject = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

type Document =
  | { readonly kind: "object"; readonly members: JsonObject }
  | { readonly kind: "broken"; readonly problem: string };

const broken = (problem: string): Document => ({ kind: "broken", problem });

const read = (text: string): Document => {
  try {
    const members: unknown = JSON.parse(text.replace(/^\uFEFF/, ""));
    return isObject(members) ? { kind: "object", members } : broken("the output is JSON, but not an object");
  } catch (error) {
    return broken(`the output is not JSON: ${errorText(error)}`);
  }
};

/** `1.5`, or `{ "value": 1, "unit": "ms" }`. */
const take = (label: string, given: unknown, found: Findings): void => {
  const { value, unit = "" } = isObject(given) ? given : { value: given };
  if (typeof value !== "number" || typeof unit !== "string")
    return found.note(`${shown(label)} is not a number: ignored`);
  const measured = measure(value, unit);
  if (!measured)
    return found.note(`${shown(label)} has the unit ${shown(unit)}, which is not known: ignored`);
  found.add({ label, ...measured });
};

/**
 * `{ "readings": { "name": 1.5 }, "status": "up", "message": "…" }`, or a flat object of numbers in which `status` and
 * `message` may stand, too.
 */
export const parseJson: OutputParser = (text) => {
  const document = read(text);
  if (document.kind === "broken") return { problem: document.problem };
  const { status, message, ...flat } = document.members;
  const found = new Findings();
  if (isStatus(status)) found.status = status;
  else if (status !== undefined)
    return { problem: `"status" is ${JSON.stringify(status)}: it must be up, degraded, down or unknown` };
  if (typeof message === "string") found.message = message;
  const readings = Object.hasOwn(flat, "readings") ? flat["readings"] : flat;
  if (!isObject(readings)) return { problem: '"readings" must be an object of numbers' };
  for (const [label, value] of Object.entries(readings)) take(label, value, found);
  return found.printed();
};
