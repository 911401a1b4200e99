import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { endChild, startChild } from "../measure/children.ts";
import { compile } from "../measure/compile.ts";
import { startWorker } from "../measure/worker.ts";
import { answerBody } from "./answer-body.ts";
import { createCertificateFiles, type CertificateFiles } from "./certificate.ts";
import { hasNginx, startNginx } from "./nginx.ts";

/** What is asked: a process of its own that answers with the health document and closes. */
export interface Target {
  /** `http://127.0.0.1:40001`, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** Which program it is. */
  readonly program: string;
  readonly tls?: CertificateFiles;
  stop(): Promise<void>;
}

/** The cheapest target that the machine can have: the C one, nginx, or Node. */
export const startTarget = async (folder: string): Promise<Target> => {
  const compiled = await compile(new URL("target.c", import.meta.url), folder);
  if (compiled !== undefined) return startCompiled(compiled);
  if (await hasNginx()) {
    const { port, stop } = await startNginx(join(folder, "nginx"));
    return { url: `http://127.0.0.1:${port}`, port, program: "nginx", stop };
  }
  return startNode();
};

/** The same over TLS 1.3, with full handshakes only. */
export const startTlsTarget = async (folder: string): Promise<Target> => {
  mkdirSync(join(folder, "tls"), { recursive: true });
  const tls = await createCertificateFiles(join(folder, "tls"));
  if (!(await hasNginx())) return startNode(tls);
  const { port, stop } = await startNginx(join(folder, "tls"), tls);
  return { url: `https://127.0.0.1:${port}`, port, program: `nginx, ${tls.kind}`, tls, stop };
};

const startCompiled = async (program: string): Promise<Target> => {
  const child = startChild(program, [answerBody], { stdio: ["ignore", "pipe", "inherit"] });
  if (!child.stdout) throw new Error("the target has no standard output");
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  const port = Number(line);
  return { url: `http://127.0.0.1:${port}`, port, program: "C, epoll", stop: () => endChild(child) };
};

const startNode = async (tls?: CertificateFiles): Promise<Target> => {
  const worker = await startWorker(new URL("node-target.ts", import.meta.url), {
    args: tls ? [tls.cert, tls.key] : [],
  });
  const port = await worker.ask<number>("port");
  const url = `${tls ? "https" : "http"}://127.0.0.1:${port}`;
  const program = tls ? `Node, ${tls.kind}` : "Node";
  return { url, port, program, ...(tls && { tls }), stop: worker.stop };
};
