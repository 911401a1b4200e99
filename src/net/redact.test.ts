import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRedactor, redactHeader, redactUrl, secretsInUrl } from "./redact.ts";

describe("createRedactor", () => {
  it("hides secrets as they stand, URL-encoded, JSON-escaped and in base64", () => {
    const secret = 'p"ss w/rd';
    const redact = createRedactor([secret, "token-1234"]);
    const coded = [encodeURIComponent(secret), JSON.stringify(secret), btoa(secret), "p%22ss+w%2Frd"];
    expect(redact(`${secret} ${coded.join(" ")} token-1234`)).toBe('*** *** "***" *** *** ***');
  });

  it("hides the longer of two secrets that begin alike", () => {
    expect(createRedactor(["abcd", "abcdefgh"])("abcdefgh abcd")).toBe("*** ***");
  });

  it("hides each of very many, as they stand and in base64 of both alphabets", () => {
    const secrets = Array.from({ length: 20_000 }, (_, index) => `token-${index}~?>${index * 7919}`);
    const redact = createRedactor(secrets);
    for (const secret of [secrets[0], secrets[19_999]]) {
      expect(redact(`a ${secret} b ${secret}${secret} c`)).toBe("a *** b ****** c");
      const coded = Buffer.from(`me:${secret}:x`);
      expect(redact(`x=${coded.toString("base64url")} y`)).toBe("x=*** y");
      expect(redact(`x="${coded.toString("base64")}"`)).toBe('x="***"');
    }
    expect(redact("token-20000 is none of them")).toBe("token-20000 is none of them");
  });

  it("hides the whole of secrets that overlap", () => {
    expect(createRedactor(["abcdef", "defghi"])("xabcdefghiy")).toBe("x***y");
  });

  it("hides short secrets only where they stand alone, and none where there is none", () => {
    expect(createRedactor(["no", "", " "])("no, nothing is known")).toBe("***, nothing is known");
    expect(createRedactor([])("plain text")).toBe("plain text");
  });

  it("hides user and password in URLs and in basic authorization, whoever's they are", () => {
    const redact = createRedactor([]);
    expect(redact("see https://me:pw@example.com/ or ftp://a@b")).toBe(
      "see https://***@example.com/ or ftp://***@b",
    );
    expect(redact(`authorization: Basic ${btoa("me:pw")}`)).toBe("authorization: Basic ***");
    expect(redact('www-authenticate: Basic realm="x"')).toBe('www-authenticate: Basic realm="x"');
  });

  const text = fc.string({ unit: "binary" });
  const secrets = fc
    .string({ unit: "binary", minLength: 6, maxLength: 30 })
    .filter((secret) => !secret.includes("*") && secret.trim() !== "");

  it("lets no secret through, whatever stands around it", () => {
    fc.assert(
      fc.property(fc.array(secrets, { minLength: 1, maxLength: 4 }), text, text, (all, before, after) => {
        const redact = createRedactor(all);
        for (const secret of all) {
          fc.pre(!`${before}***${after}`.includes(secret));
          expect(redact(before + secret + after)).not.toContain(secret);
        }
      }),
    );
  });

  it("lets no secret through in the base64 of a text that holds it", () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[!-)+-~]{6,30}$/),
        fc.stringMatching(/^[!-)+-~]{0,9}$/),
        (secret, user) => {
          const shown = createRedactor([secret])(`x=${btoa(`${user}${secret}`)};`);
          const rest = shown.replace("x=", "").replace(/\*\*\*;$/, "");
          expect(shown).toMatch(/\*\*\*;$/);
          expect(Buffer.from(rest, "base64").length).toBeLessThanOrEqual(user.length);
        },
      ),
    );
  });
});

describe("redactHeader", () => {
  it.each(["Authorization", "proxy-authorization", "Cookie", "set-cookie", "X-Auth-Token", "x-api-key"])(
    "hides the value of %s",
    (name) => expect(redactHeader(name, "abc")).toBe(`${name}: ***`),
  );

  it("shows other headers", () => {
    expect(redactHeader("content-type", "text/html")).toBe("content-type: text/html");
  });
});

describe("redactUrl", () => {
  it("takes user, password and secret-looking parameters out, of whole URLs and of paths", () => {
    expect(redactUrl("https://me:pw@a.example/x?api_key=1&q=2&sig=3#f")).toBe(
      "https://a.example/x?api_key=***&q=2&sig=***#f",
    );
    expect(redactUrl("/x?q=1&token=2")).toBe("/x?q=1&token=***");
  });

  it("knows the secrets that it takes out", () => {
    expect(secretsInUrl("https://me:p%20w@a.example/?api_key=1%2F2&q=2")).toEqual(["p w", "1/2"]);
  });
});
