/** Of rule 2: whoever verifies is told of the calls that lack a row, and of none that is whole. */

import type { RowKey } from '../../../src/tables/cell.ts';
import type { SimulatedTenant } from '../../graph/tenant.ts';
import { dayFault } from '../../judge/faults.ts';
import { textOf } from '../../judge/row.ts';
import type { Heads } from './heads.ts';
import type { Report } from './violation.ts';

interface VerifiedOptions {
  readonly tenant: Pick<SimulatedTenant, 'tenantId'>;
  readonly heads: Heads;
  readonly report: Report;
}

/** A line that `verify --json` prints. */
interface Told {
  readonly CallId: string;
  /** Each in words, with semicolons between them. */
  readonly Damage: string;
  readonly Done: string;
}

/** A stored call, before it is verified. */
interface Seen {
  readonly generation: string;
  /** Under its day, as its head is. */
  readonly isListed: boolean;
  /** Rows of this generation by which its users find it. */
  readonly hints: number;
}

/** A row by which a stored call was found. */
export interface Lost {
  readonly callId: string;
  readonly table: 'CallsByDay' | 'CallsByUser';
  readonly row: RowKey;
}

export class Verified {
  readonly #options: VerifiedOptions;

  constructor(options: VerifiedOptions) {
    this.#options = options;
  }

  /** The stored calls as they are now. */
  seen(): ReadonlyMap<string, Seen> {
    const { heads, tenant } = this.#options;
    const seen = heads.stored.callIds.map((callId) => {
      const call = heads.stored.of(callId);
      const { generation = '' } = call.head ?? {};
      const isListed = dayFault(tenant.tenantId, callId, call) === undefined;
      const hints = call.rows('CallsByUser').filter((row) => textOf(row, 'SeenInGeneration') === generation);
      return [callId, { generation, isListed, hints: hints.length }] as const;
    });
    return new Map(seen.filter(([, { generation }]) => generation !== ''));
  }

  /** `text`: what was printed; `before`: what was stored when it began; `lost`: the rows that storage lost just before. */
  check(text: string, before: ReadonlyMap<string, Seen>, lost: ReadonlyArray<Lost> = []): void {
    const { heads, report } = this.#options;
    const told = text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Told);
    for (const { CallId: callId, Damage: damage, Done: done } of told) {
      // An error in its place says that storage did not answer, or that others stored the call meanwhile.
      if (done !== 'rebuilt' && done !== 'lost') continue;
      const call = before.get(callId);
      if (call === undefined || this.#isStoredByOthers(callId, call)) continue;
      if (damage.split('; ').every((words) => isTrueOf(call, words))) continue;
      report('wholeVersion', `it is whole, and verify says: ${damage} (${done})`, callId);
    }
    for (const { callId, table, row } of lost) {
      const { head, rows } = { head: heads.of(callId), rows: heads.stored.of(callId).rows(table) };
      if (head === undefined || head.generation !== before.get(callId)?.generation) continue;
      if (rows.some((one) => one.partitionKey === row.partitionKey && one.rowKey === row.rowKey)) continue;
      report('wholeVersion', `it lacks a row of ${table}, and verify does not say so`, callId);
    }
  }

  /** Whoever verified has stored it as the next revision, if at all. */
  #isStoredByOthers(callId: string, { generation }: Seen): boolean {
    const now = this.#options.heads.of(callId)?.generation ?? '';
    const [, version, revision] = /^(v\d+r)(\d+)-/.exec(generation) ?? [];
    return now !== generation && !now.startsWith(`${version}${Number(revision) + 1}-`);
  }
}

/** What a head counts stands at every instant: only rows by which a call is found can be missing. */
function isTrueOf({ isListed, hints }: Seen, damage: string): boolean {
  if (damage.startsWith('CallsByDay: ')) return !isListed;
  const [, users] = /^CallsByUser: \d+ of (\d+) rows are missing$/.exec(damage) ?? [];
  return users !== undefined && hints < Number(users);
}
