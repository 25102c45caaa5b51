/** Storing the same new records twice: through the pipeline, and by a bare loop of the same requests. */

import type { HttpClient, PipelineResponse } from '@azure/core-rest-pipeline';
import { createAzureTables } from '../../src/adapters/storage/tables.ts';
import { systemClock } from '../../src/adapters/system.ts';
import { createApplication, type Replacements } from '../../src/app.ts';
import type { Config } from '../../src/config.ts';
import { forEachConcurrently } from '../../src/language/for-each-concurrently.ts';
import type { CallSpec } from '../graph/call.ts';
import { graphHttpClient } from '../graph/http-client.ts';
import { type BareRequest, bareClients, recordingTables } from './bare-loop.ts';
import { createImpatientClock } from './impatient-clock.ts';
import { expectSameRequests } from './outgoing-requests.ts';
import { endpoint, ingestNotified, recordOf, startPipeline } from './pipeline.ts';
import { type Comparison, compare, inRounds } from './rounds.ts';
import { timesOf } from './times-of.ts';
import type { Workbench } from './workbench.ts';

/** What one turn stores. */
interface Load {
  readonly call: CallSpec;
  readonly records: number;
  /** Records under way at once. */
  readonly atOnce: number;
}

/** Every turn stores the same records, into an account of its own. Compares how much of `amount` a second stores. */
export async function besideBareLoop(
  workbench: Workbench,
  load: Load,
  {
    rounds,
    thrownAway,
    amount,
    ...described
  }: {
    readonly rounds: number;
    readonly thrownAway?: number;
    readonly amount: number;
    readonly what: string;
    readonly aim: string;
  },
): Promise<Comparison> {
  const pipeline = await startPipeline(await workbench.freshAccount());
  const { config, tenant } = pipeline;
  const httpClient = remembering(graphHttpClient(tenant, systemClock));
  const newWorld = (): Replacements => ({ httpClient, clock: createImpatientClock() });
  const calls = [BEFOREHAND, ...Array.from({ length: load.records }, () => load.call)];
  const callIds = calls.map((call) => recordOf(tenant, call));
  const recorded = await recordRequests(config, newWorld(), await emptyTables(workbench), callIds);
  await pipeline.close();
  const byPipeline: Contender = (connectionString) => {
    const application = createApplication({ ...config, storage: { connectionString } }, newWorld());
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
  const account = await emptyTables(workbench);
  const { origin } = new URL(endpoint(account, 'Table'));
  const ours = await byPipeline(account);
  await expectSameRequests(origin, ours, await byLoop(await emptyTables(workbench)));
  const turn = (contender: Contender) => async () => ({ rate: amount / (await timed(workbench, contender)) });
  const measured = await inRounds(rounds, { pipeline: turn(byPipeline), loop: turn(byLoop) }, thrownAway);
  return compare(measured, {
    figure: 'rate',
    ours: 'pipeline',
    bare: 'loop',
    unit: 'per second',
    ...described,
  });
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
  account: string,
  callIds: ReadonlyArray<string>,
): Promise<ReadonlyArray<ReadonlyArray<BareRequest>>> {
  let current: Array<BareRequest> = [];
  const application = createApplication(config, {
    ...world,
    tables: recordingTables(account, (request) => current.push(request)),
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
  return (await timesOf(run)).ms / 1000;
}

async function emptyTables(workbench: Workbench): Promise<string> {
  const account = await workbench.freshAccount();
  await createAzureTables({ connectionString: account }).createAll();
  return account;
}

/**
 * Asks once for each address, and gives the same answer from memory ever after: what it costs to make up a record is not
 * the pipeline's matter.
 */
function remembering(graph: HttpClient): HttpClient {
  const answers = new Map<string, PipelineResponse>();
  return {
    async sendRequest(request) {
      const answer = answers.get(request.url) ?? (await graph.sendRequest(request));
      answers.set(request.url, answer);
      return { ...answer, request };
    },
  };
}
