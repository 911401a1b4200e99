import type { Severity } from "../incident.ts";
import type { Catalogue } from "./catalogue.ts";

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

const severities: Readonly<Record<Severity, string>> = { down: "Down", degraded: "Degraded" };
const lower = (severity: Severity): string => severities[severity].toLowerCase();
const checks = (count: number): string => (count === 1 ? "1 check" : `${count} checks`);
const have = (count: number): string => (count === 1 ? "has a problem" : "have problems");

const tally = (...counts: readonly (readonly [number, string])[]): string =>
  counts.flatMap(([count, word]) => (count > 0 ? [`${count} ${word}`] : [])).join(", ");

export const english: Catalogue = {
  severities,
  labels: {
    severity: "How bad",
    target: "Target",
    group: "Group",
    slow: "Slow phase",
    timing: "Measured",
    acknowledged: "Acknowledged",
    flapping: "Flapping",
    more: "More",
  },
  names: {
    latency: "Latency",
    dns: "DNS",
    connect: "Connect",
    tls: "TLS",
    first_byte: "First byte",
    transfer: "Transfer",
    status: "Status",
    status_code: "Status code",
    size: "Size",
    body: "Body",
    header: "Header",
    json: "JSON",
    certificate: "Certificate",
    cert_expiry: "Certificate valid for",
    protocol: "Protocol",
    duration: "Duration",
    entries: "Entries",
    new_entries: "New entries",
    age_of_newest: "Age of the newest",
  },
  openLink: "Open the incident",
  listSeparator: " · ",

  headline: {
    problem: (severity, title) => `${severities[severity]}: ${title}`,
    recovered: (title) => `Recovered: ${title}`,
    removed: (title) => `No longer watched: ${title}`,
    storm: (open, total) => {
      if (open === 0) return `Recovered: ${checks(total)}`;
      return open === total ? `${checks(total)} ${have(total)}` : `${open} of ${checks(total)} ${have(open)}`;
    },
    test: (instance) => `Test: ${instance}`,
  },
  summary: {
    problem: ({ seen, since }) => `${seen}. Since ${since}.`,
    recovered: ({ severity, period, seen }) => `Was ${lower(severity)} ${period}. ${seen}.`,
    removed: ({ severity, since }) =>
      `The check left the configuration while it was ${lower(severity)} since ${since}.`,
    storm: ({ down, degraded, closed }) =>
      tally([down, "down"], [degraded, "degraded"], [closed, "recovered"]),
    test: (instance) => `A test message from ${instance}. The channel works; nothing is wrong.`,
  },
  note: {
    firing: ({ severity, since, seen }) => `${severities[severity]} since ${since}. ${seen}.`,
    escalated: ({ severity, seen }) => `Worse: now ${lower(severity)}. ${seen}.`,
    eased: ({ severity, seen }) => `Better, yet ${lower(severity)}. ${seen}.`,
    acknowledged: ({ acknowledgedBy }) =>
      `Acknowledged by ${acknowledgedBy}. Reminders stop until the state changes.`,
    flapping: () => "Goes up and down. The incident stays open and single changes are not told.",
    reminder: ({ severity, lasted, seen }) => `Still ${lower(severity)} after ${lasted}. ${seen}.`,
    resolved: ({ severity, period }) => `Recovered. Was ${lower(severity)} ${period}.`,
    removed: ({ lasted }) => `Closed after ${lasted}: the check left the configuration.`,
  },
  stormLine: ({ severity, since, period, seen }, closed) =>
    closed
      ? `Recovered, was ${lower(severity)} ${period}`
      : `${severities[severity]} since ${since}: ${seen}`,

  judged: (subject, actual, expected) => `${subject} was ${actual}, expected ${expected}`,
  seenExpected: (actual, expected) => `${actual}, expected ${expected}`,
  reasonDetail: (title, detail) => `${title}: ${detail}`,
  slow: (phase, taken, usual) => `${phase} ${taken}, usually ${usual}`,
  measured: (name, value) => `${name} ${value}`,
  severityNow: (now, worst) => (now === worst ? severities[now] : `${severities[now]} (was ${lower(worst)})`),
  acknowledged: (by, at) => `${by}, ${at}`,
  flapping: "Goes up and down",
  more: (count) => `and ${count} more`,

  date: ({ weekday, day, month, year }) => `${weekdays[weekday]} ${day} ${months[month - 1]} ${year}`,
  moment: (date, time, zone) => `${date} ${time} (${zone})`,
  period: ({ date, from, untilDate, until, lasted, zone }) =>
    `${date} ${from} to ${untilDate === undefined ? "" : `${untilDate} `}${until} (${lasted}, ${zone})`,
  quantity: (amount, unit) => `${amount} ${unit}`,
  quantitySeparator: " ",
  reasons: {
    "dns-not-found": "Host name not found",
    "dns-failure": "Name server failure",
    "dns-timeout": "Name resolution timed out",
    "connect-refused": "Connection refused",
    "connect-unreachable": "Host unreachable",
    "connect-timeout": "Connection timed out",
    "connect-failed": "Connection failed",
    "connection-reset": "Connection reset",
    "tls-timeout": "TLS handshake timed out",
    "tls-failed": "TLS handshake failed",
    "tls-expired": "Certificate expired",
    "tls-not-yet-valid": "Certificate not yet valid",
    "tls-self-signed": "Certificate self-signed",
    "tls-untrusted": "Certificate not trusted",
    "tls-wrong-host": "Certificate for another host",
    "tls-client-certificate": "Client certificate refused",
    "proxy-failed": "Proxy failed",
    "first-byte-timeout": "No answer in time",
    "transfer-timeout": "Answer did not end in time",
    "empty-reply": "Empty reply",
    "invalid-response": "Not valid HTTP",
    "headers-too-large": "Headers too large",
    "incomplete-body": "Body cut short",
    "body-too-large": "Body too large",
    "decompressed-too-large": "Decompressed body too large",
    "decompression-failed": "Compressed body damaged",
    "redirect-loop": "Redirect loop",
    "too-many-redirects": "Too many redirects",
    "redirect-invalid": "Redirect without a usable address",
    "address-refused": "Address not allowed",
    "invalid-encoding": "Body not valid text",
    "not-json": "Body not JSON",
    "feed-invalid": "Not a feed",
    "status-mismatch": "Unexpected status code",
    "latency-exceeded": "Too slow",
    "json-mismatch": "Unexpected JSON value",
    "json-missing": "JSON value missing",
    "json-type": "JSON value of another type",
    "header-mismatch": "Unexpected header",
    "body-mismatch": "Unexpected body",
    "size-mismatch": "Unexpected size",
    "certificate-expiring": "Certificate expires soon",
    "protocol-mismatch": "Unexpected TLS protocol",
    "reading-missing": "No reading",
    "reading-too-low": "Too low",
    "reading-too-high": "Too high",
    "reading-mismatch": "Unexpected number",
    "reading-changed": "Changed too much",
    "reading-stale": "No fresh reading",
    "push-overdue": "Nothing pushed in time",
    "push-awaited": "Nothing pushed yet",
    "push-reported": "Reported by its source",
    "program-not-started": "Program not started",
    "program-failed": "Program reports a problem",
    "output-too-large": "Too much output",
    "output-invalid": "Output not readable",
    "github-refused": "GitHub refused the token",
    "github-not-found": "Not found on GitHub",
    "github-limited": "GitHub's limit reached",
    "github-token-expiring": "GitHub token ends soon",
    "run-timeout": "Run stopped at its deadline",
    "run-interrupted": "Run interrupted",
    "run-missed": "Run missed",
    "run-failed": "Check failed by itself",
    "ledger-refused": "The check cannot keep its numbers",
    "connectivity-lost": "Own connection down",
  },
};
