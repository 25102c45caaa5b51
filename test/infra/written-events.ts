/** The log as it is really written: a run through everything that the queries ask for. */

import { pipelineWorld } from '../functions/pipeline-world.ts';

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
  for (const { message } of world.log) {
    if (!message.startsWith('{"event":')) continue;
    const { event, ...fields } = JSON.parse(message) as { event: string };
    events.set(event, new Set([...(events.get(event) ?? []), ...Object.keys(fields)]));
  }
  return events;
}
