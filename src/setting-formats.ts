/** What a setting may look like: pure questions about a text. */

import { BlockList } from 'node:net';

/** Graph's origins by cloud, and where their tokens are for. https://learn.microsoft.com/graph/deployments */
export const graphOrigins = {
  global: 'https://graph.microsoft.com',
  usgov: 'https://graph.microsoft.us',
  dod: 'https://dod-graph.microsoft.us',
} as const;

/** How Azure leaves a reference that it does not resolve. https://learn.microsoft.com/azure/app-service/app-service-key-vault-references */
export function isKeyVaultReference(value: string | undefined): boolean {
  return /^\s*@Microsoft\.KeyVault\(/i.test(value ?? '');
}

/** Whether the storage libraries can tell from it which account it is, and how to reach its tables. */
export function isConnectionString(value: string): boolean {
  const parts = new Map(
    value.split(';').map((part) => {
      const [name = '', ...rest] = part.split('=');
      return [name.trim(), rest.join('=').trim()] as const;
    }),
  );
  if (parts.has('UseDevelopmentStorage')) return true;
  const endpoints = ['TableEndpoint', 'QueueEndpoint'].flatMap((name) => parts.get(name) ?? []);
  const isReached = parts.has('EndpointSuffix') || parts.has('TableEndpoint');
  const isAllowed =
    parts.has('SharedAccessSignature') || (parts.has('AccountName') && parts.has('AccountKey'));
  return isReached && isAllowed && endpoints.every((endpoint) => isUrl(endpoint, ['https:', 'http:']));
}

export function isUrl(value: string, protocols: ReadonlyArray<string>): boolean {
  return URL.canParse(value) && protocols.includes(new URL(value).protocol);
}

/** Loopback by address or name, over plain http. */
export function isLoopbackHttp(value: string): boolean {
  if (!isUrl(value, ['http:'])) return false;
  return isLoopbackHost(new URL(value).hostname);
}

/** Whether a host, as a URL has it, is this machine. */
export function isLoopbackHost(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

export function isGraphOrLoopback(value: string): boolean {
  if (isLoopbackHttp(value)) return true;
  if (!isUrl(value, ['https:'])) return false;
  const { origin, pathname, search, username } = new URL(value);
  const isGraph = Object.values(graphOrigins).some((graph) => graph === origin);
  return isGraph && search === '' && username === '' && /^(\/v1\.0)?\/?$/.test(pathname);
}

export function isPublicOrLoopback(value: string): boolean {
  if (!isUrl(value, ['https:']) && !isLoopbackHttp(value)) return false;
  const { pathname, search, hash, username, password } = new URL(value);
  return pathname === '/' && search === '' && hash === '' && username === '' && password === '';
}

/** Addresses that no public route leads to. RFC 1918, RFC 6598, RFC 3927, RFC 4193, RFC 4291. */
const notRouted = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const) {
  notRouted.addSubnet(network, prefix, 'ipv4');
}
notRouted.addSubnet('fc00::', 7, 'ipv6');
notRouted.addSubnet('fe80::', 10, 'ipv6');
notRouted.addSubnet('::', 127, 'ipv6');

/** Whether the internet can reach the host of this URL, as far as its name or address says. */
export function isReachableFromInternet(value: string): boolean {
  const hostname = new URL(value).hostname.replace(/\.$/, '');
  // A URL has an IPv6 address in brackets. To ask isIPv6 costs every start some 10 ms: Node compiles a long expression for it.
  if (hostname.startsWith('[')) return !notRouted.check(hostname.slice(1, -1), 'ipv6');
  if (/^[\d.]+$/.test(hostname)) return !notRouted.check(hostname, 'ipv4');
  // A name without a dot, and the top levels that are for networks of one's own (RFC 6761, RFC 6762, ICANN's .internal).
  return /\./.test(hostname) && !/\.(localhost|local|internal|test|invalid|home\.arpa)$/.test(hostname);
}
