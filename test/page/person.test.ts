import { beforeAll, describe, expect, test } from 'vitest';
import { OFFICE_DAY, playOfficeDay } from '../../build/docs/pictures/office-day.ts';
import { callsOfUser } from '../../src/calls/calls-of-user.ts';
import { findPeople } from '../../src/people/find-people.ts';
import type { Store } from '../../src/rows/store.ts';
import { callsOfPerson } from '../../src/summaries/calls-of-person.ts';
import type { StoredRow } from '../../src/tables/cell.ts';
import { mediaStreams } from '../../src/tables/declarations/media-streams.ts';
import type { PersonValues } from '../../src/tables/declarations/people.ts';
import { partitionsBeginning } from '../../src/tables/keys.ts';
import { fromRow } from '../../src/tables/table.ts';
import { pageOf, type TestPage } from './page-in-test.ts';

describe('the screen Person', () => {
  let store: Store;
  let page: TestPage;
  /** Those who are in the list of names, whose calls are many. */
  let people: ReadonlyArray<PersonValues>;
  beforeAll(async () => {
    store = await playOfficeDay(60);
    page = pageOf(store);
    people = await findPeople(store, 'a', 1_000);
  });
  const nameQuery = (name: string) => `/person?name=${encodeURIComponent(name)}`;
  const listed = (text: string) => Array.from(text.matchAll(/\/call\/([0-9a-f-]{36})"/g), ([, id]) => id);
  const callsOf = async (id: string) =>
    (await Array.fromAsync(callsOfUser(store, id))).flatMap(({ rows }) => rows);

  /** All that is stored, as if nothing could be filtered. */
  async function streamRows(): Promise<ReadonlyArray<StoredRow>> {
    return (
      await Array.fromAsync(store.table('MediaStreams').queryPartitions(partitionsBeginning(store.tenantId)))
    ).flat();
  }

  test('asks for a name, and says what names it knows', async () => {
    const text = await page.screen('/person');
    expect(text).toContain('Whose calls?');
    expect(text).toContain('name="name"');
    expect(await page.screen('/person?name=%20')).not.toContain('is called');
  });

  test('finds somebody by id, sign-in name and display name, and shows the same calls', async () => {
    const [person] = people;
    const { IdentityId = '', UserPrincipalName = '', DisplayName = '' } = person ?? {};
    const ids = (await callsOf(IdentityId)).map(({ CallId }) => CallId);
    expect(ids.length).toBeGreaterThan(0);
    for (const name of [IdentityId, IdentityId.toUpperCase(), UserPrincipalName, DisplayName]) {
      const text = await page.screen(nameQuery(name));
      expect(listed(text)).toEqual(ids.slice(0, 25));
      expect(text).toMatch(
        /<dt>Stored of listed<\/dt><dd>\d+ of \d+<\/dd><dd class="aside">2026-11-23 \(UTC\): /,
      );
      const shown = DisplayName.replaceAll("'", '&#39;');
      expect(text).toContain(`<h1><bdi>${shown}</bdi></h1>`);
      expect(text).toContain(`<title>${shown} · `);
    }
  });

  test('finds guests and telephones by their ids, in either case', async () => {
    const rows = await streamRows();
    const kinds = ['phone', 'guest'].map(
      (kind) =>
        rows.find(({ cells }) => cells.CallerIdentityKind?.value === kind)?.cells.CallerIdentityId?.value,
    );
    const ids = kinds.filter((id) => typeof id === 'string');
    expect(ids.length).toBeGreaterThan(0);
    for (const id of ids) {
      expect(listed(await page.screen(nameQuery(id))).length).toBeGreaterThan(0);
      expect(await callsOfPerson(store, [id.toUpperCase()])).toEqual(await callsOfPerson(store, [id]));
    }
  });

  test('counts for each call the streams at the end of this person and of nobody else', async () => {
    const rows = (await streamRows()).map((row) => fromRow(mediaStreams, row));
    let checked = 0;
    for (const { IdentityId } of people) {
      const { calls } = await callsOfPerson(store, [IdentityId]);
      for (const { head, own } of calls) {
        const at = rows.filter(
          (stream) =>
            stream.CallId === head.CallId &&
            stream.Generation === head.Generation &&
            [stream.CallerIdentityId, stream.CalleeIdentityId].includes(IdentityId) &&
            stream.Quality !== 'unclassified',
        );
        expect(own).toEqual({
          streams: at.length,
          poor: at.filter(({ Quality }) => Quality === 'poor').length,
        });
        checked += own.streams;
      }
    }
    expect(checked).toBeGreaterThan(50);
  });

  test('names the devices and networks, those with the most poor streams first', async () => {
    for (const { IdentityId } of people) {
      const { calls } = await callsOfPerson(store, [IdentityId]);
      const devices = new Set(calls.flatMap((call) => [...call.devices.keys()]));
      if (devices.size === 0) continue;
      const text = await page.screen(nameQuery(IdentityId));
      const table = text.slice(
        text.indexOf('Devices in these calls'),
        text.indexOf('Networks in these calls'),
      );
      const poor = Array.from(
        table.matchAll(/<td class="number(?: poor)?">(\d+)<\/td><td class="number">\d+<\/td>/g),
        ([, n]) => Number(n),
      );
      expect(poor).toHaveLength(devices.size);
      expect(poor).toEqual(poor.toSorted((a, b) => b - a));
      return;
    }
    throw new Error('nobody has a device');
  });

  test('lists who may be meant when several are called so, and says when nobody is', async () => {
    const several = await page.screen('/person?name=a');
    expect(several).toContain('Several people are called');
    expect(several).toMatch(/\/person\?name=[0-9a-f-]{36}/);
    expect(await page.screen('/person?name=Nemo')).toContain('No person in the stored calls is called');
  });

  test('shows 25 calls, and leads to earlier ones until there are none', async () => {
    const counts = await Promise.all(
      people.map(async ({ IdentityId }) => ({ IdentityId, calls: await callsOf(IdentityId) })),
    );
    const [most] = counts.toSorted((a, b) => b.calls.length - a.calls.length);
    const found: Array<string> = [];
    let before: Awaited<ReturnType<typeof callsOfPerson>>['before'];
    do {
      const part = await callsOfPerson(store, [most?.IdentityId ?? ''], { before, most: 2 });
      found.push(...part.calls.map(({ head }) => head.CallId));
      before = part.before;
    } while (before !== undefined);
    expect(found).toEqual(most?.calls.map(({ CallId }) => CallId));
    const earlier = await page.screen(`/person?name=${most?.IdentityId}&before=${OFFICE_DAY}T00:00:00Z`);
    expect(earlier).toContain('There are no earlier calls.');
  });

  test('is left out where the page is to show no persons, and nothing leads to it', async () => {
    const without = pageOf(store, { withoutPersons: true });
    expect(await without.screen('/person', 404)).toContain('PAGE_WITHOUT_PERSONS leaves out');
    await without.screen('/person?name=a', 404);
    for (const path of ['/', '/where', '/flow']) expect(await without.screen(path)).not.toContain('/person');
    expect(await page.screen('/person')).toContain('It is a convenience and not a protection');
  });

  test.each([
    ['before=yesterday&name=a', 'must be written as'],
    [`name=${'x'.repeat(1_001)}`, 'too long'],
  ])('refuses an address that it cannot answer: %.40s', async (query, said) => {
    expect(await page.screen(`/person?${query}`, 400)).toContain(said);
  });
});
