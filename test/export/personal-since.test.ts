/** A place of `--without-persons` whose files were written before a column was declared to be personal. */

import { afterEach, describe, expect, it } from 'vitest';
import { createContainer } from '../../src/adapters/files/container.ts';
import { createFolder } from '../../src/adapters/files/folder.ts';
import type { Files } from '../../src/ports/files.ts';
import { tables } from '../../src/tables/declarations/index.ts';
import type { Column } from '../../src/tables/table.ts';
import { testTerminal } from '../cli/command-in-test.ts';
import { folderWith } from '../cli/folder-with.ts';
import { createSimulatedStore } from '../store/simulated-store.ts';
import { containerNamed, NO_CREDENTIAL } from './container-named.ts';

const [EARLIER, LATER] = ['2026-11-22', '2026-11-23'];

/** Of a table that the later runs do not ask for. */
const PERSONAL = 'CallerPlatform';
const columns: Record<string, Column> = tables.Sessions.columns;
const declared = columns[PERSONAL] as Column;

function declarePersonal(): void {
  columns[PERSONAL] = { ...declared, person: true };
}

afterEach(() => {
  columns[PERSONAL] = declared;
});

const places: ReadonlyArray<readonly [string, () => Promise<readonly [string, Files]>]> = [
  [
    'folder',
    async () => {
      const folder = await folderWith({});
      return [folder, createFolder(folder)];
    },
  ],
  [
    'container',
    async () => {
      const url = (await containerNamed('reports')).urlWith('rcwd');
      return [url, createContainer(url, NO_CREDENTIAL)];
    },
  ],
];

async function exportedBefore(place: (typeof places)[number][1], format: string) {
  const store = createSimulatedStore();
  for (const day of [EARLIER, LATER]) {
    await store.store(store.startCall({ kind: 'meeting', endedAt: new Date(`${day}T08:00:00Z`) }));
  }
  const [out, files] = await place();
  const terminal = testTerminal(store);
  const exported = (options: string) =>
    terminal.run(`export --to ${LATER} --out ${out} --format ${format} --without-persons ${options}`);
  /** The days whose sessions show the column: its name stands in the clear in each format. */
  const showing = async () => {
    const texts = [EARLIER, LATER].map(async (day) => {
      const text = await files.readText(`Sessions/day=${day}/part-0.${format}`);
      return text?.includes(PERSONAL) === true ? [day] : [];
    });
    return (await Promise.all(texts)).flat();
  };
  await exported(`--from ${EARLIER}`);
  expect(await showing()).toEqual([EARLIER, LATER]);
  return { store, files, exported, showing };
}

describe.each(places)('a %s without persons', (_place, place) => {
  it.each(['parquet', 'csv'])(
    'loses a column of %s that is personal since this release with the next run, in days and tables that it does not ask for, too',
    async (format) => {
      const { exported, showing, files } = await exportedBefore(place, format);
      declarePersonal();
      const later = `--from ${LATER} --table CallRecords`;
      expect((await exported(`${later} --dry-run`)).out).toContain('1 day more');
      expect(await showing()).toEqual([EARLIER, LATER]);
      const { code, out } = await exported(later);
      expect(code).toBe(0);
      expect(out).toMatch(/2026-11-22 .* 1 written, 4 unchanged/);
      expect(out).toContain('1 day more: this release leaves out more of persons');
      expect(await showing()).toEqual([]);
      expect(await files.version(`QualitySummaries/day=${EARLIER}/part-0.${format}`)).toBeUndefined();
      expect((await exported(later)).out).not.toContain(EARLIER);
    },
  );
});

describe('a folder without persons', () => {
  const [[, place]] = places as [(typeof places)[number]];

  it('is looked through again until the day is whole whose file was to be written', async () => {
    const { store, exported, showing } = await exportedBefore(place, 'csv');
    const lost = store.tables
      .rows('Sessions')
      .find(({ cells }) => String(cells.SessionStartDateTime?.value).startsWith(EARLIER));
    if (lost === undefined) throw new Error('no session');
    await store.tables.table('Sessions').delete(lost);
    declarePersonal();
    const { code, out } = await exported(`--from ${LATER}`);
    expect(code).toBe(1);
    expect(out).toContain(`./callrecords verify --from ${EARLIER} --to ${EARLIER}`);
    expect(await showing()).toEqual([EARLIER]);
    await store.tables.table('Sessions').upsert(lost);
    expect((await exported(`--from ${LATER}`)).code).toBe(0);
    expect(await showing()).toEqual([]);
  });
});
