/** Which versions of a call were stored, and when: one column of its head, as JSON text. */

import * as z from 'zod/mini';
import { type DateTime, parseDateTime, toDateTime } from '../language/date-time.ts';
import { parseJson, stringifyJson } from '../language/json.ts';
import { isBelievable } from '../ports/clock.ts';
import type { CallRecordValues } from '../tables/declarations/call-records.ts';
import type { Head } from './head.ts';

/** Graph publishes a handful of versions of a call. */
const MOST_KEPT = 10;

const Instant = z.custom<DateTime>((value) => parseDateTime(value) !== undefined);

const Entries = z.array(
  z.object({
    version: z.union([z.int(), z.bigint()]),
    storedAt: Instant,
    readAt: z.optional(Instant),
  }),
);
type Entries = z.infer<typeof Entries>;

/** What is about to become the head. */
export interface NextHead extends Pick<Head, 'storedAt'> {
  readonly generation: Pick<Head['generation'], 'version' | 'revision'>;
}

/**
 * The column of a head that takes the place of `previous`: the last ten versions, the newest last. A version that is
 * written again has been stored before, and keeps the time of its first revision; `isFromGraph`: it was read again, too.
 */
export function versionsStored(
  previous: Head | undefined,
  next: NextHead,
  { isFromGraph }: { readonly isFromGraph: boolean },
): string {
  const before = previous === undefined ? [] : (entriesIn(previous.versionsStored) ?? [entryOf(previous)]);
  return stringifyJson(entriesWith(before, next, isFromGraph).slice(-MOST_KEPT));
}

function entriesWith(before: Entries, next: NextHead, isFromGraph: boolean): Entries {
  if (next.generation.revision === 0) return [...before, entryOf(next)];
  const last = before.at(-1);
  if (last === undefined || !isFromGraph) return before;
  return [...before.slice(0, -1), { ...last, readAt: next.storedAt }];
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

/**
 * When the version of a head was last read from Graph. To be written again from its document makes it no newer. Long ago,
 * where a clock that was ahead has noted the time: it would pass for newer than what came since.
 */
export function versionReadAt({ versionsStored: text, storedAt }: Head, now: Date): DateTime {
  const last = entriesIn(text)?.at(-1);
  const readAt = last?.readAt ?? last?.storedAt ?? storedAt;
  return isBelievable(readAt, now) ? readAt : LONG_AGO;
}

const LONG_AGO = toDateTime(new Date(0));

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
