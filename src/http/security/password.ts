import { scrypt, timingSafeEqual, type ScryptOptions } from "node:crypto";

/**
 * One of the equally strong scrypt settings of the OWASP Password Storage Cheat Sheet: 32 MiB instead of the 128 MiB
 * of N=2^17, so that a sign-in does not push a small machine out of memory.
 */
const cost = { N: 2 ** 15, r: 8, p: 3 } as const;
const keyLength = 32;

const derive = (password: string, salt: Uint8Array, options: ScryptOptions): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(
      password.normalize("NFKC"),
      salt,
      keyLength,
      { ...options, maxmem: 256 * 2 ** 20 },
      (error, key) => {
        if (error) reject(error);
        else resolve(key);
      },
    );
  });

const encode = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64url");

/** A self-describing hash: `scrypt$<N>$<r>$<p>$<salt>$<key>`, both in base64url. `salt` should be 16 random bytes. */
export const hashPassword = async (password: string, salt: Uint8Array): Promise<string> => {
  const key = await derive(password, salt, cost);
  return ["scrypt", cost.N, cost.r, cost.p, encode(salt), encode(key)].join("$");
};

/** What an unknown user's password is compared with, so that the answer takes as long as for a known one. */
const nobody = [
  "scrypt",
  cost.N,
  cost.r,
  cost.p,
  "bm9ib2R5LW5vYm9keQ",
  encode(new Uint8Array(keyLength)),
].join("$");

/** True when the password is the one behind the hash; an absent hash costs the same and is never right. */
export const verifyPassword = async (password: string, hash: string | undefined): Promise<boolean> => {
  const [kind, N, r, p, salt, key] = (hash ?? nobody).split("$");
  if (kind !== "scrypt" || !salt || !key) return false;
  const expected = Buffer.from(key, "base64url");
  const actual = await derive(password, Buffer.from(salt, "base64url"), {
    N: Number(N),
    r: Number(r),
    p: Number(p),
  });
  const same = expected.length === actual.length && timingSafeEqual(expected, actual);
  return same && hash !== undefined;
};

const passwordMinLength = 12;
const passwordMaxLength = 256;

/** A password that can be guessed by rule: too short, the user's name, or one character over and over. */
export const isWeakPassword = (password: string, user: string): boolean =>
  password.length < passwordMinLength ||
  password.length > passwordMaxLength ||
  new Set(password).size < 5 ||
  password.toLowerCase().replaceAll(user.toLowerCase(), "").length < passwordMinLength / 2;
