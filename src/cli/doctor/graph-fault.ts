/** What a failure of Graph says about who has to fix what. */

import { GraphFailure } from '../../ports/graph.ts';
import { type Fault, fail } from './finding.ts';
import type { GraphProbe } from './graph-probe.ts';
import { networkFault } from './network-fault.ts';

export const GRANT_ROLE =
  'An administrator must grant the application permission CallRecords.Read.All to the identity; there is no delegated form. A token issued before is cached for up to a day: wait, because a restart of the app does not help.';

/** The fault behind a failure of Graph; any other error is thrown again. */
export function graphFault(error: unknown, graph: GraphProbe): Fault {
  if (!(error instanceof GraphFailure)) throw error;
  const { kind, status, code, clientRequestId, retryAt } = error;
  const request = clientRequestId === undefined ? '' : ` (client-request-id ${clientRequestId})`;
  const said = `${graph.host} answers ${[status, code].filter((part) => part !== undefined).join(' ')}${request}`;
  switch (kind) {
    case 'unauthorized':
      return fail(
        'credentials',
        said,
        'Graph does not accept the token. Check GRAPH_TENANT_ID, GRAPH_CLOUD and the identity (AZURE_CLIENT_ID).',
      );
    case 'forbidden':
      return fail('permission', said, GRANT_ROLE);
    case 'throttled':
      return fail(
        'throttled',
        retryAt === undefined
          ? said
          : `${said}, and asks to wait until ${retryAt.toISOString().slice(0, 19)}Z`,
        'There is nothing to fix: the app waits as Graph asks. If it lasts, look which other programs of the tenant use Graph.',
      );
    case 'unavailable':
      if (status === undefined) return networkFault(graph.host, graph.lastNetworkError());
      return serviceFault(said);
    case 'notFound':
    case 'conflict':
    case 'quotaReached':
    case 'rejected':
    case 'malformed':
      return serviceFault(status === undefined ? error.message : said);
  }
}

function serviceFault(evidence: string): Fault {
  return fail(
    'service',
    evidence,
    'Graph fails, or something between here and there answers for it. Try again in a minute, then look at the service health in the Microsoft 365 admin center.',
  );
}
