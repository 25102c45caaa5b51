/** Call records in files, as Graph gives them, for the simulated tenant to show. */

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { AskedWrongly } from '../../src/cli/exit.ts';
import { pathFault } from '../../src/cli/path-fault.ts';
import { rawJson } from '../../src/language/json.ts';
import { DAY_MS } from '../../src/language/milliseconds.ts';
import type { CallRecordContent, Entities } from '../graph/call-record-content.ts';
import type { SimulatedTenant } from '../graph/tenant.ts';

/** What zod says in its own words of what is missing, or is something else. */
const not = (what: string) => ({
  error: ({ input }: { readonly input?: unknown }) => (input === undefined ? 'is missing' : `is not ${what}`),
});

const dateTime = z.iso.datetime({ offset: true, ...not('a time such as 2026-11-23T10:00:00Z') });
const entity = z.looseObject({ id: z.string(not('a text')) }, not('an object'));

/** What must be there to show a record; everything else is shown as it is. */
const CallRecord = z.looseObject(
  {
    id: z.guid(not('a GUID')).transform((id) => id.toLowerCase()),
    version: z.int(not('a whole number')).min(0, 'is below 0'),
    startDateTime: dateTime,
    endDateTime: dateTime,
    lastModifiedDateTime: dateTime,
    sessions: z
      .array(
        entity.extend({
          segments: z.array(z.looseObject({}, not('an object')), not('a list')).optional(),
        }),
        not('a list'),
      )
      .default([]),
    participants_v2: z.array(entity, not('a list')).default([]),
  },
  'must be a call record: a JSON object, or a list of them in {"value": […]}',
);
export type CallRecord = z.infer<typeof CallRecord>;

const HELP = 'Help: npm start -- --help';

/**
 * Reads every .json file of a folder: a record with all its sessions and participants, or `{ "value": [records] }`.
 * @throws {AskedWrongly} with a line for everything that is wrong.
 */
export async function readRecords(folder: string): Promise<ReadonlyArray<CallRecord>> {
  const found = await readdir(folder).catch((error: Error) => {
    throw new AskedWrongly(
      `--records ${folder} ${pathFault(error) ?? `cannot be read: ${error.message}`}. ${HELP}`,
    );
  });
  const names = found.filter((name) => /\.json$/i.test(name)).sort();
  if (names.length === 0) {
    const howTo = './callrecords call ID --document > FOLDER/call.json writes one of a stored call';
    throw new AskedWrongly(`--records ${folder} has no file whose name ends with .json. ${howTo}`);
  }
  const fileOf = new Map<string, string>();
  const records: Array<CallRecord> = [];
  const mistakes: Array<string> = [];
  for (const name of names) {
    const file = join(folder, name);
    const content = await contentOf(file);
    mistakes.push(...content.mistakes.map((mistake) => `${file}: ${mistake}`.replace(/\s+/g, ' ')));
    for (const record of content.records) {
      const other = fileOf.get(record.id);
      if (other !== undefined) mistakes.push(`${file}: call record ${record.id} is in ${other} already`);
      fileOf.set(record.id, file);
      records.push(record);
    }
  }
  if (mistakes.length > 0) throw new AskedWrongly(`${mistakes.join('\n')}. ${HELP}`);
  return records;
}

interface Content {
  readonly records: ReadonlyArray<CallRecord>;
  readonly mistakes: ReadonlyArray<string>;
}

async function contentOf(file: string): Promise<Content> {
  try {
    // Windows PowerShell begins a file with U+FEFF.
    const content = parsed((await readFile(file, 'utf8')).replace(/^\ufeff/, ''));
    const isList = typeof content === 'object' && content !== null && 'value' in content;
    const { data = [], error } = z
      .array(CallRecord)
      .min(1, 'has no call record')
      .safeParse(isList ? content.value : [content]);
    const mistakes = error?.issues.map(({ path, message }) => {
      const place = z.core.toDotPath(isList ? ['value', ...path] : path.slice(1));
      return `${place === '' ? '' : `${place}: `}${message}`;
    });
    return { records: data, mistakes: mistakes ?? [] };
  } catch (error) {
    const reason = error instanceof SyntaxError ? `is not JSON: ${error.message}` : (error as Error).message;
    return { records: [], mistakes: [pathFault(error) ?? reason] };
  }
}

/** Each number as it is written, such as `1.50` or `1E400`, and without what was said of the request for the record. */
function parsed(text: string): unknown {
  return JSON.parse(text, (name: string, value: unknown, context?: { readonly source: string }) => {
    if (/.@odata\.nextLink$/.test(name) && value !== null)
      throw new Error(`is only a part of a record: ${name} leads to the rest`);
    if (/@odata\.(context|count|nextLink)$/.test(name)) return undefined;
    const isRewritten = typeof value === 'number' && String(value) !== context?.source;
    return isRewritten ? rawJson(context?.source ?? '') : value;
  });
}

/** Below the 30 days after which Graph shows a record no more, by longer than a call lasts. */
const SHOWN_MS = 28 * DAY_MS;
const DATE_TIMES = /"\d{4}-\d\d-\d\d(?=T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")/g;

/** The record, moved by as many times four weeks as bring its end into the last four: weekday and time of day stay. */
export function movedIntoView(record: CallRecord, now: Date): CallRecord {
  const moveMs = Math.floor((now.getTime() - Date.parse(record.endDateTime)) / SHOWN_MS) * SHOWN_MS;
  if (moveMs === 0) return record;
  const moved = (text: string) => {
    const day = Date.parse(text.slice(1));
    return Number.isNaN(day) ? text : `"${new Date(day + moveMs).toISOString().slice(0, 10)}`;
  };
  return parsed(JSON.stringify(record).replace(DATE_TIMES, moved)) as CallRecord;
}

/** Makes a call of the record, which the tenant shows and notifies at once. */
export function adopt(tenant: SimulatedTenant, record: CallRecord): void {
  const { id, version, lastModifiedDateTime, startDateTime, endDateTime } = record;
  const { sessions, participants_v2: participants, ...rest } = record;
  const content: CallRecordContent = {
    startDateTime,
    endDateTime,
    record: () => rest,
    sessions: () => entities(sessions),
    participants: () => entities(participants),
  };
  tenant.adoptRecord(id, content, { version, lastModifiedDateTime });
}

function entities(items: ReadonlyArray<object>): Entities {
  return { count: items.length, at: (index) => items[index] ?? {} };
}
