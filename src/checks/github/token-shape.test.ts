import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { playVariant, tokenVariants } from "../../../test/support/github/token-table.ts";
import { canary } from "../../../test/support/github/sample-world.ts";
import { cleanToken, tokenKind } from "./token-shape.ts";

const up = "up";
const none = "does not begin";

/** By the name of the variant: what is said of GITHUB_TOKEN, and how the run ends. */
const expected: Readonly<Record<string, readonly [RegExp, string | RegExp]>> = {
  "as it should be": [/^$/, up],
  "a space before and behind": [/^warning: .*space \(U\+0020\) at position 1, .* 41 around the token$/, up],
  "a line feed behind": [/^warning: .*line feed \(U\+000A\) at position 40 around/, up],
  "a carriage return and a line feed": [
    /^warning: .*U\+000D\) at position 40, .*U\+000A\) at position 41/,
    up,
  ],
  "a no-break space behind": [/^warning: .*no-break space \(U\+00A0\) at position 40/, up],
  "an ideographic space before": [/^warning: .*U\+3000\) at position 1/, up],
  "a byte order mark before": [/^warning: .*byte order mark \(U\+FEFF\) at position 1/, up],
  "a zero-width space behind": [/^warning: .*U\+200B\) at position 40/, up],
  quotes: [/^warning: .*removed the quotes \("\)/, up],
  "quotes, then a line feed": [/^warning: .*line feed .*\nwarning: .*quotes \('\)/, up],
  "Bearer before": [/^warning: .*removed "Bearer" before the token/, up],
  "token before": [/^warning: .*removed "token" before the token/, up],
  "a line feed inside": [/^error: .*line feed \(U\+000A\) at position 10 inside the token/, none],
  "a space inside": [/^error: .*space \(U\+0020\) at position 10 inside/, none],
  "a zero-width space inside": [/^error: .*U\+200B\) at position 10 inside/, none],
  "a letter that no token has": [/^error: .*no token has at position 40/, none],
  "only white space": [/^error: .*the token is empty/, none],
  expired: [/^$/, /^down: .*has expired or was revoked; make a new one$/],
  revoked: [/^$/, /^down: .*has expired or was revoked; make a new one$/],
  "ends in 2.5 days": [/^$/, /^degraded: the GitHub token ends in 2 days/],
  "classic, wrong scope": [/^$/, /^down: .*use a classic token with the scope repo/],
  "classic, no push access": [/^$/, /^down: .*needs push access/],
  "fine-grained, no permission": [/^$/, /^down: .*the permission Administration: read, in its settings/],
  "of Actions": [/^$/, /^down: .*the token of Actions cannot have it/],
  "may not see the repository": [/^$/, /^down: .*private repositories need the scope repo/],
};

describe("what a person reads when the token is", () => {
  it.each(tokenVariants.map((variant) => [variant.name, variant] as const))("%s", async (name, variant) => {
    const row = await playVariant(variant);
    const [said, ran] = expected[name] ?? [/never/, ""];
    expect(row.implicit.join("\n")).toMatch(said);
    expect(row.run ?? none).toMatch(ran);
    // Not even the parts of it that stray characters left.
    for (const part of [canary, canary.slice(4, 20), canary.slice(12)])
      expect(row.everything).not.toContain(part);
  });
});

it("cleans whatever stands around a token, in any order", () => {
  const around = fc.array(fc.constantFrom(" ", "\n", "\u00A0", "\uFEFF", "\u200B", "\t"), { maxLength: 4 });
  const text = fc
    .tuple(
      around,
      around,
      fc.constantFrom("", "Bearer ", "token ", "bearer bearer "),
      fc.constantFrom("", '"', "'"),
    )
    .map(([before, behind, scheme, quote]) => ({
      text: `${before.join("")}${quote}${scheme}${canary}${quote}${behind.join("")}`,
      isClean: before.length + behind.length + scheme.length + quote.length === 0,
    }));
  fc.assert(
    fc.property(text, ({ text, isClean }) => {
      const cleaned = cleanToken(text);
      expect(cleaned).toMatchObject({ kind: "clean", token: canary });
      if (cleaned.kind === "clean") expect(cleaned.notices.length === 0).toBe(isClean);
      expect(JSON.stringify(cleaned.kind === "clean" ? cleaned.notices : cleaned)).not.toContain(canary);
    }),
  );
});

it("gives only what a header can carry, or a problem without the value", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 60 }), (text) => {
      const cleaned = cleanToken(text);
      if (cleaned.kind === "clean") expect(cleaned.token).toMatch(/^[\x21-\x7e]+$/);
      else expect(cleaned.problem).toMatch(/^(the token is empty|there is )/);
    }),
  );
});

it.each([
  ["ghp_x", /^classic/],
  ["github_pat_x", /^fine-grained/],
  ["gho_x", /^OAuth/],
  ["ghu_x", /user token$/],
  ["ghs_x", /^installation/],
  ["ghr_x", /refresh/],
  ["0123456789abcdef0123456789abcdef01234567", /^old classic/],
])("%s has a kind", (token, kind) => {
  expect(tokenKind(token)).toMatch(kind);
});

it("of another shape has none, which is no error", () => {
  expect(tokenKind("hello")).toBeUndefined();
  expect(cleanToken("hello")).toMatchObject({ kind: "clean" });
});
