import { createPrivateKey, sign, type KeyObject } from "node:crypto";

/** Who a GitHub App is. */
export interface AppIdentity {
  readonly appId: string;
  readonly installationId: number;
  readonly key: KeyObject;
}

/**
 * The key in PEM, also where line feeds were written as `\n`.
 * @throws {Error} that says nothing of the text when it is no private RSA key
 */
export const readAppKey = (pem: string): KeyObject => {
  const text = pem.includes("\n") ? pem : pem.replaceAll(String.raw`\n`, "\n");
  let key: KeyObject;
  try {
    key = createPrivateKey(text.trim());
  } catch {
    throw new Error(
      "private_key is not a PEM text that can be used: download a new key from the App's settings",
    );
  }
  if (key.asymmetricKeyType !== "rsa")
    throw new Error("private_key is not an RSA key, which GitHub Apps have");
  return key;
};

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/**
 * The signed claim of being the App (RS256): good for nine minutes, dated back one for clocks that differ.
 * https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app
 */
export const signAppClaim = ({ appId, key }: AppIdentity, now: number): string => {
  const seconds = Math.floor(now / 1000);
  const claim = { iat: seconds - 60, exp: seconds + 540, iss: appId };
  const signed = `${part({ alg: "RS256", typ: "JWT" })}.${part(claim)}`;
  return `${signed}.${sign("RSA-SHA256", Buffer.from(signed), key).toString("base64url")}`;
};

/** A token of an installation, and when it ends. */
export interface InstallationToken {
  readonly token: string;
  readonly expiresAt: number;
}

/** Reads the answer of `POST /app/installations/{id}/access_tokens`. */
export const parseInstallationToken = (data: unknown): InstallationToken | undefined => {
  if (typeof data !== "object" || data === null) return undefined;
  const token: unknown = Reflect.get(data, "token");
  const expiresAt = Date.parse(String(Reflect.get(data, "expires_at")));
  return typeof token === "string" && token !== "" && !Number.isNaN(expiresAt)
    ? { token, expiresAt }
    : undefined;
};
