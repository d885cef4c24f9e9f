import { apiRoot, everyRoute } from '#contracts/http/every-route.ts';

/** The processes of each service, as `host:port`. */
export type Backends = Readonly<Record<string, readonly string[]>>;

type Proxy = {
  /** What the proxy listens on, as HAProxy writes it: `*:443 ssl crt /etc/haproxy/bedside.pem`. */
  bind: string;
  backends: Backends;
};

/** Paths that answer machines of this installation alone. */
const internal = ['/rpc', '/metrics', '/livez', '/readyz'];
/** Paths of services that are no routes of the API. */
const others: Readonly<Record<string, readonly string[]>> = {
  identity: ['/.well-known/'],
  billing: ['/stripe/'],
};

/**
 * A configuration of HAProxy as the single entry to an installation: each route goes to the service that answers it,
 * pages and sockets to a signaling node. Any signaling node will do for any request, so nothing is sticky; one that is
 * gone or drains is left out, and a request that found it closed is sent to the next.
 */
export function renderHaproxy({ bind, backends }: Proxy): string {
  const apart = Object.keys(backends).filter(
    (service) => service !== 'signaling' && pathsOf(service).length > 0,
  );
  return `defaults
  mode http
  option forwardfor
  option redispatch 1
  retries 3
  retry-on conn-failure empty-response
  timeout connect 500ms
  timeout client 60s
  timeout server 60s
  timeout queue 5s
  timeout http-request 10s
  # A socket lives for as long as it answers pings.
  timeout tunnel 1h

frontend bedside
  bind ${bind}
  http-request deny deny_status 404 if { path_beg ${internal.join(' ')} }
  # Only what the proxy itself says is believed.
  http-request del-header x-forwarded-for
${apart.flatMap((service) => pathsOf(service).map((path) => `  acl is_${service} ${path}`)).join('\n')}
${apart.map((service) => `  use_backend ${service} if is_${service}`).join('\n')}
  default_backend signaling

${[...apart, 'signaling'].map((service) => renderBackend(service, backends[service] ?? [])).join('\n\n')}
`;
}

function renderBackend(service: string, servers: readonly string[]): string {
  const check = 'check inter 500ms fall 2 rise 1 on-marked-down shutdown-sessions';
  return [
    `backend ${service}`,
    `  balance ${service === 'signaling' ? 'leastconn' : 'roundrobin'}`,
    '  option httpchk GET /readyz',
    // One that drains keeps the sockets it has, and hands them over itself.
    '  http-check expect error-status L7OKC ! string draining',
    '  http-check expect status 200',
    ...servers.map((address, index) => `  server ${service}-${index + 1} ${address} ${check}`),
  ].join('\n');
}

function pathsOf(service: string): string[] {
  const routes = everyRoute
    .filter((one) => owner(one.service) === service)
    .flatMap(({ contract }) => Object.values(contract))
    .map(({ path }) => `path_reg ^${apiRoot}${path.replaceAll(/:\w+/g, '[^/]+')}/?$`);
  return [...new Set(routes), ...(others[service] ?? []).map((path) => `path_beg ${path}`)];
}

// What administrators ask of the process itself is answered beside identity.
const owner = (service: string) => (service === 'admin' ? 'identity' : service);
