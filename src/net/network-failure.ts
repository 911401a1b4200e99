import type { Reason, ReasonCode } from "../core/reason.ts";

/**
 * Ends an attempt with a reason. Stays inside net: callers of net get the reason as a value. The detail is not cut to
 * length: that comes after redaction, so that no half of a secret is left.
 */
export class NetworkFailure extends Error {
  readonly reason: Reason;

  constructor(code: ReasonCode, detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.name = "NetworkFailure";
    this.reason = { code, detail };
  }
}

/** The `code` that Node, OpenSSL and llhttp put on their errors; empty when there is none. */
export const errorCode = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";

/** True when the system reported a reset, in contrast to Node's own word for a clean but early close. */
export const isReset = (error: unknown): boolean =>
  error instanceof Error && "syscall" in error && ["ECONNRESET", "EPIPE"].includes(errorCode(error));

const clientCertificateAlerts =
  /ALERT_(CERTIFICATE_REQUIRED|BAD_CERTIFICATE|UNKNOWN_CA|CERTIFICATE_UNKNOWN|CERTIFICATE_EXPIRED|CERTIFICATE_REVOKED|ACCESS_DENIED|UNSUPPORTED_CERTIFICATE)/;

/** What a TLS error says, in whichever phase it arrives (TLS 1.3 refuses a client only after the handshake). */
export const tlsFailure = (error: unknown): NetworkFailure | undefined => {
  const code = errorCode(error);
  if (!code.startsWith("ERR_SSL_")) return undefined;
  const words = code.slice("ERR_SSL_".length).toLowerCase().replaceAll("_", " ");
  if (clientCertificateAlerts.test(code))
    return new NetworkFailure("tls-client-certificate", `the target answered the handshake with: ${words}`);
  if (code === "ERR_SSL_WRONG_VERSION_NUMBER" || code === "ERR_SSL_PACKET_LENGTH_TOO_LONG")
    return new NetworkFailure("tls-failed", `the target does not speak TLS on this port (${words})`);
  const hint = code.endsWith("ALERT_HANDSHAKE_FAILURE")
    ? " (no version or cipher in common, or a client certificate is wanted)"
    : "";
  return new NetworkFailure("tls-failed", `the TLS handshake failed: ${words}${hint}`);
};
