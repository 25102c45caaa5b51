import { describe, expect, it } from 'vitest';
import { CALL_KINDS, type CallKind } from '../call-kinds.ts';
import { SCHEMA } from './fixtures/schema.ts';
import { type Json, virtualTenant } from './virtual-tenant.ts';

const KINDS = Object.keys(CALL_KINDS) as ReadonlyArray<CallKind>;

/** Every kind of call, several times. */
function variedRecords(seed = 3, perKind = 8): ReadonlyArray<Json> {
  const world = virtualTenant({ seed });
  const calls = KINDS.filter((kind) => kind !== 'large-meeting').flatMap((kind) =>
    Array.from({ length: perKind }, () => world.tenant.startCall({ kind, readableAfterSeconds: 0 })),
  );
  return calls.map(({ callId }) => world.tenant.recordOf(callId));
}

/** The properties of each schema type that occur with a value, and those that no schema declares. */
function occurring(records: ReadonlyArray<Json>): {
  readonly seen: Set<string>;
  readonly undeclared: Set<string>;
} {
  const seen = new Set<string>();
  const undeclared = new Set<string>();
  const visit = (value: Json, types: ReadonlyArray<string>): void => {
    if (value === null || value === undefined) return;
    if (Array.isArray(value)) {
      for (const item of value) visit(item, types);
      return;
    }
    const actual = (value['@odata.type'] as string | undefined)?.split('.').at(-1) ?? '';
    const type = types.includes(actual) ? actual : (types[0] ?? '');
    const declared = SCHEMA[type];
    for (const [name, item] of Object.entries(value)) {
      if (name.startsWith('@') || item === null || (Array.isArray(item) && item.length === 0)) continue;
      (declared?.properties.split(' ').includes(name) ? seen : undeclared).add(`${type}.${name}`);
      const next = declared?.leadsTo?.[name];
      if (next !== undefined) visit(item, next);
    }
  };
  for (const record of records) visit(record, ['callRecord']);
  return { seen, undeclared };
}

function textsUnder(value: Json, name: string): ReadonlyArray<string> {
  const texts: Array<string> = [];
  JSON.stringify(value, (key, item) => {
    if (key === name && typeof item === 'string' && item !== '') texts.push(item);
    return item;
  });
  return texts;
}

describe('generated records', () => {
  const records = variedRecords();

  it('show every property of the schema', () => {
    const { seen } = occurring(records);
    const missing = Object.entries(SCHEMA).flatMap(([type, { properties }]) =>
      properties
        .split(' ')
        .map((property) => `${type}.${property}`)
        .filter((name) => !seen.has(name)),
    );
    expect(missing).toEqual([]);
  });

  it('invent no property but the key for Communication Services users that samples show', () => {
    expect([...occurring(records).undeclared]).toEqual(['communicationsIdentitySet.acsUser']);
  });

  it('carry properties of no schema at every level when asked to', () => {
    const world = virtualTenant({ behaviour: { undeclaredProperties: true } });
    const { callId } = world.tenant.startCall({ kind: 'peer-to-peer', readableAfterSeconds: 0 });
    const { undeclared } = occurring([world.tenant.recordOf(callId)]);
    const levels = ['callRecord', 'session', 'segment', 'media', 'mediaStream'];
    expect([...undeclared].sort()).toEqual(levels.map((type) => `${type}.simulatedFutureProperty`).sort());
  });

  it('are the same bytes for the same seed, and others for another', () => {
    const [first, second, other] = [variedRecords(11, 2), variedRecords(11, 2), variedRecords(12, 2)];
    expect(JSON.stringify(first)).toBe(JSON.stringify(second));
    expect(JSON.stringify(first)).not.toBe(JSON.stringify(other));
  });

  it('write date-times with up to seven digits, and durations, as Graph writes them', () => {
    const dates = [...textsUnder(records, 'startDateTime'), ...textsUnder(records, 'endDateTime')];
    expect(dates.filter((date) => !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{0,6}[1-9])?Z$/.test(date))).toEqual(
      [],
    );
    expect(dates.some((date) => date.length === '2026-11-23T08:00:00.1234567Z'.length)).toBe(true);
    expect(dates.some((date) => date.length < '2026-11-23T08:00:00.1234567Z'.length)).toBe(true);
    const durations = [...textsUnder(records, 'averageJitter'), ...textsUnder(records, 'rmsFreezeDuration')];
    expect(durations.filter((duration) => !/^PT(\d+M)?(\d+(\.\d{1,3})?S)?$/.test(duration))).toEqual([]);
  });

  it('name nobody real: documentation and private addresses, reserved domains, numbers kept free', () => {
    const addresses = ['ipAddress', 'reflexiveIPAddress', 'relayIPAddress'].flatMap((name) =>
      textsUnder(records, name),
    );
    const reserved =
      /^(192\.0\.2|198\.51\.100|203\.0\.113|10\.\d{1,3}\.\d{1,3}|192\.168\.\d{1,3})\.\d{1,3}$|^2001:db8:/;
    expect(addresses.filter((address) => !reserved.test(address))).toEqual([]);
    const names = textsUnder(records, 'userPrincipalName');
    expect(names.filter((name) => !name.endsWith('.example'))).toEqual([]);
    const numbers = textsUnder(records, 'id').filter((id) => id.startsWith('+'));
    const free = /^\+(1\d{3}5550(1\d\d|\*{3})|442079460(\d{3}|\*{3})|447700900(\d{3}|\*{3}))$/;
    expect(numbers.length).toBeGreaterThan(0);
    expect(numbers.filter((number) => !free.test(number))).toEqual([]);
  });

  it('hold numbers that need more than 32 bits', () => {
    const numbers = JSON.stringify(records).match(/:\d{10,}/g) ?? [];
    expect(numbers).toContain(':4294967295');
    expect(numbers.some((number) => Number(number.slice(1)) > 4_294_967_295)).toBe(true);
  });
});

describe('kinds of calls', () => {
  const record = (
    spec: Parameters<ReturnType<typeof virtualTenant>['tenant']['startCall']>[0],
    seed = 2,
  ): Json => {
    const world = virtualTenant({ seed });
    const call = world.tenant.startCall({ ...(spec as object), readableAfterSeconds: 0 });
    return world.tenant.recordOf(call.callId);
  };

  it('between two people have one session; meetings have one or more per participant, against a service', () => {
    const pair = record({ kind: 'peer-to-peer' });
    expect([pair.sessions.length, pair.participants_v2.length, pair.joinWebUrl]).toEqual([1, 2, null]);
    const meeting = record({ kind: 'meeting' });
    expect(meeting.sessions.length).toBeGreaterThanOrEqual(meeting.participants_v2.length);
    for (const session of meeting.sessions) {
      expect(session.callee['@odata.type']).toBe('#microsoft.graph.callRecords.serviceEndpoint');
      expect(session.caller['@odata.type']).toBe('#microsoft.graph.callRecords.participantEndpoint');
    }
    expect(meeting.joinWebUrl).toContain('https://teams.microsoft.com/l/meetup-join/');
  });

  it('through a call queue repeat session ids', () => {
    const ids = record({ kind: 'call-queue' }).sessions.map(({ id }: Json) => id);
    expect(new Set(ids).size).toBeLessThan(ids.length);
  });

  it('called large need several pages of sessions and of participants', () => {
    const large = record({ kind: 'large-meeting' });
    expect(large.sessions.length).toBeGreaterThan(60);
    expect(large.participants_v2.length).toBeGreaterThan(130);
  });

  it('never seat the same person twice, also beyond the directory', () => {
    const ids = record({ kind: 'meeting', participants: 1500, sessions: 1 }).participants_v2.map(
      ({ id }: Json) => id,
    );
    expect(new Set(ids.filter((id: string) => !id.startsWith('+'))).size).toBe(
      ids.filter((id: string) => !id.startsWith('+')).length,
    );
  });

  it('put sessions and segments inside the call', () => {
    for (const kind of KINDS) {
      const whole = record({ kind, durationSeconds: 600 });
      const inside = ({ startDateTime, endDateTime }: Json): boolean =>
        Date.parse(startDateTime) >= Date.parse(whole.startDateTime) &&
        Date.parse(endDateTime) <= Date.parse(whole.endDateTime) &&
        Date.parse(startDateTime) <= Date.parse(endDateTime);
      for (const session of whole.sessions) {
        expect(inside(session) && session.segments.every(inside)).toBe(true);
      }
    }
  });

  it('of 6,000 sessions give any page without making the others', async () => {
    const world = virtualTenant();
    const made: Array<number> = [];
    const none = { count: 0, at: () => ({}) };
    const id = '11111111-2222-4333-8444-555555555555';
    world.tenant.adoptRecord(id, {
      startDateTime: '2026-11-23T08:00:00Z',
      endDateTime: '2026-11-23T09:00:00Z',
      record: () => ({ id, version: 1 }),
      participants: () => none,
      sessions: () => ({ count: 6000, at: (index) => ({ id: String(made.push(index)) }) }),
    });
    const first = await world.get(`/communications/callRecords/${id}?$expand=sessions`);
    await world.get(first['sessions@odata.nextLink']);
    expect(made).toEqual(Array.from({ length: 120 }, (_, index) => index));
  });
});
