/**
 * Every reason an outcome can have, with what it means. docs/reference/errors.md has one heading for each,
 * held true by a test; the chat and the page take their words from the message catalogues.
 */
export const reasonCodes = {
  "dns-not-found": "The host name does not exist",
  "dns-failure": "The name server did not answer or answered with an error",
  "dns-timeout": "The name was not resolved in time",
  "connect-refused": "Nothing listens on that port",
  "connect-unreachable": "No route to the host or network",
  "connect-timeout": "The connection was not opened in time",
  "connect-failed": "The connection could not be opened for another reason",
  "connection-reset": "The target cut the connection in the middle",
  "tls-timeout": "The TLS handshake did not finish in time",
  "tls-failed": "The TLS handshake failed",
  "tls-expired": "The certificate has expired",
  "tls-not-yet-valid": "The certificate is not valid yet",
  "tls-self-signed": "The certificate is self-signed or its root is not trusted",
  "tls-untrusted": "The certificate chain cannot be verified",
  "tls-wrong-host": "The certificate is for another host",
  "tls-client-certificate": "The target wants a client certificate or refused ours",
  "proxy-failed": "The proxy refused or broke the connection",
  "first-byte-timeout": "No answer began in time",
  "transfer-timeout": "The answer did not end in time",
  "empty-reply": "The connection closed without an answer",
  "invalid-response": "The answer is not valid HTTP",
  "headers-too-large": "The answer's headers are larger than allowed",
  "incomplete-body": "The connection closed before the body's end",
  "body-too-large": "The body is larger than allowed",
  "decompressed-too-large": "The body is larger than allowed after decompression",
  "decompression-failed": "The compressed body is damaged",
  "redirect-loop": "The redirects come back to an address already visited",
  "too-many-redirects": "More redirects than allowed",
  "redirect-invalid": "A redirect without a usable address",
  "address-refused": "The target's address is not allowed by the configuration",
  "invalid-encoding": "The body is not valid text in its character set",
  "not-json": "The body is not JSON",
  "feed-invalid": "The body is not a feed that can be read",
  "status-mismatch": "The status code is not an expected one",
  "latency-exceeded": "The answer was slower than allowed",
  "json-mismatch": "A JSON value is not as expected",
  "json-missing": "The JSON path selects nothing",
  "json-type": "A JSON value has another type than the comparison needs",
  "header-mismatch": "A header is not as expected",
  "body-mismatch": "The body's text is not as expected",
  "size-mismatch": "The body's size is not as expected",
  "certificate-expiring": "The certificate expires soon",
  "protocol-mismatch": "The TLS protocol is not an expected one",
  "reading-missing": "A reading that is expected is not there",
  "reading-too-low": "A reading is less than allowed",
  "reading-too-high": "A reading is greater than allowed",
  "reading-mismatch": "A reading is not the expected number",
  "reading-changed": "A reading changed more than allowed",
  "reading-stale": "There was no fresh reading for longer than allowed",
  "push-overdue": "Nothing was pushed in time",
  "push-awaited": "Nothing has been pushed yet",
  "push-reported": "What pushes the readings says itself that it is not well",
  "program-not-started": "The program could not be started",
  "program-failed": "The program says that something is wrong, or was ended by a signal",
  "output-too-large": "The program printed more than allowed",
  "output-invalid": "The program's output is not in its format",
  "github-refused": "GitHub does not take the token, or does not let it do this",
  "github-not-found": "GitHub does not have it, or does not show it to this token",
  "github-limited": "GitHub's limit of requests is reached",
  "github-token-expiring": "The GitHub token ends soon",
  "run-timeout": "The run did not end by its deadline and was stopped",
  "run-interrupted": "Hinomi stopped during the run",
  "run-missed": "The run did not take place at its time",
  "run-failed": "The check itself failed; this is a bug in the check type",
  "ledger-refused": "What the check keeps beside its runs could not be read or written",
  "connectivity-lost": "Hinomi's own connection is down, so nothing can be said",
} as const;

export type ReasonCode = keyof typeof reasonCodes;

/** Why an outcome is not up: a code for machines and one specific English sentence without secrets. */
export interface Reason {
  readonly code: ReasonCode;
  /** Specific to this run: `connection refused by 127.0.0.1:3000`. Bounded to 300 characters. */
  readonly detail: string;
}

export const reason = (code: ReasonCode, detail: string): Reason => ({ code, detail: detail.slice(0, 300) });
