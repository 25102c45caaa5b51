/** An operator whose terminal is the test. */

import { ManualClock } from '../../../lab/manual-clock.ts';
import { createMemoryTables, type MemoryTables } from '../../../src/adapters/memory/tables.ts';
import { readCommandLine } from '../../../src/cli/ops/command-line.ts';
import { perform } from '../../../src/cli/ops/perform.ts';
import { parseTenantId, type TenantId } from '../../../src/language/identifiers.ts';
import type { Tables } from '../../../src/ports/storage.ts';
import type { Cell, StoredRow } from '../../../src/tables/cell.ts';
import type { TableName } from '../../../src/tables/declarations/index.ts';

export const TENANT = parseTenantId('3c9a1f0e-7b52-4d8e-9a64-1f2e5b7c8d90') as TenantId;

export interface Answer {
  readonly code: number;
  /** Standard output and standard error. */
  readonly out: string;
  readonly err: string;
  /** What was asked at the terminal. */
  readonly questions: ReadonlyArray<string>;
}

export interface Terminal<Kept extends Tables = MemoryTables> {
  readonly clock: ManualClock;
  readonly tables: Kept;
  /** Runs `npm run ops -- …`; `answer` is what the person at the terminal says, if there is one. */
  ops(command: string, answer?: 'yes' | 'no'): Promise<Answer>;
  /** The standard output of a command that is given `--json`, which must be JSON lines and nothing else. */
  json(command: string): Promise<ReadonlyArray<Record<string, unknown>>>;
  /** Writes a row, as a person with Storage Explorer can. */
  write(
    table: TableName,
    rowKey: string,
    cells: Readonly<Record<string, Cell>>,
    partitionKey?: string,
  ): Promise<void>;
  row(table: TableName, rowKey: string, partitionKey?: string): Promise<StoredRow | undefined>;
}

export function memoryTerminal(): Terminal {
  return terminal({ tenantId: TENANT, clock: new ManualClock(), tables: createMemoryTables() });
}

export function terminal<Kept extends Tables>(world: {
  readonly tenantId: TenantId;
  readonly clock: ManualClock;
  readonly tables: Kept;
}): Terminal<Kept> {
  const { tenantId, clock, tables } = world;
  async function ops(command: string, answer?: 'yes' | 'no'): Promise<Answer> {
    const line = readCommandLine(command.split(' '));
    if (line.kind !== 'task') throw new Error(`no task: ${JSON.stringify(line)}`);
    const text = { out: '', err: '' };
    const questions: Array<string> = [];
    const code = await perform(
      {
        ...world,
        json: line.json,
        async print(more) {
          text.out += more;
        },
        say(more) {
          text.err += more;
        },
        confirm: async (question) => {
          questions.push(question);
          return answer ?? 'nobody';
        },
      },
      line.task,
    );
    return { code, ...text, questions };
  }
  return {
    clock,
    tables,
    ops,
    async json(command) {
      const { out } = await ops(`${command} --json`);
      return out.split('\n').flatMap((line) => (line === '' ? [] : JSON.parse(line)));
    },
    async write(table, rowKey, cells, partitionKey = tenantId) {
      await tables.table(table).upsert({ partitionKey, rowKey, cells });
    },
    row: (table, rowKey, partitionKey = tenantId) => tables.table(table).get({ partitionKey, rowKey }),
  };
}

export const text = (value: string): Cell => ({ type: 'String', value });
export const number = (value: number): Cell => ({ type: 'Int32', value });
/** `2026-11-23T09:00:00` */
export const time = (value: string): Cell => ({ type: 'DateTime', value: `${value}.0000000Z` });

/** A call id that ends with this number. */
export function numberedCall(n: number): string {
  return `0f7c8d1e-9b2a-4c3d-8e5f-${String(n).padStart(12, '0')}`;
}
