import { readMeasured } from "./measure.ts";
import { Findings, isStatus, shown, type OutputParser } from "./printed.ts";

/** `name=value`, with a unit behind the value if there is one. `=` cannot stand in a name. */
const line = /^([^=]+)=(.*)$/;

/** Whether a line is one that is read: for finding out what format an output has. */
export const isNamedNumber = (text: string): boolean => {
  const [, name = "", value = ""] = line.exec(text) ?? [];
  return name.trim() !== "" && readMeasured(value) !== undefined;
};

const take = (name: string, value: string, found: Findings): void => {
  if (name === "message") found.message = value;
  else if (name === "status" && isStatus(value)) found.status = value;
  else {
    const measured = readMeasured(value);
    if (measured) found.add({ label: name, ...measured });
    else found.note(`${shown(name)} is not a number with a known unit: ignored`);
  }
};

/** Lines of `name=value`; empty ones and those that begin with `#` say nothing. */
export const parseLines: OutputParser = (text) => {
  const found = new Findings();
  let isEmpty = true;
  for (const raw of text.split(/\r\n|\r|\n/)) {
    const entry = raw.trim();
    if (entry === "" || entry.startsWith("#")) continue;
    isEmpty = false;
    const [, name = "", value = ""] = line.exec(entry) ?? [];
    if (name.trim() === "") found.note(`the line ${shown(entry)} is not name=value: ignored`);
    else take(name.trim(), value.trim(), found);
  }
  if (!isEmpty && found.isEmpty) return { problem: "the output has no line name=value with a number" };
  return found.printed();
};
