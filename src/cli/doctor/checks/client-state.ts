/** The secret that Graph repeats: whether it can be seen from here at all. */

import { type Check, pass, unknown } from '../check.ts';

export const clientState: Check = {
  id: 'clientState',
  about: 'Settings',
  title: 'secret can be read',
  needs: ['settings'],
  async run({ settings: { references }, config }) {
    if (references.length > 0) {
      return unknown(
        `${references.join(' and ')}: a Key Vault reference`,
        'Only Azure resolves it: whether the subscription carries the secret cannot be told from this machine. In Azure the app does not start while it is unresolved; the reason clientStateMismatch of /api/health tells the rest.',
      );
    }
    return pass(config.previousClientState === undefined ? 'current' : 'current and previous');
  },
};
