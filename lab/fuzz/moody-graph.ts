/** The simulated Graph in a mood that lasts. It has every call that it is asked for. */

import type { HttpClient } from '@azure/core-rest-pipeline';
import type { JsonObject } from '../../src/language/json.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { CALM_BEHAVIOUR } from '../graph/behaviour.ts';
import type { Entities } from '../graph/call-record-content.ts';
import type { FaultName } from '../graph/faults.ts';
import { graphHttpClient } from '../graph/http-client.ts';
import { createTenant, type SimulatedTenant } from '../graph/tenant.ts';
import type { Transport } from '../graph/transport.ts';
import { plainRecord } from './plain-record.ts';

interface Mood {
  /** How an ingest must end: stored, waiting in a row, or as a dead letter. */
  readonly end: 'stored' | 'pending' | 'dead';
  readonly fault?: FaultName;
  /** Of the records that it shows. */
  readonly spoilt?: JsonObject;
}

export const MOODS = {
  found: { end: 'stored' },
  notFound: { end: 'pending', fault: 'not-found' },
  throttled: { end: 'pending', fault: 'throttled' },
  failing: { end: 'pending', fault: 'server-error' },
  unauthorized: { end: 'pending', fault: 'unauthorized' },
  forbidden: { end: 'pending', fault: 'forbidden' },
  rejecting: { end: 'dead', fault: 'bad-request' },
  malformed: { end: 'dead', spoilt: { version: 'one' } },
  unreachable: { end: 'pending', fault: 'connection-reset' },
} as const satisfies Readonly<Record<string, Mood>>;

export type GraphMood = keyof typeof MOODS;

export const graphMoods = Object.keys(MOODS) as ReadonlyArray<GraphMood>;

/** It proves itself to whoever subscribes, and is told nothing: notifications are made up elsewhere. */
const WEBHOOK: Transport = {
  post: async (url) => ({
    status: 200,
    contentType: 'text/plain',
    body: new URL(url).searchParams.get('validationToken') ?? '',
    elapsedMilliseconds: 0,
  }),
};

const FOR_EVER = new Date(8.64e15);

/** `asked` is told of each call that it is asked for. */
export function moodyGraph(mood: GraphMood, clock: Clock, asked: (callId: string) => void): HttpClient {
  const { fault, spoilt }: Mood = MOODS[mood];
  const behaviour = { ...CALM_BEHAVIOUR, throttling: false };
  const tenant = createTenant({ seed: 1, clock, transport: WEBHOOK, behaviour });
  if (fault !== undefined) tenant.faults.add(fault, { target: 'any', until: FOR_EVER, retryAfter: '600' });
  const graph = graphHttpClient(tenant, clock);
  return {
    async sendRequest(request) {
      const [, callId] = /\/communications\/callRecords\/([^/?]+)/.exec(request.url) ?? [];
      if (callId !== undefined) {
        asked(callId);
        if (tenant.recordOf(callId) === undefined) adopt(tenant, callId, spoilt);
      }
      return await graph.sendRequest(request);
    },
  };
}

function adopt(tenant: SimulatedTenant, callId: string, spoilt: JsonObject = {}): void {
  const { sessions, participants_v2: participants, ...record } = plainRecord(callId, { call: spoilt });
  const { startDateTime, endDateTime } = record;
  tenant.adoptRecord(callId, {
    startDateTime: String(startDateTime),
    endDateTime: String(endDateTime),
    record: () => record,
    sessions: () => entities(sessions),
    participants: () => entities(participants),
  });
}

function entities(items: unknown): Entities {
  const all = items as ReadonlyArray<object>;
  return { count: all.length, at: (index) => all[index] ?? {} };
}
