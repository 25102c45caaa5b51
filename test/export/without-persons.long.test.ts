/** `--without-persons`, held to every person of the simulated tenant. */

import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { systemRandom } from '../../src/adapters/system.ts';
import { readDocument } from '../../src/documents/read-document.ts';
import { exportedTableNames } from '../../src/export/exported-tables.ts';
import { type FileFormat, fileFormats } from '../../src/export/formats.ts';
import { forget } from '../../src/forget/forget.ts';
import { requestErasure } from '../../src/forget/request.ts';
import { parseCallId } from '../../src/language/identifiers.ts';
import { isJsonObject, type Json } from '../../src/language/json.ts';
import { silentLog } from '../../src/logs/log.ts';
import { createStore } from '../../src/rows/store.ts';
import { createDoor } from '../../src/withheld/door.ts';
import { folderWith } from '../cli/folder-with.ts';
import { askDuckDb } from './duckdb.ts';
import { currentRows, type ExportedWeek, exportedWeek, WEEK } from './exported-week.ts';

/** What Microsoft clears from its dashboard, and what joins that, by the names of Graph. */
const PERSONAL: ReadonlySet<string> = new Set([
  'displayName',
  'userPrincipalName',
  'email',
  'ipAddress',
  'reflexiveIPAddress',
  'relayIPAddress',
  'macAddress',
  'basicServiceSetIdentifier',
  'dnsSuffix',
  'name',
  'text',
  'joinWebUrl',
]);

/** Found in other texts by chance. */
const SHORTEST = 5;

/** What is hidden is the same for all. */
const HIDDEN_MAC = '02:00:00:00:00:00';

/** Every text of a record that can tell who somebody is. */
function personTexts(value: Json | undefined, into: Set<string>): void {
  if (Array.isArray(value)) for (const member of value) personTexts(member, into);
  if (!isJsonObject(value)) return;
  for (const [name, member] of Object.entries(value)) {
    const isIdentity = name === 'id' && 'displayName' in value;
    if (typeof member === 'string' && (isIdentity || PERSONAL.has(name))) into.add(member);
    else personTexts(member, into);
  }
}

async function textsOfTenant({ tables, week, terminal }: ExportedWeek): Promise<ReadonlyArray<string>> {
  const store = createStore({ tables, tenantId: week.tenantId, clock: terminal.clock });
  const texts = new Set<string>();
  for (const { partitionKey } of tables.rows('CallRecords')) {
    const callId = parseCallId(partitionKey);
    if (callId !== undefined) personTexts((await readDocument(store, callId)) as Json, texts);
  }
  return [...texts].filter((text) => text.length >= SHORTEST && text !== HIDDEN_MAC);
}

/** The bytes of all files, as they are and, where they are compressed, as they read. */
async function exportedText(folder: string, format: FileFormat): Promise<string> {
  const files = globSync(`${folder}/**/*`, { withFileTypes: true }).filter((entry) => entry.isFile());
  const read = await Promise.all(
    files.map(({ parentPath, name }) => readFile(`${parentPath}/${name}`, 'utf8')),
  );
  if (format !== 'parquet') return read.join('\n');
  for (const table of exportedTableNames) {
    const rows = await askDuckDb(
      `select to_json(t)::varchar as row from read_parquet('${folder}/${table}/*/*.parquet') t`,
    );
    read.push(...rows.map(({ row }) => String(row)));
  }
  return read.join('\n');
}

/** As the text stands in CSV and in JSON. */
function isIn(exported: string, text: string): boolean {
  const forms = [text, JSON.stringify(text).slice(1, -1), text.replaceAll('"', '""')];
  return [...new Set(forms)].some((form) => exported.includes(form));
}

/** Somebody of the tenant, whom the calls then have under a pseudonym, beside the id of the tenant as well. */
async function eraseSomebody({ tables, week, terminal: { clock } }: ExportedWeek): Promise<void> {
  const store = createStore({ tables, tenantId: week.tenantId, clock });
  const person = currentRows(tables, 'Participants').find(
    ({ cells }) => cells.IdentityKind?.value === 'user',
  );
  await requestErasure(store, systemRandom, [String(person?.cells.IdentityId?.value)]);
  for (let run = 1; run <= 3; run += 1) {
    clock.advance({ minutes: 61 });
    await forget({ store, random: systemRandom, door: createDoor(store), log: silentLog });
  }
}

beforeAll(async () => {
  await eraseSomebody(await exportedWeek());
});

describe.each(fileFormats)('an export as %s without persons', (format) => {
  it('has no text of the simulated tenant that tells who somebody is, where one with persons has them', async () => {
    const world = await exportedWeek();
    const texts = await textsOfTenant(world);
    const found = async (options: string) => {
      const folder = await folderWith({});
      const { code } = await world.terminal.run(
        `export ${WEEK} --format ${format} --out ${folder}${options}`,
      );
      expect(code).toBe(0);
      const exported = await exportedText(folder, format);
      return texts.filter((text) => isIn(exported, text));
    };
    expect(texts).toContainEqual(expect.stringMatching(/^erased-/));
    expect(texts.length).toBeGreaterThan(500);
    expect((await found('')).length).toBeGreaterThan(texts.length * 0.9);
    expect(await found(' --without-persons')).toEqual([]);
  });
});
