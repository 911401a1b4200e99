import type { Check } from "../../core/check.ts";
import type { Checked } from "./checked.ts";

/**
 * JUnit XML as CI systems read it (the attributes that Jenkins' and GitLab's importers share): a bad check is a
 * failure, one of which nothing can be said an error, a paused one skipped.
 */
export const junitReport = (results: readonly Checked[], skipped: readonly Check[]): string => {
  const cases = [
    ...results.map((result) => testCase(result.check, seconds(result.record.durationMs), findings(result))),
    ...skipped.map((check) => testCase(check, "0", [`<skipped message="paused"/>`])),
  ];
  const count = (...statuses: string[]) =>
    results.filter(({ record }) => statuses.includes(record.outcome.status)).length;
  const startedAt = Math.min(...results.map(({ record }) => record.startedAt));
  const totals = attributes({
    tests: cases.length,
    failures: count("down", "degraded"),
    errors: count("unknown"),
    skipped: skipped.length,
    time: seconds(results.reduce((sum, { record }) => sum + record.durationMs, 0)),
    ...(results.length > 0 && { timestamp: new Date(startedAt).toISOString().slice(0, 19) }),
  });
  return [
    `<?xml version="1.0" encoding="UTF-8"?>`,
    `<testsuites>`,
    `  <testsuite name="hinomi"${totals}>`,
    ...cases,
    `  </testsuite>`,
    `</testsuites>`,
    "",
  ].join("\n");
};

const testCase = (check: Check, time: string, body: readonly string[]): string => {
  const head = `    <testcase${attributes({ classname: check.group ?? check.type, name: check.id, time })}`;
  if (body.length === 0) return `${head}/>`;
  return [`${head}>`, ...body.map((line) => `      ${line}`), "    </testcase>"].join("\n");
};

const findings = ({ check, record }: Checked): string[] => {
  const { status, reason, judgements } = record.outcome;
  if (status === "up") return [];
  const element = status === "unknown" ? "error" : "failure";
  const told = { message: reason?.detail ?? status, type: reason?.code ?? status };
  const lines = judgements
    .filter((judgement) => judgement.status !== "up")
    .map(({ subject, expected, actual }) => `${subject}: expected ${expected}, got ${actual}`);
  const text = [`${check.title}, ${check.target}: ${status}`, ...lines].join("\n");
  return [`<${element}${attributes(told)}>${escape(text)}</${element}>`];
};

const seconds = (ms: number): string => (ms / 1000).toFixed(3);

const attributes = (values: Readonly<Record<string, string | number>>): string =>
  Object.entries(values)
    .map(([name, value]) => ` ${name}="${escape(String(value))}"`)
    .join("");

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\t": "&#9;",
  "\n": "&#10;",
  "\r": "&#13;",
};

/** What XML 1.0 cannot say (section 2.2) becomes the replacement character. */
const escape = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "\uFFFD")
    .replace(/[&<>"\t\n\r]/g, (found) => entities[found] ?? found);
