/** Values that several commands take. */

import { Temporal } from 'temporal-polyfill';
import { parseTenantId, type TenantId } from '../language/identifiers.ts';
import type { Format } from './syntax.ts';

/** Ids and names that are compared with what is stored, and with nothing else. */
export const anyText: Format<string> = { expected: 'a text', read: (text) => text };

/** One of some words. */
export function oneOf<const Word extends string>(words: ReadonlyArray<Word>): Format<Word> {
  return {
    expected: `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`,
    read: (text) => words.find((word) => word === text),
  };
}

/** A port of this machine; 0 stands for any free one. */
export const port: Format<number> = {
  expected: 'a port from 0 to 65535',
  read: (text) => (/^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined),
};

export const tenantId: Format<TenantId> = { expected: 'a tenant id (GUID)', read: parseTenantId };

/** In its usual spelling, whatever the case it is typed in. */
const timeZone: Format<string> = {
  expected: 'a time zone such as Europe/Berlin or UTC',
  read(text) {
    try {
      return Temporal.Now.zonedDateTimeISO(text).timeZoneId;
    } catch {
      return undefined;
    }
  },
};

/** For commands that show what users of the tenant did, who know local time. */
export const zoneOption = {
  takes: 'zone',
  description: 'days and times by the clocks of this time zone (default: that of this machine)',
  format: timeZone,
} as const;
