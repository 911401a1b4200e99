import { redactHeader, redactUrl } from "./redact.ts";

/** One request as it is written on a connection. */
export interface WireRequest {
  readonly method: string;
  /** What stands in the request line: a path, or the whole URL for a proxy. */
  readonly target: string;
  /** Everything but the body, as HTTP/1.1 has it; to be sent as Latin-1. */
  readonly head: string;
  readonly body?: string | Uint8Array | undefined;
  /** Without `connection`, which only HTTP/1.1 has. Made anew each time. */
  headers(): readonly (readonly [name: string, value: string])[];
  /** For people: without credentials. Made anew each time. */
  lines(): readonly string[];
}

/** Only the text is kept, since there is one request per check; the rest is read out of it in the rare case. */
class PlannedRequest implements WireRequest {
  readonly method: string;
  readonly target: string;
  readonly head: string;
  readonly body: string | Uint8Array | undefined;

  constructor(method: string, target: string, head: string, body: string | Uint8Array | undefined) {
    this.method = method;
    this.target = target;
    this.head = head;
    this.body = body;
  }

  headers(): readonly (readonly [string, string])[] {
    const lines = this.head.split("\r\n").slice(1, -2);
    const fields = lines.map((line): readonly [string, string] => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon), line.slice(colon + 2)];
    });
    return fields.filter(([name]) => name !== "connection");
  }

  lines(): readonly string[] {
    const fields = this.headers().map(([name, value]) => `> ${redactHeader(name, value)}`);
    return [`> ${this.method} ${redactUrl(this.target)} HTTP/1.1`, ...fields];
  }
}

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const targetText = /^[\x21-\x7e]+$/;
const valueText = /^[\t\x20-\x7e\x80-\xff]*$/;

const demand = (text: string, allowed: RegExp, what: string): void => {
  if (!allowed.test(text)) throw new TypeError(`${what} has characters that cannot be sent`);
};

/**
 * Header lines; parts of a request may be written once and used in many.
 * @throws {TypeError} when a header cannot be sent as it is
 */
export const writeFields = (headers: Readonly<Record<string, string>>): string => {
  let text = "";
  for (const [name, value] of Object.entries(headers)) {
    demand(name, token, `the header name ${JSON.stringify(name)}`);
    demand(value, valueText, `the header ${name}`);
    text += `${name}: ${value}\r\n`;
  }
  return text;
};

/**
 * A request with the header lines that `writeFields` made. No part of it can be taken for more than that part.
 * @throws {TypeError} when the method or the target cannot be sent as it is
 */
export const writeRequest = (
  method: string,
  target: string,
  fields: string,
  body?: string | Uint8Array,
): WireRequest => {
  demand(method, token, "the method");
  demand(target, targetText, "the address");
  const head = `${method} ${target} HTTP/1.1\r\n${fields}connection: close\r\n\r\n`;
  return new PlannedRequest(method, target, head, body);
};
