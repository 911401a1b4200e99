import { createPrivateKey, sign, type KeyObject } from "node:crypto";
import { textAt } from "../outbound/json-client.ts";

/** A service account's key, from the JSON file that Google's console gives. */
export interface ServiceAccount {
  readonly email: string;
  readonly keyId: string;
  readonly privateKey: KeyObject;
  /** Where assertions are exchanged for tokens. */
  readonly tokenUri: string;
  /** Every text in the file that is a credential. */
  readonly secrets: readonly string[];
}

/**
 * Reads a key file's text.
 * @throws {Error} that says what is missing, never what is there
 */
export const parseServiceAccount = (text: string): ServiceAccount => {
  const file = parseJson(text);
  const type = textAt(file, "type");
  if (type !== "service_account")
    throw new Error(
      `credentials: the key file's type is ${JSON.stringify(type.slice(0, 40))}, not "service_account": make a JSON key of a service account`,
    );
  const needed = (name: string): string => {
    const found = textAt(file, name).trim();
    if (found === "") throw new Error(`credentials: the key file has no ${name}`);
    return found;
  };
  const pem = needed("private_key");
  const tokenUri = needed("token_uri");
  if (!URL.canParse(tokenUri)) throw new Error("credentials: the key file's token_uri is no URL");
  return {
    email: needed("client_email"),
    keyId: textAt(file, "private_key_id"),
    privateKey: readKey(pem),
    tokenUri,
    secrets: [pem, ...pem.split("\n").filter((line) => line.length > 20 && !line.startsWith("-----"))],
  };
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text.
    throw new Error("credentials: must be the JSON key file of a service account, or metadata");
  }
};

const readKey = (pem: string): KeyObject => {
  let key: KeyObject | undefined;
  try {
    key = createPrivateKey(pem);
  } catch {
    key = undefined;
  }
  if (key?.asymmetricKeyType === "rsa") return key;
  throw new Error("credentials: the key file's private_key is no RSA key in PEM: was it cut or retyped?");
};

const longestMs = 3_600_000;

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/**
 * The signed statement that Google exchanges for a token: a JWT, RS256, valid for an hour from `now` (epoch ms).
 * Source: https://developers.google.com/identity/protocols/oauth2/service-account#authorizingrequests, RFC 7523.
 */
export const signAssertion = (account: ServiceAccount, scope: string, now: number): string => {
  const iat = Math.floor(now / 1000);
  const header = { alg: "RS256", typ: "JWT", ...(account.keyId !== "" && { kid: account.keyId }) };
  const claims = { iss: account.email, scope, aud: account.tokenUri, iat, exp: iat + longestMs / 1000 };
  const signed = `${encode(header)}.${encode(claims)}`;
  return `${signed}.${sign("sha256", Buffer.from(signed), account.privateKey).toString("base64url")}`;
};
