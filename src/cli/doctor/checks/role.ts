/** The one application permission that the pipeline needs, as the token says it. */

import { type Check, fail, pass, unknown } from '../check.ts';
import { GRANT_ROLE } from '../graph-fault.ts';
import { tokenClaims } from '../token-claims.ts';

const ROLE = 'CallRecords.Read.All';

export const role: Check = {
  id: 'role',
  about: 'Graph',
  title: 'role in the token',
  needs: ['token'],
  async run({ graph }) {
    const acquired = await graph.token();
    if (acquired === undefined) return unknown('the simulated Graph’s token has none');
    const asker = await graph.asker();
    if (asker !== 'app') {
      return unknown(
        'the token is not the app’s',
        `In the Entra admin center, the identity's enterprise application lists ${ROLE} under permissions; the reason permissionMissing of /api/health says when Graph does not see it.`,
      );
    }
    const claims = tokenClaims(acquired.token);
    if (claims === undefined)
      return unknown('the token cannot be read; the next line says whether Graph accepts it');
    if (claims.roles.includes(ROLE)) return pass(ROLE);
    const held = claims.roles.length === 0 ? 'no role' : claims.roles.join(', ');
    return fail('permission', `the token holds ${held}, and not ${ROLE}`, GRANT_ROLE);
  },
};
