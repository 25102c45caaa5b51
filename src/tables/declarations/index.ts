/** All tables of this program. */

import type { generationColumns } from '../columns/call.ts';
import type { TableDeclaration } from '../table.ts';
import { callRecordDocuments } from './call-record-documents.ts';
import { callRecords } from './call-records.ts';
import { callsByDay } from './calls-by-day.ts';
import { callsByUser } from './calls-by-user.ts';
import { coverage } from './coverage.ts';
import { deadLetters } from './dead-letters.ts';
import { mediaStreams } from './media-streams.ts';
import { networks } from './networks.ts';
import { participants } from './participants.ts';
import { pendingCallRecords } from './pending-call-records.ts';
import { people } from './people.ts';
import { pipelineStatus } from './pipeline-status.ts';
import { qualitySummaries } from './quality-summaries.ts';
import { segments } from './segments.ts';
import { sessions } from './sessions.ts';
import { subscriptions } from './subscriptions.ts';
import { withheld } from './withheld.ts';

/** The tables whose rows belong to one generation of a call. */
export const childTableNames = [
  'Participants',
  'Sessions',
  'Segments',
  'MediaStreams',
  'CallRecordDocuments',
] as const;
export type ChildTableName = (typeof childTableNames)[number];

/** The child tables, seen as what they have in common. */
export const childTables: Readonly<Record<ChildTableName, TableDeclaration<typeof generationColumns>>> = {
  Participants: participants,
  Sessions: sessions,
  Segments: segments,
  MediaStreams: mediaStreams,
  CallRecordDocuments: callRecordDocuments,
};

/** Every table, by name: call records first, then what the pipeline runs on. */
export const tables = {
  CallRecords: callRecords,
  ...childTables,
  CallsByDay: callsByDay,
  CallsByUser: callsByUser,
  People: people,
  QualitySummaries: qualitySummaries,
  PendingCallRecords: pendingCallRecords,
  DeadLetters: deadLetters,
  Subscriptions: subscriptions,
  Coverage: coverage,
  Networks: networks,
  PipelineStatus: pipelineStatus,
  Withheld: withheld,
} as const;

export type TableName = keyof typeof tables;
