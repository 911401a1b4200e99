import { expect, test } from "vitest";
import { crashRepeatedly } from "./crash.ts";

test("killed at random moments under load, nothing acknowledged is lost", { timeout: 240_000 }, async () => {
  const report = await crashRepeatedly({ kills: 4, checks: 200, restless: 20, log: () => {} });
  expect(report).toMatchObject({
    runsLost: 0,
    notificationsLost: 0,
    incidentsForgotten: 0,
    duplicates: { chat: 0 },
  });
  expect(report.runsAcknowledged).toBeGreaterThan(200);
  expect(report.notificationsOwed).toBeGreaterThan(0);
});
