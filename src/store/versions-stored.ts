/** Which versions of a call were stored, and when: one column of its head, as JSON text. */

import * as z from 'zod/mini';
import { type DateTime, parseDateTime } from '../language/date-time.ts';
import { parseJson, stringifyJson } from '../language/json.ts';
import type { CallRecordValues } from '../tables/declarations/call-records.ts';
import type { Head } from './head.ts';

/** Graph publishes a handful of versions of a call. */
const MOST_KEPT = 10;

const Entries = z.array(
  z.object({
    version: z.union([z.int(), z.bigint()]),
    storedAt: z.custom<DateTime>((value) => parseDateTime(value) !== undefined),
  }),
);
type Entries = z.infer<typeof Entries>;

/** What is about to become the head. */
export interface NextHead extends Pick<Head, 'storedAt'> {
  readonly generation: Pick<Head['generation'], 'version' | 'revision'>;
}

/**
 * The column of a head that takes the place of `previous`: the last ten versions, the newest last. A version that is
 * written again has been stored before, and keeps the time of its first revision.
 */
export function versionsStored(previous: Head | undefined, next: NextHead): string {
  const before = previous === undefined ? [] : (entriesIn(previous.versionsStored) ?? [entryOf(previous)]);
  const all = next.generation.revision > 0 ? before : [...before, entryOf(next)];
  return stringifyJson(all.slice(-MOST_KEPT));
}

/** The last versions that were stored, and when, the newest last. A head of an earlier release knows its own alone. */
export function storedVersions(head: CallRecordValues): ReadonlyArray<StoredVersion> {
  const entries = entriesIn(head.VersionsStored) ?? [{ version: head.Version, storedAt: head.StoredAt }];
  return entries.map(({ version, storedAt }) => ({ version: BigInt(version), storedAt }));
}

export interface StoredVersion {
  readonly version: bigint;
  readonly storedAt: DateTime;
}

function entryOf({ generation, storedAt }: NextHead): Entries[number] {
  return { version: generation.version, storedAt };
}

/** Undefined for a head of an earlier release, and for what an operator typed in. */
function entriesIn(text: string | undefined): Entries | undefined {
  if (text === undefined) return undefined;
  try {
    return Entries.safeParse(parseJson(text)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
