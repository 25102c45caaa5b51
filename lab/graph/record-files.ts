/** Real exported records: JSON files as Graph returns them, served and paged by the simulator. */

import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import * as z from 'zod';
import { rawJson, withoutByteOrderMark } from '../../src/language/json.ts';
import { RETENTION_MILLISECONDS } from './call.ts';
import type { CallRecordContent, Entities } from './call-record-content.ts';
import { graphDateTime } from './date-time.ts';
import type { SimulatedTenant } from './tenant.ts';

/** Links to further pages: with one of these, the file is a part of a record. */
const INCOMPLETE = ['sessions@odata.nextLink', 'participants_v2@odata.nextLink'];

const dateTime = z.iso.datetime({ offset: true });

/** What must be there to serve a record; everything else is passed on as it is. */
const RecordDocument = z
  .looseObject({
    id: z.guid(),
    version: z.int().min(0),
    startDateTime: dateTime,
    endDateTime: dateTime,
    lastModifiedDateTime: dateTime,
    sessions: z.array(z.looseObject({ id: z.string() })).default([]),
    participants_v2: z.array(z.looseObject({ id: z.string() })).default([]),
  })
  .refine((record) => !INCOMPLETE.some((link) => link in record), {
    error: `holds only a first page: a record must have all pages and no ${INCOMPLETE.join(' or ')}`,
  });

export type RecordDocument = z.infer<typeof RecordDocument>;

export interface RecordFile {
  readonly path: string;
  readonly record: RecordDocument;
}

/** A folder that cannot be served: the message names every bad file and why it is bad. */
export class RecordFilesError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'RecordFilesError';
  }
}

/**
 * Reads every .json file of a folder: a record with its sessions and participants, or `{ "value": [records] }`.
 * @throws RecordFilesError naming all bad files at once.
 */
export async function readRecordFiles(directory: string): Promise<ReadonlyArray<RecordFile>> {
  const files: Array<RecordFile> = [];
  const mistakes: Array<string> = [];
  for (const path of await jsonPaths(directory)) {
    const content = await readRecords(path);
    if (typeof content === 'string') mistakes.push(`${path}: ${content}`);
    else files.push(...content.map((record) => ({ path, record })));
  }
  const firstOf = new Map<string, string>();
  for (const { path, record } of files) {
    const id = record.id.toLowerCase();
    const first = firstOf.get(id);
    if (first !== undefined) mistakes.push(`${path}: call record ${record.id} is in ${first} too`);
    firstOf.set(id, first ?? path);
  }
  if (mistakes.length > 0) throw new RecordFilesError(mistakes.join('\n'));
  return files;
}

/** Below the 30 days of retention by more than a call lasts. */
const SHIFT_MILLISECONDS = 29 * 24 * 3_600_000;

/** Makes calls of the records; returns those that Graph would not show any more, because they are too old. */
export function adoptRecords(
  tenant: SimulatedTenant,
  files: ReadonlyArray<RecordFile>,
  { now, shiftDates }: { readonly now: Date; readonly shiftDates: boolean },
): ReadonlyArray<{ readonly path: string; readonly reason: string }> {
  const tooOld: Array<{ readonly path: string; readonly reason: string }> = [];
  for (const { path, record } of files) {
    const shown = shiftDates ? intoRetention(record, now.getTime()) : record;
    if (Date.parse(shown.startDateTime) < now.getTime() - RETENTION_MILLISECONDS) {
      const reason = `call record ${record.id} started more than 30 days ago: it answers 404 unless --shift-dates is given`;
      tooOld.push({ path, reason });
    }
    tenant.adoptRecord(shown.id, shown.version, contentOf(shown));
  }
  return tooOld;
}

/** Moved by as many times 29 days as bring its end into the last 29: the time of day stays. */
function intoRetention(record: RecordDocument, now: number): RecordDocument {
  const periods = Math.floor((now - Date.parse(record.endDateTime)) / SHIFT_MILLISECONDS);
  return periods === 0 ? record : (shift(record, periods * SHIFT_MILLISECONDS) as RecordDocument);
}

const UNREADABLE: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'is not a folder',
  EACCES: 'may not be read by you',
};

async function jsonPaths(directory: string): Promise<ReadonlyArray<string>> {
  const folder = resolve(directory);
  const names = await readdir(folder).catch(({ code = '', message }: NodeJS.ErrnoException) => {
    const reason = UNREADABLE[code] ?? `cannot be read: ${message}`;
    throw new RecordFilesError(`${folder} ${reason}. To see what is there: ls -l ${dirname(folder)}`);
  });
  const json = names.filter((name) => name.toLowerCase().endsWith('.json')).sort();
  if (json.length === 0)
    throw new RecordFilesError(`${folder} holds no .json file. To see what it holds: ls ${folder}`);
  return json.map((name) => join(directory, name));
}

/** The records of one file, or what is wrong with it. */
async function readRecords(path: string): Promise<ReadonlyArray<RecordDocument> | string> {
  try {
    const content: unknown = JSON.parse(withoutByteOrderMark(await readFile(path, 'utf8')), asWritten);
    const isList = typeof content === 'object' && content !== null && 'value' in content;
    return z.array(RecordDocument).parse(isList ? content.value : [content]);
  } catch (error) {
    if (error instanceof z.ZodError)
      return `not a call record: ${z.prettifyError(error).replaceAll('\n', ' ')}`;
    return error instanceof Error ? error.message : String(error);
  }
}

/** A number is served as it is written: `1.50`, `1E400`. */
function asWritten(_name: string, value: unknown, context?: { readonly source: string }): unknown {
  const isRewritten = typeof value === 'number' && context !== undefined && String(value) !== context.source;
  return isRewritten ? rawJson(context.source) : value;
}

/** Links and contexts of the exporting request, which the simulator writes anew. */
const ANNOTATIONS = /^(@odata\.context|@odata\.nextLink|(sessions|participants_v2|organizer_v2)@odata\.\w+)$/;

/** The record as it is, in every version: one published later only says that it is newer. */
function contentOf(document: RecordDocument): CallRecordContent {
  const { sessions, participants_v2: participants, ...rest } = document;
  const record = Object.fromEntries(Object.entries(rest).filter(([name]) => !ANNOTATIONS.test(name)));
  const { startDateTime, endDateTime, lastModifiedDateTime } = document;
  const id = document.id.toLowerCase();
  return {
    startDateTime,
    endDateTime,
    lastModifiedDateTime,
    record: ({ version, lastModifiedDateTime: modified }) => ({
      ...record,
      id,
      version,
      lastModifiedDateTime: modified,
    }),
    sessions: ({ sessions: count }) => entities(sessions, count),
    participants: ({ participants: count }) => entities(participants, count),
  };
}

function entities(items: ReadonlyArray<object>, count = items.length): Entities {
  return { count: Math.min(count, items.length), at: (index) => items[index] ?? {} };
}

/** Every date-time of a document moved by the same time; its digits below the millisecond stay. */
function shift(value: unknown, milliseconds: number): unknown {
  if (typeof value === 'string')
    return dateTime.safeParse(value).success ? moved(value, milliseconds) : value;
  if (Array.isArray(value)) return value.map((item) => shift(item, milliseconds));
  // A number as it is written is an object that cannot be changed.
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, shift(item, milliseconds)]));
}

function moved(text: string, milliseconds: number): string {
  const ticks = /\.\d{3}(\d{1,4})/.exec(text)?.[1] ?? '';
  return graphDateTime(Date.parse(text) + milliseconds, Number(ticks.padEnd(4, '0')));
}
