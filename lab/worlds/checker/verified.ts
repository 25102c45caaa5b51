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
  /** It is listed under its day, and no row by which its users find it is of a version before. */
  readonly isFound: boolean;
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
      const isCurrent = call
        .rows('CallsByUser')
        .every((row) => textOf(row, 'SeenInGeneration') === generation);
      const isFound = dayFault(tenant.tenantId, callId, call) === undefined && isCurrent;
      return [callId, { generation, isFound }] as const;
    });
    return new Map(seen.filter(([, { generation }]) => generation !== ''));
  }

  /** `text`: what was printed; `before`: what was stored when it began; `lost`: the rows that storage lost just before. */
  check(text: string, before: ReadonlyMap<string, Seen>, lost: ReadonlyArray<Lost> = []): void {
    const { heads, report } = this.#options;
    const lacking = new Set(lost.map(({ callId }) => callId));
    const told = text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Told);
    for (const { CallId: callId, Damage: damage, Done: done } of told) {
      // An error in its place says that storage did not answer, or that others stored the call meanwhile.
      if (done !== 'rebuilt' && done !== 'lost') continue;
      const isOfIndex = damage.split('; ').every((words) => /^CallsBy(?:Day|User): /.test(words));
      if (isOfIndex && (lacking.has(callId) || !this.#hasStoodWhole(callId, before.get(callId)))) continue;
      report('wholeVersion', `it is whole, and verify says: ${damage} (${done})`, callId);
    }
    for (const { callId, table, row } of lost) {
      const { head, rows } = { head: heads.of(callId), rows: heads.stored.of(callId).rows(table) };
      if (head === undefined || head.generation !== before.get(callId)?.generation) continue;
      if (rows.some((one) => one.partitionKey === row.partitionKey && one.rowKey === row.rowKey)) continue;
      report('wholeVersion', `it lacks a row of ${table}, and verify does not say so`, callId);
    }
  }

  /** Nobody but the one who verified has stored it meanwhile: as the next revision. */
  #hasStoodWhole(callId: string, before: Seen | undefined): boolean {
    if (before === undefined || !before.isFound) return false;
    const now = this.#options.heads.of(callId)?.generation ?? '';
    const [, version, revision] = /^(v\d+r)(\d+)-/.exec(before.generation) ?? [];
    return now === before.generation || now.startsWith(`${version}${Number(revision) + 1}-`);
  }
}
