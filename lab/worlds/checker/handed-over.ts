/**
 * Rule 16: what a person is handed over is all that is stored of them at that moment, one version of each call, and nothing of
 * a call that does not name them.
 */

import type { SimulatedTenant } from '../../graph/tenant.ts';
import { textOf } from '../../judge/row.ts';
import { countsIn, PART_TABLES } from '../../judge/truth.ts';
import { addressesOf, partNaming } from '../../judge/users.ts';
import { type Heads, isIncomplete } from './heads.ts';
import type { Kept } from './kept.ts';
import type { LeftOut } from './left-out.ts';
import type { Report } from './violation.ts';

interface HandedOverOptions {
  readonly tenant: Pick<SimulatedTenant, 'tenantId' | 'recordOf'>;
  readonly heads: Heads;
  readonly kept: Kept;
  readonly leftOut: LeftOut;
  readonly report: Report;
}

/** A line of the file. */
interface Line {
  readonly table: string;
  readonly row: Readonly<Record<string, unknown>>;
}

export class HandedOver {
  readonly #options: HandedOverOptions;

  constructor(options: HandedOverOptions) {
    this.#options = options;
  }

  /** The calls that name them now and are found by it, ids in lower case. Calls that an erasure concerns are its own matter. */
  callsOf(ids: ReadonlyArray<string>): ReadonlySet<string> {
    const { tenant, heads, kept } = this.#options;
    const keys = new Set(ids.map((id) => `${tenant.tenantId}_${id}`));
    const calls = heads.stored.callIds.filter((callId) => {
      const call = heads.stored.of(callId);
      const { head } = call;
      if (head === undefined || head.isWithheld || isIncomplete(head) || kept.isRefused(callId)) return false;
      const opening = ['OrganizerIdentityId', 'JoinWebUrl'].map((name) =>
        textOf(head.row, name).toLowerCase(),
      );
      const isFound =
        call.rows('CallsByUser').some(({ partitionKey }) => keys.has(partitionKey)) ||
        ids.some((id) => opening.some((text) => text.includes(id)));
      return isFound && this.#names(callId, Number(head.version), ids);
    });
    return new Set(calls);
  }

  /** `text`: the file; `before`: their calls when it was begun. */
  check(text: string, ids: ReadonlyArray<string>, before: ReadonlySet<string>): void {
    const lines = text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Line);
    const ofCalls = lines.filter(({ table }) => table === 'CallRecords' || isPart(table));
    const byCall = Map.groupBy(ofCalls, ({ row }) => String(row.CallId));
    for (const callId of before.intersection(this.callsOf(ids)))
      if (!byCall.has(callId))
        this.#options.report('handedOver', 'it names them, and is not handed over', callId);
    for (const [callId, ofCall] of byCall) this.#checkCall(callId, ofCall, ids);
  }

  #checkCall(callId: string, lines: ReadonlyArray<Line>, ids: ReadonlyArray<string>): void {
    const { tenant, leftOut, report } = this.#options;
    const { row }: Pick<Line, 'row'> = lines.find(({ table }) => table === 'CallRecords') ?? { row: {} };
    const record = tenant.recordOf(callId, Number(row.Version)) ?? {};
    const gone = leftOut.goneFrom(callId, record);
    if (row.IncompleteBecause !== undefined || ids.some((id) => gone.has(id))) return;
    if (!this.#names(callId, Number(row.Version), ids))
      report('handedOver', 'it is handed over, and does not name them', callId);
    const truth = countsIn(partNaming(record, addressesOf(record, ids)));
    for (const name of PART_TABLES) {
      const found = lines.filter(({ table }) => table === name).length;
      if (found === truth[name]) continue;
      report('handedOver', `${found} rows of ${name} are handed over, and ${truth[name]} are theirs`, callId);
    }
  }

  #names(callId: string, version: number, ids: ReadonlyArray<string>): boolean {
    const record = this.#options.tenant.recordOf(callId, version) ?? {};
    const gone = this.#options.leftOut.goneFrom(callId, record);
    const text = JSON.stringify(record).toLowerCase();
    return ids.some((id) => text.includes(id)) && !ids.some((id) => gone.has(id));
  }
}

function isPart(table: string): boolean {
  return PART_TABLES.some((name) => name === table);
}
