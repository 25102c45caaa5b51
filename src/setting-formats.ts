/** What a setting may look like: pure questions about a text. */

/** Graph's origins by cloud, and where their tokens are for. https://learn.microsoft.com/graph/deployments */
export const graphOrigins = {
  global: 'https://graph.microsoft.com',
  usgov: 'https://graph.microsoft.us',
  dod: 'https://dod-graph.microsoft.us',
} as const;

export function isConnectionString(value: string): boolean {
  const names = value.split(';').map((part) => part.split('=', 1)[0]?.trim());
  const has = (name: string) => names.includes(name);
  return (
    has('UseDevelopmentStorage') || has('SharedAccessSignature') || (has('AccountName') && has('AccountKey'))
  );
}

export function isUrl(value: string, protocols: ReadonlyArray<string>): boolean {
  return URL.canParse(value) && protocols.includes(new URL(value).protocol);
}

/** Loopback by address or name, over plain http. */
export function isLoopbackHttp(value: string): boolean {
  if (!isUrl(value, ['http:'])) return false;
  const { hostname } = new URL(value);
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
