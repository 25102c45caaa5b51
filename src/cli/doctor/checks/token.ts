/** The token for Graph: whether one can be had, of whom it is, for which tenant and Graph, and for how long. */

import { TokenUnavailable } from '../../../adapters/steady-credential.ts';
import { type Check, type Finding, fail, pass } from '../check.ts';
import type { Examination } from '../examination.ts';
import { isForGraph, tokenClaims } from '../token-claims.ts';

export const token: Check = {
  id: 'token',
  about: 'Graph',
  title: 'token',
  needs: ['settings'],
  async run(examination) {
    try {
      const acquired = await examination.graph.token();
      if (acquired === undefined) return pass('the fixed one of the simulated Graph');
      return await judged(acquired.token, examination);
    } catch (error) {
      if (!(error instanceof TokenUnavailable)) throw error;
      return unavailable(error, examination);
    }
  },
};

async function judged(text: string, { graph, config }: Examination): Promise<Finding> {
  const claims = tokenClaims(text);
  if (claims === undefined) return pass('acquired; what it holds cannot be read');
  if (claims.tid.toLowerCase() !== config.tenantId) {
    return fail(
      'credentials',
      `the token is of tenant ${claims.tid}, GRAPH_TENANT_ID is ${config.tenantId}`,
      'Correct GRAPH_TENANT_ID, or sign in to that tenant. An identity gets tokens of its own tenant only.',
    );
  }
  if (!isForGraph(claims, graph.origin)) {
    return fail(
      'settings',
      `the token is for ${claims.aud}, and not for ${graph.origin}`,
      'Correct GRAPH_CLOUD, and sign in to the same cloud (az cloud set).',
    );
  }
  const app = claims.appid ?? claims.azp ?? 'not named';
  const until = new Date(claims.exp * 1_000).toISOString().slice(0, 16);
  const whose = await graph.asker();
  return pass(
    `${whose === 'person' ? 'of a person' : `of app ${app}`}, until ${until}Z`,
    whose === 'app'
      ? undefined
      : 'The token is of who is signed in on this machine, and not of the app: what the app may do in Graph, and its subscription, cannot be seen with it. /api/health speaks for the app; nobody can sign in as a managed identity.',
  );
}

function unavailable({ message }: TokenUnavailable, { settings }: Examination): Finding {
  if (message === 'TimeoutError') {
    return fail(
      'network',
      'no token for Graph in time',
      'Check the way from here to login.microsoftonline.com (or your cloud’s), in Azure to the identity endpoint: firewall, proxy, virtual network.',
    );
  }
  return fail(
    'credentials',
    `no token for Graph: ${message}`,
    settings.isInAzure
      ? 'Check that the app has its identity, and that AZURE_CLIENT_ID is its client id.'
      : 'Sign in: az login, or AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET in the environment. AADSTS numbers: https://login.microsoftonline.com/error',
  );
}
