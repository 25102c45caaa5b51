/** The settings: each that is missing or wrong, by name, and whether the secret can be read here. */

import type { Check } from '../check.ts';
import { fail, pass, unknown } from '../finding.ts';

export const settings: Check = {
  id: 'settings',
  about: 'Settings',
  title: 'complete and valid',
  needs: [],
  async run({ settings: { config, problems, given } }) {
    if (config === undefined) {
      return fail(
        'settings',
        problems.join('; '),
        'Correct them where they are set: the app settings in Azure, the environment or local.settings.json elsewhere. docs/settings.md explains each.',
      );
    }
    const { host } = new URL(config.notificationUrl);
    const graph = config.graph.isSimulated ? 'the simulated Graph' : new URL(config.graph.baseUrl).host;
    const own = given.WEBSITE_HOSTNAME?.trim().toLowerCase();
    const isElsewhere = own !== undefined && own !== '' && own !== host;
    return pass(
      `tenant ${config.tenantId}, ${graph}`,
      isElsewhere
        ? `WEBHOOK_BASE_URL names ${host}, and this app is ${own}. That is right only if the first leads to the second.`
        : undefined,
    );
  },
};

/** The secret that Graph repeats in each notification. */
export const clientState: Check = {
  id: 'clientState',
  about: 'Settings',
  title: 'secret can be read',
  needs: ['settings'],
  async run({ settings: { references }, config }) {
    if (references.length === 0) {
      return pass(config.previousClientState === undefined ? 'current' : 'current and previous');
    }
    return unknown(
      `${references.join(' and ')}: a Key Vault reference`,
      'Only Azure resolves the reference, so the doctor cannot tell whether the subscription carries the secret. In Azure the app does not start until the reference is resolved. The reason clientStateMismatch of ./callrecords status says when the secret is another.',
    );
  },
};
