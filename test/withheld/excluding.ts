/** What may be kept while somebody or something is excluded. */

import type { DateTime } from '../../src/language/date-time.ts';
import type { ExclusionKind } from '../../src/withheld/exclusion.ts';
import { NOTHING_WITHHELD, type Withheld } from '../../src/withheld/withheld.ts';

export function excluding(kind: ExclusionKind, ...ids: ReadonlyArray<string>): Withheld {
  const row = { partitionKey: 'tenant', rowKey: 'exclusion_1', etag: '', cells: {} };
  const RequestedAt = '2026-11-01T00:00:00.0000000Z' as DateTime;
  const values = { Excludes: kind, Ids: JSON.stringify(ids), RequestedAt };
  return { ...NOTHING_WITHHELD, exclusions: [{ row, values }] };
}
