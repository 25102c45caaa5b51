/** What a setting may look like: pure questions about a text. */

import { Cron } from 'croner';

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

/** Numbers and names, lists, ranges and steps. What croner knows beyond them (L, W, #, ?) the Functions host refuses. */
const NCRONTAB_FIELD = /^[0-9A-Za-z*,/-]+$/;

/** Six fields that name some moment: the Functions host silently leaves out a timer it cannot schedule. */
export function isNcrontab(value: string): boolean {
  const fields = value.split(/\s+/);
  if (fields.length !== 6 || !fields.every((field) => NCRONTAB_FIELD.test(field))) return false;
  // Letters stand in names of months and days alone; L and W are croner's. Sunday is 0 and not 7.
  if (fields.some((field, index) => /\bL\b|\d[LW]/i.test(field) || (index < 4 && /[a-z]/i.test(field))))
    return false;
  if (/\b7\b/.test(fields[5] ?? '')) return false;
  try {
    return new Cron(value, { paused: true, mode: '6-part' }).nextRun() !== null;
  } catch {
    return false;
  }
}
