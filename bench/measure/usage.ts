import { readFileSync } from "node:fs";

/** What the kernel says of a process. Linux only. */
export interface Usage {
  /** User and system time of all threads, in steps of 10 ms. */
  readonly cpuUs: number;
  readonly rssBytes: number;
  /** Bytes that the process caused to be written to a disk. */
  readonly writtenBytes: number;
}

/** Ticks of /proc/<pid>/stat per second: 100 on every Linux that Node runs on. */
const ticksPerSecond = 100;

export const usageOf = (pid: number): Usage => {
  const stat = read(pid, "stat");
  // The name in parentheses may hold blanks: fields are counted after it. utime and stime are the 14th and 15th.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticks = Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
  return {
    cpuUs: (ticks * 1e6) / ticksPerSecond,
    rssBytes: numberAfter(read(pid, "status"), "VmRSS:") * 1024,
    writtenBytes: numberAfter(read(pid, "io"), "write_bytes:"),
  };
};

const read = (pid: number, name: string): string => {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "utf8");
  } catch {
    return "";
  }
};

const numberAfter = (text: string, label: string): number => {
  const at = text.indexOf(label);
  return at < 0 ? 0 : Number.parseInt(text.slice(at + label.length), 10);
};

/** CPU time of this process in microseconds. */
export const ownCpuUs = (): number => {
  const { user, system } = process.cpuUsage();
  return user + system;
};
