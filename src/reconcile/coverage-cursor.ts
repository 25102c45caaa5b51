/** How far the check of an hour has come that does not fit into one run. */

import * as z from 'zod/mini';
import type { Finding } from './coverage.ts';

const count = z.int().check(z.minimum(0));

const Progress = z.object({
  link: z.string(),
  listed: count,
  stored: count,
  fresh: count,
  missing: count,
  givenUp: count,
  unlisted: count,
  freshUntil: z.optional(
    z.pipe(
      z.iso.datetime(),
      z.transform((text) => new Date(text)),
    ),
  ),
});

/** What the pages before have shown. */
export type PageFinding = Omit<Finding, 'incompleteSince'>;

export interface CoverageProgress {
  /** Where the next page is. */
  readonly link: string;
  readonly found: PageFinding;
}

/** A link longer than this fits no cell: the hour then begins anew in each run. */
const LONGEST_CURSOR = 30_000;

/** Undefined for anything that is not a cursor of ours: the hour then begins anew. */
export function parseCursor(text: string | undefined): CoverageProgress | undefined {
  if (text === undefined || text === '') return undefined;
  const { data } = Progress.safeParse(jsonIn(text));
  if (data === undefined) return undefined;
  const { link, freshUntil, ...counts } = data;
  return { link, found: { ...counts, freshUntil } };
}

export function formatCursor({ link, found }: CoverageProgress): string | undefined {
  const text = JSON.stringify({ link, ...found });
  return text.length > LONGEST_CURSOR ? undefined : text;
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
