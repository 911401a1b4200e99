import { createHmac } from "node:crypto";

const prefix = "whsec_";

/** The key of a Standard Webhooks secret: `whsec_` and 24 to 64 bytes in base64. Absent when it is not one. */
export const signingKey = (secret: string): Buffer | undefined => {
  if (!secret.startsWith(prefix)) return undefined;
  const text = secret.slice(prefix.length);
  const key = Buffer.from(text, "base64");
  const isBase64 = key.toString("base64").replace(/=+$/, "") === text.replace(/=+$/, "");
  return isBase64 && key.length >= 24 && key.length <= 64 ? key : undefined;
};

/** The signature of one attempt (standardwebhooks.com, version 1): HMAC-SHA256 over `id.timestamp.body`. */
export const signWebhook = (
  key: Buffer,
  message: { readonly id: string; readonly timestamp: string; readonly body: string },
): string => {
  const { id, timestamp, body } = message;
  return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
};
