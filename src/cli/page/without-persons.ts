/** Whether the explorer shows persons. */

import { Settings } from '../../settings.ts';
import type { Environment } from '../deployment/find-settings.ts';
import { AskedWrongly } from '../exit.ts';

/**
 * True if one of the places leaves persons out: none can show them where another does not.
 * Throws AskedWrongly where one says anything but true, false and nothing.
 */
export function isWithoutPersons(...places: ReadonlyArray<Environment>): boolean {
  const said = places.map((environment) => {
    const setting = Settings.shape.PAGE_WITHOUT_PERSONS;
    const given = setting.safeParse(environment.PAGE_WITHOUT_PERSONS?.trim() || undefined);
    if (!given.success) throw new AskedWrongly('PAGE_WITHOUT_PERSONS must be true or false');
    return given.data === 'true';
  });
  return said.includes(true);
}
