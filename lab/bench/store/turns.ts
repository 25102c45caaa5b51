/** Storing the same new records twice: through the pipeline, and by a bare loop of the same requests. */

import { createAzureTables } from '../../../src/adapters/storage/tables.ts';
import { createApplication, type Replacements } from '../../../src/app.ts';
import type { Config } from '../../../src/config.ts';
import { forEachConcurrently } from '../../../src/language/for-each-concurrently.ts';
import type { CallSpec } from '../../graph/call.ts';
import { createImpatientClock } from '../impatient-clock.ts';
import { endpoint, ingestNotified, startPipeline } from '../pipeline.ts';
import { expectSameRequests, type Sender } from '../same-requests.ts';
import type { Workbench } from '../workbench.ts';
import { type BareRequest, bareClients, recordingTables } from './bare-loop.ts';
import { rememberedGraph } from './remembered-graph.ts';

/** What one turn stores. */
export interface Load {
  readonly call: CallSpec;
  readonly records: number;
  /** Records under way at once. */
  readonly atOnce: number;
}

/** One turn into an empty account; resolves with the seconds that the storing took. */
export type Turn = () => Promise<number>;

/** Stores the same records in every turn, into an account of its own. */
export async function storeTurns(
  workbench: Workbench,
  load: Load,
): Promise<{ readonly pipeline: Turn; readonly loop: Turn }> {
  const pipeline = await startPipeline(await workbench.freshAccount());
  const { config, tenant } = pipeline;
  const httpClient = rememberedGraph(tenant);
  const newWorld = (): Replacements => ({ httpClient, clock: createImpatientClock() });
  const callIds = [
    pipeline.recordOf(BEFOREHAND),
    ...Array.from({ length: load.records }, () => pipeline.recordOf(load.call)),
  ];
  const recorded = await recordRequests(config, newWorld(), callIds);
  await pipeline.close();
  const byPipeline: Contender = (account) => {
    const application = createApplication(storingIn(config, account), newWorld());
    return storeAll(load, callIds, async (callId) => {
      const { kind } = await ingestNotified(application, config.tenantId, callId);
      if (kind !== 'stored') throw new Error(`the ingest ended ${kind}, expected stored`);
    });
  };
  const byLoop: Contender = (account) => {
    const clients = bareClients(account);
    return storeAll(load, recorded, async (requests) => {
      for (const request of requests) await request(clients);
    });
  };
  await expectSameRequests(await sender(workbench, byPipeline), await sender(workbench, byLoop));
  return { pipeline: () => timed(workbench, byPipeline), loop: () => timed(workbench, byLoop) };
}

/** Stored before the time is taken: with it comes what an instance does at most once a minute. */
const BEFOREHAND: CallSpec = { kind: 'peer-to-peer' };

/** Prepares an account, and stores there what is measured. */
type Contender = (account: string) => Promise<() => Promise<void>>;

/** The first record goes in beforehand. */
async function storeAll<Item>(
  { atOnce }: Load,
  [first, ...others]: ReadonlyArray<Item>,
  store: (item: Item) => Promise<void>,
): Promise<() => Promise<void>> {
  if (first !== undefined) await store(first);
  return () => forEachConcurrently(others, atOnce, store);
}

/** The table requests of each call's ingest. */
async function recordRequests(
  config: Config,
  world: Replacements,
  callIds: ReadonlyArray<string>,
): Promise<ReadonlyArray<ReadonlyArray<BareRequest>>> {
  let current: Array<BareRequest> = [];
  const application = createApplication(config, {
    ...world,
    tables: recordingTables((request) => current.push(request)),
  });
  const recorded: Array<ReadonlyArray<BareRequest>> = [];
  for (const callId of callIds) {
    current = [];
    await ingestNotified(application, config.tenantId, callId);
    recorded.push(current);
  }
  return recorded;
}

async function timed(workbench: Workbench, contender: Contender): Promise<number> {
  const account = await emptyTables(workbench);
  const run = await contender(account);
  const begun = performance.now();
  await run();
  return (performance.now() - begun) / 1000;
}

async function sender(workbench: Workbench, contender: Contender): Promise<Sender> {
  const account = await emptyTables(workbench);
  return { to: endpoint(account, 'Table'), send: await contender(account) };
}

async function emptyTables(workbench: Workbench): Promise<string> {
  const account = await workbench.freshAccount();
  await createAzureTables({ connectionString: account }).createAll();
  return account;
}

function storingIn(config: Config, connectionString: string): Config {
  return { ...config, storage: { connectionString } };
}
