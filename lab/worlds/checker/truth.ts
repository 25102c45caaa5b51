/** What Graph has published of each call, as the simulated tenant tells it. */

import type { SimulatorEvent } from '../../graph/events.ts';
import type { SimulatedTenant } from '../../graph/tenant.ts';
import { countsIn, isNewer, type TrueCounts, type TrueVersion, versionOf } from '../../judge/truth.ts';

export class Truth {
  readonly #tenant: Pick<SimulatedTenant, 'recordOf'>;
  readonly #newest = new Map<string, TrueVersion>();
  readonly #counts = new Map<string, TrueCounts>();

  constructor(tenant: Pick<SimulatedTenant, 'recordOf'>) {
    this.#tenant = tenant;
  }

  heard(event: SimulatorEvent): void {
    if (event.type !== 'versionPublished') return;
    const version = versionOf(event.version, event.lastModifiedDateTime);
    const before = this.#newest.get(event.callId);
    if (before === undefined || isNewer(version, before)) this.#newest.set(event.callId, version);
  }

  /** Published up to now; undefined for a call of which nothing is. */
  newestOf(callId: string): TrueVersion | undefined {
    return this.#newest.get(callId);
  }

  /** Undefined when there is no such version. */
  countsOf(callId: string, version: bigint): TrueCounts | undefined {
    const key = `${callId} ${version}`;
    const known = this.#counts.get(key);
    if (known !== undefined) return known;
    const record = this.#tenant.recordOf(callId, Number(version));
    if (record === undefined) return undefined;
    const counts = countsIn(record);
    this.#counts.set(key, counts);
    return counts;
  }
}
