import type { HttpHeaders } from "../http-headers.ts";
import { invalidResponse } from "./line-cutter.ts";

export interface StatusLine {
  readonly status: number;
  readonly statusText: string;
  /** `1.1` or `1.0`. */
  readonly httpVersion: string;
}

const statusLine = /^HTTP\/(1\.[01]) ([1-9]\d\d)(?: ([\t\x20-\x7e\x80-\xff]*))?$/;

/** @throws {NetworkFailure} `invalid-response` */
export const parseStatusLine = (line: string): StatusLine => {
  const [, httpVersion, status, statusText = ""] = statusLine.exec(line) ?? [];
  if (httpVersion === undefined) throw invalidResponse("it does not begin with a status line");
  return { status: Number(status), statusText, httpVersion };
};

/** True while a line may still become a status line. */
export const mayBeStatusLine = (begun: string): boolean =>
  begun.startsWith("HTTP/") || "HTTP/".startsWith(begun);

/** A name right before its colon, and a value without control characters: no folded lines, no NUL, no lone CR. */
const field = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[\t ]*([\t\x20-\x7e\x80-\xff]*)$/;

const isBlank = (code: number): boolean => code === 32 || code === 9;

/** Without spaces and tabs at its end. `trim` takes a no-break space too, which is part of a value. */
const trimmedEnd = (value: string): string => {
  let end = value.length;
  while (end > 0 && isBlank(value.charCodeAt(end - 1))) end -= 1;
  return end === value.length ? value : value.slice(0, end);
};

/**
 * Adds the field of one line to `headers`.
 * @throws {NetworkFailure} `invalid-response`
 */
export const parseField = (line: string, headers: HttpHeaders): void => {
  const [, name, value = ""] = field.exec(line) ?? [];
  if (name === undefined) throw invalidResponse("a header line is malformed");
  headers.append(name, trimmedEnd(value));
};
