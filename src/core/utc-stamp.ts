/** `20261122-073000`, UTC: for names of files. */
export const utcStamp = (now: number): string =>
  new Date(now).toISOString().slice(0, 19).replace(/[-:]/g, "").replace("T", "-");
