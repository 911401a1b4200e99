import { createPublicKey, verify } from "node:crypto";
import type { World, WorldApp } from "./world.ts";

const decode = (part: string): Record<string, unknown> => {
  try {
    return JSON.parse(Buffer.from(part, "base64url").toString()) as Record<string, unknown>;
  } catch {
    return {};
  }
};

/** The App that a JSON Web Token speaks for, by GitHub's rules: RS256, at most ten minutes, not from the future. */
export const claimedApp = (world: World, claim: string, installationId: number): WorldApp | undefined => {
  const [header = "", payload = "", signature = ""] = claim.split(".");
  const { iss, iat, exp } = decode(payload);
  const now = Math.floor(world.now() / 1000);
  const isInTime =
    typeof iat === "number" && typeof exp === "number" && iat <= now && exp > now && exp - iat <= 660;
  if (decode(header)["alg"] !== "RS256" || !isInTime) return undefined;
  return world.apps.find(
    (app) =>
      app.appId === String(iss) &&
      app.installationId === installationId &&
      verify(
        "RSA-SHA256",
        Buffer.from(`${header}.${payload}`),
        createPublicKey(app.publicKey),
        Buffer.from(signature, "base64url"),
      ),
  );
};
