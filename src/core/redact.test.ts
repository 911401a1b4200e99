import { expect, it } from "vitest";
import * as fc from "fast-check";
import { createRedactor } from "./redact.ts";

it("replaces secrets as they stand, percent-encoded and JSON-escaped", () => {
  const redact = createRedactor(['p"ss w/rd', "token-1234"]);
  expect(redact('GET /?key=p%22ss%20w%2Frd with token-1234 and {"p":"p\\"ss w/rd"}')).toBe(
    'GET /?key=*** with *** and {"p":"***"}',
  );
});

it("replaces the longer of two secrets that begin alike", () => {
  expect(createRedactor(["abcd", "abcdefgh"])("abcdefgh abcd")).toBe("*** ***");
});

it("leaves texts alone when there is no secret long enough", () => {
  expect(createRedactor(["abc", ""])("abc")).toBe("abc");
});

it("lets no secret through, whatever characters it has", () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 4, unit: "binary" }),
      fc.string(),
      fc.string(),
      (secret, before, after) => {
        fc.pre(!"***".includes(secret) && !`${before}***${after}`.includes(secret));
        expect(createRedactor([secret])(before + secret + after)).not.toContain(secret);
      },
    ),
  );
});
