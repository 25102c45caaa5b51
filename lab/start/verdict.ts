/** Compares what happened in the simulated tenant with what the tables hold. */

import { parseDateTime } from '../../src/language/date-time.ts';
import { type ChildTableName, childTableNames } from '../../src/tables/declarations/index.ts';
import type { RecordCounts, TrueCall } from '../graph/model/calls/truth.ts';
import type { ComparedDocument } from './compare-documents.ts';
import type { FoundCall, FoundTables } from './read-tables.ts';

export interface Verdict {
  /** Every call is in exactly one of these but `happened`. */
  readonly calls: {
    readonly happened: number;
    /** The head shows the newest version. */
    readonly stored: number;
    /** Waits in PendingCallRecords; an older version may be stored. */
    readonly pending: number;
    /** Given up on, in DeadLetters. */
    readonly dead: number;
    /** An older version is stored, and nothing says that the newest will be. */
    readonly outdated: number;
    /** Graph has told nobody of it, or nobody accepted to hear it. */
    readonly untold: number;
    /** The webhook accepted a notification, and there is no trace of the call. */
    readonly lost: number;
  };
  /** Rows of the heads' generations against what Graph's newest versions hold; of documents, what the heads say. */
  readonly tables: Readonly<Record<ChildTableName, TableVerdict>>;
  /** Calls stored at the newest version, and those of them whose document is what Graph holds. */
  readonly documents: { readonly stored: number; readonly equal: number };
  /** Notifications with a wrong clientState, and those of them that left a trace. */
  readonly forged: { readonly sent: number; readonly kept: number };
  /** What is wrong, one line each; empty when all is well. */
  readonly faults: ReadonlyArray<string>;
}

export interface TableVerdict {
  readonly expected: number;
  readonly stored: number;
  /** Rows of other generations than the head's. Readers do not see them, and a later ingest deletes them. */
  readonly leftovers: number;
}

const COUNT_OF: Readonly<Record<Exclude<ChildTableName, 'CallRecordDocuments'>, keyof RecordCounts>> = {
  Participants: 'participants',
  Sessions: 'sessions',
  Segments: 'segments',
  MediaStreams: 'mediaStreams',
};

const NO_COUNTS: RecordCounts = { participants: 0, sessions: 0, segments: 0, mediaStreams: 0 };

/**
 * `found` must have been read for the calls of `truth` and for the ids that `forged` notifications named, and the
 * documents of the calls of `truth` must have been compared.
 */
export function judge(
  truth: ReadonlyArray<TrueCall>,
  found: FoundTables,
  compared: ReadonlyMap<string, ComparedDocument>,
  forged: ReadonlyArray<string>,
): Verdict {
  const calls = { happened: truth.length, stored: 0, pending: 0, dead: 0, outdated: 0, untold: 0, lost: 0 };
  const tables = Object.fromEntries(
    childTableNames.map((name) => [name, { expected: 0, stored: 0, leftovers: 0 }]),
  ) as Record<ChildTableName, { -readonly [Column in keyof TableVerdict]: number }>;
  const documents = { stored: 0, equal: 0 };
  const faults: Array<string> = [];

  for (const call of truth) {
    const state = stateOf(call, found);
    calls[state] += 1;
    if (state !== 'stored') faults.push(`${call.callId} (${call.kind}): ${inWords(state, call, found)}`);
    for (const name of childTableNames) {
      const rows = rowsOf(call, found.calls.get(call.callId), name);
      tables[name].expected += rows.expected;
      tables[name].stored += rows.stored;
      tables[name].leftovers += rows.leftovers;
      if (state !== 'stored' || rows.stored === rows.expected) continue;
      const source = name === 'CallRecordDocuments' ? 'the head says' : 'Graph';
      faults.push(
        `${call.callId} (${call.kind}): ${name} has ${rows.stored} rows, ${source} ${rows.expected}`,
      );
    }
    if (state !== 'stored') continue;
    documents.stored += 1;
    const document = compared.get(call.callId) ?? { kind: 'missing' };
    if (document.kind === 'equal') documents.equal += 1;
    else faults.push(`${call.callId} (${call.kind}): ${aboutDocument(document)}`);
  }
  const kept = forged.filter((callId) => leftATrace(callId, found));
  faults.push(...kept.map((callId) => `${callId}: kept although its notification was forged`));
  return { calls, tables, documents, forged: { sent: forged.length, kept: kept.length }, faults };
}

function stateOf(call: TrueCall, found: FoundTables): Exclude<keyof Verdict['calls'], 'happened'> {
  const { callId, notified } = call;
  const head = found.calls.get(callId)?.head;
  if (isNewest(call, head)) return 'stored';
  if (found.pending.has(callId)) return 'pending';
  if (found.dead.has(callId)) return 'dead';
  if (head !== undefined) return 'outdated';
  return notified.accepted === 0 ? 'untold' : 'lost';
}

/** Version and time of publication: Graph orders records by both. */
function isNewest({ newestVersion, lastModifiedDateTime }: TrueCall, head: FoundCall['head']): boolean {
  if (head === undefined || newestVersion === undefined) return false;
  return (
    head.version === BigInt(newestVersion) &&
    head.lastModifiedDateTime === parseDateTime(lastModifiedDateTime)
  );
}

function rowsOf(call: TrueCall, found: FoundCall | undefined, name: ChildTableName): TableVerdict {
  const expected =
    name === 'CallRecordDocuments'
      ? (found?.head?.documentRows ?? 0)
      : (call.counts ?? NO_COUNTS)[COUNT_OF[name]];
  let stored = 0;
  let leftovers = 0;
  for (const [generation, rows] of found?.rows[name] ?? []) {
    if (generation === found?.head?.generation) stored += rows;
    else leftovers += rows;
  }
  return { expected, stored, leftovers };
}

function aboutDocument(document: Exclude<ComparedDocument, { kind: 'equal' }>): string {
  switch (document.kind) {
    case 'different':
      return 'its document is not what Graph holds';
    case 'missing':
      return 'its document is missing';
    case 'damaged':
      return document.problem;
  }
}

function leftATrace(callId: string, found: FoundTables): boolean {
  const call = found.calls.get(callId);
  const rows = childTableNames.some((name) => (call?.rows[name].size ?? 0) > 0);
  return call?.head !== undefined || rows || found.pending.has(callId) || found.dead.has(callId);
}

function inWords(
  state: ReturnType<typeof stateOf>,
  { callId, newestVersion }: TrueCall,
  { calls }: FoundTables,
): string {
  const head = calls.get(callId)?.head;
  const instead =
    head === undefined ? 'nothing of it is stored' : `version ${head.version} is stored instead`;
  switch (state) {
    case 'stored':
      return 'stored';
    case 'pending':
      return `version ${newestVersion} is pending, ${instead}`;
    case 'dead':
      return `version ${newestVersion} is a dead letter, ${instead}`;
    case 'outdated':
      return `version ${newestVersion} is missing, ${instead}`;
    case 'untold':
      return 'no notification of it was accepted';
    case 'lost':
      return 'lost: its notification was accepted, and no table knows it';
  }
}
