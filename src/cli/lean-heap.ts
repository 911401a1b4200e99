/**
 * V8 trades memory for time: its young generation grows to 128 MB and the old one to several times what is in use. A
 * server that watches many checks is no quicker for it: the larger the young generation, the longer a collection holds
 * up the event loop, and runs leave little behind for the old one.
 */
export const heapFlags = [
  "--max-semi-space-size=8",
  "--heap-growing-percent=20",
  // What a large configuration needs anyway: collecting on the way there takes seconds and frees little.
  "--initial-old-space-size=96",
];

/**
 * The C library would give each thread a heap of its own, which is nearly empty and never given back, and keep large
 * blocks in them as soon as one was freed.
 */
export const heapEnvironment = { MALLOC_ARENA_MAX: "2", MALLOC_MMAP_THRESHOLD_: "131072" };

/**
 * Starts this program anew under V8's flags for a server, in the same process. Does nothing where the flags are given
 * already, where the system cannot (Windows), and under a parent that talks to this process by messages.
 * @see https://nodejs.org/docs/latest-v24.x/api/process.html#processexecvefile-args-env
 */
export const restartWithLeanHeap = (program: NodeJS.Process): void => {
  const { execve, execArgv, execPath, argv, env, channel, platform } = program;
  const isGiven = [...execArgv, env["NODE_OPTIONS"] ?? ""].some((flags) => flags.includes("semi-space"));
  if (execve === undefined || platform === "win32" || isGiven || channel) return;
  execve(execPath, [execPath, ...execArgv, ...heapFlags, ...argv.slice(1)], { ...heapEnvironment, ...env });
};
