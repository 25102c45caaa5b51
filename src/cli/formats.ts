/** Values that several commands take. */

import { Temporal } from 'temporal-polyfill';
import { parseTenantId, type TenantId } from '../language/identifiers.ts';
import type { Format } from './command-line.ts';

/** Ids and names that are compared with what is stored, and with nothing else. */
export const anyText: Format<string> = { expected: 'a text', read: (text) => text };

export const tenantId: Format<TenantId> = { expected: 'a tenant id (GUID)', read: parseTenantId };

/** In its usual spelling, whatever the case it is typed in. */
export const timeZone: Format<string> = {
  expected: 'a time zone such as Europe/Berlin or UTC',
  read(text) {
    try {
      return Temporal.Now.zonedDateTimeISO(text).timeZoneId;
    } catch {
      return undefined;
    }
  },
};
