/** The store over tables in memory, and the simulated tenant that it reads from. Time is virtual. */

import type { CallSpec } from '../../lab/graph/call.ts';
import { graphHttpClient } from '../../lab/graph/http-client.ts';
import { createTenant, type SimulatedTenant, type TenantOptions } from '../../lab/graph/tenant.ts';
import { SIMULATED_TOKEN } from '../../lab/graph/transport.ts';
import { ManualClock } from '../../lab/manual-clock.ts';
import { createGraphClient } from '../../src/adapters/graph/client.ts';
import { createMemoryTables, type MemoryTables } from '../../src/adapters/memory/tables.ts';
import { systemRandom } from '../../src/adapters/system.ts';
import { type CallId, parseCallId } from '../../src/language/identifiers.ts';
import type { Log } from '../../src/logs/log.ts';
import type { CallRecordReader } from '../../src/ports/graph.ts';
import { createStore, type Store } from '../../src/rows/store.ts';
import type { StoreOptions, StoreResult } from '../../src/store/commit-reading.ts';
import { storeCallRecord } from '../../src/store/store-call-record.ts';
import { NOTHING_WITHHELD } from '../../src/withheld/withheld.ts';

const NO_SIGNAL = new AbortController().signal;
const SILENT: Log = { info() {}, warn() {}, error() {} };

export interface SimulatedStore extends Store {
  readonly tables: MemoryTables;
  readonly tenant: SimulatedTenant;
  readonly clock: ManualClock;
  readonly callRecords: CallRecordReader;
  /** Requests that the tenant answered. */
  requests(): number;
  /** A call whose record can be read. */
  startCall(spec: CallSpec): CallId;
  /** Stores what the tenant shows of the call. */
  store(callId: CallId, options?: Partial<StoreOptions>): Promise<StoreResult['kind']>;
}

export function createSimulatedStore(
  tables: MemoryTables = createMemoryTables(),
  options: Partial<TenantOptions> = {},
): SimulatedStore {
  const clock = new ManualClock();
  const tenant = createTenant({
    seed: 7,
    clock,
    transport: { post: refuse },
    behaviour: { throttling: false },
    ...options,
  });
  let requests = 0;
  tenant.on(({ type }) => {
    if (type === 'requestAnswered') requests += 1;
  });
  const { callRecords } = createGraphClient({
    baseUrl: 'http://127.0.0.1:4280',
    authentication: { fixedToken: SIMULATED_TOKEN },
    clock,
    random: systemRandom,
    gate: { notBefore: async () => undefined, hold: async () => {} },
    log: SILENT,
    httpClient: graphHttpClient(tenant, clock),
  });
  const tenantId = tenant.tenantId;
  const store = createStore({ tables, tenantId, clock });
  return {
    ...store,
    tables,
    tenant,
    clock,
    callRecords,
    requests: () => requests,
    startCall: (spec) => parseCallId(tenant.startCall({ readableAfterSeconds: 0, ...spec }).callId) as CallId,
    async store(callId, options = {}) {
      const reading = await callRecords.open(callId, NO_SIGNAL);
      const asked = { rewrite: false, attemptedBefore: false, withheld: NOTHING_WITHHELD, ...options };
      return (await storeCallRecord(store, systemRandom, reading, asked)).kind;
    },
  };
}

/** Nothing is notified here. */
async function refuse() {
  return { status: 404, contentType: '', body: '', elapsedMilliseconds: 5 };
}
