import { describe, expect, it } from 'vitest';
import { allPages, virtualTenant } from './virtual-tenant.ts';

describe('the list of call records', () => {
  it('holds every readable record once, in pages of 60, though calls go on meanwhile', async () => {
    const world = virtualTenant();
    for (let index = 0; index < 130; index += 1)
      world.tenant.startCall({ kind: 'peer-to-peer', readableAfterSeconds: 0 });
    world.tenant.startCall({ kind: 'peer-to-peer', readableAfterSeconds: 600 });
    const before = new Set(
      world.tenant
        .truth()
        .slice(0, 130)
        .map(({ callId }) => callId),
    );
    const first = await world.get('/communications/callRecords');
    expect(first.value).toHaveLength(60);
    for (let index = 0; index < 20; index += 1)
      world.tenant.startCall({ kind: 'peer-to-peer', readableAfterSeconds: 0 });
    const listed = [...first.value, ...(await allPages(world, first['@odata.nextLink']))].map(
      ({ id }) => id as string,
    );
    expect(new Set(listed).size).toBe(listed.length);
    expect([...before].filter((id) => !listed.includes(id))).toEqual([]);
    expect(first.value[0]).not.toHaveProperty('sessions');
  });

  it('filters by start to the last of seven digits', async () => {
    const world = virtualTenant();
    const calls = Array.from({ length: 12 }, () =>
      world.tenant.startCall({ kind: 'meeting', readableAfterSeconds: 0 }),
    );
    const [call] = calls;
    const start = call?.startDateTime ?? '';
    const listed = async (filter: string): Promise<ReadonlyArray<string>> =>
      (await allPages(world, `/communications/callRecords?$filter=${encodeURIComponent(filter)}`)).map(
        ({ id }) => id as string,
      );
    expect(await listed(`startDateTime ge ${start} and startDateTime le ${start}`)).toEqual([call?.callId]);
    expect(await listed(`startDateTime gt ${start} and startDateTime le ${start}`)).toEqual([]);
    const sides = [
      ...(await listed(`startDateTime lt ${start}`)),
      ...(await listed(`startDateTime ge ${start}`)),
    ];
    expect(sides.sort()).toEqual(calls.map(({ callId }) => callId).sort());
  });

  it.each([
    'endDateTime ge 2026-11-23T00:00:00Z',
    "startDateTime ge '2026-11-23T00:00:00Z'",
    'startDateTime ge yesterday',
    "participants_v2/any(p:p/id eq 'ada')",
  ])('refuses the filter %s', async (filter) => {
    const world = virtualTenant();
    const response = await world.send(
      'GET',
      `/communications/callRecords?$filter=${encodeURIComponent(filter)}`,
    );
    expect(response.status).toBe(400);
  });
});
