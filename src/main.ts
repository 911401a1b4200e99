#!/usr/bin/env node
const [major = 0] = process.versions.node.split(".").map(Number);
if (major < 24) {
  process.stderr.write(`Hinomi needs Node 24 or newer; this is Node ${process.versions.node}\n`);
  process.exit(2);
}

const { restartWithLeanHeap } = await import("./cli/lean-heap.ts");
if (process.argv[2] === "serve") restartWithLeanHeap(process);

// Imported late, so that an old Node meets the sentence above and not a syntax it does not know.
const { commands } = await import("./cli/commands.ts");
const { explain, runCommandLine } = await import("./cli/run.ts");
const { createProcessTerminal, flush } = await import("./cli/process-terminal.ts");
const { version } = await import("./version.ts");

const terminal = createProcessTerminal(process);
process.on("uncaughtException", (error) => {
  terminal.err(explain(error, process.env));
  process.exit(2);
});

const code = await runCommandLine(process.argv.slice(2), { terminal, commands, version });

// Not left to the event loop: a name look-up that was given up would keep the process for half a minute.
await flush(process);
process.exit(code);
