import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { connect, createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { endChild, runToEnd, startChild } from "../measure/children.ts";
import { pause } from "../measure/statistics.ts";
import { answerBody } from "./answer-body.ts";
import type { CertificateFiles } from "./certificate.ts";

export const hasNginx = (): Promise<boolean> =>
  runToEnd("nginx", ["-v"]).then(
    () => true,
    () => false,
  );

/** An nginx that closes every connection after its answer and resumes no TLS session. */
export const startNginx = async (
  folder: string,
  tls?: CertificateFiles,
): Promise<{ readonly port: number; stop(): Promise<void> }> => {
  const port = await freePort();
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "nginx.conf");
  writeFileSync(file, configOf(folder, port, tls));
  const child = startChild("nginx", ["-p", folder, "-c", file, "-e", join(folder, "error.log")]);
  await untilOpen(port);
  return { port, stop: () => endChild(child) };
};

const configOf = (folder: string, port: number, tls?: CertificateFiles): string => `
daemon off;
master_process off;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
events { worker_connections 8192; multi_accept on; }
http {
  access_log off;
  keepalive_timeout 0;
  default_type application/json;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  server {
    listen 127.0.0.1:${port}${tls ? " ssl" : ""} backlog=4096;
    ${tls ? `ssl_certificate ${tls.cert}; ssl_certificate_key ${tls.key}; ssl_protocols TLSv1.3;` : ""}
    ${tls ? "ssl_session_cache off; ssl_session_tickets off;" : ""}
    location / { return 200 '${answerBody}'; }
  }
}
`;

/** A port that nobody has at the moment. */
export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  // A server that listens on a port has an `AddressInfo`.
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
};

/** Waits until somebody listens on the port. */
export const untilOpen = async (port: number, timeoutMs = 10_000): Promise<void> => {
  for (const end = Date.now() + timeoutMs; ;) {
    const socket = connect(port, "127.0.0.1");
    const isOpen = await Promise.race([
      once(socket, "connect").then(() => true),
      once(socket, "error").then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (isOpen) return;
    if (Date.now() > end) throw new Error(`nobody listens on port ${port} after ${timeoutMs} ms`);
    await pause(50);
  }
};
