/** Graph: the token, the permission in it, and whether Graph lists call records. */

import { TokenUnavailable } from '../../../adapters/steady-credential.ts';
import { GraphFailure } from '../../../ports/graph.ts';
import type { Check } from '../check.ts';
import type { Examination } from '../examination.ts';
import { type Finding, fail, pass, unknown } from '../finding.ts';
import { GRANT_ROLE, graphFault } from '../graph-fault.ts';
import { isForGraph, SIGN_IN } from '../tokens.ts';

export const token: Check = {
  id: 'token',
  about: 'Graph',
  title: 'token',
  needs: ['settings'],
  async run(examination) {
    try {
      return await tokenFinding(examination);
    } catch (error) {
      if (!(error instanceof TokenUnavailable)) throw error;
      return unavailable(error, examination);
    }
  },
};

async function tokenFinding({ graph, config }: Examination): Promise<Finding> {
  const { asker, claims } = await graph.token();
  if (asker === 'simulated') return pass('the fixed token of the simulated Graph');
  if (claims === undefined) return pass('acquired; its content cannot be read');
  if (claims.tid.toLowerCase() !== config.tenantId) {
    return fail(
      'credentials',
      `the token belongs to tenant ${claims.tid}, and GRAPH_TENANT_ID is ${config.tenantId}`,
      'Correct GRAPH_TENANT_ID, or sign in to that tenant. An identity gets tokens of its own tenant only.',
    );
  }
  if (!isForGraph(claims, graph.origin)) {
    return fail(
      'settings',
      `the token is for ${claims.aud}, not for ${graph.origin}`,
      'Correct GRAPH_CLOUD, and sign in to the same cloud (az cloud set).',
    );
  }
  const whose = asker === 'person' ? 'of a person' : `of app ${claims.appid ?? claims.azp ?? '(not named)'}`;
  const until = new Date(claims.exp * 1_000).toISOString().slice(0, 16);
  return pass(
    `${whose}, until ${until}Z`,
    asker === 'app'
      ? undefined
      : 'The token belongs to the sign-in of this machine, not to the app. It shows neither the app’s permission nor its subscription, and only Azure can sign in as a managed identity. ./callrecords status shows what the app sees.',
  );
}

function unavailable({ message, isLate }: TokenUnavailable, { settings }: Examination): Finding {
  if (isLate) {
    return fail(
      'network',
      'no token for Graph in time',
      'Check the way from here to login.microsoftonline.com (or the same of your cloud), in Azure to the identity endpoint: firewall, proxy, virtual network.',
    );
  }
  return fail(
    'credentials',
    `no token for Graph: ${message}`,
    settings.isInAzure
      ? 'Check that the app has its identity, and that AZURE_CLIENT_ID is its client id.'
      : `${SIGN_IN} https://login.microsoftonline.com/error explains AADSTS numbers.`,
  );
}

/** The one application permission that the pipeline needs. */
const ROLE = 'CallRecords.Read.All';

export const role: Check = {
  id: 'role',
  about: 'Graph',
  title: 'permission in the token',
  needs: ['token'],
  async run({ graph }) {
    const { asker, claims } = await graph.token();
    if (asker === 'simulated') return unknown('the token of the simulated Graph holds none');
    if (asker !== 'app') {
      return unknown(
        'the token is not the app’s',
        `In the Entra admin center, the enterprise application of the identity lists ${ROLE} under Permissions. The reason permissionMissing of ./callrecords status says when Graph does not see it.`,
      );
    }
    if (claims === undefined)
      return unknown('the token cannot be read; the next line says whether Graph accepts it');
    if (claims.roles.includes(ROLE)) return pass(ROLE);
    const held = claims.roles.length === 0 ? 'no permission' : claims.roles.join(', ');
    return fail('permission', `the token holds ${held}, not ${ROLE}`, GRANT_ROLE);
  },
};

/** Asks what the pipeline asks every five minutes. */
export const graphAnswers: Check = {
  id: 'graph',
  about: 'Graph',
  title: 'lists call records',
  needs: ['role'],
  async run({ graph }) {
    try {
      const calls = await graph.listCalls();
      return pass(`${graph.host}, ${calls} in the last hour`);
    } catch (error) {
      const isRefused = error instanceof GraphFailure && error.kind === 'forbidden';
      if (isRefused && !(await graph.asksAsApp())) {
        return unknown(`${graph.host} answers, and shows calls to the app only`);
      }
      return graphFault(error, graph);
    }
  },
};
