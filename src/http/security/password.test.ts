import { describe, expect, it } from "vitest";
import { hashPassword, isWeakPassword, verifyPassword } from "./password.ts";

const salt = Buffer.from("0123456789abcdef");

describe("a password's hash", () => {
  it("says how it was made and knows its password only", async () => {
    const hash = await hashPassword("correct horse", salt);
    expect(hash).toMatch(/^scrypt\$32768\$8\$3\$[\w-]{22}\$[\w-]{43}$/);
    expect(await verifyPassword("correct horse", hash)).toBe(true);
    expect(await verifyPassword("correct horsf", hash)).toBe(false);
  });

  it("is the same however the keyboard composes a letter", async () => {
    const hash = await hashPassword("caf\u00e9 au lait", salt);
    expect(await verifyPassword("cafe\u0301 au lait", hash)).toBe(true);
  });

  it("made with another cost still works", async () => {
    // RFC 7914, section 12: scrypt("pleaseletmein", "SodiumChloride", N=16384, r=8, p=1), its first 32 bytes.
    const key = Buffer.from("7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2", "hex");
    const encoded = [Buffer.from("SodiumChloride"), key].map((bytes) => bytes.toString("base64url"));
    expect(await verifyPassword("pleaseletmein", `scrypt$16384$8$1$${encoded.join("$")}`)).toBe(true);
  });

  it.each([undefined, "", "plain text", "bcrypt$1$2$3$4$5"])("that is %s fits nothing", async (hash) => {
    expect(await verifyPassword("", hash)).toBe(false);
    expect(await verifyPassword("correct horse", hash)).toBe(false);
  });
});

describe("a weak password", () => {
  it.each([
    ["short", "ada", true],
    ["aaaaaaaaaaaaaaaaaa", "ada", true],
    ["lovelacelovelace", "lovelace", true],
    ["x".repeat(257), "ada", true],
    ["a good sentence", "ada", false],
    ["火の見櫓から町を見守る半鐘", "ada", false],
  ])("%s of %s: %s", (password, user, weak) => {
    expect(isWeakPassword(password, user)).toBe(weak);
  });
});
