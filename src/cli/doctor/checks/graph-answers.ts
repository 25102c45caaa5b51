/** Graph itself, asked for the calls of the last hour: what the pipeline asks every five minutes. */

import { GraphFailure } from '../../../ports/graph.ts';
import { type Check, pass, unknown } from '../check.ts';
import { graphFault } from '../graph-fault.ts';

export const graphAnswers: Check = {
  id: 'graph',
  about: 'Graph',
  title: 'lists call records',
  needs: ['role'],
  async run({ graph }) {
    const asker = await graph.asker();
    try {
      const calls = await graph.listCalls();
      return pass(`${graph.host}, ${calls} in the last hour`);
    } catch (error) {
      const isRefusal = error instanceof GraphFailure && error.kind === 'forbidden';
      if (isRefusal && (asker === 'person' || asker === 'anotherApp')) {
        return unknown(`${graph.host} is reached, and shows calls to the app alone`);
      }
      return graphFault(error, graph);
    }
  },
};
