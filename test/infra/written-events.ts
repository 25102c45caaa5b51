/** The log as it is really written: a run through everything that the queries ask for. */

import { reportNetworks } from '../../src/summaries/report-networks.ts';
import { pipelineWorld } from '../functions/pipeline-world.ts';
import { TODAY } from '../store/earlier-layout.ts';
import { createSimulatedStore } from '../store/simulated-store.ts';
import { writePoorNetwork } from '../summaries/poor-network.ts';

/** The fields that each event was written with, by event. */
export async function writtenEvents(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const world = await pipelineWorld();
  world.tenant.startCall({ kind: 'meeting', readableAfterSeconds: 300, notifiedAfterSeconds: 0 });
  world.tenant.startCall({ kind: 'peer-to-peer', readableAfterSeconds: 6_000, notifiedAfterSeconds: 0 });
  world.tenant.faults.add('throttled');
  await world.settle();
  // Observed while a call waits.
  await world.pass(10);
  await world.host.runTimer('reconcile');
  await world.pass(1);
  const events = new Map<string, Set<string>>();
  const note = (event: string, fields: object = {}) => {
    events.set(event, new Set([...(events.get(event) ?? []), ...Object.keys(fields)]));
  };
  for (const { message } of world.log) {
    if (!message.startsWith('{"event":')) continue;
    const { event, ...fields } = JSON.parse(message) as { event: string };
    note(event, fields);
  }
  const store = createSimulatedStore();
  await writePoorNetwork(store, TODAY);
  await reportNetworks(store, { info: note, warn: note, error: note }, TODAY);
  return events;
}
