/** Addresses in records: anybody can put one there, so only those of Microsoft's own hosts become links. */

const HOSTS: ReadonlyArray<string> = [
  'teams.microsoft.com',
  'teams.cloud.microsoft',
  'gov.teams.microsoft.us',
  'dod.teams.microsoft.us',
  'teams.live.com',
];

/** Undefined for anything but https on one of these hosts. */
export function microsoftLink(address: string | undefined): string | undefined {
  const url = address === undefined ? null : URL.parse(address);
  const isOurs = url?.protocol === 'https:' && HOSTS.includes(url.hostname) && url.port === '';
  return isOurs && url.username === '' && url.password === '' ? url.href : undefined;
}
