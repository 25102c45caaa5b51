/** Commands whose terminal is the test, and rows to run them on. */

import { ManualClock } from '../../lab/manual-clock.ts';
import { createMemoryQueue } from '../../src/adapters/memory/queue.ts';
import { createMemoryTables, type MemoryTables } from '../../src/adapters/memory/tables.ts';
import { systemRandom } from '../../src/adapters/system.ts';
import { readCommand } from '../../src/cli/command-line.ts';
import { program } from '../../src/cli/commands.ts';
import { explainFailure } from '../../src/cli/explain-failure.ts';
import type { Terminal } from '../../src/cli/terminal.ts';
import { parseTenantId, type TenantId } from '../../src/language/identifiers.ts';
import type { CallRecordQueue } from '../../src/ports/queue.ts';
import type { Tables } from '../../src/ports/storage.ts';
import { createStore } from '../../src/rows/store.ts';
import type { Cell, StoredRow } from '../../src/tables/cell.ts';
import type { TableName } from '../../src/tables/declarations/index.ts';
import { safeText } from '../../src/wording/safe-text.ts';

export const TENANT = parseTenantId('3c9a1f0e-7b52-4d8e-9a64-1f2e5b7c8d90') as TenantId;
export const ACCOUNT = 'contosocalls';
const SETTINGS = { environment: {}, from: 'the test' };

export interface Ended {
  readonly code: number;
  /** Standard output and standard error. */
  readonly out: string;
  readonly err: string;
  /** What was asked at the terminal. */
  readonly questions: ReadonlyArray<string>;
}

export interface TestTerminal<Kept extends Tables = MemoryTables> {
  readonly clock: ManualClock;
  readonly tables: Kept;
  /** Runs `./callrecords …`; `answer` is what the user at the terminal types, if there is one. */
  run(line: string, answer?: string): Promise<Ended>;
  /** The standard output of a command that is given `--json`, which must be JSON lines and nothing else. */
  json(line: string): Promise<ReadonlyArray<Record<string, unknown>>>;
  /** Writes a row, as a user with Storage Explorer can. */
  write(
    table: TableName,
    rowKey: string,
    cells: Readonly<Record<string, Cell>>,
    partitionKey?: string,
  ): Promise<void>;
  row(table: TableName, rowKey: string, partitionKey?: string): Promise<StoredRow | undefined>;
}

export function memoryTerminal(tables = createMemoryTables()): TestTerminal {
  return testTerminal({ tenantId: TENANT, clock: new ManualClock(), tables });
}

export function testTerminal<Kept extends Tables>(world: {
  readonly tenantId: TenantId;
  readonly clock: ManualClock;
  readonly tables: Kept;
  /** A new, empty one if there is none. */
  readonly queue?: CallRecordQueue | undefined;
  /** How wide the terminal is; without, a program reads. */
  readonly columns?: number | undefined;
}): TestTerminal<Kept> {
  const { tenantId, clock, tables } = world;
  const store = createStore(world);
  async function run(line: string, answer?: string): Promise<Ended> {
    const reading = readCommand({ name: './callrecords', ...program }, line.split(' '));
    if (reading.kind === 'help') return { code: 0, out: reading.text, err: '', questions: [] };
    if (reading.kind === 'mistake') return { code: 2, out: '', err: reading.text, questions: [] };
    const { command, given } = reading;
    if (command.needs === 'settings') throw new Error(`${line} needs settings`);
    const text = { out: '', err: '' };
    const questions: Array<string> = [];
    const terminal: Terminal = {
      columns: world.columns,
      async print(more) {
        text.out += safeText(more);
      },
      say(more) {
        text.err += safeText(more);
      },
      typed: (text) => text,
      async ask(question) {
        questions.push(question);
        return answer;
      },
      during: (work) => work(() => undefined),
    };
    try {
      const code = await command.run(
        {
          store,
          queue: world.queue ?? createMemoryQueue(clock),
          clock,
          random: systemRandom,
          account: ACCOUNT,
          terminal,
          settings: SETTINGS,
          environment: {},
        },
        given,
      );
      return { code, ...text, questions };
    } catch (error) {
      const failure = explainFailure(error);
      if (failure === undefined) throw error;
      return { code: failure.code, out: text.out, err: `${text.err}${failure.text}\n`, questions };
    }
  }
  return {
    clock,
    tables,
    run,
    async json(line) {
      const { out } = await run(`${line} --json`);
      return out.split('\n').flatMap((text) => (text === '' ? [] : JSON.parse(text)));
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
