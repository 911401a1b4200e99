/** What every target answers: a health document of about 500 bytes. */
export const answerBody = JSON.stringify({
  status: "ok",
  version: "2.14.3",
  uptime_s: 81_234,
  checks: Array.from({ length: 6 }, (_, index) => ({
    name: `part-${index}`,
    status: "ok",
    latency_ms: index + 0.5,
    message: "ready to serve",
  })),
  region: "north",
});
