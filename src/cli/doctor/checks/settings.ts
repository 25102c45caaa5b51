/** Settings: every one that is missing or wrong, by name. */

import { type Check, fail, pass } from '../check.ts';

export const settings: Check = {
  id: 'settings',
  about: 'Settings',
  title: 'complete and valid',
  needs: [],
  async run({ settings: { config, problems }, environment }) {
    if (config === undefined) {
      return fail(
        'settings',
        problems.join('; '),
        'Mend them in local.settings.json or the environment; in Azure in the app settings. docs/settings.md explains each.',
      );
    }
    const { host } = new URL(config.notificationUrl);
    const graph = config.graph.isSimulated ? 'the simulated Graph' : new URL(config.graph.baseUrl).host;
    const own = environment.WEBSITE_HOSTNAME?.trim().toLowerCase();
    const isElsewhere = own !== undefined && own !== '' && own !== host;
    return pass(
      `tenant ${config.tenantId}, ${graph}`,
      isElsewhere
        ? `WEBHOOK_BASE_URL names ${host}, this app is ${own}: right only where the one leads to the other.`
        : undefined,
    );
  },
};
