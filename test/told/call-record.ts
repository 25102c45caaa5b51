/** Call records as short as a sentence about them needs. */

import { ManualClock } from '../../lab/manual-clock.ts';
import { createMemoryTables, type MemoryTables } from '../../src/adapters/memory/tables.ts';
import { systemRandom } from '../../src/adapters/system.ts';
import type { JsonObject } from '../../src/language/json.ts';
import { parseCallRecordBody } from '../../src/record/call-record.ts';
import { createStore, type Store } from '../../src/rows/store.ts';
import { storeCallRecord } from '../../src/store/store-call-record.ts';
import { NOTHING_WITHHELD } from '../../src/withheld/withheld.ts';
import { callId, tenantId } from '../store/call-in-store.ts';

const START = '2026-11-23T09:00:00Z';
const END = '2026-11-23T10:00:00Z';

/** An end at which a person is. */
export interface Party {
  readonly name: string;
  /** A user of the own tenant, unless it says otherwise. */
  readonly identity?: JsonObject;
  readonly platform?: string;
  readonly subnet?: string;
  readonly headset?: string;
  readonly connection?: string;
}

export interface Stream {
  /** From the caller, who is the person in a meeting, or to them. */
  readonly way?: 'sent' | 'received';
  readonly label?: string;
  /** Of an audio stream; a stream without any is good. */
  readonly loss?: number;
  readonly jitter?: string;
  readonly roundTrip?: string;
  readonly frameRate?: number;
  readonly packets?: number;
}

export interface Session {
  readonly caller: Party;
  /** A service, unless it says otherwise. */
  readonly callee?: Party;
  readonly from?: string;
  readonly to?: string;
  readonly streams?: ReadonlyArray<Stream>;
  readonly failure?: { readonly stage: string; readonly reason: string | null };
}

export interface Told {
  readonly type?: string;
  readonly version?: number;
  readonly participants?: ReadonlyArray<Party>;
  readonly sessions: ReadonlyArray<Session>;
  readonly incompleteBecause?: string;
}

export function storeOver(
  tables: MemoryTables = createMemoryTables(),
): Store & { readonly tables: MemoryTables; readonly clock: ManualClock } {
  const clock = new ManualClock();
  return { ...createStore({ tables, tenantId, clock }), tables, clock };
}

export async function storeTold(store: Store, told: Told): Promise<void> {
  const { type = 'groupCall', version = 1, sessions, incompleteBecause } = told;
  const record = {
    id: callId,
    version,
    type,
    modalities: ['audio'],
    startDateTime: START,
    endDateTime: END,
    lastModifiedDateTime: `2026-11-23T10:0${version}:00Z`,
  };
  const parties = sessions.flatMap(({ caller, callee }) => [
    caller,
    ...(callee === undefined ? [] : [callee]),
  ]);
  const page = (members: ReadonlyArray<JsonObject>) => ({ members, answers: [] });
  const reading = {
    record: parseCallRecordBody(record),
    opening: { request: 'record' as const, text: JSON.stringify(record) },
    async *participantPages() {
      yield page(
        (told.participants ?? parties).map((party) => ({ id: party.name, identity: identityOf(party) })),
      );
    },
    async *sessionPages() {
      yield page(sessions.map(sessionObject));
    },
    incompleteBecause,
    async confirm() {},
  };
  const asked = { rewrite: false, attemptedBefore: false, withheld: NOTHING_WITHHELD };
  await storeCallRecord(store, systemRandom, reading, asked);
}

function identityOf({ name, identity }: Party): JsonObject {
  return identity ?? { user: { id: name.toLowerCase(), displayName: name, tenantId } };
}

function sessionObject(
  { caller, callee, from = START, to = END, streams = [], failure }: Session,
  index: number,
): JsonObject {
  const media = streams.map((stream) => ({
    label: stream.label ?? 'main-audio',
    callerDevice: deviceOf(caller),
    calleeDevice: deviceOf(callee),
    callerNetwork: networkOf(caller),
    calleeNetwork: networkOf(callee),
    streams: [streamObject(stream)],
  }));
  const ends = { caller: endpointOf(caller), callee: endpointOf(callee) };
  const span = { startDateTime: from, endDateTime: to };
  return {
    id: `session ${index}`,
    ...span,
    ...ends,
    failureInfo: failure ?? null,
    segments: [{ id: 'segment', ...span, ...ends, media }],
  };
}

function endpointOf(party: Party | undefined): JsonObject {
  if (party === undefined) {
    return {
      '@odata.type': '#microsoft.graph.callRecords.serviceEndpoint',
      userAgent: { role: 'mediaController' },
    };
  }
  const { platform = 'unknown' } = party;
  return {
    '@odata.type': '#microsoft.graph.callRecords.participantEndpoint',
    identity: identityOf(party),
    userAgent: { '@odata.type': '#microsoft.graph.callRecords.clientUserAgent', platform },
  };
}

function deviceOf(party: Party | undefined): JsonObject {
  const name = party?.headset ?? null;
  return { captureDeviceName: name, renderDeviceName: name };
}

function networkOf(party: Party | undefined): JsonObject {
  return { subnet: party?.subnet ?? null, connectionType: party?.connection ?? 'unknown' };
}

function streamObject(stream: Stream): JsonObject {
  const { way = 'received', loss = 0, jitter = 'PT0.01S', roundTrip = 'PT0.05S', packets = 5_000 } = stream;
  return {
    streamId: 'stream',
    streamDirection: way === 'sent' ? 'callerToCallee' : 'calleeToCaller',
    averagePacketLossRate: loss,
    averageJitter: jitter,
    averageRoundTripTime: roundTrip,
    packetUtilization: packets,
    averageVideoFrameRate: stream.frameRate ?? null,
  };
}
