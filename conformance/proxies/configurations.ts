/**
 * Configurations as their manuals have them, with short times: what is quiet for half a second is cut.
 */

/** What is quiet for so long is cut by the proxy. */
export const IDLE_CUT_MS = 500;

/** nginx on `port` before a server on `backend`. */
export function nginxConfiguration(port: number, backend: number): string {
  return `daemon off;
master_process off;
pid {folder}/nginx.pid;
events { worker_connections 512; }
http {
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  large_client_header_buffers 4 32k;
  map $http_upgrade $connection_upgrade { default upgrade; "" close; }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://127.0.0.1:${backend};
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_read_timeout ${IDLE_CUT_MS}ms;
      proxy_send_timeout ${IDLE_CUT_MS}ms;
    }
  }
}
`;
}

/** HAProxy on `port` before a server on `backend`; `tunnels` are ports that pass TCP on with a header of the PROXY protocol. */
export function haproxyConfiguration(
  port: number,
  backend: number,
  tunnels: readonly {
    readonly port: number;
    readonly backend: number;
    readonly header: "send-proxy" | "send-proxy-v2";
  }[] = [],
): string {
  const tcp = tunnels.map(
    (tunnel) => `listen tunnel${tunnel.port}
  mode tcp
  bind 127.0.0.1:${tunnel.port}
  server s 127.0.0.1:${tunnel.backend} ${tunnel.header}
`,
  );
  return `global
  maxconn 512
  tune.bufsize 65536
defaults
  mode http
  timeout connect 2s
  timeout client ${IDLE_CUT_MS}ms
  timeout server ${IDLE_CUT_MS}ms
  timeout tunnel ${IDLE_CUT_MS}ms
frontend web
  bind 127.0.0.1:${port}
  option forwardfor
  default_backend app
backend app
  server s 127.0.0.1:${backend}
${tcp.join("")}`;
}
